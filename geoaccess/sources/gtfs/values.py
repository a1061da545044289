"""Values of GTFS cells: clock times, dates, whole numbers and codes; ValueError if unusable."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Final

from geoaccess.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

BLANK: Final = -1
"""Stands for an empty cell where values are never negative."""

MAX_DAYS: Final = 4
"""Times lie below this many days after the service day begins (the engine's limit)."""

CLOCK_REMEDY: Final = f"write HH:MM:SS, at most {MAX_DAYS * 24 - 1}:59:59"
DATE_REMEDY: Final = "write YYYYMMDD"

_CLOCK: Final = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_DATE: Final = re.compile(r"\d{8}")
_WHOLE: Final = re.compile(r"\d{1,9}")


def parse_gtfs_clock(text: str) -> int:
    """Return seconds of the service day of ``H:MM:SS`` (or ``H:MM``), BLANK if empty."""
    if not text:
        return BLANK
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[1]) >= MAX_DAYS * 24:
        raise ValueError(text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds


def parse_gtfs_date(text: str) -> int:
    """Return the proleptic ordinal of a date written YYYYMMDD."""
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return dt.datetime.strptime(text, "%Y%m%d").date().toordinal()  # noqa: DTZ007 - a day


def parse_whole(text: str) -> int:
    """Return a whole number from 0 on, BLANK if empty."""
    if text and not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text) if text else BLANK


def parse_number(text: str) -> float:
    """Return a finite number, NaN if empty."""
    if not text:
        return math.nan
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def code_up_to(highest: int) -> Callable[[str], int]:
    """Return the parser of codes 0 to `highest`; an empty cell is 0."""

    def parse(text: str) -> int:
        value = parse_whole(text or "0")
        if value > highest:
            raise ValueError(text)
        return value

    return parse
