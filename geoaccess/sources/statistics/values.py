"""Cells of published tables: numbers as ministries write them, and the marks of missing ones."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.statistics import Missing, Reasons
from geoaccess.sources.faults import quote
from geoaccess.units import FloatArray

MARKS: Final[Mapping[str, Missing]] = {
    "": Missing.BLANK,
    "*": Missing.SUPPRESSED,
    "X": Missing.SUPPRESSED,
    "x": Missing.SUPPRESSED,
    "χ": Missing.SUPPRESSED,
    "-": Missing.NOT_APPLICABLE,
    "***": Missing.NOT_SURVEYED,
    "...": Missing.NOT_SURVEYED,
    "..": Missing.NOT_SURVEYED,
}
"""What stands in place of a number (e-Stat; usage of the Statistics Bureau), after NFKC."""

_NUMBER: Final = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?(?:[eE][+-]?\d+)?")
_DASHES: Final = str.maketrans("−‐‑–—―ー▲△", "-" * 9)
_WORDS: Final = (
    ("秘匿", Missing.SUPPRESSED),
    ("調査", Missing.NOT_SURVEYED),
    ("集計", Missing.NOT_SURVEYED),
    ("不詳", Missing.NOT_SURVEYED),
    ("得られない", Missing.NOT_APPLICABLE),
    ("該当", Missing.NOT_APPLICABLE),
    ("皆無", Missing.NOT_APPLICABLE),
)


def clean_mark(text: str) -> str:
    """Return the text in half-width characters with an ASCII minus, without spaces around it."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


def read_legend(rows: Iterable[Sequence[str]]) -> dict[str, Missing]:
    """Return the marks that a table explains itself (``*``, ``数値が秘匿されているもの``)."""
    legend: dict[str, Missing] = {}
    for row in rows:
        cells = [cell for cell in row if cell]
        if len(cells) == 2 and not any(char.isalnum() and char not in "Xxχ" for char in cells[0]):
            reason = next((one for word, one in _WORDS if word in cells[1]), None)
            if reason is not None:
                legend[clean_mark(cells[0])] = reason
    return legend


class CellReader(dict[str, tuple[float, Missing] | None]):
    """Number and reason by text, worked out once per distinct text; None for neither."""

    def __init__(self, legend: Mapping[str, Missing] | None = None) -> None:
        super().__init__()
        self._marks = {**MARKS, **(legend or {})}

    def __missing__(self, text: str) -> tuple[float, Missing] | None:
        self[text] = found = self._read(text)
        return found

    def _read(self, text: str) -> tuple[float, Missing] | None:
        cleaned = clean_mark(text)
        if cleaned in self._marks:
            return math.nan, self._marks[cleaned]
        if not _NUMBER.fullmatch(cleaned):
            return None
        number = float(cleaned.replace(",", ""))
        return (number, Missing.PRESENT) if math.isfinite(number) else None


def read_values(
    rows: Sequence[tuple[int, Sequence[str]]],
    columns: Sequence[tuple[str, int]],
    where: str,
    legend: Mapping[str, Missing] | None = None,
) -> tuple[FloatArray, Reasons]:
    """Return numbers (NaN where missing) and reasons, shape (rows, columns) each.

    Parameters
    ----------
    rows
        Cells with the number of their row as Excel shows it.
    columns
        Code and position of each column to read.
    legend
        Marks that the table explains itself.

    Raises
    ------
    InputError
        When a cell is neither a number nor a mark; the cells are named.
    """
    reader = CellReader(legend)
    found = [[reader[cells[position]] for _, position in columns] for _, cells in rows]
    if None in reader.values():
        wrong = [
            f"row {rows[i][0]}: {columns[j][0]} {quote(rows[i][1][columns[j][1]])}"
            for i, cells in enumerate(found)
            for j, cell in enumerate(cells)
            if cell is None
        ]
        raise InputError(
            f"{where}: {len(wrong)} cells are neither a number nor a known mark "
            f"({describe_offenders(wrong)}); known marks are * X - *** …"
        )
    shape = (len(rows), len(columns))
    pairs = np.array(found, dtype=np.float64).reshape(*shape, 2)
    return pairs[:, :, 0], pairs[:, :, 1].astype(np.uint8)
