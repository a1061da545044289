"""Shipped and user-kept CSV tables of known columns: read as text, checked, faults collected."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.sources.textfiles import decode_table

_T = TypeVar("_T")


@dataclass(frozen=True)
class Row:
    """One record: its number as a spreadsheet shows it (the header is row 1), and its cells."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def words(self, column: str) -> tuple[str, ...]:
        """Return the space-separated items of a cell."""
        return tuple(self.cells[column].split())


@dataclass(frozen=True)
class Faults:
    """Faults of a table, kept until all rows are read and then raised as one error."""

    table: str
    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, offender: str) -> None:
        """Note that a row or value has a fault of a kind."""
        self.found.setdefault(what, []).append(offender)

    def parse(self, row: Row, column: str, convert: Callable[[str], _T], what: str) -> _T | None:
        """Return the converted cell, or None and a noted fault."""
        try:
            return convert(row[column])
        except (ValueError, InputError):
            self.add(what, f"row {row.number}: {column} '{row[column]}'")
            return None

    def check(self) -> None:
        """Raise one InputError that names every kind of fault, if there is any."""
        if self.found:
            raise InputError(
                f"{self.table}: "
                + "; ".join(
                    f"{what} ({describe_offenders(rows)})" for what, rows in self.found.items()
                )
            )


def read_table(path: Path, columns: Sequence[str]) -> list[Row]:
    """Return the rows of a CSV table that has at least these columns.

    The text is UTF-8, or CP932 or EUC-JP as spreadsheets save it. Blank lines are skipped;
    cells are stripped.

    Raises
    ------
    FileError
        When the file is missing or not text.
    InputError
        When a column is missing or a row has another number of cells than the header.
    """
    try:
        text = decode_table(path.read_bytes(), path.name)
        records = list(csv.reader(io.StringIO(text, newline="")))
    except FileNotFoundError:
        raise FileError(f"{path.name}: no such file in {path.parent.name}/") from None
    except FileError:
        raise
    except OSError as error:
        raise FileError(f"{path.name}: cannot be read ({error.strerror})") from None
    except csv.Error as error:
        raise FileError(f"{path.name}: not a CSV table ({error})") from None
    return build_table(list(enumerate(records, 1)), path.name, columns)


def build_table(
    records: Sequence[tuple[int, Sequence[str]]], where: str, columns: Sequence[str]
) -> list[Row]:
    """Return the rows below a header that has at least these columns.

    Parameters
    ----------
    records
        Numbers as a spreadsheet shows them, and cells; blank ones are skipped.
    where
        Name of the table, as messages show it.

    Raises
    ------
    InputError
        When a column is missing or stands twice, or a row has another number of cells.
    """
    filled = [(number, cells) for number, cells in records if any(cell.strip() for cell in cells)]
    if not filled:
        raise InputError(f"{where}: the table is empty; it needs {', '.join(columns)}")
    header = [cell.strip() for cell in filled[0][1]]
    missing = [column for column in columns if column not in header]
    if missing:
        raise InputError(f"{where}: column {describe_offenders(missing)} is missing")
    twice = [column for column in columns if header.count(column) > 1]
    if twice:
        raise InputError(f"{where}: column {describe_offenders(twice)} stands twice; keep one")
    rows, ragged = [], []
    for number, record in filled[1:]:
        if len(record) != len(header):
            ragged.append(f"row {number}")
            continue
        cells = (cell.strip() for cell in record)
        rows.append(Row(number, dict(zip(header, cells, strict=True))))
    if ragged:
        raise InputError(
            f"{where}: rows with another number of cells than the header "
            f"({describe_offenders(ragged)}); quote cells that hold a comma"
        )
    return rows


def optional_date(text: str) -> dt.date | None:
    """Return an ISO date, None for an empty cell."""
    return dt.date.fromisoformat(text) if text else None


def source_ids(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the source ids named in the rows, in order of first use."""
    return tuple(dict.fromkeys(word for row in rows for word in row.words("source")))
