"""Durations of many cells are those of the matrix, to the second, both ways."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.engine.blocks import Limits
from geoaccess.engine.cells import BACK, OUT, compute_stop_arrivals
from geoaccess.engine.matrix import compute_matrix
from geoaccess.engine.sweep import build_day
from geoaccess.errors import InputError
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.units import UNREACHED_S, FloatArray
from tests.engine.networks import random_legs, random_network

LONGEST_S = 20 * 60
WINDOW = (5 * 3600, 7 * 3600)


def place_of(legs: AccessLegs, place: int) -> AccessLegs:
    return legs.take(np.array([place]))


def by_matrix(day, cells, place, direct_s, *, direction, window, percentile, limits) -> FloatArray:
    """Return the seconds of each cell as the matrix has them."""
    to_place = direction == BACK
    direct = direct_s[:, None] if to_place else direct_s[None, :]
    found = compute_matrix(
        day,
        places=cells if to_place else place,
        hubs=place if to_place else cells,
        direct=DirectLegs(out_s=direct, back_s=direct),
        window=window,
        percentiles=(percentile,),
        limits=limits,
    )
    minutes = found.travel_time_min[0]
    return np.round((minutes[:, 0] if to_place else minutes[0]) * 60)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    grain_s=st.sampled_from([60, 60, 17]),
    direction=st.sampled_from([OUT, BACK]),
    percentile=st.sampled_from([0, 5, 50, 95, 100]),
    minutes=st.sampled_from([1, 7, 120]),
    max_transfers=st.sampled_from([None, 0, 1]),
)
def test_equal_to_the_matrix(seed, grain_s, direction, percentile, minutes, max_transfers) -> None:
    table = random_network(seed, n_stops=12, n_trips=15, n_walks=8, grain_s=grain_s)
    day = build_day(table)
    cells = random_legs(seed + 1, table, 12)
    place = place_of(random_legs(seed + 2, table, 3), 1)
    draw = np.random.default_rng(seed)
    direct_s = np.where(draw.random(12) < 0.2, draw.integers(1, 60, 12) * 60, UNREACHED_S)
    direct_s = direct_s.astype(np.int32)
    window = (WINDOW[0] + int(draw.integers(0, 90)), 0)
    window = (window[0], window[0] + 60 * minutes)
    limits = Limits(max_transfers=max_transfers)
    arrivals = compute_stop_arrivals(
        day,
        place=place,
        window=window,
        direction=direction,
        longest_leg_s=LONGEST_S,
        limits=limits,
    )
    found = arrivals.durations(cells, direct_s, percentile)
    expected = by_matrix(
        day, cells, place, direct_s, direction=direction, window=window, percentile=percentile,
        limits=limits,
    )  # fmt: skip
    np.testing.assert_array_equal(np.where(found < UNREACHED_S, found, np.nan), expected)


@pytest.mark.parametrize("direction", [OUT, BACK])
def test_a_place_without_trains_has_its_direct_legs_only(direction: str) -> None:
    table = random_network(3)
    legs = random_legs(4, table, 5)
    arrivals = compute_stop_arrivals(
        build_day(table),
        place=place_of(legs, 0),
        window=WINDOW,
        direction=direction,
        longest_leg_s=LONGEST_S,
    )
    direct_s = np.array([60, UNREACHED_S, 600, UNREACHED_S, 0], dtype=np.int32)
    assert arrivals.durations(legs, direct_s, 50).tolist() == direct_s.tolist()


def test_whole_minutes_are_kept_in_16_bits() -> None:
    kept = [
        compute_stop_arrivals(
            build_day(table), place=place_of(random_legs(4, table, 5), 1), window=WINDOW,
            direction=OUT,
        ).arrive.dtype
        for table in (random_network(3), random_network(3, grain_s=17))
    ]  # fmt: skip
    assert kept == [np.int16, np.int32]


def test_wrong_questions() -> None:
    table = random_network(3)
    day, legs = build_day(table), random_legs(4, table, 5)
    one = place_of(legs, 1)
    none = np.full(5, UNREACHED_S, dtype=np.int32)
    with pytest.raises(InputError, match="5 places"):
        compute_stop_arrivals(day, place=legs, window=WINDOW, direction=OUT)
    with pytest.raises(InputError, match="window"):
        compute_stop_arrivals(day, place=one, window=(60, 60), direction=OUT)
    with pytest.raises(InputError, match="memory"):
        compute_stop_arrivals(
            day, place=one, window=WINDOW, direction=OUT, limits=Limits(max_memory_bytes=1000)
        )
    short = compute_stop_arrivals(day, place=one, window=WINDOW, direction=BACK, longest_leg_s=60)
    with pytest.raises(InputError, match="longest leg"):
        short.durations(legs, none, 50)
    with pytest.raises(InputError, match="0 to 100"):
        short.durations(one, none[:1], 101)
