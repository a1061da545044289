"""A planner's table of changes between stops: from, to, minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geoaccess.model.network import Transfer
from geoaccess.sources.csvtable import Faults, read_table

COLUMNS: Final = ("from", "to", "minutes")


def load_transfers(path: Path) -> tuple[Transfer, ...]:
    """Return the changes in a table; an empty `to` is the change at the stop itself.

    Raises
    ------
    FileError
        When the file is missing or not text.
    InputError
        When a column is missing, minutes are unusable, or a pair is given twice.
    """
    faults = Faults(path.name)
    found: dict[tuple[str, str], Transfer] = {}
    for row in read_table(path, COLUMNS):
        minutes = faults.parse(row, "minutes", _minutes, "minutes that are not 0 to 1440")
        here, there = row["from"], row["to"]
        if not here:
            faults.add("rows without a stop in 'from'", f"row {row.number}")
        if (here, there or here) in found:
            faults.add("changes given twice", f"row {row.number}: {here} {there}".strip())
        if minutes is not None:
            found[here, there or here] = Transfer(station=here, to_station=there, minutes=minutes)
    faults.check()
    return tuple(found.values())


def _minutes(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1440:
        raise ValueError(text)
    return value
