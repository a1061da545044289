"""Which stations of a line are neighbours, and how far apart along the track."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from typing import Final

from geoaccess.sources.railways.track import TrackGraph

Hops = dict[tuple[int, int], float]
"""Km along the track by pair of neighbouring stations, the lower index first."""

TURN: Final = 0.5
"""Cosine between the track one came by and the track one leaves by: above, it is a reversal
(less than 60 degrees between them), which trains do at stations only."""
BYPASS_SHARE: Final = 1.05
BYPASS_KM: Final = 0.2
"""Neighbours with a station between them on a way hardly longer are tracks side by side."""

_Edge = tuple[int, float, tuple[float, float], tuple[float, float], int]
_Edges = Mapping[int, list[_Edge]]


def find_hops(track: TrackGraph) -> dict[int, Hops]:
    """Return the neighbouring stations of every line with a station.

    Two stations are neighbours where track without another station joins them. A station
    that only a reversal on open track reaches (a switchback) is joined by the shortest one.
    """
    edges_of: dict[int, dict[int, list[_Edge]]] = defaultdict(lambda: defaultdict(list))
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
    return {line: _line_hops(edges, station) for line, edges in sorted(edges_of.items())}


def _line_hops(edges: _Edges, station: list[int]) -> Hops:
    nodes = [node for node in edges if station[node] >= 0]
    hops = _search(nodes, edges, station, may_reverse=False)
    joined = _union(hops)
    if len({joined.get(station[node], station[node]) for node in nodes}) > 1:
        every = _search(nodes, edges, station, may_reverse=True)
        for (a, b), km in sorted(every.items(), key=lambda hop: hop[1]):
            joined = _union(hops)
            if joined.get(a, a) != joined.get(b, b):
                hops[a, b] = km
    return _without_bypasses(hops)


def _search(nodes: Iterable[int], edges: _Edges, station: list[int], *, may_reverse: bool) -> Hops:
    """Return the shortest ways between stations that pass no other station (Dijkstra)."""
    hops: Hops = {}
    for origin in nodes:
        queue = [(km, node, back, number) for node, km, _, back, number in edges[origin]]
        queue.sort()
        done: set[tuple[int, int]] = set()
        while queue:
            km, node, back, number = heappop(queue)
            if (node, number) in done:
                continue
            done.add((node, number))
            if station[node] >= 0:
                if node != origin:
                    pair = (station[origin], station[node])
                    pair = (min(pair), max(pair))
                    hops[pair] = min(km, hops.get(pair, km))
                continue
            onward = edges[node]
            for other, more, ahead, next_back, next_number in onward:
                if next_number == number or (other, next_number) in done:
                    continue
                cosine = back[0] * ahead[0] + back[1] * ahead[1]
                if may_reverse or len(onward) == 2 or cosine < TURN:
                    heappush(queue, (km + more, other, next_back, next_number))
    return hops


def _union(hops: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return a common representative of all stations that hops join."""
    parent: dict[int, int] = {}

    def root(one: int) -> int:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for a, b in hops:
        parent[root(a)] = root(b)
    return {one: root(one) for one in parent}


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
