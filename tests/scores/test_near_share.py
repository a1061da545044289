"""Share of jobs near each other over a tree: as the matrix of times gives it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.scores.specialisation import compute_mutual_share, compute_near_share
from geoaccess.units import great_circle_m

points = st.lists(
    st.tuples(st.floats(139, 139.4), st.floats(35, 35.3), st.integers(0, 50), st.integers(0, 1)),
    min_size=1,
    max_size=12,
).filter(lambda rows: sum(row[2] for row in rows) > 0)


@given(points)
def test_equals_the_share_over_a_matrix(rows):
    lon, lat, jobs, landmass = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    apart_m = great_circle_m(lon[:, None], lat[:, None], lon, lat)
    apart_m[landmass[:, None] != landmass] = np.inf
    wanted = compute_mutual_share(apart_m, jobs, within_min=9460.0)
    found = compute_near_share(lon, lat, jobs, landmass=landmass.astype(int), within_m=9460.0)
    assert found == pytest.approx(wanted)


def test_two_halves_too_far_apart_are_half_compact():
    lon, lat, none = np.array([139.0, 140.0]), np.array([35.0, 35.0]), np.array([0, 0])
    share = compute_near_share(lon, lat, np.array([5.0, 5.0]), landmass=none, within_m=9000)
    assert share == pytest.approx(0.5)


@pytest.mark.parametrize("jobs", [[0.0, 0.0], [1.0, -1.0], [1.0, np.nan]])
def test_impossible_jobs_are_refused(jobs):
    lon, none = np.array([139.0, 140.0]), np.array([0, 0])
    with pytest.raises(InputError, match="jobs"):
        compute_near_share(lon, lon - 100, np.array(jobs), landmass=none, within_m=1)
