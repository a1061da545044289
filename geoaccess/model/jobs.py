"""Where jobs are: cells of a mesh or municipalities with their jobs and their neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from geoaccess._validate import frozen_float, frozen_int, positions, unique_ids
from geoaccess.errors import InputError
from geoaccess.model.text import Text
from geoaccess.units import FloatArray, IntArray

UnitKind = Literal["mesh", "municipality"]
MassKind = Literal["employees", "population", "persons"]
"""What is counted; `persons` where the label of the item says neither."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Neighbours:
    """Which of n units touch each other, as rows of positions; symmetric, no unit its own.

    Attributes
    ----------
    start
        First neighbour of each unit, and the end of the last, shape (n + 1,).
    unit_idx
        Neighbours of unit i are ``unit_idx[start[i]:start[i + 1]]``, ascending.
    """

    start: IntArray
    unit_idx: IntArray

    def __post_init__(self) -> None:
        for name in ("start", "unit_idx"):
            object.__setattr__(self, name, frozen_int(getattr(self, name), f"neighbours: {name}"))

    def __len__(self) -> int:
        return len(self.start) - 1

    def of(self, unit: int) -> IntArray:
        """Return the positions of the neighbours of a unit."""
        found: IntArray = self.unit_idx[self.start[unit] : self.start[unit + 1]]
        return found

    @property
    def from_idx(self) -> IntArray:
        """Return the unit whose neighbour each entry of `unit_idx` is."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))


def build_neighbours(pairs: IntArray, n: int) -> Neighbours:
    """Return the neighbours of n units from pairs of them, shape (k, 2), in any order."""
    both = np.concatenate([pairs, pairs[:, ::-1]]) if pairs.size else np.zeros((0, 2), np.int64)
    both = np.unique(both[both[:, 0] != both[:, 1]], axis=0)
    start = np.searchsorted(both[:, 0], np.arange(n + 1))
    return Neighbours(start=start, unit_idx=both[:, 1])


@dataclass(frozen=True, kw_only=True, eq=False)
class JobMap:
    """Units with their jobs.

    Attributes
    ----------
    title
        Name of the table.
    kind
        Cells of a mesh, or municipalities.
    id
        Mesh or municipality codes, length n.
    lon, lat
        Middle of the cell, or municipal office, degrees, shape (n,).
    mass
        Persons, shape (n,), 0 where a figure is suppressed (it stands in another cell).
    mass_kind
        What `mass` counts.
    label
        The publisher's label of it.
    area_km2
        Area of the cell, inhabitable area of the municipality, shape (n,).
    polygons
        Shapely polygons in degrees, shape (n,).
    neighbours
        Units that share a side or a corner (cells), or a stretch of border (municipalities).
    municipality_code
        Of each unit, '' at sea, length n.
    industries
        Names of the columns of `industry_mass`.
    industry_mass
        Employees by industry, shape (n, n_industries).
    notes
        What was done to read it.
    """

    title: str
    kind: UnitKind
    id: tuple[str, ...]
    lon: FloatArray
    lat: FloatArray
    mass: FloatArray
    mass_kind: MassKind
    label: str
    area_km2: FloatArray
    polygons: NDArray[Any]
    neighbours: Neighbours
    municipality_code: tuple[str, ...]
    industries: tuple[str, ...] = ()
    industry_mass: FloatArray
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        n = len(unique_ids(self.id, self.title))
        lon, lat = positions(self.lon, self.lat, self.id, self.title)
        object.__setattr__(self, "lon", lon)
        object.__setattr__(self, "lat", lat)
        for name in ("mass", "area_km2"):
            values = frozen_float(getattr(self, name), f"{self.title}: {name}", size=n)
            object.__setattr__(self, name, values)
        if not np.all(self.mass >= 0):
            raise InputError(f"{self.title}: a number of persons is negative or missing")
        if self.mass.sum() <= 0:
            raise InputError(
                f"{self.title}: all figures of {self.label} are 0; choose another item"
            )
        if self.industry_mass.shape != (n, len(self.industries)):
            raise InputError(f"{self.title}: figures of industries do not fit the units")
        if len(self.neighbours) != n or len(self.municipality_code) != n:
            raise InputError(f"{self.title}: neighbours or municipalities do not fit the units")

    def __len__(self) -> int:
        return len(self.id)

    @property
    def density_km2(self) -> FloatArray:
        """Return persons per km², shape (n,)."""
        density: FloatArray = self.mass / self.area_km2
        return density
