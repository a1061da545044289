"""Polygons around the cells of classes in a raster, with sides that neighbours share exactly."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoaccess.units import BoolArray, IntArray

NOTHING = 0
"""Class of cells that belong to no polygon."""


def trace_classes(classes: IntArray, n_classes: int) -> tuple[NDArray[Any], ...]:
    """Return the faces of each class 1 to n as shapely polygons, in columns and rows.

    The corner (col, row) of a cell lies at x = col, y = row. Faces of a class touch one another
    in corners at most, so that together they are a valid multipolygon. Where three classes
    meet, all their faces have a vertex: they make a coverage without gaps.

    Parameters
    ----------
    classes
        Shape (n_rows, n_cols): 0 for no class.
    """
    import shapely

    lines = shapely.linestrings(_list_sides(classes))
    faces = shapely.get_parts(shapely.polygonize(lines))
    inside = shapely.point_on_surface(faces)
    col = np.floor(shapely.get_x(inside)).astype(np.int64)
    row = np.floor(shapely.get_y(inside)).astype(np.int64)
    found = classes[row, col]
    return tuple(faces[found == k] for k in range(1, n_classes + 1))


def _list_sides(classes: IntArray) -> NDArray[np.float64]:
    """Return the straight sides between classes, each as two ends (x, y): shape (n, 2, 2).

    Sides end where they turn or meet others.
    """
    padded = np.pad(classes, 1, constant_values=NOTHING)
    # Side along the top of each cell, and along its left; nodes are the corners of cells.
    across = padded[1:, :] != padded[:-1, :]
    down = padded[:, 1:] != padded[:, :-1]
    left, right = across[:, :-1], across[:, 1:]
    above, below = down[:-1, :], down[1:, :]
    row, col = _runs(right, left & right & ~above & ~below)
    flat = np.stack([col, np.stack([row, row])], axis=-1)
    row, col = _runs(below.T, above.T & below.T & ~left.T & ~right.T)
    steep = np.stack([np.stack([row, row]), col], axis=-1)
    sides = np.concatenate([flat, steep], axis=1).transpose(1, 0, 2)
    return np.ascontiguousarray(sides, dtype=np.float64)


def _runs(is_side: BoolArray, is_straight: BoolArray) -> tuple[IntArray, IntArray]:
    """Return line of nodes, (n,), and first and last node, (2, n), of the runs of sides.

    is_side says of each node whether a side leads on to the next node of its line, is_straight
    whether the side before only goes on there.
    """
    begins = is_side & ~is_straight
    ends = np.zeros_like(is_side)
    ends[:, 1:] = is_side[:, :-1] & ~is_straight[:, 1:]
    row, first = np.nonzero(begins)
    _, last = np.nonzero(ends)
    return row, np.stack([first, last])
