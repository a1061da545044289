"""Meetings by trying every outbound and return journey of everybody."""

from __future__ import annotations

from itertools import product

Trip = tuple[int, int]
"""Departure and arrival."""


def stays(
    out: list[Trip], back: list[Trip], direct_s: tuple[int, int], window: tuple[int, int]
) -> set[tuple[int, int]]:
    """Return every span (arrive, leave) that a day away from home allows."""
    begin, end = window
    there = [a for d, a in out if d >= begin and a <= end]
    away = [d for d, h in back if h <= end and d >= begin]
    if begin + direct_s[0] <= end:
        there.append(begin + direct_s[0])
    if end - direct_s[1] >= begin:
        away.append(end - direct_s[1])
    return {(a, d) for a, d in product(there, away)}


def best(
    of_members: list[set[tuple[int, int]]], stay_s: int, business: tuple[int, int]
) -> tuple[int, int] | None:
    """Return most (common business seconds, seconds together), None where nobody can meet."""
    found = []
    for spans in product(*of_members):
        begin, end = max(a for a, _ in spans), min(d for _, d in spans)
        if end - begin >= stay_s:
            common = min(end, business[1]) - max(begin, business[0])
            found.append((max(common, 0), end - begin))
    return max(found, default=None)
