"""Draws, ranks under uncertainty, pairwise weights: by hand, by plain loops, and by their laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geoaccess.errors import InputError
from geoaccess.scores.draws import (
    describe_draws,
    draw_hypercube,
    to_dirichlet,
    to_triangular,
    to_uniform,
)
from geoaccess.scores.pairwise import compute_pairwise_weights
from geoaccess.scores.ranking import (
    compute_drawn_scores,
    compute_ranking,
    compute_variance_shares,
)

SCORES = arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.integers(1, 5)),
    elements=st.sampled_from([0.0, 10, 20, 50, 100]),
)


def test_case_i_first_in_three_of_seven() -> None:
    # A = (1, 0), B = (.4, .8), any weights alike: A is first where w > 4/7
    weights = to_dirichlet(draw_hypercube(20_000, 2, seed=1, stream="weights"), np.ones(2))
    parts = np.array([[[1.0, 0.0], [0.4, 0.8]]])
    found = compute_ranking(compute_drawn_scores(parts, weights))
    assert found.p_best == pytest.approx([3 / 7, 4 / 7], abs=0.01)
    assert found.wins[0, 1] == found.p_best[0]


@given(st.integers(1, 40), st.integers(1, 4), st.integers(0, 9))
def test_every_stratum_is_drawn_once(n_draws: int, n_inputs: int, seed: int) -> None:
    unit = draw_hypercube(n_draws, n_inputs, seed=seed, stream="test")
    strata = np.sort(np.floor(unit * n_draws).astype(int), axis=0)
    assert np.all(strata == np.arange(n_draws)[:, None])


def test_an_input_more_leaves_the_draws_of_the_others() -> None:
    few, many = (draw_hypercube(50, k, seed=3, stream="mass") for k in (2, 5))
    assert np.array_equal(few, many[:, :2])
    assert not np.array_equal(few, draw_hypercube(50, 2, seed=3, stream="access"))
    assert not np.array_equal(few, draw_hypercube(50, 2, seed=4, stream="mass"))


def test_distributions_have_their_means_and_bounds() -> None:
    unit = draw_hypercube(4000, 3, seed=0, stream="x")
    flat, bent = to_uniform(unit[:, 0], 0.85, 1.15), to_triangular(unit[:, 0], -5, 0, 15)
    assert flat.mean() == pytest.approx(1, abs=1e-3)
    assert bent.mean() == pytest.approx(10 / 3, abs=1e-2)
    assert (bent.min() >= -5, bent.max() <= 15) == (True, True)
    assert np.all(np.diff(bent[np.argsort(unit[:, 0])]) >= 0)
    assert to_triangular(unit[:, 0], 2, 2, 2).tolist() == [2.0] * 4000
    weights = to_dirichlet(unit, 50 * np.array([0.5, 0.5, 0.0]))
    assert weights.sum(axis=1) == pytest.approx(np.ones(4000))
    assert weights.mean(axis=0) == pytest.approx([0.5, 0.5, 0], abs=2e-3)
    # of a Dirichlet with sum 50 a share of one half has a variance of 1/4 over 51
    assert weights[:, 0].var() == pytest.approx(0.25 / 51, rel=0.1)
    assert describe_draws({"a": flat})["a"]["min"] == flat.min()


@given(SCORES)
def test_ranking_against_plain_loops(scores: np.ndarray) -> None:
    n_draws, n = scores.shape
    found = compute_ranking(scores)
    rank = np.array([[1 + sum(other > one for other in row) for one in row] for row in scores])
    for i in range(n):
        shares = [np.mean(rank[:, i] == r) for r in range(1, n + 1)]
        assert found.acceptability[i] == pytest.approx(shares)
        best = [1 / sum(row == 1) if row[i] == 1 else 0 for row in rank]
        assert found.p_best[i] == pytest.approx(np.mean(best))
        ordered = sorted(rank[:, i])
        assert found.rank_best[i] == ordered[int(np.floor(0.05 * (n_draws - 1)))]
        assert found.rank_worst[i] == ordered[int(np.ceil(0.95 * (n_draws - 1)))]
    assert found.wins + found.wins.T == pytest.approx(np.ones((n, n)))
    assert found.p_best.sum() == pytest.approx(1)
    assert np.all(found.score_p05 <= found.score_p95)


def test_one_draw_has_no_spread() -> None:
    found = compute_ranking(np.array([[30.0, 70, 50]]))
    assert found.rank_best.tolist() == found.rank_worst.tolist() == [3, 1, 2]
    assert found.score_p05.tolist() == found.score_p95.tolist() == [30, 70, 50]
    assert found.p_best.tolist() == [0, 1, 0]


def test_variance_goes_to_the_input_that_makes_it() -> None:
    unit = draw_hypercube(500, 3, seed=0, stream="x")
    strong, weak, idle = unit.T
    scores = np.stack([3 * strong + weak, strong, np.full(500, 7.0)], axis=1)
    shares = compute_variance_shares(scores, {"strong": strong, "weak": weak, "idle": idle})
    assert shares["strong"][:2] == pytest.approx([0.9, 1.0], abs=0.03)
    assert shares["weak"][:2] == pytest.approx([0.1, 0.0], abs=0.03)
    assert shares["idle"][:2] == pytest.approx([0, 0], abs=0.02)
    assert np.isnan(shares["strong"][2])


def test_too_few_draws_give_no_variance_share() -> None:
    shares = compute_variance_shares(np.arange(3.0)[:, None], {"mass": np.eye(3)})
    assert np.isnan(shares["mass"]).all()


def test_pairwise_weights_of_consistent_comparisons() -> None:
    weights = np.array([0.5, 0.3, 0.2])
    found = compute_pairwise_weights(weights[:, None] / weights)
    assert found.weights == pytest.approx(weights)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-9)
    assert found.is_acceptable


def test_pairwise_weights_by_hand() -> None:
    # lambda of [[1, 2, 1/2], [1/2, 1, 2], [2, 1/2, 1]] is 3.5: a circle, all weights equal
    found = compute_pairwise_weights(np.array([[1, 2, 0.5], [0.5, 1, 2], [2, 0.5, 1]]))
    assert found.weights == pytest.approx([1 / 3] * 3)
    assert found.consistency_ratio == pytest.approx(0.25 / 0.5247)
    assert not found.is_acceptable


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: draw_hypercube(0, 1, seed=0, stream=""), "at least 1 is needed"),
        (lambda: draw_hypercube(1, 1, seed=-1, stream=""), "seed -1 is negative"),
        (lambda: to_dirichlet(np.full((1, 2), 0.5), np.zeros(2)), "all weights are 0"),
        (lambda: compute_ranking(np.full((2, 2), np.nan)), "at least one draw"),
        (lambda: compute_ranking(np.empty((0, 2))), "at least one draw"),
        (lambda: compute_variance_shares(np.ones((2, 1)), {"a": np.ones(3)}), "3 rows for 2"),
        (lambda: compute_pairwise_weights(np.ones((2, 3))), "square matrix"),
        (lambda: compute_pairwise_weights(np.zeros((2, 2))), "above 0"),
        (lambda: compute_pairwise_weights(np.array([[1, 2], [2, 1.0]])), r"\(1, 2\) and \(2, 1\)"),
        (lambda: compute_pairwise_weights(np.ones((11, 11))), "1 to 10"),
    ],
)
def test_wrong_calls(call, words: str) -> None:
    with pytest.raises(InputError, match=words):
        call()
