"""Laws that hold for any timetable, whatever the engine does inside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.config import DayConfig
from geoaccess.engine.matrix import compute_matrix
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import build_day, compute_profiles
from geoaccess.model.contacts import Contacts
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.model.profiles import JourneySet, Profiles
from geoaccess.model.timetable import Timetable
from tests.engine.answers import assert_same, every_answer
from tests.engine.networks import random_legs, random_network
from tests.engine.problems import Problem, problems
from tests.engine.timetables import legs, no_direct, timetable

PERCENTILES = tuple(range(0, 101, 5))
LONG_DAY = DayConfig(
    window=(0, 26 * 3600), stay_min=5, business_hours=(600, 1500), direct_every_min=300
)
laws = settings(max_examples=40)
windows = st.sampled_from([(0, 1200), (300, 630), (85_800, 88_200)])


def matrix_of(problem: Problem, **wanted: Any) -> TravelTimeMatrix:
    table, places, hubs, direct = problem
    wanted = {"percentiles": PERCENTILES, **wanted}
    return compute_matrix(build_day(table), places=places, hubs=hubs, direct=direct, **wanted)


def profiles_of(problem: Problem) -> Profiles:
    table, places, hubs, direct = problem
    return compute_profiles(build_day(table), places=places, hubs=hubs, direct=direct)


def contacts_of(problem: Problem) -> Contacts:
    table, places, hubs, direct = problem
    return compute_day_returns(build_day(table), LONG_DAY, places=places, hubs=hubs, direct=direct)


def with_trips(table: Timetable, order: list[int]) -> Timetable:
    """Return the timetable with some of its trips, in an order."""
    calls = [np.arange(table.trip_start[t], table.trip_start[t + 1]) for t in order]
    rows = np.concatenate([np.empty(0, np.int64), *calls]).astype(np.int64)
    columns = ("call_stop_idx", "call_arrival_s", "call_departure_s")
    return replace(
        table,
        trips=tuple(table.trips[t] for t in order),
        trip_start=np.cumsum([0, *map(len, calls)]),
        call_lines=((),) * rows.size,
        call_can_board=table.call_can_board[rows],
        call_can_alight=table.call_can_alight[rows],
        **{name: getattr(table, name)[rows] for name in columns},
    )


def turned(one: AccessLegs) -> AccessLegs:
    return replace(one, to_stop_s=one.from_stop_s, from_stop_s=one.to_stop_s)


@laws
@given(problems(), windows, st.booleans())
def test_an_added_trip_never_worsens_anything(
    problem: Problem, window: tuple[int, int], arrive_by: bool
) -> None:
    table, *ways = problem
    before = with_trips(table, list(range(len(table.trips) - 1))), *ways
    old, new = (matrix_of(one, window=window, arrive_by=arrive_by) for one in (before, problem))
    for name in ("travel_time_min", "fastest_min"):
        slow, fast = (np.nan_to_num(getattr(one, name), nan=np.inf) for one in (old, new))
        assert (fast <= slow).all()
    assert (new.reachable_share >= old.reachable_share).all()
    less, more = contacts_of(before), contacts_of(problem)
    assert (more.contactable >= less.contactable).all()
    assert (more.longest_stay_s >= less.longest_stay_s).all()
    assert (more.meeting_s >= less.meeting_s).all()


@laws
@given(problems(), windows, st.booleans(), st.sampled_from([60, 3600, 7, 40_007]))
def test_a_later_timetable_takes_as_long(
    problem: Problem, window: tuple[int, int], arrive_by: bool, later_s: int
) -> None:
    """Seconds and hours later, values are kept in other types."""
    table, *ways = problem
    later = replace(
        table,
        call_arrival_s=table.call_arrival_s + later_s,
        call_departure_s=table.call_departure_s + later_s,
    )
    then = (window[0] + later_s, window[1] + later_s)
    found = matrix_of((later, *ways), window=then, arrive_by=arrive_by)
    expected = matrix_of(problem, window=window, arrive_by=arrive_by)
    for name in ("travel_time_min", "fastest_min", "reachable_share"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    for name in ("first_arrival_s", "last_departure_s"):
        np.testing.assert_array_equal(getattr(found, name) - later_s, getattr(expected, name))


@laws
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_stops_and_trips_changes_nothing(problem: Problem, draw: Any) -> None:
    table, places, hubs, direct = problem
    new_of, order = list(range(table.n_stops)), list(range(len(table.trips)))
    draw.shuffle(new_of)
    draw.shuffle(order)
    new, old = np.array(new_of), np.argsort(new_of)
    moved = with_trips(table, order)
    moved = replace(
        moved,
        stop_id=tuple(table.stop_id[i] for i in old),
        change_s=table.change_s[old],
        call_stop_idx=new[moved.call_stop_idx],
        walk_from_idx=new[table.walk_from_idx],
        walk_to_idx=new[table.walk_to_idx],
    )
    ways = [replace(one, stop_idx=new[one.stop_idx]) for one in (places, hubs)]
    assert_same(every_answer(moved, *ways, direct), every_answer(table, places, hubs, direct))


@laws
@given(problems(), windows, st.booleans())
def test_percentiles_rise_from_the_fastest(
    problem: Problem, window: tuple[int, int], arrive_by: bool
) -> None:
    found = matrix_of(problem, window=window, arrive_by=arrive_by)
    minutes = np.nan_to_num(found.travel_time_min, nan=np.inf)
    assert (minutes[1:] >= minutes[:-1]).all()
    reached = np.isfinite(minutes[0])
    assert (found.fastest_min[reached] <= minutes[0][reached]).all()
    np.testing.assert_array_equal(found.reachable_share > 0, reached)


def same_journeys(found: JourneySet, expected: JourneySet, about_s: int, n_pairs: int) -> None:
    """Compare journeys with those of the mirror image."""
    np.testing.assert_array_equal(found.start, expected.start)
    for pair in range(n_pairs):
        rows = expected.pair(pair)
        back = slice(None, None, -1)
        mine = found.pair(pair)
        np.testing.assert_array_equal(
            found.depart_s[mine], (about_s - expected.arrive_s[rows])[back]
        )
        np.testing.assert_array_equal(
            found.arrive_s[mine], (about_s - expected.depart_s[rows])[back]
        )
        np.testing.assert_array_equal(found.rides[mine], expected.rides[rows][back])


@laws
@given(problems(grain_s=61))
def test_the_way_back_in_the_mirror_is_the_way_out(problem: Problem) -> None:
    table, places, hubs, direct = problem
    about_s = 3 * 86_400
    mirror = replace(
        table,
        trips=table.trips[::-1],
        trip_start=table.trip_start[-1] - table.trip_start[::-1],
        call_stop_idx=table.call_stop_idx[::-1],
        call_arrival_s=about_s - table.call_departure_s[::-1],
        call_departure_s=about_s - table.call_arrival_s[::-1],
        call_can_board=table.call_can_alight[::-1],
        call_can_alight=table.call_can_board[::-1],
        walk_from_idx=table.walk_to_idx,
        walk_to_idx=table.walk_from_idx,
    )
    found = profiles_of(
        (
            mirror,
            turned(places),
            turned(hubs),
            DirectLegs(out_s=direct.back_s, back_s=direct.out_s),
        )
    )
    expected = profiles_of(problem)
    n_pairs = found.n_places * found.n_hubs
    same_journeys(found.back, expected.out, about_s, n_pairs)
    same_journeys(found.out, expected.back, about_s, n_pairs)


def test_places_in_two_parts_give_the_same_rows() -> None:
    table = random_network(4)
    hubs, places = random_legs(1, table, 20), random_legs(2, table, 11)
    cut = int(places.start[5])
    first = AccessLegs(
        start=places.start[:6],
        stop_idx=places.stop_idx[:cut],
        to_stop_s=places.to_stop_s[:cut],
        from_stop_s=places.from_stop_s[:cut],
        mode=places.mode[:cut],
    )
    last = AccessLegs(
        start=places.start[5:] - cut,
        stop_idx=places.stop_idx[cut:],
        to_stop_s=places.to_stop_s[cut:],
        from_stop_s=places.from_stop_s[cut:],
        mode=places.mode[cut:],
    )
    whole = every_answer(table, places, hubs, no_direct(11, 20))
    parts = [every_answer(table, one, hubs, no_direct(one.n_places, 20)) for one in (first, last)]
    for name, array in whole.items():
        if name.endswith(("percentiles", "window")):
            continue
        if name.endswith("start"):
            lengths = np.concatenate([np.diff(part[name]) for part in parts])
            np.testing.assert_array_equal(lengths, np.diff(array))
        else:
            axis = max(array.ndim - 2, 0)
            joined = np.concatenate([part[name] for part in parts], axis=axis)
            np.testing.assert_array_equal(joined, array, err_msg=name)


def test_a_longer_window_never_loses_a_contact() -> None:
    table = timetable("T1: A 08:00, B 09:00\nT2: B 18:00, A 19:00\nT3: B 21:30, A 22:30")
    ways = {"places": legs(table, {"A": 0}), "hubs": legs(table, {"B": 0})}
    stays = [
        compute_day_returns(
            build_day(table), DayConfig(window=(6 * 3600, end * 60)), **ways, direct=no_direct(1, 1)
        ).longest_stay_s[0, 0]
        for end in (1139, 1140, 1349, 1350)
    ]
    assert stays == [-1, 9 * 3600, 9 * 3600, 45_000]
