"""Draws of what is uncertain: Latin hypercubes, the same for every scenario of a seed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from geoaccess.errors import InputError
from geoaccess.units import FloatArray


def draw_hypercube(n_draws: int, n_inputs: int, *, seed: int, stream: str) -> FloatArray:
    """Return a Latin hypercube in (0, 1), shape (n_draws, n_inputs) (McKay and others 1979).

    Every column has one value in each of the n_draws equal strata. Each input takes its own
    random numbers from (seed, stream, column): adding an input leaves those of the others,
    and base and scenario share theirs (common random numbers).

    Raises
    ------
    InputError
        When there is no draw, or the seed is negative.
    """
    if n_draws < 1:
        raise InputError(f"draws: {n_draws} draws cannot be made; at least 1 is needed")
    if seed < 0:
        raise InputError(f"draws: the seed {seed} is negative; give 0 or more")
    key = list(stream.encode())
    unit = np.empty((n_draws, n_inputs))
    for column in range(n_inputs):
        generator = np.random.Generator(np.random.PCG64([seed, column, *key]))
        unit[:, column] = (generator.permutation(n_draws) + generator.random(n_draws)) / n_draws
    return np.clip(unit, np.finfo(float).tiny, 1 - 2**-53)


def to_uniform(unit: FloatArray, low: float, high: float) -> FloatArray:
    """Return values spread evenly over low to high, from values in (0, 1)."""
    values: FloatArray = low + unit * (high - low)
    return values


def to_triangular(unit: FloatArray, low: float, mode: float, high: float) -> FloatArray:
    """Return values of a triangular distribution, from values in (0, 1)."""
    if high <= low:
        return np.full_like(unit, mode)
    split = (mode - low) / (high - low)
    rising = low + np.sqrt(unit * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - unit) * (high - low) * (high - mode))
    values: FloatArray = np.where(unit < split, rising, falling)
    return values


def to_dirichlet(unit: FloatArray, concentration: FloatArray) -> FloatArray:
    """Return weights of a Dirichlet distribution, rows summing to 1, from values in (0, 1).

    Gamma variates by the inverse of their distribution, so that strata stay strata. A
    concentration of 0 gives a weight of 0 in every draw.

    Parameters
    ----------
    unit
        Shape (n_draws, k).
    concentration
        Shape (k,): parameters of the distribution, means in proportion to them.
    """
    from scipy.special import gammaincinv

    used = concentration > 0
    if not used.any():
        raise InputError("draws: all weights are 0")
    variates = np.zeros_like(unit)
    variates[:, used] = gammaincinv(concentration[used], unit[:, used])
    weights: FloatArray = variates / variates.sum(axis=1, keepdims=True)
    return weights


def describe_draws(values: Mapping[str, FloatArray]) -> dict[str, dict[str, float]]:
    """Return by input the least, mean and largest value drawn, for the record of a run."""
    return {
        name: {
            "min": float(drawn.min()),
            "mean": float(drawn.mean()),
            "max": float(drawn.max()),
        }
        for name, drawn in values.items()
    }
