"""Fares between pairs of stations of the Tokaido, Sanyo and Kyushu Shinkansen."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import numpy as np

from geoaccess.model.fares import FarePairs
from geoaccess.sources.csvtable import Faults, read_table
from geoaccess.sources.railfacts.cells import Reader

EDITION: Final = "2026-04"
_YEN: Final[Mapping[str, str]] = {
    "km": "distance",
    "base_yen": "ticket_fare",
    "reserved_yen": "hikari_reserved",
    "unreserved_yen": "free",
    "nozomi_extra_yen": "nozomi_additional",
    "green_yen": "green",
    "green_charge_yen": "green_charge",
}
"""Columns by what they hold. `free` is 自由席, not free of charge."""
_OPTIONAL: Final = ("nozomi_extra_yen",)
OTHER_NAMES: Final[Mapping[str, str]] = {"sendai": "sendai-kagoshima", "shintoso": "shin-tosu"}
"""On these lines 川内 is written as 仙台 is, and 新鳥栖 is misspelt."""


def load_fare_pairs(
    path: Path, station_ids: Collection[str], *, edition: str = EDITION
) -> FarePairs:
    """Return the fares of a table of pairs, its names turned into station ids of a network.

    Parameters
    ----------
    path
        A table with `start`, `end`, `distance` (operating km) and yen columns by name.
        Names are station ids without hyphens (``shinosaka``); `OTHER_NAMES` are put right.
    station_ids
        Ids of the network, such as ``shin-osaka``.
    edition
        Month for which the fares hold; the table itself does not say.

    Raises
    ------
    FileError, InputError
        When the table is missing or lacks a column; when a name is unknown or means two
        stations, a figure is none, or a pair stands twice. All faults are named at once.
    """
    rows = read_table(path, ["start", "end", *_YEN.values()])
    faults, ids = Faults(path.name), _Ids(station_ids)
    columns: dict[str, list[float]] = {name: [] for name in _YEN}
    pairs: list[tuple[str, str]] = []
    seen: set[frozenset[str]] = set()
    for row in rows:
        cells, ends = Reader(row, faults), (ids.find(row["start"]), ids.find(row["end"]))
        for name, found in zip((row["start"], row["end"]), ends, strict=True):
            if not found:
                faults.add("unknown stations", f"row {row.number}: '{name}'{ids.hint(name)}")
        for name, header in _YEN.items():
            value = cells.number_or_none(header) if name in _OPTIONAL else cells.number(header)
            columns[name].append(math.nan if value is None else value)
        pair = frozenset(ends)
        if all(ends) and len(pair) == 1:
            cells.note("pairs of one station", row["start"])
        elif all(ends) and pair in seen:
            cells.note("pairs that stand twice", f"{row['start']}-{row['end']}")
        seen.add(pair)
        pairs.append(ends)
    if not rows:
        faults.add("no fares", "give one row a pair")
    faults.check()
    return FarePairs(
        origin=tuple(origin for origin, _ in pairs),
        destination=tuple(destination for _, destination in pairs),
        edition=edition,
        **{name: np.array(column) for name, column in columns.items()},
    )


class _Ids:
    """Station ids by their letters alone."""

    def __init__(self, station_ids: Collection[str]) -> None:
        self._by_letters: dict[str, str] = {}
        for one in station_ids:
            self._by_letters.setdefault(one.replace("-", ""), one)
        self._known = frozenset(station_ids)

    def find(self, name: str) -> str:
        """Return the id that a name means, '' where there is none."""
        if name in OTHER_NAMES:
            return OTHER_NAMES[name] if OTHER_NAMES[name] in self._known else ""
        return self._by_letters.get(name, "")

    def hint(self, name: str) -> str:
        """Return the nearest id in brackets, '' where none is near."""
        near = get_close_matches(name, self._by_letters, n=1, cutoff=0.7)
        return f" (near: {self._by_letters[near[0]]})" if near else ""
