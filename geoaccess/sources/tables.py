"""Planners' place files: CSV, Excel, GeoJSON and GeoPackage to Places."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from geoaccess.errors import FileError, InputError
from geoaccess.model.places import Places, Role
from geoaccess.sources.columns import (
    INSTITUTIONS_REMEDY,
    NEEDED,
    SCHOOL_CODE,
    Grid,
    find_header,
)
from geoaccess.sources.faults import SHOWN_CHARACTERS, quote
from geoaccess.sources.gazetteer import Gazetteer
from geoaccess.sources.rows import Row, Table
from geoaccess.sources.sites import build_places

TEXT_SUFFIXES: Final = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".ods")
GEOJSON_SUFFIXES: Final = (".geojson", ".json")
GEOPACKAGE_SUFFIXES: Final = (".gpkg",)
SUFFIXES: Final = (
    *TEXT_SUFFIXES, *WORKBOOK_SUFFIXES, *GEOJSON_SUFFIXES, *GEOPACKAGE_SUFFIXES,
)  # fmt: skip


def load_places(path: str | os.PathLike[str], *, role: Role, gazetteer: Gazetteer) -> Places:
    """Return the places of a planner's file, one per row, in its order.

    Parameters
    ----------
    path
        A .csv, .tsv, .txt, .xlsx, .xlsm, .xls, .ods, .geojson, .json or .gpkg file.
    role
        What the places are in the run; hubs also need a usable mass where there is a column.
    gazetteer
        Municipalities by code and name, and where the land is.

    Raises
    ------
    FileError
        When the file is missing, unreadable or of another kind.
    InputError
        When the table cannot be used: every fault, in one line.
    """
    table = read_table(Path(path))
    if not table.rows:
        raise InputError(f"{table.where}: there is a header but no {table.unit} of data; add one")
    return build_places(table, role=role, gazetteer=gazetteer)


def read_table(path: Path) -> Table:
    """Return the rows of text of a file of any known kind.

    Raises
    ------
    FileError
        When the file is missing, a folder, unreadable or of another kind.
    InputError
        When it is empty or has no header.
    """
    suffix = path.suffix.lower()
    _check_file(path, suffix)
    try:
        if suffix in GEOJSON_SUFFIXES + GEOPACKAGE_SUFFIXES:
            table = _read_layer(path, suffix)
            if not table.rows:
                raise InputError(f"{path.name}: there are no features; add one")
            return table
        if suffix in TEXT_SUFFIXES:
            from geoaccess.sources.textfiles import read_delimited

            return _find_table(read_delimited(path), path.name)
        from geoaccess.sources.workbooks import read_workbook

        return _find_table(read_workbook(path), path.name)
    except PermissionError as error:
        raise FileError(
            f"{path}: the file cannot be opened; close it in other programs, check your rights"
        ) from error


def _read_layer(path: Path, suffix: str) -> Table:
    from geoaccess.sources import geofiles

    is_json = suffix in GEOJSON_SUFFIXES
    return geofiles.read_geojson(path) if is_json else geofiles.read_geopackage(path)


def _check_file(path: Path, suffix: str) -> None:
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except OSError as error:
        shown = f"{path.name[:SHOWN_CHARACTERS]}…"
        raise FileError(f"{shown}: this is no file name ({error.strerror}); check it") from error
    if is_folder:
        raise FileError(f"{path}: this is a folder; name a file in it")
    if not is_file:
        raise FileError(f"{path}: there is no such file; check the name and the folder")
    if suffix not in SUFFIXES:
        raise FileError(
            f"{path.name}: files of kind {quote(suffix)} are not read; "
            f"save the places as one of {' '.join(SUFFIXES)}"
        )
    if path.stat().st_size == 0:
        raise InputError(f"{path.name}: the file is empty; {NEEDED}")


def _find_table(grid: Grid, where: str) -> Table:
    """Return the header and the rows below it that are not blank."""
    filled = [(number, cells) for number, cells in grid if any(cells)]
    if not filled:
        raise InputError(f"{where}: the file is empty; {NEEDED}")
    position, count = find_header(filled)
    if count == 0:
        if SCHOOL_CODE in filled[0][1]:
            raise InputError(f"{where}: a table of school codes; {INSTITUTIONS_REMEDY}")
        first = ", ".join(cell for cell in filled[0][1] if cell)
        raise InputError(
            f"{where}: no row has known column names (row {filled[0][0]}: {quote(first)}); {NEEDED}"
        )
    rows = tuple(Row(number=number, cells=cells) for number, cells in filled[position + 1 :])
    return Table(where=where, unit="row", header=filled[position][1], rows=rows)
