"""A GTFS feed as a zip file or a folder: the text files that are read, kept in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.sources.safezip import ZipFolder, open_zip
from geoaccess.sources.zipentries import ZipLimits

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
LIMITS: Final = ZipLimits(
    file_bytes=MAX_FILE_BYTES, total_bytes=4 * MAX_FILE_BYTES, small_bytes=16 * 2**20
)


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
    with open_zip(path, what="timetable", limits=LIMITS) as feed:
        return _read_zip(feed, wanted)


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


def _read_zip(feed: ZipFolder, wanted: Sequence[str]) -> _Content:
    """Return the wanted entries of one folder of the zip; nothing is written to disk."""
    chosen = [name for name in feed.names if PurePosixPath(name).name in wanted]
    if not chosen:
        raise FileError(
            f"{feed.where}: the zip file holds no GTFS file; stops.txt and others are meant"
        )
    folders = sorted({str(PurePosixPath(name).parent) for name in chosen})
    if len(folders) > 1:
        raise FileError(
            f"{feed.where}: GTFS files lie in {len(folders)} folders "
            f"({describe_offenders(folders)}); pack each feed as a zip file of its own"
        )
    feed.check_sizes(chosen)
    beside = {PurePosixPath(name) for name in feed.names} - {PurePosixPath(one) for one in chosen}
    others = sorted(
        path.name for path in beside if str(path.parent) == folders[0] and path.suffix == ".txt"
    )
    return {PurePosixPath(name).name: feed.read(name) for name in chosen}, tuple(others)


def _too_large(names: Sequence[str]) -> str:
    return (
        f"{describe_offenders(names)} is larger than any timetable "
        f"({MAX_FILE_BYTES // 2**30} GB); check the feed"
    )
