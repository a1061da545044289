"""Frames of regional mesh cells (JIS X 0410) as rasters: rows from north, columns from west."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.mesh import COLS_PER_DEGREE, ROWS_PER_DEGREE, WEST_DEG
from geoaccess.units import FloatArray, IntArray

CellSize = Literal["250m", "500m", "1km", "5km"]
CELL_SIZES: Final[tuple[CellSize, ...]] = get_args(CellSize)
"""Fifth, fourth and third mesh, and the joined one of 5 km."""
_FINEST: Final[dict[CellSize, int]] = {"250m": 2, "500m": 4, "1km": 8, "5km": 40}
"""Side of a cell in cells of the finest mesh (125 m)."""

SEMI_MAJOR_KM: Final = 6378.137
ECCENTRICITY: Final = 0.0818191910428158
"""Of the ellipsoid of JGD2011 (GRS 80)."""


@dataclass(frozen=True, kw_only=True)
class MeshFrame:
    """A rectangle of mesh cells of one size.

    Attributes
    ----------
    size
        Size of a cell by its usual name.
    north_row, west_col
        Number of the northernmost row, counted from the equator, and of the westernmost column,
        counted from 100° E, in cells of this size.
    n_rows, n_cols
        Shape of the rectangle.
    """

    size: CellSize
    north_row: int
    west_col: int
    n_rows: int
    n_cols: int

    @property
    def rows_per_degree(self) -> int:
        """Cells in a degree of latitude."""
        return ROWS_PER_DEGREE // _FINEST[self.size]

    @property
    def cols_per_degree(self) -> int:
        """Cells in a degree of longitude."""
        return COLS_PER_DEGREE // _FINEST[self.size]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees."""
        return (
            WEST_DEG + self.west_col / self.cols_per_degree,
            (self.north_row + 1 - self.n_rows) / self.rows_per_degree,
            WEST_DEG + (self.west_col + self.n_cols) / self.cols_per_degree,
            (self.north_row + 1) / self.rows_per_degree,
        )

    def centres_of(self, cell: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return longitude and latitude of the middle of cells in degrees, shape (n,) each."""
        row, col = np.divmod(cell, self.n_cols)
        lon = WEST_DEG + (2 * (self.west_col + col) + 1) / (2 * self.cols_per_degree)
        lat = (2 * (self.north_row - row) + 1) / (2 * self.rows_per_degree)
        return lon, lat

    def corners_of(self, cell: IntArray) -> FloatArray:
        """Return west, south, east and north of cells in degrees, shape (n, 4).

        Neighbours have the same numbers for their common sides.
        """
        row, col = np.divmod(cell, self.n_cols)
        west, south = self.west_col + col, self.north_row - row
        lon = np.stack([west, west + 1]) / self.cols_per_degree + WEST_DEG
        lat = np.stack([south, south + 1]) / self.rows_per_degree
        return np.stack([lon[0], lat[0], lon[1], lat[1]], axis=1)

    def areas_km2(self, cell: IntArray) -> FloatArray:
        """Return the area of each cell on the ellipsoid, shape (n,)."""
        row = np.arange(self.n_rows)
        south = np.radians((self.north_row - row) / self.rows_per_degree)
        north = np.radians((self.north_row - row + 1) / self.rows_per_degree)
        of_row = (_zone_km2(north) - _zone_km2(south)) * np.radians(1 / self.cols_per_degree)
        areas: FloatArray = of_row[np.asarray(cell) // self.n_cols]
        return areas


def count_per_degree(size: CellSize) -> tuple[int, int]:
    """Return the cells of a size in a degree of latitude and of longitude."""
    return ROWS_PER_DEGREE // _FINEST[size], COLS_PER_DEGREE // _FINEST[size]


def check_cell_size(text: str) -> CellSize:
    """Return a size of cell by its name.

    Raises
    ------
    InputError
        When there is no such size.
    """
    for size in CELL_SIZES:
        if text == size:
            return size
    raise InputError(f"--cell: '{text}' is not a size of cell; give {', '.join(CELL_SIZES)}")


def _zone_km2(lat_rad: FloatArray) -> FloatArray:
    """Return the area between the equator and a latitude, for one radian of longitude.

    b² / 2 (sin φ / (1 - e² sin² φ) + ln((1 + e sin φ) / (1 - e sin φ)) / 2e), Snyder, Map
    Projections: A Working Manual (1987), equation 3-12.
    """
    e, sine = ECCENTRICITY, np.sin(lat_rad)
    minor_km2 = SEMI_MAJOR_KM**2 * (1 - e**2)
    zone: FloatArray = (
        minor_km2
        / 2
        * (sine / (1 - (e * sine) ** 2) + np.log((1 + e * sine) / (1 - e * sine)) / (2 * e))
    )
    return zone
