"""Weight stability of a ranking: how far one weight can move before another site is first."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.stability import WeightInterval
from geoaccess.units import FloatArray, IntArray


def compute_weight_intervals(
    parts: FloatArray, weights: Mapping[str, float], *, first: int
) -> tuple[WeightInterval, ...]:
    """Return, by indicator, the weights with which a site stays first.

    With the weight of indicator k moved to u and the others in their proportions the score is

        s_i(u) = u * v_ik + (1 - u) * r_i,   r_i = sum over l != k of w_l * v_il / (1 - w_k)

    so that the lead over each rival is linear in u, and ends where it is 0. An indicator with
    the whole weight is left out: there are no others to share what it gives up.

    Parameters
    ----------
    parts
        Shape (n, k): indicators of the sites mapped to 0-1, in the order of `weights`.
    weights
        Weights in the score; they sum to 1.
    first
        Row of a site that no other is above.

    Raises
    ------
    InputError
        When the parts have not one column for each weight.

    Notes
    -----
    Weight stability intervals after Mareschal (1988), European Journal of Operational Research
    33, 54-64.
    """
    if parts.ndim != 2 or parts.shape[1] != len(weights):
        raise InputError(f"stability: {parts.shape} parts for {len(weights)} weights")
    share = np.array(list(weights.values()))
    found = []
    for k, (name, weight) in enumerate(weights.items()):
        rest = share.copy()
        rest[k] = 0.0
        if rest.sum() <= 0:
            continue
        others = parts @ (rest / rest.sum())
        at_none, at_all = others[first] - others, parts[first, k] - parts[:, k]
        low, below = _find_end(weight, at_none, at_all)
        high, above = _find_end(1 - weight, at_all, at_none)
        found.append(
            WeightInterval(
                name=name, weight=weight, low=low, high=1 - high, below=below, above=above
            )
        )
    return tuple(found)


def _find_end(weight: float, there: FloatArray, beyond: FloatArray) -> tuple[float, int | None]:
    """Return how near to 0 a share can come from `weight`, and whom the lead is lost to.

    The lead over every rival is `there` at share 0 and `beyond` at share 1. Of those who
    overtake at the same share, the one who is then ahead most.
    """
    rivals: IntArray = np.flatnonzero(there < 0)
    if not rivals.size:
        return 0.0, None
    end = np.clip(-there[rivals] / (beyond[rivals] - there[rivals]), 0.0, weight)
    last = rivals[end == end.max()]
    return float(end.max()), int(last[np.argmin(there[last])])
