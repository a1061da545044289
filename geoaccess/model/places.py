"""Places: where people are (sites, zones) and whom they visit (hubs)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from geoaccess._validate import frozen_float, positions, unique_ids
from geoaccess.errors import InputError
from geoaccess.model.text import Text
from geoaccess.units import FloatArray

Role = Literal["site", "hub", "zone"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """Named points with a position and, for hubs and zones, a mass.

    Attributes
    ----------
    id
        Unique ids, length n.
    name, name_ja
        English (or romanised) and Japanese names, length n; one stands in for the other
        where only one is known.
    lon, lat
        Degrees (JGD2011, taken as WGS 84), shape (n,).
    mass
        Persons, shape (n,); NaN where unknown. What it counts is said by `mass_kind`.
    role
        What the places are in a run.
    municipality_code
        JIS X 0402 code of five digits, '' where unknown, length n.
    station_id
        Id of the station on whose platform the clock starts, '' for a place that is
        reached over access legs, length n.
    compactness
        Share of jobs mutually within 30 minutes, 0-1, where a file of sites gives it, else NaN,
        shape (n,).
    note, note_ja
        Free text shown on the card of a place ('' where there is none), length n; the
        Japanese one is the same text where only one is known.
    sources
        Ids of the rows of sources.csv behind the places.
    remarks
        What was done to read them, a sentence each, for the user of a run.
    """

    id: tuple[str, ...]
    name: tuple[str, ...]
    name_ja: tuple[str, ...]
    lon: FloatArray
    lat: FloatArray
    mass: FloatArray
    role: Role
    mass_kind: str = ""
    municipality_code: tuple[str, ...] = ()
    station_id: tuple[str, ...] = ()
    compactness: FloatArray = field(default_factory=lambda: np.empty(0))
    note: tuple[str, ...] = ()
    note_ja: tuple[str, ...] = ()
    sources: tuple[str, ...] = field(default=())
    remarks: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        n = len(unique_ids(self.id, f"{self.role}s"))
        lon, lat = positions(self.lon, self.lat, self.id, f"{self.role}s")
        object.__setattr__(self, "lon", lon)
        object.__setattr__(self, "lat", lat)
        object.__setattr__(self, "mass", frozen_float(self.mass, f"{self.role}s: mass", size=n))
        if np.any(self.mass < 0):
            raise InputError(f"{self.role}s: a mass is negative; masses are counts of persons")
        given = self.compactness if self.compactness.size else np.full(n, np.nan)
        shares = frozen_float(given, f"{self.role}s: compactness", size=n)
        if np.any((shares < 0) | (shares > 1)):
            raise InputError(f"{self.role}s: a compactness is not a share from 0 to 1")
        object.__setattr__(self, "compactness", shares)
        for name in ("municipality_code", "station_id", "note"):
            if not getattr(self, name):
                object.__setattr__(self, name, ("",) * n)
        object.__setattr__(self, "note_ja", self.note_ja or self.note)
        for name in ("name", "name_ja", "municipality_code", "station_id", "note", "note_ja"):
            if len(getattr(self, name)) != n:
                raise InputError(f"{self.role}s: {name} has another length than id")

    def __len__(self) -> int:
        return len(self.id)

    def take(self, rows: Sequence[int]) -> Places:
        """Return the places at these positions, in this order."""
        return replace(
            self,
            id=tuple(self.id[i] for i in rows),
            name=tuple(self.name[i] for i in rows),
            name_ja=tuple(self.name_ja[i] for i in rows),
            lon=self.lon[list(rows)],
            lat=self.lat[list(rows)],
            mass=self.mass[list(rows)],
            municipality_code=tuple(self.municipality_code[i] for i in rows),
            station_id=tuple(self.station_id[i] for i in rows),
            compactness=self.compactness[list(rows)],
            note=tuple(self.note[i] for i in rows),
            note_ja=tuple(self.note_ja[i] for i in rows),
        )

    def with_role(self, role: Role) -> Places:
        """Return the same places in another role."""
        return replace(self, role=role)
