"""Any of the lists of institutions, told apart by content."""

from __future__ import annotations

import codecs
from pathlib import Path

from geoaccess.errors import FileError, InputError
from geoaccess.model.institutions import Institutions
from geoaccess.sources.institutions.schoolcodes import (
    CODES_COLUMNS,
    OFFICE_COLUMNS,
    load_school_codes,
    load_universities_at_offices,
)
from geoaccess.sources.institutions.universities import load_universities
from geoaccess.sources.textfiles import decode_table, name_content

_EXPECTED = (
    "expected is MEXT's list of universities (.json), its table of school codes (.csv), or a "
    "table of universities at municipal offices (mext_code, muni_code)"
)


def load_institutions(path: Path) -> Institutions:
    """Return the institutions of a list of MEXT, or of a table made from one.

    Raises
    ------
    FileError
        When the file is missing, cut off, or of another kind.
    InputError
        When it is none of these lists, or rows of it cannot be read.
    """
    if not path.is_file():
        what = "a folder, not a file" if path.is_dir() else "no such file"
        raise FileError(f"{path.name}: {what}; {_EXPECTED}")
    data = path.read_bytes()
    kind = name_content(data)
    if kind or not data.strip():
        raise FileError(f"{path.name}: the content is {kind or 'empty'}; {_EXPECTED}")
    if data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"[", b"{"):
        return load_universities(path)
    head = decode_table(data, path.name)
    if all(name in head for name in OFFICE_COLUMNS):
        return load_universities_at_offices(path)
    if CODES_COLUMNS[0] in head:
        return load_school_codes(path)
    raise InputError(f"{path.name}: no list of universities or colleges; {_EXPECTED}")
