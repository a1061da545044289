"""Rankings under uncertainty: what draws of the score say of each site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geoaccess.units import FloatArray, IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranking:
    """What draws say of n sites.

    Attributes
    ----------
    score_p05, score_p95
        Shape (n,): scores below which 5 % and 95 % of the draws lie.
    rank_best, rank_worst
        Shape (n,): ranks between which nine draws in ten lie, 1 = best.
    p_best
        Shape (n,): share of draws in which the site is first; sites that tie share it.
    acceptability
        Shape (n, n): share of draws in which site i has rank r + 1; rows and, without ties,
        columns sum to 1 (Lahdelma and Salminen 2001).
    wins
        Shape (n, n): share of draws in which site i is above site k, a tie counting half;
        0.5 on the diagonal.
    """

    score_p05: FloatArray
    score_p95: FloatArray
    rank_best: IntArray
    rank_worst: IntArray
    p_best: FloatArray
    acceptability: FloatArray
    wins: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Uncertainty:
    """Draws of a run, and what they say of n sites and m hubs.

    Attributes
    ----------
    n_draws, seed
        How many, and from which random numbers.
    ranking
        Intervals of scores and ranks, acceptability, wins.
    probability
        Shape (n, m): share of draws in which site i can meet hub j in a day.
    variance_share
        By uncertain input the first-order share of each site's variance, shape (n,); NaN
        where a score does not vary.
    drawn
        By uncertain input the least, mean and largest value drawn.
    """

    n_draws: int
    seed: int
    ranking: Ranking
    probability: FloatArray
    variance_share: Mapping[str, FloatArray]
    drawn: Mapping[str, Mapping[str, float]]
