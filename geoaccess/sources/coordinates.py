"""Latitudes and longitudes as people write them, and what is wrong with those that fail."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from geoaccess.model.japan import JAPAN_LAT, JAPAN_LON
from geoaccess.sources.faults import Cause, quote
from geoaccess.sources.sexagesimal import guess_unsigned, normalise_signs, parse_signed

DECIMAL_REMEDY: Final = "write decimal degrees, for example 35.6812 and 139.7671"
SIGNS_REMEDY: Final = "write decimal degrees, or 35°41′22″ with its signs"
COMMA_REMEDY: Final = "use a decimal point or give municipality_code"
EMPTY_REMEDY: Final = "give lat and lon, municipality_code or municipality"
CHECK_REMEDY: Final = "check lat and lon, or give municipality_code instead"

NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_COMMA_NUMBER: Final = re.compile(r"[+-]?\d+,\d+")
_SEXAGESIMAL: Final = re.compile(
    r"[°º˚度分秒'\"′″’”]|^\s*[+-]?\d+([.:\s]+\d+){2}([.,]\d+)?\s*$|[NSEWnsew北南東西]"
)
_AXIS: Final = {"lat": "latitude", "lon": "longitude"}
_MINUS: Final = str.maketrans("−‐‑–—", "-----")
_BLANK: Final = frozenset({"", "-", "--", "ー", "―", "n/a", "na", "nan", "null", "none", "#n/a"})
_BLANK_JA: Final = frozenset({"不明", "なし", "無し", "未定", "空欄"})


def clean_number(text: str) -> str:
    """Return the text with half-width digits and an ASCII minus, '' where it stands for none."""
    cleaned = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    return "" if cleaned.casefold() in _BLANK or cleaned in _BLANK_JA else cleaned


def parse_degrees(text: str, column: str) -> float | Cause:
    """Return decimal degrees, or why the text is not a number of degrees.

    Parameters
    ----------
    text
        What the cell holds.
    column
        ``lat`` or ``lon``, for the message.
    """
    cleaned = clean_number(text)
    if NUMBER.fullmatch(cleaned) and abs(float(cleaned)) <= 360:
        return float(cleaned)
    signed = parse_signed(normalise_signs(text), column)
    if isinstance(signed, float):
        return signed
    shown = f"{column} {quote(text)}"
    if signed is not None:
        return Cause(f"axis {column}", f"{shown} is a {_AXIS[signed]}", "exchange lat and lon")
    return _name_fault(cleaned, column, shown)


def _name_fault(cleaned: str, column: str, shown: str) -> Cause:
    """Return why a text is no number of degrees."""
    if not cleaned:
        return Cause(f"empty {column}", f"{column} is empty", EMPTY_REMEDY)
    if _COMMA_NUMBER.fullmatch(cleaned):
        return Cause(f"comma {column}", shown, COMMA_REMEDY)
    guess = guess_unsigned(cleaned)
    perhaps = "" if guess is None else f" ({guess:.6f} if minutes and seconds are meant)"
    if NUMBER.fullmatch(cleaned):
        return Cause(f"large {column}", f"{shown} is not in degrees{perhaps}", DECIMAL_REMEDY)
    if any(char.isdigit() for char in cleaned) and _SEXAGESIMAL.search(cleaned):
        what = f"{shown} is in degrees, minutes and seconds without clear signs{perhaps}"
        return Cause(f"dms {column}", what, SIGNS_REMEDY)
    return Cause(f"text {column}", f"{shown} is not a number", DECIMAL_REMEDY)


def parse_pair(text: str) -> tuple[float, float] | Cause:
    """Return latitude and longitude of one cell ``35.68, 139.76``, or why it is no such pair.

    Degrees with minutes and seconds are read where commas or one blank part the two.
    """
    cleaned = normalise_signs(text).replace("、", ",").strip().strip("()")
    parts = [part for part in re.split(r"[,;]+", cleaned) if part.strip()]
    if len(parts) != 2:
        parts = [part for part in re.split(r"[,;\s]+", cleaned) if part]
    if len(parts) == 2:
        lat, lon = parse_degrees(parts[0], "lat"), parse_degrees(parts[1], "lon")
        if isinstance(lat, Cause):
            return lat
        return lon if isinstance(lon, Cause) else (lat, lon)
    kind = "dms pair" if _SEXAGESIMAL.search(cleaned) else "pair"
    return Cause(kind, f"position {quote(text)} is not 'lat,lon'", DECIMAL_REMEDY)


def find_position_fault(lat: float, lon: float) -> Cause | None:
    """Return why a position in degrees cannot be one in Japan, None where it can."""
    shown = f"lat {quote(f'{lat:.10g}')}, lon {quote(f'{lon:.10g}')}"
    if lat == 0 and lon == 0:
        return Cause("zero", "lat and lon are 0", CHECK_REMEDY)
    if _within(lat, JAPAN_LAT) and _within(lon, JAPAN_LON):
        return None
    if _within(lat, JAPAN_LON) and _within(lon, JAPAN_LAT):
        return Cause("swapped", f"lat and lon are swapped: {shown}", "exchange lat and lon")
    return Cause(
        "outside", f"position is outside Japan (lat 20-46, lon 122-154): {shown}", CHECK_REMEDY
    )


def sea_fault(lat: float, lon: float) -> Cause:
    """Return the fault of a position that is not on land."""
    shown = f"position is at sea or abroad: lat {quote(f'{lat:.10g}')}, lon {quote(f'{lon:.10g}')}"
    return Cause("sea", shown, CHECK_REMEDY)


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
