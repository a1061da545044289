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


class _Numbering(dict[str, int]):
    """Number of each distinct text, in the order in which they are met."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


def parse_cell(text: str, legend: Mapping[str, Missing]) -> tuple[float, Missing] | None:
    """Return number and reason (NaN with one that is not PRESENT), None for neither.

    Parameters
    ----------
    legend
        Marks in place of numbers, besides the usual ones.
    """
    cleaned = clean_mark(text)
    reason = legend.get(cleaned, MARKS.get(cleaned))
    if reason is not None:
        return math.nan, reason
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
    numbering = _Numbering()
    index = np.empty((len(rows), len(columns)), dtype=np.int64)
    for j, (_, position) in enumerate(columns):
        index[:, j] = [numbering[cells[position]] for _, cells in rows]
    parsed = [parse_cell(text, legend or {}) for text in numbering]
    if None in parsed:
        is_wrong = np.array([one is None for one in parsed])[index]
        wrong = [
            f"row {rows[i][0]}: {columns[j][0]} {quote(rows[i][1][columns[j][1]])}"
            for i, j in np.argwhere(is_wrong).tolist()
        ]
        raise InputError(
            f"{where}: {len(wrong)} cells are neither a number nor a known mark "
            f"({describe_offenders(wrong)}); known marks are * X - *** …"
        )
    numbers = np.array([one[0] for one in parsed if one], dtype=np.float64)
    reasons = np.array([one[1] for one in parsed if one], dtype=np.uint8)
    return numbers[index], reasons[index]
