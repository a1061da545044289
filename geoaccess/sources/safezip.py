"""Zip files of others, read without trusting them: no escapes, no bombs, no links, no passwords.

Every loader that reads zip files opens them here. Nothing is written to disk unless
`ZipFolder.extract` is asked to, and then only below the folder that is given.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from geoaccess.errors import FileError, describe_offenders
from geoaccess.sources.textfiles import name_content
from geoaccess.sources.zipentries import (
    END_BYTES,
    ZipLimits,
    describe_too_many,
    find_repeated,
    list_entries,
    measure_directory,
)

DEFAULT_LIMITS: Final = ZipLimits()
_CHUNK_BYTES: Final = 1 << 20
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
"""What zipfile raises of a damaged file; RuntimeError of features that it lacks."""
_UNUSABLE: Final = re.compile(
    r'[\x00-\x1f<>:"|?*]|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE
)
"""File names that Windows refuses or takes for a device."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ZipFolder:
    """The files of an opened zip file, by their path in it (slashes, names in Unicode).

    Attributes
    ----------
    where
        Name of the zip file, for messages.
    entries
        What zipfile knows of each file, in the order of the zip file; no folders, and
        none of the double files that macOS adds.
    what
        What the zip file should be, for messages: ``timetable``.
    """

    where: str
    entries: dict[str, zipfile.ZipInfo]
    archive: zipfile.ZipFile
    limits: ZipLimits
    what: str

    @property
    def names(self) -> tuple[str, ...]:
        """Paths of the files."""
        return tuple(self.entries)

    def find(self, *endings: str) -> tuple[str, ...]:
        """Return the paths that end so, upper or lower case."""
        wanted = tuple(ending.casefold() for ending in endings)
        return tuple(name for name in self.entries if name.casefold().endswith(wanted))

    def read(self, name: str) -> bytes:
        """Return the bytes of a file; raises a FileError for one too large or damaged."""
        self.check_sizes([name])
        with _spoken(self.where):
            return self.archive.read(self.entries[name])

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Give a file to read in pieces; raises like `read`."""
        self.check_sizes([name])
        with _spoken(self.where):
            file = self.archive.open(self.entries[name])
        try:
            with file:
                yield file
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise FileError(_damaged(self.where, error)) from error

    def extract(self, names: Sequence[str], folder: Path) -> tuple[Path, ...]:
        """Write files into a folder, without their own folders, and return their paths.

        Raises
        ------
        FileError
            When two of them have one name, one is too large or damaged, or cannot be written.
        """
        self.check_sizes(names)
        plain = [PurePosixPath(name).name for name in names]
        unusable = [name for name in plain if _UNUSABLE.search(name)]
        if unusable:
            raise FileError(
                f"{self.where}: {len(unusable)} names are none that a folder can hold "
                f"({describe_offenders([*map(ascii, unusable)])}); do not trust this file"
            )
        twice = find_repeated(plain)
        if twice:
            raise FileError(
                f"{self.where}: {len(twice)} names are in several of its folders "
                f"({describe_offenders(twice)}); unpack it by hand and give the file"
            )
        written: list[Path] = []
        try:
            for name, path in zip(names, (folder / one for one in plain), strict=True):
                with self.open(name) as source, path.open("xb") as target:
                    written.append(path)
                    while chunk := source.read(_CHUNK_BYTES):
                        target.write(chunk)
        except OSError as error:
            for path in written:
                path.unlink(missing_ok=True)
            if isinstance(error, FileError):
                raise
            raise FileError(
                f"{self.where}: cannot be unpacked into {folder} ({error.strerror or error})"
            ) from error
        return tuple(written)

    def test(self) -> None:
        """Read every file to its end: raises a FileError when one is damaged or too large."""
        self.check_sizes(self.names)
        for name in self.entries:
            with _spoken(self.where), self.open(name) as file:
                while file.read(_CHUNK_BYTES):
                    pass

    def check_sizes(self, names: Sequence[str]) -> None:
        """Raise a FileError for what unpacks to more than the limits."""
        chosen = [(name, self.entries[name]) for name in names]
        large = [PurePosixPath(name).name for name, entry in chosen if self._is_absurd(entry)]
        total = sum(entry.file_size for _, entry in chosen)
        if large or total > self.limits.total_bytes:
            shown = describe_offenders(large) if large else "what it unpacks to"
            raise FileError(
                f"{self.where}: {shown} is larger than any {self.what} "
                f"({_gigabytes(self.limits.file_bytes)} GB a file, "
                f"{_gigabytes(self.limits.total_bytes)} GB in all, or packed more than "
                f"{self.limits.ratio} to 1); do not unpack this file"
            )

    def _is_absurd(self, entry: zipfile.ZipInfo) -> bool:
        packed = max(entry.compress_size, 1)
        swells = entry.file_size > self.limits.small_bytes
        return entry.file_size > self.limits.file_bytes or (
            swells and entry.file_size / packed > self.limits.ratio
        )


@contextmanager
def open_zip(
    path: Path, *, what: str = "file of this kind", limits: ZipLimits = DEFAULT_LIMITS
) -> Iterator[ZipFolder]:
    """Give the files of a zip file that can be read without harm.

    Names written by Windows in CP932 are read as such, and backslashes between folders as
    slashes: the files of 国土数値情報 have had both.

    Parameters
    ----------
    path
        The zip file.
    what
        What it should be, for messages.
    limits
        How much is read before it counts as an attack.

    Raises
    ------
    FileError
        When it is missing, a folder, no zip file, broken off, empty, protected by a
        password, or holds links, entries that point outside, one file twice, or too many.
    """
    _check_file(path, what, limits)
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise FileError(_broken(path, what, error)) from error
    with archive:
        entries = list_entries(archive, path.name, limits)
        yield ZipFolder(where=path.name, entries=entries, archive=archive, limits=limits, what=what)


def is_zip(path: Path) -> bool:
    """Return whether a file has the end of a zip file, whatever its name."""
    return zipfile.is_zipfile(path)


def _check_file(path: Path, what: str, limits: ZipLimits) -> None:
    if path.is_dir():
        raise FileError(f"{path.name}: this is a folder, not a zip file; give the {what} itself")
    try:
        with path.open("rb") as file:
            start = file.read(4096)
            size = file.seek(0, 2)
            file.seek(max(0, size - END_BYTES))
            end = file.read()
    except FileNotFoundError:
        raise FileError(f"{path.name}: no such file; check its name and folder") from None
    except OSError as error:
        raise FileError(
            f"{path.name}: no permission to read, or not readable ({error.strerror}); "
            "check who may read it"
        ) from error
    if not size:
        raise FileError(f"{path.name}: the file is empty; fetch it again")
    kind = name_content(start)
    if kind and not start.startswith(b"PK"):
        raise FileError(
            f"{path.name}: not a zip file, or a broken one: the content is {kind}, whatever the "
            "name says; fetch it again"
        )
    if measure_directory(end) > limits.directory_bytes:
        raise FileError(f"{path.name}: {describe_too_many(limits)}")


def _gigabytes(size: int) -> str:
    return f"{size / 2**30:g}"


@contextmanager
def _spoken(where: str) -> Iterator[None]:
    """Turn what zipfile raises of a damaged file into one clear line."""
    try:
        yield
    except FileError:
        raise
    except _DAMAGE as error:
        raise FileError(_damaged(where, error)) from error


def _damaged(where: str, error: Exception) -> str:
    return f"{where}: not a zip file, or a broken one ({error}); fetch it again"


def _broken(path: Path, what: str, error: Exception) -> str:
    try:
        with path.open("rb") as file:
            is_cut = file.read(4) == b"PK\x03\x04"
    except OSError:
        is_cut = False
    cause = "it breaks off before its end: the download was not complete" if is_cut else str(error)
    return f"{path.name}: not a zip file, or a broken one ({cause}); fetch the {what} again"
