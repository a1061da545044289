"""Degrees, minutes and seconds: read where signs leave no doubt, and what else might be meant."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SIGNS: Final = str.maketrans(
    {**dict.fromkeys("º˚", "°"), **dict.fromkeys("″”“〃", '"'), **dict.fromkeys("′’‘´`", "'")}
)
_DECIMAL: Final = r"\d+(?:\.\d+)?"
_SIGNED: Final = re.compile(
    rf"(?P<front>[NSEW]|北緯|南緯|東経|西経)?\s*(?P<degrees>{_DECIMAL})\s*(?P<sign>[°度])?\s*"
    rf"(?:(?P<minutes>{_DECIMAL})\s*['分]\s*(?:(?P<seconds>{_DECIMAL})\s*(?:\"|''|秒)?)?)?\s*"
    r"(?P<back>[NSEW])?",
    re.IGNORECASE,
)
_UNSIGNED: Final = re.compile(r"(\d{2,3})[.:\s]+(\d{1,2})[.:\s]+(\d{1,2}(?:\.\d+)?)")
_JOINED: Final = re.compile(r"(\d{2,3})(\d{2})(\d{2}(?:\.\d+)?)")
_AXES: Final = {"n": "lat", "s": "lat", "北": "lat", "南": "lat"}


def normalise_signs(text: str) -> str:
    """Return the text with half-width digits, ``°``, ``'`` and ``"`` for their many variants.

    NFKC alone turns º into the letter o and ″ into two primes.
    """
    return unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS).strip()


def parse_signed(text: str, axis: str) -> float | str | None:
    """Return decimal degrees of ``35°41′22″``, ``北緯35度41分22秒`` or ``N35.68``.

    Returns
    -------
    float | str | None
        Degrees, negative in the south and the west; the other axis (``lat``, ``lon``) where the
        letters are of that one; None where the text is not of this form: a bare number, numbers
        without signs, minutes of 60 or more, decimals before the last number.

    Parameters
    ----------
    text
        As `normalise_signs` returns it.
    axis
        ``lat`` or ``lon``.
    """
    found = _SIGNED.fullmatch(text)
    if found is None:
        return None
    letter = (found["front"] or found["back"] or "")[:1].casefold()
    if found["front"] and found["back"]:
        return None
    if not (letter or found["sign"]) or (found["minutes"] and not found["sign"]):
        return None
    numbers = [one for one in (found["degrees"], found["minutes"], found["seconds"]) if one]
    if any("." in one for one in numbers[:-1]) or any(float(one) >= 60 for one in numbers[1:]):
        return None
    if letter and _AXES.get(letter, "lon") != axis:
        return _AXES.get(letter, "lon")
    value = sum((float(one) / 60.0**power for power, one in enumerate(numbers)), start=0.0)
    return -value if letter in ("s", "w", "南", "西") else value


def has_minutes(text: str) -> bool:
    """Return whether a text that was read as a position gives minutes."""
    return re.search("['分]", normalise_signs(text)) is not None


def guess_unsigned(text: str) -> float | None:
    """Return what ``35.41.22``, ``35 41 22`` or ``354122`` may mean in degrees, None for nothing.

    A guess to show in a message, never to use.
    """
    found = _UNSIGNED.fullmatch(text) or _JOINED.fullmatch(text)
    if found is None or int(found[2]) >= 60 or float(found[3]) >= 60:
        return None
    return int(found[1]) + int(found[2]) / 60 + float(found[3]) / 3600
