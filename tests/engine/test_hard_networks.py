"""Seconds, changes in no time, and many walks: the sweep still equals the plain search."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geoaccess.engine import events, sweep
from geoaccess.engine.blocks import Limits
from geoaccess.engine.events import build_events
from geoaccess.engine.matrix import compute_matrix
from geoaccess.engine.sweep import DayNet, build_day, compute_profiles
from geoaccess.errors import InputError
from geoaccess.model.timetable import Timetable
from geoaccess.units import UNREACHED_S
from tests.engine.answers import assert_same, every_answer
from tests.engine.networks import FIRST_S, random_legs, random_network
from tests.engine.problems import Problem, problems
from tests.engine.test_oracle import as_lists, compute
from tests.engine.timetables import no_direct
from tests.oracles import rounds

SECONDS = 61
"""A grain that is no whole minute and still brings trains to midnight."""


def built(table: Timetable) -> DayNet:
    """Return the day of a timetable; the example is given up where trains go in a circle."""
    try:
        day = build_day(table, both_ways=True)
    except InputError:
        assume(False)
        raise
    return day


@settings(max_examples=120)
@given(problems(least_change=0), st.sampled_from([None, 0, 1]))
def test_changes_and_walks_in_no_time(problem: Problem, max_transfers: int | None) -> None:
    table, places, hubs, direct = problem
    limits = Limits(max_transfers=max_transfers)
    found = compute_profiles(built(table), places=places, hubs=hubs, direct=direct, limits=limits)
    n_pairs = found.n_places * found.n_hubs
    most = rounds.MAX_RIDES if max_transfers is None else max_transfers + 1
    for journeys, out in ((found.out, True), (found.back, False)):
        expected = rounds.profiles(table, places, hubs, direct, out=out, max_rides=most)
        assert as_lists(journeys, n_pairs) == expected


@settings(max_examples=60)
@given(problems(grain_s=SECONDS))
def test_profiles_of_trains_by_the_second(problem: Problem) -> None:
    table, places, hubs, direct = problem
    found = compute(problem)
    n_pairs = found.n_places * found.n_hubs
    for journeys, out in ((found.out, True), (found.back, False)):
        expected = rounds.profiles(table, places, hubs, direct, out=out)
        assert as_lists(journeys, n_pairs) == expected


@settings(max_examples=60)
@given(
    problems(grain_s=SECONDS),
    st.sampled_from([(0, 1200), (330, 930), (85_817, 88_217), (-600, 600)]),
    st.booleans(),
    st.sampled_from([None, 0, 1]),
)
def test_matrix_of_trains_by_the_second(
    problem: Problem, window: tuple[int, int], arrive_by: bool, max_transfers: int | None
) -> None:
    """Every figure of the matrix, from all journeys, minute by minute."""
    table, places, hubs, direct = problem
    percentiles = (100, 0, 5, 50, 50)
    found = compute_matrix(
        build_day(table), places=places, hubs=hubs, direct=direct, window=window,
        percentiles=percentiles, arrive_by=arrive_by, limits=Limits(max_transfers=max_transfers),
    )  # fmt: skip
    most = rounds.MAX_RIDES if max_transfers is None else max_transfers + 1
    never = no_direct(places.n_places, hubs.n_places)
    journeys = rounds.profiles(table, places, hubs, never, out=True, max_rides=most)
    for pair, rides in enumerate(journeys):
        at = divmod(pair, hubs.n_places)
        direct_s = int(direct.out_s[at])
        times, arrivals, departures = [], [], []
        for minute in range(*window, 60):
            if arrive_by:
                served = max(((d, a) for d, a, _ in rides if a <= minute), default=None)
                took_s = rounds.NEVER if served is None else minute - served[0]
            else:
                served = min(((d, a) for d, a, _ in rides if d >= minute), default=None)
                took_s = rounds.NEVER if served is None else served[1] - minute
            times.append(min(took_s, direct_s))
            if times[-1] < UNREACHED_S:
                departures.append(minute - times[-1] if arrive_by else minute)
                arrivals.append(minute if arrive_by else minute + times[-1])
        reached = [time for time in times if time < UNREACHED_S]
        assert found.reachable_share[at] == len(reached) / len(times)
        for k, p in enumerate(percentiles):
            expected = sorted(times)[p * (len(times) - 1) // 100]
            value = found.travel_time_min[(k, *at)]
            assert np.isnan(value) if expected >= UNREACHED_S else value == expected / 60
        inside = [(d, a) for d, a, _ in rides if window[0] <= (a if arrive_by else d) < window[1]]
        fastest_s = min([*times, *(a - d for d, a in inside)])
        value = found.fastest_min[at]
        assert np.isnan(value) if fastest_s >= UNREACHED_S else value == fastest_s / 60
        if direct_s >= UNREACHED_S:
            first = [a for _, a in inside] if arrive_by else arrivals
            last = departures if arrive_by else [d for d, _ in inside]
            for values, wanted in (
                (found.first_arrival_s, min(first, default=None)),
                (found.last_departure_s, max(last, default=None)),
            ):
                assert np.isnan(values[at]) if wanted is None else values[at] == wanted


@settings(max_examples=60)
@given(problems(least_change=0))
def test_listing_each_train_once_changes_nothing(problem: Problem) -> None:
    table, places, hubs, direct = problem
    found = []
    for many in (0, 100):
        with patch.object(sweep, "MANY_LEGS", many):
            built(table)
            found.append(every_answer(table, places, hubs, direct, window=(300, 1500)))
    assert_same(*found)


@settings(max_examples=60)
@given(problems(least_change=0))
def test_walks_that_a_train_offers_again_further_on_change_nothing(problem: Problem) -> None:
    table, *ways = problem
    found = []
    for many in (0.0, float("inf")):
        with patch.object(events, "MANY_WALKS", many):
            places, hubs, direct = ways
            one = compute_profiles(built(table), places=places, hubs=hubs, direct=direct)
        found.append([*vars(one.out).values(), *vars(one.back).values()])
    for few, every in zip(*found, strict=True):
        np.testing.assert_array_equal(few, every)


@pytest.mark.parametrize("many_legs", [0, sweep.MANY_LEGS])
@pytest.mark.parametrize(("seed", "grain_s"), [(1, 60), (2, 37)])
def test_a_network_of_many_walks(
    monkeypatch: pytest.MonkeyPatch, seed: int, grain_s: int, many_legs: int
) -> None:
    monkeypatch.setattr(sweep, "MANY_LEGS", many_legs)
    table = random_network(seed, n_trips=50, n_walks=200, grain_s=grain_s)
    with patch.object(events, "MANY_WALKS", float("inf")):
        every = build_events(table)
    day = build_day(table)
    assert day.out.onward.size < every.onward.size
    places, hubs = (random_legs(k, table, 4, grain_s=grain_s) for k in (seed, seed + 1))
    found = compute_profiles(day, places=places, hubs=hubs, direct=no_direct(4, 4))
    draw = np.random.default_rng(seed)
    for i, j in np.ndindex(4, 4):
        access = rounds.legs_of(places, i, to_stop=True)
        egress = rounds.legs_of(hubs, j, to_stop=False)
        rows = found.out.pair(4 * i + j)
        leave, arrive = found.out.depart_s[rows], found.out.arrive_s[rows]
        for now in FIRST_S + draw.integers(0, 240, 30) * grain_s:
            expected, rides = rounds.earliest_arrival(table, access, egress, int(now))
            at = int(np.searchsorted(leave, now))
            if at == leave.size:
                assert expected == rounds.NEVER
            else:
                assert arrive[at] == expected
                assert found.out.rides[rows][at] >= rides
