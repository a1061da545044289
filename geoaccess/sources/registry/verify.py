"""Whether the files that were fetched are still what they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from geoaccess.errors import FileError
from geoaccess.sources.registry.checks import check_file, compute_sha256
from geoaccess.sources.registry.entries import OfficialFile, Registry
from geoaccess.sources.registry.store import Receipt, Store

State = Literal["as registered", "as fetched", "missing", "changed", "wrong"]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of one file: its state, and in words what is wrong with it ('' for nothing).

    ``as registered`` is held against the checksum of the registry, ``as fetched`` against
    that of the day when it came, where the registry knows none.
    """

    entry: OfficialFile
    path: Path
    state: State
    fault: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the file is there and unchanged."""
        return not self.fault

    def to_record(self) -> dict[str, str]:
        """Return the verdict as a row to print."""
        return {
            "file": self.entry.id,
            "edition": self.entry.edition,
            "state": self.state,
            "path": str(self.path),
            "fault": self.fault,
        }


def check_kept(entry: OfficialFile, store: Store) -> Receipt:
    """Return the receipt of a file in the store that is unchanged.

    A file that was put there by hand, without a receipt, gets one when it is what it should be.

    Raises
    ------
    FileError
        When it is missing, has changed, or is not what it should be.
    """
    path, receipt = store.path_of(entry), store.find_receipt(entry)
    if not path.exists():
        raise FileError(f"{entry.file_name}: not here; `geoaccess data fetch {entry.id}` gets it")
    if receipt is None or (entry.content.sha256 and receipt.sha256 != entry.content.sha256):
        return _take_stock(entry, store)
    try:
        digest = compute_sha256(path)
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror})") from error
    if digest != receipt.sha256:
        raise FileError(
            f"{path}: the file has changed since it was fetched on {receipt.fetched[:10]} (SHA-256 "
            f"{digest[:12]}…, not {receipt.sha256[:12]}…); fetch it with --again"
        )
    return receipt


def verify_files(registry: Registry, store: Store, ids: Sequence[str] = ()) -> list[Verdict]:
    """Return the verdict on these files, or on every one that the store holds.

    Raises
    ------
    UnknownNameError
        When an id is not registered.
    """
    entries = [registry.get(one) for one in ids] if ids else list_kept(registry, store)
    return [_judge(entry, store) for entry in entries]


def list_kept(registry: Registry, store: Store) -> list[OfficialFile]:
    """Return the registered files that the store holds, in the order of their names."""
    if not store.root.is_dir():
        return []
    if store.is_flat:
        names = sorted(path.name for path in store.root.iterdir() if path.is_file())
        found = [registry.find_by_name(name) for name in names]
        return [entry for entry in found if entry and store.path_of(entry).is_file()]
    folders = sorted(path.name for path in store.root.iterdir() if path.is_dir())
    entries = [registry.find(name) for name in folders]
    return [entry for entry in entries if entry and store.path_of(entry).is_file()]


def _judge(entry: OfficialFile, store: Store) -> Verdict:
    path = store.path_of(entry)
    try:
        check_kept(entry, store)
    except FileError as error:
        is_changed = store.find_receipt(entry) is not None
        state: State = "missing" if not path.exists() else "changed" if is_changed else "wrong"
        return Verdict(entry=entry, path=path, state=state, fault=str(error))
    return Verdict(
        entry=entry, path=path, state="as registered" if entry.content.sha256 else "as fetched"
    )


def _take_stock(entry: OfficialFile, store: Store) -> Receipt:
    """Return a receipt for a file that lies in its place without one."""
    path = store.path_of(entry)
    digest = check_file(path, entry, shown=str(path))
    return Receipt(
        id=entry.id,
        edition=entry.edition,
        licence=entry.licence,
        credit=entry.credit,
        sha256=digest,
        size_bytes=path.stat().st_size,
        origin="found in its place",
        fetched=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    )
