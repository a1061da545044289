"""Which stations of a line are neighbours, and how far apart along the track."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import Final

from geoaccess.sources.railways.onward import find_onward
from geoaccess.sources.railways.switchbacks import insert_switchbacks
from geoaccess.sources.railways.track import TrackGraph
from geoaccess.sources.railways.ways import Edge, Edges, Hops, keep_shorter, reach, union

BYPASS_SHARE: Final = 1.05
BYPASS_KM: Final = 0.2
"""Neighbours with a station between them on a way hardly longer are tracks side by side."""


def find_hops(
    track: TrackGraph, company: Sequence[str], has_trains: Callable[[Hops, Sequence[Hops]], Hops]
) -> tuple[dict[int, Hops], Hops]:
    """Return the neighbouring stations of every line with a station, and the ways left out.

    Two stations are neighbours where track without another station joins them. A station
    that only a reversal on open track reaches (a switchback) takes the place of the way that
    passes it, or is joined by the shortest reversal.
    A line that ends on the track of another one of its company, between stations, goes on
    along that one to its next stations, unless trains of the company run there past another.

    Parameters
    ----------
    company
        Of each line: lines of one company run into each other.
    has_trains
        Returns those of such ways past the end of a line that have trains, given the hops
        of all lines of the company.
    """
    edges_of: dict[int, dict[int, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    rows = zip(
        track.a.tolist(),
        track.b.tolist(),
        track.km.tolist(),
        map(tuple, track.heading_a.tolist()),
        map(tuple, track.heading_b.tolist()),
        track.line.tolist(),
        strict=True,
    )
    for number, (a, b, km, from_a, from_b, line) in enumerate(rows):
        edges = edges_of[line]
        edges[a].append((b, km, from_a, from_b, number))
        edges[b].append((a, km, from_b, from_a, number))
    station = track.station.tolist()
    hops = {line: _line_hops(edges, station) for line, edges in sorted(edges_of.items())}
    unused: Hops = {}
    for line, onward in find_onward(edges_of, station, track.place.tolist(), company).items():
        own = [pairs for i, pairs in hops.items() if company[i] == company[line]]
        possible = _not_reached(onward, own)
        used = has_trains(possible, own)
        unused |= {pair: km for pair, km in possible.items() if pair not in used}
        hops[line] |= used
    return hops, unused


def _line_hops(edges: Edges, station: Sequence[int]) -> Hops:
    nodes = [node for node in edges if station[node] >= 0]
    hops = _search(nodes, edges, station, may_reverse=False)

    def find_reversals() -> Hops:
        return _search(nodes, edges, station, may_reverse=True)

    insert_switchbacks(hops, find_reversals)
    joined = union(hops)
    if len({joined.get(station[node], station[node]) for node in nodes}) > 1:
        for (a, b), km in sorted(find_reversals().items(), key=lambda hop: hop[1]):
            joined = union(hops)
            if joined.get(a, a) != joined.get(b, b):
                hops[a, b] = km
        insert_switchbacks(hops, find_reversals)
    return _without_bypasses(hops)


def _search(
    nodes: Iterable[int], edges: Edges, station: Sequence[int], *, may_reverse: bool
) -> Hops:
    """Return the shortest ways between stations that pass no other station."""
    hops: Hops = {}
    for origin in nodes:
        for node, km in reach(origin, edges, station, may_reverse=may_reverse).items():
            keep_shorter(hops, station[origin], station[node], km)
    return hops


def _without_bypasses(hops: Hops) -> Hops:
    """Return the hops without those beside which the line runs through a station between."""
    kept = dict(hops)
    neighbours: dict[int, dict[int, float]] = defaultdict(dict)
    for (a, b), km in hops.items():
        neighbours[a][b] = neighbours[b][a] = km
    for (a, b), km in sorted(hops.items(), key=lambda hop: -hop[1]):
        if len(neighbours[a]) > 1 and len(neighbours[b]) > 1:
            del neighbours[a][b], neighbours[b][a]
            if _is_reached(neighbours, a, b, km * BYPASS_SHARE + BYPASS_KM):
                del kept[a, b]
            else:
                neighbours[a][b] = neighbours[b][a] = km
    return kept


def _not_reached(hops: Hops, others: Iterable[Hops]) -> Hops:
    """Return the hops whose stations no way over others joins that is hardly longer."""
    neighbours: dict[int, dict[int, float]] = defaultdict(dict)
    for pairs in others:
        for (a, b), km in pairs.items():
            neighbours[a][b] = neighbours[b][a] = km
    kept: Hops = {}
    for (a, b), km in sorted(hops.items(), key=lambda hop: hop[1]):
        if not _is_reached(neighbours, a, b, km * BYPASS_SHARE + BYPASS_KM):
            kept[a, b] = neighbours[a][b] = neighbours[b][a] = km
    return kept


def _is_reached(
    neighbours: Mapping[int, Mapping[int, float]], origin: int, target: int, limit_km: float
) -> bool:
    queue, done = [(0.0, origin)], set()
    while queue:
        at, station = heappop(queue)
        if station == target:
            return True
        if station not in done:
            done.add(station)
            for other, km in neighbours[station].items():
                if at + km <= limit_km and other not in done:
                    heappush(queue, (at + km, other))
    return False
