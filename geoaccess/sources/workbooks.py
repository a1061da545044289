"""Excel and OpenDocument workbooks as rows of text, numbers without a false ``.0``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from geoaccess.errors import FileError
from geoaccess.sources.columns import Grid
from geoaccess.sources.textfiles import name_content
from geoaccess.units import SECONDS_PER_MINUTE

_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_FIRST_YEAR: Final = 1900
_DAY_ZERO: Final = dt.datetime(1899, 12, 31)  # noqa: DTZ001 - Excel's clock has no zone
_LARGEST_WHOLE: Final = 1e15
"""Above it a spreadsheet's number no longer holds every digit."""


def read_workbook(path: Path) -> Grid:
    """Return the rows of the first sheet that is not empty, numbered as Excel shows them.

    Raises
    ------
    FileError
        When the workbook is protected by a password, broken, or no workbook.
    """
    return next((grid for _, grid in _sheets(path)), [])


def read_sheets(path: Path) -> dict[str, Grid]:
    """Return the rows of every sheet that is not empty, by its name; raises as `read_workbook`."""
    return dict(_sheets(path))


def _sheets(path: Path) -> Iterator[tuple[str, Grid]]:
    """Yield name and rows of the sheets that are not empty."""
    import python_calamine

    data = path.read_bytes()
    if _ENCRYPTED in data:
        raise FileError(_protected(path.name))
    if not data.startswith((_ZIP, _OLE)):
        kind = name_content(data) or "not that of a workbook"
        raise FileError(
            f"{path.name}: the content is {kind}, whatever the name says; "
            "save the table as .xlsx, or rename it to .csv if it is text"
        )
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        for sheet in workbook.sheets_metadata:
            if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            grid = [
                (number, tuple(format_cell(cell) for cell in row))
                for number, row in enumerate(rows, 1)
            ]
            if any(any(cells) for _, cells in grid):
                yield sheet.name, grid
    except python_calamine.PasswordError as error:
        raise FileError(_protected(path.name)) from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise FileError(
            f"{path.name}: the workbook is broken or of an unknown kind; "
            "open it in Excel and save it again as .xlsx"
        ) from error


def format_cell(value: object) -> str:
    """Return the text of a cell as its reader would type it: 1101, 35.6, 2024-01-31, 24:05."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.year <= _FIRST_YEAR:
        value -= _DAY_ZERO  # a clock time of 24:00 and later, not shown as [h]:mm
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / SECONDS_PER_MINUTE)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "" if value is None else str(value).strip()


def _protected(name: str) -> str:
    return f"{name}: the workbook is protected by a password; save a copy without one"
