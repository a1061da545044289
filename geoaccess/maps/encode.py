"""From plain values to text that can stand in the page."""

from __future__ import annotations

import base64
import gzip
import json
import math
from collections.abc import Mapping
from typing import Any, Final

COORDINATE_DECIMALS: Final = 4

_ESCAPES: Final = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def to_script_json(value: Mapping[str, Any]) -> str:
    """Return JSON that can stand in a script element whatever the names in it say."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text


def to_packed_json(value: Mapping[str, Any]) -> str:
    """Return JSON compressed with gzip, as base64 text; the same value gives the same text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode()


def to_number(value: float, decimals: int) -> float | int | None:
    """Return a rounded number, None where it is missing."""
    if not math.isfinite(value):
        return None
    rounded = round(float(value), decimals)
    return int(rounded) if rounded == int(rounded) else rounded
