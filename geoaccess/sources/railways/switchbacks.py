"""Stations that trains reach by turning back on open track, put into the line they hang on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from typing import Final

from geoaccess.sources.railways.ways import Hops, keep_shorter

LONGER: Final = 1.3
"""Trains call at a switchback station where that is at most so much longer than passing it
(関山–二本木–新井: 1.19, the longest)."""


def insert_switchbacks(hops: Hops, find_reversals: Callable[[], Hops]) -> None:
    """Lead the hops that pass a switchback station over it, as local trains run.

    Such a station has a way to both ends of a hop (姨捨 to 冠着 and 稲荷山), one of them by
    a reversal perhaps.

    Parameters
    ----------
    hops
        Of one line; changed.
    find_reversals
        Returns the hops that trains could take if they turned back anywhere.
    """
    ways: dict[int, dict[int, float]] = defaultdict(dict)
    for (a, b), km in hops.items():
        ways[a][b] = ways[b][a] = km
    forks = {station for station, beside in ways.items() if len(beside) > 2}
    leaves = {one for one, beside in ways.items() if len(beside) == 1 and forks & set(beside)}
    for (a, b), km in find_reversals().items() if leaves else ():
        for one, other in ((a, b), (b, a)):
            if one in leaves:
                ways[one].setdefault(other, km)
    for one in sorted(leaves | {one for one, beside in ways.items() if len(beside) == 2}):
        over = [
            (ways[one][a] + ways[one][b], a, b)
            for a, b in combinations(sorted(ways[one]), 2)
            if (a, b) in hops and ways[one][a] + ways[one][b] <= LONGER * hops[a, b]
        ]
        if over:
            _, a, b = min(over)
            del hops[a, b]
            keep_shorter(hops, one, a, ways[one][a])
            keep_shorter(hops, one, b, ways[one][b])
