"""Walking on slopes: Tobler's hiking function, uphill and downhill, along lines and streets.

Tobler (1993) fits the speed of a walker to the slope S (rise over distance, down negative):

    W = 6 exp(-3.5 |S + 0.05|) km/h

It is scaled so that level ground takes the speed that is configured:

    seconds on a slope / seconds on the level = exp(3.5 (|S + 0.05| - 0.05))

Fastest is 5 % downhill (0.84 of the time). The metre of height is won in least time at a slope of
1/3.5 = 28.6 %: nobody walks straight up what is steeper, but in zigzags of that slope (Llobera
and Sluckin 2007), so that the height alone decides there.

References
----------
Tobler, W. (1993). Three presentations on geographical analysis and modeling. NCGIA Technical
Report 93-1. Llobera, M., Sluckin, T. J. (2007). Zigzagging: theoretical insights on climbing
strategies. Journal of Theoretical Biology 249.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.units import SECONDS_PER_HOUR, BoolArray, FloatArray

STEEPNESS: Final = 3.5
EASIEST: Final = 0.05
CRITICAL_SLOPE: Final = 1 / STEEPNESS
STEP_M: Final = 50.0
"""Heights are taken so far apart along a line: the noise of a 10 m DEM is no hill."""
M_PER_KM: Final = 1000


class Heights(Protocol):
    """What the model asks of a digital elevation model."""

    @property
    def title(self) -> str:
        """Name of the file, for messages."""

    def covers(self, lon: FloatArray, lat: FloatArray) -> BoolArray:
        """Return whether points lie on the DEM, with a height or not, shape (n,)."""

    def heights_at(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Return heights in metres, NaN where there is none, shape (n,)."""


class Effort(NamedTuple):
    """How many times the seconds on level ground a way takes, there and back, shape (n,)."""

    out: FloatArray
    back: FloatArray


def slope_effort(slope: FloatArray) -> FloatArray:
    """Return seconds on slopes over those on the level, by length on the map; 1 for 0.

    Parameters
    ----------
    slope
        Rise over distance, negative downhill: 0.1 for 10 %.
    """
    zigzag = np.maximum(np.abs(slope) / CRITICAL_SLOPE, 1.0)
    walked = np.clip(slope, -CRITICAL_SLOPE, CRITICAL_SLOPE)
    effort: FloatArray = zigzag * np.exp(STEEPNESS * (np.abs(walked + EASIEST) - EASIEST))
    return effort


def edge_walk_s(
    length_m: FloatArray, rise_m: FloatArray, speed_kmh: float, *, is_level: BoolArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Return walking seconds of street edges from begin to end, and from end to begin.

    Parameters
    ----------
    length_m
        Metres along the street, above 0.
    rise_m
        Height of the end less that of the begin; NaN for not known, which counts as level.
    speed_kmh
        On level ground.
    is_level
        Bridges and tunnels: the ground above or below them is no slope of theirs.
    """
    level_s = length_m / M_PER_KM / speed_kmh * SECONDS_PER_HOUR
    rise = np.nan_to_num(rise_m, nan=0.0)
    if is_level is not None:
        rise = np.where(is_level, 0.0, rise)
    slope = np.divide(rise, length_m, out=np.zeros(np.shape(rise)), where=length_m > 0)
    return level_s * slope_effort(slope), level_s * slope_effort(-slope)


def profile_effort(heights_m: FloatArray, length_m: FloatArray) -> Effort:
    """Return the effort of ways with heights at equal steps.

    Parameters
    ----------
    heights_m
        Shape (n, k + 1), the two ends included, none missing.
    length_m
        Metres walked in all k steps together, shape (n,), above 0.
    """
    n_steps = heights_m.shape[1] - 1
    slope = np.diff(heights_m, axis=1) / (length_m / n_steps)[:, None]
    return Effort(slope_effort(slope).mean(axis=1), slope_effort(-slope).mean(axis=1))


def fill_heights(heights_m: FloatArray) -> FloatArray:
    """Return profiles with gaps bridged, shape (n, k); NaN throughout where all is missing.

    Water has no height in many DEMs: between its banks the way is a straight line (a bridge);
    an end without a height is level with the nearest height on the way.
    """
    filled = heights_m.copy()
    position = np.arange(heights_m.shape[1])
    for row in np.flatnonzero(np.isnan(heights_m).any(axis=1)):
        known = ~np.isnan(heights_m[row])
        if known.any():
            filled[row] = np.interp(position, position[known], heights_m[row, known])
    return filled


@dataclass(frozen=True, kw_only=True, eq=False)
class Terrain:
    """Slopes of straight lines on a DEM.

    Attributes
    ----------
    heights
        The DEM.
    flat_outside
        Whether ways that the DEM does not cover are taken as level; else they are an error.
    n_ways
        Ways looked at so far: ``slope`` on the DEM, ``level`` outside it.
    """

    heights: Heights
    flat_outside: bool = False
    n_ways: Counter[str] = field(default_factory=Counter)

    def find_effort(
        self,
        begin: tuple[FloatArray, FloatArray],
        end: tuple[FloatArray, FloatArray],
        distance_m: FloatArray,
        detour: float,
    ) -> Effort:
        """Return the effort of walking between points, the slope spread over the detour.

        Heights are taken every 50 m or less of the straight line. A street goes round a hill
        where the line goes over it; the line knows no stairs, bridges or tunnels.

        Parameters
        ----------
        begin, end
            Longitude and latitude in degrees, shape (n,) each.
        distance_m
            Straight line, shape (n,).
        detour
            Metres walked for a metre of straight line.

        Raises
        ------
        InputError
            When the DEM does not cover a way, unless `flat_outside`.
        """
        out, back = np.ones(distance_m.shape), np.ones(distance_m.shape)
        n_steps = np.maximum(np.ceil(distance_m / STEP_M), 1).astype(np.int64)
        lost = np.zeros(distance_m.shape, dtype=np.bool_)
        line, share = _find_steps(n_steps)
        lon = begin[0][line] + share * (end[0] - begin[0])[line]
        lat = begin[1][line] + share * (end[1] - begin[1])[line]
        lost[line[~self.heights.covers(lon, lat)]] = True
        sampled = self.heights.heights_at(lon, lat)
        first = np.cumsum(n_steps + 1) - (n_steps + 1)
        for k in np.unique(n_steps).tolist():
            rows = np.flatnonzero((n_steps == k) & (distance_m > 0))
            profile = fill_heights(sampled[first[rows][:, None] + np.arange(k + 1)])
            is_known = ~np.isnan(profile[:, 0])
            lost[rows[~is_known]] = True
            rows = rows[is_known]
            effort = profile_effort(profile[is_known], distance_m[rows] * detour)
            out[rows], back[rows] = effort
        self._account(lost, begin)
        out[lost], back[lost] = 1.0, 1.0
        return Effort(out, back)

    def _account(self, lost: BoolArray, begin: tuple[FloatArray, FloatArray]) -> None:
        """Count the ways; raise an InputError on those that the DEM does not cover."""
        if lost.any() and not self.flat_outside:
            lon, lat = begin[0][lost], begin[1][lost]
            ends = [f"{y:.4f},{x:.4f}" for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
            unique = list(dict.fromkeys(ends))
            raise InputError(
                f"{self.heights.title}: it does not cover {int(lost.sum())} of {lost.size} ways on "
                f"foot, from {len(unique)} places (lat,lon {describe_offenders(unique)}); give a "
                "DEM that covers all places and their stations, or --dem-fallback to take what "
                "lies outside as level"
            )
        self.n_ways["slope"] += int((~lost).sum())
        self.n_ways["level"] += int(lost.sum())


def _find_steps(n_steps: np.ndarray) -> tuple[np.ndarray, FloatArray]:
    """Return line and share of its length of each point, the two ends of a line included."""
    line = np.repeat(np.arange(n_steps.size), n_steps + 1)
    first = np.repeat(np.cumsum(n_steps + 1) - (n_steps + 1), n_steps + 1)
    share: FloatArray = (np.arange(line.size) - first) / n_steps[line]
    return line, share
