"""Local Moran's I: where high values lie among high ones, more than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.jobs import Neighbours
from geoaccess.units import BoolArray, FloatArray

LEAST_UNITS = 3
_BLOCK = 2_000_000
"""Random numbers drawn at once: 16 MB."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LocalMoran:
    """Local Moran's I of n units.

    Attributes
    ----------
    value
        I of each unit, shape (n,); 0 for a unit without neighbours.
    p
        One-sided pseudo p-value by conditional permutation, shape (n,); 1 without neighbours.
    is_high
        Units above the mean whose neighbours are above the mean on average ("high-high").
    """

    value: FloatArray
    p: FloatArray
    is_high: BoolArray


def compute_local_moran(
    values: FloatArray, neighbours: Neighbours, *, permutations: int = 999, seed: int = 0
) -> LocalMoran:
    """Return local Moran's I with p-values (Anselin 1995), weights standardised by row.

        I_i = (n - 1) * z_i / (sum of z ** 2) * sum over j of z_j / k_i

    over the k_i neighbours j of unit i, z = x - mean. The p-value holds x_i and draws its k_i
    neighbours from the other units without replacement: p = (1 + larger) / (1 + permutations),
    `larger` being the count of draws with at least the I that was found, or of the others,
    whichever is fewer. As PySAL's `esda.Moran_Local` has it, but for the random numbers.

    Parameters
    ----------
    values
        Shape (n,).

    Raises
    ------
    InputError
        When there are fewer than three units, a value is missing, or all are the same.
    """
    x = np.asarray(values, dtype=np.float64)
    n = x.size
    if n < LEAST_UNITS or not np.all(np.isfinite(x)) or np.ptp(x) == 0:
        raise InputError(
            "local Moran: values of three or more units are needed, none missing, not all the same"
        )
    z = x - x.mean()
    count = np.diff(neighbours.start)
    total = np.bincount(neighbours.from_idx, weights=z[neighbours.unit_idx], minlength=n)
    lag = np.divide(total, count, out=np.zeros(n), where=count > 0)
    rng = np.random.default_rng(seed)
    p = np.ones(n)
    for k in np.unique(count[count > 0]).tolist():
        for units in _blocks(np.flatnonzero(count == k), permutations * k):
            drawn = _draw_lags(z, units, k, permutations, rng)
            sign = np.sign(z[units])[:, None]
            larger = (sign * drawn >= sign * lag[units][:, None] - 1e-12).sum(axis=1)
            p[units] = (1 + np.minimum(larger, permutations - larger)) / (1 + permutations)
    return LocalMoran(value=(n - 1) * z * lag / float(z @ z), p=p, is_high=(z > 0) & (lag > 0))


def _blocks(units: np.ndarray, each: int) -> list[np.ndarray]:
    size = max(1, _BLOCK // each)
    return [units[first : first + size] for first in range(0, len(units), size)]


def _draw_lags(
    z: FloatArray, units: np.ndarray, k: int, permutations: int, rng: np.random.Generator
) -> FloatArray:
    """Return the mean of k other units, drawn without replacement, shape (units, permutations)."""
    n = z.size
    if k > (n - 1) // 2:
        keys = rng.random((len(units), permutations, n - 1))
        picked = np.argsort(keys, axis=2)[:, :, :k]
    else:
        picked = rng.integers(n - 1, size=(len(units), permutations, k))
        while (again := _has_repeats(picked)).any():
            picked[again] = rng.integers(n - 1, size=(int(again.sum()), k))
    picked += picked >= units[:, None, None]
    means: FloatArray = z[picked].mean(axis=2)
    return means


def _has_repeats(picked: np.ndarray) -> BoolArray:
    """Return which draws have a unit twice, shape (units, permutations)."""
    ordered = np.sort(picked, axis=2)
    repeats: BoolArray = (ordered[:, :, 1:] == ordered[:, :, :-1]).any(axis=2)
    return repeats


def control_false_discovery(p: FloatArray, alpha: float) -> BoolArray:
    """Return which p-values stand at a false discovery rate (Benjamini and Hochberg 1995)."""
    order = np.argsort(p, kind="stable")
    passed = p[order] <= alpha * np.arange(1, p.size + 1) / p.size
    kept = np.zeros(p.size, dtype=bool)
    if passed.any():
        kept[order[: int(np.flatnonzero(passed)[-1]) + 1]] = True
    return kept
