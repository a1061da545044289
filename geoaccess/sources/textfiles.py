"""Delimited text files: encodings tried strictly in order, the delimiter told by the header."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path
from typing import Final

from geoaccess.errors import FileError, InputError
from geoaccess.sources.columns import Grid, find_header

DELIMITERS: Final = (",", "\t", ";")
ENCODINGS: Final = ("utf-8-sig", "cp932", "euc_jp")
"""After a byte order mark. Never guessed, and never ``shift_jis``, which fails on ①㈱髙."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC: Final = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "an Excel workbook or another zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook or a password-protected one"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a GeoPackage or another database"),
    (b"\x1f\x8b", "a gzip file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
)
_WEB_PAGE: Final = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
"""What a server sends in place of a file, and what browsers save under the name of the file."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x19\x1b-\x1f]")
_UNASSIGNED: Final = re.compile("[\x80-\x9f\uf8f0-\uf8f3]")
"""What Python's cp932 makes of bytes that CP932 does not assign: strictly, a fault."""

_HALF_WIDTH_KANA: Final = re.compile("[\uff61-\uff9f]")
_REMEDY: Final = "save the table as CSV (UTF-8) or as .xlsx"
_FIELD_LIMIT: Final = 1 << 24
_START_BYTES: Final = 2048


def name_content(data: bytes) -> str:
    """Return what the first bytes say the content is, '' where they say nothing."""
    if _WEB_PAGE.match(data.removeprefix(codecs.BOM_UTF8)[:_START_BYTES]):
        return "a web page"
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")


def read_delimited(path: Path) -> Grid:
    """Return the rows of a delimited text file.

    Of the encodings that decode the whole file without a fault, the first is taken under
    which most headers are known; likewise of comma, tab and semicolon.

    Raises
    ------
    FileError
        When the content is binary, or no encoding fits.
    InputError
        When quotes do not match, or two encodings fit equally well.
    """
    data = path.read_bytes()
    texts = decode_text(data, path.name)
    readings = [(*_split(text, path.name), text, encoding) for encoding, text in texts]
    best_count, grid, best_text, _ = max(readings, key=lambda reading: reading[0])
    rivals = [text for count, _, text, _ in readings if count == best_count and text != best_text]
    if _HALF_WIDTH_KANA.search(best_text) and any(
        not _HALF_WIDTH_KANA.search(text) for text in rivals
    ):
        raise InputError(
            f"{path.name}: the text can be read as CP932 and as EUC-JP with different names; "
            "save it as UTF-8"
        )
    return grid


def decode_text(data: bytes, where: str) -> list[tuple[str, str]]:
    """Return (encoding, text) for each encoding that decodes all bytes; UTF-8 excludes others.

    Raises
    ------
    FileError
        When the content is binary, or no encoding fits.
    """
    kind = name_content(data)
    mark = next((encoding for bom, encoding in _MARKS if data.startswith(bom)), None)
    if not kind and mark is None and b"\x00" in data:
        kind = "binary"
    if kind:
        raise FileError(f"{where}: the content is {kind}, not text; {_REMEDY}")
    texts: list[tuple[str, str]] = []
    for encoding in (mark,) if mark else ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        is_unicode = encoding.startswith("utf")
        if not _CONTROL.search(text) and (is_unicode or not _UNASSIGNED.search(text)):
            texts.append((encoding, text))
        if is_unicode:
            break
    if not texts:
        raise FileError(
            f"{where}: the content is not text in {mark or 'UTF-8, CP932 or EUC-JP'}; {_REMEDY}"
        )
    return texts


def prefer_plain(data: bytes, where: str) -> list[str]:
    """Return the different texts that the bytes can be, without half-width kana if one can.

    Raises
    ------
    FileError
        When the content is binary, or no encoding fits.
    """
    texts = list(dict.fromkeys(text for _, text in decode_text(data, where)))
    return [text for text in texts if not _HALF_WIDTH_KANA.search(text)] or texts


def decode_table(data: bytes, where: str) -> str:
    """Return the text of a table of known columns, in whichever encoding fits alone.

    Raises
    ------
    FileError
        When the content is binary, or no encoding fits.
    InputError
        When two encodings fit with different texts, and neither has half-width kana.
    """
    texts = prefer_plain(data, where)
    if len(texts) == 1:
        return texts[0]
    raise InputError(
        f"{where}: the text can be read as CP932 and as EUC-JP with different names; "
        "save it as UTF-8"
    )


def _split(text: str, where: str) -> tuple[int, Grid]:
    """Return the known headers and the rows under the delimiter that knows most of them."""
    best: tuple[int, Grid] | None = None
    fault = ""
    for delimiter in DELIMITERS:
        try:
            grid = parse_rows(text, delimiter)
        except csv.Error as error:
            fault = fault or str(error)
            continue
        count = find_header(grid)[1]
        if best is None or count > best[0]:
            best = (count, grid)
    if best is None or (best[0] == 0 and fault):
        raise InputError(f"{where}: quotes or delimiters do not match ({fault}); {_REMEDY}")
    return best


def parse_rows(text: str, delimiter: str) -> Grid:
    """Return the records numbered as Excel shows them, cells stripped; a record may span lines.

    Raises
    ------
    csv.Error
        When quotes do not match.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    stripped = _Stripped()
    return [(number, tuple(map(stripped.__getitem__, row))) for number, row in enumerate(reader, 1)]


class _Stripped(dict[str, str]):
    """Stripped text by text, each kept once, since published tables repeat few texts often."""

    def __missing__(self, text: str) -> str:
        self[text] = stripped = text.strip()
        return stripped
