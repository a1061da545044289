"""The cells of a mesh that hold land, from the land grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.japan import JAPAN_LAT, JAPAN_LON
from geoaccess.model.land import LandGrid
from geoaccess.model.mesh import WEST_DEG
from geoaccess.model.meshframe import CellSize, MeshFrame, count_per_degree
from geoaccess.model.surface import LandCells
from geoaccess.units import EARTH_RADIUS_M, BoolArray, FloatArray, IntArray, great_circle_m

WHOLE: Final = (JAPAN_LON[0], JAPAN_LAT[0], JAPAN_LON[1], JAPAN_LAT[1])
NEAR_DEG: Final = 0.1
"""Pieces so far outside belong to a cell whose middle may be inside: above a cell of 5 km."""


@dataclass(frozen=True, kw_only=True)
class Extent:
    """What part of Japan is asked for; everything, where nothing is given.

    Attributes
    ----------
    bbox
        West, south, east and north in degrees: cells whose middle lies within.
    within_km, centre
        Cells whose middle lies within this distance of a position (lon, lat).
    """

    bbox: tuple[float, float, float, float] | None = None
    within_km: float | None = None
    centre: tuple[float, float] | None = None

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north of what can lie within."""
        west, south, east, north = self.bbox or WHOLE
        if self.within_km is not None and self.centre is not None:
            lon, lat = self.centre
            dlat = np.degrees(self.within_km * 1000 / EARTH_RADIUS_M) * 1.001
            dlon = dlat / max(float(np.cos(np.radians(min(abs(lat) + dlat, 90.0)))), 1e-6)
            west, east = max(west, lon - dlon), min(east, lon + dlon)
            south, north = max(south, lat - dlat), min(north, lat + dlat)
        return west, south, east, north

    def holds(self, lon: FloatArray, lat: FloatArray) -> BoolArray:
        """Return which points lie within, shape (n,)."""
        inside = np.ones(lon.size, dtype=np.bool_)
        if self.bbox is not None:
            west, south, east, north = self.bbox
            inside &= (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        if self.within_km is not None and self.centre is not None:
            to_lon, to_lat = (np.array(one) for one in self.centre)
            inside &= great_circle_m(lon, lat, to_lon, to_lat) <= self.within_km * 1000
        return inside


@dataclass(frozen=True, kw_only=True, eq=False)
class LandPieces:
    """Cells of land of the land grid (500 m, or their quarters), by row and column.

    Attributes
    ----------
    row, col
        Shape (n,): row counted from the equator, column from 100° E, in cells of 500 m; of
        250 m where `size` is that.
    part
        Shape (n,): zone part of each in the land grid.
    """

    size: CellSize
    row: IntArray
    col: IntArray
    part: IntArray

    @property
    def centres(self) -> tuple[FloatArray, FloatArray]:
        """Longitude and latitude of their middles, degrees, shape (n,) each."""
        per_lat, per_lon = count_per_degree(self.size)
        return WEST_DEG + (2 * self.col + 1) / (2 * per_lon), (2 * self.row + 1) / (2 * per_lat)

    def number_in(self, frame: MeshFrame) -> IntArray:
        """Return the number of the cell of a frame that holds each, -1 outside, shape (n,)."""
        factor = count_per_degree(self.size)[0] // frame.rows_per_degree
        row, col = frame.north_row - self.row // factor, self.col // factor - frame.west_col
        inside = (row >= 0) & (row < frame.n_rows) & (col >= 0) & (col < frame.n_cols)
        return np.where(inside, row * frame.n_cols + col, -1)

    def quarters(self) -> LandPieces:
        """Return the quarters of each: pieces of half the size."""
        quarter = np.arange(4)
        return LandPieces(
            size="250m",
            row=(2 * self.row[:, None] + quarter // 2).ravel(),
            col=(2 * self.col[:, None] + quarter % 2).ravel(),
            part=np.repeat(self.part, 4),
        )


def list_land(land: LandGrid, extent: Extent) -> LandPieces:
    """Return the cells of land of the grid, 500 m, that lie within an extent or near it."""
    length = land.run_end - land.run_start
    before = np.cumsum(length) - length
    cell = np.repeat(land.run_start - before, length) + np.arange(length.sum())
    row, col = np.divmod(cell, land.n_cols)
    row += round(land.lat0 * land.rows_per_degree)
    col += round((land.lon0 - WEST_DEG) * land.cols_per_degree)
    part = np.repeat(land.run_part, length)
    west, south, east, north = extent.box
    kept = (row >= (south - NEAR_DEG) * land.rows_per_degree) & (
        row <= (north + NEAR_DEG) * land.rows_per_degree
    )
    kept &= (col >= (west - WEST_DEG - NEAR_DEG) * land.cols_per_degree) & (
        col <= (east - WEST_DEG + NEAR_DEG) * land.cols_per_degree
    )
    return LandPieces(size="500m", row=row[kept], col=col[kept], part=part[kept])


def build_land_cells(pieces: LandPieces, size: CellSize, extent: Extent) -> LandCells:
    """Return the cells that hold land within an extent, in the least frame around them.

    Parameters
    ----------
    pieces
        Of 250 m for cells of 250 m, else of 500 m.

    Raises
    ------
    InputError
        When the extent holds no land.
    """
    per_lat, per_lon = count_per_degree(size)
    factor = count_per_degree(pieces.size)[0] // per_lat
    row, col = pieces.row // factor, pieces.col // factor
    width = int(col.max(initial=0)) + 1
    key, first, piece_of = np.unique(row * width + col, return_index=True, return_inverse=True)
    lat = (2 * row[first] + 1) / (2 * per_lat)
    lon = WEST_DEG + (2 * col[first] + 1) / (2 * per_lon)
    kept = extent.holds(lon, lat)
    if not kept.any():
        raise InputError(
            "surface: no land of Japan lies within the extent; give a wider --bbox (west,south,"
            "east,north in degrees) or --within"
        )
    row, col = np.divmod(key[kept], width)
    frame = MeshFrame(
        size=size,
        north_row=int(row.max()),
        west_col=int(col.min()),
        n_rows=int(np.ptp(row)) + 1,
        n_cols=int(np.ptp(col)) + 1,
    )
    cell = (frame.north_row - row) * frame.n_cols + col - frame.west_col
    order = np.argsort(cell)
    n_pieces = np.bincount(piece_of, minlength=key.size)[kept][order]
    lon, lat = _points(pieces, piece_of, lon, lat, factor)
    return LandCells(
        frame=frame,
        cell=cell[order],
        lon=lon[kept][order],
        lat=lat[kept][order],
        land_km2=frame.areas_km2(cell[order]) * n_pieces / factor**2,
    )


def _points(
    pieces: LandPieces, piece_of: IntArray, lon: FloatArray, lat: FloatArray, factor: int
) -> tuple[FloatArray, FloatArray]:
    """Return the point of each cell: its middle, or the middle of the nearest piece of land.

    The middle of a cell of up to 1 km is on a piece of land or a corner of one.
    """
    if factor <= 2:
        return lon, lat
    at = [number % factor for number in (pieces.row, pieces.col)]
    is_middle = np.logical_and.reduce(
        [(one == factor // 2 - 1) | (one == factor // 2) for one in at]
    )
    is_dry = np.zeros(lon.size, dtype=np.bool_)
    is_dry[piece_of[is_middle]] = True
    wet = np.flatnonzero(~is_dry[piece_of])
    piece_lon, piece_lat = (one[wet] for one in pieces.centres)
    cell = piece_of[wet]
    distance_m = great_circle_m(piece_lon, piece_lat, lon[cell], lat[cell])
    order = np.lexsort((piece_lon, piece_lat, distance_m, cell))
    moved, first = np.unique(cell[order], return_index=True)
    lon, lat = lon.copy(), lat.copy()
    lon[moved], lat[moved] = piece_lon[order][first], piece_lat[order][first]
    return lon, lat
