"""What a grid of variants says: the value of a minute, and the best place along a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from geoaccess.model.sweep import Axis, Settings
from geoaccess.units import FloatArray, IntArray

NEAR_BEST = 0.01
"""A place is as good as the best where it is so much of the best's gain below it, at most."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """Two neighbouring values of an axis, all other axes equal: positions of the variants."""

    axis: int
    low: int
    high: int


def list_steps(axes: Sequence[Axis], settings: Sequence[Settings], axis: int) -> Iterator[Step]:
    """Yield the steps of one axis, by the settings of the others, then by value."""
    where = {one: k for k, one in enumerate(settings)}
    for group in _groups(settings, axis):
        values = [value for value in axes[axis].values if value is not None]
        for low, high in pairwise(values):
            ends = [(*group[:axis], value, *group[axis + 1 :]) for value in (low, high)]
            if all(one in where for one in ends):
                yield Step(axis=axis, low=where[ends[0]], high=where[ends[1]])


def value_of_minute(
    step: Step, settings: Sequence[Settings], values: FloatArray
) -> FloatArray | float:
    """Return (f(a) - f(b)) / (b - a): what one minute less gives, at most at step b to a.

    Parameters
    ----------
    values
        f of each variant, shape (n_variants,) or (n_variants, n_sites).
    """
    low, high = settings[step.low][step.axis], settings[step.high][step.axis]
    change: FloatArray = (values[step.low] - values[step.high]) / ((high or 0.0) - (low or 0.0))
    return change


@dataclass(frozen=True, kw_only=True, eq=False)
class Stretch:
    """Places along a line with the other axes equal, in the order of km.

    Attributes
    ----------
    rows
        Shape (n,): positions of the variants.
    without
        Position of the variant without the station; -1 where a station is moved.
    others
        Values of the other axes.
    gain
        Shape (n,): value less that of the variant without the station; the value itself for a
        station that is moved.
    gained, lost
        Shape (n,): sums over the sites that gain and that lose, by the same comparison; for a
        station that is moved, against the scenario as it is written.
    best
        Position in `rows` of the greatest gain, of equals the first.
    is_near_best
        Shape (n,): within NEAR_BEST of it.
    """

    axis: int
    others: Settings
    rows: IntArray
    without: int
    gain: FloatArray
    gained: FloatArray
    lost: FloatArray
    best: int
    is_near_best: np.ndarray

    @property
    def flat(self) -> tuple[int, int]:
        """First and last place of the unbroken run of near-best places around the best."""
        first = last = self.best
        while first > 0 and self.is_near_best[first - 1]:
            first -= 1
        while last + 1 < self.rows.size and self.is_near_best[last + 1]:
            last += 1
        return first, last


def list_stretches(
    axes: Sequence[Axis],
    settings: Sequence[Settings],
    axis: int,
    *,
    values: FloatArray,
    of_sites: FloatArray,
) -> list[Stretch]:
    """Return the places along a line for each combination of the other axes.

    Parameters
    ----------
    values, of_sites
        The objective of each variant, (n_variants,), and what it is made of, (n_variants, n).
    """
    where = {one: k for k, one in enumerate(settings)}
    found = []
    for group in _groups(settings, axis):

        def at(value: float | None, group: Settings = group) -> int:
            return where.get((*group[:axis], value, *group[axis + 1 :]), 0)

        rows = np.array([at(value) for value in axes[axis].values if value is not None])
        is_new = axes[axis].kind == "station"
        reference = at(None) if is_new else 0
        gain = values[rows] - values[reference] if is_new else values[rows]
        change = of_sites[rows] - of_sites[reference]
        best = int(np.argmax(gain))
        found.append(
            Stretch(
                axis=axis,
                others=group,
                rows=rows,
                without=reference if is_new else -1,
                gain=gain,
                gained=np.maximum(change, 0).sum(axis=1),
                lost=np.minimum(change, 0).sum(axis=1),
                best=best,
                is_near_best=gain >= gain[best] - NEAR_BEST * abs(gain[best]),
            )
        )
    return found


def rank_variants(values: FloatArray) -> IntArray:
    """Return positions of variants, the greatest value first, of equals the first by number."""
    order: IntArray = np.argsort(-values, kind="stable")
    return order


def _groups(settings: Sequence[Settings], axis: int) -> list[Settings]:
    """Return the settings of the other axes, each once, with None at the axis.

    The scenario as it is written, whose settings are all None, stands in no grid.
    """
    groups: Mapping[Settings, None] = dict.fromkeys(
        (*one[:axis], None, *one[axis + 1 :]) for one in settings[1:]
    )
    return list(groups)
