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
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from geoaccess.units import SECONDS_PER_HOUR, BoolArray, FloatArray, IntArray

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
    n_ways
        Ways looked at so far: ``slope`` on the DEM; ``level``, which the DEM does not cover from
        end to end, or has no height of, and which are taken as level. Edges of streets are
        ``street slope`` and ``street level``.
    """

    heights: Heights
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
        """
        n_steps = _count_steps(distance_m)
        line, share = _find_steps(n_steps)
        lon = begin[0][line] + share * (end[0] - begin[0])[line]
        lat = begin[1][line] + share * (end[1] - begin[1])[line]
        return self._climb((lon, lat), n_steps, distance_m * detour)

    def find_street_effort(self, lines: NDArray[Any], length_m: FloatArray) -> Effort:
        """Return the effort of walking along streets, and against them.

        Heights are taken every 50 m or less of the street. A bridge is walked as if it went down
        to the ground below it, and a tunnel over the hill, unless the DEM has no height there.

        Parameters
        ----------
        lines
            Course of each street, shapely lines in degrees, shape (n,).
        length_m
            Length of each, shape (n,).
        """
        import shapely

        n_steps = _count_steps(length_m)
        line, share = _find_steps(n_steps)
        points = shapely.line_interpolate_point(lines[line], share, normalized=True)
        at = shapely.get_x(points), shapely.get_y(points)
        return self._climb(at, n_steps, length_m, counted="street ")

    def _climb(
        self,
        points: tuple[FloatArray, FloatArray],
        n_steps: IntArray,
        walked_m: FloatArray,
        *,
        counted: str = "",
    ) -> Effort:
        """Return the effort of ways over points at equal steps, 1 for those not covered."""
        out, back = np.ones(n_steps.size), np.ones(n_steps.size)
        lost = np.zeros(n_steps.size, dtype=np.bool_)
        line = np.repeat(np.arange(n_steps.size), n_steps + 1)
        lost[line[~self.heights.covers(*points)]] = True
        sampled = self.heights.heights_at(*points)
        first = np.cumsum(n_steps + 1) - (n_steps + 1)
        for k in np.unique(n_steps).tolist():
            rows = np.flatnonzero((n_steps == k) & (walked_m > 0))
            profile = fill_heights(sampled[first[rows][:, None] + np.arange(k + 1)])
            is_known = ~np.isnan(profile[:, 0])
            lost[rows[~is_known]] = True
            rows = rows[is_known]
            out[rows], back[rows] = profile_effort(profile[is_known], walked_m[rows])
        out[lost], back[lost] = 1.0, 1.0
        self.n_ways[f"{counted}slope"] += int((~lost).sum())
        self.n_ways[f"{counted}level"] += int(lost.sum())
        return Effort(out, back)


def _count_steps(length_m: FloatArray) -> IntArray:
    """Return in how many steps of 50 m at most each way is looked at, one at least."""
    n_steps: IntArray = np.maximum(np.ceil(length_m / STEP_M), 1).astype(np.int64)
    return n_steps


def _find_steps(n_steps: IntArray) -> tuple[IntArray, FloatArray]:
    """Return line and share of its length of each point, the two ends of a line included."""
    line = np.repeat(np.arange(n_steps.size), n_steps + 1)
    first = np.repeat(np.cumsum(n_steps + 1) - (n_steps + 1), n_steps + 1)
    share: FloatArray = (np.arange(line.size) - first) / n_steps[line]
    return line, share
