"""Local Moran's I: against sums written out, all permutations of a small case, and PySAL."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from geoaccess.errors import InputError
from geoaccess.model.jobs import build_neighbours
from geoaccess.scores.moran import compute_local_moran, control_false_discovery
from tests.scores.test_peaks import grid_neighbours

VALUES = [1, 2, 3, 2, 1, 2, 9, 8, 3, 1, 3, 8, 9, 4, 0, 1, 2, 4, 2, 5, 0, 1, 1, 6, 7]
# PySAL: esda 2.9.0 with libpysal 4.14.1 (BSD-3), lat2W(5, 5, rook=False), row-standardised,
# Moran_Local(y, w, permutations=9999, seed=1) with y = VALUES + sin(i ** 2) / 3: without equal
# values, whose ties its rounding decides.
PYSAL_I = [-0.276649, -0.141197, -0.110874, 0.041663, 0.391797, -0.220663, 0.725756, 0.889563, -0.000274, 0.405476, -0.059422, 0.730535, 1.059275, 0.034164, 0.147514, 0.195674, 0.002879, 0.061916, -0.214715, 0.094684, 0.969615, 0.493951, 0.094632, 0.141009, 0.44271]  # fmt: skip
PYSAL_P = [0.2764, 0.1961, 0.1126, 0.4199, 0.2149, 0.1512, 0.0457, 0.0119, 0.4673, 0.1219, 0.2202, 0.0423, 0.0116, 0.2205, 0.3534, 0.2913, 0.4738, 0.1643, 0.0979, 0.3189, 0.0386, 0.0286, 0.385, 0.314, 0.2039]  # fmt: skip
PYSAL_QUADRANT = [2, 2, 2, 3, 3, 2, 1, 1, 2, 3, 2, 1, 1, 1, 3, 3, 3, 1, 2, 1, 3, 3, 3, 1, 1]


def test_equals_pysal():
    values = np.array(VALUES) + np.sin(np.arange(25) ** 2) / 3
    found = compute_local_moran(values, grid_neighbours(5, 5), permutations=9999, seed=1)
    assert found.value == pytest.approx(PYSAL_I, abs=1e-6)
    assert found.is_high.tolist() == [q == 1 for q in PYSAL_QUADRANT]
    assert found.p == pytest.approx(PYSAL_P, abs=0.02)


def test_equals_the_sums_written_out():
    values, near = np.array(VALUES, dtype=float), grid_neighbours(5, 5)
    mean = sum(VALUES) / 25
    squares = sum((x - mean) ** 2 for x in VALUES)
    wanted = []
    for i in range(25):
        around = near.of(i).tolist()
        lag = sum(VALUES[j] - mean for j in around) / len(around)
        wanted.append(24 * (VALUES[i] - mean) * lag / squares)
    assert compute_local_moran(values, near, permutations=99).value == pytest.approx(wanted)


def test_p_values_are_those_of_all_permutations():
    values, near = np.array([5.0, 4.0, 0.0, 1.0, 2.0, 7.0, 3.0]), grid_neighbours(1, 7)
    found = compute_local_moran(values, near, permutations=20_000, seed=3)
    for i in range(7):
        around = near.of(i).tolist()
        lag = values[around].mean()
        others = [j for j in range(7) if j != i]
        draws = [values[list(one)].mean() for one in combinations(others, len(around))]
        sign = np.sign(values[i] - values.mean())
        larger = np.mean([sign * one >= sign * lag - 1e-12 for one in draws])
        assert found.p[i] == pytest.approx(min(larger, 1 - larger), abs=0.02)


def test_same_seed_same_numbers():
    values, near = np.array(VALUES, dtype=float), grid_neighbours(5, 5)
    one, two = (compute_local_moran(values, near, seed=5).p for _ in range(2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, compute_local_moran(values, near, seed=6).p)


def test_a_unit_without_neighbours_is_never_high():
    near = build_neighbours(np.array([[0, 1], [1, 2]]), 4)
    found = compute_local_moran(np.array([1.0, 2.0, 3.0, 99.0]), near, permutations=99)
    assert (found.value[3], found.p[3], found.is_high[3]) == (0, 1, False)


@pytest.mark.parametrize("values", [[1.0, 2.0], [1.0, 1.0, 1.0], [1.0, np.nan, 2.0]])
def test_what_has_no_spread_is_refused(values):
    near = grid_neighbours(1, len(values))
    with pytest.raises(InputError, match="local Moran"):
        compute_local_moran(np.array(values), near)


def test_false_discovery_is_that_of_benjamini_and_hochberg():
    """Their example of 15 p-values (1995, section 3.2): four stand at 0.05."""
    p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip
    assert control_false_discovery(np.array(p), 0.05).tolist() == [True] * 4 + [False] * 11
