"""Differences: exactly zero where nothing changes, intervals from common draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.compare.differences import (
    build_change,
    compare_contacts,
    rank_change,
    subtract,
    sum_newly,
)
from geoaccess.errors import InputError
from geoaccess.model.contacts import Contacts

VALUE = st.floats(-1e6, 1e6) | st.just(float("nan"))


@given(st.lists(VALUE, max_size=8))
def test_a_figure_less_itself_is_exactly_zero_even_where_it_is_unknown(values: list[float]) -> None:
    one = np.array(values)
    assert subtract(one, one.copy()).tolist() == [0.0] * len(values)


@given(st.lists(st.tuples(VALUE, VALUE), max_size=8))
def test_differences_turn_sign_with_the_order(pairs: list[tuple[float, float]]) -> None:
    before, after = np.array(pairs, dtype=float).reshape(-1, 2).T
    np.testing.assert_array_equal(subtract(before, after), -subtract(after, before))
    unknown = np.isnan(before) != np.isnan(after)
    np.testing.assert_array_equal(np.isnan(subtract(before, after)), unknown)


def test_common_draws_cancel_where_separate_ones_would_not() -> None:
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 10, (500, 1))
    found = build_change(np.array([50.0]), np.array([51.0]), drawn=(50 + noise, 51 + noise))
    assert found.p05 is not None
    assert found.p95 is not None
    assert found.p_above_zero is not None
    assert found.p05 == pytest.approx([1.0])
    assert found.p95 == pytest.approx([1.0])
    assert found.p_above_zero.tolist() == [1.0]


def test_interval_and_probability_by_hand() -> None:
    before = np.zeros((5, 2))
    after = np.array([[-1, 0], [0, 0], [1, 0], [2, 0], [3, 0]], dtype=float)
    found = build_change(np.zeros(2), np.array([1.0, 0.0]), drawn=(before, after))
    assert found.p05 is not None
    assert found.p95 is not None
    assert found.p_above_zero is not None
    assert found.p05.tolist() == pytest.approx([-0.8, 0.0])
    assert found.p95.tolist() == pytest.approx([2.8, 0.0])
    assert found.p_above_zero.tolist() == [0.6, 0.0]
    assert found.is_zero.tolist() == [False, True]


def test_one_row_of_draws_stands_for_all() -> None:
    after = np.array([[1.0], [3.0]])
    found = build_change(np.zeros(1), np.ones(1), drawn=(np.zeros((1, 1)), after))
    assert found.p95 is not None
    assert found.p95 == pytest.approx([2.9])


def test_draws_that_are_unknown_in_one_of_the_two_leave_the_interval_of_the_others() -> None:
    after = np.array([[np.nan, np.nan], [2.0, np.nan]])
    found = build_change(np.zeros(2), np.array([2.0, np.nan]), drawn=(np.zeros((2, 2)), after))
    assert found.p05 is not None
    assert found.p_above_zero is not None
    np.testing.assert_array_equal(found.p05, [2.0, np.nan])
    assert found.p_above_zero.tolist() == [0.5, 0.0]


def test_other_places_are_an_error() -> None:
    with pytest.raises(InputError, match="different places"):
        build_change(np.zeros(2), np.zeros(3))
    with pytest.raises(InputError, match="other places"):
        build_change(np.zeros(2), np.zeros(2), drawn=(np.zeros((4, 3)), np.zeros((4, 3))))


def contacts(meeting_s: list[int], stay_s: list[int]) -> Contacts:
    """Contacts of one site; a stay of -1 does not meet."""
    stay, meeting = np.array([stay_s]), np.array([meeting_s])
    met = stay >= 0
    clock = np.where(met, 30_000, -1)
    return Contacts(
        contactable=met, round_trips=met.astype(int), longest_stay_s=stay, meeting_s=meeting,
        depart_s=clock, arrive_s=clock, return_depart_s=clock, home_s=clock,
        out_rides=clock, back_rides=clock,
    )  # fmt: skip


def test_contacts_gained_lost_better_and_worse() -> None:
    before = contacts([0, 60, 60, 60, 60, 60], [-1, 90, 90, 90, 90, 90])
    after = contacts([60, 0, 90, 60, 30, 60], [90, -1, 80, 99, 99, 90])
    found = compare_contacts(before, after)
    assert found.gained.tolist() == [[True, False, False, False, False, False]]
    assert found.lost.tolist() == [[False, True, False, False, False, False]]
    assert found.better.tolist() == [[False, False, True, True, False, False]]
    assert found.worse.tolist() == [[False, False, False, False, True, False]]
    assert found.changed.tolist() == [[True, True, True, True, True, False]]


def test_mass_newly_within_a_day() -> None:
    before, after = np.array([[True, False, True]]), np.array([[True, True, False]])
    gained, lost = sum_newly(before, after, np.array([5.0, 7.0, np.nan]))
    assert (gained.tolist(), lost.tolist()) == ([7.0], [0.0])


def test_a_better_rank_is_a_rise() -> None:
    assert rank_change(np.array([3, 1]), np.array([1, 2])).tolist() == [2, -1]
