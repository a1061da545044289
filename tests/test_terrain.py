"""Walking on slopes: Tobler's function, profiles of lines, and what level ground keeps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.access import GreatCircle, Points, build_access_legs, build_direct_legs
from geoaccess.access.terrain import (
    CRITICAL_SLOPE,
    Terrain,
    edge_walk_s,
    fill_heights,
    profile_effort,
    slope_effort,
)
from geoaccess.units import great_circle_m
from tests.test_access import CONFIG, places, stops_at

SLOPES = st.floats(-2, 2)


@dataclass
class Hill:
    """Heights by a formula; none west of a meridian, nothing known south of a parallel."""

    height: Any
    title: str = "hill.tif"
    sea_west_of: float = -180.0
    ends_south_of: float = -90.0

    def covers(self, lon: Any, lat: Any) -> Any:
        return lat >= self.ends_south_of

    def heights_at(self, lon: Any, lat: Any) -> Any:
        found = self.height(lon, lat) + 0.0 * lon
        return np.where((lon < self.sea_west_of) | (lat < self.ends_south_of), np.nan, found)


def test_speeds_of_tobler() -> None:
    """6 km/h at 5 % downhill and 5.04 km/h on the level are those of the report of 1993."""
    at_5_kmh = 6 * np.exp(-3.5 * 0.05)
    assert at_5_kmh == pytest.approx(5.0367, abs=1e-4)
    speeds = at_5_kmh / slope_effort(np.array([0.0, -0.05, 0.05, 0.1, -0.1, 0.2, -0.2]))
    wanted = [6 * np.exp(-3.5 * abs(s + 0.05)) for s in (0, -0.05, 0.05, 0.1, -0.1, 0.2, -0.2)]
    np.testing.assert_allclose(speeds, wanted, rtol=1e-12)


def test_level_ground_is_exactly_what_it_was() -> None:
    assert slope_effort(np.zeros(3)).tolist() == [1.0, 1.0, 1.0]
    there, back = edge_walk_s(np.array([80.0]), np.array([0.0]), 4.8)
    assert there.tolist() == back.tolist() == pytest.approx([60.0])


@given(slope=SLOPES, more=st.floats(0.001, 1))
@settings(max_examples=60)
def test_steeper_is_never_quicker(slope: float, more: float) -> None:
    uphill, downhill = abs(slope), -abs(slope) - 0.05
    effort = slope_effort(np.array([uphill, uphill + more, downhill, downhill - more, -uphill]))
    assert effort[1] > effort[0]
    assert effort[3] > effort[2]
    assert effort[4] <= effort[0]


def test_beyond_the_critical_slope_the_height_alone_decides() -> None:
    """200 m of height take as long on 400 m as on 500 m of map: in zigzags of 28.6 %."""
    lengths = np.array([400.0, 500.0, 200 / CRITICAL_SLOPE])
    there, back = edge_walk_s(lengths, np.full(3, 200.0), 5.0)
    assert there == pytest.approx(np.full(3, there[2]))
    assert back == pytest.approx(np.full(3, back[2]))
    assert back[2] < there[2]


def test_bridges_and_unknown_heights_are_level() -> None:
    there, back = edge_walk_s(
        np.array([100.0, 100.0, 100.0]), np.array([30.0, np.nan, 30.0]), 4.8,
        is_level=np.array([True, False, False]),
    )  # fmt: skip
    assert there[:2].tolist() == back[:2].tolist() == pytest.approx([75.0, 75.0])
    assert there[2] > back[2] > 75


def test_edges_of_no_length() -> None:
    there, _ = edge_walk_s(np.array([0.0]), np.array([3.0]), 4.8)
    assert there.tolist() == [0.0]


def test_gaps_of_a_profile_are_bridged() -> None:
    nan = np.nan
    filled = fill_heights(np.array([[nan, 4, nan, nan, 10], [nan, nan, 3, nan, nan], [nan] * 5]))
    np.testing.assert_allclose(filled[:2], [[4, 4, 6, 8, 10], [3] * 5])
    assert np.isnan(filled[2]).all()


@given(heights=st.lists(st.floats(0, 200), min_size=2, max_size=12), length=st.floats(50, 900))
@settings(max_examples=50)
def test_a_profile_is_walked_step_by_step(heights: list[float], length: float) -> None:
    found = profile_effort(np.array([heights]), np.array([length]))
    step = length / (len(heights) - 1)
    there = back = 0.0
    for low, high in pairwise(heights):
        there += step * float(slope_effort(np.array((high - low) / step)))
        back += step * float(slope_effort(np.array((low - high) / step)))
    assert found.out[0] == pytest.approx(there / length, rel=1e-9)
    assert found.back[0] == pytest.approx(back / length, rel=1e-9)


def walk(terrain: Terrain | None, *, north_m: float = 250.0) -> tuple[float, float, bool]:
    """Return seconds there and back, and whether it is a walk, to a point in the north."""
    lat = 35 + np.degrees(north_m / 6_371_008.8)
    finder = GreatCircle(config=CONFIG, terrain=terrain)
    ways = finder.find_ways(
        Points(np.array([135.0]), np.array([35.0])), Points(np.array([135.0]), np.array([lat]))
    )
    return float(ways.out_s[0]), float(ways.back_s[0]), bool(ways.is_walk[0])


def test_flat_terrain_changes_nothing() -> None:
    terrain = Terrain(heights=Hill(lambda lon, lat: 250.0))
    assert walk(terrain) == walk(None)
    assert terrain.n_ways == {"slope": 1, "level": 0}


def test_up_takes_longer_than_down_and_the_detour_spreads_the_slope() -> None:
    metres = np.degrees(1 / 6_371_008.8)
    terrain = Terrain(heights=Hill(lambda lon, lat: 0.1 * (lat - 35) / metres))
    there, back, is_walk = walk(terrain)
    level = walk(None)[0]
    slope = 0.1 / CONFIG.walk_detour
    assert is_walk
    assert there == pytest.approx(level * np.exp(3.5 * slope), rel=1e-6)
    assert back == pytest.approx(level * np.exp(3.5 * (abs(-slope + 0.05) - 0.05)), rel=1e-6)


def test_a_wall_is_not_walked_but_driven() -> None:
    terrain = Terrain(heights=Hill(lambda lon, lat: np.where(lat > 35.002, 900.0, 0.0)))
    there, back, is_walk = walk(terrain)
    assert not is_walk
    assert there == back > walk(None)[0]


def test_what_the_dem_does_not_cover_is_level_and_counted() -> None:
    for hill in (
        Hill(lambda lon, lat: 9e5 * lat, ends_south_of=35.001),
        Hill(lambda lon, lat: 9e5 * lat, sea_west_of=180),
    ):
        terrain = Terrain(heights=hill)
        assert walk(terrain) == walk(None)
        assert terrain.n_ways == {"slope": 0, "level": 1}


def test_many_lines_at_once_are_each_its_own() -> None:
    rng = np.random.default_rng(4)
    hill = Hill(lambda lon, lat: 300 * np.sin(900 * lon) * np.cos(700 * lat))
    lon, lat = rng.uniform(135, 135.02, 30), rng.uniform(35, 35.02, 30)
    to_lon, to_lat = lon + rng.uniform(-0.01, 0.01, 30), lat + rng.uniform(-0.01, 0.01, 30)
    distance_m = great_circle_m(lon, lat, to_lon, to_lat)
    terrain = Terrain(heights=hill)
    found = terrain.find_effort((lon, lat), (to_lon, to_lat), distance_m, 1.25)
    for i in range(30):
        n = int(np.ceil(distance_m[i] / 50))
        share = np.linspace(0, 1, n + 1)
        x, y = lon[i] + share * (to_lon[i] - lon[i]), lat[i] + share * (to_lat[i] - lat[i])
        rise = np.diff(hill.heights_at(x, y)) / (distance_m[i] * 1.25 / n)
        assert found.out[i] == pytest.approx(slope_effort(rise).mean(), rel=1e-9)
        assert found.back[i] == pytest.approx(slope_effort(-rise).mean(), rel=1e-9)
    turned = terrain.find_effort((to_lon, to_lat), (lon, lat), distance_m, 1.25)
    np.testing.assert_allclose(turned.out, found.back, rtol=1e-9)


def test_a_place_on_a_platform_needs_no_heights() -> None:
    """No way is looked for from a platform."""
    timetable, here = stops_at(0.0, 0.5), places(0.0, station="S0")
    terrain = Terrain(heights=Hill(lambda lon, lat: 0.0))
    finder = GreatCircle(config=CONFIG, terrain=terrain)
    legs = build_access_legs(here, timetable, CONFIG, ways=finder)
    assert legs.mode == ("platform",)
    assert build_direct_legs(here, here, CONFIG, ways=finder).out_s.tolist() == [[0]]
    assert sum(terrain.n_ways.values()) == 0


def test_streets_are_walked_along_their_course() -> None:
    metres = np.degrees(1 / 6_371_008.8)
    terrain = Terrain(heights=Hill(lambda lon, lat: 0.1 * np.maximum(lat - 35, 0) / metres))
    up = shapely.LineString([(135, 35), (135, 35 + 400 * metres)])
    over = shapely.LineString([(135, 35), (135, 35 + 200 * metres), (135, 35)])
    level = shapely.LineString([(135, 35), (135.004, 35)])
    found = terrain.find_street_effort(np.array([up, over, level]), np.array([400.0, 400, 364]))
    climb, descent = slope_effort(np.array([0.1, -0.1]))
    np.testing.assert_allclose(found.out, [climb, (climb + descent) / 2, 1], rtol=1e-6)
    np.testing.assert_allclose(found.back, [descent, (climb + descent) / 2, 1], rtol=1e-6)


def test_streets_off_the_dem() -> None:
    lines = np.array([shapely.LineString([(135, 35), (135, 35.002)])])
    hill = Hill(lambda lon, lat: 5.0, ends_south_of=36)
    terrain = Terrain(heights=hill)
    found = terrain.find_street_effort(lines, np.array([222.0]))
    assert terrain.n_ways["street level"] == 1
    assert found.out.tolist() == found.back.tolist() == [1.0]
