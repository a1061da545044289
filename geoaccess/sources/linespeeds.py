"""Line speeds of existing lines, shipped or of a planner's table."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final, cast, get_args

from geoaccess.model.linespeed import LineSpeed
from geoaccess.model.network import Confidence
from geoaccess.sources.csvtable import Faults, read_table
from geoaccess.sources.shipped import data_path

COLUMNS: Final = ("line", "from", "to", "begin_km", "end_km", "limit_kmh", "confidence")


def load_line_speeds(path: Path | None = None) -> tuple[LineSpeed, ...]:
    """Return the stretches of a table with their speeds, by default the shipped ones.

    Where stretches overlap the lower speed holds.

    Raises
    ------
    FileError
        When the file is missing or not text.
    InputError
        When a column is missing, a cell cannot be read, or there is no row; all faults at once.
    """
    path = data_path("line_speeds.csv") if path is None else path
    faults, found = Faults(path.name), list[LineSpeed]()
    for row in read_table(path, COLUMNS):
        ends = [
            faults.parse(row, column, _finite, "kilometres that are no number")
            for column in ("begin_km", "end_km")
        ]
        limit = faults.parse(row, "limit_kmh", _speed, "speeds not between 10 and 700 km/h")
        names = row["line"], row["from"], row["to"]
        if not all(names):
            faults.add("empty cells", f"row {row.number}")
        elif names[1] == names[2]:
            faults.add("stretches whose two stations are one", f"row {row.number}: {names[1]}")
        if row["confidence"] not in get_args(Confidence):
            faults.add("confidence is not high, medium or low", f"row {row.number}")
        if limit is None or ends[0] is None or ends[1] is None:
            continue
        found.append(
            LineSpeed(
                line=names[0],
                from_station=names[1],
                to_station=names[2],
                begin_km=ends[0],
                end_km=ends[1],
                limit_kmh=limit,
                confidence=cast(Confidence, row["confidence"]),
            )
        )
    if not found:
        faults.add("no stretches", "give one row a stretch")
    faults.check()
    return tuple(found)


def _finite(text: str) -> float:
    value = float(text or "0")
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _speed(text: str) -> float:
    value = float(text)
    if not 10 <= value <= 700:
        raise ValueError(text)
    return value
