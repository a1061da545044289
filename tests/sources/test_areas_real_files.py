"""Published boundary files: counts, names, times, and points that must be where they are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import shapely

from geoaccess.errors import InputError
from geoaccess.model.areas import NORTHERN_TERRITORIES, AdminAreas
from geoaccess.sources.areas import (
    build_zones,
    find_area,
    load_areas,
    load_code_history,
    render_topojson,
    simplify_areas,
)
from geoaccess.sources.facts import load_municipalities
from tests.sources.areafiles import load

WARDS = "boundaries/topojson_s0010_N03-21_210101.json"
CITIES = "boundaries/topojson_s0010_N03-21_210101_designated_city.json"
PREFECTURES = "boundaries/topojson_s0010_prefectures.json"
FOLDER = "boundaries/n03_per_prefecture"
SUWA = "boundaries/fullres_20206_suwa.json"
NATURAL_EARTH = "boundaries/natural_earth_prefectures.json"
EDITION = dt.date(2021, 1, 1)


@pytest.fixture(scope="module")
def municipalities(shared_data: Path) -> AdminAreas:
    return load(shared_data / WARDS).areas


@pytest.mark.parametrize(
    ("file", "level", "count", "unassigned", "northern", "mended", "edition"),
    [
        (WARDS, "ward", 1906, 4, 6, "2 of 1906", "2021-01-01"),
        (WARDS, "municipality", 1751, 4, 6, "2 of 1906", "2021-01-01"),
        (WARDS, "prefecture", 47, 0, 0, "2 of 1906", "2021-01-01"),
        (CITIES, "municipality", 1751, 4, 6, "1 of 1751", "2021-01-01"),
        (PREFECTURES, "prefecture", 47, 0, 0, "4 of 47", ""),
        (FOLDER, "ward", 572, 2, 0, "", "2021-01-01"),
        (FOLDER, "municipality", 485, 2, 0, "", "2021-01-01"),
        (FOLDER, "prefecture", 12, 0, 0, "", "2021-01-01"),
        (SUWA, "municipality", 1, 0, 0, "", ""),
        (NATURAL_EARTH, "prefecture", 47, 0, 0, "", ""),
    ],
)
def test_counts(
    shared_data: Path, file: str, level: str, count: int, unassigned: int, northern: int,
    mended: str, edition: str,
) -> None:  # fmt: skip
    result = load(shared_data / file, level=level)
    areas = result.areas
    print(file, level, len(areas), *result.notes, sep="\n  ")
    assert all(
        note.en.isascii() or "所属未定地" in note.en or "北海道" in note.en for note in result.notes
    )
    assert all(note.ja.endswith("。") and note.en.endswith(".") for note in result.notes)
    assert (len(areas), areas.unassigned.sum(), areas.northern_territories.sum()) == (
        count, unassigned, northern,
    )  # fmt: skip
    assert areas.edition == edition
    assert shapely.is_valid(areas.geometry).all()
    assert [note for note in result.notes if "invalid rings" in note.en] == [
        note for note in result.notes if mended and f": {mended} polygons" in note.en
    ]
    assert bool(mended) == any("invalid rings" in note.en for note in result.notes)


def test_codes_are_those_of_the_edition(shared_data: Path, municipalities: AdminAreas) -> None:
    history = load_code_history()
    assert set(municipalities.code) - {""} == set(history.codes_at(EDITION))
    wards = load(shared_data / WARDS, level="ward").areas
    assert set(wards.code) - {""} == set(history.codes_at(EDITION, "ward"))
    flagged = np.array(municipalities.code)[municipalities.northern_territories]
    assert flagged.tolist() == list(NORTHERN_TERRITORIES)


def test_merged_wards_are_the_published_cities(
    shared_data: Path, municipalities: AdminAreas
) -> None:
    published = load(shared_data / CITIES).areas
    assert published.code == municipalities.code
    assert published.name == municipalities.name
    cities = [i for i, code in enumerate(published.code) if code[2:3] == "1" and code[:2] != "13"]
    assert len(cities) == 20
    mine, theirs = municipalities.geometry[cities], published.geometry[cities]
    assert shapely.get_num_geometries(mine).tolist() == shapely.get_num_geometries(theirs).tolist()
    differing = shapely.area(shapely.symmetric_difference(mine, theirs)) / shapely.area(theirs)
    assert differing.max() < 0.003  # the two files were simplified one by one


def test_dissolved_municipalities_are_the_published_prefectures(shared_data: Path) -> None:
    dissolved = load(shared_data / WARDS, level="prefecture").areas
    published = load(shared_data / PREFECTURES, level="prefecture").areas
    assert dissolved.name == published.name
    ratio = shapely.area(dissolved.geometry) / shapely.area(published.geometry)
    assert ratio == pytest.approx(np.ones(47), abs=1e-3)
    assert shapely.area(dissolved.geometry).sum() > 0


def test_remote_islands_are_kept(municipalities: AdminAreas) -> None:
    codes = ["47382", "47207", "13421", "13402", "47358", "46505", "01518"]
    assert set(codes) <= set(
        municipalities.code
    )  # 与那国, 石垣, 小笠原, 青ヶ島, 北大東, 屋久島, 利尻
    assert len([code for code in municipalities.code if code.startswith("47")]) == 41


def test_offices_are_in_their_municipality(municipalities: AdminAreas) -> None:
    offices = load_municipalities()
    found = find_area(municipalities, offices.lon, offices.lat)
    near = find_area(municipalities, offices.lon, offices.lat, within_m=500)
    wrong = [one for one, code in zip(offices.id, found, strict=True) if code not in ("", one)]
    lost = int((near == "").sum())
    print("offices found elsewhere:", len(wrong), wrong, "at sea:", int((found == "").sum()), lost)
    assert (np.array(offices.id) == near).mean() > 0.985
    assert lost == 0


def test_zones_are_the_municipalities(municipalities: AdminAreas) -> None:
    zones = build_zones(municipalities)
    assert len(zones) == 1741
    assert zones.mass.sum() == 126_146_099


def test_simplified_topojson_is_small_and_reads_back(
    tmp_path: Path, municipalities: AdminAreas
) -> None:
    simple = simplify_areas(municipalities, tolerance_m=300)
    path = tmp_path / "zones_N03-21_210101.json"
    path.write_text(render_topojson(simple.areas), encoding="utf-8")
    again = load(path).areas
    print(simple.notes, path.stat().st_size)
    assert again.code == municipalities.code
    assert path.stat().st_size < 1_600_000
    ratio = shapely.area(again.geometry).sum() / shapely.area(municipalities.geometry).sum()
    assert ratio == pytest.approx(1.0, abs=2e-3)


def test_the_cached_load_is_the_same_and_finds_points(shared_data: Path, tmp_path: Path) -> None:
    first, cached = (
        load_areas(shared_data / WARDS, level="ward", cache_dir=tmp_path).areas for _ in range(2)
    )
    assert cached.code == first.code
    assert shapely.equals_identical(cached.geometry, first.geometry).all()
    assert [areas.find(138.1142, 36.0392).size for areas in (first, cached)] == [1, 1]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("rail/n02/N02-17_Station.shp", "no polygons"),
        ("rail/shinkansen-2026-03-10.gtfs.zip", "no file of areas among"),
        ("municipalities/SSDSE-A-2026.csv", "the content is none of the known formats"),
        ("hubs/r4-university-info.json", "the content is none of the known formats"),
    ],
)
def test_files_of_another_kind(shared_data: Path, file: str, words: str) -> None:
    path = shared_data / file
    if not path.exists():
        pytest.skip(f"{file} is missing")
    with pytest.raises((InputError, OSError), match=words):
        load(path)
