"""What the cells of a file say: no data, marks, scales, bands, counts and densities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio

from geoaccess.errors import GeoaccessError, InputError
from geoaccess.sources.raster import iterate_cells, open_raster, open_weights
from geoaccess.sources.raster.files import list_raster_files, split_reference
from tests.sources.mesh_files import write_mesh
from tests.sources.rasters import NORTH_UP, PLANE, from_origin, write_raster


def total_of(path: Path, **options: Any) -> tuple[float, list[str]]:
    """Return the sum of all counts of a file, and the notes in English."""
    with open_raster(path, **{"unit": "count", **options}) as cells:
        total = sum(float(one.weight.sum()) for one in iterate_cells(cells))
        return total, [note.en for note in cells.notes()]


def test_declared_no_data_is_left_out(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "a.tif", np.array([[5, -1], [7, 0]], "int32"), nodata=-1)
    assert total_of(path) == (12, [])


def test_nan_is_no_data(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "a.tif", np.array([[5, np.nan], [7, 0]], "float32"))
    assert total_of(path) == (12, [])


@pytest.mark.parametrize("mark", [-200, -9999, -99999, -32768, -3.4028235e38])
def test_usual_marks_are_taken_and_told(tmp_path: Path, mark: float) -> None:
    values = np.array([[5, mark], [mark, 2.5]], "float32")
    total, notes = total_of(write_raster(tmp_path / "a.tif", values))
    assert total == 7.5
    assert len(notes) == 1
    assert "2 cells hold -" in notes[0]
    assert "does not declare" in notes[0]


def test_a_mask_beside_the_file_counts(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "a.tif", np.array([[5, 6], [7, 8]], "int32"))
    with rasterio.open(path, "r+") as data:
        data.write_mask(np.array([[True, False], [True, True]]))
    assert total_of(path)[0] == 20


def test_scale_and_offset(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "a.tif", np.array([[50, 70], [-1, 10]], "int16"), nodata=-1)
    with rasterio.open(path, "r+") as data:
        data.scales, data.offsets = (0.1,), (2.0,)
    total, notes = total_of(path)
    assert total == pytest.approx(13 + 6)
    assert notes == ["a.tif: values are stored times 0.1 plus 2."]


def test_bands_by_number_and_by_name(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "a.tif", np.array([[[1, 2]], [[30, 40]]], "int32"))
    with rasterio.open(path, "r+") as data:
        data.descriptions = ("residents", "employees")
    assert total_of(path, band="2")[0] == 70
    assert total_of(path, band="residents")[0] == 3
    with open_weights([f"{path}@employees"], unit="count") as cells:
        assert cells.title == "a.tif@2"


@pytest.mark.parametrize(
    ("crs", "transform", "scale"),
    [
        ("EPSG:6674", PLANE, 0.9999**2),
        ("EPSG:3857", from_origin(15_030_000, 4_000_000, 1000, 1000), None),
        ("EPSG:6668", NORTH_UP, None),
    ],
)
def test_density_times_the_area_on_the_ground(
    tmp_path: Path, crs: str, transform: Any, scale: float | None
) -> None:
    from pyproj import Geod

    path = write_raster(tmp_path / "a.tif", np.full((2, 3), 80.0), crs=crs, transform=transform)
    total, notes = total_of(path, unit="per-km2")
    with open_raster(path, unit="count") as cells:
        lon, lat = cells.frame.to_degrees([0, 3, 3, 0], [0, 0, 2, 2])
    area_km2 = abs(Geod(ellps="GRS80").polygon_area_perimeter(lon, lat)[0]) / 1e6
    assert total == pytest.approx(80 * area_km2, rel=1e-4)
    if scale is not None:
        assert total == pytest.approx(80 * 6 * 0.25 / scale, rel=2e-4)
    assert "densities were multiplied" in notes[-1]


def test_a_map_of_the_world_whose_corners_are_off_the_earth(tmp_path: Path) -> None:
    """GHSL is in Mollweide: an ellipse in a rectangle."""
    values = np.full((90, 180), 2.0)
    transform = from_origin(-18_041_000, 9_000_000, 200_455, 200_000)
    path = write_raster(tmp_path / "a.tif", values, crs="ESRI:54009", transform=transform)
    with open_raster(path, unit="count") as cells:
        found = list(iterate_cells(cells, (130, 30, 146, 46)))
    assert sum(one.weight.size for one in found) == pytest.approx(55, abs=15)


def test_rasters_of_geoaccess_say_their_unit(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "a.tif", np.array([[5, 6]], "int32"))
    with rasterio.open(path, "r+") as data:
        data.update_tags(GEOACCESS_UNIT="count")
    with open_weights([str(path)]) as cells:
        assert sum(one.weight.sum() for one in iterate_cells(cells)) == 11
    said = "a.tif: the file says that its cells hold count, not per-km2; leave the unit out"
    with pytest.raises(InputError, match=said), open_weights([str(path)], unit="per-km2"):
        pass


def test_references_with_an_at_sign(tmp_path: Path) -> None:
    odd = write_raster(tmp_path / "a@b.tif", np.array([[5]], "int32"))
    assert split_reference(str(odd)) == (odd, "")
    assert split_reference(f"{odd}@1") == (odd, "1")
    assert split_reference("x@y/z.tif") == (Path("x@y/z.tif"), "")


def test_files_beside_a_raster_are_part_of_it(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "a.tif", np.array([[5]], "int32"))
    for name in ("a.tif.aux.xml", "a.tfw", "b.tfw"):
        (tmp_path / name).write_text("")
    assert [one.name for one in list_raster_files(path)] == ["a.tif", "a.tif.aux.xml", "a.tfw"]


def small(folder: Path, values: Any = ((1, 2), (3, 4)), dtype: str = "int32", **kinds: Any) -> Path:
    return write_raster(folder / "a.tif", np.array(values, dtype), **kinds)


def cut_off(folder: Path) -> Path:
    values = np.random.default_rng(1).integers(0, 9, (600, 600)).astype("int32")
    path = write_raster(folder / "a.tif", values, tiled=True, compress="deflate")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def with_palette(folder: Path) -> Path:
    path = write_raster(folder / "a.tif", np.array([[1, 2]], "uint8"))
    with rasterio.open(path, "r+") as data:
        data.write_colormap(1, {1: (255, 0, 0), 2: (0, 255, 0)})
    return path


def without_position(folder: Path) -> Path:
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        return small(folder, transform=None)


def written(folder: Path, content: bytes, name: str = "a.tif") -> Path:
    (folder / name).write_bytes(content)
    return folder / name


WRONG: dict[str, tuple[Any, dict[str, Any], str]] = {
    "missing file": (lambda f: f / "no.tif", {}, r"there is no such file; give a GeoTIFF"),
    "folder": (lambda f: f, {}, r"this is a folder"),
    "empty": (lambda f: written(f, b""), {}, r"a\.tif: the file is empty"),
    "PDF": (lambda f: written(f, b"%PDF-1.7 xx"), {}, r"the content is a PDF, not a GeoTIFF"),
    "web page": (lambda f: written(f, b"<!doctype html><p>"), {}, r"a web page, not a GeoTIFF"),
    "text": (lambda f: written(f, b"ncols 4\nnrows 5\n"), {}, r"the content is not a GeoTIFF"),
    "header only": (lambda f: written(f, b"II*\0\x08\0\0\0"), {}, r"cannot be opened .*cut off"),
    "cut off": (cut_off, {}, r"a\.tif: rows 0 to 600 cannot be read .*cut off or damaged"),
    "no CRS": (lambda f: small(f, crs=None), {}, r"no coordinate system; assign the one"),
    "no position": (without_position, {}, r"it has no position on the ground"),
    "metres taken as degrees": (
        lambda f: small(f, transform=PLANE),
        {},
        r"cells are not on the earth .*does not fit the position",
    ),
    "degrees taken as metres of no known zone": (
        lambda f: small(f, crs='LOCAL_CS["site",UNIT["metre",1]]'),
        {},
        r"coordinate system cannot be related to degrees",
    ),
    "band not there": (small, {"band": "3"}, r"there is no band '3'; it has 1"),
    "band of no name": (small, {"band": "pop"}, r"there is no band 'pop'"),
    "several bands": (
        lambda f: small(f, values=(((1, 2),), ((3, 4),))),
        {},
        r"there are 2 bands \(1, 2\); name one, as a\.tif@1",
    ),
    "unit unknown": (small, {"unit": "people"}, r"unit 'people' is unknown"),
    "negative counts": (
        lambda f: small(f, values=((1, -3), (-7, 4))),
        {},
        r"2 cells in rows 0 to 2, columns 0 to 2 hold no count \(-7, -3\)",
    ),
    "infinite": (lambda f: small(f, ((1, np.inf),), "float32"), {}, r"hold no count \(inf\)"),
    "largest number": (
        lambda f: small(f, ((1, 65535),), "uint16"),
        {},
        r"1 cells .* hold 65535, the largest number of the type uint16",
    ),
    "classes": (with_palette, {}, r"classes with a colour table, not counts"),
    "complex": (lambda f: small(f, dtype="complex64"), {}, r"complex numbers"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_rasters(tmp_path: Path, name: str) -> None:
    make, options, message = WRONG[name]
    path = make(tmp_path)
    with pytest.raises(GeoaccessError, match=message) as caught:
        total_of(path, **options)
    assert "\n" not in str(caught.value)


WRONG_REFERENCES: dict[str, tuple[Any, str | None, str]] = {
    "nothing": (lambda raster, mesh: [], "count", r"nothing cannot be taken together"),
    "two rasters": (lambda raster, mesh: [raster, raster], "count", r"give one raster, or mesh"),
    "both kinds": (lambda raster, mesh: [raster, f"{mesh}@T001100001"], None, r"give one raster"),
    "unit not said": (lambda raster, mesh: [raster], None, r"what the cells hold is not said"),
    "unit unknown": (lambda raster, mesh: [raster], "persons", r"unit 'persons' is unknown"),
    "no item": (lambda raster, mesh: [mesh], None, r"no item is named; name one item"),
    "two items": (
        lambda raster, mesh: [f"{mesh}@T001100001", f"{mesh}@T001100004"],
        None,
        r"T001100001, T001100004; name one item for all",
    ),
    "item not there": (lambda raster, mesh: [f"{mesh}@T001100099"], None, r"no item T001100099"),
    "density of a mesh": (
        lambda raster, mesh: [f"{mesh}@T001100001"],
        "per-km2",
        r"hold counts, not densities",
    ),
    "table twice": (
        lambda raster, mesh: [f"{mesh}@T001100001"] * 2,
        None,
        r"5 cells are the same in both; give each table once",
    ),
}


@pytest.mark.parametrize("name", WRONG_REFERENCES)
def test_wrong_references(tmp_path: Path, name: str) -> None:
    make, unit, message = WRONG_REFERENCES[name]
    references = make(str(small(tmp_path)), str(write_mesh(tmp_path)))
    with (
        pytest.raises(GeoaccessError, match=message) as caught,
        open_weights(references, unit=unit),  # type: ignore[arg-type]
    ):
        pass
    assert "\n" not in str(caught.value)


def test_without_rasterio_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    path = small(tmp_path)
    monkeypatch.setitem(sys.modules, "rasterio", None)
    with pytest.raises(GeoaccessError, match=r"pip install 'geoaccess\[raster\]'"):
        total_of(path)
