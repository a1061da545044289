"""How long the sections of a planned line are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from geoaccess.model.network import Station
from geoaccess.units import FloatArray, great_circle_m

METRES_PER_KM = 1000.0


class Chainage(NamedTuple):
    """Stations along a drawn line: km from its first point, and km off it, shape (n,)."""

    along_km: FloatArray
    off_km: FloatArray


def measure_along(path: Sequence[tuple[float, float]], stations: Sequence[Station]) -> Chainage:
    """Return where stations lie along a drawn line, each where it is nearest after the last.

    Parameters
    ----------
    path
        (lon, lat) in degrees, at least two points.
    """
    lon, lat = np.array(path, dtype=np.float64).T
    step_km = great_circle_m(lon[:-1], lat[:-1], lon[1:], lat[1:]) / METRES_PER_KM
    start_km = np.concatenate([[0.0], np.cumsum(step_km)])
    along, off = [], []
    reached = 0.0
    for station in stations:
        scale = np.cos(np.radians(station.lat))
        dx, dy = np.diff(lon) * scale, np.diff(lat)
        px, py = (station.lon - lon[:-1]) * scale, station.lat - lat[:-1]
        length = dx**2 + dy**2
        share = np.clip((px * dx + py * dy) / np.where(length > 0, length, 1.0), 0.0, 1.0)
        at_km = start_km[:-1] + share * step_km
        at_lon, at_lat = lon[:-1] + share * np.diff(lon), lat[:-1] + share * np.diff(lat)
        off_km = great_circle_m(
            np.full(at_lon.size, station.lon), np.full(at_lat.size, station.lat), at_lon, at_lat
        )
        off_km = np.where(at_km >= reached, off_km / METRES_PER_KM, np.inf)
        best = int(np.argmin(off_km)) if np.isfinite(off_km).any() else len(step_km) - 1
        reached = float(max(reached, at_km[best]))
        along.append(reached)
        off.append(float(off_km[best]))
    return Chainage(along_km=np.array(along), off_km=np.array(off))


def straight_km(one: Station, other: Station) -> float:
    """Return the great-circle distance of two stations in km."""
    ends = (np.array([value]) for value in (one.lon, one.lat, other.lon, other.lat))
    return float(great_circle_m(*ends)[0]) / METRES_PER_KM
