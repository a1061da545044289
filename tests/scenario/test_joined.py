"""Tables and feeds as one timetable: walks between them, given changes, journeys over both."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.engine.sweep import build_day, compute_profiles
from geoaccess.errors import UnknownNameError
from geoaccess.model.nearness import find_near_pairs
from geoaccess.model.network import Transfer
from geoaccess.model.timetable import Timetable
from geoaccess.scenario.joined import Nearness, join_network, join_timetables, with_transfers
from geoaccess.units import EARTH_RADIUS_M, FloatArray, great_circle_m
from tests.engine.timetables import legs, no_direct, timetable
from tests.oracles import rounds
from tests.sources.gtfsfeeds import load, walks_of

M_PER_DEGREE = np.radians(EARTH_RADIUS_M)


def at(table: Timetable, **metres_east: float) -> Timetable:
    """Put stops on the equator, so many metres east of the meridian."""
    lon = np.array([metres_east[stop] / M_PER_DEGREE for stop in table.stop_id])
    object.__setattr__(table, "stop_lon", lon)
    return table


def walk(distance_m: FloatArray) -> FloatArray:
    return 61 + distance_m


NEAR = Nearness(within_m=300, walk_s=walk)


@pytest.fixture
def rail() -> Timetable:
    text = "change Y 5\nwalk X Y 9\nExpress: X 08:00, Y 09:00, Z 10:00"
    return at(timetable(text), X=0, Y=50_000, Z=90_000)


@pytest.fixture
def bus() -> Timetable:
    text = "change q 2\nFeeder: p 08:10, q 08:50\nLate: q 10:20, p 11:00"
    return at(timetable(text), p=40_000, q=50_250)


def test_stops_and_trips_of_both_in_order(rail: Timetable, bus: Timetable) -> None:
    joined = join_timetables(rail, bus, nearness=NEAR)
    assert joined.stop_id == ("Y", "X", "Z", "q", "p")
    assert [trip.id for trip in joined.trips] == ["Express", "Feeder", "Late"]
    assert [joined.stop_id[i] for i in joined.call_stop_idx] == list("XYZpqqp")
    assert joined.change_s.tolist() == [*rail.change_s, *bus.change_s]


def test_near_stops_are_walked_between_both_ways_in_whole_minutes(
    rail: Timetable, bus: Timetable
) -> None:
    assert walks_of(join_timetables(rail, bus, nearness=NEAR)) == {
        "X Y": 540, "Y q": 360, "q Y": 360,
    }  # fmt: skip


@pytest.mark.parametrize(("within_m", "joins"), [(0, False), (249, False), (251, True)])
def test_no_farther_than_the_limit(
    rail: Timetable, bus: Timetable, within_m: float, *, joins: bool
) -> None:
    nearness = Nearness(within_m=within_m, walk_s=walk)
    assert ("Y q" in walks_of(join_timetables(rail, bus, nearness=nearness))) == joins


def test_one_alone_stays_as_it_is(rail: Timetable) -> None:
    assert join_timetables(rail, None, nearness=NEAR) is rail
    assert join_timetables(None, rail, nearness=NEAR) is rail


def transfer(here: str, there: str, minutes: float) -> Transfer:
    return Transfer(station=here, to_station=there, minutes=minutes)


def test_a_given_change_goes_before_the_walk_and_the_table(rail: Timetable, bus: Timetable) -> None:
    given_changes = [transfer("Y", "q", 2), transfer("X", "Y", 30), transfer("Y", "", 7)]
    joined = join_timetables(rail, bus, nearness=NEAR, transfers=given_changes)
    assert walks_of(joined) == {"Y q": 120, "q Y": 120, "X Y": 1800, "Y X": 1800}
    assert joined.change_s[0] == 420


def test_the_way_back_may_differ(rail: Timetable) -> None:
    joined = with_transfers(rail, [transfer("X", "Z", 3), transfer("Z", "X", 4)])
    assert walks_of(joined) == {"X Y": 540, "X Z": 180, "Z X": 240}


def test_a_far_stop_can_be_given_a_change(rail: Timetable, bus: Timetable) -> None:
    joined = join_timetables(rail, bus, nearness=NEAR, transfers=[transfer("p", "X", 1)])
    assert walks_of(joined)["p X"] == walks_of(joined)["X p"] == 60


def test_an_unknown_stop_is_an_error_that_names_near_ids(rail: Timetable) -> None:
    with pytest.raises(UnknownNameError, match="1 stops are in no network of this run: YY"):
        with_transfers(rail, [transfer("X", "YY", 3)])


def test_journeys_over_both_equal_the_plain_search(rail: Timetable, bus: Timetable) -> None:
    joined = join_timetables(rail, bus, nearness=NEAR)
    day = build_day(joined)
    found = compute_profiles(
        day, places=legs(joined, {"p": 0}), hubs=legs(joined, {"Z": 0}), direct=no_direct(1, 1)
    )
    assert (found.out.depart_s.tolist(), found.out.arrive_s.tolist()) == ([29400], [36000])
    p, z = joined.stop_id.index("p"), joined.stop_id.index("Z")
    assert rounds.earliest_arrival(joined, {p: 0}, {z: 0}, 0) == (36000, 2)


points = st.lists(
    st.tuples(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02)), min_size=0, max_size=12
)


@given(points, points, st.sampled_from([0.0, 100.0, 1000.0, 5000.0]), st.sampled_from([0, 36, 75]))
def test_near_pairs_are_those_that_measuring_all_finds(
    here: list[tuple[float, float]], there: list[tuple[float, float]], within_m: float, lat: int
) -> None:
    one, other = (np.array(p, dtype=float).reshape(-1, 2) for p in (here, there))
    pairs, distance_m = find_near_pairs(
        one[:, 0], one[:, 1] + lat, other[:, 0], other[:, 1] + lat, within_m=within_m
    )
    plain = []
    for i, (lon1, lat1) in enumerate(one):
        for j, (lon2, lat2) in enumerate(other):
            if within_m and great_circle_m(lon1, lat1 + lat, lon2, lat2 + lat) <= within_m:
                plain.append([i, j])
    assert pairs.tolist() == plain
    assert np.all(distance_m <= within_m)


def test_network_of_feeds_alone(tmp_path: Path) -> None:
    feed = load(tmp_path)
    day = dt.date(2026, 3, 10)
    network = join_network(None, feed, day, 2)
    assert [station.id for station in network.stations] == list("ABCD")
    assert (network.name, network.edition) == ("feed", "2026-01-01 - 2026-12-31")
    assert network.title["ja"] == "GTFS：feed"
    assert network.service_date == day
    assert network.sources == ("gtfs:feed",)
    assert network.own_sources[0].publisher == "feed"
