"""The stations of a line in order: its main path, its branches and its loops."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet
from heapq import heappop, heappush
from itertools import pairwise
from typing import Final

from geoaccess.sources.railways.ways import Hops

Path = tuple[int, ...]
"""Stations in order; a loop ends where it begins."""

SHARED_KM: Final = 5.0
"""The Sanyo Line begins at Kobe (1.8 km), not at the end of its Wadamisaki branch (2.7 km)."""

_Graph = dict[int, dict[int, float]]


def order_stations(
    hops: Hops,
    junctions: AbstractSet[int] = frozenset(),
    shared: AbstractSet[int] = frozenset(),
) -> list[Path]:
    """Return paths without branches that together run over every hop once, the longest first.

    A ring is one path that closes. Otherwise the longest of the shortest ways between ends
    (and junctions with other lines) is the main path, where a last station shared with a line
    of the same operator counts some km; what is left is taken apart in the same manner.
    """
    graph: _Graph = defaultdict(dict)
    for (a, b), km in hops.items():
        graph[a][b] = graph[b][a] = km
    paths: list[Path] = []
    todo = _parts(graph)
    while todo:
        part = todo.pop()
        path = _ring(part) or _longest(part, junctions, shared)
        paths.append(path)
        for a, b in pairwise(path):
            part[a].pop(b, None)
            part[b].pop(a, None)
        todo += _parts(part)
    return sorted(paths, key=lambda path: (-path_km(path, hops), path))


def path_km(path: Path, hops: Hops) -> float:
    """Return the length of a path along the track in km."""
    return sum(hops[min(pair), max(pair)] for pair in pairwise(path))


def _parts(graph: _Graph) -> list[_Graph]:
    """Return the connected parts that have hops."""
    parts, seen = [], set()
    for start in sorted(graph):
        if start in seen or not graph[start]:
            continue
        stack, nodes = [start], {start}
        while stack:
            for other in graph[stack.pop()]:
                if other not in nodes:
                    nodes.add(other)
                    stack.append(other)
        seen |= nodes
        parts.append({node: graph[node] for node in nodes})
    return parts


def _ring(part: _Graph) -> Path | None:
    """Return the whole part as a path that closes, where it is one ring."""
    if len(part) < 3 or any(len(others) != 2 for others in part.values()):
        return None
    start = min(part)
    path = [start, min(part[start])]
    while path[-1] != start:
        path.append(next(other for other in part[path[-1]] if other != path[-2]))
    return tuple(path)


def _longest(part: _Graph, junctions: AbstractSet[int], shared: AbstractSet[int]) -> Path:
    """Return the longest of the shortest ways between two ends or junctions of a part."""
    ends = [one for one in sorted(part) if len(part[one]) == 1 or one in junctions]
    if len(ends) < 2:
        ends = sorted(part)
    worth_more = {one for one in shared if one in part and len(part[one]) == 1}
    best: tuple[float, Path] = (-1.0, ())
    for end in ends:
        km, before = _distances(part, end)
        worth = {one: km[one] + SHARED_KM * (one in worth_more) for one in ends if one != end}
        far = max(worth, key=lambda one: worth[one])
        total = worth[far] + SHARED_KM * (end in worth_more)
        if total > best[0] + 1e-9:
            path = [far]
            while path[-1] != end:
                path.append(before[path[-1]])
            best = (total, tuple(path[::-1]))
    return best[1]


def _distances(part: _Graph, origin: int) -> tuple[dict[int, float], dict[int, int]]:
    """Return km from a station to all others, and the station before each on the way."""
    km: dict[int, float] = {}
    before: dict[int, int] = {}
    queue = [(0.0, origin, origin)]
    while queue:
        at, node, previous = heappop(queue)
        if node in km:
            continue
        km[node], before[node] = at, previous
        for other, more in part[node].items():
            if other not in km:
                heappush(queue, (at + more, other, node))
    return km, before
