"""Administrative areas of one edition, and the changes of their codes between editions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoaccess._validate import frozen_flags, unique_ids
from geoaccess.errors import InputError
from geoaccess.units import BoolArray

if TYPE_CHECKING:
    import shapely

Level = Literal["prefecture", "municipality", "ward"]
Geometries = NDArray[np.object_]

NORTHERN_TERRITORIES: Final = ("01695", "01696", "01697", "01698", "01699", "01700")
"""色丹村, 泊村, 留夜別村, 留別村, 紗那村, 蘂取村: in N03, but in no Japanese statistics."""


@dataclass(frozen=True, kw_only=True, eq=False)
class AdminAreas:
    """Prefectures, municipalities or wards of one edition, each one multipolygon.

    Attributes
    ----------
    level
        What one area is. `municipality`: designated cities whole, the 23 special wards of
        Tokyo apart. `ward`: designated cities by ward.
    id
        Unique, length n: the code, or ``13-unassigned`` for 所属未定地 of a prefecture.
    code
        JIS X 0402 code of five digits, of two for a prefecture (JIS X 0401); '' for 所属未定地.
    prefecture, subprefecture, county, municipality, ward
        Japanese names, '' where the level has none or the file does not say, length n each.
    geometry
        MultiPolygons in degrees (JGD2011, taken as WGS 84), shape (n,), valid, never empty.
    northern_territories, unassigned
        Flags, shape (n,).
    edition
        ISO date on which the borders held, '' where unknown.
    """

    level: Level
    id: tuple[str, ...]
    code: tuple[str, ...]
    prefecture: tuple[str, ...]
    subprefecture: tuple[str, ...]
    county: tuple[str, ...]
    municipality: tuple[str, ...]
    ward: tuple[str, ...]
    geometry: Geometries
    northern_territories: BoolArray
    unassigned: BoolArray
    edition: str = ""
    sources: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        n = len(unique_ids(self.id, "areas"))
        for name in ("code", *NAME_LEVELS):
            if len(getattr(self, name)) != n:
                raise InputError(f"areas: {name} has another length than id")
        if self.geometry.shape != (n,):
            raise InputError(f"areas: {n} geometries are needed, not {self.geometry.shape}")
        geometry = self.geometry.copy()
        geometry.setflags(write=False)
        object.__setattr__(self, "geometry", geometry)
        for name in ("northern_territories", "unassigned"):
            flags = frozen_flags(getattr(self, name), f"areas: {name}", size=n)
            object.__setattr__(self, name, flags)

    def __len__(self) -> int:
        return len(self.id)

    @property
    def name(self) -> tuple[str, ...]:
        """Return the name that tells an area from its neighbours: 札幌市中央区, 諏訪市, 長野県."""
        named = zip(self.prefecture, self.municipality, self.ward, strict=True)
        return tuple(f"{city}{ward}" or prefecture for prefecture, city, ward in named)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Return the index of the areas, built at first use (about 1 ms for 2,000 areas)."""
        import shapely

        shapely.prepare(self.geometry)
        return shapely.STRtree(self.geometry)

    def take(self, rows: Sequence[int]) -> AdminAreas:
        """Return the areas at these positions, in this order."""
        kept = list(rows)
        columns: dict[str, Any] = {
            name: tuple(getattr(self, name)[i] for i in kept) for name in ("id", "code")
        }
        columns |= {name: tuple(getattr(self, name)[i] for i in kept) for name in NAME_LEVELS}
        return replace(
            self,
            **columns,
            geometry=self.geometry[kept],
            northern_territories=self.northern_territories[kept],
            unassigned=self.unassigned[kept],
        )

    def find(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.intp]:
        """Return the position of the area at each point, −1 where there is none, shape (n,).

        A point on a common border belongs to the area that comes first.

        Raises
        ------
        InputError
            When a position is missing, or there are not as many longitudes as latitudes.
        """
        import shapely

        x, y = (np.atleast_1d(np.asarray(one, dtype=np.float64)) for one in (lon, lat))
        if x.shape != y.shape or x.ndim != 1:
            raise InputError(f"points: {x.size} longitudes and {y.size} latitudes; give pairs")
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            bad = np.flatnonzero(~(np.isfinite(x) & np.isfinite(y)))
            raise InputError(f"points: {bad.size} have no position (first: number {bad[0] + 1})")
        point_idx, area_idx = self.tree.query(shapely.points(x, y))
        inside = shapely.intersects_xy(self.geometry[area_idx], x[point_idx], y[point_idx])
        found = np.full(x.size, len(self), dtype=np.intp)
        np.minimum.at(found, point_idx[inside], area_idx[inside])
        return np.where(found == len(self), -1, found)


NAME_LEVELS: Final = ("prefecture", "subprefecture", "county", "municipality", "ward")


@dataclass(frozen=True, kw_only=True)
class AreaCode:
    """A municipality or ward during the time in which its code and name did not change.

    `valid_from` is None for what is older than the table, `valid_to` (the first day without)
    for what still exists. `city` is the code of the designated city of a ward, else ''.
    """

    code: str
    ja: str
    county: str
    city: str
    valid_from: dt.date | None
    valid_to: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Return whether the code is valid on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, kw_only=True)
class CodeChange:
    """What follows a code on a date: all of it, or a share of it.

    `share` is the part of the old area's population that goes to the new code, None where
    the whole goes there. `wards` are the codes that follow at the level of wards where they
    are others than `new_code`.
    """

    date: dt.date
    kind: str
    old_code: str
    old_ja: str
    new_code: str
    new_ja: str
    wards: tuple[str, ...]
    share: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class CodeHistory:
    """All codes between two dates, and their changes in order of time.

    Attributes
    ----------
    codes
        Every code with the days of its validity.
    changes
        What followed each code that ended.
    first, last
        Days between which the table is complete, both included.
    """

    codes: tuple[AreaCode, ...]
    changes: tuple[CodeChange, ...]
    first: dt.date
    last: dt.date

    def codes_at(self, day: dt.date, level: Level = "municipality") -> dict[str, AreaCode]:
        """Return the codes of a level that are valid on a day.

        Raises
        ------
        InputError
            When the table does not reach to that day, or the level is no level of codes here.
        """
        if not self.first <= day <= self.last:
            raise InputError(
                f"edition {day}: the codes of municipalities are known from {self.first} to "
                f"{self.last}; give a date between them"
            )
        if level == "prefecture":
            raise InputError("level prefecture: prefectures do not change; sum by two digits")
        valid = {one.code: one for one in self.codes if one.holds(day)}
        if level == "ward":
            cities = {one.city for one in valid.values() if one.city}
            return {code: one for code, one in valid.items() if code not in cities}
        return {code: one for code, one in valid.items() if not one.city}
