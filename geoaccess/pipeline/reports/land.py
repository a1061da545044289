"""Shapes of the shipped municipalities for maps on paper."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from geoaccess.sources.zones import load_zone_polygons
from geoaccess.units import FloatArray

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

TOLERANCE_DEG: Final = 0.01
"""A tenth of a millimetre on A4."""
_LEAST_AREA_DEG2: Final = 2e-4
"""About 2 km²: smaller islets are dust on paper."""


@cache
def load_land() -> tuple[tuple[FloatArray, ...], dict[str, tuple[FloatArray, ...]]]:
    """Return rings of the prefectures, and rings of each municipality by code, in degrees.

    Borders are simplified together, so that neighbours still meet. Shells run one way round and
    holes the other.
    """
    import numpy as np
    import shapely

    shapes = load_zone_polygons()
    codes = sorted(shapes)
    simple = shapely.coverage_simplify(
        np.array([shapes[code] for code in codes], dtype=object), TOLERANCE_DEG
    )
    prefectures = []
    for number in sorted({code[:2] for code in codes}):
        of = [shape for code, shape in zip(codes, simple, strict=True) if code[:2] == number]
        prefectures.append(shapely.coverage_union_all(of))
    zones = {
        code: tuple(_find_rings([shape], 0.0)) for code, shape in zip(codes, simple, strict=True)
    }
    return tuple(_find_rings(prefectures, _LEAST_AREA_DEG2)), zones


def _find_rings(shapes: Iterable[BaseGeometry], least_area: float) -> list[FloatArray]:
    import shapely

    rings = []
    for shape in shapes:
        parts: Any = shapely.get_parts(shapely.orient_polygons(shape))
        for part in parts:
            if part.area >= least_area:
                rings.append(shapely.get_coordinates(part.exterior))
                rings.extend(shapely.get_coordinates(hole) for hole in part.interiors)
    return rings
