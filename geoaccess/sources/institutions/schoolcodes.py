"""The school codes of MEXT (学校コード) for universities and colleges: head offices."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path
from typing import Final

from geoaccess.errors import FileError, InputError
from geoaccess.model.institutions import Institution, Institutions
from geoaccess.model.text import Text
from geoaccess.sources.columns import SCHOOL_CODE
from geoaccess.sources.csvtable import Faults, Row, build_table, optional_date
from geoaccess.sources.institutions.addresses import build_address_book
from geoaccess.sources.institutions.records import KINDS, Collector, read_code, read_founder
from geoaccess.sources.institutions.universities import SOURCE as UNIVERSITIES
from geoaccess.sources.offices import read_position
from geoaccess.sources.textfiles import decode_table

DAY: Final = dt.date(2023, 5, 1)
"""The latest day in the list: municipalities and wards of that day are looked for."""
_CLOSED: Final = "属性情報廃止年月日"
_SUCCESSOR: Final = "移行後の学校コード"
CODES_COLUMNS: Final = (SCHOOL_CODE, "設置区分", "学校名", "学校所在地", "郵便番号", _CLOSED)
OFFICE_COLUMNS: Final = ("mext_code", "name_ja", "type", "address", "muni_code")
_POSITION: Final = ("muni_office_lat", "muni_office_lon")


def load_school_codes(path: Path, *, day: dt.date = DAY) -> Institutions:
    """Return the institutions of MEXT's table of school codes, closed ones included.

    Parameters
    ----------
    path
        CSV as published; its header cells hold line breaks, which are taken out.
    day
        The day whose municipalities and wards the addresses name.

    Raises
    ------
    FileError
        When the file is missing or no text.
    InputError
        When it is another table, or a code, founder or date cannot be read.
    """
    rows = read_rows(path, CODES_COLUMNS)
    faults, where = Faults(path.name), path.name
    collector = Collector(where=where, book=build_address_book(day), sources=("mext-school-codes",))
    institutions = [
        one for row in rows if (one := _read_school(row, faults, collector)) is not None
    ]
    faults.check()
    closed = sum(one.closed is not None for one in institutions)
    notes = [
        Text(
            f"{where}: {closed} of {len(institutions)} institutions are closed (kept, with the "
            "day).",
            f"{where}：{len(institutions)}校のうち{closed}校は廃止（廃止日とともに残した）。",
        )
    ]
    return collector.finish(institutions, notes)


def load_universities_at_offices(path: Path) -> Institutions:
    """Return universities that a table places at municipal offices, positions approximate.

    Parameters
    ----------
    path
        CSV with columns mext_code, name_ja, type, address, muni_code, muni_office_lat,
        muni_office_lon (and name_en); codes are of five digits, those of wards included.

    Raises
    ------
    FileError
        When the file is missing or no text.
    InputError
        When it is another table, or a code or position cannot be read.
    """
    rows = read_rows(path, (*OFFICE_COLUMNS, *_POSITION))
    faults, where = Faults(path.name), path.name
    collector = Collector(
        where=where, book=build_address_book(DAY), sources=(UNIVERSITIES, "localgovjp")
    )
    institutions = [
        one for row in rows if (one := _read_placed(row, faults, collector)) is not None
    ]
    faults.check()
    notes = [
        Text(
            f"{where}: positions are those of municipal and ward offices, not of the universities: "
            "several km off in places.",
            f"{where}：位置は市区町村役場・区役所のもので、大学の位置ではない（数kmずれることがある）。",
        )
    ]
    return collector.finish(institutions, notes)


def read_rows(path: Path, columns: tuple[str, ...]) -> list[Row]:
    """Return the rows of a table whose header cells may hold line breaks."""
    try:
        text = decode_table(path.read_bytes(), path.name)
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except FileNotFoundError:
        raise FileError(f"{path.name}: there is no such file; check the path") from None
    except csv.Error as error:
        raise InputError(
            f"{path.name}: quotes do not match ({error}); fetch it again, and do not save it in "
            "a spreadsheet"
        ) from None
    if records:
        records[0] = ["".join(cell.split()) for cell in records[0]]
    rows = build_table(list(enumerate(records, 1)), path.name, columns)
    if not rows:
        raise InputError(f"{path.name}: there is a header but no row of data; fetch it again")
    return rows


def _read_school(row: Row, faults: Faults, collector: Collector) -> Institution | None:
    code = faults.parse(row, SCHOOL_CODE, read_code, "no school code")
    founder = faults.parse(row, "設置区分", read_founder, "no founder")
    seen = len(faults.found.get("no date", ()))
    closed = faults.parse(row, _CLOSED, optional_date, "no date")
    if code is None or founder is None or len(faults.found.get("no date", ())) > seen:
        return None
    owner = (code, row["学校名"])
    return Institution(
        id=code,
        ja=owner[1],
        en="",
        kind=KINDS[code[:2]],
        founder=founder,
        head=collector.read_campus(owner, "", row["郵便番号"], row["学校所在地"]),
        closed=closed,
        successor=row.cells.get(_SUCCESSOR, ""),
    )


def _read_placed(row: Row, faults: Faults, collector: Collector) -> Institution | None:
    """Return a university at its municipal office; without a position where it has no code."""
    code = faults.parse(row, "mext_code", read_code, "no school code")
    founder = faults.parse(row, "type", read_founder, "no founder")
    has_office = any(row[name] for name in ("muni_code", *_POSITION))
    position = read_position(row, _POSITION, faults) if has_office else None
    if code is None or founder is None or (has_office and position is None):
        return None
    lat, lon = position or (None, None)
    told = collector.read_campus((code, row["name_ja"]), "", "", row["address"])
    if told.code != row["muni_code"]:
        offender = f"row {row.number}: {row['muni_code']}, address in {told.code or 'none'}"
        faults.add("the code is not that of the address", offender)
    return Institution(
        id=code,
        ja=row["name_ja"],
        en=row.cells.get("name_en", ""),
        kind=KINDS[code[:2]],
        founder=founder,
        head=replace(told, lon=lon, lat=lat, is_approximate=has_office),
    )
