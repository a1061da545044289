"""Ways along the track of lines, from station to station."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import Final

Hops = dict[tuple[int, int], float]
"""Km along the track by pair of neighbouring stations, the lower index first."""

TURN: Final = 0.5
"""Cosine between the track one came by and the track one leaves by: above, it is a reversal
(less than 60 degrees between them), which trains do at stations only."""

Edge = tuple[int, float, tuple[float, float], tuple[float, float], int]
Edges = Mapping[int, list[Edge]]


def keep_shorter(hops: Hops, a: int, b: int, km: float) -> None:
    """Note a way between two stations, unless a shorter one is known."""
    pair = (min(a, b), max(a, b))
    hops[pair] = min(km, hops.get(pair, km))


def union(hops: Iterable[tuple[int, int]]) -> dict[int, int]:
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


def reach(
    origin: int, edges: Edges, station: Sequence[int], *, may_reverse: bool
) -> dict[int, float]:
    """Return km to the nodes of stations that are reached past no other one (Dijkstra)."""
    reached: dict[int, float] = {}
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
                reached.setdefault(node, km)
            continue
        onward = edges[node]
        for other, more, ahead, next_back, next_number in onward:
            if next_number == number or (other, next_number) in done:
                continue
            cosine = back[0] * ahead[0] + back[1] * ahead[1]
            if may_reverse or len(onward) == 2 or cosine < TURN:
                heappush(queue, (km + more, other, next_back, next_number))
    return reached
