"""Units and their conversions: seconds inside, minutes and clock times for people."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geoaccess.errors import InputError

IntArray = NDArray[np.integer[Any]]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SECONDS_PER_MINUTE: Final = 60
SECONDS_PER_HOUR: Final = 3600
SECONDS_PER_DAY: Final = 86_400

UNREACHED_S: Final = 2**30
"""Duration or clock time of what cannot be reached: above any service day, and safe to add to."""

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean earth radius (IUGG)."""

LAST_HOUR: Final = 47
"""Clock times reach to the end of the day after the service day."""

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")
_BYTES = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]i?b)")
_BYTE_UNITS = {"kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_DISTANCE = re.compile(r"(\d+(?:\.\d+)?)\s*(km|m)")
_DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)\s*h)?\s*(?:(\d+(?:\.\d+)?)\s*m(?:in)?)?")


def parse_clock(text: str) -> int:
    """Return seconds of the service day for ``HH:MM`` or ``HH:MM:SS``.

    Hours of 24 and above are the small hours of the next day (``24:05``), up to 47:59:59.

    Raises
    ------
    InputError
        When the text is not a clock time.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None or int(match[1]) > LAST_HOUR:
        raise InputError(f"'{text}' is not a clock time; write it as HH:MM, for example 06:30")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds


def format_clock(time_s: float) -> str:
    """Return ``HH:MM`` of a second of the service day, rounded down (24:05 for 00:05 next day)."""
    minutes = int(time_s) // SECONDS_PER_MINUTE
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_duration(text: str) -> int:
    """Return seconds for a duration such as ``4h``, ``90min``, ``1h30m`` or ``4:30``.

    Raises
    ------
    InputError
        When the text is not a duration.
    """
    stripped = text.strip().lower()
    if ":" in stripped:
        return parse_clock(stripped)
    match = _DURATION.fullmatch(stripped)
    if not stripped or match is None or not any(match.groups()):
        raise InputError(f"'{text}' is not a duration; write it as 4h, 90min or 1h30m")
    hours, minutes = (float(part or 0) for part in match.groups())
    return round(hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE)


def parse_bytes(text: str) -> int:
    """Return bytes for a size of memory such as ``1.5GB``, ``800 MB`` or ``2GiB``.

    Raises
    ------
    InputError
        When the text is not a size above 0.
    """
    match = _BYTES.fullmatch(text.strip().lower())
    size = round(float(match[1]) * _BYTE_UNITS[match[2]]) if match else 0
    if size <= 0:
        raise InputError(f"'{text}' is not a size of memory; write it as 1.5GB or 800MB")
    return size


def parse_distance(text: str) -> float:
    """Return metres for a distance such as ``5km``, ``1.5 km`` or ``800m``.

    Raises
    ------
    InputError
        When the text is not a distance above 0.
    """
    match = _DISTANCE.fullmatch(text.strip().lower())
    metres = float(match[1]) * (1000 if match[2] == "km" else 1) if match else 0.0
    if metres <= 0:
        raise InputError(f"'{text}' is not a distance; write it as 5km or 800m")
    return metres


def format_duration(duration_s: float) -> str:
    """Return ``H h MM`` of a duration in seconds, rounded to the minute (``6 h 10``)."""
    minutes = round(duration_s / SECONDS_PER_MINUTE)
    return f"{minutes // 60} h {minutes % 60:02d}"


def great_circle_m(
    lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
) -> FloatArray:
    """Return great-circle distances in metres between points in degrees (arrays broadcast).

    Haversine on a sphere of the mean earth radius: within 0.3 % of the ellipsoid.
    """
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half_dphi = (phi2 - phi1) / 2
    half_dlambda = np.radians(np.asarray(lon2) - np.asarray(lon1)) / 2
    chord = np.sin(half_dphi) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(half_dlambda) ** 2
    distance_m: FloatArray = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return distance_m
