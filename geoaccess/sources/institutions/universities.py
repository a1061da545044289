"""The list of universities that MEXT publishes as JSON (大学の基本情報), with all campuses."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.model.institutions import Institution, Institutions
from geoaccess.sources.faults import quote
from geoaccess.sources.institutions.addresses import build_address_book
from geoaccess.sources.institutions.records import FOUNDERS, KINDS, Collector, read_code

DAY: Final = dt.date(2022, 5, 1)
"""The day for which the list of 2022 (令和4年度) holds."""
SOURCE: Final = "mext-universities-2022"
"""Row of sources.csv with the credit of the list."""
_TEXTS: Final = ("mext_code", "name", "name_eng", "type", "addr")
_CAMPUS_TEXTS: Final = ("name", "post", "addr")
_EXPECTED: Final = "expected is the list of universities of MEXT (mext_code, name, addr, campus)"


def load_universities(path: Path, *, day: dt.date = DAY) -> Institutions:
    """Return the universities of MEXT's list in JSON, each with its campuses.

    Parameters
    ----------
    path
        As published: a list of objects with `mext_code`, `name`, `addr`, `campus`.
    day
        The day whose municipalities and wards the addresses name.

    Raises
    ------
    FileError
        When the file is missing, cut off, or no JSON.
    InputError
        When it is another list, or entries lack a code, a name or an address.
    """
    where = path.name
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise FileError(f"{where}: cannot be read ({error.strerror}); check the path") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise FileError(
            f"{where}: cut off, or no JSON in UTF-8 ({error}); fetch it again"
        ) from error
    if not isinstance(content, list) or not content:
        raise InputError(f"{where}: the JSON is no list of universities; {_EXPECTED}")
    faults = [
        f"entry {number}: {fault}"
        for number, entry in enumerate(content, 1)
        if (fault := _find_fault(entry))
    ]
    if faults:
        raise InputError(
            f"{where}: {len(faults)} of {len(content)} entries cannot be read "
            f"({describe_offenders(faults)}); {_EXPECTED}"
        )
    collector = Collector(where=where, book=build_address_book(day), sources=(SOURCE,))
    return collector.finish([_read_entry(entry, collector) for entry in content], [])


def _find_fault(entry: Any) -> str:
    """Return what an entry lacks, '' for nothing."""
    if not isinstance(entry, Mapping):
        return "no object"
    lacking = [name for name in _TEXTS if not isinstance(entry.get(name), str)]
    if lacking:
        return f"no text '{lacking[0]}'"
    try:
        read_code(entry["mext_code"])
    except ValueError:
        return f"school code {quote(entry['mext_code'])}"
    if entry["type"] not in FOUNDERS or not entry["name"].strip():
        return f"type {quote(entry['type'])}, name {quote(entry['name'])}"
    campus = entry.get("campus")
    rows = campus.get("rows") if isinstance(campus, Mapping) else None
    if not isinstance(rows, list):
        return "no list 'campus'"
    is_whole = all(
        isinstance(row, Mapping) and all(isinstance(row.get(one), str) for one in _CAMPUS_TEXTS)
        for row in rows
    )
    return "" if is_whole else "a campus without name, post or addr"


def _read_entry(entry: Mapping[str, Any], collector: Collector) -> Institution:
    owner = (entry["mext_code"], " ".join(entry["name"].split()))
    return Institution(
        id=owner[0],
        ja=owner[1],
        en=" ".join(entry["name_eng"].split()),
        kind=KINDS[owner[0][:2]],
        founder=FOUNDERS[entry["type"]],
        head=collector.read_campus(owner, "", "", entry["addr"]),
        campuses=tuple(
            collector.read_campus(owner, *(row[one] for one in _CAMPUS_TEXTS))
            for row in entry["campus"]["rows"]
        ),
    )
