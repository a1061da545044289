"""The area at a point, and areas as zones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.model.areas import AdminAreas
from geoaccess.model.places import Places
from geoaccess.sources.areas import build_zones, find_area, select_zones
from geoaccess.sources.facts import load_municipalities
from tests.sources.areafiles import COUNTRY, Feature, load, write_geojson, write_properties

POINTS = st.lists(
    st.tuples(st.integers(-2, 45), st.integers(-15, 25)).map(
        lambda one: (138 + one[0] / 100, 35 + one[1] / 100)
    ),
    max_size=30,
)


@pytest.fixture(scope="module")
def areas(tmp_path_factory: pytest.TempPathFactory) -> AdminAreas:
    return load(write_geojson(tmp_path_factory.mktemp("areas")), level="ward").areas


def slow_find(areas: AdminAreas, lon: float, lat: float) -> str:
    """Return the code of the first area whose polygon meets the point, one by one."""
    hits = (
        code
        for code, area in zip(areas.code, areas.geometry, strict=True)
        if area.intersects(shapely.Point(lon, lat))
    )
    return next(hits, "")


@settings(max_examples=60)
@given(points=POINTS)
def test_every_point_is_where_a_slow_search_finds_it(
    areas: AdminAreas, points: list[tuple[float, float]]
) -> None:
    lon, lat = [one[0] for one in points], [one[1] for one in points]
    found = find_area(areas, lon, lat).tolist()
    assert found == [slow_find(areas, *one) for one in points]


def test_a_common_border_goes_to_the_lower_code(areas: AdminAreas) -> None:
    assert find_area(areas, 138.1, 35.05).tolist() == ["20206"]
    assert areas.find(138.1, 35.05).tolist() == [0]


def test_sea_and_unassigned_land_have_no_code(areas: AdminAreas) -> None:
    assert find_area(areas, [150.0, 138.35], [30.0, -0.05 + 35]).tolist() == ["", ""]
    assert areas.find([150.0, 138.35], [30.0, 34.95]).tolist() == [-1, 6]


def test_a_point_at_sea_goes_to_the_nearest_area_within_reach(areas: AdminAreas) -> None:
    near, far = 35.2 + 90 / 111_320, 35.2 + 120 / 111_320
    codes = find_area(areas, [138.05, 138.05], [near, far], within_m=100).tolist()
    assert codes == ["20361", ""]


@pytest.mark.parametrize("east_m", [90.0, 110.0])
def test_distance_along_a_parallel_is_shrunk(areas: AdminAreas, east_m: float) -> None:
    lon = 138.1 + east_m / (111_320 * np.cos(np.radians(35.15)))
    expected = "20361" if east_m < 100 else ""
    assert find_area(areas, lon, 35.15, within_m=100).tolist() == [expected]


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        ([138.0], [35.0, 36.0], "1 longitudes and 2 latitudes"),
        ([138.0, np.nan], [35.0, 36.0], r"1 have no position \(first: number 2\)"),
        ([[138.0]], [[35.0]], "give pairs"),
    ],
)
def test_unusable_points(areas: AdminAreas, lon: object, lat: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        find_area(areas, lon, lat)  # type: ignore[arg-type]


def test_negative_distance(areas: AdminAreas) -> None:
    with pytest.raises(InputError, match="within_m -1 is no distance"):
        find_area(areas, 138.0, 35.0, within_m=-1)


def test_no_points(areas: AdminAreas) -> None:
    assert find_area(areas, [], []).tolist() == []


def test_zones_stand_at_the_office_or_inside(tmp_path: Path) -> None:
    suwa = Feature("長野県", "", "諏訪市", "20206", (), polygon=shapely.box(138, 35.9, 138.2, 36.1))
    chino = Feature("長野県", "", "茅野市", "20214", ((0, 0),))
    rest = COUNTRY[-1]
    northern = Feature("北海道", "色丹郡", "色丹村", "01695", ((2, 2),))
    areas = load(write_geojson(tmp_path, [suwa, chino, rest, northern])).areas
    zones = build_zones(areas)
    assert zones.id == select_zones(areas).code
    assert zones.id == zones.municipality_code == ("20206", "20214")
    assert (zones.role, zones.name) == ("zone", ("Suwa", "Chino"))
    assert zones.mass.tolist() == [48729.0, 56400.0]
    assert (zones.lon[0], zones.lat[0]) == (138.1142, 36.0392)  # the city hall
    assert 138 <= zones.lon[1] <= 138.1
    assert zones.sources[0] == "mlit-n03"
    assert "ssdse-a-2026" in zones.sources  # offices and population
    assert zones.remarks == ()


def zones_of(tmp_path: Path, *rows: tuple[str, str, str, str]) -> Places:
    names = ("N03_001", "N03_003", "N03_004", "N03_007")
    written = [dict(zip(names, row, strict=True)) for row in rows]
    return build_zones(load(write_properties(tmp_path / "x.json", written)).areas)


def test_population_goes_with_a_code_that_changed(tmp_path: Path) -> None:
    zones = zones_of(tmp_path, ("愛知県", "愛知郡", "長久手町", "23304"))
    offices = load_municipalities()
    assert zones.mass.tolist() == [offices.mass[offices.id.index("23238")]]  # 長久手市 since 2012
    assert zones.name == zones.name_ja == ("長久手町",)
    assert "0 of 1 municipalities, since merged, have none" in zones.remarks[0].en


def test_a_merged_municipality_has_no_population(tmp_path: Path) -> None:
    """松本市 took in 四賀村 in 2005 and keeps its code: today's figure is not that of 2000."""
    zones = zones_of(
        tmp_path, ("長野県", "", "松本市", "20202"), ("長野県", "東筑摩郡", "四賀村", "20443"),
        ("長野県", "", "諏訪市", "20206"),
    )  # fmt: skip
    mass = dict(zip(zones.id, zones.mass.tolist(), strict=True))
    assert mass["20206"] == 48729.0
    assert np.isnan([mass["20202"], mass["20443"]]).all()
    assert "2 of 3 municipalities, since merged, have none (20202, 20443)" in zones.remarks[0].en
    assert "3件中2件" in zones.remarks[0].ja


def test_unassigned_land_alone_is_no_zone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="only unassigned land"):
        build_zones(load(write_geojson(tmp_path, [COUNTRY[-1]])).areas)


def test_prefectures_are_zones_without_mass(tmp_path: Path) -> None:
    zones = build_zones(load(write_geojson(tmp_path), level="prefecture").areas)
    assert (zones.id, zones.name) == (("20", "22"), ("Nagano", "Shizuoka"))
    assert np.isnan(zones.mass).all()
