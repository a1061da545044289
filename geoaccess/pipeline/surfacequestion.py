"""What a travel-time surface is asked for, beside the request."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.meshframe import CellSize
from geoaccess.model.surface import DIRECTIONS, Direction


@dataclass(frozen=True, kw_only=True)
class SurfaceQuestion:
    """What a surface is asked for, beside the request.

    Attributes
    ----------
    size
        Size of the cells.
    direction
        ``from`` the place to the cells, or ``to`` it.
    percentile
        Of the departure minutes of the window.
    depart_s
        One departure minute instead of the window, in seconds of the service day.
    bbox, within_km
        Part of Japan: west, south, east and north in degrees; distance from the place.
    max_min
        Minutes beyond which cells are not told.
    """

    size: CellSize = "1km"
    direction: Direction = "from"
    percentile: int = 50
    depart_s: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    within_km: float | None = None
    max_min: float | None = None

    def __post_init__(self) -> None:
        if self.direction not in DIRECTIONS:
            raise InputError(f"direction: '{self.direction}'; give {' or '.join(DIRECTIONS)}")
        if not 0 <= self.percentile <= 100:
            raise InputError(
                f"percentile: {self.percentile}; give a whole number from 0 to 100, for example 50"
            )
        for name in ("within_km", "max_min"):
            value = getattr(self, name)
            if value is not None and not (np.isfinite(value) and value > 0):
                raise InputError(f"{name}: {value}; give a number above 0")
        if self.bbox is not None:
            west, south, east, north = self.bbox
            if not (np.isfinite(self.bbox).all() and west < east and south < north):
                raise InputError(
                    f"bbox: {self.bbox} holds nothing; give west,south,east,north in degrees, for "
                    "example 138.5,35,140.9,36.9"
                )
