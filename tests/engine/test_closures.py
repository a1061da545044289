"""Longest days with parts closed equal a full run over the timetable rebuilt without them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.config import DayConfig
from geoaccess.engine.closures import ClosureQuestion, compute_longest_days, trace_longest_days
from geoaccess.engine.sweep import build_day
from geoaccess.errors import InputError
from geoaccess.model.closures import Closures, HopClasses, LongestDays
from geoaccess.model.legs import DirectLegs
from geoaccess.model.timetable import Timetable
from geoaccess.scores.robustness import find_contactable, find_meeting_s
from geoaccess.units import UNREACHED_S
from tests.engine.problems import Problem, problems
from tests.engine.timetables import legs, no_direct, timetable
from tests.oracles.closures import closed_timetable, full_run

DAYS = (
    DayConfig(window=(0, 1800), stay_min=0, business_hours=(120, 1500)),
    DayConfig(window=(0, 1800), stay_min=3, business_hours=(0, 900)),
    DayConfig(window=(300, 90_000), stay_min=5, business_hours=(600, 86_400)),
    DayConfig(window=(85_000, 90_000), stay_min=0, business_hours=(85_800, 89_000)),
)


def each_hop(table: Timetable) -> HopClasses:
    """Every hop is a class of its own."""
    n = table.call_stop_idx.size
    return HopClasses(call_class=np.arange(n), sections=((),) * n, lines=((),) * n)


def question(problem: Problem, day: DayConfig) -> ClosureQuestion:
    table, places, hubs, direct = problem
    return ClosureQuestion(
        day=build_day(table), hops=each_hop(table), places=places, hubs=hubs, direct=direct,
        window=day.window, stay_s=day.stay_s,
    )  # fmt: skip


def closures(table: Timetable, *closed: tuple[set[int], set[int]]) -> Closures:
    cut = np.zeros((len(closed), table.call_stop_idx.size), dtype=bool)
    shut = np.zeros((len(closed), table.n_stops), dtype=bool)
    for k, (calls, stops) in enumerate(closed):
        cut[k, list(calls)] = True
        shut[k, list(stops)] = True
    return Closures(cut=cut, shut=shut)


def days_of(asked: ClosureQuestion, closed: Closures) -> LongestDays:
    """Every place under every closure, in rows by closure, then place."""
    place, closure = np.indices((asked.places.n_places, closed.n_closures)).reshape(2, -1)
    return compute_longest_days(asked, closed, place_idx=place, closure_idx=closure)


@st.composite
def closed_parts(draw: st.DrawFn, table: Timetable) -> tuple[set[int], set[int]]:
    calls = st.sets(st.integers(0, table.call_stop_idx.size - 1), max_size=4)
    stops = st.sets(st.integers(0, table.n_stops - 1), max_size=2)
    return draw(calls), draw(stops)


@settings(max_examples=150)
@given(problems(), st.data(), st.sampled_from(DAYS))
def test_closures_equal_a_full_run_without_what_is_closed(
    problem: Problem, data: st.DataObject, day: DayConfig
) -> None:
    table, places, hubs, direct = problem
    closed = [data.draw(closed_parts(table)) for _ in range(3)]
    asked = question(problem, day)
    found = days_of(asked, closures(table, *closed))
    shape = places.n_places, len(closed), hubs.n_places
    met = find_contactable(found, day.stay_s).reshape(shape)
    meeting_s = find_meeting_s(found, day.stay_s, day.business_hours).reshape(shape)
    stay_s = (found.last_return_s - found.first_arrival_s).reshape(shape)
    for k, (calls, stops) in enumerate(closed):
        full = full_run(closed_timetable(table, calls, stops), places, hubs, direct, day)
        assert np.array_equal(met[:, k], full.contactable)
        assert np.array_equal(meeting_s[:, k], full.meeting_s)
        assert np.array_equal(np.where(met[:, k], stay_s[:, k], -1), full.longest_stay_s)


@settings(max_examples=100)
@given(problems(), st.data(), st.sampled_from(DAYS))
def test_only_what_the_longest_day_runs_over_can_change_it(
    problem: Problem, data: st.DataObject, day: DayConfig
) -> None:
    """The ground for leaving out links that a site does not use: proved by closing the rest."""
    table, places, _, _ = problem
    asked = question(problem, day)
    base = days_of(asked, closures(table, (set(), set())))
    met = find_contactable(base, day.stay_s)
    rides = trace_longest_days(asked, base, met)
    for place in range(places.n_places):
        mine = rides.place_idx == place
        used = {
            call
            for first, last in zip(rides.first_call[mine], rides.last_call[mine], strict=True)
            for call in range(first, last)
        }
        stops = {int(table.call_stop_idx[call])
                 for column in (rides.first_call, rides.last_call) for call in column[mine]}  # fmt: skip
        others = set(range(table.call_stop_idx.size)) - used
        elsewhere = set(range(table.n_stops)) - stops
        both = closures(table, (set(), set()), (others, elsewhere))
        rows = np.array([place, place]), np.array([0, 1])
        found = compute_longest_days(asked, both, place_idx=rows[0], closure_idx=rows[1])
        for name in ("first_arrival_s", "last_return_s"):
            open_s, closed_s = getattr(found, name)[:, met[place]]
            assert np.array_equal(open_s, closed_s), (place, name)


@settings(max_examples=60)
@given(problems(), st.data())
def test_closing_more_never_helps(problem: Problem, data: st.DataObject) -> None:
    table = problem[0]
    few, more = data.draw(closed_parts(table)), data.draw(closed_parts(table))
    both = few[0] | more[0], few[1] | more[1]
    asked = question(problem, DAYS[2])
    found = days_of(asked, closures(table, few, both))
    shape = asked.places.n_places, 2, asked.hubs.n_places
    first = found.first_arrival_s.reshape(shape)
    last = found.last_return_s.reshape(shape)
    assert np.all(first[:, 1] >= first[:, 0])
    assert np.all(last[:, 1] <= last[:, 0])
    assert np.array_equal(days_of(asked, closures(table, few)).first_arrival_s, first[:, 0])


def test_more_cases_than_lanes_are_the_same_in_any_company() -> None:
    table = timetable("Go: A 08:00, B 08:30, C 09:00\nCome: C 16:00, B 16:30, A 17:00")
    asked = ClosureQuestion(
        day=build_day(table), hops=each_hop(table), places=legs(table, {"A": 0}, {"B": 5}),
        hubs=legs(table, {"C": 0}), direct=no_direct(2, 1), window=(6 * 3600, 22 * 3600), stay_s=0,
    )  # fmt: skip
    closed = closures(table, (set(), set()), ({0}, set()), ({1}, set()))
    place, closure = np.tile([0, 1, 0], 67), np.tile([0, 1, 2], 67)
    found = compute_longest_days(asked, closed, place_idx=place, closure_idx=closure)
    assert np.array_equal(found.first_arrival_s[:3], [[32_400], [32_400], [UNREACHED_S]])
    assert np.array_equal(found.first_arrival_s, np.tile(found.first_arrival_s[:3], (67, 1)))
    assert np.array_equal(found.last_return_s[:3], [[57_600], [57_600], [57_600]])


def test_l01_a_train_ends_before_a_closed_hop_and_begins_anew_after_it() -> None:
    table = timetable("T: A 08:00, B 08:30, C 09:00, D 09:30\nBus: B 08:40, C 08:58\nchange C 1")
    asked = ClosureQuestion(
        day=build_day(table), hops=each_hop(table), places=legs(table, {"A": 0}),
        hubs=legs(table, {"D": 0}), direct=no_direct(1, 1), window=(7 * 3600, 22 * 3600), stay_s=0,
    )  # fmt: skip
    closed = closures(table, ({1}, set()), ({1}, {2}))
    found = days_of(asked, closed)
    assert found.first_arrival_s.ravel().tolist() == [34_200, UNREACHED_S]


def test_l02_at_a_closed_station_trains_run_through() -> None:
    table = timetable("T: A 08:00, B 08:30, C 09:00\nU: B 08:40, D 09:10")
    asked = ClosureQuestion(
        day=build_day(table), hops=each_hop(table), places=legs(table, {"A": 0}),
        hubs=legs(table, {"C": 0}, {"D": 0}), direct=no_direct(1, 2), window=(7 * 3600, 22 * 3600), stay_s=0,
    )  # fmt: skip
    found = days_of(asked, closures(table, (set(), {1})))
    assert found.first_arrival_s.ravel().tolist() == [32_400, UNREACHED_S]


def test_legs_that_do_not_fit_are_refused() -> None:
    table = timetable("T: A 08:00, B 08:30")
    place = legs(table, {"A": 0})
    wrong = DirectLegs(out_s=np.zeros((2, 1), int), back_s=np.zeros((2, 1), int))
    with pytest.raises(InputError, match="does not fit"):
        ClosureQuestion(
            day=build_day(table), hops=each_hop(table), places=place, hubs=place, direct=wrong,
            window=(0, 3600), stay_s=0,
        )  # fmt: skip
