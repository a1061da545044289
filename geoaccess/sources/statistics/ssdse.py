"""SSDSE-A, the municipalities of Japan by the National Statistics Center: any edition."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.statistics import StatItem, StatTable
from geoaccess.sources.columns import Grid
from geoaccess.sources.csvtable import read_table
from geoaccess.sources.faults import quote
from geoaccess.sources.shipped import data_path
from geoaccess.sources.statistics.areas import read_area_codes, refuse_repeated
from geoaccess.sources.statistics.itemfacts import convert_areas, load_units
from geoaccess.sources.statistics.texts import check_widths, read_grid
from geoaccess.sources.statistics.totals import check_sexes, describe_checks
from geoaccess.sources.statistics.values import read_values

HEADER_ROWS: Final = 3
_TITLE: Final = re.compile(r"SSDSE-?\s?(?:20\d\d)?-?([A-Z])(?:-?20\d\d)?", re.IGNORECASE)
_ITEM: Final = re.compile(r"[A-Z]\d{3,9}")
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?:年度?)?")
_AREA, _PREFECTURE, _MUNICIPALITY = "地域コード", "都道府県", "市区町村"


def load_ssdse(path: str | os.PathLike[str], items: Sequence[str] = ()) -> StatTable:
    """Return an edition of SSDSE-A: one row per municipality, items by their code.

    Columns are found by item code, never by position, since each edition has its own set.
    Areas come in km² (published in hectares). Units are those that the project knows for
    the code.

    Parameters
    ----------
    items
        Codes of the items wanted, in this order; all where empty.

    Raises
    ------
    FileError
        When the file is missing, or not text.
    InputError
        When it is not SSDSE-A, is truncated, or a cell cannot be read.
    UnknownNameError
        When the edition lacks a wanted item.
    """
    source = Path(path)
    grid = read_grid(source)
    codes, years, labels = _read_header(grid, source.name)
    check_widths(grid, len(codes), source.name)
    rows = grid[HEADER_ROWS:]
    if not rows:
        raise InputError(f"{source.name}: there are three header rows but no municipality")
    area, prefecture, municipality = (
        _find_label(labels, name, source.name) for name in (_AREA, _PREFECTURE, _MUNICIPALITY)
    )
    area_code, notes = read_area_codes([(n, cells[area]) for n, cells in rows], source.name)
    refuse_repeated(area_code, [n for n, _ in rows], source.name, "give the table as published")
    columns = [(code, i) for i, code in enumerate(codes) if _ITEM.fullmatch(code)]
    values, missing = read_values(rows, columns, source.name)
    units = load_units()
    found = [
        StatItem(code=code, ja=labels[i], unit=units.get(code, ""), year=years[i])
        for code, i in columns
    ]
    without = [one.code for one in found if one.code not in units]
    if without:
        notes += (f"{len(without)} items have no known unit ({describe_offenders(without)})",)
    converted, values, converted_notes = convert_areas(found, values)
    table = StatTable(
        title=codes[0],
        area_code=area_code,
        area_ja=tuple(f"{cells[prefecture]} {cells[municipality]}" for _, cells in rows),
        items=converted,
        values=values,
        missing=missing,
        notes=(
            *notes,
            *converted_notes,
            *_note_areas(area_code),
            *_note_left_out(codes, {area, prefecture, municipality, *(i for _, i in columns)}),
        ),
    )
    table = replace(table, notes=(*table.notes, *describe_checks(check_sexes(table))))
    return table.select(items) if items else table


def _read_header(
    grid: Grid, where: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the rows of item codes, years and labels."""
    title = _TITLE.fullmatch(grid[0][1][0])
    if title is None:
        first = ", ".join(cell for cell in grid[0][1][:4] if cell)
        raise InputError(
            f"{where}: this is not SSDSE-A: its first cell is the edition, such as SSDSE-A-2026, "
            f"not {quote(first)}"
        )
    if title[1].upper() != "A":
        raise InputError(
            f"{where}: this is {grid[0][1][0]}; of the SSDSE family only SSDSE-A "
            "(municipalities, 市区町村) is read here"
        )
    if len(grid) < HEADER_ROWS:
        raise InputError(f"{where}: the rows of years and labels are missing; download it again")
    codes, years, labels = (cells for _, cells in grid[:HEADER_ROWS])
    check_widths(grid[:HEADER_ROWS], len(codes), where)
    items = [i for i, code in enumerate(codes) if _ITEM.fullmatch(code)]
    wrong = [f"{codes[i]}: {quote(years[i])}" for i in items if not _YEAR.fullmatch(years[i])]
    if not items or wrong:
        what = f"row 2 holds no years ({describe_offenders(wrong)})" if wrong else "no item codes"
        raise InputError(
            f"{where}: {what}; the header is item codes, years and labels, one row each"
        )
    twice = [code for i, code in enumerate(codes) if code and code in codes[:i]]
    if twice:
        raise InputError(
            f"{where}: items appear twice ({describe_offenders(twice)}); give it as published"
        )
    return codes, years, labels


def _find_label(labels: Sequence[str], name: str, where: str) -> int:
    if name not in labels:
        shown = describe_offenders([label for label in labels[:HEADER_ROWS] if label])
        raise InputError(f"{where}: row 3 has no column {name} (it begins {shown})")
    return labels.index(name)


def _note_areas(codes: Sequence[str]) -> tuple[str, ...]:
    """Return a note on municipalities of the shipped list that the table lacks."""
    rows = read_table(data_path("municipalities.csv"), ["code"])
    lacking = sorted({row["code"] for row in rows} - set(codes))
    if not lacking:
        return ()
    return (
        f"{len(lacking)} of {len(rows)} municipalities have no row ({describe_offenders(lacking)})",
    )


def _note_left_out(codes: Sequence[str], read: set[int]) -> tuple[str, ...]:
    """Return a note on columns that are neither an item nor the area."""
    others = [code or "without a code" for i, code in enumerate(codes) if i not in read]
    return (f"{len(others)} columns were left out ({describe_offenders(others)})",) * bool(others)
