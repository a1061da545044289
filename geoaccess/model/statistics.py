"""Official statistics: values of items by area or mesh cell, and why a value is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoaccess._validate import unique_ids
from geoaccess.errors import InputError, UnknownNameError, describe_offenders
from geoaccess.units import FloatArray

Reasons = NDArray[np.uint8]


class Missing(IntEnum):
    """Why a value is missing; PRESENT where it is not."""

    PRESENT = 0
    BLANK = 1
    """The cell is empty."""
    SUPPRESSED = 2
    """Withheld so that no person or firm can be told (``*``, ``X``)."""
    NOT_APPLICABLE = 3
    """The publisher has no such figure (``-``)."""
    NOT_SURVEYED = 4
    """Not asked or not tabulated (``***``, ``…``)."""


@dataclass(frozen=True, kw_only=True)
class StatItem:
    """One item: what is counted, in which unit, for which year.

    Attributes
    ----------
    code
        The publisher's code (``A1101``, ``T001100001``).
    ja
        The publisher's label.
    unit
        As it appears in column names: ``persons``, ``households``, ``km2``,
        ``thousand_yen``, ``percent``; '' where it is not known.
    year
        Year or fiscal year of the figure, '' where the table does not say.
    """

    code: str
    ja: str
    unit: str = ""
    year: str = ""

    @property
    def name(self) -> str:
        """Return code and unit: ``B1101_km2``."""
        return f"{self.code}_{self.unit}" if self.unit else self.code


@dataclass(frozen=True, kw_only=True, eq=False)
class StatTable:
    """Values of items by area.

    Attributes
    ----------
    title
        Name of the table as its publisher writes it (``SSDSE-A-2026``).
    area_code
        Codes as text, length n: JIS X 0402 of five digits with the leading zero, or mesh codes.
    area_ja
        Names of the areas, '' where there is none, length n.
    items
        Length m; code and year together are unique.
    values
        Shape (n, m); NaN where missing, never a sentinel.
    missing
        Shape (n, m), a `Missing` each; PRESENT exactly where `values` is a number.
    notes
        What the reader converted, restored or left out: one line per kind, with counts.
    """

    title: str
    area_code: tuple[str, ...]
    area_ja: tuple[str, ...]
    items: tuple[StatItem, ...]
    values: FloatArray
    missing: Reasons
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        n = len(unique_ids(self.area_code, f"{self.title}: area codes"))
        unique_ids((f"{one.code} {one.year}" for one in self.items), f"{self.title}: items")
        if len(self.area_ja) != n:
            raise InputError(f"{self.title}: area_ja has another length than area_code")
        values = _frozen(self.values, np.float64, (n, len(self.items)), f"{self.title}: values")
        missing = _frozen(self.missing, np.uint8, values.shape, f"{self.title}: missing")
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "missing", missing)
        if not np.array_equal(np.isnan(values), missing != Missing.PRESENT):
            raise InputError(f"{self.title}: values and reasons disagree; a reason stands for NaN")

    def __len__(self) -> int:
        return len(self.area_code)

    def find_item(self, code: str, year: str = "") -> int | None:
        """Return the position of an item, None where there is none; raises like `get_item`."""
        found = [
            i for i, one in enumerate(self.items) if one.code == code and year in ("", one.year)
        ]
        if len(found) > 1:
            years = describe_offenders([self.items[i].year for i in found])
            raise InputError(f"{self.title}: item {code} is there for {years}; name the year")
        return found[0] if found else None

    def get_item(self, code: str, year: str = "") -> int:
        """Return the position of an item.

        Raises
        ------
        UnknownNameError
            When the table lacks it (editions differ in their items).
        InputError
            When it is there for several years and none is named.
        """
        found = self.find_item(code, year)
        if found is None:
            codes = describe_offenders([one.code for one in self.items])
            raise UnknownNameError(
                f"{self.title}: there is no item {' '.join(filter(None, (code, year)))} among "
                f"{len(self.items)} ({codes}); editions differ in their items"
            )
        return found

    def get_values(self, code: str, year: str = "") -> FloatArray:
        """Return the values of an item by area, shape (n,); raises like `get_item`."""
        values: FloatArray = self.values[:, self.get_item(code, year)]
        return values

    def sum_of(self, code: str, year: str = "") -> float:
        """Return the sum of the values that are present; raises like `get_item`.

        A suppressed mesh cell whose figures stand in another cell adds nothing, so that no
        person is counted twice.
        """
        return float(np.nansum(self.get_values(code, year)))

    def select(self, codes: Sequence[str]) -> StatTable:
        """Return the table with these items only, in this order; raises like `get_item`."""
        columns = [self.get_item(code) for code in codes]
        return replace(
            self,
            items=tuple(self.items[i] for i in columns),
            values=self.values[:, columns],
            missing=self.missing[:, columns],
        )

    def take(self, rows: Sequence[int]) -> StatTable:
        """Return the table with these areas only, in this order."""
        picked = list(rows)
        return replace(
            self,
            area_code=tuple(self.area_code[i] for i in picked),
            area_ja=tuple(self.area_ja[i] for i in picked),
            values=self.values[picked],
            missing=self.missing[picked],
        )

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Position of each area by code."""
        return {code: row for row, code in enumerate(self.area_code)}


def _frozen(
    array: ArrayLike, dtype: type[np.generic], shape: tuple[int, ...], what: str
) -> NDArray[np.generic]:
    frozen = np.array(array, dtype=dtype, order="C", copy=True)
    if frozen.shape != shape:
        raise InputError(f"{what}: shape {shape} is needed, not {frozen.shape}")
    frozen.setflags(write=False)
    return frozen
