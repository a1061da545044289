"""Where Japan lies, for every check that positions lie there."""

from __future__ import annotations

from typing import Final

JAPAN_LAT: Final = (20.0, 46.0)
JAPAN_LON: Final = (122.0, 154.0)
"""Okinotorishima to Etorofu, Yonaguni to Minamitorishima, in degrees, rounded outwards."""


def is_in_japan(west: float, south: float, east: float, north: float) -> bool:
    """Return whether all of an extent in degrees lies in Japan; not where a side is unknown."""
    return (
        JAPAN_LON[0] <= west <= east <= JAPAN_LON[1]
        and JAPAN_LAT[0] <= south <= north <= JAPAN_LAT[1]
    )
