"""Policy programmes and their regions: the shipped table, and its regions as places."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from geoaccess.errors import InputError, UnknownNameError
from geoaccess.model.history import Programme
from geoaccess.model.places import Places
from geoaccess.model.text import Text, fold_name
from geoaccess.sources.csvtable import Faults, Row, read_table
from geoaccess.sources.gazetteer import Gazetteer
from geoaccess.sources.names import ALIKE, NEAREST
from geoaccess.sources.shipped import data_path

_REFERENCE: Final = re.compile(r"programmes?\s*:\s*(.*)", re.IGNORECASE)
COLUMNS = (
    "id",
    "programme",
    "programme_ja",
    "programme_en",
    "ja",
    "en",
    "start",
    "end",
    "prefectures",
    "municipality_codes",
    "source",
)


def load_programmes(path: Path | None = None) -> tuple[Programme, ...]:
    """Return the regions of all programmes; of the shipped table where no path is given.

    Raises
    ------
    InputError
        When an id stands twice, a year is none, or a region has no municipality.
    """
    table = path or data_path("programmes.csv")
    rows = read_table(table, COLUMNS)
    faults = Faults(table.name)
    ids = [row["id"] for row in rows]
    for k, row in enumerate(rows):
        if row["id"] in ids[:k]:
            faults.add("ids stand twice", f"row {row.number}: {row['id']}")
        if not row["municipality_codes"]:
            faults.add("regions have no municipality", f"row {row.number}: {row['id']}")
    found = tuple(_read(row, faults) for row in rows)
    faults.check()
    return found


def split_programme(reference: str) -> str | None:
    """Return what stands behind ``programme:``, None where the reference is of another kind."""
    found = _REFERENCE.fullmatch(reference.strip())
    return found[1] if found else None


def find_programme_places(text: str, gazetteer: Gazetteer) -> Places:
    """Return the core municipalities of a programme, or of one of its regions, each once.

    The note of a place names the regions that it belongs to.

    Raises
    ------
    UnknownNameError
        When nothing has that id or name; the nearest are listed.
    InputError
        When a municipality of the table is not among those shipped.
    """
    programmes = load_programmes()
    wanted = fold_name(text)
    regions = [one for one in programmes if wanted in _names(one)]
    if not regions:
        raise UnknownNameError(_describe_unknown(text, programmes))
    towns = gazetteer.get_set("municipalities")
    rows = {code: i for i, code in enumerate(towns.id)}
    codes = dict.fromkeys(code for one in regions for code in one.municipality_codes)
    unknown = [code for code in codes if code not in rows]
    if unknown:
        raise InputError(f"programme:{text}: no municipality has code {', '.join(unknown)}")
    sources = tuple(source for one in regions for source in one.source)
    places = towns.take([rows[code] for code in codes])
    of_code = [[one for one in regions if code in one.municipality_codes] for code in codes]
    return replace(
        places,
        note=tuple("; ".join(one.en for one in own) for own in of_code),
        note_ja=tuple("; ".join(one.ja for one in own) for own in of_code),
        sources=tuple(dict.fromkeys(places.sources + sources)),
        remarks=(_describe(text, regions, len(codes)),),
    )


def _names(one: Programme) -> set[str]:
    names = (one.id, one.programme, one.programme_ja, one.programme_en)
    return {fold_name(name) for name in names}


def _describe(text: str, regions: Sequence[Programme], n_places: int) -> Text:
    return Text(
        en=f"programme:{text} stands for the {n_places} core municipalities of {len(regions)} "
        "listed regions, at their offices; regions were wider (data/README.md).",
        ja=f"programme:{text} は、収録した{len(regions)}地域の中心となる{n_places}市町村の役所の"
        "位置で表す。実際の地域はこれより広い。",
    )


def _describe_unknown(text: str, programmes: Sequence[Programme]) -> str:
    references = {fold_name(one.id): one.id for one in programmes}
    references |= {fold_name(one.programme): one.programme for one in programmes}
    references |= {fold_name(one.ja): one.id for one in programmes}
    near = difflib.get_close_matches(fold_name(text), references, n=NEAREST, cutoff=ALIKE)
    names = list(dict.fromkeys(references[name] for name in near))
    names = names or list(dict.fromkeys(one.programme for one in programmes))
    shown = ", ".join(f"programme:{name}" for name in names)
    return f"no programme is called '{text}'; the nearest are {shown}; write one of these"


def _year(text: str) -> int | None:
    return int(text) if text else None


def _read(row: Row, faults: Faults) -> Programme:
    start = faults.parse(row, "start", _year, "years are no numbers")
    end = faults.parse(row, "end", _year, "years are no numbers")
    if start is not None and end is not None and end < start:
        faults.add("programmes end before they begin", f"row {row.number}: {row['id']}")
    return Programme(
        id=row["id"],
        programme=row["programme"],
        programme_ja=row["programme_ja"],
        programme_en=row["programme_en"],
        ja=row["ja"],
        en=row["en"],
        start=start,
        end=end,
        prefectures=row.words("prefectures"),
        municipality_codes=row.words("municipality_codes"),
        source=row.words("source"),
    )
