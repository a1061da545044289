"""Impedance: how much a hub counts at a given travel time, from 1 next door to 0 out of reach.

Every function takes minutes of any shape, infinite where there is no connection, and gives
weights of the same shape; what cannot be reached weighs 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from geoaccess.errors import InputError
from geoaccess.units import FloatArray


class Impedance(Protocol):
    """A weight by travel time."""

    def weight(self, minutes: FloatArray) -> FloatArray:
        """Return weights of travel times in minutes, same shape; 0 where infinite."""


def _needs(good: bool, what: str) -> None:
    if not good:
        raise InputError(f"impedance: {what}")


@dataclass(frozen=True, kw_only=True)
class Cumulative:
    """1 up to a limit and 0 beyond: f = 1[t <= T] (Ingram 1971, isochrone measure)."""

    limit_min: float

    def __post_init__(self) -> None:
        _needs(self.limit_min >= 0, f"a limit of {self.limit_min} min is less than nothing")

    def weight(self, minutes: FloatArray) -> FloatArray:
        """Return 1 where minutes are within the limit, 0 elsewhere."""
        return (minutes <= self.limit_min).astype(np.float64)


@dataclass(frozen=True, kw_only=True)
class CumulativeInterval:
    """Mean of the cumulative weight over several limits (Tomasiello and others 2023).

    No single limit decides; the default limits are 180, 195, ... 300 minutes.
    """

    first_min: float = 180
    last_min: float = 300
    step_min: float = 15

    def __post_init__(self) -> None:
        _needs(
            0 <= self.first_min <= self.last_min and self.step_min > 0,
            f"limits from {self.first_min} to {self.last_min} min by {self.step_min} make no range",
        )

    @property
    def limits_min(self) -> FloatArray:
        """The limits, ascending, in minutes."""
        steps = int((self.last_min - self.first_min) / self.step_min + 1e-9)
        limits: FloatArray = self.first_min + self.step_min * np.arange(steps + 1, dtype=np.float64)
        return limits

    def weight(self, minutes: FloatArray) -> FloatArray:
        """Return the share of the limits that the minutes keep."""
        limits = self.limits_min
        kept: FloatArray = 1 - np.searchsorted(limits, minutes, side="left") / limits.size
        return kept


@dataclass(frozen=True, kw_only=True)
class Exponential:
    """f = 2 ** (-t / h): half the weight every `half_life_min` (Hansen 1959's family)."""

    half_life_min: float = 90

    def __post_init__(self) -> None:
        _needs(self.half_life_min > 0, "the half-life has to be above 0")

    def weight(self, minutes: FloatArray) -> FloatArray:
        """Return 2 to the power of minus minutes over the half-life."""
        weights: FloatArray = np.exp2(-minutes / self.half_life_min)
        return weights


@dataclass(frozen=True, kw_only=True)
class Logistic:
    """f = g(0) / g(t) with g(t) = 1 + exp((t - m) * pi / (sd * sqrt(3))).

    The tail of a logistic distribution of acceptable times with mean m and standard
    deviation sd, scaled to 1 at no time (Bauer and Groneberg 2016).
    """

    mean_min: float = 240
    sd_min: float = 30

    def __post_init__(self) -> None:
        _needs(self.sd_min > 0, "the standard deviation has to be above 0")

    def weight(self, minutes: FloatArray) -> FloatArray:
        """Return the weight, computed through logarithms so that long times do not overflow."""
        slope = np.pi / (self.sd_min * np.sqrt(3))
        at_zero = np.logaddexp(0, -self.mean_min * slope)
        weights: FloatArray = np.exp(at_zero - np.logaddexp(0, (minutes - self.mean_min) * slope))
        return weights


@dataclass(frozen=True, kw_only=True)
class Power:
    """f = (max(t, t0) / t0) ** -alpha; without a floor (t / t0) ** -alpha.

    With alpha = 1 the effective density of wider economic impact studies (Graham 2007). The
    floor `t0` keeps what lies next door from counting without bound.
    """

    scale_min: float = 30
    exponent: float = 1
    floored: bool = True

    def __post_init__(self) -> None:
        _needs(self.scale_min > 0 and self.exponent > 0, "scale and exponent have to be above 0")

    def weight(self, minutes: FloatArray) -> FloatArray:
        """Return the weight; without a floor it is infinite at 0 minutes."""
        longer = np.maximum(minutes, self.scale_min) if self.floored else np.asarray(minutes)
        with np.errstate(divide="ignore"):
            weights: FloatArray = (longer / self.scale_min) ** -float(self.exponent)
        return weights


@dataclass(frozen=True, kw_only=True)
class Gaussian:
    """f = exp(-t ** 2 / (2 * sigma ** 2)) (Ingram 1971)."""

    sigma_min: float = 90

    def __post_init__(self) -> None:
        _needs(self.sigma_min > 0, "sigma has to be above 0")

    def weight(self, minutes: FloatArray) -> FloatArray:
        """Return the weight."""
        weights: FloatArray = np.exp(-0.5 * (minutes / self.sigma_min) ** 2)
        return weights
