"""A GTFS feed as a zip file or a folder: the text files that are read, kept in memory."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from geoaccess.errors import FileError, InputError, describe_offenders

READ_FILES: Final = (
    "agency.txt",
    "stops.txt",
    "routes.txt",
    "trips.txt",
    "stop_times.txt",
    "calendar.txt",
    "calendar_dates.txt",
    "frequencies.txt",
    "transfers.txt",
    "feed_info.txt",
    "attributions.txt",
    "translations.txt",
)
MAX_FILE_BYTES: Final = 2 * 2**30
"""Largest file that is read: what an Arrow array of text holds, and most countries need."""
MAX_RATIO: Final = 200
"""Compression beyond this, in files over 16 MB, is no timetable (stop times: 5 to 30)."""
_SMALL_BYTES: Final = 16 * 2**20


@dataclass(frozen=True)
class FeedFiles:
    """Contents of the files of a feed, by name.

    Attributes
    ----------
    prefix
        Goes before each of its ids.
    others
        Names of the files beside them that are not read.
    """

    name: str
    prefix: str
    content: dict[str, bytes]
    others: tuple[str, ...] = ()


_Content = tuple[dict[str, bytes], tuple[str, ...]]


def read_feeds(
    paths: Sequence[Path], wanted: Sequence[str] = READ_FILES, *, prefixed: bool = False
) -> list[FeedFiles]:
    """Return the wanted files of each feed.

    Ids get a prefix where there are several feeds, or where `prefixed` says so.

    Raises
    ------
    InputError
        When no feed is given, or one twice.
    FileError
        When a feed is neither a folder nor a readable zip file.
    """
    if not paths:
        raise InputError("timetable: no GTFS feed is given; name a zip file or a folder")
    resolved = [path.resolve() for path in paths]
    twice = [path.name for i, path in enumerate(resolved) if path in resolved[:i]]
    if twice:
        raise InputError(
            f"timetable: {len(twice)} feeds are given twice ({describe_offenders(twice)}); "
            "give each once"
        )
    stems = [path.stem if path.is_file() else path.name for path in resolved]
    labels = [
        stem if stems.count(stem) == 1 else f"{stem}-{number}"
        for number, stem in enumerate(stems, 1)
    ]
    feeds = []
    for number, (path, stem, label) in enumerate(zip(resolved, stems, labels, strict=True), 1):
        content, others = _read(path, wanted)
        feeds.append(
            FeedFiles(
                name=path.name if stems.count(stem) == 1 else f"{path.name} (feed {number})",
                prefix=f"{label}:" if prefixed or len(paths) > 1 else "",
                content=content,
                others=others,
            )
        )
    return feeds


def is_gtfs_folder(path: Path) -> bool:
    """Return whether a folder holds any of the files of a GTFS feed."""
    return path.is_dir() and any((path / name).is_file() for name in READ_FILES)


def _read(path: Path, wanted: Sequence[str]) -> _Content:
    if path.is_dir():
        return _read_folder(path, wanted)
    if not path.exists():
        raise FileError(f"{path.name}: no such file or folder; check the path of the GTFS feed")
    try:
        with zipfile.ZipFile(path) as archive:
            return _read_zip(archive, path.name, wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise FileError(
            f"{path.name}: not a zip file, or a broken one ({error}); fetch the feed again"
        ) from error
    except (RuntimeError, NotImplementedError) as error:
        raise FileError(
            f"{path.name}: the zip file cannot be read ({error}); pack it without a password"
        ) from error
    except PermissionError as error:
        raise FileError(f"{path.name}: no permission to read; check who may read it") from error


def _read_folder(path: Path, wanted: Sequence[str]) -> _Content:
    found = [name for name in wanted if (path / name).is_file()]
    if not found:
        raise FileError(
            f"{path.name}: the folder holds no GTFS file; give the one that holds stops.txt"
        )
    large = [name for name in found if (path / name).stat().st_size > MAX_FILE_BYTES]
    if large:
        raise FileError(f"{path.name}: {_too_large(large)}")
    others = sorted(file.name for file in path.glob("*.txt") if file.name not in found)
    return {name: (path / name).read_bytes() for name in found}, tuple(others)


def _read_zip(archive: zipfile.ZipFile, where: str, wanted: Sequence[str]) -> _Content:
    """Return the wanted entries of one folder of the zip; nothing is written to disk."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if not entries:
        raise FileError(f"{where}: the zip file is empty; fetch the feed again")
    escaping = [entry.filename for entry in entries if _escapes(entry.filename)]
    if escaping:
        raise FileError(
            f"{where}: {len(escaping)} entries point outside the zip file "
            f"({describe_offenders(escaping)}); do not trust this file, pack the feed anew"
        )
    chosen = [entry for entry in entries if _is_wanted(entry.filename, wanted)]
    if not chosen:
        raise FileError(f"{where}: the zip file holds no GTFS file; stops.txt and others are meant")
    folders = sorted({str(PurePosixPath(entry.filename).parent) for entry in chosen})
    if len(folders) > 1:
        raise FileError(
            f"{where}: GTFS files lie in {len(folders)} folders ({describe_offenders(folders)}); "
            "pack each feed as a zip file of its own"
        )
    names = [PurePosixPath(entry.filename).name for entry in chosen]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FileError(f"{where}: {describe_offenders(twice)} is in the zip file twice; keep one")
    absurd = [name for name, entry in zip(names, chosen, strict=True) if _is_absurd(entry)]
    if absurd:
        raise FileError(f"{where}: {_too_large(absurd)}")
    beside = {PurePosixPath(entry.filename) for entry in entries}
    others = sorted(
        path.name
        for path in beside
        if str(path.parent) == folders[0] and path.suffix == ".txt" and path.name not in names
    )
    content = {name: archive.read(entry) for name, entry in zip(names, chosen, strict=True)}
    return content, tuple(others)


def _escapes(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return ".." in parts or name.startswith(("/", "\\")) or ":" in name.partition("/")[0]


def _is_wanted(name: str, wanted: Sequence[str]) -> bool:
    path = PurePosixPath(name)
    return path.name in wanted and "__MACOSX" not in path.parts


def _is_absurd(entry: zipfile.ZipInfo) -> bool:
    packed = max(entry.compress_size, 1)
    swells = entry.file_size > _SMALL_BYTES and entry.file_size / packed > MAX_RATIO
    return entry.file_size > MAX_FILE_BYTES or swells


def _too_large(names: Sequence[str]) -> str:
    return (
        f"{describe_offenders(names)} is larger than any timetable "
        f"({MAX_FILE_BYTES // 2**30} GB, or packed more than {MAX_RATIO} to 1); check the feed"
    )
