"""Random timetables: the sweep equals the plain search, itineraries are real journeys."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.engine.blocks import Limits
from geoaccess.engine.itineraries import Itinerary, plan_pair
from geoaccess.engine.matrix import compute_matrix
from geoaccess.engine.sweep import build_day, compute_profiles
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.model.profiles import JourneySet, Profiles
from geoaccess.model.timetable import Timetable
from geoaccess.units import UNREACHED_S
from tests.engine.problems import Problem, problems
from tests.oracles import rounds

EXAMPLES = 150


def as_lists(journeys: JourneySet, n_pairs: int) -> list[list[tuple[int, int, int]]]:
    columns = (journeys.depart_s, journeys.arrive_s, journeys.rides)
    return [
        [tuple(map(int, row)) for row in zip(*(c[journeys.pair(i)] for c in columns), strict=True)]
        for i in range(n_pairs)
    ]


def compute(problem: Problem) -> Profiles:
    table, places, hubs, direct = problem
    return compute_profiles(build_day(table), places=places, hubs=hubs, direct=direct)


def matrix_of(problem: Problem, **wanted: Any) -> TravelTimeMatrix:
    table, places, hubs, direct = problem
    return compute_matrix(build_day(table), places=places, hubs=hubs, direct=direct, **wanted)


@settings(max_examples=EXAMPLES)
@given(problems())
def test_profiles_equal_the_plain_search(
    problem: Problem,
) -> None:
    found = compute(problem)
    n_pairs = found.n_places * found.n_hubs
    table, places, hubs, direct = problem
    assert as_lists(found.out, n_pairs) == rounds.profiles(table, places, hubs, direct, out=True)
    expected_back = rounds.profiles(table, places, hubs, direct, out=False)
    found_back = as_lists(found.back, n_pairs)
    assert [[j[:2] for j in pair] for pair in found_back] == [
        [j[:2] for j in pair] for pair in expected_back
    ]
    assert found_back == expected_back


@settings(max_examples=EXAMPLES)
@given(problems(), st.integers(0, 2))
def test_profiles_with_few_transfers_equal_the_plain_search(
    problem: Problem, max_transfers: int
) -> None:
    table, places, hubs, direct = problem
    found = compute_profiles(
        build_day(table),
        places=places,
        hubs=hubs,
        direct=direct,
        limits=Limits(max_transfers=max_transfers),
    )
    n_pairs = found.n_places * found.n_hubs
    limit = max_transfers + 1
    for journeys, out in ((found.out, True), (found.back, False)):
        expected = rounds.profiles(table, places, hubs, direct, out=out, max_rides=limit)
        assert as_lists(journeys, n_pairs) == expected


@settings(max_examples=EXAMPLES)
@given(problems(), st.sampled_from([0, 300, 900, 86_000]))
def test_itineraries_are_journeys_one_can_make(problem: Problem, now: int) -> None:
    table, places, hubs, direct = problem
    origin, target = _single(places), _single(hubs)
    one = DirectLegs(out_s=direct.out_s[:1, :1], back_s=direct.back_s[:1, :1])
    pair = plan_pair(build_day(table), origin=origin, target=target, direct=one)
    access = rounds.legs_of(origin, 0, to_stop=True)
    egress = rounds.legs_of(target, 0, to_stop=False)
    arrive, _ = rounds.earliest_arrival(table, access, egress, now)
    direct_arrive = now + int(one.out_s[0, 0])
    found = pair.depart_at(now)
    if min(arrive, direct_arrive) >= UNREACHED_S:
        assert found is None
        return
    assert found is not None
    assert found.arrive_s == min(arrive, direct_arrive)
    assert found.depart_s >= now
    if arrive < direct_arrive:
        latest = rounds.earliest_arrival(table, access, egress, found.depart_s)
        assert latest == (found.arrive_s, found.rides)
        _check_legs(found, table, access, egress)
    by_then = pair.arrive_by(found.arrive_s)
    assert by_then is not None
    assert by_then.depart_s >= found.depart_s
    assert by_then.arrive_s <= found.arrive_s


def _single(legs: AccessLegs) -> AccessLegs:
    rows = slice(0, int(legs.start[1]))
    return AccessLegs(
        start=legs.start[:2],
        stop_idx=legs.stop_idx[rows],
        to_stop_s=legs.to_stop_s[rows],
        from_stop_s=legs.from_stop_s[rows],
        mode=legs.mode[rows],
    )


def _check_legs(
    found: Itinerary, table: Timetable, access: dict[int, int], egress: dict[int, int]
) -> None:
    """Every leg starts where and after the last one ended, and exists in the timetable."""
    for before, after in zip(found.legs, found.legs[1:], strict=False):
        assert before.to_stop == after.from_stop
        assert before.arrive_s <= after.depart_s
    first, last = found.legs[0], found.legs[-1]
    assert first.arrive_s - first.depart_s == access[first.to_stop]
    assert last.arrive_s - last.depart_s == egress[last.from_stop]
    assert (first.depart_s, last.arrive_s) == (found.depart_s, found.arrive_s)
    for leg in found.legs:
        if leg.kind == "ride":
            rows = range(table.trip_start[leg.trip_idx], table.trip_start[leg.trip_idx + 1])
            departs = [(table.call_stop_idx[r], table.call_departure_s[r]) for r in rows]
            arrives = [(table.call_stop_idx[r], table.call_arrival_s[r]) for r in rows]
            assert (leg.from_stop, leg.depart_s) in departs
            assert (leg.to_stop, leg.arrive_s) in arrives


@settings(max_examples=EXAMPLES)
@given(problems(), st.sampled_from([(0, 1200), (300, 600), (85_800, 88_200)]))
def test_matrix_equals_the_plain_search_minute_by_minute(
    problem: Problem, window: tuple[int, int]
) -> None:
    table, places, hubs, direct = problem
    percentiles = (0, 5, 50, 95, 100)
    matrix = matrix_of(problem, window=window, percentiles=percentiles)
    for i in range(places.n_places):
        for j in range(hubs.n_places):
            access = rounds.legs_of(places, i, to_stop=True)
            egress = rounds.legs_of(hubs, j, to_stop=False)
            times = []
            for minute in range(*window, 60):
                arrive, _ = rounds.earliest_arrival(table, access, egress, minute)
                times.append(min(arrive - minute, int(direct.out_s[i, j])))
            reached = [t for t in times if t < UNREACHED_S]
            assert matrix.reachable_share[i, j] == len(reached) / len(times)
            for k, p in enumerate(percentiles):
                expected = sorted(times)[p * (len(times) - 1) // 100]
                value = matrix.travel_time_min[k, i, j]
                assert np.isnan(value) if expected >= UNREACHED_S else value == expected / 60


@settings(max_examples=EXAMPLES)
@given(problems(), st.sampled_from([(0, 1200), (600, 2400), (85_800, 88_200)]))
def test_arrive_by_matrix_equals_all_journeys_minute_by_minute(
    problem: Problem, window: tuple[int, int]
) -> None:
    table, places, hubs, direct = problem
    matrix = matrix_of(problem, window=window, percentiles=(0, 50, 100), arrive_by=True)
    journeys = rounds.profiles(table, places, hubs, direct, out=True)
    for pair, found in enumerate(journeys):
        i, j = divmod(pair, hubs.n_places)
        times = []
        for minute in range(*window, 60):
            last = max((d for d, a, _ in found if a <= minute), default=None)
            by_train = rounds.NEVER if last is None else minute - last
            times.append(min(by_train, int(direct.out_s[i, j])))
        for k, p in enumerate((0, 50, 100)):
            expected = sorted(times)[p * (len(times) - 1) // 100]
            value = matrix.travel_time_min[k, i, j]
            assert np.isnan(value) if expected >= UNREACHED_S else value == expected / 60
        inside = [a for _, a, _ in found if window[0] <= a < window[1]]
        if inside and direct.out_s[i, j] >= UNREACHED_S:
            assert matrix.first_arrival_s[i, j] == min(inside)


@settings(max_examples=EXAMPLES)
@given(problems())
def test_every_pareto_journey_of_a_pair_has_its_legs(
    problem: Problem,
) -> None:
    table, places, hubs, direct = problem
    origin, target = _single(places), _single(hubs)
    one = DirectLegs(out_s=direct.out_s[:1, :1], back_s=direct.back_s[:1, :1])
    pair = plan_pair(build_day(table), origin=origin, target=target, direct=one)
    found = pair.pareto_journeys((-3600, 100_000))
    (expected,) = rounds.profiles(table, origin, target, one, out=True)
    assert [(one.depart_s, one.arrive_s, one.rides) for one in found] == expected
    access = rounds.legs_of(origin, 0, to_stop=True)
    egress = rounds.legs_of(target, 0, to_stop=False)
    for itinerary in found:
        _check_legs(itinerary, table, access, egress)
