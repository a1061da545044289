"""Cells of tables of facts as values: numbers, printed figures, clock times, confidence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final, TypeVar, get_args

from geoaccess.model.network import Confidence
from geoaccess.model.published import Figure
from geoaccess.sources.csvtable import Faults, Row
from geoaccess.units import SECONDS_PER_MINUTE, parse_clock

_T = TypeVar("_T")
_NUMBER: Final = r"\d+(?:\.\d+)?"
_FIGURE: Final = re.compile(rf"(~)?\s*({_NUMBER})(?:-({_NUMBER})|(\+))?(?:(?=[\s(])\s*(.*))?")
_ABOUT: Final = re.compile(r"\(?(?:approx\.?|about)\)?", re.IGNORECASE)
_DAY_MIN: Final = 1440

NUMBER = "is no number of 0 or more"
WHOLE = "is no whole number of 0 or more"
CLOCK = "is no clock time"
FIGURE = "is no figure or range"
TRUST = "is none of high, medium, low"
EMPTY = "is empty"


def parse_number(text: str) -> float:
    """Return a finite number of 0 or more.

    Raises
    ------
    ValueError
        When the text is none.
    """
    value = float(text)
    if not math.isfinite(value) or value < 0:
        raise ValueError(text)
    return value


def parse_whole(text: str) -> int:
    """Return a whole number of 0 or more; ``12.0`` is one.

    Raises
    ------
    ValueError
        When the text is none.
    """
    value = parse_number(text)
    if value != int(value):
        raise ValueError(text)
    return int(value)


def parse_minute(text: str) -> int:
    """Return the minute of the service day of a clock time.

    Raises
    ------
    InputError
        When the text is no clock time.
    """
    return parse_clock(text) // SECONDS_PER_MINUTE


def parse_figure(text: str) -> Figure:
    """Return a printed figure: ``143-155``, ``~143 (140-146)``, ``3+``, ``19 (with others)``.

    Raises
    ------
    ValueError
        When the text does not begin with a figure, or its range runs down.
    """
    match = _FIGURE.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    about, low, high, is_open, rest = match.groups(default="")
    remark = _ABOUT.sub("", rest).strip()
    if remark.startswith("(") and remark.endswith(")"):
        remark = remark[1:-1].strip()
    top = math.inf if is_open else float(high or low)
    if top < float(low):
        raise ValueError(text)
    return Figure(
        low=float(low),
        high=top,
        is_approximate=bool(about) or _ABOUT.search(rest) is not None,
        remark=remark,
    )


def parse_text(text: str) -> str:
    """Return a text that is not empty.

    Raises
    ------
    ValueError
        When it is.
    """
    if not text:
        raise ValueError(text)
    return text


def parse_confidence(text: str) -> tuple[Confidence, str]:
    """Return the confidence and what stands behind it in brackets: ``high (+-0.3 km)``.

    Raises
    ------
    ValueError
        When the first word is no confidence.
    """
    word, _, rest = text.partition(" ")
    for one in get_args(Confidence):
        if word == one:
            return one, rest.strip("() ")
    raise ValueError(text)


def optional(convert: Callable[[str], _T]) -> Callable[[str], _T | None]:
    """Return the conversion with None for an empty cell."""
    return lambda text: convert(text) if text else None


def after(earlier_min: int, later_min: int) -> int:
    """Return the later of two clock minutes, on the next day where it reads earlier.

    A run takes less than half a day: an arrival just before the departure is a fault of the
    table and stays before it.
    """
    return later_min + _DAY_MIN if later_min < earlier_min - _DAY_MIN // 2 else later_min


class Reader:
    """Cells of one row by header name; every fault is noted, and `is_good` tells of them."""

    def __init__(self, row: Row, faults: Faults) -> None:
        self.row, self._faults, self.is_good = row, faults, True

    def get(self, column: str, convert: Callable[[str], _T], what: str, default: _T) -> _T:
        """Return the converted cell; the default, and a noted fault, where it cannot be."""
        try:
            return convert(self.row[column])
        except (ValueError, KeyError):
            self._faults.add(f"{column} {what}", f"row {self.row.number}: '{self.row[column]}'")
            self.is_good = False
            return default

    def number(self, column: str) -> float:
        """Return a number of 0 or more."""
        return self.get(column, parse_number, NUMBER, 0.0)

    def number_or_none(self, column: str) -> float | None:
        """Return a number of 0 or more, None for an empty cell."""
        return self.get(column, optional(parse_number), NUMBER, None)

    def whole(self, column: str) -> int:
        """Return a whole number of 0 or more."""
        return self.get(column, parse_whole, WHOLE, 0)

    def minute(self, column: str) -> int:
        """Return the minute of the service day of a clock time."""
        return self.get(column, parse_minute, CLOCK, 0)

    def minute_or_none(self, column: str) -> int | None:
        """Return the minute of a clock time, None for an empty cell."""
        return self.get(column, optional(parse_minute), CLOCK, None)

    def figure_or_none(self, column: str) -> Figure | None:
        """Return a printed figure, None for an empty cell."""
        return self.get(column, optional(parse_figure), FIGURE, None)

    def text(self, column: str) -> str:
        """Return a text that is not empty."""
        return self.get(column, parse_text, EMPTY, "")

    def confidence(self, column: str) -> tuple[Confidence, str]:
        """Return the confidence and its remark."""
        return self.get(column, parse_confidence, TRUST, ("low", ""))

    def note(self, what: str, offender: str) -> None:
        """Note a fault of the row that no single cell shows."""
        self._faults.add(what, f"row {self.row.number}: {offender}")
        self.is_good = False
