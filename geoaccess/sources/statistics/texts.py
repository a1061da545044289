"""Published text tables: a .csv or .txt file, or the zip file it is downloaded in."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.sources.columns import Grid
from geoaccess.sources.safezip import open_zip
from geoaccess.sources.textfiles import parse_rows, prefer_plain
from geoaccess.sources.zipentries import ZipLimits

TEXT_SUFFIXES: Final = (".csv", ".txt")
MAX_BYTES: Final = 2**30
"""Largest table that is read once unpacked: all of Japan at 250 m has some 0.4 GB."""

_REMEDY: Final = "download it again, and do not save it in a spreadsheet"


def read_grid(path: Path, *, must_end: bool = True) -> Grid:
    """Return the rows of a published table, numbered as Excel shows them, cells stripped.

    UTF-8 or CP932 (the older downloads). Of several encodings that fit, the one without
    half-width kana is taken.

    Parameters
    ----------
    must_end
        Whether the last row must end with a line break, as the published files do: where it
        does not, its last figure may have lost digits.

    Raises
    ------
    FileError
        When the file is missing, of another kind, or its content is not text.
    InputError
        When it is empty, its last row does not end, or its quotes do not match.
    """
    data = _read_bytes(path)
    if not data.strip():
        raise InputError(f"{path.name}: the file is empty; {_REMEDY}")
    text = prefer_plain(data, path.name)[0]
    if must_end and not text.endswith(("\n", "\r")):
        raise InputError(
            f"{path.name}: the last row does not end: the download broke off, repeat it (if the "
            "table is complete, add a line break at its end)"
        )
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    try:
        rows = parse_rows(text, delimiter)
    except csv.Error as error:
        raise InputError(f"{path.name}: quotes do not match ({error}); {_REMEDY}") from None
    grid = [(number, cells) for number, cells in rows if any(cells)]
    if not grid:
        raise InputError(f"{path.name}: the file is empty; {_REMEDY}")
    return grid


def check_widths(grid: Grid, width: int, where: str) -> None:
    """Refuse rows with another number of cells than the header.

    Raises
    ------
    InputError
        When there is one; the rows are named. The last may be a truncated download.
    """
    wrong = [(number, len(cells)) for number, cells in grid if len(cells) != width]
    if wrong:
        shown = [f"row {number}: {count}" for number, count in wrong]
        is_last = len(wrong) == 1 and wrong[0][0] == grid[-1][0]
        remedy = "the download broke off: repeat it" if is_last else _REMEDY
        raise InputError(
            f"{where}: {len(wrong)} of {len(grid)} rows have other than {width} cells "
            f"({describe_offenders(shown)}); {remedy}"
        )


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise FileError(f"{path}: this is a folder; name a file in it")
    if not path.is_file():
        raise FileError(f"{path}: there is no such file; check the name and the folder")
    suffix = path.suffix.lower()
    if suffix not in (*TEXT_SUFFIXES, ".zip"):
        raise FileError(
            f"{path.name}: files of kind '{suffix}' are not read here; give the table as "
            "published: .csv, .txt, or the .zip of the download"
        )
    try:
        if suffix == ".zip":
            return _read_zip(path)
        if path.stat().st_size > MAX_BYTES:
            raise FileError(f"{path.name}: the file is larger than 1 GB; this is no such table")
        return path.read_bytes()
    except PermissionError:
        raise FileError(f"{path.name}: the file cannot be opened; check your rights") from None


def _read_zip(path: Path) -> bytes:
    """Return the only text table of a zip file; nothing is written to disk."""
    limits = ZipLimits(file_bytes=MAX_BYTES, total_bytes=MAX_BYTES)
    with open_zip(path, what="table", limits=limits) as files:
        names = files.find(*TEXT_SUFFIXES)
        if len(names) != 1:
            held = describe_offenders(names) or "none"
            raise InputError(
                f"{path.name}: the zip file needs exactly one .csv or .txt table ({held}); "
                "unpack it and name the table"
            )
        return files.read(names[0])
