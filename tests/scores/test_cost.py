"""The cost of meeting hubs: case G at its price, caps, and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.scores.cost import compute_cost_yen, mean_cost_yen

MASS = np.array([100.0, 50.0, 50.0])


def test_case_g_in_yen() -> None:
    # 100 min on the way, a change of 10 min, 13,320 yen: one way, without the wait of the case
    for value, minutes in ((3000, 376.4), (4500, 287.6), (6000, 243.2)):
        cost = compute_cost_yen(
            np.array([13_320.0]),
            minutes=np.array([100.0]),
            transfers=np.array([1.0]),
            value_of_time_yen_h=value,
            transfer_min=10,
        )
        assert cost == pytest.approx([minutes * value / 60])


def test_a_hub_that_cannot_be_met_counts_the_cap() -> None:
    cost = np.array([[20_000.0, np.nan, 60_000.0], [np.nan, np.nan, np.nan]])
    met = np.array([[True, False, True], [False, False, False]])
    found = mean_cost_yen(cost, met, MASS, cap_yen=40_000)
    assert found == pytest.approx([(100 * 20_000 + 100 * 40_000) / 200, 40_000])


def test_an_unknown_fare_leaves_the_hub_out_and_only_unknown_ones_the_site() -> None:
    cost = np.array([[20_000.0, np.nan, 30_000.0], [np.nan, np.nan, np.nan]])
    met = np.array([[True, True, True], [True, False, False]])
    found = mean_cost_yen(cost, met, MASS, cap_yen=40_000)
    assert found[0] == pytest.approx((100 * 20_000 + 50 * 30_000) / 150)
    assert np.isnan(found[1])


@given(
    st.lists(st.floats(0, 90_000), min_size=3, max_size=3),
    st.lists(st.booleans(), min_size=3, max_size=3),
    st.integers(0, 2),
)
def test_to_meet_one_hub_more_never_costs_more(
    cost: list[float], met: list[bool], more: int
) -> None:
    costs, before = np.array([cost]), np.array([met])
    after = before.copy()
    after[0, more] = True
    first, second = (
        mean_cost_yen(np.where(one, costs, np.nan), one, MASS, cap_yen=40_000)
        for one in (before, after)
    )
    assert second[0] <= first[0] + 1e-9
