"""Where the jobs of a municipality are taken to be when only its totals are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geoaccess.model.land import LandGrid
from geoaccess.units import EARTH_RADIUS_M, BoolArray, FloatArray, IntArray, great_circle_m

BLOCK = 2
"""Cells of the grid (500 m) to a side of a square: 1 km."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SettledSquares:
    """Squares of 1 km with the share of their municipality's jobs; shares sum to 1.

    Attributes
    ----------
    lon, lat, share
        Middle of each square, degrees, and its share, shape (k,).
    landmass
        Landmass of each, shape (k,); a square with land of two is there twice.
    """

    lon: FloatArray
    lat: FloatArray
    share: FloatArray
    landmass: IntArray


def find_settled_squares(
    grid: LandGrid,
    offices: Mapping[str, tuple[float, float]],
    inhabitable_km2: Mapping[str, float],
) -> dict[str, SettledSquares]:
    """Return the squares of land around the office of each municipality that hold its jobs.

    The jobs are spread evenly over the land of the municipality that lies nearest to its
    office, as much of it as is inhabitable (less forest and lakes). Approximate: inhabitable
    land need not lie around the office, and jobs crowd in the middle of it.

    Parameters
    ----------
    offices
        Longitude and latitude of the office by municipality code.
    inhabitable_km2
        Inhabitable area by code.
    """
    if not offices:
        return {}
    wanted = np.isin(grid.part_code[grid.run_part], list(offices))
    part, cell = _list_cells(grid, wanted)
    n_cols = grid.n_cols // BLOCK + 1
    n_squares = (grid.n_rows // BLOCK + 1) * n_cols
    square = cell // grid.n_cols // BLOCK * n_cols + cell % grid.n_cols // BLOCK
    key, n_cells = np.unique(part * n_squares + square, return_counts=True)
    part, square = key // n_squares, key % n_squares
    lon = grid.lon0 + (square % n_cols + 0.5) * BLOCK / grid.cols_per_degree
    lat = grid.lat0 + (square // n_cols + 0.5) * BLOCK / grid.rows_per_degree
    degree_km = np.radians(EARTH_RADIUS_M / 1000)
    cell_km2 = degree_km**2 / (grid.rows_per_degree * grid.cols_per_degree)
    area_km2 = n_cells * cell_km2 * np.cos(np.radians(lat))
    by_code = np.argsort(code := grid.part_code[part], kind="stable")
    names, first = np.unique(code[by_code], return_index=True)
    found = {}
    for name, own in zip(names.tolist(), np.split(by_code, first[1:]), strict=True):
        distance_m = great_circle_m(lon[own], lat[own], *map(np.array, offices[name]))
        near = own[np.argsort(distance_m, kind="stable")]
        kept = near[: _count_squares(area_km2[near], inhabitable_km2[name])]
        found[name] = SettledSquares(
            lon=lon[kept],
            lat=lat[kept],
            share=area_km2[kept] / area_km2[kept].sum(),
            landmass=grid.part_landmass[part[kept]],
        )
    return found


def _list_cells(grid: LandGrid, wanted: BoolArray) -> tuple[IntArray, IntArray]:
    """Return part and flat index of every cell of the wanted runs."""
    first, length = grid.run_start[wanted], (grid.run_end - grid.run_start)[wanted]
    run = np.repeat(np.arange(first.size), length)
    cell = np.arange(run.size) - (np.cumsum(length) - length)[run] + first[run]
    return grid.run_part[wanted][run].astype(np.int64), cell


def _count_squares(area_km2: FloatArray, km2: float) -> int:
    """Return how many squares have an area together, at least one."""
    return max(1, int(np.searchsorted(np.cumsum(area_km2) - area_km2, km2)))
