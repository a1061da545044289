"""TopoJSON of areas: each common border written once, positions as whole steps of a grid."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geoaccess.model.areas import NAME_LEVELS, AdminAreas
from geoaccess.sources.arcs import Vertex, build_arcs

if TYPE_CHECKING:
    import shapely

_LEAST_VERTICES: Final = 3
OBJECT_NAME: Final = "areas"


def render_topojson(areas: AdminAreas, *, grid_deg: float = 1e-5) -> str:
    """Return TopoJSON text with one geometry per area: code, names by level and flags.

    Parameters
    ----------
    areas
        Areas of any level.
    grid_deg
        Step to which positions are rounded: 0.00001 degrees are 1.1 m. Rings that shrink to
        less than three vertices are left out, but for the largest one of an area.
    """
    rings = [_round_area(one, grid_deg) for one in areas.geometry]
    numbers, arcs = build_arcs(rings)
    geometries = [
        {"type": "MultiPolygon", "arcs": one, "properties": _describe(areas, row)}
        for row, one in enumerate(numbers)
    ]
    topology = {
        "type": "Topology",
        "transform": {"scale": [grid_deg, grid_deg], "translate": [0, 0]},
        "objects": {OBJECT_NAME: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
    }
    return json.dumps(topology, ensure_ascii=False, separators=(",", ":"))


def _describe(areas: AdminAreas, row: int) -> dict[str, Any]:
    """Return the properties of an area; empty names and false flags are left out."""
    found = {name: getattr(areas, name)[row] for name in NAME_LEVELS}
    found |= {
        name: bool(getattr(areas, name)[row]) for name in ("northern_territories", "unassigned")
    }
    return {"code": areas.code[row]} | {name: value for name, value in found.items() if value}


def _round_area(area: shapely.MultiPolygon, grid_deg: float) -> list[list[list[Vertex]]]:
    """Return the rings of the polygons of an area on the grid, without those that vanish."""
    import shapely

    polygons = []
    for polygon in shapely.get_parts(area):
        shell, *holes = (
            _round_ring(ring, grid_deg) for ring in (polygon.exterior, *polygon.interiors)
        )
        kept = [hole for hole in holes if len(set(hole)) >= _LEAST_VERTICES]
        polygons.append([shell, *kept])
    lasting = [one for one in polygons if len(set(one[0])) >= _LEAST_VERTICES]
    return lasting or [max(polygons, key=lambda one: len(one[0]))]


def _round_ring(ring: shapely.LinearRing, grid_deg: float) -> list[Vertex]:
    """Return the vertices of a ring on the grid, the closing one and repeats left out."""
    import shapely

    xy = np.rint(shapely.get_coordinates(ring)[:-1] / grid_deg).astype(np.int64)
    moved = np.any(xy != np.roll(xy, 1, axis=0), axis=1)
    return [(x, y) for x, y in (xy[moved] if moved.any() else xy[:1]).tolist()]
