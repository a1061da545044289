"""What every access backend keeps to: the great-circle model, and streets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.access import (
    GreatCircle,
    Points,
    WayFinder,
    build_access_legs,
    build_direct_legs,
)
from geoaccess.config import ROAD_SPEEDS_KMH, AccessConfig, RoadBand, RoadsConfig
from geoaccess.units import UNREACHED_S
from tests.access.streetfiles import equator_road
from tests.test_access import places, stops_at

MakeFinder = Callable[[AccessConfig, float], WayFinder]
"""From parameters, and how many times quicker than usual people drive."""


def config_of(**changes: float) -> AccessConfig:
    bands = (RoadBand(up_to_km=5, speed_kmh=24), RoadBand(up_to_km=1000, speed_kmh=40))
    return AccessConfig(road_bands=bands, **changes)


def by_great_circle(config: AccessConfig, times: float = 1.0) -> WayFinder:
    bands = tuple(
        RoadBand(up_to_km=one.up_to_km, speed_kmh=one.speed_kmh * times)
        for one in config.road_bands
    )
    return GreatCircle(config=config.model_copy(update={"road_bands": bands}))


def by_streets(config: AccessConfig, times: float = 1.0) -> WayFinder:
    speeds = {name: speed * times for name, speed in ROAD_SPEEDS_KMH.items()}
    return equator_road(config, RoadsConfig(speeds_kmh=speeds))


BACKENDS = pytest.mark.parametrize(
    ("make", "name"), [(by_great_circle, "great-circle"), (by_streets, "roads")]
)
CONFIG = config_of()
FAR_KM = st.lists(st.floats(-60, 60), min_size=2, max_size=8, unique=True)


@BACKENDS
@settings(deadline=None, max_examples=25)
@given(here=st.floats(-50, 50), there=FAR_KM)
def test_two_way_streets_take_as_long_there_as_back(
    make: MakeFinder, name: str, here: float, there: list[float]
) -> None:
    origins, targets = places(here), places(*there)
    ends = Points(origins.lon, origins.lat), Points(targets.lon, targets.lat)
    finder = make(CONFIG, 1.0)
    out, back = finder.find_ways(*ends), finder.find_ways(*reversed(ends))
    assert out.out_s == pytest.approx(out.back_s)
    assert dict(zip(out.target.tolist(), out.out_s.tolist(), strict=True)) == pytest.approx(
        dict(zip(back.origin.tolist(), back.out_s.tolist(), strict=True))
    )


@BACKENDS
@settings(deadline=None, max_examples=25)
@given(stops=FAR_KM, times=st.floats(1, 3))
def test_quicker_roads_never_make_a_leg_longer(
    make: MakeFinder, name: str, stops: list[float], times: float
) -> None:
    slow, fast = (
        build_access_legs(places(0), stops_at(*stops), CONFIG, ways=make(CONFIG, factor))
        for factor in (1.0, times)
    )
    quick = dict(zip(fast.stop_idx.tolist(), fast.to_stop_s.tolist(), strict=True))
    for stop, to_stop_s in zip(slow.stop_idx.tolist(), slow.to_stop_s.tolist(), strict=True):
        assert quick[stop] <= to_stop_s


@BACKENDS
@settings(deadline=None, max_examples=25)
@given(stops=FAR_KM, max_min=st.floats(5, 120))
def test_no_leg_beyond_the_limit_and_all_in_whole_minutes(
    make: MakeFinder, name: str, stops: list[float], max_min: float
) -> None:
    config = config_of(max_min=max_min)
    legs = build_access_legs(places(0), stops_at(*stops), config, ways=make(config, 1.0))
    assert np.all(legs.to_stop_s <= max_min * 60)
    assert np.all(legs.from_stop_s <= max_min * 60)
    assert not np.any(legs.to_stop_s % 60)
    assert np.all(np.diff(legs.to_stop_s) >= 0)
    assert len(set(legs.stop_idx.tolist())) == legs.stop_idx.size


@BACKENDS
def test_legs_name_what_made_them(make: MakeFinder, name: str) -> None:
    legs = build_access_legs(places(0.1), stops_at(0.4, 1.5), CONFIG, ways=make(CONFIG, 1.0))
    assert set(legs.backend) == {name}
    assert np.all(legs.snap_m >= 0)
    direct = build_direct_legs(places(0), places(3, 300), CONFIG, ways=make(CONFIG, 1.0))
    assert direct.count_backends() == {name: 1}


@BACKENDS
def test_platforms_are_untouched(make: MakeFinder, name: str) -> None:
    here = places(0, station="S1")
    legs = build_access_legs(here, stops_at(0, 5), CONFIG, ways=make(CONFIG, 1.0))
    assert (legs.stop_idx.tolist(), legs.to_stop_s.tolist(), legs.backend) == (
        [1],
        [0],
        ("platform",),
    )
    there = places(3, station="S2")
    direct = build_direct_legs(here, there, CONFIG, ways=make(CONFIG, 1.0))
    assert direct.out_s.tolist() == direct.back_s.tolist() == [[UNREACHED_S]]


@BACKENDS
def test_a_platform_is_its_entrance_and_the_way_there(make: MakeFinder, name: str) -> None:
    finder = make(CONFIG, 1.0)
    platform, door = places(0, station="S1"), places(3)
    plain = build_direct_legs(places(0), door, CONFIG, ways=finder)
    direct = build_direct_legs(platform, door, CONFIG, ways=finder)
    turned = build_direct_legs(door, platform, CONFIG, ways=finder)
    assert direct.out_s[0, 0] == plain.out_s[0, 0] + 60 * CONFIG.platform_min
    assert (direct.out_s[0, 0], direct.back_s[0, 0]) == (turned.back_s[0, 0], turned.out_s[0, 0])
    assert direct.count_backends() == {name: 1}


@BACKENDS
def test_margin_and_platform_minutes_are_added_once(make: MakeFinder, name: str) -> None:
    finder = make(CONFIG, 1.0)
    table, here = stops_at(12, 80), places(0)
    ends = Points(here.lon, here.lat), Points(table.stop_lon[:1], table.stop_lat[:1])
    (seconds,) = finder.find_ways(*ends).out_s.tolist()
    legs = build_access_legs(here, table, CONFIG, ways=finder)
    platform_s, terminal_s = CONFIG.platform_min * 60, CONFIG.road_terminal_min * 60
    margin_s = CONFIG.road_margin * (seconds - terminal_s)
    assert legs.from_stop_s[0] == 60 * np.ceil((seconds + platform_s) / 60)
    assert legs.to_stop_s[0] == 60 * np.ceil((seconds + margin_s + platform_s) / 60)
    assert seconds > terminal_s


@BACKENDS
def test_short_ways_are_walked_and_bus_stops_only_walked_to(make: MakeFinder, name: str) -> None:
    finder = make(CONFIG, 1.0)
    legs = build_access_legs(places(0.02), stops_at(0.3, 1.9), CONFIG, ways=finder)
    assert legs.mode == ("walk", "road")
    walked = build_access_legs(
        places(0), stops_at(0.4, 2.0, 3.0), CONFIG, ways=finder, walk_only=np.array([1, 1, 0], bool)
    )
    assert (walked.stop_idx.tolist(), walked.mode) == ([0, 2], ("walk", "road"))


@BACKENDS
def test_a_place_is_at_itself(make: MakeFinder, name: str) -> None:
    direct = build_direct_legs(places(0.3), places(0.3), CONFIG, ways=make(CONFIG, 1.0))
    assert (direct.out_s.tolist(), direct.back_s.tolist()) == ([[0]], [[0]])


@BACKENDS
@settings(deadline=None, max_examples=25)
@given(stops=st.lists(st.floats(0.5, 60), min_size=2, max_size=12, unique=True))
def test_farther_is_never_quicker_and_no_more_stops_than_asked_for(
    make: MakeFinder, name: str, stops: list[float]
) -> None:
    finder = make(CONFIG, 1.0)
    legs = build_access_legs(places(0), stops_at(*sorted(stops)), CONFIG, ways=finder)
    by_stop = dict(zip(legs.stop_idx.tolist(), legs.from_stop_s.tolist(), strict=True))
    seconds = [by_stop[stop] for stop in sorted(by_stop)]
    assert seconds == sorted(seconds)
    assert legs.stop_idx.size <= CONFIG.max_stops


@BACKENDS
def test_no_places_and_no_stops_make_no_legs(make: MakeFinder, name: str) -> None:
    finder, none = make(CONFIG, 1.0), Points(np.zeros(0), np.zeros(0))
    some = Points(np.zeros(1), np.zeros(1))
    for ends in ((none, some), (some, none), (none, none)):
        assert finder.find_ways(*ends).origin.size == 0
        assert finder.find_walks(*ends).origin.size == 0
