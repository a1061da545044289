"""Extents of street files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geoaccess.errors import InputError
from geoaccess.units import EARTH_RADIUS_M, BoolArray, FloatArray


@dataclass(frozen=True, kw_only=True)
class StreetExtent:
    """The rectangle that a file of streets covers, in degrees.

    Attributes
    ----------
    is_declared
        Whether the file says so itself; else it is the rectangle around its streets.
    """

    path: Path
    west: float
    south: float
    east: float
    north: float
    is_declared: bool = True

    def __post_init__(self) -> None:
        if not (self.west < self.east and self.south < self.north):
            raise InputError(f"{self.path.name}: its extent is empty; take another extract")

    @property
    def area_km2(self) -> float:
        """Area on the sphere."""
        height = math.sin(math.radians(self.north)) - math.sin(math.radians(self.south))
        width = math.radians(self.east - self.west)
        return (EARTH_RADIUS_M / 1000) ** 2 * height * width

    def contains(self, lon: FloatArray, lat: FloatArray) -> BoolArray:
        """Return which positions lie in it, borders included."""
        inside: BoolArray = (
            (lon >= self.west) & (lon <= self.east) & (lat >= self.south) & (lat <= self.north)
        )
        return inside

    def outside(self, ids: Sequence[str], lon: FloatArray, lat: FloatArray) -> list[str]:
        """Return the ids of the positions that lie outside it."""
        inside = self.contains(lon, lat)
        return [one for one, is_in in zip(ids, inside.tolist(), strict=True) if not is_in]

    def __str__(self) -> str:
        return f"{self.south:.4f},{self.west:.4f} to {self.north:.4f},{self.east:.4f}"
