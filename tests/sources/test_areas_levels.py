"""Levels, editions, and codes that are repaired: what the areas of a file become."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from geoaccess.errors import InputError
from tests.sources.areafiles import (
    COUNTRY,
    SUWA,
    Feature,
    as_json,
    load,
    square,
    write_geojson,
    write_json,
    write_properties,
)


def test_wards_are_merged_into_their_city(tmp_path: Path) -> None:
    areas = load(write_geojson(tmp_path)).areas
    assert areas.code == ("20206", "20214", "20361", "22130", "22221", "")
    assert areas.name[3] == "浜松市"
    assert areas.ward == ("",) * 6
    assert areas.geometry[3].equals(shapely.union(square(0, -1), square(1, -1)))


@pytest.mark.parametrize(("x", "square_degrees"), [(0.0, 0.01), (0.5, 0.015)])
def test_overlapping_polygons_of_one_municipality_are_joined(
    tmp_path: Path, x: float, square_degrees: float
) -> None:
    more = Feature("長野県", "", "諏訪市", "20206", (), polygon=square(x, 0))
    areas = load(write_geojson(tmp_path, [SUWA, more])).areas
    assert areas.code == ("20206",)
    assert shapely.area(areas.geometry).sum() == pytest.approx(square_degrees)


def test_prefectures_are_dissolved_with_their_unassigned_land(tmp_path: Path) -> None:
    result = load(write_geojson(tmp_path), level="prefecture")
    areas = result.areas
    assert areas.code == ("20", "22")
    assert areas.name == ("長野県", "静岡県")
    assert [len(one.geoms) for one in areas.geometry] == [2, 1]
    assert shapely.area(areas.geometry).sum() == pytest.approx(0.08)
    assert any("1 areas of 所属未定地 were joined" in note.en for note in result.notes)


def test_unassigned_land_stays_apart(tmp_path: Path) -> None:
    result = load(write_geojson(tmp_path))
    assert result.areas.id[-1] == "22-unassigned"
    assert result.areas.unassigned.tolist() == [False] * 5 + [True]
    assert any("1 areas of 所属未定地 belong to no municipality" in one.en for one in result.notes)


def test_northern_territories_are_flagged(tmp_path: Path) -> None:
    rows = [
        {"N03_001": "北海道", "N03_003": "国後郡", "N03_004": "泊村", "N03_007": "01696"},
        {"N03_001": "北海道", "N03_003": "古宇郡", "N03_004": "泊村", "N03_007": "01403"},
    ]
    areas = load(write_properties(tmp_path / "x.json", rows)).areas
    assert areas.code == ("01403", "01696")
    assert areas.northern_territories.tolist() == [False, True]


HAMAMATSU = {"N03_001": "静岡県", "N03_003": None}


@pytest.mark.parametrize(
    ("row", "code", "name"),
    [
        # as published, before and since the edition of 2024
        ({"N03_001": "静岡県", "N03_003": "浜松市", "N03_004": "中区", "N03_007": "22131"}, "22131", "浜松市中区"),
        ({**HAMAMATSU, "N03_004": "浜松市", "N03_005": "浜名区", "N03_007": "22139"}, "22139", "浜松市浜名区"),
        # N03_005 was a date once
        ({"N03_001": "長野県", "N03_004": "諏訪市", "N03_005": "1889-04-01", "N03_007": "20206"}, "20206", "諏訪市"),
        # without codes
        ({"N03_001": "静岡県", "N03_003": "浜松市", "N03_004": "天竜区"}, "22140", "浜松市天竜区"),
        ({"N03_001": "長野県", "N03_004": "諏訪市"}, "20206", "諏訪市"),
        ({"N03_001": "長野県", "N03_003": "諏訪郡", "N03_004": "下諏訪町"}, "20361", "下諏訪町"),
        ({"N03_001": "北海道", "N03_003": "国後郡", "N03_004": "泊村"}, "01696", "泊村"),
        ({"name": "長野県諏訪市"}, "20206", "諏訪市"),
        ({"name": "東京都千代田区"}, "13101", "千代田区"),
        ({"N03_001": "東京都", "N03_003": "特別区部", "N03_004": "千代田区"}, "13101", "千代田区"),
        # without names, and as spreadsheets leave codes
        ({"code": "20206"}, "20206", "諏訪市"),
        ({"code": 1101}, "01101", "札幌市中央区"),
        ({"code": "011011"}, "01101", "札幌市中央区"),
        ({"code": "２０２０６"}, "20206", "諏訪市"),
        ({"code": 20206.0}, "20206", "諏訪市"),
        # a code newer than the list is kept
        ({"N03_001": "長野県", "N03_004": "新諏訪市", "N03_007": "20299"}, "20299", "新諏訪市"),
    ],
)  # fmt: skip
def test_names_and_codes(tmp_path: Path, row: dict[str, object], code: str, name: str) -> None:
    areas = load(write_properties(tmp_path / "x.json", [row]), level="ward").areas
    assert (areas.code, areas.name) == ((code,), (name,))


@pytest.mark.parametrize(
    ("name", "code"), [("長野県", "20"), ("Hyōgo", "28"), ("Tokyo", "13"), ("京都府", "26")]
)
def test_prefectures_by_name(tmp_path: Path, name: str, code: str) -> None:
    result = load(write_properties(tmp_path / "x.json", [{"name": name}]), level="prefecture")
    assert result.areas.code == (code,)
    assert "1 codes were found by name" in result.notes[0].en


def test_a_designated_city_without_wards_has_its_name_in_the_third_column(
    tmp_path: Path,
) -> None:
    row = {"N03_001": "宮城県", "N03_003": "仙台市", "N03_004": None}
    path = write_properties(tmp_path / "x.json", [{**row, "N03_007": None}])
    assert load(path).areas.code == ("04100",)
    with pytest.raises(InputError, match="1 designated cities are not cut into wards"):
        load(path, level="ward")


def test_a_name_means_the_code_of_the_edition(tmp_path: Path) -> None:
    row = {"N03_001": "富山県", "N03_004": "富山市"}
    gone = {"N03_001": "愛知県", "N03_003": "北設楽郡", "N03_004": "稲武町"}
    later = {"N03_001": "愛知県", "N03_003": "東加茂郡", "N03_004": "稲武町"}
    path = write_properties(tmp_path / "x.json", [row, gone])
    assert load(path, edition="2001-10-01").areas.code == ("16201", "23566")
    path = write_properties(tmp_path / "x.json", [row, later])
    assert load(path, edition="2004-10-01").areas.code == ("16201", "23545")


def test_a_wrong_edition_is_noted(tmp_path: Path) -> None:
    nagakute = Feature("愛知県", "", "長久手市", "23238", ((0, 0),))
    result = load(write_geojson(tmp_path, [nagakute], "N03-10_100101"))
    shown = "named 2010-01-01, but the codes are those of 2012-01-04 to 2026-07-31"
    assert any(shown in note.en for note in result.notes)


def test_codes_of_two_editions_are_noted(tmp_path: Path) -> None:
    old = Feature("愛知県", "愛知郡", "長久手町", "23304", ((0, 0),))
    new = Feature("埼玉県", "", "白岡市", "11246", ((1, 0),))
    result = load(write_geojson(tmp_path, [old, new]))
    assert any("the codes do not belong to one day" in note.en for note in result.notes)


def test_bow_tie_is_mended_and_named(tmp_path: Path) -> None:
    bow = shapely.Polygon([(138, 35), (138.2, 35.2), (138.2, 35), (138, 35.2), (138, 35)])
    result = load(
        write_geojson(tmp_path, [Feature("長野県", "", "諏訪市", "20206", (), polygon=bow)])
    )
    assert result.areas.geometry[0].is_valid
    assert result.areas.geometry[0].area == pytest.approx(0.02)
    assert (
        "1 of 1 polygons had invalid rings, mended (feature 1: Self-intersection at 138.1 35.1)"
        in result.notes[0].en
    )


def test_features_without_shape_or_name_are_noted(tmp_path: Path) -> None:
    content = as_json(COUNTRY)
    content["features"][0]["geometry"] = None
    content["features"][1]["properties"] = dict.fromkeys(content["features"][1]["properties"])
    result = load(write_json(tmp_path / "x.json", content))
    assert result.areas.code == ("20361", "22130", "22221", "")
    assert any("1 features have no polygon, left out (1)" in note.en for note in result.notes)
    assert any("1 features have no name, left out (2)" in note.en for note in result.notes)


@pytest.mark.parametrize(("crs", "shift_m"), [("EPSG:4301", 400), ("EPSG:6668", 0)])
def test_other_coordinate_systems_are_converted(tmp_path: Path, crs: str, shift_m: float) -> None:
    name = f"urn:ogc:def:crs:EPSG::{crs.removeprefix('EPSG:')}"
    result = load(write_json(tmp_path / "x.json", as_json([SUWA], crs=name)))
    corner = shapely.get_coordinates(result.areas.geometry[0]).min(axis=0)
    moved_m = abs(corner[1] - 35.0) * 111_000
    assert moved_m == pytest.approx(shift_m, abs=60)
    assert any("converted from 'EPSG:4301'" in note.en for note in result.notes) == (shift_m > 0)
