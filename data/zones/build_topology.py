"""TopoJSON of a coverage: arcs shared by neighbours, integers on the grid of the source."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import shapely
from build_coverage import GRID_DEG

Vertex = tuple[int, int]
Line = tuple[Vertex, ...]

ORIGIN_DEG = (122, 24)
OBJECT_NAME = "municipalities"


def simplify_coverage(
    coverage: Mapping[str, shapely.Geometry], tolerance_deg: float
) -> dict[str, shapely.Geometry]:
    """Return the coverage with fewer vertices; borders stay shared (Visvalingam-Whyatt)."""
    simple = shapely.coverage_simplify(list(coverage.values()), tolerance_deg)
    if not shapely.coverage_is_valid(simple):
        raise ValueError("the simplified polygons are no valid coverage; lower the tolerance")
    return dict(zip(coverage, simple, strict=True))


def render_topojson(zones: Mapping[str, shapely.Geometry]) -> str:
    """Return TopoJSON text with one geometry per code (property `code`).

    Vertices of a simplified coverage are a subset of the source's, so that its grid
    of 0.0001 degrees is the quantisation and nothing moves.
    """
    rings = {
        code: [
            [_integer_ring(ring) for ring in (polygon.exterior, *polygon.interiors)]
            for polygon in shapely.get_parts(zone)
        ]
        for code, zone in zones.items()
    }
    nodes = _nodes([ring for polygons in rings.values() for one in polygons for ring in one])
    index: dict[Line, int] = {}
    geometries = [
        {
            "type": "MultiPolygon",
            "arcs": [[_ring_arcs(ring, nodes, index) for ring in one] for one in polygons],
            "properties": {"code": code},
        }
        for code, polygons in rings.items()
    ]
    topology = {
        "type": "Topology",
        "transform": {"scale": [GRID_DEG, GRID_DEG], "translate": list(ORIGIN_DEG)},
        "objects": {OBJECT_NAME: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_deltas(arc) for arc in index],
    }
    return json.dumps(topology, separators=(",", ":"))


def _integer_ring(ring: shapely.LinearRing) -> list[Vertex]:
    """Return the vertices of a ring on the grid, the closing one left out."""
    xy = np.rint((shapely.get_coordinates(ring)[:-1] - ORIGIN_DEG) / GRID_DEG).astype(int)
    return [(x, y) for x, y in xy.tolist()]


def _nodes(rings: list[list[Vertex]]) -> set[Vertex]:
    """Return vertices where arcs must end: where other than two borders meet."""
    neighbours: dict[Vertex, set[Vertex]] = defaultdict(set)
    for ring in rings:
        for a, b in pairwise([*ring, ring[0]]):
            neighbours[a].add(b)
            neighbours[b].add(a)
    return {vertex for vertex, around in neighbours.items() if len(around) > len("ab")}


def _ring_arcs(ring: list[Vertex], nodes: set[Vertex], index: dict[Line, int]) -> list[int]:
    """Return the signed arc numbers of a ring, entering new arcs into the index."""
    cuts = [i for i, vertex in enumerate(ring) if vertex in nodes]
    if not cuts:
        cuts = [ring.index(min(ring))]
    start = cuts[0]
    turned = [*ring[start:], *ring[:start], ring[start]]
    ends = [cut - start for cut in cuts] + [len(ring)]
    arcs = [tuple(turned[a : b + 1]) for a, b in pairwise(ends)]
    return [_arc_number(arc, index) for arc in arcs]


def _arc_number(arc: Line, index: dict[Line, int]) -> int:
    """Return the number of an arc, its bitwise complement when it runs the other way."""
    if arc in index:
        return index[arc]
    if arc[::-1] in index:
        return ~index[arc[::-1]]
    index[arc] = len(index)
    return index[arc]


def _deltas(arc: Line) -> list[list[int]]:
    """Return an arc as its first vertex and the steps that follow."""
    steps = [[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(arc)]
    return [list(arc[0]), *steps]
