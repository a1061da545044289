"""Entries of a small registry, and the files that they stand for."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from geoaccess.sources.registry.download import Patience
from geoaccess.sources.registry.entries import Content, OfficialFile
from geoaccess.sources.registry.fetch import Fetched, Means, fetch_file
from geoaccess.sources.registry.store import Store

QUICK = Patience(timeout_s=20, retries=3, backoff_s=0.01, longest_wait_s=1, stall_s=20)
"""Tries again at once, but waits long for an answer: a busy machine is no silent server."""
IMPATIENT = replace(QUICK, timeout_s=0.4, stall_s=0.2, stall_bytes=1000)


def zip_bytes(**files: bytes) -> bytes:
    """Return a zip file; names with a dot for the first underscore."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", ".", 1), data)
    return buffer.getvalue()


SHAPES = zip_bytes(a_shp=bytes(range(256)) * 1000, a_dbf=b"2" * 40_000, a_shx=b"3" * 500)


def official(
    address: str = "", *, sha256: str = "", size_bytes: int | None = None, **changes: object
) -> OfficialFile:
    """Return the entry of ``shapes.zip``, with an address and perhaps a checksum."""
    entry = OfficialFile(
        id="shapes",
        title_ja="形",
        title_en="Shapes",
        purpose_ja="試験",
        purpose_en="a test",
        publisher="国土交通省",
        licence="CC BY 4.0",
        credit="国土数値情報（試験データ）（国土交通省）を加工して作成",
        edition="2026-01-01",
        page="https://example.org/shapes.html",
        file_name="shapes.zip",
        kind="zip",
        holds=(".shp", ".dbf"),
        confidence="high",
        address=address,
        content=Content(sha256=sha256, size_bytes=size_bytes),
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class Told:
    """What a fetch said on its way."""

    lines: list[str] = field(default_factory=list)
    steps: list[tuple[int, int | None]] = field(default_factory=list)


def fetch(entry: OfficialFile, store: Store, told: Told | None = None, **means: object) -> Fetched:
    """Fetch a file with little patience."""
    heard = told or Told()
    given = Means(**({"patience": QUICK, "lock_wait_s": 0.3} | means))  # type: ignore[arg-type]
    return fetch_file(
        entry,
        store,
        means=given,
        progress=lambda done, total: heard.steps.append((done, total)),
        tell=heard.lines.append,
    )


def left_in(store: Store) -> list[str]:
    """Return what lies in a store, locks aside."""
    files = [path for path in store.root.rglob("*") if path.is_file()]
    return sorted(path.name for path in files if path.suffix != ".lock")


def carry(folder: Path, name: str, data: bytes) -> Path:
    """Write a file into a folder of files carried by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder
