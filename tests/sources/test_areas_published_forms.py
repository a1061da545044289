"""N03 in the very layout of what is published: lines of the GML, members of the zip files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from geoaccess.errors import InputError
from tests.sources.areafiles import COUNTRY, Feature, as_json, load, square, write_zip

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ksj:Dataset gml:id="N03Dataset" xmlns:ksj="http://nlftp.mlit.go.jp/ksj/schemas/ksj-app"
\txmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink">
\t<gml:description>国土数値情報　行政区域　インスタンス文書</gml:description>
\t<!--  図形 --> 
"""  # noqa: W291 - as it is published
CURVE = """\t<gml:Curve gml:id="cv{number}_{ring}">
\t\t<gml:segments>
\t\t\t<gml:LineStringSegment>
\t\t\t\t<gml:posList>
{points}
\t\t\t\t</gml:posList>
\t\t\t</gml:LineStringSegment>
\t\t</gml:segments>
\t</gml:Curve>
"""
SIDE = """\t\t\t\t<gml:{side}>
\t\t\t\t\t<gml:Ring>
\t\t\t\t\t\t<gml:curveMember xlink:href="#cv{number}_{ring}"/>
\t\t\t\t\t</gml:Ring>
\t\t\t\t</gml:{side}>
"""
SURFACE = """\t<gml:Surface gml:id="sf{number}">
\t\t<gml:patches>
\t\t\t<gml:PolygonPatch>
{sides}\t\t\t</gml:PolygonPatch>
\t\t</gml:patches>
\t</gml:Surface>
"""
FEATURE = """\t<ksj:AdministrativeBoundary gml:id="gy{number}">
\t\t<ksj:bounds xlink:href="#sf{number}"/>
\t\t<ksj:prefectureName>{one.prefecture}</ksj:prefectureName>
\t\t<ksj:subPrefectureName>{one.subprefecture}</ksj:subPrefectureName>
\t\t<ksj:countyName>{one.county}</ksj:countyName>
\t\t<ksj:cityName>{one.name}</ksj:cityName>
\t\t<ksj:administrativeAreaCode codeSpace="AdministrativeAreaCode.xml">{one.code}</ksj:administrativeAreaCode>
\t</ksj:AdministrativeBoundary>
"""
PREFECTURES = (
    {"N03_001": "北海道", "N03_002": None, "N03_003": None, "N03_004": None, "N03_007": "01000"},
    {"N03_001": "長野県", "N03_002": None, "N03_003": None, "N03_004": None, "N03_007": "20000"},
    {"N03_001": "長野県", "N03_002": None, "N03_003": None, "N03_004": None, "N03_007": "20000"},
)


def published_gml(features: tuple[Feature, ...]) -> str:
    """Return GML as N03-19_190101.xml has it: the curves of a surface right before it."""
    singles = [(one, part) for one in features for part in shapely.get_parts(one.geometry)]
    shapes, rows = "", ""
    for number, (one, part) in enumerate(singles, 1):
        sides = ""
        for ring, line in enumerate((part.exterior, *part.interiors)):
            points = "\n".join(
                f"\t\t\t\t{lat:.8f} {lon:.8f}" for lon, lat in shapely.get_coordinates(line)
            )
            shapes += CURVE.format(number=number, ring=ring, points=points)
            side = "interior" if ring else "exterior"
            sides += SIDE.format(side=side, number=number, ring=ring)
        shapes += SURFACE.format(number=number, sides=sides)
        rows += FEATURE.format(number=number, one=one)
    return f"{HEAD}{shapes}\t<!--  属性 --> \n{rows}</ksj:Dataset>\n"


def collection(rows: tuple[dict[str, str | None], ...]) -> bytes:
    """Return GeoJSON as MLIT writes it: one feature a line."""
    lines = ",\n".join(
        json.dumps(
            {
                "type": "Feature",
                "properties": row,
                "geometry": json.loads(shapely.to_geojson(square(x, 0))),
            },
            ensure_ascii=False,
        )
        for x, row in enumerate(rows)
    )
    crs = '"crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::6668" } }'
    return (
        f'{{\n"type": "FeatureCollection",\n"name": "N03",\n{crs},\n"features": [\n{lines}\n]\n}}\n'
    ).encode()


def test_gml_line_by_line_as_published(tmp_path: Path) -> None:
    lake = shapely.difference(shapely.box(138.5, 35, 138.8, 35.3), square(6, 1))
    country = (*COUNTRY, Feature("長野県", "", "岡谷市", "20204", (), polygon=lake))
    path = tmp_path / "N03-19_190101.xml"
    path.write_text(published_gml(country), encoding="utf-8")
    result = load(path, level="ward")
    assert result.areas.edition == "2019-01-01"
    assert set(result.areas.code) == {one.code for one in country}
    assert result.areas.unassigned.sum() == 1
    by_code = dict(zip(result.areas.code, result.areas.geometry, strict=True))
    for one in country:
        assert shapely.symmetric_difference(by_code[one.code], one.geometry).area < 1e-9, one.name


def test_the_zip_file_of_an_edition_of_gml(tmp_path: Path) -> None:
    """N03-190101_GML.zip: the GML and the metadata beside it, in no folder."""
    members = {
        "KS-META-N03-19_190101.xml": b"<?xml version='1.0'?><MD_Metadata/>",
        "N03-19_190101.xml": published_gml(COUNTRY).encode(),
    }
    areas = load(write_zip(tmp_path / "N03-190101_GML.zip", members)).areas
    assert len(areas) == 6
    assert areas.edition == "2019-01-01"


@pytest.mark.parametrize("folder", ["", "N03-20240101_GML/"])
def test_the_zip_file_of_all_of_japan(tmp_path: Path, folder: str) -> None:
    """Since 2024 municipalities and prefectures lie side by side."""
    towns = json.dumps(as_json(COUNTRY, crs="urn:ogc:def:crs:EPSG::6668")).encode()
    members = {
        f"{folder}KS-META-N03-20240101.xml": b"<?xml version='1.0'?><MD_Metadata/>",
        f"{folder}N03-20240101.geojson": towns,
        f"{folder}N03-20240101_prefecture.geojson": collection(PREFECTURES),
    }
    path = write_zip(tmp_path / "N03-20240101_GML.zip", members)
    assert load(path).areas.name[:2] == ("諏訪市", "茅野市")
    assert load(path, level="prefecture").areas.code == ("20", "22")


def test_the_zip_file_of_a_region(tmp_path: Path) -> None:
    members = {
        "N03-20240101_52.geojson": json.dumps(as_json(COUNTRY)).encode(),
        "N03-20240101_52_prefecture.geojson": collection(PREFECTURES),
        "N03-20240101_52_subprefecture.geojson": collection(PREFECTURES),
    }
    assert len(load(write_zip(tmp_path / "N03-20240101_52_GML.zip", members)).areas) == 6


def test_prefectures_alone_have_codes_of_five_digits(tmp_path: Path) -> None:
    path = tmp_path / "N03-20240101_prefecture.geojson"
    path.write_bytes(collection(PREFECTURES))
    areas = load(path, level="prefecture").areas
    assert areas.code == ("01", "20")
    assert areas.prefecture == ("北海道", "長野県")
    assert not areas.unassigned.any()
    with pytest.raises(InputError):
        load(path, level="municipality")


def test_such_a_code_among_municipalities_is_land_of_none(tmp_path: Path) -> None:
    rows = (
        {"N03_001": "長野県", "N03_003": None, "N03_004": "諏訪市", "N03_007": "20206"},
        {"N03_001": "長野県", "N03_003": None, "N03_004": None, "N03_007": "20000"},
    )
    path = tmp_path / "N03-20240101_20.geojson"
    path.write_bytes(collection(rows))
    areas = load(path).areas
    assert areas.id == ("20206", "20-unassigned")
    assert areas.unassigned.tolist() == [False, True]
