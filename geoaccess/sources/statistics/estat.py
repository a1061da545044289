"""CSV downloads of the e-Stat database (統計表・グラフ表示), and of its API, by area and item."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from geoaccess.errors import InputError
from geoaccess.model.statistics import StatTable
from geoaccess.sources.columns import Grid
from geoaccess.sources.faults import quote
from geoaccess.sources.statistics.estatcells import read_crossed, read_listed
from geoaccess.sources.statistics.estatheader import Header, find_header
from geoaccess.sources.statistics.itemfacts import convert_areas
from geoaccess.sources.statistics.pivot import pivot_cells
from geoaccess.sources.statistics.texts import check_widths, read_grid
from geoaccess.sources.statistics.values import read_legend

_TITLES: Final = ("統計名", "表番号", "表題", "STATISTICS_NAME", "TITLE")


def load_estat(path: str | os.PathLike[str], items: Sequence[str] = ()) -> StatTable:
    """Return a table of the e-Stat database: one row per area, one column per item and year.

    Three layouts are read: columns of items beside columns of areas, with rows of metadata
    before the header (`A1101_総人口【人】`); one figure a row (`tab_code` … `value`); and the
    latter as the API returns it. Codes must have been downloaded with the labels. Further
    classifications become part of the item's code (`T01:100:2`).

    Parameters
    ----------
    items
        Codes of the items wanted, in this order; all where empty.

    Raises
    ------
    FileError
        When the file is missing, or not text.
    InputError
        When it is no such table, has no area codes, is truncated, or a cell cannot be read.
    UnknownNameError
        When the table lacks a wanted item.
    """
    source = Path(path)
    grid = read_grid(source, must_end=False)
    header = find_header(grid, source.name)
    metadata = [cells for _, cells in grid[: header.position]]
    _check_answer(metadata, source.name)
    rows = grid[header.position + 1 :]
    if not rows:
        raise InputError(f"{source.name}: there is a header but no row of figures")
    check_widths(rows, len(header.cells), source.name)
    legend = read_legend(metadata)
    read = read_listed if header.is_listed else read_crossed
    cells = read(rows, header, legend, source.name)
    table = pivot_cells(cells, title=_find_title(metadata, source), where=source.name)
    converted, values, notes = convert_areas(table.items, table.values)
    table = replace(
        table,
        items=converted,
        values=values,
        notes=(*table.notes, *notes, *_note_page(metadata), *_note_metadata(grid, header)),
    )
    return table.select(items) if items else table


def _find_title(metadata: Sequence[Sequence[str]], source: Path) -> str:
    """Return what the rows before the header call the table, the file's name where they do not."""
    words = [
        cell
        for row in metadata
        if row and unicodedata.normalize("NFKC", row[0]).rstrip(": ") in _TITLES
        for cell in row[1:]
        if cell and not cell.isdigit()
    ]
    return " ".join(dict.fromkeys(words)) or source.name


def _check_answer(metadata: Sequence[Sequence[str]], where: str) -> None:
    """Refuse the API's answer to a request that failed."""
    answer = {row[0]: row[1] for row in metadata if len(row) > 1}
    if answer.get("STATUS", "0") != "0":
        raise InputError(
            f"{where}: e-Stat answered with status {answer['STATUS']} "
            f"({quote(answer.get('ERROR_MSG', ''))}), not with a table; repeat the request"
        )


def _note_page(metadata: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return a note where the API gave one page of several."""
    answer = {row[0]: row[1] for row in metadata if len(row) > 1}
    if not answer.get("NEXT_KEY"):
        return ()
    first, last, total = (
        answer.get(name, "?") for name in ("FROM_NUMBER", "TO_NUMBER", "TOTAL_NUMBER")
    )
    return (f"one page: figures {first} to {last} of {total}; sums are not complete",)


def _note_metadata(grid: Grid, header: Header) -> tuple[str, ...]:
    skipped = header.position
    return (f"{skipped} rows of metadata before the header were skipped",) * bool(
        skipped and len(grid) > skipped
    )
