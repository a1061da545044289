"""Figures by year, where nobody knows in which year a line opens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geoaccess.compare.differences import SHOWN_SHARE
from geoaccess.errors import InputError
from geoaccess.units import BoolArray, FloatArray


def opening_probability(first_year: int, last_year: int, years: Sequence[int]) -> FloatArray:
    """Return the probability that something is open at the end of each year, shape (k,).

    The year of opening is spread evenly over first to last, both included:

        P(open at the end of y) = (y - first + 1) / (last - first + 1), between 0 and 1

    Raises
    ------
    InputError
        When the range runs backwards.
    """
    if last_year < first_year:
        raise InputError(f"opening: {first_year}-{last_year} runs backwards")
    passed = np.asarray(years, dtype=np.float64) - first_year + 1
    share: FloatArray = np.clip(passed / (last_year - first_year + 1), 0, 1)
    return share


def list_states(n_scenarios: int) -> BoolArray:
    """Return every combination of open scenarios, shape (2 ** n, n); the first has none open."""
    number = np.arange(2**n_scenarios)[:, None]
    states: BoolArray = (number >> np.arange(n_scenarios) & 1).astype(bool)
    return states


def state_probability(p_open: FloatArray) -> FloatArray:
    """Return the probability of each combination of `list_states` in each year, (2 ** n, k).

    Openings are independent of each other: what delays one line says nothing of another.

    Parameters
    ----------
    p_open
        Shape (n, k): probability that each scenario is open at the end of each year.
    """
    states = list_states(p_open.shape[0])
    each = np.where(states[:, :, None], p_open, 1 - p_open)
    share: FloatArray = each.prod(axis=1)
    return share


def mix_states(
    values: Sequence[FloatArray], probability: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return mean, 5 % and 95 % of a figure by year, over which state holds, each (k, n).

    Parameters
    ----------
    values
        By state the values of its draws, (n_draws, n), or (1, n) for the stated one alone.
    probability
        Shape (n_states, k).
    """
    mean = np.array([one.mean(axis=0) for one in values])
    expected = probability.T @ mean
    weight = [
        np.repeat(share[None, :] / len(one), len(one), axis=0)
        for share, one in zip(probability, values, strict=True)
    ]
    low, high = (
        _weighted_quantile(np.concatenate(values), np.concatenate(weight), share)
        for share in SHOWN_SHARE
    )
    return expected, low, high


def _weighted_quantile(values: FloatArray, weights: FloatArray, share: float) -> FloatArray:
    """Return the least value at or below which a share of the weight lies, shape (k, n)."""
    order = np.argsort(values, axis=0, kind="stable")
    ordered = np.take_along_axis(values, order, axis=0)
    reached = np.cumsum(weights[order], axis=0) >= share - 1e-9  # (rows, n, k)
    first = reached.argmax(axis=0)
    found: FloatArray = np.take_along_axis(ordered, first.T, axis=0)
    return found
