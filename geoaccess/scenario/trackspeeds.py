"""How fast trains may run along a surveyed track: its curves, and stretches with a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from geoaccess.errors import InputError
from geoaccess.scenario.runclasses import ModelClass
from geoaccess.units import FloatArray, great_circle_m

_M_PER_KM: Final = 1000.0
STEP_KM: Final = 0.05
"""Length of the cells in which a track is looked at."""
_CURVE: Final = 127.0
"""V² = 127 R e / G, with V in km/h, R in m: g · 3.6², the balance of forces in a curve."""
_ROUND_KMH: Final = 5.0
"""Speeds on curves are set in steps of 5 km/h, downwards."""
_SAME_M: Final = 25.0
_RETRACED_M: Final = (1_000.0, 15_000.0)


class Stretch(NamedTuple):
    """A limit between two positions along a track, in km."""

    begin_km: float
    end_km: float
    limit_kmh: float


@dataclass(frozen=True, kw_only=True, eq=False)
class TrackSpeeds:
    """Greatest speed in each of n cells of `STEP_KM` along a track, shape (n,); inf for none."""

    limit_kmh: FloatArray

    def pieces(self, from_km: float, to_km: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return lengths in km and limits of the way between two positions, in its order.

        Neighbouring cells of one limit are one piece. The lengths sum to the way.
        """
        low, high = sorted((from_km, to_km))
        last = len(self.limit_kmh) - 1
        cells = np.arange(min(int(low / STEP_KM), last), min(int(high / STEP_KM), last) + 1)
        limit = self.limit_kmh[cells]
        starts = np.concatenate([[0], np.flatnonzero(limit[1:] != limit[:-1]) + 1])
        edges = np.concatenate([[low], cells[starts[1:]] * STEP_KM, [high]])
        km, speeds = np.diff(edges), limit[starts]
        km, speeds = km[km > 0], speeds[km > 0]
        if to_km < from_km:
            km, speeds = km[::-1], speeds[::-1]
        return tuple(km.tolist()), tuple(speeds.tolist())


def build_track_speeds(
    lon: FloatArray, lat: FloatArray, model: ModelClass, stretches: Sequence[Stretch] = ()
) -> TrackSpeeds:
    """Return the speeds that the curves of a track and stretches with a limit allow.

    The track has to be surveyed: of a line drawn by hand every kink is a sharp curve.

    Parameters
    ----------
    lon, lat
        Vertices in degrees, shape (n,).
    model
        Its `curve_mm` over `gauge_mm` say how fast a radius is taken.
    """
    radius_m = compute_radius_m(lon, lat, model.curve_span_m)
    kmh = np.sqrt(_CURVE * radius_m * model.curve_mm / model.gauge_mm)
    limit = np.where(np.isfinite(kmh), np.floor(kmh / _ROUND_KMH) * _ROUND_KMH, np.inf)
    middle_km = (np.arange(len(limit)) + 0.5) * STEP_KM
    for begin_km, end_km, limit_kmh in stretches:
        here = (middle_km >= min(begin_km, end_km)) & (middle_km <= max(begin_km, end_km))
        limit[here] = np.minimum(limit[here], limit_kmh)
    limit.setflags(write=False)
    return TrackSpeeds(limit_kmh=limit)


def compute_radius_m(lon: FloatArray, lat: FloatArray, span_m: float) -> FloatArray:
    """Return the radius of curvature in metres in each cell of `STEP_KM`; inf where unknown.

    It is the span over the angle between the chords of that length before and behind the cell,
    so that the noise of vertices some metres off is no curve. Within a span of either end no
    angle is known.
    """
    if len(lon) < 2:
        raise InputError("track: fewer than two vertices; give the drawn line")
    gone_m = np.concatenate(
        [[0.0], np.cumsum(great_circle_m(lon[:-1], lat[:-1], lon[1:], lat[1:]))]
    )
    step_m = STEP_KM * _M_PER_KM
    n_cells = int(np.ceil(gone_m[-1] / step_m))
    k = max(1, round(span_m / step_m))
    at_m = (np.arange(n_cells) + 0.5) * step_m
    x_deg, y_deg = np.interp(at_m, gone_m, lon), np.interp(at_m, gone_m, lat)
    radius = np.full(n_cells, np.inf)
    if n_cells <= 2 * k:
        return radius
    east = np.radians(x_deg[k:] - x_deg[:-k]) * np.cos(np.radians((y_deg[k:] + y_deg[:-k]) / 2))
    heading = np.arctan2(east, np.radians(y_deg[k:] - y_deg[:-k]))
    turn = (heading[k:] - heading[:-k] + np.pi) % (2 * np.pi) - np.pi
    with np.errstate(divide="ignore"):
        radius[k:-k] = span_m / np.abs(turn)
    return radius


def drop_retraced(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Return a track without the spur it runs up and back, and the km that were cut.

    A spur is found where the track comes back to within 25 m of itself after 1 to 15 km, as
    happens where a drawing was stitched from pieces in the wrong order. The longest is cut.
    """
    from scipy.spatial import cKDTree

    metres = np.column_stack(
        (np.radians(lon) * np.cos(np.radians(float(np.mean(lat)))), np.radians(lat))
    )
    metres *= 6_371_000.0
    gone_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(metres, axis=0).T))])
    pairs = np.sort(cKDTree(metres).query_pairs(_SAME_M, output_type="ndarray"), axis=1)
    away_m = gone_m[pairs[:, 1]] - gone_m[pairs[:, 0]]
    is_spur = (away_m > _RETRACED_M[0]) & (away_m < _RETRACED_M[1])
    if not is_spur.any():
        return lon, lat, 0.0
    best = int(np.argmax(np.where(is_spur, away_m, 0.0)))
    cut = slice(pairs[best, 0] + 1, pairs[best, 1] + 1)
    return np.delete(lon, cut), np.delete(lat, cut), float(away_m[best]) / _M_PER_KM
