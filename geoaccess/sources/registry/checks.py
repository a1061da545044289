"""Whether a file is what the registry says: size, checksum, kind, and what is in it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from geoaccess.errors import FileError
from geoaccess.sources.registry.entries import OfficialFile
from geoaccess.sources.safezip import open_zip
from geoaccess.sources.textfiles import name_content

_CHUNK_BYTES: Final = 1 << 20
_START_BYTES: Final = 4096
_WORKBOOK: Final = "xl/workbook.xml"


def check_file(path: Path, entry: OfficialFile, *, shown: str) -> str:
    """Return the SHA-256 of a file that is what the registry says it is.

    A file whose checksum is registered is held against it. Any other must be of its kind and
    whole: a zip file is read to the end of every entry, and must hold what it should; a table
    ends with a line break.

    Parameters
    ----------
    path
        The file.
    entry
        What it should be.
    shown
        Its name, for messages.

    Raises
    ------
    FileError
        When it is missing, empty, of another kind, broken off, or of another content.
    """
    start = _read_start(path, shown)
    kind = name_content(start)
    if kind == "a web page":
        raise FileError(
            f"{shown}: the content is a web page, not the file: a login page of your network, or "
            f"an error page of the server; fetch it with a browser from {entry.page}"
        )
    size = path.stat().st_size
    expected = entry.content
    if expected.size_bytes is not None and expected.sha256 and size < expected.size_bytes:
        raise FileError(
            f"{shown}: {size:,} of {expected.size_bytes:,} bytes: the file breaks off; "
            "fetch it again"
        )
    digest = compute_sha256(path)
    if expected.sha256:
        if digest != expected.sha256:
            raise FileError(
                f"{shown}: another content than registered (SHA-256 {digest[:12]}…, not "
                f"{expected.sha256[:12]}…): a damaged file, or a new one of the publisher; compare "
                f"{entry.page}, and if it is right name the file itself where it is used"
            )
        return digest
    if entry.kind in ("zip", "xlsx"):
        _check_zip(path, entry, shown)
    else:
        _check_text(start, entry, kind=kind, shown=shown)
        _check_end(path, shown)
    return digest


def compute_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _read_start(path: Path, shown: str) -> bytes:
    """Return the first bytes of a file that is there and not empty."""
    if path.is_dir():
        raise FileError(f"{shown}: this is a folder, not a file; name the file in it")
    try:
        with path.open("rb") as file:
            start = file.read(_START_BYTES)
    except FileNotFoundError:
        raise FileError(f"{shown}: there is no such file; `geoaccess data fetch` gets it") from None
    except OSError as error:
        raise FileError(
            f"{shown}: the file cannot be read ({error.strerror}); check who may read it"
        ) from error
    if not start:
        raise FileError(f"{shown}: the file is empty; fetch it again")
    return start


def _check_zip(path: Path, entry: OfficialFile, shown: str) -> None:
    """Raise a FileError for a zip file that is broken or lacks what it should hold."""
    try:
        with open_zip(path, what="file") as files:
            wanted = entry.holds or ((_WORKBOOK,) if entry.kind == "xlsx" else ())
            missing = [ending for ending in wanted if not files.find(ending)]
            names = files.names
            files.test()
    except FileError as error:
        raise FileError(str(error).replace(path.name, shown, 1)) from error
    if missing:
        found = ", ".join(names[:3])
        raise FileError(
            f"{shown}: the zip file holds no {' and no '.join(missing)} (but {found}); it is "
            f"another file than {entry.title_en}"
        )


def _check_text(start: bytes, entry: OfficialFile, *, kind: str, shown: str) -> None:
    if kind or b"\x00" in start:
        raise FileError(
            f"{shown}: the content is {kind or 'binary'}, not a table of text; it is another file "
            f"than {entry.title_en}"
        )


def _check_end(path: Path, shown: str) -> None:
    """Raise a FileError for a table whose last row does not end, as in all registered tables."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        if file.read() not in b"\r\n":
            raise FileError(
                f"{shown}: the last row does not end: the download broke off; fetch it again"
            )
