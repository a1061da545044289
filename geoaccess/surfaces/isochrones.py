"""Isochrones from a surface: bands of land, cell by cell, the sea cut away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoaccess.model.isochrones import Isochrones
from geoaccess.model.landcells import LandPieces
from geoaccess.model.mesh import WEST_DEG
from geoaccess.model.meshframe import count_per_degree
from geoaccess.model.surface import Surface
from geoaccess.surfaces.geotiff import LATER, classify
from geoaccess.surfaces.outlines import trace_classes
from geoaccess.units import EARTH_RADIUS_M, FloatArray, IntArray


def build_isochrones(
    surface: Surface,
    pieces: LandPieces,
    *,
    bands_min: Sequence[float],
    population: FloatArray,
    is_nested: bool = False,
    simplify_m: float = 0.0,
) -> Isochrones:
    """Return the land within bands of minutes.

    Polygons follow the borders of cells, and the sea those of 500 m cells of land (250 m for a
    surface of that size); their area is that of the land. Simplified, the sides between bands
    stay common to both.

    Parameters
    ----------
    pieces
        Land in the extent of the surface.
    population
        Persons of each cell, shape (n,).
    simplify_m
        Tolerance in metres; 0 to follow the cells.
    """
    m, n = len(bands_min), len(surface.cells)
    band = classify(surface, bands_min)
    band = np.where(band >= LATER, 0, band)
    polygons = _draw(surface, pieces, band, m, simplify_m)
    if is_nested:
        polygons = _nest(polygons)
    return Isochrones(
        end_min=np.array(bands_min, dtype=np.float64),
        polygons=polygons,
        is_nested=is_nested,
        n_cells=np.bincount(band, minlength=m + 1)[1:],
        area_km2=_sums(band, surface.cells.land_km2, m),
        population=_sums(band, population, m),
        total_km2=float(surface.cells.land_km2.sum()),
        total_population=float(population.sum()) if n else 0.0,
    )


def _sums(band: IntArray, values: FloatArray, m: int) -> FloatArray:
    """Return the sum of values over the cells of each band, shape (m,)."""
    return np.bincount(band, values, m + 1)[1:].astype(np.float64)


def _draw(
    surface: Surface, pieces: LandPieces, band: IntArray, m: int, simplify_m: float
) -> NDArray[Any]:
    """Return the multipolygon of each band, shape (m,)."""
    import shapely

    cells = surface.cells
    number = pieces.number_in(cells.frame)
    at = np.searchsorted(cells.cell, number)
    held = (number >= 0) & (cells.cell[np.minimum(at, len(cells) - 1)] == number)
    classes = np.where(held, band[np.minimum(at, len(cells) - 1)], 0)
    row, col, classes = (one[classes > 0] for one in (pieces.row, pieces.col, classes))
    empty = np.full(m, shapely.MultiPolygon(), dtype=object)
    if not classes.size:
        return empty
    top, left = int(row.max()), int(col.min())
    raster = np.zeros((top - int(row.min()) + 1, int(col.max()) - left + 1), dtype=np.uint8)
    raster[top - row, col - left] = classes
    per_lat, per_lon = count_per_degree(pieces.size)

    def place(corners: FloatArray) -> FloatArray:
        lon, lat = (left + corners[:, 0]) / per_lon, (top + 1 - corners[:, 1]) / per_lat
        return np.column_stack([lon + WEST_DEG, lat])

    faces = [shapely.transform(one, place) for one in trace_classes(raster, m)]
    if simplify_m > 0:
        faces = _simplify(faces, simplify_m)
    for k, one in enumerate(faces):
        if len(one):
            empty[k] = shapely.multipolygons(one)
    drawn: NDArray[Any] = shapely.orient_polygons(empty)
    return drawn


def _simplify(faces: list[NDArray[Any]], simplify_m: float) -> list[NDArray[Any]]:
    """Return faces with fewer vertices and the same neighbours; those too small may stay."""
    import shapely

    lengths = [len(one) for one in faces]
    degrees = float(np.degrees(simplify_m / EARTH_RADIUS_M))
    simple = shapely.coverage_simplify(np.concatenate(faces), degrees)
    return np.split(simple, np.cumsum(lengths)[:-1])


def _nest(polygons: NDArray[Any]) -> NDArray[Any]:
    """Return each band with all before it."""
    import shapely

    nested = polygons.copy()
    for k in range(1, len(polygons)):
        whole = shapely.union_all([nested[k - 1], polygons[k]])
        nested[k] = shapely.MultiPolygon(list(shapely.get_parts(whole)))
    drawn: NDArray[Any] = shapely.orient_polygons(nested)
    return drawn
