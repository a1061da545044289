"""Wrong boundary files: refused in one line that says what, where, and what is expected."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio.raw
import pytest
import shapely

from geoaccess.errors import FileError, GeoaccessError, InputError
from geoaccess.sources.areas import load_areas
from tests.sources.areafiles import (
    COUNTRY,
    NAME,
    SUWA,
    Feature,
    load,
    parts_of,
    write_geojson,
    write_gml,
    write_json,
    write_properties,
    write_shapefile,
    write_zip,
)

EXPECTED = (
    "expected is a file of administrative areas (N03: zip, Shapefile, GeoJSON, GML, TopoJSON)"
)


def missing(folder: Path) -> Path:
    return folder / "N03.zip"


def empty(folder: Path) -> Path:
    return write_bytes(folder / "N03.geojson", b"")


def write_bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def pdf_named_zip(folder: Path) -> Path:
    return write_bytes(folder / "N03.zip", b"%PDF-1.7\n%...")


def pdf_named_json(folder: Path) -> Path:
    return write_bytes(folder / "N03.json", b"%PDF-1.7\n%...")


def web_page(folder: Path) -> Path:
    return write_bytes(folder / "N03.geojson", b"<!DOCTYPE html><html>404</html>")


def workbook_named_shp(folder: Path) -> Path:
    parts = write_shapefile(folder)
    parts.write_bytes(b"PK\x03\x04" + b"\0" * 200)
    return parts


def cut_zip(folder: Path) -> Path:
    path = write_zip(folder / "N03.zip", {f"{NAME}.geojson": write_geojson(folder).read_bytes()})
    return write_bytes(path, path.read_bytes()[:-100])


def broken_zip(folder: Path) -> Path:
    path = write_zip(folder / "N03.zip", {f"{NAME}.geojson": write_geojson(folder).read_bytes()})
    content = bytearray(path.read_bytes())
    content[80:120] = b"\xff" * 40
    return write_bytes(path, bytes(content))


def empty_zip(folder: Path) -> Path:
    return write_zip(folder / "N03.zip", {})


def escaping_zip(folder: Path) -> Path:
    return write_zip(folder / "N03.zip", {"../../evil.geojson": b"{}"})


def bomb(folder: Path) -> Path:
    return write_zip(folder / "N03.zip", {"N03.geojson": b" " * (20 * 2**20)})


def zip_of_papers(folder: Path) -> Path:
    return write_zip(folder / "N03.zip", {"readme.txt": b"x", "KS-META-N03.xml": b"<meta/>"})


def zip_without_shp(folder: Path) -> Path:
    parts = parts_of(write_shapefile(folder))
    del parts[f"{NAME}.shp"]
    return write_zip(folder / "N03.zip", parts)


def zip_without_dbf(folder: Path) -> Path:
    parts = parts_of(write_shapefile(folder))
    del parts[f"{NAME}.dbf"]
    return write_zip(folder / "N03.zip", parts)


def zip_of_two(folder: Path) -> Path:
    content = write_geojson(folder).read_bytes()
    return write_zip(folder / "N03.zip", {"a.geojson": content, "b.geojson": content})


def folder_of_papers(folder: Path) -> Path:
    (folder / "notes.txt").write_text("x")
    return folder


def shapefile_without_shp(folder: Path) -> Path:
    path = write_shapefile(folder)
    path.unlink()
    return path.with_suffix(".dbf")


def shapefile_without_shx(folder: Path) -> Path:
    path = write_shapefile(folder)
    path.with_suffix(".shx").unlink()
    return path


def cut_shp(folder: Path) -> Path:
    path = write_shapefile(folder)
    return write_bytes(path, path.read_bytes()[:-64])


def cut_dbf(folder: Path) -> Path:
    path = write_shapefile(folder)
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes()[:-100])
    return path


def dbf_of_another(folder: Path) -> Path:
    other = folder / "other"
    other.mkdir()
    dbf = write_shapefile(other, COUNTRY[:3]).with_suffix(".dbf").read_bytes()
    path = write_shapefile(folder)
    path.with_suffix(".dbf").write_bytes(dbf)
    return path


def cut_geojson(folder: Path) -> Path:
    path = write_geojson(folder)
    return write_bytes(path, path.read_bytes()[:-300])


def broken_geojson(folder: Path) -> Path:
    path = write_geojson(folder)
    return write_bytes(path, path.read_bytes().replace(b'"geometry"', b'"geometry', 1))


def other_json(folder: Path) -> Path:
    return write_json(folder / "N03.json", {"stations": [1, 2]})


def nonsense_json(folder: Path) -> Path:
    return write_bytes(folder / "N03.json", b'{"a": }')


def no_features(folder: Path) -> Path:
    return write_json(folder / "N03.geojson", {"type": "FeatureCollection", "features": []})


def points(folder: Path) -> Path:
    point = Feature("長野県", "", "諏訪市", "20206", (), polygon=shapely.Point(138, 36))
    return write_geojson(folder, [point])


def two_layers(folder: Path) -> Path:
    path = folder / "N03.gpkg"
    for layer in ("a", "b"):
        pyogrio.raw.write(
            path,
            shapely.to_wkb([SUWA.geometry]),
            [],
            [],
            layer=layer,
            geometry_type="Polygon",
            crs="EPSG:6668",
            append=path.exists(),
        )
    return path


def other_columns(folder: Path) -> Path:
    return write_properties(folder / "mesh.json", [{"KEY_CODE": "5338", "pop": 3}])


def another_country(folder: Path) -> Path:
    rows = [{"name": name} for name in ("Seoul", "Busan", "Daegu")]
    return write_properties(folder / "kr.json", rows)


def elsewhere(folder: Path) -> Path:
    far = shapely.box(2.2, 48.8, 2.4, 48.9)
    return write_geojson(folder, [Feature("長野県", "", "諏訪市", "20206", (), polygon=far)])


def topojson_of_another_country(folder: Path) -> Path:
    arc = [[2.0, 48.0], [2.0, 49.0], [3.0, 49.0], [3.0, 48.0], [2.0, 48.0]]
    shape = {"type": "Polygon", "arcs": [[0]], "properties": {"code": "75056", "name": "Paris"}}
    topology = {
        "type": "Topology",
        "objects": {"communes": {"type": "GeometryCollection", "geometries": [shape]}},
        "arcs": [arc],
    }
    return write_json(folder / "communes.json", topology)


def swapped(folder: Path) -> Path:
    turned = shapely.transform(SUWA.geometry, lambda x, y: (y, x), interleaved=False)
    return write_geojson(folder, [Feature("長野県", "", "諏訪市", "20206", (), polygon=turned)])


def metres_without_a_system(folder: Path) -> Path:
    path = write_shapefile(
        folder,
        [Feature("長野県", "", "諏訪市", "20206", (), polygon=shapely.box(-9000, 0, 0, 900))],
    )
    path.with_suffix(".prj").unlink()
    return path


def wrong_prefecture(folder: Path) -> Path:
    return write_geojson(folder, [Feature("長野縣", "", "諏訪市", "", ((0, 0),))])


def code_of_another_prefecture(folder: Path) -> Path:
    return write_geojson(folder, [Feature("長野県", "", "諏訪市", "22206", ((0, 0),))])


def unknown_name(folder: Path) -> Path:
    rows = [{"N03_001": "長野県", "N03_004": name} for name in ("諏訪市", "諏方市", "茅之市")]
    return write_properties(folder / "N03.json", rows)


def gml_of_railways(folder: Path) -> Path:
    path = write_gml(folder)
    text = path.read_text(encoding="utf-8").replace("AdministrativeBoundary", "RailroadSection")
    path.write_text(text, encoding="utf-8")
    return path


def cut_gml(folder: Path) -> Path:
    path = write_gml(folder)
    return write_bytes(path, path.read_bytes()[:-200])


def gml_with_entities(folder: Path) -> Path:
    return write_bytes(
        folder / "N03.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
    )


def gml_without_a_curve(folder: Path) -> Path:
    path = write_gml(folder, [SUWA])
    text = path.read_text(encoding="utf-8").replace('gml:id="cv0_0"', 'gml:id="cv9"')
    path.write_text(text, encoding="utf-8")
    return path


def gml_of_words(folder: Path) -> Path:
    path = write_gml(folder, [SUWA])
    text = path.read_text(encoding="utf-8").replace("35.00000000", "north", 1)
    path.write_text(text, encoding="utf-8")
    return path


CASES: list[tuple[Callable[[Path], Path], str]] = [
    (missing, "N03.zip: no such file or folder; check the path"),
    (empty, f"N03.geojson: the file is empty; {EXPECTED}"),
    (pdf_named_zip, "N03.zip: not a zip file, or a broken one: the content is a PDF, whatever"),
    (pdf_named_json, f"N03.json: the content is a PDF; {EXPECTED}"),
    (web_page, "N03.geojson: the content is a web page, not data; fetch the file again"),
    (workbook_named_shp, f"{NAME}.shp: the content is not a Shapefile; fetch it again"),
    (cut_zip, "it breaks off before its end: the download was not complete); fetch the boundary"),
    (broken_zip, "N03.zip: not a zip file, or a broken one ("),
    (empty_zip, "N03.zip: the zip file is empty; fetch it again"),
    (escaping_zip, "1 entries point outside the zip file (../../evil.geojson); do not trust"),
    (bomb, "N03.zip: N03.geojson is larger than any boundary file (4 GB a file"),
    (zip_of_papers, f"N03.zip: no file of areas among 2 files; {EXPECTED}"),
    (zip_without_shp, "N03.zip: a Shapefile without .shp (N03-21_210101.dbf, "),
    (zip_without_dbf, f"N03.zip/{NAME}.shp: .dbf of the Shapefile is missing; keep .shp, .shx"),
    (zip_of_two, "N03.zip: 2 files could be meant (a.geojson, b.geojson); give the one"),
    (folder_of_papers, f"no file of areas among 1 files; {EXPECTED}"),
    (shapefile_without_shp, f"{NAME}.dbf: .shp of the Shapefile is missing; keep .shp, .shx"),
    (shapefile_without_shx, f"{NAME}.shp: .shx of the Shapefile is missing; keep"),
    (cut_shp, f"{NAME}.shp: cut off after "),
    (cut_dbf, f"{NAME}.shp: the .dbf is cut off or no table; fetch the Shapefile again"),
    (dbf_of_another, f"{NAME}.shp: 7 shapes, but 3 rows in the .dbf; the parts of the Shapefile"),
    (cut_geojson, "cut off"),
    (broken_geojson, f"{NAME}.geojson: broken or cut off ("),
    (other_json, f"N03.json: the JSON is no GeoJSON and no TopoJSON; {EXPECTED}"),
    (nonsense_json, "N03.json: the content is no JSON in UTF-8 ("),
    (no_features, "N03.geojson: no "),
    (points, f"{NAME}.geojson: no polygons; {EXPECTED}"),
    (two_layers, "N03.gpkg: 2 layers have polygons (a, b); export the one with the areas"),
    (other_columns, f"mesh.json: no column of names or codes ('KEY_CODE', 'pop'); {EXPECTED}"),
    (another_country, "kr.json: 3 of 3 features are no prefecture, municipality or ward of Japan "
        "(feature 1: 'Seoul', feature 2: 'Busan', feature 3: 'Daegu')"),
    (elsewhere, "do not lie in Japan (lon 2.2 to 2.4, lat 48.8 to 48.9)"),
    (topojson_of_another_country, "communes.json: the polygons do not lie in Japan (lon 2.0 to 3.0"),
    (swapped, "longitude and latitude are swapped (lon 35.0 to 35.1, lat 138.0 to 138.1)"),
    (metres_without_a_system, f"{NAME}.shp: no coordinate system, and the numbers are no degrees"),
    (wrong_prefecture, "1 of 1 features are no prefecture, municipality or ward of Japan"),
    (code_of_another_prefecture, "of Japan (feature 1: '長野県 諏訪市 22206')"),
    (unknown_name, "2 of 3 features are no prefecture, municipality or ward of Japan "
        "(feature 2: '長野県 諏方市', feature 3: '長野県 茅之市')"),
    (gml_of_railways, f"{NAME}.xml: the GML holds no AdministrativeBoundary; {EXPECTED}"),
    (cut_gml, f"{NAME}.xml: not XML, or cut off ("),
    (gml_with_entities, "N03.xml: the XML declares a document type, which KSJ files never do"),
    (gml_without_a_curve, f"{NAME}.xml: 1 references lead nowhere (cv0_0); fetch the file again"),
    (gml_of_words, f"{NAME}.xml: a position is no pair of numbers ("),
]  # fmt: skip


@pytest.mark.parametrize(("write", "words"), CASES, ids=lambda one: getattr(one, "__name__", ""))
def test_wrong_file(tmp_path: Path, write: Callable[[Path], Path], words: str) -> None:
    source, cache = tmp_path / "source", tmp_path / "cache"
    source.mkdir()
    path = write(source)
    with pytest.raises((InputError, FileError)) as caught:
        load_areas(path, cache_dir=cache)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, GeoaccessError)
    assert not cache.exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"level": "city"}, "level 'city' is unknown; write prefecture, municipality or ward"),
        ({"edition": "2021"}, "edition '2021' is no date; write it as 2021-01-01"),
    ],
)
def test_wrong_options(tmp_path: Path, options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        load(write_geojson(tmp_path), **options)


@pytest.mark.parametrize("level", ["municipality", "ward"])
def test_prefectures_cannot_be_cut(tmp_path: Path, level: str) -> None:
    path = write_properties(tmp_path / "x.json", [{"name": "長野県"}, {"name": "静岡県"}])
    with pytest.raises(InputError, match=r"2 features are whole prefectures \(長野県, 静岡県\)"):
        load(path, level=level)


def test_an_encrypted_zip(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "N03.zip", {f"{NAME}.geojson": b"{}"})
    content = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(magic) + offset
        content[at : at + 2] = struct.pack("<H", 1)
    path.write_bytes(content)
    assert zipfile.is_zipfile(path)
    with pytest.raises(FileError, match="cannot be read: .* pack it without a password"):
        load(path)


def test_a_cut_geojson_is_refused_wherever_it_is_cut(tmp_path: Path) -> None:
    content = write_geojson(tmp_path).read_bytes()
    json.loads(content)
    for end in range(1, len(content), 97):
        path = write_bytes(tmp_path / "cut.geojson", content[:end])
        with pytest.raises((InputError, FileError)):
            load(path)


def test_a_cut_topojson_is_refused(tmp_path: Path) -> None:
    path = topojson_of_another_country(tmp_path)
    content = path.read_bytes().replace(b"2.0,", b"138.0,")
    for end in range(1, len(content), 13):
        with pytest.raises((InputError, FileError)):
            load(write_bytes(tmp_path / "cut.json", content[:end]))
