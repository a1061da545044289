"""Grids of square or skewed cells on the ground: positions of cells, and cells of positions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike

from geoaccess.errors import InputError
from geoaccess.units import FloatArray, IntArray

DEGREES = "EPSG:4326"
"""Degrees of JGD2011 are taken as those of WGS 84: they are less than 1 m apart."""
EQUAL_AREA = "EPSG:6933"
"""Cylindrical equal-area of the ellipsoid: the area of cells of any coordinate system."""
SQUARE_METRES_PER_KM2 = 1e6
RIM_SHARE = 0.001
"""A side sampled at 33 points bulges between two of them by less than this share of a box."""


class Window(NamedTuple):
    """A rectangle of cells: rows row to row + height, columns col to col + width."""

    row: int
    col: int
    height: int
    width: int

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return self.height * self.width


@dataclass(frozen=True, kw_only=True, eq=False)
class CellFrame:
    """Where the cells of a grid lie.

    Attributes
    ----------
    crs
        Coordinate system: WKT or an EPSG code.
    transform
        a, b, c, d, e, f: the corner (col, row) lies at x = a col + b row + c and
        y = d col + e row + f. A grid may be rotated or skewed.
    height, width
        Number of rows and of columns.
    """

    crs: str
    transform: tuple[float, float, float, float, float, float]
    height: int
    width: int

    def __post_init__(self) -> None:
        a, b, _, d, e, _ = self.transform
        if not np.isfinite(self.transform).all() or a * e == b * d:
            raise InputError(f"grid: {self.transform} makes no cells with an area")
        if self.height < 1 or self.width < 1:
            raise InputError(f"grid: {self.height} x {self.width} cells; one is needed at least")

    @property
    def whole(self) -> Window:
        """Return the window of all cells."""
        return Window(0, 0, self.height, self.width)

    def to_cells(self, lon: ArrayLike, lat: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return column and row of points as real numbers: cell (2, 3) holds 2 to 3 and 3 to 4.

        Infinite where the coordinate system does not know the point.
        """
        a, b, c, d, e, f = self.transform
        x, y = self._from_degrees.transform(np.asarray(lon, float), np.asarray(lat, float))
        right, down, size = np.asarray(x) - c, np.asarray(y) - f, a * e - b * d
        with np.errstate(invalid="ignore"):
            col, row = (e * right - b * down) / size, (a * down - d * right) / size
        lost = ~(np.isfinite(col) & np.isfinite(row))
        return np.where(lost, np.inf, col), np.where(lost, np.inf, row)

    def to_degrees(self, col: ArrayLike, row: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return longitude and latitude of positions in the grid; the inverse of `to_cells`."""
        lon, lat = self._to_degrees.transform(*self._to_plane(col, row))
        return np.asarray(lon), np.asarray(lat)

    def centres(self, window: Window) -> tuple[FloatArray, FloatArray]:
        """Return longitude and latitude of the middles of cells, shape (height, width) each."""
        row, col = np.mgrid[: window.height, : window.width] + 0.5
        return self.to_degrees(col + window.col, row + window.row)

    def areas_km2(self, window: Window) -> FloatArray:
        """Return the area of each cell on the ground in km2, shape (height, width).

        NaN where the coordinate system does not know the place.
        """
        row, col = np.mgrid[: window.height + 1, : window.width + 1].astype(float)
        x, y = self._to_equal_area.transform(*self._to_plane(col + window.col, row + window.row))
        with np.errstate(invalid="ignore"):
            across = (x[1:, 1:] - x[:-1, :-1]) * (y[1:, :-1] - y[:-1, 1:])
            down = (x[1:, :-1] - x[:-1, 1:]) * (y[1:, 1:] - y[:-1, :-1])
        areas: FloatArray = np.abs(across - down) / 2 / SQUARE_METRES_PER_KM2
        return areas

    def find_window(self, lon: FloatArray, lat: FloatArray) -> Window | None:
        """Return the cells of a box around points on the rim of an area, None where none.

        A little wider than the points: between them the rim may be curved.
        """
        col, row = self.to_cells(lon, lat)
        if not (np.isfinite(col).all() and np.isfinite(row).all()):
            return None
        across, down = 1 + RIM_SHARE * np.ptp(col), 1 + RIM_SHARE * np.ptp(row)
        box = (col.min() - across, row.min() - down, col.max() + across, row.max() + down)
        return self.clip((float(box[0]), float(box[1]), float(box[2]), float(box[3])))

    def clip(self, box: tuple[float, float, float, float]) -> Window | None:
        """Return the cells of a box (least col and row, greatest col and row), None where none."""
        first_col, first_row = max(int(np.floor(box[0])), 0), max(int(np.floor(box[1])), 0)
        end_col = min(int(np.ceil(box[2])), self.width)
        end_row = min(int(np.ceil(box[3])), self.height)
        if first_col >= end_col or first_row >= end_row:
            return None
        return Window(first_row, first_col, end_row - first_row, end_col - first_col)

    def cell_of(self, lon: ArrayLike, lat: ArrayLike) -> IntArray:
        """Return the number of the cell (row * width + col) of each point, -1 outside."""
        col, row = self.to_cells(lon, lat)
        inside = (col >= 0) & (row >= 0) & (col < self.width) & (row < self.height)
        number = np.where(inside, row, 0).astype(np.int64) * self.width
        return np.where(inside, number + np.where(inside, col, 0).astype(np.int64), -1)

    def _to_plane(self, col: ArrayLike, row: ArrayLike) -> tuple[FloatArray, FloatArray]:
        a, b, c, d, e, f = self.transform
        right, down = np.asarray(col, dtype=float), np.asarray(row, dtype=float)
        return a * right + b * down + c, d * right + e * down + f

    @cached_property
    def _to_degrees(self) -> Any:
        from pyproj import Transformer

        return Transformer.from_crs(self.crs, DEGREES, always_xy=True)

    @cached_property
    def _from_degrees(self) -> Any:
        from pyproj import Transformer

        return Transformer.from_crs(DEGREES, self.crs, always_xy=True)

    @cached_property
    def _to_equal_area(self) -> Any:
        from pyproj import Transformer

        return Transformer.from_crs(self.crs, EQUAL_AREA, always_xy=True)


class CellValues(Protocol):
    """Cells with a weight each, read window by window: a raster, or a mesh table."""

    @property
    def title(self) -> str:
        """Name of the file, for messages."""

    @property
    def frame(self) -> CellFrame:
        """Where the cells lie."""

    def read(self, window: Window) -> FloatArray:
        """Return the count in each cell, NaN where there is none, shape (height, width)."""
