"""Sums of cells over circles, zones and other grids: nothing is lost, and only little is read."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.transform import Affine

from geoaccess.errors import InputError
from geoaccess.model.cellgrid import CellFrame, Window
from geoaccess.sources.raster import (
    build_circles,
    compute_weights_in,
    compute_weights_within,
    iterate_cells,
    open_raster,
    sum_by_cell,
    sum_by_mesh,
)
from geoaccess.units import great_circle_m
from tests.sources.rasters import NORTH_UP, PLANE, Cells, frame_of, from_origin, write_raster

GRIDS: dict[str, tuple[str, Any]] = {
    "degrees": ("EPSG:6668", NORTH_UP),
    "south up": ("EPSG:4326", Affine(0.01, 0, 135, 0, 0.01, 34.2)),
    "plane": ("EPSG:6674", PLANE),
    "rotated": ("EPSG:6674", PLANE @ Affine.rotation(33)),
    "web mercator": ("EPSG:3857", from_origin(15_030_000, 4_080_000, 700, 700)),
    "tokyo datum": ("EPSG:4301", NORTH_UP),
    "utm": ("EPSG:32653", from_origin(500_000, 3_800_000, 800, 300)),
}


def some_counts(seed: int, height: int = 23, width: int = 31) -> Any:
    """Return counts with gaps."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 500, (height, width)).astype(float)
    counts[rng.random((height, width)) < 0.2] = np.nan
    return counts


@given(name=st.sampled_from(sorted(GRIDS)), seed=st.integers(0, 999), parts=st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_counts_moved_to_another_grid_keep_their_sum(name: str, seed: int, parts: int) -> None:
    crs, transform = GRIDS[name]
    counts = some_counts(seed)
    cells = Cells(counts, frame_of(counts, crs, transform))
    total = np.nansum(counts)
    codes, sums = sum_by_mesh(cells, "1km", parts=parts)
    assert sums.sum() == pytest.approx(total, rel=1e-12)
    assert len(set(codes.tolist())) == len(codes)
    lon, lat = cells.frame.centres(cells.frame.whole)
    wide = CellFrame(
        crs="EPSG:6668", transform=(0.05, 0, lon.min() - 0.1, 0, -0.05, lat.max() + 0.1),
        height=int(np.ptp(lat) / 0.05) + 6, width=int(np.ptp(lon) / 0.05) + 6,
    )  # fmt: skip
    found, outside = sum_by_cell(cells, wide)
    assert found.sum() == pytest.approx(total, rel=1e-12)
    assert outside == 0


def test_cells_go_where_their_middle_lies() -> None:
    counts = some_counts(3)
    cells = Cells(counts, frame_of(counts, "EPSG:6674", PLANE))
    target = CellFrame(
        crs="EPSG:6668", transform=(0.03, 0, 135.4, 0, -0.04, 34.5), height=4, width=3
    )
    found, outside = sum_by_cell(cells, target, parts=1)
    wanted = np.zeros((4, 3))
    for row in range(counts.shape[0]):
        for col in range(counts.shape[1]):
            lon, lat = cells.frame.to_degrees(col + 0.5, row + 0.5)
            i, j = int((34.5 - float(lat)) // 0.04), int((float(lon) - 135.4) // 0.03)
            if 0 <= i < 4 and 0 <= j < 3 and not np.isnan(counts[row, col]):
                wanted[i, j] += counts[row, col]
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
    assert wanted.sum() > 0
    assert outside >= 0


def test_large_cells_are_spread_over_small_ones() -> None:
    cells = Cells([[100.0]], frame_of([[100.0]], "EPSG:6668", from_origin(135, 34, 0.1, 0.1)))
    target = CellFrame(crs="EPSG:6668", transform=(0.02, 0, 135, 0, -0.02, 34), height=5, width=5)
    found, outside = sum_by_cell(cells, target)
    np.testing.assert_allclose(found, 4.0)
    assert outside == 0


@pytest.mark.parametrize("name", sorted(GRIDS))
def test_a_circle_is_the_sum_of_shares(name: str) -> None:
    crs, transform = GRIDS[name]
    counts = some_counts(5)
    cells = Cells(counts, frame_of(counts, crs, transform))
    lon, lat = cells.frame.to_degrees([15.2, 1.0], [11.7, 1.0])
    found = compute_weights_within(cells, lon, lat, radius_m=3000)
    fine = 12
    step = (np.arange(fine) + 0.5) / fine
    for i in range(2):
        wanted = 0.0
        for row in range(counts.shape[0]):
            for col in range(counts.shape[1]):
                x, y = np.meshgrid(col + step, row + step)
                at = cells.frame.to_degrees(x, y)
                share = (great_circle_m(*at, lon[i], lat[i]) <= 3000).mean()
                wanted += np.nan_to_num(counts[row, col]) * share
        assert found.weight[i] == pytest.approx(wanted, rel=0.02)
    assert found.share_outside[0] == pytest.approx(0, abs=1e-9)
    assert 0.2 < found.share_outside[1] < 0.8
    assert 0 < found.share_missing[0] < 0.6


def test_even_counts_give_the_area_of_the_circle() -> None:
    frame = frame_of(np.ones((80, 80)), "EPSG:6674", from_origin(-60_000, -160_000, 250, 250))
    lon, lat = frame.to_degrees([40.3], [39.1])
    found = compute_weights_within(Cells(np.ones((80, 80)), frame), lon, lat, radius_m=5000)
    assert found.weight[0] == pytest.approx(np.pi * 5000**2 / 250**2, rel=0.003)


def test_zones_that_fill_a_frame_share_all_of_it() -> None:
    counts = np.nan_to_num(some_counts(7))
    cells = Cells(counts, frame_of(counts, "EPSG:6674", PLANE))
    corners = cells.frame.to_degrees([0, 31, 31, 0], [0, 0, 23, 23])
    hull = shapely.Polygon(np.column_stack(corners)).buffer(0.05)
    west, south, east, north = hull.bounds
    edges = np.linspace(west, east, 8)
    zones = [
        shapely.intersection(hull, shapely.box(left, south, right, north))
        for left, right in pairwise(edges)
    ]
    found = compute_weights_in(cells, zones)
    assert np.nansum(found.weight) == pytest.approx(counts.sum(), rel=1e-6)


def test_people_of_a_cell_on_the_coast_live_on_its_land() -> None:
    cells = Cells([[90.0]], frame_of([[90.0]], "EPSG:6668", from_origin(135, 34, 0.1, 0.1)))
    west, east = shapely.box(135, 33.9, 135.02, 34), shapely.box(135.02, 33.9, 135.03, 34)
    assert compute_weights_in(cells, [west]).weight == pytest.approx([18])
    assert compute_weights_in(cells, [west, east], land=[west, east]).weight == pytest.approx(
        [60, 30]
    )


def test_nothing_known_is_no_zero() -> None:
    cells = Cells(np.full((5, 5), np.nan), frame_of(np.zeros((5, 5))))
    found = compute_weights_within(
        cells, np.array([135.02, 140.0]), np.array([34.48, 36.0]), radius_m=800
    )
    assert np.isnan(found.weight).all()
    np.testing.assert_allclose(found.share_outside, [0, 1], atol=1e-9)
    np.testing.assert_allclose(found.share_missing, [1, 0], atol=1e-9)


@pytest.mark.parametrize("radius_m", [0, -5, np.nan, 600_000])
def test_a_radius_that_is_none(radius_m: float) -> None:
    with pytest.raises(InputError, match="give a distance above 0 and of at most 500 km"):
        build_circles(np.array([135.0]), np.array([34.0]), radius_m)


def test_only_what_a_box_touches_is_read() -> None:
    counts = np.ones((4000, 3000))
    cells = Cells(counts, frame_of(counts, transform=from_origin(135, 36, 0.001, 0.001)))
    found = list(iterate_cells(cells, (135.5, 34.5, 135.6, 34.6)))
    assert sum(one.weight.sum() for one in found) == pytest.approx(10_000, rel=0.002)
    assert cells.n_read < 12_000


def test_a_large_file_is_read_by_windows(tmp_path: Path) -> None:
    """Of 40,000 x 40,000 cells (6.4 GB as int32) a circle reads those around it, and no more."""
    path, size, tile = tmp_path / "large.tif", 40_000, 256
    rng = np.random.default_rng(1)
    with rasterio.open(
        path, "w", driver="GTiff", height=size, width=size, count=1, dtype="int32",
        crs="EPSG:6677", transform=from_origin(-20_000, 20_000, 1, 1), nodata=-1, tiled=True,
        blockxsize=tile, blockysize=tile, sparse_ok=True, bigtiff="yes",
    ) as data:  # fmt: skip
        for i in range(60):
            where = rasterio.windows.Window((70 + i % 10) * tile, (70 + i // 10) * tile, tile, tile)
            data.write(rng.integers(0, 9, (tile, tile)).astype("int32"), 1, window=where)
    assert path.stat().st_size > 10_000_000
    io = Path("/proc/self/io")
    with open_raster(path, unit="count") as cells:
        lon, lat = cells.frame.to_degrees([72.5 * tile], [72.5 * tile])
        cells.frame.to_cells(lon, lat)  # reads the data base of coordinate systems
        before = read_bytes(io)
        found = compute_weights_within(cells, lon, lat, radius_m=150)
        spent = read_bytes(io) - before
        assert cells.n_read["cells"] <= 310**2
    assert found.weight[0] == pytest.approx(4 * np.pi * 150**2, rel=0.02)
    assert spent < 2_700_000, "each of at most nine tiles (0.26 MB) once, and the index of tiles"


def read_bytes(io: Path) -> int:
    """Return the bytes that this process has read so far; 0 where the system does not say."""
    if not io.is_file():
        return 0
    return int(io.read_text().split("rchar:")[1].split()[0])


def test_blocks_cover_a_window_once(tmp_path: Path) -> None:
    from geoaccess.sources.raster.sums import split_window

    seen = np.zeros((2100, 1500), dtype=int)
    for row, col, height, width in split_window(Window(900, 1000, 1200, 500)):
        seen[row : row + height, col : col + width] += 1
        assert height <= 1024
        assert width <= 1024
    assert (seen[900:2100, 1000:1500] == 1).all()
    assert seen.sum() == 1200 * 500


@given(
    dtype=st.sampled_from(["int16", "int32", "float32", "float64", "uint16"]),
    tiled=st.booleans(),
    band=st.integers(1, 3),
    nodata=st.sampled_from([None, 0, 9000]),
    seed=st.integers(0, 99),
)
@settings(max_examples=25, deadline=None)
def test_layout_does_not_change_the_sum(
    tmp_path_factory: pytest.TempPathFactory, dtype: str, tiled: bool, band: int, nodata: Any,
    seed: int,
) -> None:  # fmt: skip
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 300, (3, 40, 50)).astype(dtype)
    if nodata:
        values[:, rng.random((40, 50)) < 0.3] = nodata
    layout = {"tiled": True, "blockxsize": 16, "blockysize": 32} if tiled else {}
    path = tmp_path_factory.mktemp("layout") / "counts.tif"
    write_raster(path, values, nodata=nodata, **layout)
    wanted = float(values[band - 1][values[band - 1] != 9000].astype(float).sum())
    with open_raster(path, unit="count", band=str(band)) as cells:
        _, sums = sum_by_mesh(cells, "10km")
    assert sums.sum() == pytest.approx(wanted, rel=1e-12)
