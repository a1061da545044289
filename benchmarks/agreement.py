"""Whether two engines give the same answers, before anything is timed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoaccess.units import SECONDS_PER_MINUTE, FloatArray

HALF_SECOND_MIN = 0.5 / SECONDS_PER_MINUTE


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Comparison of cells; the shares of equal, sooner, later and one-sided cells sum to 1.

    Attributes
    ----------
    peer, rule
        Who is compared, and under which rules.
    cells
        How many values were compared.
    unequal
        How many of them are not equal.
    equal, peer_sooner, peer_later, only_ours, only_peer
        Shares of the cells; two missing values are equal.
    worst_min
        Largest difference, minutes, where both have a value.
    """

    peer: str
    rule: str
    cells: int
    unequal: int
    equal: float
    peer_sooner: float
    peer_later: float
    only_ours: float
    only_peer: float
    worst_min: float


def compare(ours_min: FloatArray, peer_min: FloatArray, *, peer: str, rule: str) -> Agreement:
    """Return how far two arrays of minutes of one shape agree (NaN stands for no connection)."""
    if ours_min.shape != peer_min.shape:
        raise ValueError(f"shapes {ours_min.shape} and {peer_min.shape} differ")
    no_ours, no_peer = np.isnan(ours_min), np.isnan(peer_min)
    difference = np.where(no_ours | no_peer, 0.0, peer_min - ours_min)
    both = ~no_ours & ~no_peer
    equal = (both & (np.abs(difference) < HALF_SECOND_MIN)) | (no_ours & no_peer)
    return Agreement(
        peer=peer,
        rule=rule,
        cells=ours_min.size,
        unequal=int(np.sum(~equal)),
        equal=float(np.mean(equal)),
        peer_sooner=float(np.mean(difference <= -HALF_SECOND_MIN)),
        peer_later=float(np.mean(difference >= HALF_SECOND_MIN)),
        only_ours=float(np.mean(~no_ours & no_peer)),
        only_peer=float(np.mean(no_ours & ~no_peer)),
        worst_min=float(np.abs(difference).max(initial=0.0)),
    )


def render_agreements(found: list[Agreement]) -> str:
    """Return the comparisons as a table in Markdown."""
    header = ("peer", "rule", "cells", "unequal", "equal", "peer sooner", "peer later", "only ours",
              "only peer", "worst min")  # fmt: skip
    lines = [f"| {' | '.join(header)} |", f"|---|---|{'--:|' * (len(header) - 2)}"]
    lines += [
        f"| {one.peer} | {one.rule} | {one.cells:,} | {one.unequal:,} "
        f"| {one.equal:.2%} | {one.peer_sooner:.2%} | {one.peer_later:.2%} "
        f"| {one.only_ours:.2%} | {one.only_peer:.2%} | {one.worst_min:.1f} |"
        for one in found
    ]
    return "\n".join(lines)
