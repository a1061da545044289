"""Mesh tables of e-Stat (tblT…txt): figures by cell, suppressed and merged cells kept apart."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.mesh import find_levels
from geoaccess.model.meshtable import MeshTable
from geoaccess.model.statistics import Missing, StatItem, StatTable
from geoaccess.sources.columns import Grid
from geoaccess.sources.faults import quote
from geoaccess.sources.mesh.treatment import Marks, read_treatment
from geoaccess.sources.statistics.areas import refuse_repeated
from geoaccess.sources.statistics.texts import check_widths, read_grid
from geoaccess.sources.statistics.values import read_values

KEY: Final = "KEY_CODE"
MARKS: Final = ("HTKSYORI", "HTKSAKI", "GASSAN")
_SMALL_AREA: Final = ("HYOSYO", "CITYNAME", "NAME")
_ITEM: Final = re.compile(r"T\d{9,12}")
_UNITS: Final = (
    ("世帯人員", "persons"),
    ("世帯", "households"),
    ("人口", "persons"),
    ("事業所", "establishments"),
    ("従業者", "persons"),
    ("就業者", "persons"),
)


def load_mesh_table(path: str | os.PathLike[str], items: Sequence[str] = ()) -> MeshTable:
    """Return a mesh table of e-Stat, any level: a .txt or .csv file, or the .zip with it.

    Parameters
    ----------
    items
        Codes of the items wanted (``T001100001``), in this order; all where empty.

    Raises
    ------
    FileError
        When the file is missing, or not text.
    InputError
        When it is no mesh table, is truncated, a cell cannot be read, or suppressed cells and
        the cells that hold their figures contradict each other.
    UnknownNameError
        When the table lacks a wanted item.
    """
    source = Path(path)
    grid = read_grid(source)
    header, labels = _read_header(grid, source.name)
    rows = grid[1 + bool(labels) :]
    if not rows:
        raise InputError(f"{source.name}: there is a header but no mesh cell")
    codes = _read_codes(rows, header.index(KEY), source.name)
    columns = [(name, i) for i, name in enumerate(header) if _ITEM.fullmatch(name)]
    values, missing = read_values(rows, columns, source.name)
    items_found = tuple(
        StatItem(code=name, ja=(label := _clean(labels, i)), unit=_find_unit(label))
        for name, i in columns
    )
    marks = Marks(
        row=tuple(number for number, _ in rows),
        treatment=tuple(cells[header.index(MARKS[0])] for _, cells in rows),
        host=tuple(cells[header.index(MARKS[1])] for _, cells in rows),
        merged=tuple(cells[header.index(MARKS[2])] for _, cells in rows),
    )
    treatment, host_code, notes = read_treatment(codes, marks, missing, source.name)
    table = StatTable(
        title=source.name,
        area_code=codes,
        area_ja=("",) * len(codes),
        items=items_found,
        values=values,
        missing=missing,
        notes=notes,
    )
    mesh = MeshTable(
        table=table,
        treatment=treatment,
        host_code=host_code,
        is_merged=(missing == Missing.SUPPRESSED).any(axis=0),
    )
    return mesh.select(items) if items else mesh


def _read_header(grid: Grid, where: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the row of codes, and that of labels (empty where there is none)."""
    header = grid[0][1]
    if KEY not in header:
        first = ", ".join(cell for cell in header[:4] if cell)
        raise InputError(
            f"{where}: this is no mesh table of e-Stat: its first row names {KEY}, "
            f"{', '.join(MARKS)} and items such as T001100001, not {quote(first)}"
        )
    if any(name in header for name in _SMALL_AREA):
        raise InputError(
            f"{where}: this is a table of small areas (町丁・字等); mesh tables (地域メッシュ統計) "
            f"have no column {next(name for name in _SMALL_AREA if name in header)}"
        )
    lacking = [name for name in MARKS if name not in header]
    if lacking:
        raise InputError(
            f"{where}: column {describe_offenders(lacking)} is missing, without which suppressed "
            "cells cannot be told; give the table as published"
        )
    if not any(_ITEM.fullmatch(name) for name in header):
        raise InputError(f"{where}: there is no column of figures such as T001100001")
    twice = [name for i, name in enumerate(header) if name and name in header[:i]]
    if twice:
        raise InputError(f"{where}: columns appear twice ({describe_offenders(twice)})")
    check_widths(grid, len(header), where)
    has_labels = len(grid) > 1 and not grid[1][1][header.index(KEY)]
    return header, grid[1][1] if has_labels else ()


def _read_codes(rows: Grid, position: int, where: str) -> tuple[str, ...]:
    """Return the mesh codes of the rows, all of one level."""
    codes = tuple(cells[position] for _, cells in rows)
    levels = find_levels(codes)
    wrong = [
        f"row {number}: {quote(code)}"
        for (number, _), code, level in zip(rows, codes, levels, strict=True)
        if level is None
    ]
    if wrong:
        raise InputError(
            f"{where}: {len(wrong)} of {len(rows)} cells have no mesh code of JIS X 0410 "
            f"({describe_offenders(wrong)}); give the table as published"
        )
    mixed = sorted({level for level in levels if level is not None})
    if len(mixed) > 1:
        raise InputError(f"{where}: cells of {describe_offenders(mixed)} in one table; split it")
    refuse_repeated(codes, [number for number, _ in rows], where, "give the table as published")
    return codes


def _clean(labels: Sequence[str], position: int) -> str:
    return " ".join(labels[position].split()) if labels else ""


def _find_unit(label: str) -> str:
    return next((unit for word, unit in _UNITS if word in label), "")
