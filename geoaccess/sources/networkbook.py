"""Network tables in one Excel workbook: a sheet for each table, and one named `network`."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.model.text import Text
from geoaccess.sources.columns import Grid
from geoaccess.sources.csvtable import Row, build_table
from geoaccess.sources.textfiles import decode_table
from geoaccess.sources.workbooks import read_sheets

WORKBOOK_SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".ods")
HEADER_SHEET: Final = "network"
_HEADER_COLUMNS: Final = ("key", "ja", "en", "value")
_BOTH: Final = ("title", "note")
_NUMBERS: Final = frozenset(("lat", "lon", "km", "minutes", "headway_min"))
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_FIXED_TIME: Final = (1980, 1, 1, 0, 0, 0)
_SAVED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
"""The time of saving, which openpyxl sets whatever the properties say."""


def read_network_workbook(
    path: Path, columns: Mapping[str, Sequence[str]], optional: Collection[str]
) -> tuple[dict[str, Any], dict[str, list[Row]], tuple[Text, ...]]:
    """Return the header, the rows by table, and notes of sheets that were not read.

    Parameters
    ----------
    columns
        Needed columns by table.
    optional
        Tables that may be missing.

    Raises
    ------
    FileError
        When the file is missing or no workbook, or a sheet is missing.
    InputError
        When a sheet lacks a column.
    """
    if not path.is_file():
        raise FileError(f"{path}: there is no such workbook; check the name and the folder")
    sheets = {name.strip().casefold(): grid for name, grid in read_sheets(path).items()}
    missing = [name for name in (HEADER_SHEET, *columns) if name not in {*sheets, *optional}]
    if missing:
        raise FileError(
            f"{path.name}: sheet {describe_offenders(missing)} is missing or empty (there are: "
            f"{describe_offenders(list(sheets)) or 'none'}); name the sheets as the tables"
        )
    tables = {
        name: build_table(_trimmed(sheets[name]), f"{path.name}: {name}", needed)
        if name in sheets
        else []
        for name, needed in columns.items()
    }
    header = _read_header(build_table(_trimmed(sheets[HEADER_SHEET]), path.name, _HEADER_COLUMNS))
    others = [name for name in sheets if name not in {HEADER_SHEET, *columns}]
    shown = ", ".join(others)
    notes = (
        Text(
            en=f"{path.name}: sheets that are not used: {shown}",
            ja=f"{path.name}: 用いないシート: {shown}",
        ),
    )
    return header, tables, notes if others else ()


def _trimmed(grid: Grid) -> list[tuple[int, tuple[str, ...]]]:
    """Return the rows without the empty columns that spreadsheets leave at the right."""
    width = max((i + 1 for _, cells in grid for i, cell in enumerate(cells) if cell), default=0)
    return [(number, cells[:width]) for number, cells in grid]


def _read_header(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the content of the sheet `network`, in the form of network.yaml."""
    header: dict[str, Any] = {}
    notes = []
    for row in rows:
        both = {"ja": row["ja"], "en": row["en"]}
        if row["key"] == "note":
            notes.append(both)
        elif row["key"] in header:
            raise InputError(f"sheet {HEADER_SHEET}: '{row['key']}' stands twice; keep one")
        elif row["key"] in _BOTH:
            header[row["key"]] = both
        elif row["value"]:
            header[row["key"]] = row["value"]
    return header | ({"notes": notes} if notes else {})


def write_network_workbook(tables: Path, path: Path) -> None:
    """Write the tables in a folder or a workbook as a workbook, to be kept on in a spreadsheet.

    Lists and clock times are cells of text, so that a spreadsheet leaves them as they are.
    The same tables give the same bytes. Of a workbook every sheet with a cell goes along.

    Raises
    ------
    FileError
        When a table cannot be read or the file cannot be written.
    """
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in (_grids_of(tables) if tables.is_dir() else _sheets_of(tables)).items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows, 1):
            for column, (title, text) in enumerate(zip(rows[0], row, strict=True), 1):
                cell = sheet.cell(number, column)
                if number > 1 and title in _NUMBERS and _NUMBER.fullmatch(text):
                    cell.value = float(text)
                else:
                    cell.value = text or None
                    cell.number_format = "@"
                    cell.data_type = "s" if text else "n"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    _save(book, path)


def _grids_of(folder: Path) -> dict[str, list[list[str]]]:
    """Return the rows of every table in a folder."""
    header = yaml.safe_load((folder / "network.yaml").read_text(encoding="utf-8-sig"))
    grids = {HEADER_SHEET: _header_rows(header)}
    for table in sorted(folder.glob("*.csv")):
        text = decode_table(table.read_bytes(), table.name)
        grids[table.stem] = list(csv.reader(io.StringIO(text, newline="")))
    return grids


def _sheets_of(workbook: Path) -> dict[str, list[list[str]]]:
    """Return the rows of every sheet of a workbook, without empty rows."""
    return {
        name: [list(cells) for _, cells in _trimmed(grid) if any(cells)]
        for name, grid in read_sheets(workbook).items()
    }


def _header_rows(header: Mapping[str, Any]) -> list[list[str]]:
    rows = [list(_HEADER_COLUMNS)]
    for key, value in header.items():
        if key == "notes":
            rows += [["note", note["ja"], note["en"], ""] for note in value]
        elif key in _BOTH:
            rows.append([key, value["ja"], value["en"], ""])
        else:
            rows.append([key, "", "", str(value)])
    return rows


def _save(book: Any, path: Path) -> None:
    """Write a workbook whole, without the time at which it was made."""
    import datetime as dt

    fixed = dt.datetime(*_FIXED_TIME)  # noqa: DTZ001 - a stamp, not a time
    book.properties.created = fixed
    stamp = f"{fixed.isoformat()}Z".encode()
    raw = io.BytesIO()
    book.save(raw)
    fresh = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(raw) as made, zipfile.ZipFile(fresh, "w") as target:
            for entry in made.infolist():
                info = zipfile.ZipInfo(entry.filename, _FIXED_TIME)
                info.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(info, _SAVED.sub(rb"\g<1>" + stamp, made.read(entry)))
        fresh.replace(path)
    except OSError as error:
        raise FileError(f"{path}: cannot be written ({error.strerror or error})") from None
    finally:
        fresh.unlink(missing_ok=True)
