"""Frames of cells: JIS codes, areas, and which cells hold land."""

from __future__ import annotations

import numpy as np
import pytest

from geoaccess.errors import InputError
from geoaccess.model.land import LandGrid
from geoaccess.model.landcells import Extent, LandPieces, build_land_cells, list_land
from geoaccess.model.mesh import bounds_of, code_of
from geoaccess.model.meshframe import CELL_SIZES, MeshFrame, check_cell_size
from geoaccess.sources.zones import load_land_grid
from geoaccess.units import great_circle_m

FRAME = MeshFrame(size="1km", north_row=4293, west_col=3180, n_rows=40, n_cols=30)
SUWA = Extent(bbox=(138.0, 35.9, 138.3, 36.2))


@pytest.mark.parametrize("size", CELL_SIZES)
def test_cells_are_those_of_jis_x_0410(size) -> None:
    cells = build_land_cells(_pieces(size, SUWA), size, SUWA)
    lon, lat = cells.frame.centres_of(cells.cell)
    assert len(cells) > 10
    expected = bounds_of(code_of(lon, lat, size))
    np.testing.assert_allclose(cells.frame.corners_of(cells.cell), expected, atol=1e-12)


def test_neighbours_have_the_same_sides() -> None:
    corners = FRAME.corners_of(np.arange(90))
    assert (corners[:29, 2] == corners[1:30, 0]).all()
    assert (corners[:30, 1] == corners[30:60, 3]).all()


def test_area_is_that_of_the_ellipsoid() -> None:
    import pyproj

    geod = pyproj.Geod(ellps="GRS80")
    cell = np.array([0, 599, 1199])
    for (west, south, east, north), area in zip(
        FRAME.corners_of(cell), FRAME.areas_km2(cell), strict=True
    ):
        across = np.linspace(west, east, 100)
        lon, lat = np.r_[across, across[::-1]], np.r_[[south] * 100, [north] * 100]
        assert area == pytest.approx(geod.polygon_area_perimeter(lon, lat)[0] / 1e6, rel=1e-9)


def test_unknown_size() -> None:
    with pytest.raises(InputError, match="250m, 500m, 1km, 5km"):
        check_cell_size("2km")


def test_land_of_japan() -> None:
    """372,971 km2 without the Northern Territories (GSI, 1 October 2024); lakes are land here."""
    grid = load_land_grid()
    found = {}
    for size in ("500m", "1km", "5km"):
        cells = build_land_cells(list_land(grid, Extent()), size, Extent())
        found[size] = float(cells.land_km2.sum())
        assert np.all(np.diff(cells.cell) > 0)
    assert len(set(np.round(list(found.values()), 0))) == 1
    assert found["1km"] == pytest.approx(372_971, rel=0.002)


def test_land_is_that_of_the_grid() -> None:
    grid = load_land_grid()
    cells = build_land_cells(list_land(grid, SUWA), "500m", SUWA)
    assert (grid.part_at(cells.lon, cells.lat) >= 0).all()
    frame = cells.frame
    every = np.arange(frame.n_rows * frame.n_cols)
    lon, lat = frame.centres_of(every)
    inside = SUWA.holds(lon, lat) & (grid.part_at(lon, lat) >= 0)
    assert every[inside].tolist() == cells.cell.tolist()


def test_a_coarse_cell_is_measured_on_land() -> None:
    extent = Extent(within_km=60, centre=(129.87, 32.75))  # Nagasaki: bays and islands
    grid = load_land_grid()
    pieces = list_land(grid, extent)
    cells = build_land_cells(pieces, "5km", extent)
    assert (grid.landmass_at(cells.lon, cells.lat, snap_m=1.0) >= 0).all()
    lon, lat = cells.frame.centres_of(cells.cell)
    moved = (lon != cells.lon) | (lat != cells.lat)
    assert 0 < moved.sum() < len(cells)
    for i in np.flatnonzero(moved)[:5]:
        here = pieces.number_in(cells.frame) == cells.cell[i]
        to_lon, to_lat = (one[here] for one in pieces.centres)
        nearest = great_circle_m(to_lon, to_lat, lon[i], lat[i]).min()
        found = great_circle_m(cells.lon[i], cells.lat[i], lon[i], lat[i])
        assert found == pytest.approx(nearest)


def test_quarters_cover_the_same_land() -> None:
    grid = load_land_grid()
    whole, quarters = list_land(grid, SUWA), list_land(grid, SUWA).quarters()
    km2 = [
        build_land_cells(pieces, size, SUWA).land_km2.sum()
        for pieces, size in ((whole, "500m"), (quarters, "250m"))
    ]
    assert km2[0] == pytest.approx(km2[1], rel=0.01)
    assert quarters.row.size == 4 * whole.row.size


def test_no_land_in_the_extent() -> None:
    extent = Extent(bbox=(145.0, 30.0, 146.0, 31.0))
    with pytest.raises(InputError, match="no land of Japan"):
        build_land_cells(list_land(load_land_grid(), extent), "1km", extent)


def _pieces(size: str, extent: Extent) -> LandPieces:
    grid: LandGrid = load_land_grid()
    pieces = list_land(grid, extent)
    return pieces.quarters() if size == "250m" else pieces
