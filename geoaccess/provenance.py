"""Where results come from: versions, digests, and the inputs of a run."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from geoaccess import __version__

PACKAGES = ("numpy", "numba", "shapely", "pyarrow", "pydantic", "folium")
_DIGEST_LENGTH = 12
_BLOCK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class InputFile:
    """A file that a run read: what it was for, its name, its SHA-256."""

    role: str
    name: str
    sha256: str


def describe_input(role: str, path: Path, files: Sequence[Path] = ()) -> InputFile:
    """Return an input file with the digest of its bytes (of all files, for a folder).

    Parameters
    ----------
    files
        What is read, where it is not the file or the files in the folder.
    """
    parts = files or (sorted(path.iterdir()) if path.is_dir() else [path])
    digest = hashlib.sha256()
    for file in parts:
        if file.is_file():
            with file.open("rb") as content:
                while block := content.read(_BLOCK):
                    digest.update(block)
    return InputFile(role=role, name=path.name, sha256=digest.hexdigest())


def describe_versions() -> dict[str, str]:
    """Return the versions of geoaccess, Python and the packages that shape results."""
    versions = {"geoaccess": __version__, "python": platform.python_version()}
    return versions | {name: metadata.version(name) for name in PACKAGES}


def digest_of(content: Mapping[str, Any]) -> str:
    """Return a short SHA-256 of plain content, the same for the same content."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]
