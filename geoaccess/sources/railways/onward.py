"""Where a line ends on the track of another one between stations, and goes on along it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from geoaccess.sources.railways.ways import Edges, Hops, keep_shorter, reach


def find_onward(
    edges_of: Mapping[int, Edges],
    station: Sequence[int],
    place: Sequence[int],
    company: Sequence[str],
) -> dict[int, Hops]:
    """Return, by line, the ways from its last stations along the line that it ends on.

    Where the last station lies on the other line, too, there is none: that is an ordinary
    change of lines.
    """
    stops = {
        line: {station[node] for node in edges if station[node] >= 0}
        for line, edges in edges_of.items()
    }
    found: dict[int, Hops] = defaultdict(dict)
    for (line, end), (other, node) in _find_meetings(edges_of, station, place):
        last = reach(end, edges_of[line], station, may_reverse=False)
        is_shared = any(station[one] in stops[other] for one in last)
        if company[other] != company[line] or is_shared:
            continue
        joint = [*edges_of[line][end], *edges_of[other][node]]
        both = {**edges_of[other], **edges_of[line], end: joint}
        for one in last:
            for target, km in reach(one, both, station, may_reverse=False).items():
                if station[target] not in stops[line]:
                    keep_shorter(found[line], station[one], station[target], km)
    return found


def _find_meetings(
    edges_of: Mapping[int, Edges], station: Sequence[int], place: Sequence[int]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield (line, node) of each end of a line, with (line, node) of others at its place."""
    ends = [
        (line, node)
        for line, edges in sorted(edges_of.items())
        for node, beside in edges.items()
        if len(beside) == 1 and station[node] < 0
    ]
    places = {place[node] for _, node in ends}
    at: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for line, edges in sorted(edges_of.items()):
        for node in edges:
            if place[node] in places:
                at[place[node]].append((line, node))
    for line, end in ends:
        for other, node in at[place[end]]:
            if other != line:
                yield (line, end), (other, node)
