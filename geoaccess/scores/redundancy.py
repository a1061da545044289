"""Redundancy of the graph of mutual day returns: which edges hang on one line."""

from __future__ import annotations

from geoaccess.model.closures import LongestDays
from geoaccess.scores.robustness import find_contactable
from geoaccess.units import BoolArray, IntArray


def find_lost_edges(days: LongestDays, edges: IntArray, *, n: int, stay_s: int) -> BoolArray:
    """Return which edges the loss of each line breaks, shape (n_lines, n_edges).

    Parameters
    ----------
    days
        Longest days among n places without each line, one case for each line and place, by
        line, then place.
    edges
        Rows (i, j), shape (n_edges, 2).
    """
    met = find_contactable(days, stay_s).reshape(-1, n, n)
    lost: BoolArray = ~(met & met.transpose(0, 2, 1))[:, edges[:, 0], edges[:, 1]]
    return lost
