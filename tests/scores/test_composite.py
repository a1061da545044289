"""The composite: the case computed by hand, goalposts, missing indicators, ranks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.config import INDICATORS, IndicatorConfig
from geoaccess.errors import InputError
from geoaccess.scores.composite import compute_scores, normalise, rank_descending, transform_mass

GOALPOSTS = {
    "reach_pct": IndicatorConfig(zero_at=0, one_at=1, weight=0.35),
    "nearness_min": IndicatorConfig(zero_at=240, one_at=30, weight=0.15),
    "cost_yen": IndicatorConfig(zero_at=40000, one_at=0, weight=0.10),
    "round_trips": IndicatorConfig(zero_at=0, one_at=24, weight=0.10),
    "robustness": IndicatorConfig(zero_at=0, one_at=1, weight=0.15),
    "compactness": IndicatorConfig(zero_at=0, one_at=1, weight=0.15),
    "meeting_hours": IndicatorConfig(zero_at=0, one_at=9, weight=0.0),
}
CASE_J = {
    "reach_pct": [0.88, 0.88, 0.41],
    "nearness_min": [60, 90, 30],
    "cost_yen": [20000, 15000, 9000],
    "round_trips": [12, 20, 8],
    "robustness": [0.9, 0.6, 1],
    "compactness": [0.6, 0.8, 0.5],
}


def indicators(given: dict[str, list[float]]) -> dict[str, np.ndarray]:
    return {name: np.array(given[name], dtype=float) for name in INDICATORS if name in given}


def test_case_j_arithmetic_and_geometric() -> None:
    table = compute_scores(indicators(CASE_J), GOALPOSTS)
    assert table.score.round(3).tolist() == [76.157, 77.098, 62.933]
    assert table.score_geometric.round(3).tolist() == [74.162, 76.297, 57.615]
    assert table.rank.tolist() == [2, 1, 3]
    assert table.rank_geometric.tolist() == [2, 1, 3]


def test_missing_indicators_are_named_and_weights_renormalised() -> None:
    table = compute_scores(indicators({"reach_pct": [0.5], "nearness_min": [30]}), GOALPOSTS)
    assert table.missing == (
        "robustness", "meeting_hours", "cost_yen", "round_trips", "compactness",
    )  # fmt: skip
    assert table.weights == pytest.approx({"reach_pct": 0.7, "nearness_min": 0.3})
    assert table.score == pytest.approx([100 * (0.7 * 0.5 + 0.3)])


def test_a_site_that_reaches_too_few_hubs_gets_the_worst_value() -> None:
    table = compute_scores(indicators({"nearness_min": [30, np.nan]}), GOALPOSTS)
    assert table.score.tolist() == [100, 0]


def test_the_score_of_a_site_without_a_value_does_not_depend_on_the_others() -> None:
    alone = compute_scores(indicators({"reach_pct": [0.2], "nearness_min": [np.nan]}), GOALPOSTS)
    beside = compute_scores(
        indicators({"reach_pct": [0.2, 0.9], "nearness_min": [np.nan, 60]}), GOALPOSTS
    )
    assert alone.score[0] == beside.score[0]
    assert "nearness_min" not in alone.missing


def test_nothing_to_score_is_an_error() -> None:
    with pytest.raises(InputError, match="no weighted indicator"):
        compute_scores(indicators({"meeting_hours": [5]}), GOALPOSTS)


def test_values_beyond_the_goalposts_are_clipped() -> None:
    posts = IndicatorConfig(zero_at=240, one_at=30, weight=1)
    assert normalise(np.array([10, 30, 135, 240, 900.0]), posts).tolist() == [1, 1, 0.5, 0, 0]


def test_equal_scores_share_the_better_rank() -> None:
    assert rank_descending(np.array([50, 70, 50, 30.0])).tolist() == [2, 1, 2, 4]


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_adding_a_candidate_leaves_the_scores_of_the_others(reach: list[float]) -> None:
    fewer = compute_scores(indicators({"reach_pct": reach[:-1]}), GOALPOSTS)
    more = compute_scores(indicators({"reach_pct": reach}), GOALPOSTS)
    assert more.score[:-1].tolist() == fewer.score.tolist()


def test_mass_forms() -> None:
    mass = np.array([0.0, 3.0, 8.0])
    assert transform_mass(mass, "raw").tolist() == [0, 3, 8]
    assert transform_mass(mass, "equal").tolist() == [1, 1, 1]
    assert transform_mass(mass, "sqrt") == pytest.approx([0, 3**0.5, 8**0.5])
    assert transform_mass(mass, "log1p") == pytest.approx(np.log([1, 4, 9]))


def test_a_missing_mass_is_an_error_unless_masses_are_equal() -> None:
    with pytest.raises(InputError, match="of .* have no mass; fill the column mass"):
        transform_mass(np.array([1.0, np.nan]), "raw")
    assert transform_mass(np.array([1.0, np.nan]), "equal").tolist() == [1, 1]


def test_ratio_to_the_best_by_hand() -> None:
    more, less = GOALPOSTS["reach_pct"], GOALPOSTS["nearness_min"]
    assert normalise(np.array([40, 80, np.nan]), more, "ratio-best").tolist()[:2] == [0.5, 1]
    assert normalise(np.array([30, 60, 120.0]), less, "ratio-best").tolist() == [1, 0.5, 0.25]
    assert normalise(np.array([0, 0.0]), more, "ratio-best").tolist() == [0, 0]
    assert normalise(np.array([0, 9.0]), less, "ratio-best").tolist() == [1, 0]
    assert np.isnan(normalise(np.array([np.nan]), less, "ratio-best")).all()


@given(st.lists(st.floats(1, 1000), min_size=1, max_size=6), st.floats(0.1, 10))
def test_ratios_to_the_best_have_no_unit(values: list[float], factor: float) -> None:
    for name in ("reach_pct", "nearness_min"):
        found = normalise(np.array(values), GOALPOSTS[name], "ratio-best")
        scaled = normalise(np.array(values) * factor, GOALPOSTS[name], "ratio-best")
        assert found == pytest.approx(scaled)
        assert found.max() == pytest.approx(1)
