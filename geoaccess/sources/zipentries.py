"""What a zip file holds, seen through before anything of it is read."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from geoaccess.errors import FileError, describe_offenders

END_BYTES: Final = 22 + 2**16 + 76
"""The end of a zip file that states its list of entries: record, comment, 64-bit records."""
READ_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""All that official files use; Windows packs files above 2 GB by deflate64, which Python lacks."""
_METHODS: Final = {9: "deflate64", 12: "bzip2", 14: "lzma", 93: "zstd", 99: "AES"}
_END: Final = b"PK\x05\x06"
_END_64: Final = b"PK\x06\x06"
_NEEDS_64: Final = 0xFFFFFFFF
_UTF8_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1
_MACOS: Final = "__MACOSX"


@dataclass(frozen=True, kw_only=True)
class ZipLimits:
    """How large a zip file may be unpacked before it counts as an attack.

    Attributes
    ----------
    entries
        Files in it; official files hold a few dozen.
    file_bytes, total_bytes
        One file, and all that are read together, unpacked. The largest official file that is
        registered, N03 of 2026 with all of Japan, is 0.8 GB packed.
    ratio
        Unpacked to packed, of files above `small_bytes`. Text packs 5 to 30 to 1, but the tables
        (.dbf) of Shapefiles are mostly blanks.
    directory_bytes
        The list of entries at the end of the zip file, which Python reads whole into memory.
    """

    entries: int = 20_000
    file_bytes: int = 8 * 2**30
    total_bytes: int = 16 * 2**30
    ratio: int = 200
    small_bytes: int = 2**30
    directory_bytes: int = 16 * 2**20


def measure_directory(end: bytes) -> int:
    """Return the stated size of the list of entries, 0 where the end of a zip file is missing."""
    at = end.rfind(_END)
    if at < 0 or len(end) < at + 22:
        return 0
    size: int = struct.unpack_from("<L", end, at + 12)[0]
    at_64 = end.rfind(_END_64, 0, at)
    if size == _NEEDS_64 and at_64 >= 0 and len(end) >= at_64 + 56:
        size = struct.unpack_from("<Q", end, at_64 + 40)[0]
    return size


def list_entries(
    archive: zipfile.ZipFile, where: str, limits: ZipLimits
) -> dict[str, zipfile.ZipInfo]:
    """Return the files by path, once all of them are seen to be harmless."""
    if not all(entry.filename for entry in archive.infolist()):
        raise FileError(
            f"{where}: not a zip file, or a broken one (an entry has no name); fetch it again"
        )
    infos = [entry for entry in archive.infolist() if not _is_folder(entry)]
    if not infos:
        raise FileError(f"{where}: the zip file is empty; fetch it again")
    if len(infos) > limits.entries:
        raise FileError(f"{where}: {describe_too_many(limits)}")
    names = [_decode_name(entry) for entry in infos]
    escaping = [name for name in names if _escapes(name)]
    if escaping:
        raise FileError(
            f"{where}: {len(escaping)} entries point outside the zip file "
            f"({describe_offenders(escaping)}); do not trust this file, get it from its publisher"
        )
    links = [name for name, entry in zip(names, infos, strict=True) if _is_special(entry)]
    if links:
        raise FileError(
            f"{where}: {len(links)} entries are links or devices, not files "
            f"({describe_offenders(links)}); do not trust this file, get it from its publisher"
        )
    locked = [n for n, e in zip(names, infos, strict=True) if e.flag_bits & _ENCRYPTED_FLAG]
    if locked:
        raise FileError(
            f"{where}: the zip file cannot be read: {len(locked)} entries are protected by a "
            f"password ({describe_offenders(locked)}); pack it without a password"
        )
    methods = sorted({entry.compress_type for entry in infos} - {*READ_METHODS})
    if methods:
        shown = describe_offenders([_METHODS.get(m, f"method {m}") for m in methods])
        raise FileError(
            f"{where}: the zip file cannot be read: it is packed by a method other than deflate "
            f"({shown}); unpack it and pack it again as an ordinary zip file"
        )
    kept = {
        name: entry
        for name, entry in zip(names, infos, strict=True)
        if _MACOS not in PurePosixPath(name).parts
    }
    twice = find_repeated([name for name in names if name in kept])
    if twice:
        raise FileError(f"{where}: {describe_offenders(twice)} is in the zip file twice; keep one")
    return kept


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or (entry.filename.endswith("\\") and not entry.file_size)


def _decode_name(entry: zipfile.ZipInfo) -> str:
    """Return the path in Unicode: UTF-8 where the entry says so, else CP932 if it is that.

    zipfile reads other names as CP437. A backslash may be half of a character of CP932
    (表 is 95 5C), so that names are decoded before it becomes a slash.
    """
    name = entry.orig_filename.partition("\0")[0]
    if not entry.flag_bits & _UTF8_FLAG and not name.isascii():
        try:
            name = name.encode("cp437").decode("cp932")
        except UnicodeError:
            name = entry.filename
    return name.replace("\\", "/")


def _escapes(name: str) -> bool:
    first = name.partition("/")[0]
    return ".." in PurePosixPath(name).parts or name.startswith("/") or ":" in first


def _is_special(entry: zipfile.ZipInfo) -> bool:
    """Return whether an entry made on Unix is a link, a device or a pipe."""
    kind = stat.S_IFMT((entry.external_attr >> 16) & 0xFFFF)
    return kind not in (0, stat.S_IFREG, stat.S_IFDIR)


def find_repeated(names: Sequence[str]) -> list[str]:
    """Return the names that come twice, also where only upper and lower case differ."""
    counts = Counter(name.casefold() for name in names)
    return sorted({name for name in names if counts[name.casefold()] > 1})


def describe_too_many(limits: ZipLimits) -> str:
    """Return the words for a zip file with more entries than the limit."""
    return f"the zip file holds more than {limits.entries:,} entries; do not unpack this file"
