"""One country read the same from every format, and the encoding of names told by the bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from geoaccess.sources.areas import render_topojson
from geoaccess.sources.areas.files import choose_layers, find_edition
from tests.sources.areafiles import (
    CHINO,
    COUNTRY,
    NAME,
    SUWA,
    Feature,
    load,
    parts_of,
    write_geojson,
    write_gml,
    write_ogr,
    write_shapefile,
    write_zip,
)


def shapefile_utf8(folder: Path) -> Path:
    return write_shapefile(folder, encoding="utf-8", cpg="UTF-8")


def shapefile_wrong_cpg(folder: Path) -> Path:
    return write_shapefile(folder, encoding="cp932", cpg="UTF-8")


def shapefile_by_its_dbf(folder: Path) -> Path:
    return write_shapefile(folder).with_suffix(".dbf")


def topojson(folder: Path) -> Path:
    text = render_topojson(load(write_geojson(folder), level="ward").areas)
    path = folder / f"{NAME}_s0010.json"
    path.write_text(text, encoding="utf-8")
    return path


def zipped_shapefile(folder: Path) -> Path:
    parts = parts_of(write_shapefile(folder))
    return write_zip(folder / "in.zip", {f"N03/{name}": data for name, data in parts.items()})


def zipped_on_windows(folder: Path) -> Path:
    """Two layers under backslashes, as the national file of 2021 was published."""
    write_shapefile(folder)
    write_geojson(folder)
    files = {one.name: one.read_bytes() for one in folder.glob("N03*")}
    path = write_zip(folder / "in.zip", {f"{NAME}_GML/{name}": one for name, one in files.items()})
    path.write_bytes(path.read_bytes().replace(f"{NAME}_GML/".encode(), f"{NAME}_GML\\".encode()))
    return path


def zipped_in_all_formats(folder: Path) -> Path:
    write_gml(folder)
    write_geojson(folder)
    write_shapefile(folder)
    files = {one.name: one.read_bytes() for one in folder.glob("N03*")}
    return write_zip(folder / "in.zip", files | {"KS-META-N03-21.xml": b"<meta/>"})


def zipped_gml(folder: Path) -> Path:
    gml = write_gml(folder).read_bytes()
    return write_zip(folder / "N03.zip", {f"{NAME}.xml": gml, "KS-META-N03-21.xml": b"<meta/>"})


def folder_by_prefecture(folder: Path) -> Path:
    inner = folder / "areas"
    inner.mkdir()
    for code, name in (("20", "長野県"), ("22", "静岡県")):
        of = [one for one in COUNTRY if one.prefecture == name]
        write_geojson(inner, of, f"N03-21_{code}_210101")
    return inner


def geopackage(folder: Path) -> Path:
    return write_ogr(folder / f"{NAME}.gpkg", geometry_type="Unknown", layer="areas")


WRITERS: list[Callable[[Path], Path]] = [
    write_geojson,
    write_shapefile,
    shapefile_utf8,
    shapefile_wrong_cpg,
    shapefile_by_its_dbf,
    write_gml,
    topojson,
    zipped_shapefile,
    zipped_on_windows,
    zipped_in_all_formats,
    zipped_gml,
    folder_by_prefecture,
    geopackage,
]


@pytest.mark.parametrize("write", WRITERS, ids=lambda one: one.__name__)
def test_every_format_gives_the_same_areas(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    areas = load(write(tmp_path), level="ward").areas
    expected = sorted(COUNTRY, key=lambda one: one.code or "99999")
    assert areas.code == tuple(one.code for one in expected)
    assert areas.prefecture == tuple(one.prefecture for one in expected)
    assert areas.name[-3:] == ("浜松市東区", "湖西市", "所属未定地")
    assert areas.county == ("", "", "諏訪郡", "", "", "", "")
    assert areas.edition in ("2021-01-01", "")
    for area, one in zip(areas.geometry, expected, strict=True):
        assert shapely.symmetric_difference(area, one.geometry).area < 1e-9, one.name


@pytest.mark.parametrize(
    ("encoding", "cpg", "note"),
    [
        ("cp932", "", "names were read as CP932 (there is no .cpg)"),
        ("cp932", "UTF-8", "names were read as CP932 (the .cpg says UTF-8)"),
        ("utf-8", "", "names were read as UTF-8 (there is no .cpg)"),
        ("cp932", "932", ""),
        ("utf-8", "UTF-8", ""),
    ],
)
def test_encoding_of_a_shapefile(tmp_path: Path, encoding: str, cpg: str, note: str) -> None:
    result = load(write_shapefile(tmp_path, encoding=encoding, cpg=cpg))
    assert result.areas.name[:2] == ("諏訪市", "茅野市")
    said = [one.en for one in result.notes if "names were read" in one.en]
    assert said == ([f"{NAME}.shp: {note}."] if note else [])


def test_a_hole_stays_a_hole_in_gml(tmp_path: Path) -> None:
    ring = shapely.difference(
        shapely.box(138, 35, 138.3, 35.3), shapely.box(138.1, 35.1, 138.2, 35.2)
    )
    path = write_gml(tmp_path, [Feature("長野県", "", "諏訪市", "20206", (), polygon=ring)])
    assert load(path).areas.geometry[0].equals(ring)


def test_a_gml_ring_of_several_curves_is_closed_whichever_way_they_run(tmp_path: Path) -> None:
    path = write_gml(tmp_path, [SUWA])
    text = path.read_text(encoding="utf-8")
    begin, end = text.index("<gml:Curve"), text.index("<gml:Surface")
    lines = ["35.0 138.0\n35.1 138.0\n35.1 138.1", "35.0 138.0\n35.0 138.1\n35.1 138.1"]
    curves = "".join(
        f'<gml:Curve gml:id="c{i}"><gml:posList>{line}</gml:posList></gml:Curve>'
        for i, line in enumerate(lines)
    )
    rest = text[end:].replace(
        "<gml:curveMember xlink:href='#cv0_0'/>",
        "<gml:curveMember xlink:href='#c0'/><gml:curveMember xlink:href='#c1'/>",
    )
    path.write_text(text[:begin] + curves + rest, encoding="utf-8")
    assert load(path).areas.geometry[0].equals(SUWA.geometry)


def test_islands_as_features_of_one_code_are_one_area(tmp_path: Path) -> None:
    parts = [Feature("長野県", "", "茅野市", "20214", (cell,)) for cell in ((1, 0), (3, 0), (2, 0))]
    areas = load(write_geojson(tmp_path, parts)).areas
    assert areas.code == ("20214",)
    assert len(areas.geometry[0].geoms) == 1
    assert CHINO.geometry.within(areas.geometry[0].buffer(1e-9))


def test_of_several_files_of_an_edition_the_whole_one_is_read() -> None:
    names = ["x/N03-20240101.shp", "x/N03-20240101_prefecture.shp", "x/N03-20240101.geojson"]
    assert choose_layers(names, "x") == ["x/N03-20240101.shp"]


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("N03-20240101_GML.zip", "2024-01-01"),
        ("N03-190101_20_GML.zip", "2019-01-01"),
        ("N03-21_20_210101.geojson", "2021-01-01"),
        ("topojson_s0010_N03-21_210101.json", "2021-01-01"),
        ("N03-001001.xml", "2000-10-01"),
        ("N03-851001.xml", "1985-10-01"),
        ("boundaries.json", ""),
    ],
)
def test_edition_by_name(name: str, edition: str) -> None:
    assert find_edition(name) == edition
