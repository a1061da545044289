"""Weights from pairwise comparison: the analytic hierarchy process, with its consistency."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoaccess.errors import InputError
from geoaccess.units import FloatArray

RANDOM_INDEX = (0.0, 0.0, 0.5247, 0.8816, 1.1086, 1.2479, 1.3417, 1.4057, 1.4499, 1.4854)
"""Mean consistency index of random matrices of order 1 to 10 (Alonso and Lamata 2006)."""
ACCEPTABLE_RATIO = 0.1
"""Above this consistency ratio the comparisons should be made again (Saaty 1980)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PairwiseWeights:
    """Weights with the ratio that says how consistent the comparisons were.

    Attributes
    ----------
    weights
        Shape (k,): above 0, sum 1.
    consistency_ratio
        0 where all comparisons agree; above `ACCEPTABLE_RATIO` they contradict each other.
    """

    weights: FloatArray
    consistency_ratio: float

    @property
    def is_acceptable(self) -> bool:
        """Whether the comparisons are consistent enough to be used."""
        return self.consistency_ratio <= ACCEPTABLE_RATIO


def compute_pairwise_weights(comparisons: FloatArray) -> PairwiseWeights:
    """Return the principal eigenvector of a reciprocal matrix, scaled to sum 1 (Saaty 1980).

    Parameters
    ----------
    comparisons
        Shape (k, k), k of 1 to 10: entry (a, b) says how many times as important a is as b,
        usually 1/9 to 9; entry (b, a) is its inverse.

    Raises
    ------
    InputError
        When the matrix is not square, positive and reciprocal, or too large.

    Notes
    -----
    CI = (lambda_max - k) / (k - 1), CR = CI / RI(k).
    """
    matrix = np.asarray(comparisons, dtype=np.float64)
    k = matrix.shape[0] if matrix.ndim else 0
    if matrix.shape != (k, k) or not 1 <= k <= len(RANDOM_INDEX):
        raise InputError(f"pairwise: a square matrix of 1 to 10 is needed, not {matrix.shape}")
    if not np.all((matrix > 0) & (matrix < np.inf)):
        raise InputError("pairwise: every comparison has to be above 0")
    odd = np.argwhere(~np.isclose(matrix * matrix.T, 1, rtol=1e-2))
    if odd.size:
        a, b = odd[0].tolist()
        raise InputError(
            f"pairwise: entries ({a + 1}, {b + 1}) and ({b + 1}, {a + 1}) are not inverse"
        )
    values, vectors = np.linalg.eig(matrix)
    largest = int(np.argmax(values.real))
    weights = np.abs(vectors[:, largest].real)
    if k <= 2:
        ratio = 0.0
    else:
        index = max(float(values[largest].real) - k, 0.0) / (k - 1)
        ratio = index / RANDOM_INDEX[k - 1]
    return PairwiseWeights(weights=weights / weights.sum(), consistency_ratio=ratio)
