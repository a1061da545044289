"""Rings cut into the arcs of TopoJSON: each common border once, positions as steps of a grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

Vertex = tuple[int, int]
Line = tuple[Vertex, ...]
Rings = Sequence[Sequence[list[Vertex]]]
"""Polygons of one geometry, each as its rings without the closing vertex."""


def build_arcs(geometries: Sequence[Rings]) -> tuple[list[list[list[list[int]]]], list[Any]]:
    """Return the signed arc numbers of every ring, and the arcs as steps.

    An arc ends where other than two borders meet, and at the least vertex of a ring without
    such a place; a number that is a bitwise complement is the arc walked backwards.
    """
    nodes = _find_nodes(ring for polygons in geometries for one in polygons for ring in one)
    index: dict[Line, int] = {}
    numbers = [
        [[_number_arcs(ring, nodes, index) for ring in one] for one in polygons]
        for polygons in geometries
    ]
    return numbers, [_write_steps(arc) for arc in index]


def _find_nodes(rings: Iterable[list[Vertex]]) -> set[Vertex]:
    """Return vertices where arcs must end: where other than two borders meet."""
    neighbours: dict[Vertex, set[Vertex]] = defaultdict(set)
    for ring in rings:
        for a, b in pairwise([*ring, ring[0]]):
            neighbours[a].add(b)
            neighbours[b].add(a)
    return {vertex for vertex, around in neighbours.items() if len(around) > len("ab")}


def _number_arcs(ring: list[Vertex], nodes: set[Vertex], index: dict[Line, int]) -> list[int]:
    """Return the signed arc numbers of a ring, entering new arcs into the index."""
    cuts = [i for i, vertex in enumerate(ring) if vertex in nodes] or [ring.index(min(ring))]
    start = cuts[0]
    turned = [*ring[start:], *ring[:start], ring[start]]
    ends = [cut - start for cut in cuts] + [len(ring)]
    return [_number_arc(tuple(turned[a : b + 1]), index) for a, b in pairwise(ends)]


def _number_arc(arc: Line, index: dict[Line, int]) -> int:
    """Return the number of an arc, its bitwise complement where it runs the other way."""
    if arc in index:
        return index[arc]
    if arc[::-1] in index:
        return ~index[arc[::-1]]
    index[arc] = len(index)
    return index[arc]


def _write_steps(arc: Line) -> list[list[int]]:
    """Return an arc as its first vertex and the steps that follow."""
    return [list(arc[0]), *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(arc))]
