"""Single figures to a table of areas by items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.statistics import Missing, Reasons, StatItem, StatTable
from geoaccess.units import FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """Figures one by one, all of length n; `row` is the number of the row as Excel shows it."""

    row: tuple[int, ...]
    area_code: tuple[str, ...]
    area_ja: tuple[str, ...]
    items: tuple[StatItem, ...]
    values: FloatArray
    missing: Reasons
    notes: tuple[str, ...]


def pivot_cells(cells: Cells, *, title: str, where: str) -> StatTable:
    """Return the figures as a table; areas and items come in the order of their first figure.

    Raises
    ------
    InputError
        When an area has two figures for one item and year, or one item has two units.
    """
    area_ja = dict(zip(cells.area_code, cells.area_ja, strict=True))
    row_of = {code: i for i, code in enumerate(dict.fromkeys(cells.area_code))}
    first: dict[tuple[str, str], StatItem] = {}
    for one in cells.items:
        first.setdefault((one.code, one.year), one)
    column_of = {key: i for i, key in enumerate(first)}
    units = [
        f"{one.code}: {first[one.code, one.year].unit or 'none'} and {one.unit or 'none'}"
        for one in cells.items
        if one.unit != first[one.code, one.year].unit
    ]
    if units:
        raise InputError(
            f"{where}: an item has two units ({describe_offenders(list(dict.fromkeys(units)))}); "
            "download it with one"
        )
    row = np.array([row_of[code] for code in cells.area_code])
    column = np.array([column_of[one.code, one.year] for one in cells.items])
    _refuse_repeated(cells, row * len(first) + column, where)
    values = np.full((len(row_of), len(first)), np.nan)
    missing = np.full(values.shape, Missing.BLANK, dtype=np.uint8)
    values[row, column], missing[row, column] = cells.values, cells.missing
    absent = values.size - len(cells.row)
    notes = (f"{absent} figures of {values.size} are not in the file and count as missing",)
    return StatTable(
        title=title,
        area_code=tuple(row_of),
        area_ja=tuple(area_ja[code] for code in row_of),
        items=tuple(first.values()),
        values=values,
        missing=missing,
        notes=(*cells.notes, *(notes if absent else ())),
    )


def _refuse_repeated(cells: Cells, place: np.ndarray, where: str) -> None:
    order = np.argsort(place, kind="stable")
    again = order[1:][place[order[1:]] == place[order[:-1]]]
    if again.size:
        shown = [
            f"row {cells.row[i]}: {cells.area_code[i]} {cells.items[i].code} {cells.items[i].year}"
            for i in np.sort(again)
        ]
        raise InputError(
            f"{where}: {len(shown)} figures are there twice ({describe_offenders(shown)}); "
            "download every classification with its codes"
        )
