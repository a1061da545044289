"""The great-circle access model: formulas, limits, the sea, stations as places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.access import GreatCircle, build_access_legs, build_direct_legs, road_s, walk_s
from geoaccess.config import AccessConfig, RoadBand
from geoaccess.errors import InputError, UnknownNameError
from geoaccess.model.legs import GREAT_CIRCLE, NO_LEG, AccessLegs
from geoaccess.model.places import Places
from geoaccess.model.timetable import Timetable
from geoaccess.units import UNREACHED_S, FloatArray, IntArray, great_circle_m
from tests.engine.timetables import timetable

CONFIG = AccessConfig(
    road_bands=(
        RoadBand(up_to_km=5, speed_kmh=24),
        RoadBand(up_to_km=20, speed_kmh=36),
        RoadBand(up_to_km=1000, speed_kmh=60),
    ),
)
KM_PER_DEGREE = 111.195


def places(*positions_km: float, station: str = "") -> Places:
    """Places on the equator, so many kilometres east of the meridian."""
    n = len(positions_km)
    return Places(
        id=tuple(f"P{i}" for i in range(n)),
        name=("",) * n,
        name_ja=("",) * n,
        lon=np.array(positions_km) / KM_PER_DEGREE,
        lat=np.zeros(n),
        mass=np.ones(n),
        role="site",
        station_id=(station,) * n,
    )


def stops_at(*positions_km: float) -> Timetable:
    """Stops along the equator, all served by one train."""
    calls = ", ".join(f"S{i} {8 + i:02d}:00" for i in range(len(positions_km)))
    table = timetable(f"T: {calls}")
    object.__setattr__(table, "stop_lon", np.array(positions_km) / KM_PER_DEGREE)
    object.__setattr__(table, "stop_lat", np.zeros(len(positions_km)))
    return table


class Sea:
    """Everything west of the meridian is one land, east of it another."""

    links = np.empty((0, 4))

    def landmass_at(self, lon: FloatArray, lat: FloatArray) -> IntArray:
        return (lon > 0).astype(np.int32)

    def water_gap_m(
        self, lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
    ) -> FloatArray:
        return np.where(np.abs(lon1 - lon2) * KM_PER_DEGREE > 9, 5000.0, 0.0)


def test_walking_960_m_takes_15_minutes() -> None:
    assert walk_s(np.array([960.0]), CONFIG)[0] == pytest.approx(15 * 60)


def test_road_of_20_km_straight_by_bands() -> None:
    """26 km of road: 5 km at 24, 15 km at 36, 6 km at 60 km/h = 12.5 + 25 + 6, + 5 min."""
    assert road_s(np.array([20_000.0]), CONFIG)[0] == pytest.approx((12.5 + 25 + 6 + 5) * 60)


@given(st.floats(0, 300_000), st.floats(0, 50_000))
def test_farther_is_never_quicker_by_road(distance_m: float, more_m: float) -> None:
    near, far = road_s(np.array([distance_m, distance_m + more_m]), CONFIG)
    assert near <= far


def test_a_short_way_is_walked_and_a_long_one_made_by_road() -> None:
    legs = build_access_legs(places(0), stops_at(0.4, 1.5), CONFIG)
    by_stop = dict(zip(legs.stop_idx.tolist(), legs.mode, strict=True))
    assert by_stop == {0: "walk", 1: "road"}
    on_foot = legs.to_stop_s[legs.stop_idx == 0][0]
    assert on_foot == 60 * 10  # 6.25 min of walking + 3, rounded up


def test_nobody_walks_beyond_the_limit() -> None:
    slow = CONFIG.model_copy(update={"road_terminal_min": 60})
    legs = build_access_legs(places(0), stops_at(1.19, 1.21), slow)
    assert dict(zip(legs.stop_idx.tolist(), legs.mode, strict=True)) == {0: "walk", 1: "road"}


def test_at_most_the_given_number_of_stops_and_minutes() -> None:
    near = stops_at(*(2.0 + 0.1 * i for i in range(12)))
    assert build_access_legs(places(0), near, CONFIG).stop_idx.tolist() == list(range(8))
    far = stops_at(10, 300)
    assert build_access_legs(places(0), far, CONFIG).stop_idx.tolist() == [0]


def test_fast_lines_farther_off_are_tried_too() -> None:
    table = stops_at(*(2.0 + 0.1 * i for i in range(12)))
    lines = [frozenset((f"local {i}",)) for i in range(10)] + [frozenset(("fast",))] * 2
    chosen = build_access_legs(
        places(0),
        table,
        CONFIG,
        stop_lines=[dict(enumerate(lines))],
        fast_lines=frozenset(("fast",)),
    ).stop_idx
    assert chosen.tolist() == [0, 1, 2, 3, 4, 5, 10, 11]


def test_two_stops_of_a_line_before_another_line() -> None:
    table = stops_at(*(2.0 + 0.1 * i for i in range(12)))
    lines = [frozenset(("near",))] * 10 + [frozenset(("other",))] * 2
    legs = build_access_legs(places(0), table, CONFIG, stop_lines=[dict(enumerate(lines))])
    assert legs.stop_idx.tolist() == [0, 1, 2, 3, 4, 5, 10, 11]


@given(
    st.lists(st.floats(0.05, 60), min_size=2, max_size=15),
    st.lists(st.floats(0.05, 60), min_size=0, max_size=15),
    st.lists(st.integers(0, 14), max_size=3),
)
def test_stations_of_one_network_never_take_the_place_of_another_s(
    first: list[float], second: list[float], shared: list[int]
) -> None:
    """Shared stops are in both networks, with another line in each."""
    alone = {i: frozenset((f"a{i % 3}",)) for i in range(len(first))}
    beside = {len(first) + i: frozenset((f"b{i % 4}",)) for i in range(len(second))}
    beside |= {i: frozenset(("b9",)) for i in shared if i < len(first)}
    one = build_access_legs(places(0), stops_at(*first), CONFIG, stop_lines=[alone])
    both = build_access_legs(
        places(0), stops_at(*first, *second), CONFIG, stop_lines=[alone, beside]
    )
    legs_of = {
        (stop, to, back)
        for stop, to, back in zip(both.stop_idx, both.to_stop_s, both.from_stop_s, strict=True)
    }
    assert set(zip(one.stop_idx, one.to_stop_s, one.from_stop_s, strict=True)) <= legs_of
    assert len(both.stop_idx) <= 2 * CONFIG.max_stops
    assert len(set(both.stop_idx.tolist())) == len(both.stop_idx)
    assert np.all(np.diff(both.to_stop_s) >= 0)


@given(
    st.lists(st.tuples(st.floats(138, 139), st.floats(35, 36)), min_size=1, max_size=6),
    st.lists(st.tuples(st.floats(137, 140), st.floats(34, 37)), min_size=2, max_size=8),
    st.sampled_from([5.0, 30.0, 90.0]),
)
def test_every_stop_within_the_limit_is_found(
    origins: list[tuple[float, float]], stops: list[tuple[float, float]], limit_min: float
) -> None:
    """Against the formulas for all pairs, however far apart."""
    config = CONFIG.model_copy(update={"max_min": limit_min, "direct_max_min": limit_min})
    table = stops_at(*range(len(stops)))
    lon, lat = np.array(stops).T
    object.__setattr__(table, "stop_lon", lon)
    object.__setattr__(table, "stop_lat", lat)
    here = places(*range(len(origins)))
    object.__setattr__(here, "lon", np.array(origins)[:, 0])
    object.__setattr__(here, "lat", np.array(origins)[:, 1])
    legs = build_access_legs(here, table, config)
    for i in range(len(origins)):
        distance_m = great_circle_m(here.lon[i], here.lat[i], lon, lat)
        road = road_s(distance_m, config)
        walk = np.where(distance_m <= config.walk_within_m, walk_s(distance_m, config), np.inf)
        margin = config.road_margin * (road - config.road_terminal_min * 60)
        seconds = np.where(walk <= road, walk, road + margin) + config.platform_min * 60
        wanted = np.flatnonzero(np.ceil(seconds / 60 - 1e-9) <= limit_min)
        found = legs.stop_idx[legs.start[i] : legs.start[i + 1]]
        assert sorted(found.tolist()) == wanted.tolist()


def test_more_trains_never_take_a_station_away() -> None:
    """The choice looks at distances and lines, not at how many trains call."""
    few = timetable("T1: A 08:00, B 09:00, C 10:00")
    many = timetable("T1: A 08:00, B 09:00, C 10:00\nT2: A 09:00, B 10:00\nT3: A 10:00, B 11:00")
    for table in (few, many):
        assert build_access_legs(places(0), table, CONFIG).stop_idx.tolist() == [0, 1, 2]


def test_leaving_for_a_train_takes_a_margin_of_the_time_on_the_road() -> None:
    """20 km straight: 43.5 min on the road, + 5 terminal, + 3 platform; a quarter to be in time."""
    legs = build_access_legs(places(0), stops_at(20, 90), CONFIG)
    assert legs.from_stop_s[0] == pytest.approx((43.5 + 5 + 3) * 60, abs=60)
    assert legs.to_stop_s[0] == pytest.approx((43.5 * 1.25 + 5 + 3) * 60, abs=60)


@given(st.lists(st.floats(0.01, 60), min_size=2, max_size=8, unique=True))
def test_all_legs_take_whole_minutes_and_farther_is_never_quicker(distances: list[float]) -> None:
    legs = build_access_legs(places(0), stops_at(*sorted(distances)), CONFIG)
    by_stop = dict(zip(legs.stop_idx.tolist(), legs.to_stop_s.tolist(), strict=True))
    seconds = [by_stop[stop] for stop in sorted(by_stop)]
    assert seconds == sorted(seconds)
    assert all(value % 60 == 0 for value in seconds)


def test_stations_without_trains_are_not_tried() -> None:
    table = timetable("T: A 08:00, B 09:00\nchange C 5")
    assert build_access_legs(places(0), table, CONFIG).stop_idx.tolist() == [0, 1]


def test_no_road_between_landmasses() -> None:
    table = stops_at(-2, 2)
    assert build_access_legs(
        places(3), table, CONFIG, ways=GreatCircle(config=CONFIG, land=Sea())
    ).stop_idx.tolist() == [1]


def test_no_road_over_a_long_stretch_of_water() -> None:
    table = stops_at(11, 14)
    assert build_access_legs(
        places(3), table, CONFIG, ways=GreatCircle(config=CONFIG, land=Sea())
    ).stop_idx.tolist() == [0]


def test_a_bridge_near_the_line_carries_the_road_over_the_water() -> None:
    sea = Sea()
    sea.links = np.array([[5 / KM_PER_DEGREE, 0, 12 / KM_PER_DEGREE, 0]])
    table = stops_at(11, 14)
    legs = build_access_legs(places(3), table, CONFIG, ways=GreatCircle(config=CONFIG, land=sea))
    assert legs.stop_idx.tolist() == [0, 1]
    dry = build_access_legs(places(3), table, CONFIG)
    assert legs.to_stop_s.tolist() == dry.to_stop_s.tolist()


def test_a_bridge_far_from_the_line_is_no_help() -> None:
    sea = Sea()
    sea.links = np.array([[5 / KM_PER_DEGREE, 0.2, 12 / KM_PER_DEGREE, 0.2]])
    assert build_access_legs(
        places(3), stops_at(11, 14), CONFIG, ways=GreatCircle(config=CONFIG, land=sea)
    ).stop_idx.tolist() == [0]


def test_a_short_walk_needs_no_land_mask() -> None:
    table = stops_at(-0.3, 5)
    assert (
        0
        in build_access_legs(
            places(0.3), table, CONFIG, ways=GreatCircle(config=CONFIG, land=Sea())
        ).stop_idx
    )


def test_a_station_is_its_own_platform() -> None:
    legs = build_access_legs(places(0, station="S1"), stops_at(0, 5), CONFIG)
    assert (legs.stop_idx.tolist(), legs.to_stop_s.tolist()) == ([1], [0])
    assert legs.mode == ("platform",)


def test_a_station_that_the_network_lacks_is_named() -> None:
    with pytest.raises(UnknownNameError, match="nowhere"):
        build_access_legs(places(0, station="nowhere"), stops_at(0, 5), CONFIG)


def test_direct_legs_end_at_their_limit() -> None:
    direct = build_direct_legs(places(0), places(0, 20, 200), CONFIG)
    assert direct.out_s[0, 0] == 0
    assert direct.out_s[0, 1] == pytest.approx(48.5 * 60, abs=60)
    assert direct.out_s[0, 2] == UNREACHED_S


def test_platforms_have_no_direct_leg_to_others_but_to_themselves() -> None:
    here, there = places(0, station="A"), places(3, station="B")
    assert build_direct_legs(here, here, CONFIG).out_s[0, 0] == 0
    assert build_direct_legs(here, there, CONFIG).out_s[0, 0] == UNREACHED_S


def test_a_door_reaches_a_platform_without_a_train() -> None:
    """The way to the station, and from its entrance to the platform; no margin for a train."""
    door, station, plain = places(0), places(3, station="A"), places(3)
    way_s = build_direct_legs(door, plain, CONFIG)
    for found in (
        build_direct_legs(door, station, CONFIG),
        build_direct_legs(station, door, CONFIG),
    ):
        assert found.out_s[0, 0] == way_s.out_s[0, 0] + 60 * CONFIG.platform_min
        assert found.back_s[0, 0] == way_s.back_s[0, 0] + 60 * CONFIG.platform_min
        assert found.count_backends() == {"great-circle": 1}
    to_a_bus = build_direct_legs(door, station, CONFIG, bus_stops=frozenset({"A"}))
    assert to_a_bus.out_s[0, 0] == way_s.out_s[0, 0]


def test_platform_minutes_count_against_the_limit_of_direct_legs() -> None:
    way_s = int(build_direct_legs(places(0), places(3), CONFIG).out_s[0, 0])
    tight = CONFIG.model_copy(update={"direct_max_min": way_s / 60 + 1})
    assert build_direct_legs(places(0), places(3), tight).out_s[0, 0] == way_s
    assert build_direct_legs(places(0), places(3, station="A"), tight).count_backends() == {}


def test_people_walk_to_bus_stops_and_never_drive() -> None:
    table = stops_at(0.4, 2.0, 3.0)
    made = build_access_legs(places(0), table, CONFIG, walk_only=np.array([True, True, False]))
    assert made.stop_idx.tolist() == [0, 2]
    assert made.mode == ("walk", "road")
    margin_s = CONFIG.stop_margin_min * 60
    seconds = float(walk_s(np.array([400.0]), CONFIG)[0])
    assert made.from_stop_s[0] == np.ceil(seconds / 60) * 60
    assert made.to_stop_s[0] == np.ceil((seconds + margin_s) / 60) * 60


def test_no_bus_stop_beyond_the_limit_in_minutes() -> None:
    near = CONFIG.model_copy(update={"max_min": 8.0})
    made = build_access_legs(places(0), stops_at(0.2, 0.8), near, walk_only=np.array([True, True]))
    assert made.stop_idx.tolist() == [0]


@given(
    st.lists(st.floats(0.05, 60), min_size=2, max_size=15),
    st.lists(st.floats(0.01, 1.4), min_size=0, max_size=15),
)
def test_bus_stops_never_take_the_place_of_a_station(
    stations: list[float], bus_stops: list[float]
) -> None:
    alone = build_access_legs(places(0), stops_at(*stations), CONFIG)
    both = stops_at(*stations, *bus_stops)
    flags = np.arange(both.n_stops) >= len(stations)
    made = build_access_legs(places(0), both, CONFIG, walk_only=flags)
    is_station = ~flags[made.stop_idx]
    assert made.stop_idx[is_station].tolist() == alone.stop_idx.tolist()
    assert made.to_stop_s[is_station].tolist() == alone.to_stop_s.tolist()
    assert np.count_nonzero(~is_station) <= CONFIG.max_walk_stops
    assert np.all(np.diff(made.to_stop_s) >= 0)


def test_a_bus_stop_as_place_reaches_those_near_it() -> None:
    table = timetable("walk S0 S1 3\nwalk S1 S0 4\nwalk S0 S2 5\nT: S0 08:00, S1 08:10, S2 09:00")
    flags = np.ones(3, dtype=bool)
    made = build_access_legs(places(0, station="S0"), table, CONFIG, walk_only=flags)
    stop = {name: table.stop_id.index(name) for name in table.stop_id}
    assert dict(zip(made.stop_idx.tolist(), made.to_stop_s.tolist(), strict=True)) == {
        stop["S0"]: 0, stop["S1"]: 180,
    }  # fmt: skip
    assert made.from_stop_s.tolist() == [0, 240]
    rail = build_access_legs(places(0, station="S0"), table, CONFIG)
    assert rail.stop_idx.tolist() == [stop["S0"]]


def test_every_leg_says_what_made_it() -> None:
    legs = build_access_legs(places(0), stops_at(0.4, 1.5), CONFIG)
    assert set(legs.backend) == {"great-circle"}
    assert legs.snap_m.tolist() == [0.0, 0.0]
    platform = build_access_legs(places(0, station="S1"), stops_at(0, 5), CONFIG)
    assert (platform.backend, platform.count_backends()) == (("platform",), {"platform": 1})
    assert (legs.take(np.array([0, 0])).backend, legs.take(np.array([], int)).backend) == (
        ("great-circle",) * 4,
        (),
    )


def test_pairs_without_a_direct_leg_have_no_backend() -> None:
    direct = build_direct_legs(places(0), places(0, 20, 200), CONFIG)
    assert direct.backend.tolist() == [[GREAT_CIRCLE, GREAT_CIRCLE, NO_LEG]]
    assert direct.count_backends() == {"great-circle": 2}
    assert direct.take(np.array([0, 0])).backend.shape == (2, 3)


def test_legs_of_an_unknown_backend_are_refused() -> None:
    with pytest.raises(InputError, match="rows do not fit"):
        AccessLegs(
            start=np.array([0, 1]),
            stop_idx=np.array([0]),
            to_stop_s=np.array([0]),
            from_stop_s=np.array([0]),
            mode=("walk",),
            backend=("flight",),
        )
