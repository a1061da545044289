"""Files of a cache: named by a digest of their inputs, checked when read, whole or not there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def digest_files(files: Iterable[Path], words: str) -> str:
    """Return the SHA-256 of words and of the names and content of files.

    The content is read every time (14 MB: 12 ms): time stamps and sizes are not trusted.
    """
    digest = hashlib.sha256(words.encode())
    for path in files:
        digest.update(f"\0{path.name}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def keep_body(file: Path, body: bytes) -> None:
    """Write a body behind its SHA-256, whole or not at all; what cannot be written is no fault."""
    checksum = hashlib.sha256(body).hexdigest().encode()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(checksum + b"\n" + body)
            Path(draft).replace(file)
        finally:
            Path(draft).unlink(missing_ok=True)


def find_body(file: Path) -> bytes | None:
    """Return the body of a file, None where there is none or it is not as it was written."""
    try:
        checksum, _, body = file.read_bytes().partition(b"\n")
    except OSError:
        return None
    return body if hashlib.sha256(body).hexdigest().encode() == checksum else None
