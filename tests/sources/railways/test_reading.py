"""Layers of any edition and file kind say the same."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from geoaccess.sources.railways.reading import load_sections, load_stations
from geoaccess.sources.railways.records import LineKey
from tests.sources.railways.layers import collection, feature, polyline, town


def as_shapefile(folder: Path, *, encoding: str, with_cpg: bool) -> Path:
    """Return the town's station layer as a Shapefile."""
    given = town().platforms
    fields = list(given[0]["properties"])
    path = folder / "N02-17_Station.shp"
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb([shapely.from_geojson(json.dumps(f["geometry"])) for f in given]),
        field_data=[
            np.array([f["properties"][name] for f in given], dtype=object) for name in fields
        ],
        fields=fields,
        crs="EPSG:6668",
        geometry_type="LineString",
        driver="ESRI Shapefile",
        encoding=encoding,
    )
    if not with_cpg:
        path.with_suffix(".cpg").unlink(missing_ok=True)
    return path


@pytest.mark.parametrize(
    ("encoding", "with_cpg"), [("cp932", False), ("utf-8", True), ("utf-8", False)]
)
def test_shapefile_equals_geojson(tmp_path: Path, encoding: str, with_cpg: bool) -> None:
    stations, _ = town().write(tmp_path)
    plain, shape = (
        load_stations(stations),
        load_stations(as_shapefile(tmp_path, encoding=encoding, with_cpg=with_cpg)),
    )
    assert (
        shape.name
        == plain.name
        == ("東", "中", "西", "果", "中", "北", "輪一", "輪二", "輪三", "輪一", "東", "島")
    )
    assert shape.line == plain.line
    assert shape.institution == plain.institution
    np.testing.assert_allclose(shape.lon, plain.lon)
    assert any("CP932" in note.en for note in shape.notes) == (encoding == "cp932")


def test_zip_as_published(tmp_path: Path) -> None:
    stations, sections = town().write(tmp_path)
    archive = tmp_path / "N02-19_GML.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for folder in ("UTF-8", "Shift-JIS"):
            for path in (stations, sections):
                file.write(path, f"N02-19/{folder}/{path.name}")
        file.writestr("__MACOSX/N02-19_Station.geojson", "x")
    assert load_stations(archive).name == load_stations(stations).name
    assert load_sections(archive).line == load_sections(sections).line


def test_zipped_shapefile_without_cpg(tmp_path: Path) -> None:
    path = as_shapefile(tmp_path, encoding="cp932", with_cpg=False)
    archive = tmp_path / "N02-17.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for part in tmp_path.glob("N02-17_Station.*"):
            file.write(part, part.name)
    assert load_stations(archive).name == load_stations(path).name


def test_a_cpg_that_is_wrong_is_overruled(tmp_path: Path) -> None:
    path = as_shapefile(tmp_path, encoding="cp932", with_cpg=False)
    names = load_stations(path).name
    path.with_suffix(".cpg").write_text("UTF-8", "ascii")
    layer = load_stations(path)
    assert layer.name == names
    assert "names were read as CP932 (the .cpg says UTF-8)" in layer.notes[0].en


@pytest.mark.parametrize(
    "names",
    [
        ("n02_003", "n02_004", "n02_005"),
        ("LIN", "OPC", "STN"),
        ("railwayLineName", "operationCompany", "stationName"),
        ("路線名", "運営会社", "駅名"),
    ],
)
def test_columns_of_other_editions(tmp_path: Path, names: tuple[str, str, str]) -> None:
    values = dict(zip(names, ("本線", "大  鉄道", "東"), strict=True))
    path = tmp_path / "old.geojson"
    path.write_text(
        json.dumps(collection([feature(polyline([(0, 0), (0, 1)]), **values)])), encoding="utf-8"
    )
    layer = load_stations(path)
    assert layer.line == (LineKey("本線", "大 鉄道"),)
    assert layer.railway == ("",)
    assert "N02_001 and N02_002 is missing" in layer.notes[0].en
    assert "N02_001・N02_002がなく" in layer.notes[0].ja


def test_midpoint_lies_halfway_along_the_platform(tmp_path: Path) -> None:
    path = tmp_path / "bent.geojson"
    bent = polyline([(0, 0), (0.2, 0), (0.2, 0.1)])
    row = feature(bent, N02_003="本線", N02_004="大鉄道", N02_005="東")
    path.write_text(json.dumps(collection([row])), encoding="utf-8")
    layer = load_stations(path)
    along = shapely.line_locate_point(layer.shape[0], shapely.points(layer.lon, layer.lat))
    assert along[0] == pytest.approx(shapely.length(layer.shape[0]) / 2)


def test_older_datum_is_moved(tmp_path: Path) -> None:
    stations, _ = town().write(tmp_path)
    content = json.loads(stations.read_text(encoding="utf-8"))
    content["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4301"}}
    old = tmp_path / "tokyo-datum.geojson"
    old.write_text(json.dumps(content), encoding="utf-8")
    now, moved = load_stations(stations), load_stations(old)
    assert 300 < 111_000 * (moved.lat[0] - now.lat[0]) < 450  # the old datum lies 350 m off
    assert "moved from EPSG:4301" in moved.notes[0].en


def test_points_table(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text(
        "entry_id,body,suffix,hypernym,latitude,longitude,railway_class,institution_type\n"
        "x,東,駅/,大鉄道/本線,36.0,138.0,普通鉄道JR,JR在来線\n",
        encoding="utf-8",
    )
    layer = load_stations(path)
    assert (layer.name, layer.line) == (("東",), (LineKey("本線", "大鉄道"),))
    assert (layer.railway, layer.institution) == (("11",), ("2",))
