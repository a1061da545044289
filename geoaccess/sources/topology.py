"""TopoJSON as polygons: arcs decoded at once, rings put together from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaccess.units import FloatArray

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_LEAST_VERTICES = 4


def decode_arcs(topology: Mapping[str, Any]) -> list[FloatArray]:
    """Return the vertices of each arc in degrees, shape (vertices, 2).

    Raises
    ------
    ValueError, KeyError, TypeError
        When the arcs are no TopoJSON.
    """
    arcs = topology["arcs"]
    if not arcs:
        return []
    steps = np.concatenate([np.array(arc, dtype=np.float64).reshape(len(arc), -1) for arc in arcs])
    size = np.array([len(arc) for arc in arcs])
    first = np.cumsum(size) - size
    transform = topology.get("transform")
    if transform is None:
        return np.split(steps[:, :2], first[1:])
    walked = np.cumsum(steps[:, :2], axis=0)
    before = walked[first] - steps[first, :2]
    vertices = walked - np.repeat(before, size, axis=0)
    degrees = vertices * np.array(transform["scale"]) + np.array(transform["translate"])
    return np.split(degrees, first[1:])


def build_polygons(geometry: Mapping[str, Any], arcs: Sequence[FloatArray]) -> BaseGeometry | None:
    """Return the polygon or multipolygon of a TopoJSON geometry, None for any other kind.

    Rings of less than four vertices, closing one included, are left out.

    Raises
    ------
    IndexError, TypeError, KeyError
        When it refers to an arc that is not there.
    """
    import shapely  # here: 0.1 s that a run without polygons does not pay

    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        return None
    polygons = [geometry["arcs"]] if kind == "Polygon" else geometry["arcs"]
    built = []
    for rings in polygons:
        shell, *holes = (_build_ring(ring, arcs) for ring in rings)
        if len(shell) >= _LEAST_VERTICES:
            kept = [hole for hole in holes if len(hole) >= _LEAST_VERTICES]
            built.append(shapely.Polygon(shell, kept))
    return shapely.MultiPolygon(built) if built else None


def _build_ring(numbers: Sequence[int], arcs: Sequence[FloatArray]) -> FloatArray:
    """Return a closed ring; a negative number is the complement of an arc walked backwards."""
    pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in numbers]
    return np.concatenate([piece[:-1] for piece in pieces] + [pieces[-1][-1:]])
