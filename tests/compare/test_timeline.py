"""Openings by year: probabilities by hand, mixtures against counting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.compare.timeline import (
    list_states,
    mix_states,
    opening_probability,
    state_probability,
)
from geoaccess.errors import InputError


def test_opening_years_are_spread_evenly() -> None:
    found = opening_probability(2035, 2038, [2034, 2035, 2036, 2038, 2050])
    assert found.tolist() == [0, 0.25, 0.5, 1, 1]
    assert opening_probability(2035, 2035, [2034, 2035]).tolist() == [0, 1]


def test_a_range_backwards_is_an_error() -> None:
    with pytest.raises(InputError, match="2040-2035 runs backwards"):
        opening_probability(2040, 2035, [2036])


@given(st.lists(st.floats(0, 1), min_size=0, max_size=4))
def test_states_share_everything(p_open: list[float]) -> None:
    each = np.array(p_open).reshape(-1, 1)
    share = state_probability(each)
    assert share.sum() == pytest.approx(1)
    states = list_states(len(p_open))
    assert not states[0].any()
    np.testing.assert_allclose(states.T @ share, each, atol=1e-12)


@given(st.integers(0, 20), st.lists(st.integers(-5, 5), min_size=1, max_size=4))
def test_a_mixture_equals_counting_every_case(open_of_20: int, drawn: list[int]) -> None:
    """A state of probability k/20 is k lists of its draws among 20."""
    base, after = np.array([[3.0]]), np.array(drawn, dtype=float)[:, None]
    share = np.array([[1 - open_of_20 / 20], [open_of_20 / 20]])
    expected, low, high = mix_states([base, after], share)
    n = len(drawn)
    cases = np.sort([3.0] * (n * (20 - open_of_20)) + sorted(drawn) * open_of_20)
    assert expected[0, 0] == pytest.approx(cases.mean())
    for found, at in ((low, 0.05), (high, 0.95)):
        reached = np.arange(1, cases.size + 1) / cases.size
        assert found[0, 0] == cases[np.argmax(reached >= at - 1e-9)]


def test_before_anything_opens_the_figure_is_that_of_the_base() -> None:
    values = [np.array([[1.0, 5.0]]), np.array([[9.0, 9.0], [7.0, 5.0]])]
    expected, low, high = mix_states(values, np.array([[1.0, 0.5], [0.0, 0.5]]))
    assert [one[0].tolist() for one in (expected, low, high)] == [[1.0, 5.0]] * 3
    assert expected[1].tolist() == [4.5, 6.0]
