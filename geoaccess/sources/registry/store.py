"""Where fetched files lie, and the receipt beside each: what it was when it came."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geoaccess.sources.registry.entries import OfficialFile


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What was taken in, whence and when.

    Attributes
    ----------
    id, edition, licence, credit
        Of the registered file, as the registry said them then.
    sha256, size_bytes
        Of the file itself.
    origin
        Its address, or the folder from which it was carried in.
    fetched
        Day and time, UTC.
    """

    id: str
    edition: str
    licence: str
    credit: str
    sha256: str
    size_bytes: int
    origin: str
    fetched: str


@dataclass(frozen=True, kw_only=True)
class Store:
    """A folder of fetched files: the user's cache, one folder an id, or a folder of their own.

    Attributes
    ----------
    root
        The folder.
    is_flat
        Whether all files lie in it side by side, as in a folder that was named.
    """

    root: Path
    is_flat: bool = False

    def path_of(self, entry: OfficialFile) -> Path:
        """Return where a file lies, or would."""
        folder = self.root if self.is_flat else self.root / entry.id
        return folder / entry.file_name

    def beside(self, entry: OfficialFile, suffix: str) -> Path:
        """Return a hidden companion of a file: ``part``, ``lock`` or ``receipt.json``."""
        path = self.path_of(entry)
        return path.with_name(f".{path.name}.{suffix}")

    def find_receipt(self, entry: OfficialFile) -> Receipt | None:
        """Return the receipt of a file, None where there is none that can be read."""
        try:
            record: Any = json.loads(self.beside(entry, "receipt.json").read_text("utf-8"))
            return Receipt(**record)
        except (OSError, ValueError, TypeError):
            return None

    def write_receipt(self, entry: OfficialFile, receipt: Receipt) -> None:
        """Keep the receipt of a file, whole or not at all."""
        path = self.beside(entry, "receipt.json")
        fresh = path.with_name(f"{path.name}.new")
        text = json.dumps(asdict(receipt), ensure_ascii=False, indent=2)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)


def open_store(folder: Path | None = None) -> Store:
    """Return the store in a folder, or the one in the user's cache folder."""
    if folder is not None:
        return Store(root=folder.expanduser(), is_flat=True)
    import platformdirs

    return Store(root=Path(platformdirs.user_cache_dir("geoaccess")) / "official")
