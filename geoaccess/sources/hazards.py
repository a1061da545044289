"""Corridors: stretches of line that one event closes together, shipped or of a planner's table."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geoaccess.model.closures import Corridor
from geoaccess.model.text import Text
from geoaccess.sources.csvtable import Faults, read_table
from geoaccess.sources.shipped import data_path

COLUMNS: Final = ("id", "line", "from", "to")
"""What a planner has to give; `ja` and `en` name a corridor, else its id does."""


def load_corridors(path: Path | None = None) -> tuple[Corridor, ...]:
    """Return the corridors of a table, by default the shipped ones, in order of first row.

    Raises
    ------
    FileError
        When the file is missing or not text.
    InputError
        When a column is missing, a cell is empty, a stretch stands twice, a corridor has two
        names, or there is no row.
    """
    path = data_path("hazards.csv") if path is None else path
    rows, faults = read_table(path, COLUMNS), Faults(path.name)
    names: dict[str, Text] = {}
    stretches: dict[str, dict[tuple[str, str, str], None]] = {}
    sources: dict[str, dict[str, None]] = {}
    for row in rows:
        here, one = f"row {row.number}", row["id"]
        empty = [column for column in COLUMNS if not row[column]]
        if empty:
            faults.add("empty cells", f"{here}: {', '.join(empty)}")
            continue
        en = row.cells.get("en", "") or row.cells.get("ja", "") or one
        name = Text(en=en, ja=row.cells.get("ja", "") or en)
        if names.setdefault(one, name) != name:
            faults.add("corridors of two names", f"{here}: {one}")
        stretch = row["line"], row["from"], row["to"]
        if stretch[1] == stretch[2]:
            faults.add("stretches that end where they begin", here)
        if stretch in stretches.setdefault(one, {}):
            faults.add("stretches given twice", f"{here}: {' '.join(stretch)}")
        stretches[one][stretch] = None
        words = row.words("source") if "source" in row.cells else ()
        sources.setdefault(one, {}).update(dict.fromkeys(words))
    if not rows:
        faults.add("no corridor", "give id, line, from, to in rows below the header")
    faults.check()
    return tuple(
        Corridor(id=one, name=name, stretches=tuple(stretches[one]), sources=tuple(sources[one]))
        for one, name in names.items()
    )
