"""Land: which municipality and which landmass a point lies on, and how much water is between."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoaccess.units import EARTH_RADIUS_M, FloatArray, IntArray

METRES_PER_DEGREE = float(np.radians(EARTH_RADIUS_M))
NOWHERE = -1
SAMPLE_STEP_M = 300.0
"""Spacing of samples along a line: below the 463 m height of a cell."""
SNAP_BLOCK = 4096
"""Points snapped at once; with 120 cells around each the scratch arrays stay under 20 MB."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LandGrid:
    """Run-length grid of zone parts; a part is the land of one municipality on one landmass.

    A landmass is land that one can drive across, islands tied by bridges and road
    tunnels included; 0 is Honshu with Kyushu and Shikoku, 1 is Hokkaido. Cells are
    those of the JIS 500 m mesh, decided at their centres; lakes count as land.

    Attributes
    ----------
    lat0, lon0
        South-west corner of the frame, degrees.
    rows_per_degree, cols_per_degree, n_rows, n_cols
        Size of cells and frame; row 0 is the southernmost.
    run_start, run_end
        Flat cell index (row * n_cols + col) of the first cell of each run of land and
        of the cell after its last, ascending, shape (runs,).
    run_part
        Part of each run, shape (runs,).
    part_code
        Municipality code of each part, shape (parts,).
    part_landmass
        Landmass of each part, shape (parts,).
    links
        Road bridges and tunnels over the sea, shape (k, 4): lon and lat of one end, lon and
        lat of the other; none where left out.
    """

    lat0: float
    lon0: float
    rows_per_degree: int
    cols_per_degree: int
    n_rows: int
    n_cols: int
    run_start: IntArray
    run_end: IntArray
    run_part: IntArray
    part_code: NDArray[np.str_]
    part_landmass: IntArray
    links: FloatArray = field(default_factory=lambda: np.empty((0, 4)))

    def part_at(self, lon: ArrayLike, lat: ArrayLike) -> IntArray:
        """Return the part at each point, -1 at sea and outside the frame, shape (n,)."""
        return self._part_of_cell(self._cell_at(_vector(lon), _vector(lat)))

    def code_at(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.str_]:
        """Return the municipality code at each point, '' at sea, shape (n,).

        Right for 97.6 % of random land points of N03; what it misses lies within 600 m of
        a border. `geoaccess.sources.zones.find_codes` (99.1 %) is closer.
        """
        part = self.part_at(lon, lat)
        return np.where(part == NOWHERE, "", self.part_code[part])

    def landmass_at(self, lon: ArrayLike, lat: ArrayLike, snap_m: float = 2000.0) -> IntArray:
        """Return the landmass at each point, shape (n,).

        A point on water takes the landmass of the nearest cell of land within
        `snap_m`; -1 where there is none.
        """
        lon_deg, lat_deg = _vector(lon), _vector(lat)
        part = self.part_at(lon_deg, lat_deg)
        wet = np.flatnonzero(part == NOWHERE)
        for first in range(0, len(wet), SNAP_BLOCK):
            block = wet[first : first + SNAP_BLOCK]
            part[block] = self._nearest_part(lon_deg[block], lat_deg[block], snap_m)
        return np.where(part == NOWHERE, np.int32(NOWHERE), self.part_landmass[part])

    def water_gap_m(
        self, lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike
    ) -> FloatArray:
        """Return the longest unbroken stretch of water on each straight line (metres), shape (n,).

        Lines are sampled every 300 m or less at the middle of equal steps, so that a
        gap is known to about 300 m; water narrower than a cell may go unseen.
        """
        ends = np.broadcast_arrays(_vector(lon1), _vector(lat1), _vector(lon2), _vector(lat2))
        length_m = _distance_m(*ends)
        n_steps = np.maximum(np.ceil(length_m / SAMPLE_STEP_M), 1).astype(np.int64)
        order = np.argsort(-n_steps, kind="stable")
        longest = self._longest_wet_steps([end[order] for end in ends], n_steps[order])
        gap_m = np.empty(len(order))
        gap_m[order] = longest * length_m[order] / n_steps[order]
        return gap_m

    def _longest_wet_steps(self, ends: list[FloatArray], n_steps: NDArray[np.int64]) -> IntArray:
        """Return the longest run of steps on water of each line; lines come longest first.

        All lines advance together, one step at a time: memory stays proportional to
        the number of lines (20,000 lines of up to 70 km: 0.05 s).
        """
        lon1, lat1, lon2, lat2 = ends
        lon_step, lat_step = (lon2 - lon1) / n_steps, (lat2 - lat1) / n_steps
        running = np.zeros(len(n_steps), dtype=np.int32)
        longest = np.zeros(len(n_steps), dtype=np.int32)
        still_there = np.searchsorted(-n_steps, -np.arange(n_steps.max(initial=0)), side="left")
        for step, n in enumerate(still_there.tolist()):
            lon = lon1[:n] + (step + 0.5) * lon_step[:n]
            lat = lat1[:n] + (step + 0.5) * lat_step[:n]
            wet = ~self._is_land(self._cell_at(lon, lat))
            running[:n] += 1
            running[:n] *= wet
            np.maximum(longest[:n], running[:n], out=longest[:n])
        return longest

    def _cell_at(self, lon: FloatArray, lat: FloatArray) -> NDArray[np.int64]:
        """Return the flat index of the cell at each point, -1 outside the frame."""
        row = np.floor((lat - self.lat0) * self.rows_per_degree)
        col = np.floor((lon - self.lon0) * self.cols_per_degree)
        framed = (row >= 0) & (row < self.n_rows) & (col >= 0) & (col < self.n_cols)
        return np.where(framed, row * self.n_cols + col, NOWHERE).astype(np.int64)

    def _part_of_cell(self, cell: NDArray[np.int64]) -> IntArray:
        run = np.searchsorted(self.run_start, cell.astype(np.int32), side="right") - 1
        land = (run >= 0) & (cell < self.run_end[run])
        return np.where(land, self.run_part[run], np.int32(NOWHERE))

    @cached_property
    def land_bits(self) -> NDArray[np.uint8]:
        """One bit a cell, 3.4 MB; one byte more than the frame for cells outside it."""
        edges = np.zeros(self.n_rows * self.n_cols + 8, dtype=np.int8)
        np.add.at(edges, self.run_start, 1)
        np.add.at(edges, self.run_end, -1)
        return np.packbits(np.cumsum(edges, dtype=np.int8, out=edges), bitorder="little")

    def _is_land(self, cell: NDArray[np.int64]) -> NDArray[np.bool_]:
        bit = (self.land_bits[cell >> 3] >> (cell & 7).astype(np.uint8)) & 1
        return np.asarray(bit, dtype=np.bool_)

    def _nearest_part(self, lon: FloatArray, lat: FloatArray, snap_m: float) -> IntArray:
        """Return the part of the nearest land cell within `snap_m` of each point, -1 if none."""
        n_rows = int(np.ceil(snap_m / METRES_PER_DEGREE * self.rows_per_degree))
        widest = np.cos(np.radians(np.abs(lat).max(initial=0.0)))
        n_cols = int(np.ceil(snap_m / METRES_PER_DEGREE / widest * self.cols_per_degree))
        d_row, d_col = np.mgrid[-n_rows : n_rows + 1, -n_cols : n_cols + 1]
        row = np.floor((lat - self.lat0) * self.rows_per_degree)[:, None] + d_row.ravel()
        col = np.floor((lon - self.lon0) * self.cols_per_degree)[:, None] + d_col.ravel()
        south = self.lat0 + row / self.rows_per_degree
        west = self.lon0 + col / self.cols_per_degree
        near_lat = np.clip(lat[:, None], south, south + 1 / self.rows_per_degree)
        near_lon = np.clip(lon[:, None], west, west + 1 / self.cols_per_degree)
        distance_m = _distance_m(near_lon, near_lat, lon[:, None], lat[:, None])
        centre_lon = west + 0.5 / self.cols_per_degree
        centre_lat = south + 0.5 / self.rows_per_degree
        part = self._part_of_cell(self._cell_at(centre_lon.ravel(), centre_lat.ravel()))
        part = part.reshape(distance_m.shape)
        distance_m[(part == NOWHERE) | (distance_m > snap_m)] = np.inf
        nearest = np.argmin(distance_m, axis=1)
        rows = np.arange(len(lon))
        reached = np.isfinite(distance_m[rows, nearest])
        return np.where(reached, part[rows, nearest], np.int32(NOWHERE))


def _vector(values: ArrayLike) -> FloatArray:
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


def _distance_m(
    lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
) -> FloatArray:
    """Return distances in metres on the plane that fits the mean latitude of each pair."""
    east = (lon2 - lon1) * np.cos(np.radians((lat1 + lat2) / 2))
    return np.hypot(east, lat2 - lat1) * METRES_PER_DEGREE
