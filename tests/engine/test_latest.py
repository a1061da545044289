"""The last departure by a time: that of the plain search, and of a matrix of that minute."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.engine.latest import compute_last_departures
from geoaccess.engine.matrix import compute_matrix
from geoaccess.engine.sweep import build_day
from geoaccess.errors import InputError
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S
from tests.engine.networks import random_legs, random_network
from tests.engine.problems import Problem, problems
from tests.engine.timetables import no_direct
from tests.oracles import rounds


@settings(max_examples=100)
@given(problems(), st.integers(0, 40), st.sampled_from([0, 1425, 1440]))
def test_it_is_that_of_the_plain_search(problem: Problem, minute: int, after: int) -> None:
    table, places, hubs, direct = problem
    by_s = (after + minute) * SECONDS_PER_MINUTE
    found = compute_last_departures(
        build_day(table), places=places, hubs=hubs, direct=direct, by_s=by_s
    )
    journeys = rounds.profiles(table, places, hubs, direct, out=True)
    for k, own in enumerate(journeys):
        i, j = divmod(k, hubs.n_places)
        leaving = [depart for depart, arrive, _ in own if arrive <= by_s]
        if direct.out_s[i, j] < UNREACHED_S:
            leaving.append(by_s - int(direct.out_s[i, j]))
        assert found[i, j] == max(leaving) if leaving else np.isnan(found[i, j])


@pytest.mark.parametrize(("seed", "grain_s", "each"), [(1, 60, 3), (2, 37, 3), (3, 60, 20)])
@pytest.mark.parametrize("by_s", [4 * 3600, 6 * 3600 + 7, 30 * 3600])
def test_it_is_that_of_a_matrix(seed: int, grain_s: int, each: int, by_s: int) -> None:
    table = random_network(seed, grain_s=grain_s)
    day, places = build_day(table), random_legs(1, table, 9, each=each, grain_s=grain_s)
    hubs = random_legs(2, table, 70, each=each, grain_s=grain_s)
    ways = {"places": places, "hubs": hubs, "direct": no_direct(9, 70)}
    matrix = compute_matrix(
        day, **ways, window=(by_s, by_s + 60), percentiles=(50,), arrive_by=True
    )
    found = compute_last_departures(day, **ways, by_s=by_s)
    np.testing.assert_array_equal(found, matrix.last_departure_s)
    assert np.isnan(found).all() == (by_s == 4 * 3600)


def test_shapes_that_differ_are_refused() -> None:
    table = random_network(1)
    places, hubs = random_legs(1, table, 3), random_legs(2, table, 4)
    with pytest.raises(InputError):
        compute_last_departures(
            build_day(table), places=places, hubs=hubs, direct=no_direct(4, 4), by_s=36_000
        )
