"""Files written whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from geoaccess.errors import FileError


def check_path(path: Path, suffixes: Sequence[str], what: str) -> None:
    """Raise a FileError when a file cannot be written there, before anything is computed."""
    if path.suffix.lower() not in suffixes:
        raise FileError(f"{path.name}: give {what} that ends in {' or '.join(suffixes)}")
    if path.is_dir():
        raise FileError(f"{path}: is a folder; give the name of a file with -o")
    held = next((one for one in path.parents if one.exists()), None)
    if held is not None and not held.is_dir():
        raise FileError(f"{path}: {held} is a file, not a folder; give another name with -o")


@contextmanager
def replaced_file(path: Path) -> Iterator[Path]:
    """Give a name in a temporary folder beside the wanted file; put it there when all went well."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
            fresh = Path(folder) / path.name
            yield fresh
            fresh.replace(path)
    except OSError as error:
        raise FileError(f"{path}: cannot be written ({error.strerror or error})") from None
