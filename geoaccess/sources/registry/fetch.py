"""Taking official files in: from their address, or from a folder to which they were carried."""

from __future__ import annotations

import datetime as dt
import difflib
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from geoaccess.errors import FileError
from geoaccess.sources.registry.checks import check_file
from geoaccess.sources.registry.download import Download, Patience, Progress, Tell
from geoaccess.sources.registry.entries import NEAREST, OfficialFile, strip_copy_number
from geoaccess.sources.registry.faults import FinalFault
from geoaccess.sources.registry.locks import hold_lock
from geoaccess.sources.registry.store import Receipt, Store
from geoaccess.sources.registry.verify import check_kept

How = Literal["kept", "carried in", "downloaded"]


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A file that is here now: where it lies, how it came, what it is."""

    entry: OfficialFile
    path: Path
    how: How
    sha256: str
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class Means:
    """How files may be had.

    Attributes
    ----------
    carried
        Folder with files that were carried in by hand, None for none.
    is_offline
        Whether no network is asked.
    is_anew
        Whether a file that is here is replaced, once the new one is checked.
    patience
        Limits of a download.
    lock_wait_s
        How long to wait while another process fetches the same file.
    """

    carried: Path | None = None
    is_offline: bool = False
    is_anew: bool = False
    patience: Patience = field(default_factory=Patience)
    lock_wait_s: float = 600.0


def fetch_file(
    entry: OfficialFile, store: Store, *, means: Means, progress: Progress, tell: Tell
) -> Fetched:
    """Return a file, taken in unless the store has it already, and verified in either case.

    A file that was carried in is checked as one that was downloaded. Nothing half is ever in
    its place: it is written beside, checked, and moved.

    Parameters
    ----------
    entry
        What to get.
    store
        Where to keep it.
    means
        How it may be had.
    progress
        Called with the bytes that are here and the bytes of the whole.
    tell
        Called with a line on what is going on.

    Raises
    ------
    FileError
        When it cannot be had or is not what it should be.
    """
    path = store.path_of(entry)
    _make_folder(path.parent)
    with hold_lock(store.beside(entry, "lock"), wait_s=means.lock_wait_s, tell=tell):
        if path.exists() and not means.is_anew:
            receipt = check_kept(entry, store)
            if store.find_receipt(entry) != receipt:
                store.write_receipt(entry, receipt)
            return _fetched(entry, path, "kept", receipt)
        if means.carried is not None:
            receipt = _carry_in(entry, store, means.carried)
            return _fetched(entry, path, "carried in", receipt)
        if means.is_offline or not entry.address:
            raise FileError(_explain_missing(entry))
        receipt = _download(entry, store, means.patience, progress=progress, tell=tell)
        return _fetched(entry, path, "downloaded", receipt)


def _download(
    entry: OfficialFile, store: Store, patience: Patience, *, progress: Progress, tell: Tell
) -> Receipt:
    part = store.beside(entry, "part")
    job = Download(
        address=entry.address, part=part, patience=patience, progress=progress, tell=tell
    )
    was_begun = job.is_begun
    try:
        job.run()
        try:
            return _take(entry, store, part, origin=entry.address)
        except FileError as error:
            if not was_begun:
                raise
            # an earlier beginning and a rest that do not fit: once more, from the start
            tell(f"{error}; fetching all of it again")
            job.run()
            return _take(entry, store, part, origin=entry.address)
    except FinalFault as fault:
        raise FileError(f"{entry.file_name}: {fault}; page: {entry.page}") from fault
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{part.parent}: cannot be written ({error.strerror or error})") from error


def _carry_in(entry: OfficialFile, store: Store, folder: Path) -> Receipt:
    """Take a file in from a folder of files carried by hand."""
    source, part = _find_carried(entry, folder), store.beside(entry, "part")
    part.with_name(f"{part.name}.json").unlink(missing_ok=True)  # no beginning of a download
    try:
        shutil.copyfile(source, part)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise FileError(
            f"{source.name}: cannot be copied into {part.parent} ({error.strerror or error})"
        ) from error
    return _take(entry, store, part, origin=f"carried in: {source.name}")


def _find_carried(entry: OfficialFile, folder: Path) -> Path:
    """Return the file of an entry in a folder: by its name, also as a browser's second copy."""
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "is not there"
        raise FileError(f"{folder}: {what}; give with --from the folder that holds the files")
    places = [folder, folder / entry.id]
    for place in places:
        if (place / entry.file_name).is_file():
            return place / entry.file_name
    here = [one for place in places if place.is_dir() for one in sorted(place.iterdir())]
    wanted = entry.file_name.casefold()
    copies = [one for one in here if strip_copy_number(one.name).casefold() == wanted]
    if len(copies) == 1 and copies[0].is_file():
        return copies[0]
    names = [one.name for one in here if one.is_file() and not one.name.startswith(".")]
    alike = difflib.get_close_matches(entry.file_name, names, n=NEAREST, cutoff=0.3)
    seen = f"there are {', '.join(alike)}" if alike else "nothing there has a name like it"
    raise FileError(
        f"{folder}: there is no {entry.file_name} ({seen}); fetch it from {entry.page} and keep "
        "its name"
    )


def _take(entry: OfficialFile, store: Store, part: Path, *, origin: str) -> Receipt:
    """Check a file that lies beside its place, and move it there; delete it if it is wrong."""
    try:
        digest = check_file(part, entry, shown=entry.file_name)
    except FileError:
        part.unlink(missing_ok=True)
        part.with_name(f"{part.name}.json").unlink(missing_ok=True)
        raise
    receipt = Receipt(
        id=entry.id,
        edition=entry.edition,
        licence=entry.licence,
        credit=entry.credit,
        sha256=digest,
        size_bytes=part.stat().st_size,
        origin=origin,
        fetched=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    )
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    store.write_receipt(entry, receipt)
    part.replace(store.path_of(entry))
    part.with_name(f"{part.name}.json").unlink(missing_ok=True)
    return receipt


def _fetched(entry: OfficialFile, path: Path, how: How, receipt: Receipt) -> Fetched:
    return Fetched(
        entry=entry, path=path, how=how, sha256=receipt.sha256, size_bytes=receipt.size_bytes
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, "no permission to write")
    except OSError as error:
        raise FileError(
            f"{folder}: cannot be written ({error.strerror}); give another folder with --to"
        ) from error


def _explain_missing(entry: OfficialFile) -> str:
    """Return how to get a file that has no address, or whose address is not to be asked."""
    if not entry.address:
        return (
            f"{entry.file_name}: no certain address is registered; fetch it from {entry.page} and "
            "carry it in with --from FOLDER"
        )
    return (
        f"{entry.file_name}: not here, and --offline asks no network; fetch {entry.address} on "
        "another computer and carry it in with --from FOLDER"
    )
