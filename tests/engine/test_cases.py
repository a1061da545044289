"""Engine cases: one feature each, on a timetable of a few lines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geoaccess.config import DayConfig
from geoaccess.engine.blocks import Limits
from geoaccess.engine.itineraries import plan_pair
from geoaccess.engine.matrix import compute_matrix
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import build_day, compute_profiles
from geoaccess.errors import InputError
from geoaccess.model.legs import DirectLegs
from geoaccess.model.matrix import TravelTimeMatrix
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


def test_c06_a_walk_to_the_same_station_may_be_shorter_than_its_change() -> None:
    table = timetable("T1: A 08:00, B 08:30\nT2: B 08:31, C 09:00\nwalk B B 1", change_min=5)
    pair = plan_pair(
        build_day(table),
        origin=legs(table, {"A": 0}),
        target=legs(table, {"C": 0}),
        direct=no_direct(1, 1),
    )
    found = pair.depart_at(0)
    assert found is not None
    (change,) = (leg for leg in found.legs if leg.kind == "transfer")
    assert (format_clock(change.depart_s), format_clock(change.arrive_s)) == ("08:30", "08:31")


def test_d01_overtaken_train_is_left_out() -> None:
    table = timetable("Slow: A 08:00, B 10:00\nFast: A 08:30, B 09:00")
    assert journeys(table, {"A": 0}, {"B": 0})[0] == [("08:30", "09:00", 1)]


def test_d02_change_to_the_overtaking_train() -> None:
    table = timetable("Slow: A 08:00, B 08:20/08:40, C 09:30\nFast: B 08:30, C 08:50", change_min=3)
    assert journeys(table, {"A": 0}, {"C": 0})[0] == [("08:00", "08:50", 2)]


def test_e01_past_midnight() -> None:
    table = timetable("T1: A 23:30, B 24:10\nT2: B 24:20, C 25:00", change_min=5)
    assert journeys(table, {"A": 0}, {"C": 0})[0] == [("23:30", "25:00", 2)]


CHANGES = """T1: A 08:00, B 08:20
T2: B 08:25, C 08:40
T3: C 08:45, D 09:00
T4: B 08:25, D 09:30
T5: A 08:00, D 10:00
T6: D 17:00, C 17:10
T7: C 17:15, A 17:30
T8: D 17:00, A 18:00"""


@pytest.mark.parametrize(
    ("most", "arrive", "home"),
    [(None, "09:00", "17:30"), (2, "09:00", "17:30"), (1, "09:30", "17:30"), (0, "10:00", "18:00")],
)
def test_f01_fewer_transfers_take_longer(most: int | None, arrive: str, home: str) -> None:
    table = timetable(CHANGES, change_min=5)
    day, limits = build_day(table), Limits(max_transfers=most)
    ways = {"places": legs(table, {"A": 0}), "hubs": legs(table, {"D": 0})}
    found = compute_profiles(day, **ways, direct=no_direct(1, 1), limits=limits)
    rides = {"09:00": 3, "09:30": 2, "10:00": 1}[arrive]
    assert clocks(found.out) == [("08:00", arrive, rides)]
    assert clocks(found.back) == [("17:00", home, 2 if home == "17:30" else 1)]
    matrix = compute_matrix(
        day, **ways, direct=no_direct(1, 1), window=clock_window("08:00", "08:01"),
        percentiles=(50,), limits=limits,
    )  # fmt: skip
    assert matrix.first_arrival_s.item() == parse_clock(arrive)
    returns = compute_day_returns(day, DayConfig(), **ways, direct=no_direct(1, 1), limits=limits)
    shown = (returns.arrive_s, returns.home_s)
    assert [format_clock(one.item()) for one in shown] == [arrive, home]


def test_f02_a_through_train_is_no_transfer() -> None:
    table = timetable("Loop: A 08:00, B 08:10, C 08:20, B 08:30, D 08:40", change_min=5)
    found = compute_profiles(
        build_day(table),
        places=legs(table, {"A": 0}),
        hubs=legs(table, {"D": 0}),
        direct=no_direct(1, 1),
        limits=Limits(max_transfers=0),
    )
    assert clocks(found.out) == [("08:00", "08:40", 1)]


def clock_window(begin: str, end: str) -> tuple[int, int]:
    return parse_clock(begin), parse_clock(end)


def matrix_of(lines: str, begin: str, end: str, **wanted: Any) -> TravelTimeMatrix:
    """Return travel times from A, 2 minutes away, to B, 3 minutes away."""
    table = timetable(lines)
    return compute_matrix(
        build_day(table),
        places=legs(table, {"A": 2}),
        hubs=legs(table, {"B": 3}),
        direct=wanted.pop("direct", no_direct(1, 1)),
        window=clock_window(begin, end),
        **wanted,
    )


def figures(matrix: TravelTimeMatrix) -> tuple[list[float], float, float, str, str]:
    """Return percentiles, share, fastest, first arrival and last departure of the only pair."""
    return (
        matrix.travel_time_min[:, 0, 0].tolist(),
        matrix.reachable_share.item(),
        matrix.fastest_min.item(),
        format_clock(matrix.first_arrival_s.item()),
        format_clock(matrix.last_departure_s.item()),
    )


TWO_TRAINS = "T1: A 08:04, B 08:20\nT2: A 08:09, B 08:21"


def test_g01_percentiles_over_the_minutes_of_a_window() -> None:
    """Doors at 08:02 (there 08:23) and 08:07 (there 08:24): 23 22 21, then 21 20 19 18 17."""
    matrix = matrix_of(TWO_TRAINS, "08:00", "08:10", percentiles=(0, 25, 50, 77, 78))
    minutes, *others = figures(matrix)
    assert minutes == pytest.approx([17, 19, 21, 22, 23])
    assert others == [0.8, 17, "08:23", "08:07"]


def test_g02_minutes_after_the_last_train_are_missing() -> None:
    matrix = matrix_of(TWO_TRAINS, "08:00", "08:10", percentiles=(89, 100))
    assert np.isnan(matrix.travel_time_min).all()
    assert matrix_of(TWO_TRAINS, "08:08", "08:10", percentiles=(0,)).reachable_share.item() == 0


def test_g03_the_next_train_may_leave_after_the_window() -> None:
    matrix = matrix_of(TWO_TRAINS, "08:03", "08:06", percentiles=(0, 100))
    assert matrix.travel_time_min.ravel().tolist() == [19, 21]
    assert (matrix.fastest_min.item(), matrix.reachable_share.item()) == (19, 1)
    assert format_clock(matrix.first_arrival_s.item()) == "08:24"
    assert np.isnan(matrix.last_departure_s.item())


def test_g04_a_direct_leg_bounds_every_minute() -> None:
    direct = DirectLegs(out_s=np.array([[1200]]), back_s=np.array([[1200]]))
    matrix = matrix_of(TWO_TRAINS, "08:00", "08:10", percentiles=(0, 25, 50, 100), direct=direct)
    assert figures(matrix) == ([17, 19, 20, 20], 1.0, 17, "08:20", "08:09")


def test_g05_a_day_return_lies_whole_inside_the_window() -> None:
    table = timetable("T1: A 07:00, B 08:00\nT2: B 18:00, A 19:00\nT3: B 19:00, A 20:00")
    found = [
        compute_day_returns(
            build_day(table),
            DayConfig(window=clock_window(begin, end)),
            places=legs(table, {"A": 0}),
            hubs=legs(table, {"B": 0}),
            direct=no_direct(1, 1),
        ).longest_stay_s.item()
        for begin, end in (
            ("07:00", "20:00"), ("07:00", "19:59"), ("07:00", "18:59"), ("07:01", "20:00"),
        )
    ]  # fmt: skip
    assert found == [11 * 3600, 10 * 3600, -1, -1]


def test_l01_loop_calls_a_station_twice() -> None:
    table = timetable("Loop: A 08:00, B 08:10, C 08:20, A 08:30, D 08:40")
    assert journeys(table, {"A": 0}, {"D": 0})[0] == [("08:30", "08:40", 1)]


def test_m01_zero_minute_hops_chain_in_one_instant() -> None:
    table = timetable("T3: C 08:00, D 08:30\nT2: B 08:00, C 08:00\nT1: A 08:00, B 08:00")
    assert journeys(table, {"A": 0}, {"D": 0})[0] == [("08:00", "08:30", 3)]


def test_m02_circle_of_zero_minute_hops_is_refused() -> None:
    table = timetable("T1: A 08:00, B 08:00\nT2: B 08:00, A 08:00")
    with pytest.raises(InputError, match="circle.*T1, T2"):
        build_day(table)


def test_m03_no_circle_where_nobody_may_alight() -> None:
    table = timetable("T1: A 08:00, B 08:00\nT2: B 08:00, A 08:00")
    one_way = replace(table, call_can_alight=np.array([False, True, False, False]))
    assert journeys(one_way, {"A": 0}, {"B": 0})[0] == [("08:00", "08:00", 1)]


@pytest.mark.parametrize("walk", ["", "walk A A 0", "walk B A 0"])
def test_m04_a_train_that_goes_round_in_no_time_is_not_boarded_again(walk: str) -> None:
    lines = "Loop: A 08:00, B 08:00, A 08:00\nOn: A 08:00, C 08:50\nLate: B 09:00, C 10:00\n"
    table = timetable(lines + walk)
    assert journeys(table, {"A": 0}, {"C": 0})[0] == [("08:00", "08:50", 1)]
    expected = [("08:00", "08:50", 2), ("09:00", "10:00", 1)]
    assert journeys(table, {"B": 0}, {"C": 0})[0] == expected


def test_m05_a_hop_to_the_same_station_in_no_time() -> None:
    table = timetable("Still: A 08:00, A 08:00, B 08:40\nOn: A 08:00, C 08:50")
    assert journeys(table, {"A": 0}, {"C": 0})[0] == [("08:00", "08:50", 1)]


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


def test_j03_arrive_by_over_a_window() -> None:
    """There at 08:23 (door 08:02) and 08:24 (door 08:07): 21, then 17 to 22."""
    matrix = matrix_of(TWO_TRAINS, "08:20", "08:30", percentiles=(0, 44, 67), arrive_by=True)
    assert figures(matrix) == ([17, 20, 22], 0.7, 17, "08:23", "08:07")


def test_j04_who_came_before_the_window_waits() -> None:
    matrix = matrix_of(TWO_TRAINS, "08:30", "08:32", percentiles=(0, 100), arrive_by=True)
    assert matrix.travel_time_min.ravel().tolist() == [23, 24]
    assert (matrix.fastest_min.item(), matrix.reachable_share.item()) == (23, 1)
    assert np.isnan(matrix.first_arrival_s.item())
    assert format_clock(matrix.last_departure_s.item()) == "08:07"


def test_k01_an_added_train_never_worsens_an_arrival() -> None:
    before = timetable("T1: A 08:00, B 09:00\nT2: A 10:00, B 11:00")
    after = timetable("T1: A 08:00, B 09:00\nT2: A 10:00, B 11:00\nT3: A 09:00, B 09:30")
    assert journeys(before, {"A": 0}, {"B": 0})[0] == [("08:00", "09:00", 1), ("10:00", "11:00", 1)]
    assert journeys(after, {"A": 0}, {"B": 0})[0] == [
        ("08:00", "09:00", 1),
        ("09:00", "09:30", 1),
        ("10:00", "11:00", 1),
    ]


def test_k02_a_train_taken_out_leaves_the_next_best() -> None:
    table = timetable("T1: A 08:00, B 08:10\nT2: B 08:15, C 08:30\nT3: A 08:00, C 09:00")
    without = timetable("T1: A 08:00, B 08:10\nT3: A 08:00, C 09:00")
    assert journeys(table, {"A": 0}, {"C": 0})[0] == [("08:00", "08:30", 2)]
    assert journeys(without, {"A": 0}, {"C": 0})[0] == [("08:00", "09:00", 1)]


def test_k03_a_delay_breaks_a_connection() -> None:
    lines = "T1: A 08:00, B 08:{0}\nT2: B 08:15, C 08:30\nT3: B 08:45, C 09:00"
    on_time, late = (timetable(lines.format(minute), change_min=5) for minute in (10, 11))
    assert journeys(on_time, {"A": 0}, {"C": 0})[0] == [("08:00", "08:30", 2)]
    assert journeys(late, {"A": 0}, {"C": 0})[0] == [("08:00", "09:00", 2)]
