"""Travel times and meeting hours as bytes: one a pair of places, small when compressed."""

from __future__ import annotations

import base64
import gzip
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geoaccess.errors import InputError
from geoaccess.units import SECONDS_PER_MINUTE, FloatArray

Codes = NDArray[np.uint8]

FAR: Final = 254
"""Longer than the last step: FAR_MIN minutes or more."""
NONE: Final = 255
"""No connection."""
_STEPS: Final = ((0, 120, 1), (120, 300, 2), (300, 520, 5))
"""From, to and step in minutes: a planner reads short trips to the minute."""
TABLE_MIN: Final = np.concatenate([np.arange(*one, dtype=float) for one in _STEPS])
"""Minutes that the codes 0-253 stand for."""
FAR_MIN: Final = 520
_MIDDLES: Final = np.append((TABLE_MIN[1:] + TABLE_MIN[:-1]) / 2, FAR_MIN - 2.5)

HOURS_STEP_MIN: Final = 10
"""Of the meeting hours of a day; they are rounded down."""


def encode_minutes(minutes: FloatArray) -> Codes:
    """Return the code of each duration in minutes; NaN is none.

    The step is 1 minute to 2 hours, 2 to 5 hours, 5 beyond; the nearest is taken, so that a
    decoded duration is at most half a step off.

    Raises
    ------
    InputError
        When a duration is negative.
    """
    values = np.asarray(minutes, dtype=float)
    if np.any(values < 0):
        raise InputError("map: a travel time is negative")
    known = np.isfinite(values)
    codes = np.searchsorted(_MIDDLES, np.where(known, values, 0), side="right")
    codes = np.where(np.isposinf(values), FAR, codes)
    return np.where(known | np.isposinf(values), codes, NONE).astype(np.uint8)


def decode_minutes(codes: Codes) -> FloatArray:
    """Return the minutes of codes: infinite for FAR, NaN for none."""
    table = np.concatenate([TABLE_MIN, (np.inf, np.nan)])
    minutes: FloatArray = table[codes]
    return minutes


def encode_hours(contactable: NDArray[np.bool_], meeting_s: NDArray[np.int32]) -> Codes:
    """Return 0 where there is no day return, else 1 + meeting time in steps of 10 minutes."""
    steps = np.asarray(meeting_s) // (SECONDS_PER_MINUTE * HOURS_STEP_MIN)
    return np.where(contactable, 1 + np.minimum(steps, NONE - 1), 0).astype(np.uint8)


def pack_codes(codes: Codes, base: Codes | None = None, *, smooth: bool = False) -> str:
    """Return a matrix of codes as base64 of gzip; the same codes give the same text.

    A row holds its differences from left to right, modulo 256; `smooth`, for codes that change
    alike from row to row, holds what these differ from those of the row above. With `base`, a
    matrix of the same shape, each cell holds the difference to that matrix instead. Times of
    1,808 places take 1.44 MB smooth and 1.57 MB else, their meeting hours 0.73 and 0.42 MB.
    """
    whole = np.ascontiguousarray(codes, dtype=np.uint8)
    if base is not None:
        return pack_bytes(whole - base)
    difference = np.diff(whole, axis=1, prepend=np.uint8(0))
    return pack_bytes(np.diff(difference, axis=0, prepend=np.uint8(0)) if smooth else difference)


def unpack_codes(
    text: str, shape: tuple[int, int], base: Codes | None = None, *, smooth: bool = False
) -> Codes:
    """Return the matrix of codes that `pack_codes` packed."""
    raw = np.frombuffer(gzip.decompress(base64.b64decode(text)), dtype=np.uint8).reshape(shape)
    if base is not None:
        return (raw + base).astype(np.uint8)
    rows = np.cumsum(raw, axis=0, dtype=np.uint8) if smooth else raw
    return np.cumsum(rows, axis=1, dtype=np.uint8).astype(np.uint8)


def pack_bytes(values: Codes) -> str:
    """Return bytes as base64 of gzip; the same bytes give the same text."""
    whole = np.ascontiguousarray(values, dtype=np.uint8)
    return base64.b64encode(gzip.compress(whole.tobytes(), 9, mtime=0)).decode()


def pack_symmetric(codes: Codes) -> str:
    """Return a symmetric matrix of codes as base64 of gzip.

    On and above the diagonal a cell holds what it differs, modulo 256, from left + above -
    left above (0 outside); below there are zeros. Between 691 stations that takes 0.14 MB,
    rows of differences of the whole matrix 0.35.
    """
    difference = np.diff(codes, axis=1, prepend=np.uint8(0))
    difference = np.diff(difference, axis=0, prepend=np.uint8(0))
    return pack_bytes(np.triu(difference))


def unpack_symmetric(text: str, size: int) -> Codes:
    """Return the matrix of codes that `pack_symmetric` packed."""
    raw = np.frombuffer(gzip.decompress(base64.b64decode(text)), dtype=np.uint8)
    codes = np.zeros((size + 1, size + 1), dtype=np.uint8)
    for i, row in enumerate(raw.reshape(size, size), 1):
        start = int(codes[i, i - 1]) - int(codes[i - 1, i - 1])
        whole = (np.cumsum(row[i - 1 :], dtype=np.int64) + start + codes[i - 1, i:]) & 255
        codes[i, i:] = codes[i:, i] = whole
    return codes[1:, 1:]
