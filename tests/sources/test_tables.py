"""Place files that are right: encodings, headers, kinds of file; one feature each."""

from __future__ import annotations

import codecs
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import geopandas
import numpy as np
import openpyxl
import pytest
from shapely.geometry import LineString, Point, Polygon

from geoaccess.errors import InputError
from geoaccess.model.places import Places, Role
from geoaccess.sources.gazetteer import Gazetteer
from geoaccess.sources.tables import load_places

JAPANESE = "番号,施設名,緯度,経度,備考\n1,①㈱髙橋製作所,36.04,138.11,候補\n"


def load_bytes(
    content: bytes, tmp_path: Path, gazetteer: Gazetteer, name: str = "sites.csv"
) -> Places:
    """Return the places of a file with this content."""
    path = tmp_path / name
    path.write_bytes(content)
    return load_places(path, role="site", gazetteer=gazetteer)


def load_text(text: str, tmp_path: Path, gazetteer: Gazetteer, role: Role = "site") -> Places:
    """Return the places of a CSV in UTF-8."""
    path = tmp_path / "sites.csv"
    path.write_text(text, encoding="utf-8")
    return load_places(path, role=role, gazetteer=gazetteer)


def write_sheet(path: Path, rows: Sequence[Sequence[object]], *, empty_first: bool = False) -> None:
    """Write rows to a sheet of a workbook, after an empty sheet if asked."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    if empty_first:
        sheet = book.create_sheet("候補地")
    for row in rows:
        sheet.append(list(row))
    book.save(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_encodings_of_csv(encoding: str, tmp_path: Path, gazetteer: Gazetteer) -> None:
    places = load_bytes(JAPANESE.encode(encoding), tmp_path, gazetteer)
    assert places.name_ja == ("①㈱髙橋製作所",)
    assert places.note == ("候補",)


def test_euc_jp(tmp_path: Path, gazetteer: Gazetteer) -> None:
    text = JAPANESE.replace("①㈱髙橋", "高橋")
    assert load_bytes(text.encode("euc_jp"), tmp_path, gazetteer).name_ja == ("高橋製作所",)


def test_unicode_text_of_excel(tmp_path: Path, gazetteer: Gazetteer) -> None:
    text = JAPANESE.replace(",", "\t")
    content = codecs.BOM_UTF16_LE + text.encode("utf-16-le")
    assert load_bytes(content, tmp_path, gazetteer, "a.txt").name_ja == ("①㈱髙橋製作所",)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimiters(delimiter: str, tmp_path: Path, gazetteer: Gazetteer) -> None:
    content = JAPANESE.replace(",", delimiter).encode()
    assert load_bytes(content, tmp_path, gazetteer, "a.tsv").id == ("1",)


def test_full_width_headers_and_numbers(tmp_path: Path, gazetteer: Gazetteer) -> None:
    places = load_text(
        "ＩＤ,Ｎａｍｅ,ＬＡＴ,　Ｌｏｎ\nＡ,諏訪　工場,３６．０４,１３８．１１\n",
        tmp_path,
        gazetteer,
    )
    assert (places.lat[0], places.lon[0]) == (36.04, 138.11)
    assert places.name_ja == ("諏訪 工場",)


@pytest.mark.parametrize(
    "header",
    [
        "名称,緯度,経度",
        "施設名,緯度（度）,経度（度）",
        "地点名,北緯,東経",
        "name,Latitude,Longitude",
        "Site Name,lat,lng",
        "name,y,x",
        "候補地名※,lat (deg),long",
    ],
)
def test_headers(header: str, tmp_path: Path, gazetteer: Gazetteer) -> None:
    places = load_text(f"{header}\n諏訪,36.04,138.11\n", tmp_path, gazetteer)
    assert (places.name_ja, places.lat[0], places.lon[0]) == (("諏訪",), 36.04, 138.11)


def test_pair_in_one_cell(tmp_path: Path, gazetteer: Gazetteer) -> None:
    places = load_text('名称,緯度・経度\n諏訪,"36.04, 138.11"\n', tmp_path, gazetteer)
    assert (places.lat[0], places.lon[0]) == (36.04, 138.11)


def test_title_and_blank_rows_before_the_header(tmp_path: Path, gazetteer: Gazetteer) -> None:
    text = "候補地一覧（2026年度）\n\n,,\n名称,緯度,経度\nA,36,138\n\n,,\nB,999,138\n"
    with pytest.raises(InputError, match=r"1 of 2 rows has no usable position \(row 8: lat '999'"):
        load_text(text, tmp_path, gazetteer)
    assert load_text(text.replace("999", "36.5"), tmp_path, gazetteer).id == ("site-1", "site-2")


def test_rows_are_numbered_as_excel_shows_them(tmp_path: Path, gazetteer: Gazetteer) -> None:
    text = '名称,緯度,経度\n"A\n第二工場",36,138\nB,999,138\n'
    with pytest.raises(InputError, match="row 3: lat '999'"):
        load_text(text, tmp_path, gazetteer)


def test_name_beside_japanese_name(tmp_path: Path, gazetteer: Gazetteer) -> None:
    for header in ("名称,name", "name_ja,name_en", "ja,en"):
        places = load_text(f"{header},lat,lon\n諏訪,Suwa,36,138\n", tmp_path, gazetteer)
        assert (places.name, places.name_ja) == (("Suwa",), ("諏訪",))


def test_missing_names_and_ids(tmp_path: Path, gazetteer: Gazetteer) -> None:
    text = "id,name,lat,lon,code\nA,,36,138.5,\n,,,,20206\n,x,36,138.5,\n"
    places = load_text(text, tmp_path, gazetteer)
    assert places.id == ("A", "site-2", "site-3")
    assert places.name == ("A", "Suwa", "x")
    assert places.name_ja == ("A", "諏訪市", "x")


def test_municipality_from_the_position(tmp_path: Path, gazetteer: Gazetteer) -> None:
    assert load_text("lat,lon\n36.5,138.5\n", tmp_path, gazetteer).municipality_code == ("20206",)


def test_ward_beside_a_position_counts_for_its_city(tmp_path: Path, gazetteer: Gazetteer) -> None:
    places = load_text("lat,lon,code\n35.45,139.63,14104\n", tmp_path, gazetteer)
    assert places.municipality_code == ("14100",)


def test_position_near_the_coast(tmp_path: Path, gazetteer: Gazetteer) -> None:
    assert len(load_text("lat,lon\n34.992,139.5\n", tmp_path, gazetteer)) == 1
    with pytest.raises(InputError, match="at sea"):
        load_text("lat,lon\n34.98,139.5\n", tmp_path, gazetteer)


@pytest.mark.parametrize(
    ("name", "prefecture", "code"),
    [
        ("諏訪市", "", "20206"),
        ("長野県諏訪市", "", "20206"),
        ("諏訪郡下諏訪町", "", "20361"),
        ("諏訪", "", "20206"),
        ("Suwa", "", "20206"),
        ("suwa-shi", "", "20206"),
        ("府中市", "広島県", "34208"),
        ("府中市", "東京", "13206"),
        ("Fuchu City", "Tokyo", "13206"),
        ("池田町", "１", "01644"),
        ("池田町", "20", "20481"),
    ],
)
def test_municipality_by_name(
    name: str, prefecture: str, code: str, tmp_path: Path, gazetteer: Gazetteer
) -> None:
    places = load_text(f"自治体,都道府県\n{name},{prefecture}\n", tmp_path, gazetteer)
    assert places.municipality_code == (code,)


def test_masses_of_hubs(tmp_path: Path, gazetteer: Gazetteer) -> None:
    text = '名称,緯度,経度,従業者数（人）\na,36,138,"12,345"\nb,36,138,１２０人\nc,36,138,0\n'
    hubs = load_text(text, tmp_path, gazetteer, "hub")
    assert hubs.mass.tolist() == [12345, 120, 0]
    assert hubs.mass_kind == "従業者数（人）"
    assert hubs.id == ("hub-1", "hub-2", "hub-3")


def test_unknown_masses(tmp_path: Path, gazetteer: Gazetteer) -> None:
    assert np.isnan(load_text("lat,lon\n36,138\n", tmp_path, gazetteer, "hub").mass).all()
    sites = load_text("lat,lon,人口\n36,138,\n36,138,5\n", tmp_path, gazetteer)
    assert np.isnan(sites.mass[0])
    assert sites.mass[1] == 5


def test_workbook_restores_codes(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = tmp_path / "sites.xlsx"
    rows: list[list[object]] = [["名称", "市区町村コード"], ["a", 1202], ["b", 20206], ["c", 12220]]
    write_sheet(path, rows)
    places = load_places(path, role="site", gazetteer=gazetteer)
    assert places.municipality_code == ("01202", "20206", "12220")
    assert places.name == ("a", "b", "c")


def test_workbook_numbers_dates_and_rows(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = tmp_path / "sites.xlsx"
    date = dt.datetime(2024, 1, 31)  # noqa: DTZ001
    head: list[list[object]] = [[], ["候補地"], ["No.", "名称", "lat", "lon", "備考"]]
    write_sheet(path, [*head, [7, "a", 36.5, 138, date]], empty_first=True)
    places = load_places(path, role="site", gazetteer=gazetteer)
    assert (places.id, places.lat[0], places.note) == (("7",), 36.5, ("2024-01-31",))
    write_sheet(path, [*head, [7, "a", 36.5, "x"]])
    with pytest.raises(InputError, match="row 4: lon 'x'"):
        load_places(path, role="site", gazetteer=gazetteer)


def test_geojson(tmp_path: Path, gazetteer: Gazetteer) -> None:
    square = [[[138.0, 36.0], [138.2, 36.0], [138.2, 36.2], [138.0, 36.2], [138.0, 36.0]]]
    shapes: list[dict[str, object] | None] = [
        {"type": "Point", "coordinates": [138.1, 36.1, 760.0]},
        {"type": "Polygon", "coordinates": square},
        None,
    ]
    features = [
        {"type": "Feature", "geometry": shape, "properties": {"名称": "あ", "code": 20206}}
        for shape in shapes
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    places = load_bytes(content.encode(), tmp_path, gazetteer, "a.geojson")
    assert places.lon.tolist() == pytest.approx([138.1, 138.1, 138.1142])
    polygon = "position: representative point of a Polygon; same name and position as site-1"
    assert places.note == ("", polygon, "")
    assert places.name_ja == ("あ", "あ", "あ")
    assert places.municipality_code == ("20206",) * 3


def test_geopackage_in_metres(tmp_path: Path, gazetteer: Gazetteer) -> None:
    shapes = [
        Point(138.1, 36.04),
        Polygon([(138.0, 36.0), (138.2, 36.0), (138.2, 36.2)]),
        LineString([(138.0, 36.0), (138.2, 36.0)]),
    ]
    frame = geopandas.GeoDataFrame(
        {"名称": ["諏訪", "面", "線"], "番号": [1, 2, 3], "mass": [5.0, None, 7.5]},
        geometry=shapes,
        crs="EPSG:6668",
    )
    path = tmp_path / "sites.gpkg"
    frame.to_crs("EPSG:6676").to_file(path, layer="sites")
    places = load_places(path, role="site", gazetteer=gazetteer)
    assert places.id == ("1", "2", "3")
    assert places.name_ja == ("諏訪", "面", "線")
    assert places.lon[0] == pytest.approx(138.1, abs=1e-7)
    assert places.lat[0] == pytest.approx(36.04, abs=1e-7)
    assert "representative point of a LineString" in places.note[2]
    assert np.isnan(places.mass[1])


def test_geopackage_without_coordinate_system_or_with_two_layers(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    frame = geopandas.GeoDataFrame({"name": ["a"]}, geometry=[Point(138.1, 36.04)])
    path = tmp_path / "sites.gpkg"
    with pytest.warns(UserWarning, match="crs"):
        frame.to_file(path, layer="one")
    with pytest.raises(InputError, match="coordinate system"):
        load_places(path, role="site", gazetteer=gazetteer)
    frame.set_crs("EPSG:4326").to_file(path, layer="two")
    with pytest.raises(InputError, match="2 layers have features \\('one', 'two'\\)"):
        load_places(path, role="site", gazetteer=gazetteer)
