"""Equity: how unequally a value is spread over places, each counted with its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geoaccess.errors import InputError
from geoaccess.units import FloatArray


@dataclass(frozen=True, kw_only=True)
class TheilParts:
    """Theil's T with its parts; `total` is their sum."""

    between: float
    within: float

    @property
    def total(self) -> float:
        """The inequality of all places."""
        return self.between + self.within


def compute_gini(values: FloatArray, people: FloatArray | None = None) -> float:
    """Return the Gini coefficient: 0 where all have the same, towards 1 where one has all.

        G = sum over i, k of p_i * p_k * |x_i - x_k| / (2 * mean)

    with p the share of people; by the trapezia under the Lorenz curve (Gini 1912).

    Parameters
    ----------
    values
        Shape (n,): at least 0.
    people
        Shape (n,): people of each place; all equal where left out.

    Raises
    ------
    InputError
        When a value is missing or negative, or all are 0.
    """
    x, share = _checked(values, people)
    order = np.argsort(x, kind="stable")
    held = np.concatenate(([0.0], np.cumsum((x * share)[order]) / (x @ share)))
    return float(1 - np.sum(share[order] * (held[1:] + held[:-1])))


def compute_theil(
    values: FloatArray, people: FloatArray | None = None, *, regions: Sequence[str] | None = None
) -> TheilParts:
    """Return Theil's T between and within regions.

        T = sum over i of p_i * (x_i / mean) * ln(x_i / mean)

    Between: the same over regions with their means. Within: Theil's T of each region weighted
    with its share of the sum of x (Theil 1967). A value of 0 adds 0. Without regions all is
    within one.

    Raises
    ------
    InputError
        When a value is missing or negative, all are 0, or regions do not fit.
    """
    x, share = _checked(values, people)
    names = np.zeros(x.size, dtype=np.int64)
    if regions is not None:
        if len(regions) != np.size(values):
            raise InputError(f"equity: {len(regions)} regions for {np.size(values)} values")
        lived_in = np.asarray(regions) if people is None else np.asarray(regions)[people > 0]
        names = np.unique(lived_in, return_inverse=True)[1]
    people_of, held_by = np.bincount(names, share), np.bincount(names, share * x)
    ratio = held_by / people_of
    between = float(people_of @ _x_log_x(ratio / (x @ share)))
    relative = np.divide(x, ratio[names], out=np.zeros_like(x), where=ratio[names] > 0)
    within_each = np.bincount(names, share * _x_log_x(relative)) / people_of
    return TheilParts(between=between, within=float(held_by @ within_each / (x @ share)))


def compute_palma(values: FloatArray, people: FloatArray | None = None) -> float:
    """Return the sum held by the top tenth of people over that of the bottom 40 % (Palma 2011).

    People of one place count alike; the place on the boundary is divided. Infinite where the
    bottom 40 % hold nothing.

    Raises
    ------
    InputError
        When a value is missing or negative, or all are 0.
    """
    x, share = _checked(values, people)
    order = np.argsort(x, kind="stable")
    at = np.concatenate(([0.0], np.cumsum(share[order])))
    held = np.concatenate(([0.0], np.cumsum((x * share)[order])))
    bottom, top_begins = np.interp([0.4, 0.9], at, held)
    return float((held[-1] - top_begins) / bottom) if bottom > 0 else float("inf")


def _checked(values: FloatArray, people: FloatArray | None) -> tuple[FloatArray, FloatArray]:
    """Return values and shares of people, of places where people live."""
    x = np.asarray(values, dtype=np.float64)
    heads = np.ones_like(x) if people is None else np.asarray(people, dtype=np.float64)
    if x.ndim != 1 or x.size == 0 or heads.shape != x.shape:
        raise InputError(f"equity: values {x.shape} and people {heads.shape} do not fit")
    if not (np.all((x >= 0) & (x < np.inf)) and np.all((heads >= 0) & (heads < np.inf))):
        raise InputError("equity: a value or a number of people is missing or negative")
    x, heads = x[heads > 0], heads[heads > 0]
    if x @ heads <= 0:
        raise InputError("equity: all values are 0, or nobody lives there")
    return x, heads / heads.sum()


def _x_log_x(x: FloatArray) -> FloatArray:
    """Return x * ln(x), 0 at 0."""
    result: FloatArray = x * np.log(np.where(x > 0, x, 1.0))
    return result
