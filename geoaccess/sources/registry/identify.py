"""Which official file a planner has given, so that results credit its publisher."""

from __future__ import annotations

from pathlib import Path

from geoaccess.errors import FileError
from geoaccess.sources.registry.checks import compute_sha256
from geoaccess.sources.registry.entries import OfficialFile, Registry
from geoaccess.sources.registry.tables import load_registry


def identify_file(path: Path, registry: Registry | None = None) -> OfficialFile | None:
    """Return the official file that a file is: by its name, or by its content whatever its name.

    A checksum is computed only where the size is that of a registered file. None where it is
    none; a file with an official name and another content than registered is none either.

    Raises
    ------
    FileError
        When the file cannot be read.
    """
    known = registry or load_registry()
    try:
        size = path.stat().st_size
        named = known.find_by_name(path.name)
        if named is not None:
            digest = named.content.sha256
            return named if not digest or compute_sha256(path) == digest else None
        for entry in known.files:
            content = entry.content
            if content.sha256 and content.size_bytes == size:
                return entry if compute_sha256(path) == content.sha256 else None
    except OSError as error:
        raise FileError(f"{path.name}: cannot be read ({error.strerror})") from error
    return None
