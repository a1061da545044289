"""Fares between pairs of stations, as sold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geoaccess._validate import frozen_float
from geoaccess.errors import InputError, describe_offenders
from geoaccess.units import FloatArray

_COLUMNS = (
    "km",
    "base_yen",
    "reserved_yen",
    "unreserved_yen",
    "nozomi_extra_yen",
    "green_yen",
    "green_charge_yen",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class FarePairs:
    """Fares of n pairs of stations, the same both ways, for one adult one way.

    Attributes
    ----------
    origin, destination
        Station ids of the network; no pair stands twice.
    km
        Operating km, shape (n,), as all below.
    base_yen
        Basic fare (乗車券).
    reserved_yen, unreserved_yen
        Express charge with a reserved seat (指定席特急料金, of Hikari, Kodama, Sakura) and
        without (自由席特急料金); to be added to the basic fare.
    nozomi_extra_yen
        What Nozomi and Mizuho cost beyond `reserved_yen`; NaN where none of them connects the
        pair, or none is sold.
    green_yen
        Express charge and Green Car together.
    green_charge_yen
        Green Car charge (グリーン料金) alone.
    edition
        Month for which they hold.
    """

    origin: tuple[str, ...]
    destination: tuple[str, ...]
    km: FloatArray
    base_yen: FloatArray
    reserved_yen: FloatArray
    unreserved_yen: FloatArray
    nozomi_extra_yen: FloatArray
    green_yen: FloatArray
    green_charge_yen: FloatArray
    edition: str

    def __post_init__(self) -> None:
        """Freeze the columns and refuse a pair that stands twice."""
        for name in _COLUMNS:
            column = frozen_float(getattr(self, name), f"fares: {name}", size=len(self))
            object.__setattr__(self, name, column)
        pairs = Counter(
            "-".join(sorted(pair)) for pair in zip(self.origin, self.destination, strict=True)
        )
        twice = [pair for pair, count in pairs.items() if count > 1]
        if twice:
            raise InputError(f"fares: pairs stand twice ({describe_offenders(twice)}); keep one")

    def __len__(self) -> int:
        return len(self.origin)

    @cached_property
    def _row_of(self) -> Mapping[frozenset[str], int]:
        pairs = zip(self.origin, self.destination, strict=True)
        return {frozenset(pair): i for i, pair in enumerate(pairs)}

    def find(self, origin: str, destination: str) -> int | None:
        """Return the row of a pair in either order, None where there is none."""
        return self._row_of.get(frozenset((origin, destination)))

    @cached_property
    def stations(self) -> tuple[str, ...]:
        """Ids of all stations, in order of first use."""
        return tuple(dict.fromkeys([*self.origin, *self.destination]))

    def is_complete(self) -> bool:
        """Return whether every pair of the stations has its fare."""
        count = len(self.stations)
        return len(self) == count * (count - 1) // 2 and not np.isnan(self.base_yen).any()
