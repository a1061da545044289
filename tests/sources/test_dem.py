"""Heights read from elevation models: between cells, at the sea, over tiles, in feet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio

from geoaccess.errors import GeoaccessError
from geoaccess.sources.raster import load_dem
from tests.sources.rasters import PLANE, from_origin, write_raster

FINE = from_origin(135.0, 34.5, 0.001, 0.001)


def write_dem(folder: Path, heights: Any, unit: str | None = "m", **kinds: Any) -> Path:
    values = np.asarray(heights, dtype="float32")
    path = write_raster(folder / "dem.tif", values, **{"transform": FINE, **kinds})
    if unit is not None:
        with rasterio.open(path, "r+") as data:
            data.set_band_unit(1, unit)
    return path


def test_heights_between_the_middles_of_cells(tmp_path: Path) -> None:
    dem = load_dem(write_dem(tmp_path, [[10, 20], [30, 60]]))
    lon = 135 + np.array([0.5, 1.5, 1.0, 1.0, 0.0, 2.0 - 1e-9]) * 0.001
    lat = 34.5 - np.array([0.5, 0.5, 0.5, 1.0, 0.0, 1.9]) * 0.001
    np.testing.assert_allclose(dem.heights_at(lon, lat), [10, 20, 15, 30, 10, 60], atol=1e-5)
    assert dem.notes() == ()


def test_a_plane_is_a_plane_over_tiles(tmp_path: Path) -> None:
    row, col = np.mgrid[:1100, :700]
    heights = 100 + 0.5 * row + 0.25 * col
    path = write_dem(tmp_path, heights, crs="EPSG:6674", transform=PLANE, tiled=True)
    dem = load_dem(path)
    rng = np.random.default_rng(2)
    x, y = rng.uniform(1, 699, 400), rng.uniform(1, 1099, 400)
    found = dem.heights_at(*dem.frame.to_degrees(x, y))
    np.testing.assert_allclose(found, 100 + 0.5 * (y - 0.5) + 0.25 * (x - 0.5), atol=1e-3)


def test_only_the_tiles_around_the_points_are_read(tmp_path: Path) -> None:
    dem = load_dem(write_dem(tmp_path, np.zeros((2000, 2000)), tiled=True))
    dem.heights_at(np.array([135.3, 135.301]), np.array([34.2, 34.2005]))
    assert dem.n_read["cells"] == 513**2


def test_the_sea_and_what_lies_outside_have_no_height(tmp_path: Path) -> None:
    heights = [[5, -9999, -9999], [7, -9999, -9999]]
    dem = load_dem(write_dem(tmp_path, heights, nodata=-9999))
    lon, lat = np.array([135.0005, 135.0025, 135.0012, 140.0]), np.full(4, 34.4995)
    found = dem.heights_at(lon, lat)
    np.testing.assert_allclose(found, [5, np.nan, 5, np.nan])
    assert dem.covers(lon, lat).tolist() == [True, True, True, False]


def test_marks_that_are_not_declared(tmp_path: Path) -> None:
    dem = load_dem(write_dem(tmp_path, [[5, -32768]], unit=None))
    found = dem.heights_at(np.array([135.0005, 135.0019]), np.array([34.4995, 34.4995]))
    np.testing.assert_allclose(found, [5, np.nan])
    assert [note.en.partition(": ")[2][:20] for note in dem.notes()] == [
        "the file does not na", "cells with -999 or l",
    ]  # fmt: skip


def test_feet_become_metres(tmp_path: Path) -> None:
    dem = load_dem(write_dem(tmp_path, np.full((3, 3), 1000), unit="ft"))
    assert dem.heights_at(np.array([135.001]), np.array([34.499]))[0] == pytest.approx(304.8)


@pytest.mark.parametrize(
    ("heights", "unit", "message"),
    [
        ([[100, 9800]], None, r"1 heights are not those of Japan .*in feet or decimetres"),
        ([[100, -600]], "m", r"heights are not those of Japan"),
        ([[1, 2]], "kelvin", r"heights are in 'kelvin', which is no known unit"),
    ],
)
def test_heights_that_are_none(
    tmp_path: Path, heights: Any, unit: str | None, message: str
) -> None:
    path = write_dem(tmp_path, heights, unit=unit)
    with pytest.raises(GeoaccessError, match=message):
        load_dem(path).heights_at(np.array([135.0005]), np.array([34.4995]))


def test_what_is_no_dem(tmp_path: Path) -> None:
    (tmp_path / "dem.tif").write_bytes(b"%PDF-1.4")
    with pytest.raises(GeoaccessError, match="the content is a PDF"):
        load_dem(tmp_path / "dem.tif")
