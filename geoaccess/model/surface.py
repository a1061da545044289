"""Travel-time surfaces: minutes between one place and every cell of land."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal

import numpy as np

from geoaccess._validate import frozen_float, frozen_int
from geoaccess.errors import InputError
from geoaccess.model.meshframe import MeshFrame
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, BoolArray, FloatArray, IntArray

Direction = Literal["from", "to"]
DIRECTIONS: Final[tuple[Direction, ...]] = ("from", "to")
"""From the place to the cells, or from the cells to the place."""


class CellState(IntEnum):
    """What is known of a cell of the frame."""

    SEA = 0
    """No land, or outside the extent asked for."""
    REACHED = 1
    UNREACHED = 2
    """Land that this percentile of the departures does not reach."""
    LATER = 3
    """Land reached later than the limit asked for."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LandCells:
    """The cells of a grid that hold land, with the points at which they are measured.

    Attributes
    ----------
    frame
        Their frame.
    cell
        Shape (n,), rising: row * n_cols + column.
    lon, lat
        Degrees, shape (n,): the middle of the cell; where that is water, the middle of the
        nearest 500 m cell of land within it (only of cells of 5 km).
    land_km2
        Shape (n,): land within the cell.
    """

    frame: MeshFrame
    cell: IntArray
    lon: FloatArray
    lat: FloatArray
    land_km2: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "cell", frozen_int(self.cell, "cells"))
        for name in ("lon", "lat", "land_km2"):
            values = frozen_float(getattr(self, name), f"cells: {name}", size=self.cell.size)
            object.__setattr__(self, name, values)

    def __len__(self) -> int:
        return self.cell.size


@dataclass(frozen=True, kw_only=True, eq=False)
class Surface:
    """Minutes between one place and every cell of land, at a percentile of the departures.

    Attributes
    ----------
    cells
        The cells.
    duration_s
        Shape (n,): seconds; UNREACHED_S where the percentile has no connection.
    direction
        ``from`` the place to the cells, or ``to`` it.
    window
        Seconds of the service day [a, b): the departures.
    percentile
        Of the departure minutes of the window.
    max_min
        Later cells were not asked for; None for no limit.
    """

    cells: LandCells
    duration_s: IntArray
    direction: Direction
    window: tuple[int, int]
    percentile: int
    max_min: float | None = None

    def __post_init__(self) -> None:
        seconds = frozen_int(self.duration_s, "surface: seconds", size=len(self.cells))
        object.__setattr__(self, "duration_s", seconds)
        if seconds.size and seconds.min() < 0:
            raise InputError("surface: a duration is less than nothing")

    @property
    def n_minutes(self) -> int:
        """Departure minutes of the window."""
        return (self.window[1] - self.window[0]) // SECONDS_PER_MINUTE

    @property
    def is_reached(self) -> BoolArray:
        """Which cells have minutes, shape (n,)."""
        limit_s = UNREACHED_S - 1 if self.max_min is None else self.max_min * SECONDS_PER_MINUTE
        reached: BoolArray = self.duration_s <= limit_s
        return reached

    @property
    def state(self) -> IntArray:
        """What is known of each cell, one of `CellState`, shape (n,), uint8."""
        known = np.full(len(self.cells), CellState.REACHED, dtype=np.uint8)
        known[~self.is_reached] = CellState.LATER
        known[self.duration_s >= UNREACHED_S] = CellState.UNREACHED
        return known

    @property
    def minutes(self) -> FloatArray:
        """Minutes of each cell, NaN where it has none, shape (n,)."""
        return np.where(self.is_reached, self.duration_s / SECONDS_PER_MINUTE, np.nan)

    @property
    def whole_minutes(self) -> IntArray:
        """Minutes rounded up, -1 where there are none, shape (n,)."""
        return np.where(self.is_reached, -(-self.duration_s // SECONDS_PER_MINUTE), -1)

    def count_states(self) -> dict[str, int]:
        """Return the number of cells of land in each state."""
        state = self.state
        return {
            one.name.lower(): int((state == one).sum()) for one in CellState if one != CellState.SEA
        }
