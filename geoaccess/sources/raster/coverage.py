"""How much of each cell a polygon covers, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geoaccess.model.cellgrid import Window
from geoaccess.units import BoolArray, FloatArray

if TYPE_CHECKING:
    import shapely


class _Sides(NamedTuple):
    """Sides of polygons from (x0, y0) to (x1, y1), shape (n,) each."""

    x0: FloatArray
    y0: FloatArray
    x1: FloatArray
    y1: FloatArray

    def take(self, kept: BoolArray) -> _Sides:
        return _Sides(*(one[kept] for one in self))


def compute_coverage(polygon: shapely.Geometry, window: Window) -> FloatArray:
    """Return the share of each cell that a polygon covers, 0 to 1, shape (height, width).

    Each side, cut where it crosses from cell to cell, adds the area to its right; the signs of
    the sides of a ring leave what is inside (as fonts are drawn on a screen). Exact to rounding
    of floats, whatever the shape, holes included.

    Parameters
    ----------
    polygon
        Valid polygon or multipolygon in columns (x) and rows (y) of the grid.
    window
        Cells that are wanted.
    """
    sides = _find_sides(polygon, window)
    sides = _cut(sides, at_rows=True)
    row = np.floor((sides.y0 + sides.y1) / 2)
    sides = sides.take((row >= 0) & (row < window.height))
    edge = float(window.width)
    sides = _cut(sides, at_rows=False)
    middle = np.clip((sides.x0 + sides.x1) / 2, 0.0, edge)
    row = np.floor((sides.y0 + sides.y1) / 2).astype(np.int64)
    col = np.floor(middle).astype(np.int64)
    rise = sides.y1 - sides.y0
    shape = (window.height, window.width + 2)
    number, n = row * shape[1] + col, shape[0] * shape[1]
    within = np.bincount(number, rise * (col + 1 - middle), n).reshape(shape)
    beyond = np.bincount(number + 1, rise, n).reshape(shape)
    signed = within + np.cumsum(beyond, axis=1)
    covered: FloatArray = np.clip(np.abs(signed[:, : window.width]), 0.0, 1.0)
    return covered


def _find_sides(polygon: shapely.Geometry, window: Window) -> _Sides:
    """Return the sides of all rings, outer rings one way round and holes the other."""
    import shapely

    parts = shapely.orient_polygons(shapely.get_parts(polygon))
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    points, ring = shapely.get_coordinates(rings, return_index=True)
    points = points - (window.col, window.row)
    same = ring[1:] == ring[:-1]
    begin, end = points[:-1][same], points[1:][same]
    low = np.minimum(begin[:, 1], end[:, 1])
    high = np.maximum(begin[:, 1], end[:, 1])
    kept = (high > low) & (low < window.height) & (high > 0)
    return _Sides(begin[kept, 0], begin[kept, 1], end[kept, 0], end[kept, 1])


def _cut(sides: _Sides, *, at_rows: bool) -> _Sides:
    """Return the sides in pieces, none of which crosses from row to row, or column to column."""
    if at_rows:
        begin, end, other, other_end = sides.y0, sides.y1, sides.x0, sides.x1
    else:
        begin, end, other, other_end = sides.x0, sides.x1, sides.y0, sides.y1
    low, high = np.floor(np.minimum(begin, end)), np.ceil(np.maximum(begin, end))
    n_pieces = np.maximum(high - low, 1).astype(np.int64)
    side = np.repeat(np.arange(len(begin)), n_pieces)
    piece = np.arange(len(side)) - np.repeat(np.cumsum(n_pieces) - n_pieces, n_pieces)
    rising = (end >= begin)[side]
    here = np.where(rising, low[side] + piece, high[side] - piece)
    there = np.where(rising, here + 1, here - 1)
    is_first, is_last = piece == 0, piece == n_pieces[side] - 1
    here = np.where(is_first, begin[side], here)
    there = np.where(is_last, end[side], there)
    length = (end - begin)[side]
    slope = np.divide((other_end - other)[side], length, out=np.zeros(len(side)), where=length != 0)
    across = np.where(is_first, other[side], other[side] + (here - begin[side]) * slope)
    across_end = np.where(is_last, other_end[side], other[side] + (there - begin[side]) * slope)
    if at_rows:
        return _Sides(across, here, across_end, there)
    return _Sides(here, across, there, across_end)
