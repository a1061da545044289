"""TopoJSON of a coverage: arcs shared by neighbours, integers on the grid of the source."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import shapely
from build_coverage import GRID_DEG

from geoaccess.sources.arcs import Vertex, build_arcs

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
    rings = [
        [
            [_integer_ring(ring) for ring in (polygon.exterior, *polygon.interiors)]
            for polygon in shapely.get_parts(zone)
        ]
        for zone in zones.values()
    ]
    numbers, arcs = build_arcs(rings)
    geometries = [
        {"type": "MultiPolygon", "arcs": one, "properties": {"code": code}}
        for code, one in zip(zones, numbers, strict=True)
    ]
    topology = {
        "type": "Topology",
        "transform": {"scale": [GRID_DEG, GRID_DEG], "translate": list(ORIGIN_DEG)},
        "objects": {OBJECT_NAME: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
    }
    return json.dumps(topology, separators=(",", ":"))


def _integer_ring(ring: shapely.LinearRing) -> list[Vertex]:
    """Return the vertices of a ring on the grid, the closing one left out."""
    xy = np.rint((shapely.get_coordinates(ring)[:-1] - ORIGIN_DEG) / GRID_DEG).astype(int)
    return [(x, y) for x, y in xy.tolist()]
