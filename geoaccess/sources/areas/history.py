"""The shipped codes of municipalities since 2000: which are valid when, and what follows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Final

from geoaccess.model.areas import AreaCode, CodeChange, CodeHistory
from geoaccess.sources.csvtable import optional_date, read_table
from geoaccess.sources.shipped import data_path

FIRST: Final = dt.date(2000, 1, 1)
LAST: Final = dt.date(2026, 7, 31)
"""The table is complete from FIRST to LAST: see `data/README.md`."""

_CODES: Final = ("code", "ja", "county", "city", "valid_from", "valid_to")
_CHANGES: Final = ("date", "kind", "old_code", "old_ja", "new_code", "new_ja", "wards", "share")


@cache
def load_code_history() -> CodeHistory:
    """Return the codes and code changes that ship with the package (load: about 40 ms)."""
    codes = tuple(
        AreaCode(
            code=row["code"],
            ja=row["ja"],
            county=row["county"],
            city=row["city"],
            valid_from=optional_date(row["valid_from"]),
            valid_to=optional_date(row["valid_to"]),
        )
        for row in read_table(data_path("areas", "codes.csv"), _CODES)
    )
    changes = tuple(
        CodeChange(
            date=dt.date.fromisoformat(row["date"]),
            kind=row["kind"],
            old_code=row["old_code"],
            old_ja=row["old_ja"],
            new_code=row["new_code"],
            new_ja=row["new_ja"],
            wards=row.words("wards"),
            share=float(row["share"]) if row["share"] else None,
        )
        for row in read_table(data_path("areas", "code_changes.csv"), _CHANGES)
    )
    return CodeHistory(codes=codes, changes=changes, first=FIRST, last=LAST)


def find_period(codes: Iterable[str], history: CodeHistory) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day on which all these codes are valid, None for no day.

    Unknown codes are passed over. A code that ended and came back counts as one period.
    """
    spans: dict[str, tuple[dt.date, dt.date]] = {}
    for one in history.codes:
        begin = one.valid_from or history.first
        end = one.valid_to - dt.timedelta(days=1) if one.valid_to else history.last
        known = spans.get(one.code, (begin, end))
        spans[one.code] = (min(known[0], begin), max(known[1], end))
    found = [spans[code] for code in codes if code in spans]
    if not found:
        return None
    first, last = max(begin for begin, _ in found), min(end for _, end in found)
    return (first, last) if first <= last else None
