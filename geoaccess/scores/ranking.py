"""Ranking under uncertainty: what draws of the score say of each site and of each pair."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.ranking import Ranking
from geoaccess.units import FloatArray, IntArray

SHOWN_SHARE = (0.05, 0.95)
"""Bounds of the intervals shown: scores and ranks of nine draws in ten lie within."""


def compute_drawn_scores(parts: FloatArray, weights: FloatArray) -> FloatArray:
    """Return scores 100 * sum(w * v) of every draw, shape (n_draws, n).

    Parameters
    ----------
    parts
        Shape (n_draws or 1, n, k): indicators between their goalposts, 0-1.
    weights
        Shape (n_draws, k): each row sums to 1.
    """
    scores: FloatArray = 100 * np.einsum(
        "dnk,dk->dn", np.broadcast_to(parts, (weights.shape[0], *parts.shape[1:])), weights
    )
    return scores


def compute_ranking(scores: FloatArray) -> Ranking:
    """Return intervals, acceptability and wins of sites from drawn scores, shape (n_draws, n).

    Raises
    ------
    InputError
        When there is no draw or no site, or a score is missing.
    """
    if scores.ndim != 2 or not scores.size or np.any(np.isnan(scores)):
        raise InputError("ranking: scores of at least one draw and one site are needed")
    n_draws, n = scores.shape
    rank = _ranks(scores)
    low, high = np.quantile(scores, SHOWN_SHARE, axis=0)
    first = np.quantile(rank, SHOWN_SHARE[0], axis=0, method="lower")
    last = np.quantile(rank, SHOWN_SHARE[1], axis=0, method="higher")
    acceptability = np.stack([np.bincount(rank[:, i], minlength=n + 1)[1:] for i in range(n)])
    is_best = rank == 1
    wins = np.empty((n, n))
    for i in range(n):
        above = (scores[:, i, None] > scores).sum(axis=0)
        level = (scores[:, i, None] == scores).sum(axis=0)
        wins[i] = (above + level / 2) / n_draws
    return Ranking(
        score_p05=low,
        score_p95=high,
        rank_best=first.astype(np.int32),
        rank_worst=last.astype(np.int32),
        p_best=(is_best / is_best.sum(axis=1, keepdims=True)).mean(axis=0),
        acceptability=acceptability / n_draws,
        wins=wins,
    )


def compute_variance_shares(
    scores: FloatArray, inputs: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    """Return by input the share of each site's variance it explains linearly, each (n,).

    The adjusted R² of a regression of the drawn scores on the input's columns, at least 0:
    first-order shares, which leave out what inputs do together; they need not sum to 1. NaN
    where a site's score does not vary, and where there are not more draws than columns.

    Parameters
    ----------
    scores
        Shape (n_draws, n).
    inputs
        By name the drawn values, shape (n_draws,) or (n_draws, columns).

    Raises
    ------
    InputError
        When an input has not one row for each draw.
    """
    n_draws, n = scores.shape
    centred = scores - scores.mean(axis=0)
    total = (centred**2).sum(axis=0)
    varies = total > n_draws * (1e-9 * (1 + np.abs(scores).max(axis=0))) ** 2
    shares = {}
    for name, values in inputs.items():
        columns = values.reshape(len(values), -1)
        if len(columns) != n_draws:
            raise InputError(f"ranking: {name} has {len(columns)} rows for {n_draws} draws")
        design = columns - columns.mean(axis=0)
        fitted, _, n_terms, _ = np.linalg.lstsq(design, centred, rcond=None)
        share = np.full(n, np.nan)
        freedom = n_draws - 1 - int(n_terms)
        if freedom > 0:
            rest = ((centred - design @ fitted) ** 2).sum(axis=0)
            ratio = np.divide(rest, total, out=np.ones(n), where=varies)
            adjusted = 1 - ratio * (n_draws - 1) / freedom
            share[varies] = np.clip(adjusted[varies], 0, 1)
        shares[name] = share
    return shares


def _ranks(scores: FloatArray) -> IntArray:
    """Return ranks within each draw, 1 = highest; equal scores share the better rank."""
    n_draws, n = scores.shape
    order = np.argsort(-scores, axis=1, kind="stable")
    ordered = np.take_along_axis(scores, order, axis=1)
    is_new = np.ones((n_draws, n), dtype=bool)
    is_new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    place = np.maximum.accumulate(np.where(is_new, np.arange(1, n + 1), 0), axis=1)
    rank = np.empty((n_draws, n), dtype=np.int32)
    np.put_along_axis(rank, order, place.astype(np.int32), axis=1)
    return rank
