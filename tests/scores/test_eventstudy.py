"""Changes around an event: by hand, against a slow loop, and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geoaccess.errors import InputError
from geoaccess.scores.eventstudy import compute_event_study

YEARS = tuple(range(2000, 2008))
SERVED = np.array([True, False, False])


def test_by_hand() -> None:
    values = {"reach_pct": np.array([[10.0, 20, 30], [10, 20, 30], [50, 22, 34], [60, 20, 30]])}
    found = compute_event_study(
        (2000, 2001, 2002, 2003), values, event_year=2002, served=SERVED, compared=~SERVED
    )
    assert found.year == (2000, 2001, 2002, 2003)
    assert found.change["reach_pct"].tolist() == [[0, 0, 0], [0, 0, 0], [40, 2, 4], [50, 0, 0]]
    assert found.others["reach_pct"].tolist() == [0, 0, 3, 0]
    assert found.difference["reach_pct"][:, 0].tolist() == [0, 0, 37, 50]


def test_without_the_year_before_there_is_no_change() -> None:
    values = {"reach_pct": np.ones((2, 3))}
    found = compute_event_study(
        (2002, 2003), values, event_year=2002, served=SERVED, compared=~SERVED
    )
    assert np.isnan(found.change["reach_pct"]).all()
    assert np.isnan(found.others["reach_pct"]).all()


def test_without_sites_to_compare_with_there_is_no_difference() -> None:
    values = {"reach_pct": np.ones((8, 3))}
    none = np.zeros(3, dtype=bool)
    found = compute_event_study(YEARS, values, event_year=2003, served=~none, compared=none)
    assert np.isnan(found.difference["reach_pct"]).all()
    assert (found.change["reach_pct"] == 0).all()


def test_a_served_site_cannot_be_compared_with() -> None:
    with pytest.raises(InputError, match="served"):
        compute_event_study(YEARS, {}, event_year=2003, served=SERVED, compared=SERVED)


@settings(deadline=None)
@given(
    values=arrays(np.float64, (8, 3), elements=st.one_of(st.floats(0, 100), st.just(math.nan))),
    event_year=st.integers(1998, 2010),
)
def test_equals_a_slow_loop(values: np.ndarray, event_year: int) -> None:
    found = compute_event_study(
        YEARS, {"m": values}, event_year=event_year, served=SERVED, compared=~SERVED, span=3
    )
    rows = [y for y in YEARS if abs(y - event_year) <= 3]
    assert found.year == tuple(rows)
    for k, year in enumerate(rows):
        known = event_year - 1 in YEARS
        change = [
            values[YEARS.index(year), i] - values[YEARS.index(event_year - 1), i]
            if known
            else math.nan
            for i in range(3)
        ]
        others = [one for one in change[1:] if not math.isnan(one)]
        mean = sum(others) / len(others) if others else math.nan
        np.testing.assert_allclose(found.change["m"][k], change)
        np.testing.assert_allclose(found.others["m"][k], mean)
        np.testing.assert_allclose(found.difference["m"][k], np.array(change) - mean)


@given(shift=st.floats(-50, 50))
def test_what_changes_everywhere_alike_leaves_no_difference(shift: float) -> None:
    values = np.zeros((8, 3))
    values[4:] += shift
    found = compute_event_study(
        YEARS, {"m": values}, event_year=2004, served=SERVED, compared=~SERVED
    )
    assert np.abs(found.difference["m"]).max() < 1e-12
