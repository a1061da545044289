"""Attribution: which line carries how much of a site's reach, by Shapley values."""

from __future__ import annotations

from collections.abc import Callable
from math import factorial

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.robustness import Attribution
from geoaccess.units import BoolArray, FloatArray, IntArray

EXACT_PLAYERS = 10
"""Up to so many players every coalition is looked at: 1,024 of them."""

ValueOf = Callable[[IntArray, BoolArray], FloatArray]
"""Values of n coalitions, shape (n,): of game number (n,) and of present players (n, players)."""


def compute_attribution(
    value: ValueOf, *, n_games: int, n_players: int, orders: int, seed: int
) -> Attribution:
    """Return the Shapley values of monotone games: exact for few players, else sampled.

        phi_p = mean over orders of v(players up to p) - v(players before p)

    (Shapley 1953; sampled as Castro, Gómez and Tejada 2009, every order also backwards, the
    same ones for all games.) A game is monotone when a player more never lessens the value:
    where the first and last value of a stretch of an order are equal, nothing in between is
    looked at, so that few of the values are computed.

    Raises
    ------
    InputError
        When fewer than two pairs of orders are asked for and the shares are not exact.
    """
    if n_players <= EXACT_PLAYERS:
        share = _exact(value, n_games, n_players)
        return Attribution(share=share, standard_error=np.zeros_like(share), orders=0)
    if orders < 4 or orders % 2:
        raise InputError(f"attribution: {orders} orders; give an even number of at least 4")
    half = np.random.default_rng(seed).permuted(
        np.tile(np.arange(n_players), (orders // 2, 1)), axis=1
    )
    order = np.concatenate([half, half[:, ::-1]])
    gains = _marginal_gains(value, n_games, order)
    pairs = (gains[:, : orders // 2] + gains[:, orders // 2 :]) / 2
    return Attribution(
        share=pairs.mean(axis=1),
        standard_error=pairs.std(axis=1, ddof=1) / np.sqrt(orders // 2),
        orders=orders,
    )


def _exact(value: ValueOf, n_games: int, n_players: int) -> FloatArray:
    """Return the shares from the values of all coalitions."""
    coalition = np.arange(2**n_players)
    present = (coalition[:, None] >> np.arange(n_players) & 1).astype(bool)
    game = np.repeat(np.arange(n_games), coalition.size)
    values = value(game, np.tile(present, (n_games, 1))).reshape(n_games, coalition.size)
    size = present.sum(axis=1)
    share = np.zeros((n_games, n_players))
    for player in range(n_players):
        without = coalition[~present[:, player]]
        weight = np.array(
            [factorial(k) * factorial(n_players - k - 1) for k in size[without].tolist()]
        )
        gain = values[:, without | (1 << player)] - values[:, without]
        share[:, player] = gain @ (weight / factorial(n_players))
    return share


def _marginal_gains(value: ValueOf, n_games: int, order: IntArray) -> FloatArray:
    """Return what each player adds in each order, shape (n_games, n_orders, n_players).

    Players leave in the order given. A stretch (low, high) stands for how many have left;
    stretches over which the value changes are halved until one player makes the change.
    """
    n_orders, n_players = order.shape
    rank = np.argsort(order, axis=1)
    everyone = np.ones((n_games, n_players), dtype=bool)
    ends = [value(np.arange(n_games), there) for there in (everyone, ~everyone)]
    game, which = (k.ravel() for k in np.indices((n_games, n_orders)))
    low, high = np.zeros(game.size, int), np.full(game.size, n_players)
    at_low, at_high = ends[0][game], ends[1][game]
    gains = np.zeros((n_games, n_orders, n_players))
    while True:
        changes = at_low != at_high
        game, which, low, high, at_low, at_high = (
            column[changes] for column in (game, which, low, high, at_low, at_high)
        )
        found = high - low == 1
        at = game[found], which[found], order[which[found], low[found]]
        gains[at] = at_low[found] - at_high[found]
        game, which, low, high, at_low, at_high = (
            column[~found] for column in (game, which, low, high, at_low, at_high)
        )
        if game.size == 0:
            return gains
        middle = (low + high) // 2
        at_middle = value(game, rank[which] >= middle[:, None])
        game, which = np.tile(game, 2), np.tile(which, 2)
        low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
        at_low, at_high = np.concatenate([at_low, at_middle]), np.concatenate([at_middle, at_high])
