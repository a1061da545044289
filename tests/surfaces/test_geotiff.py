"""Surfaces as Cloud-Optimised GeoTIFF: values, marks, tags, overviews, the same bytes."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import rasterio

from geoaccess.errors import FileError
from geoaccess.surfaces.geotiff import (
    NO_MINUTES,
    check_raster_path,
    classify,
    pick_colour,
    write_class_raster,
    write_surface,
)
from tests.surfaces.cases import small_surface

MINUTES = np.array([[0.0, 59.5, 60, np.nan], [60.5, np.inf, 300, 301], [119, 120, np.nan, 1439]])
BANDS = (60.0, 120.0, 300.0)
TAGS = {"SITE": "諏訪", "WINDOW": "06:00-22:00", "PERCENTILE": "50", "UNITS": "minutes"}


def test_minutes_and_states(tmp_path: Path) -> None:
    surface, _ = small_surface(MINUTES)
    write_surface(surface, tmp_path / "a.tif", tags=TAGS)
    with rasterio.open(tmp_path / "a.tif") as data:
        minutes, state = data.read()
        assert data.nodata == NO_MINUTES
        assert data.crs.to_epsg() == 6668
        assert data.descriptions == ("minutes", "state")
        assert data.units[0] == "min"
        assert data.bounds == pytest.approx(surface.cells.frame.bounds)
        assert {name: data.tags()[name] for name in TAGS} == TAGS
        masked = data.read(1, masked=True)
    x = NO_MINUTES
    assert minutes.tolist() == [[0, 60, 60, x], [61, x, 300, 301], [119, 120, x, 1439]]
    assert state.tolist() == [[1, 1, 1, 0], [1, 2, 1, 1], [1, 1, 0, 1]]
    assert masked.max() == 1439
    assert masked.count() == 9


def test_later_than_asked_for_is_no_data(tmp_path: Path) -> None:
    surface, _ = small_surface(MINUTES, max_min=120.0)
    write_surface(surface, tmp_path / "a.tif", tags={})
    with rasterio.open(tmp_path / "a.tif") as data:
        assert data.read(1, masked=True).max() == 120
        assert data.read(2).tolist() == [[1, 1, 1, 0], [1, 2, 3, 3], [1, 1, 0, 3]]


def test_classes_in_colour(tmp_path: Path) -> None:
    surface, _ = small_surface(MINUTES)
    write_class_raster(surface, tmp_path / "a.tif", bands_min=BANDS, tags=TAGS)
    with rasterio.open(tmp_path / "a.tif") as data:
        assert data.dtypes == ("uint8",)
        assert data.nodata == 0
        assert data.read(1).tolist() == [[1, 1, 1, 0], [2, 255, 3, 254], [2, 2, 0, 254]]
        colours = data.colormap(1)
        assert colours[1][:3] == pick_colour(0, 3) == (253, 231, 37)
        assert colours[3][:3] == (68, 1, 84)
        assert data.tags(1)["CLASS_2"] == "above 60 to 120 min"
        assert data.colorinterp[0].name == "palette"


def test_classes_agree_with_whole_minutes() -> None:
    surface, _ = small_surface(np.linspace(0, 320, 900).reshape(30, 30))
    whole = np.searchsorted(BANDS, surface.whole_minutes) + 1
    found = classify(surface, BANDS)
    assert np.where(found == 254, 4, found).tolist() == whole.tolist()


def first_pages(path: Path) -> list[dict[int, list[int]]]:
    """Return the tags of each page of a TIFF, in the order of the chain, by hand."""
    raw = path.read_bytes()
    assert raw[:4] == b"II*\0"
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 12: 8, 16: 8}
    codes = {1: "B", 3: "H", 4: "I"}
    at, pages = struct.unpack_from("<I", raw, 4)[0], []
    while at:
        n = struct.unpack_from("<H", raw, at)[0]
        page: dict[int, list[int]] = {-1: [at]}
        for k in range(n):
            tag, kind, count, _ = struct.unpack_from("<HHII", raw, at + 2 + 12 * k)
            where = at + 2 + 12 * k + 8
            if sizes[kind] * count > 4:
                where = struct.unpack_from("<I", raw, where)[0]
            if kind in codes:
                page[tag] = list(struct.unpack_from(f"<{count}{codes[kind]}", raw, where))
        pages.append(page)
        at = struct.unpack_from("<I", raw, at + 2 + 12 * n)[0]
    return pages


def test_the_file_is_cloud_optimised(tmp_path: Path) -> None:
    """Pages first, largest first, tiled; tiles of overviews before those of the image."""
    row, col = np.mgrid[0:1100, 0:700]
    surface, _ = small_surface(np.hypot(row - 500, col - 300).round())
    path = tmp_path / "a.tif"
    write_surface(surface, path, tags=TAGS)
    with rasterio.open(path) as data:
        assert data.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert data.overviews(1) == [2, 4]
        assert data.block_shapes == [(512, 512)] * 2
    assert b"KNOWN_INCOMPATIBLE_EDITION=NO" in path.read_bytes()[:400]
    pages = [page for page in first_pages(path) if 322 in page]
    width, tile_width, offsets = 256, 322, 324
    assert [page[width][0] for page in pages] == [700, 350, 175]
    assert all(page[tile_width] == [512] for page in pages)
    first_tiles = [min(page[offsets]) for page in pages]
    assert first_tiles == sorted(first_tiles, reverse=True)
    assert max(page[-1][0] for page in pages) < min(first_tiles)


def test_overviews_hold_minutes_of_cells(tmp_path: Path) -> None:
    minutes = np.full((1200, 600), 100.0)
    minutes[:, ::2] = np.nan
    minutes[:, 1::4] = 300.0
    surface, _ = small_surface(minutes)
    write_surface(surface, tmp_path / "a.tif", tags={})
    with rasterio.open(tmp_path / "a.tif", overview_level=0) as data:
        assert set(np.unique(data.read(1))) <= {100, 300, NO_MINUTES}


def test_the_same_surface_gives_the_same_bytes(tmp_path: Path) -> None:
    surface, _ = small_surface(MINUTES)
    written = []
    for name in ("one", "two"):
        write_surface(surface, tmp_path / name / "a.tif", tags=TAGS)
        write_class_raster(surface, tmp_path / name / "b.tif", bands_min=BANDS, tags=TAGS)
        written.append([(tmp_path / name / file).read_bytes() for file in ("a.tif", "b.tif")])
        assert sorted(one.name for one in (tmp_path / name).iterdir()) == ["a.tif", "b.tif"]
    assert written[0] == written[1]


def test_paths_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.tif").mkdir()
    for path, words in (
        (tmp_path / "a.png", r"\.tif or \.tiff"),
        (tmp_path / "folder.tif", "is a folder"),
        (tmp_path / "file" / "a.tif", "is a file, not a folder"),
    ):
        with pytest.raises(FileError, match=words):
            check_raster_path(path)


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch) -> None:
    surface, _ = small_surface(MINUTES)
    path = tmp_path / "a.tif"
    path.write_bytes(b"earlier")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rasterio.shutil.copy", fail)
    with pytest.raises(FileError, match="No space left"):
        write_surface(surface, path, tags={})
    assert path.read_bytes() == b"earlier"
    assert [one.name for one in tmp_path.iterdir()] == ["a.tif"]
