"""Which ways past the end of a line have trains, of those that the track alone would allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from geoaccess.model.text import fold_name
from geoaccess.sources.railways.ways import Hops

StationPair = tuple[int, int]


def keep_with_trains(
    onward: Hops,
    own: Iterable[Hops],
    near: Sequence[int],
    is_listed: AbstractSet[StationPair] = frozenset(),
) -> Hops:
    """Return the ways of a line along another one that trains are taken to run over.

    A junction between stations tells where trains can run, not where they do:

    - Where the line leads to both neighbours of the junction (下小田井 to 東枇杷島 and to
      西枇杷島), trains run to the one with more stations around (the nearer one of two alike).
    - Where a station lies between the two ends of the way, reached from both (川合高岡 and 桃園
      from 伊勢中川), the way is the third side of a triangle: trains call there.

    Ways that the service model lists are kept in any case.

    Parameters
    ----------
    onward
        The ways, from a last station of the line to a station of the other one.
    own
        Hops of the lines of the company.
    near
        Stations around every station.
    is_listed
        Pairs of stations, the lower index first.
    """
    beside: dict[int, set[int]] = defaultdict(set)
    for pairs in own:
        for a, b in pairs:
            beside[a].add(b)
            beside[b].add(a)
    onward_of: dict[int, set[int]] = defaultdict(set)
    for a, b in onward:
        onward_of[a].add(b)
        onward_of[b].add(a)

    def has_trains(a: int, b: int) -> bool:
        if (a, b) in is_listed:
            return True
        if beside[a] & beside[b]:
            return False
        return all(
            worth(target, origin) >= worth(other, origin)
            for origin, target in ((a, b), (b, a))
            for other in onward_of[origin]
            if other in beside[target]
        )

    def worth(target: int, origin: int) -> tuple[int, float]:
        return near[target], -onward[min(origin, target), max(origin, target)]

    return {pair: km for pair, km in onward.items() if has_trains(*pair)}


def find_pairs(
    listed: Iterable[tuple[str, str]], names: Sequence[str], hops: Hops
) -> frozenset[StationPair]:
    """Return the hops whose stations have the names of a listed pair."""
    wanted = {frozenset(map(fold_name, pair)) for pair in listed}
    return frozenset(
        (a, b) for a, b in hops if {fold_name(names[a]), fold_name(names[b])} in wanted
    )
