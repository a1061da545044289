"""Weight stability intervals, against trying weights one after another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geoaccess.errors import InputError
from geoaccess.scores.stability import compute_weight_intervals
from geoaccess.units import FloatArray

PART = st.integers(0, 20).map(lambda x: x / 20)
EPS = 1e-6


def moved(weights: FloatArray, k: int, to: float) -> FloatArray:
    """Weights with that of k moved, the others in their proportions."""
    others = np.delete(weights, k)
    return np.insert(others * (1 - to) / others.sum(), k, to)


def lead(parts: FloatArray, first: int, weights: FloatArray) -> float:
    scores = parts @ weights
    return float(scores[first] - np.delete(scores, first).max())


@st.composite
def tables(draw: st.DrawFn) -> tuple[FloatArray, FloatArray]:
    n, k = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    parts = draw(arrays(np.float64, (n, k), elements=PART))
    weights = draw(arrays(np.float64, k, elements=st.integers(1, 9).map(float)))
    return parts, weights / weights.sum()


@given(tables())
def test_the_first_site_is_first_within_and_not_past(table: tuple[FloatArray, FloatArray]) -> None:
    parts, weights = table
    first = int(np.argmax(np.round(parts @ weights, 9)))
    names = {f"i{k}": float(one) for k, one in enumerate(weights)}
    found = compute_weight_intervals(parts, names, first=first)
    for k, one in enumerate(found):
        assert -EPS < one.low <= one.weight + EPS
        assert one.weight - EPS <= one.high < 1 + EPS
        for to in np.linspace(one.low, one.high, 9):
            assert lead(parts, first, moved(weights, k, to)) > -1e-9
        for bound, step, rival in ((one.low, -EPS, one.below), (one.high, EPS, one.above)):
            if rival is None:
                assert bound in (0.0, 1.0)
                continue
            beyond = moved(weights, k, bound + step)
            scores = parts @ beyond
            assert scores[rival] > scores[first]
            assert scores[rival] == pytest.approx(scores.max(), abs=1e-12)


def test_by_hand() -> None:
    """Two criteria A = (1, 0), B = (.4, .8): level where u + 0 = .4 u + .8 (1 - u), u = 4/7."""
    parts = np.array([[1.0, 0.0], [0.4, 0.8]])
    one, other = compute_weight_intervals(parts, {"a": 0.75, "b": 0.25}, first=0)
    assert (one.low, one.high, one.below, one.above) == (pytest.approx(4 / 7), 1.0, 1, None)
    assert (other.low, other.high, other.below, other.above) == (0.0, pytest.approx(3 / 7), None, 1)
    assert one.find_change() == (pytest.approx(4 / 7), 1)
    assert other.find_change() == (pytest.approx(3 / 7), 1)


def test_a_site_that_is_best_everywhere_is_always_first() -> None:
    parts = np.array([[0.9, 0.8, 1.0], [0.5, 0.8, 0.2], [0.1, 0.3, 0.9]])
    for one in compute_weight_intervals(parts, {"a": 0.5, "b": 0.3, "c": 0.2}, first=0):
        assert (one.low, one.high, one.find_change()) == (0.0, 1.0, None)


def test_equal_scores_part_at_once() -> None:
    parts = np.array([[1.0, 0.0], [0.0, 1.0]])
    one = compute_weight_intervals(parts, {"a": 0.5, "b": 0.5}, first=0)[0]
    assert (one.low, one.find_change()) == (0.5, (0.5, 1))


def test_one_indicator_has_no_others_to_share() -> None:
    assert compute_weight_intervals(np.array([[1.0], [0.0]]), {"a": 1.0}, first=0) == ()
    with pytest.raises(InputError, match="parts for 2 weights"):
        compute_weight_intervals(np.zeros((2, 3)), {"a": 0.5, "b": 0.5}, first=0)
