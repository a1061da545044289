"""Inequality: laws that hold for any values and people."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.scores.equity import compute_gini, compute_palma, compute_theil

PLACES = st.lists(
    st.tuples(st.floats(0.01, 1000), st.integers(1, 50), st.sampled_from("abc")),
    min_size=2,
    max_size=8,
)


def gini_by_pairs(x: np.ndarray, people: np.ndarray) -> float:
    share = people / people.sum()
    gaps = np.abs(x[:, None] - x[None, :])
    return float(share @ gaps @ share / (2 * (share @ x)))


@given(PLACES)
def test_gini_is_the_mean_gap_between_pairs(places) -> None:
    x, people = (np.array([one[k] for one in places], dtype=float) for k in (0, 1))
    assert compute_gini(x, people) == pytest.approx(gini_by_pairs(x, people), abs=1e-9)


@given(PLACES, st.floats(0.1, 10))
def test_a_scale_changes_nothing(places, factor: float) -> None:
    x, people = (np.array([one[k] for one in places], dtype=float) for k in (0, 1))
    assert compute_gini(factor * x, people) == pytest.approx(compute_gini(x, people), abs=1e-9)
    assert compute_palma(factor * x, people) == pytest.approx(compute_palma(x, people))
    assert compute_theil(factor * x, people).total == pytest.approx(
        compute_theil(x, people).total, abs=1e-9
    )


@given(PLACES)
def test_people_are_as_good_as_places(places) -> None:
    x, people = (np.array([one[k] for one in places], dtype=float) for k in (0, 1))
    alone = np.repeat(x, people.astype(int))
    assert compute_gini(alone) == pytest.approx(compute_gini(x, people), abs=1e-9)
    assert compute_theil(alone).total == pytest.approx(compute_theil(x, people).total, abs=1e-9)
    assert compute_palma(alone) == pytest.approx(compute_palma(x, people))


@given(PLACES)
def test_theil_parts_sum_to_the_whole(places) -> None:
    x, people = (np.array([one[k] for one in places], dtype=float) for k in (0, 1))
    parts = compute_theil(x, people, regions=[one[2] for one in places])
    assert parts.total == pytest.approx(compute_theil(x, people).within, abs=1e-9)
    assert min(parts.between, parts.within) >= -1e-12


def test_a_place_where_nobody_lives_counts_for_nothing() -> None:
    x, people, regions = np.array([3.0, 9, 1]), np.array([2.0, 0, 1]), list("abb")
    assert compute_theil(x, people, regions=regions) == compute_theil(
        x[people > 0], people[people > 0], regions=list("ab")
    )


def test_equal_shares_are_no_inequality() -> None:
    x = np.full(4, 7.0)
    assert compute_gini(x) == pytest.approx(0)
    assert compute_theil(x, regions=list("aabb")).total == pytest.approx(0)
    assert compute_palma(x) == pytest.approx(0.25)
