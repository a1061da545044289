"""Engine cases: one feature each, on a timetable of a few lines."""

from __future__ import annotations

import numpy as np
import pytest

from geoaccess.engine.itineraries import plan_pair
from geoaccess.engine.sweep import build_day, compute_profiles
from geoaccess.errors import InputError
from geoaccess.model.legs import DirectLegs
from geoaccess.model.profiles import JourneySet
from geoaccess.model.timetable import Timetable
from geoaccess.units import format_clock, parse_clock
from tests.engine.timetables import legs, no_direct, timetable

Clocks = list[tuple[str, str, int]]


def clocks(journeys: JourneySet, pair: int = 0) -> Clocks:
    rows = journeys.pair(pair)
    return [
        (format_clock(d), format_clock(a), int(r))
        for d, a, r in zip(
            journeys.depart_s[rows], journeys.arrive_s[rows], journeys.rides[rows], strict=True
        )
    ]


def journeys(
    table: Timetable, place: dict[str, float], hub: dict[str, float]
) -> tuple[Clocks, Clocks]:
    found = compute_profiles(
        build_day(table), places=legs(table, place), hubs=legs(table, hub), direct=no_direct(1, 1)
    )
    return clocks(found.out), clocks(found.back)


def test_a01_basic_all_departures_of_the_day() -> None:
    table = timetable("T1: A 08:00, B 08:30\nT2: A 09:00, B 09:30\nT3: B 17:00, A 17:40")
    out, back = journeys(table, {"A": 0}, {"B": 0})
    assert out == [("08:00", "08:30", 1), ("09:00", "09:30", 1)]
    assert back == [("17:00", "17:40", 1)]


def test_a02_intermediate_stop_and_dwell() -> None:
    table = timetable("T1: A 08:00, B 08:10/08:15, C 08:40")
    assert journeys(table, {"B": 0}, {"C": 0})[0] == [("08:15", "08:40", 1)]


def test_b01_access_and_egress_shift_both_ends() -> None:
    table = timetable("T1: A 08:00, B 08:30\nT2: B 17:00, A 17:40")
    out, back = journeys(table, {"A": 12}, {"B": 7})
    assert out == [("07:48", "08:37", 1)]
    assert back == [("16:53", "17:52", 1)]


def test_b02_the_better_of_two_access_stops() -> None:
    table = timetable("Slow: A 08:00, C 09:00\nFast: B 08:20, C 08:50")
    out, _ = journeys(table, {"A": 5, "B": 30}, {"C": 0})
    assert out == [("07:50", "08:50", 1), ("07:55", "09:00", 1)]


def test_b03_direct_leg_leaves_out_slower_trains() -> None:
    table = timetable("Fast: A 08:00, B 08:30\nSlow: A 09:00, B 11:00")
    direct = DirectLegs(out_s=np.array([[3600]]), back_s=np.array([[3600]]))
    found = compute_profiles(
        build_day(table), places=legs(table, {"A": 0}), hubs=legs(table, {"B": 0}), direct=direct
    )
    assert clocks(found.out) == [("08:00", "08:30", 1)]


def test_c01_transfer_needs_its_minutes() -> None:
    lines = "T1: A 08:00, B 08:30\nT2: B 08:34, C 09:00\nT3: B 08:40, C 09:10"
    assert journeys(timetable(lines, change_min=5), {"A": 0}, {"C": 0})[0] == [
        ("08:00", "09:10", 2)
    ]
    assert journeys(timetable(lines, change_min=4), {"A": 0}, {"C": 0})[0] == [
        ("08:00", "09:00", 2)
    ]


def test_c02_staying_on_the_train_needs_no_transfer() -> None:
    table = timetable("T1: A 08:00, B 08:30/08:31, C 09:00", change_min=10)
    assert journeys(table, {"A": 0}, {"C": 0})[0] == [("08:00", "09:00", 1)]


def test_c03_walk_between_stations_both_ways() -> None:
    table = timetable(
        "T1: A 08:00, B 08:30\nT2: D 08:36, C 09:00\nT3: C 17:00, D 17:20\nT4: B 17:25, A 18:00\n"
        "walk B D 6\nwalk D B 4"
    )
    out, back = journeys(table, {"A": 0}, {"C": 0})
    assert out == [("08:00", "09:00", 2)]
    assert back == [("17:00", "18:00", 2)]


def test_c04_walks_are_not_chained() -> None:
    table = timetable("T1: A 08:00, B 08:30\nT2: E 09:00, C 09:30\nwalk B D 2\nwalk D E 2")
    assert journeys(table, {"A": 0}, {"C": 0})[0] == []


def test_c05_fewest_transfers_among_equal_arrivals() -> None:
    table = timetable(
        "T1: A 08:00, B 08:20/08:21, C 09:00\nT2: A 08:00, B 08:10\nT3: B 08:15, C 09:00"
    )
    assert journeys(table, {"A": 0}, {"C": 0})[0] == [("08:00", "09:00", 1)]


def test_d01_overtaken_train_is_left_out() -> None:
    table = timetable("Slow: A 08:00, B 10:00\nFast: A 08:30, B 09:00")
    assert journeys(table, {"A": 0}, {"B": 0})[0] == [("08:30", "09:00", 1)]


def test_d02_change_to_the_overtaking_train() -> None:
    table = timetable("Slow: A 08:00, B 08:20/08:40, C 09:30\nFast: B 08:30, C 08:50", change_min=3)
    assert journeys(table, {"A": 0}, {"C": 0})[0] == [("08:00", "08:50", 2)]


def test_e01_past_midnight() -> None:
    table = timetable("T1: A 23:30, B 24:10\nT2: B 24:20, C 25:00", change_min=5)
    assert journeys(table, {"A": 0}, {"C": 0})[0] == [("23:30", "25:00", 2)]


def test_f01_loop_calls_a_station_twice() -> None:
    table = timetable("Loop: A 08:00, B 08:10, C 08:20, A 08:30, D 08:40")
    assert journeys(table, {"A": 0}, {"D": 0})[0] == [("08:30", "08:40", 1)]


def test_g01_zero_minute_hops_chain_in_one_instant() -> None:
    table = timetable("T3: C 08:00, D 08:30\nT2: B 08:00, C 08:00\nT1: A 08:00, B 08:00")
    assert journeys(table, {"A": 0}, {"D": 0})[0] == [("08:00", "08:30", 3)]


def test_g02_circle_of_zero_minute_hops_is_refused() -> None:
    table = timetable("T1: A 08:00, B 08:00\nT2: B 08:00, A 08:00")
    with pytest.raises(InputError, match="circle.*T1, T2"):
        build_day(table)


def test_h01_unreachable_is_empty_not_a_number() -> None:
    table = timetable("T1: A 08:00, B 08:30\nT2: C 08:00, D 08:30")
    assert journeys(table, {"A": 0}, {"D": 0}) == ([], [])
    assert journeys(table, {"A": 0}, {}) == ([], [])


def test_h02_a_timetable_without_trains() -> None:
    table = timetable("change A 5\nchange B 5")
    assert journeys(table, {"A": 0}, {"B": 0}) == ([], [])


def test_j01_arrive_by_takes_the_latest_departure() -> None:
    table = timetable("T1: A 08:00, B 08:30\nT2: A 08:20, B 08:50\nT3: A 08:40, B 09:10")
    pair = plan_pair(
        build_day(table),
        origin=legs(table, {"A": 10}),
        target=legs(table, {"B": 5}),
        direct=no_direct(1, 1),
    )
    found = pair.arrive_by(parse_clock("09:00"))
    assert found is not None
    assert (format_clock(found.depart_s), format_clock(found.arrive_s)) == ("08:10", "08:55")
    assert pair.arrive_by(parse_clock("08:00")) is None


def test_j02_depart_at_gives_all_legs() -> None:
    table = timetable("T1: A 08:00, B 08:30\nT2: D 08:40, C 09:00\nwalk B D 6")
    pair = plan_pair(
        build_day(table),
        origin=legs(table, {"A": 10}),
        target=legs(table, {"C": 5}),
        direct=no_direct(1, 1),
    )
    found = pair.depart_at(parse_clock("07:00"))
    assert found is not None
    assert [
        (leg.kind, format_clock(leg.depart_s), format_clock(leg.arrive_s)) for leg in found.legs
    ] == [
        ("access", "07:50", "08:00"),
        ("ride", "08:00", "08:30"),
        ("transfer", "08:30", "08:36"),
        ("ride", "08:40", "09:00"),
        ("egress", "09:00", "09:05"),
    ]
    assert pair.depart_at(parse_clock("08:00")) is None


def test_k01_an_added_train_never_worsens_an_arrival() -> None:
    before = timetable("T1: A 08:00, B 09:00\nT2: A 10:00, B 11:00")
    after = timetable("T1: A 08:00, B 09:00\nT2: A 10:00, B 11:00\nT3: A 09:00, B 09:30")
    assert journeys(before, {"A": 0}, {"B": 0})[0] == [("08:00", "09:00", 1), ("10:00", "11:00", 1)]
    assert journeys(after, {"A": 0}, {"B": 0})[0] == [
        ("08:00", "09:00", 1),
        ("09:00", "09:30", 1),
        ("10:00", "11:00", 1),
    ]
