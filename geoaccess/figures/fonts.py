"""The font of figures and reports: its file, its widths, and texts that it can show."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geoaccess.errors import FileError

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

EXTRA: Final = "geoaccess[report]"
FONT_NAME: Final = "IPAexGothic"
STANDS_IN: Final = "〓"
"""The geta, which Japanese printers set for a character that they lack."""
_ALIKE: Final = {"≥": "≧", "≤": "≦", "\u00a0": " ", "\t": " ", "\n": " ", "\r": " "}
_NO_LINE_START: Final = frozenset(
    "、。，．・：；？！）」』】〕〉》〜ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%)]},.;:!?"
)
_NO_LINE_END: Final = frozenset("（「『【〔〈《([{")
POINTS_PER_MM: Final = 72 / 25.4


def find_font() -> Path:
    """Return the file of the font, without importing the package that brings it.

    Raises
    ------
    FileError
        When a package of the extra `report` is not installed.
    """
    missing = find_missing_packages()
    if missing:
        raise FileError(f"no {', '.join(missing)}: install it with pip install '{EXTRA}'")
    spec = util.find_spec("matplotlib_fontja")
    if spec is None or not spec.submodule_search_locations:
        raise FileError(f"matplotlib_fontja is broken: install it again with pip install '{EXTRA}'")
    return Path(spec.submodule_search_locations[0]) / "fonts" / "ipaexg.ttf"


def find_missing_packages() -> list[str]:
    """Return the packages of the extra `report` that are not installed."""
    names = ("matplotlib", "matplotlib_fontja", "pypdf", "reportlab")
    return [name for name in names if util.find_spec(name) is None]


@cache
def _open_font() -> FT2Font:
    from matplotlib.ft2font import FT2Font

    return FT2Font(str(find_font()))


@cache
def _characters() -> frozenset[int]:
    return frozenset(_open_font().get_charmap())


def find_missing_glyphs(text: str) -> list[str]:
    """Return the characters of a text that the font lacks, each once."""
    return [char for char in dict.fromkeys(text) if ord(char) not in _characters()]


def printable(text: str) -> str:
    """Return a text in characters of the font; one that it lacks becomes 〓.

    Letters with marks set apart (か and ゛) are put together first; the invisible are left out.
    """
    composed = "".join(_ALIKE.get(char, char) for char in unicodedata.normalize("NFC", text))
    seen = (char for char in composed if unicodedata.category(char) not in ("Cf", "Cc", "Mn"))
    return "".join(char if ord(char) in _characters() else STANDS_IN for char in seen)


@cache
def _advance_em(char: str) -> float:
    from matplotlib.ft2font import LoadFlags

    font = _open_font()
    glyph = font.load_char(ord(char), LoadFlags.NO_SCALE)
    return float(glyph.horiAdvance) / font.units_per_EM


def measure_mm(text: str, size_pt: float) -> float:
    """Return how wide a line of text is, in millimetres."""
    return sum(_advance_em(char) for char in printable(text)) * size_pt / POINTS_PER_MM


def wrap_text(text: str, width_mm: float, size_pt: float) -> list[str]:
    """Return a text in lines that are no wider than given, broken as Japanese and English are.

    No line begins with a closing mark or a small kana, or ends with an opening bracket; Latin words
    stay whole where they fit a line.
    """
    lines, line = [], ""
    for piece in _split(printable(text)):
        for part in _cut(piece, width_mm, size_pt):
            if line and measure_mm((line + part).rstrip(), size_pt) > width_mm:
                lines.append(line.rstrip())
                line = part.lstrip()
            else:
                line += part
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def fit_text(text: str, width_mm: float, size_pt: float, *, lines: int = 2) -> str:
    """Return a text in so many lines at most; what does not fit ends in an ellipsis."""
    wrapped = wrap_text(text, width_mm, size_pt)
    if len(wrapped) <= lines:
        return "\n".join(wrapped)
    last = wrapped[lines - 1]
    while last and measure_mm(last + "…", size_pt) > width_mm:
        last = last[:-1]
    return "\n".join([*wrapped[: lines - 1], last + "…"])


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in ("W", "F")


def _split(text: str) -> list[str]:
    """Return pieces between which a line may end."""
    pieces: list[str] = []
    for char in text:
        before = pieces[-1][-1] if pieces else ""
        is_joined = before and (
            char in _NO_LINE_START
            or before in _NO_LINE_END
            or char == " "
            or not (_is_wide(char) or _is_wide(before) or before in " /–-")
        )
        if is_joined:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _cut(piece: str, width_mm: float, size_pt: float) -> list[str]:
    """Return a piece in parts none of which is wider than a line."""
    if measure_mm(piece, size_pt) <= width_mm:
        return [piece]
    parts = [""]
    for char in piece:
        if parts[-1] and measure_mm(parts[-1] + char, size_pt) > width_mm:
            parts.append("")
        parts[-1] += char
    return parts
