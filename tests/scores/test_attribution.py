"""Shapley shares of lines: the laws that define them, exact and sampled."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.scores import attribution
from geoaccess.scores.attribution import Attribution, compute_attribution

Game = list[tuple[frozenset[int], float]]
"""Sets of players that bring a value together: a monotone game."""


def value(game: Game, present: np.ndarray) -> float:
    there = set(np.flatnonzero(present).tolist())
    return sum(worth for needed, worth in game if needed <= there)


def attribute(games: list[Game], n_players: int, *, orders: int = 0, seed: int = 1) -> Attribution:
    def value_of(which: np.ndarray, present: np.ndarray) -> np.ndarray:
        return np.array([value(games[k], row) for k, row in zip(which, present, strict=True)])

    return compute_attribution(
        value_of, n_games=len(games), n_players=n_players, orders=orders, seed=seed
    )


def by_definition(game: Game, n_players: int) -> list[float]:
    """Mean gain of each player over every order."""
    gains = np.zeros(n_players)
    orders = list(permutations(range(n_players)))
    for order in orders:
        present = np.zeros(n_players, dtype=bool)
        for player in order:
            before = value(game, present)
            present[player] = True
            gains[player] += value(game, present) - before
    return (gains / len(orders)).tolist()


def games_of(n_players: int) -> st.SearchStrategy[Game]:
    needed = st.frozensets(st.integers(0, n_players - 1), max_size=4)
    return st.lists(st.tuples(needed, st.integers(1, 9).map(float)), max_size=6)


@given(games_of(5))
def test_exact_shares_are_the_mean_over_all_orders(game: Game) -> None:
    found = attribute([game], 5)
    assert found.orders == 0
    assert found.share[0] == pytest.approx(by_definition(game, 5))


@settings(max_examples=40)
@given(st.lists(games_of(13), min_size=1, max_size=3), st.integers(0, 99))
def test_sampled_shares_keep_the_laws(games: list[Game], seed: int) -> None:
    found = attribute(games, 13, orders=8, seed=seed)
    assert found.orders == 8
    everyone, nobody = np.ones(13, dtype=bool), np.zeros(13, dtype=bool)
    for k, game in enumerate(games):
        total = value(game, everyone) - value(game, nobody)
        assert found.share[k].sum() == pytest.approx(total)  # efficiency
        assert np.all((found.share[k] >= 0) & (found.share[k] <= total + 1e-9))
        idle = set(range(13)) - {player for needed, _ in game for player in needed}
        assert np.all(found.share[k, list(idle)] == 0)  # dummies
        assert np.all(found.standard_error[k, list(idle)] == 0)


@given(games_of(5), games_of(5))
def test_shares_of_a_sum_are_the_sum_of_shares(one: Game, other: Game) -> None:
    found = attribute([one, other, one + other], 5).share
    assert found[2] == pytest.approx(found[0] + found[1])


@given(games_of(4), st.permutations(range(4)))
def test_players_in_other_places_have_the_same_shares(game: Game, place: list[int]) -> None:
    moved = [(frozenset(place[player] for player in needed), worth) for needed, worth in game]
    found = attribute([game, moved], 4).share
    assert found[1, place] == pytest.approx(found[0])


def test_sampled_shares_are_near_the_exact_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    game: Game = [(frozenset({0, 1}), 6.0), (frozenset({1, 2, 3}), 4.0), (frozenset({4}), 1.0)]
    exact = attribute([game], 6).share
    monkeypatch.setattr(attribution, "EXACT_PLAYERS", 3)
    found = attribute([game], 6, orders=400, seed=3)
    assert found.standard_error.max() < 0.2
    assert np.all(np.abs(found.share - exact) <= 4 * found.standard_error + 1e-12)


def test_few_values_are_computed_where_little_changes() -> None:
    seen = []

    def value_of(which: np.ndarray, present: np.ndarray) -> np.ndarray:
        seen.append(which.size)
        return present[:, 7].astype(float)

    found = compute_attribution(value_of, n_games=1, n_players=64, orders=10, seed=1)
    assert found.share[0, 7] == 1
    assert found.standard_error.max() == 0
    assert sum(seen) <= 2 + 10 * 6


def test_the_same_seed_gives_the_same_shares() -> None:
    game: Game = [(frozenset({k, k + 1, k + 2}), 1.0) for k in range(11)]
    first, again, other = (attribute([game], 13, orders=6, seed=seed).share for seed in (5, 5, 6))
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


@pytest.mark.parametrize("orders", [0, 2, 7])
def test_too_few_orders_are_refused(orders: int) -> None:
    with pytest.raises(InputError, match="even number"):
        attribute([[]], 13, orders=orders)
