"""Shapefiles before they are read: parts that are missing or cut off, and the encoding of names."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

from geoaccess.errors import FileError
from geoaccess.model.text import Text

PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
NEEDED: Final = (".shp", ".shx", ".dbf")
_SAMPLE_BYTES: Final = 8 * 2**20
_SHP_CODE: Final = 9994
_DBF_HEADER: Final = struct.Struct("<4xIHH")


def list_parts(path: Path) -> dict[str, Path]:
    """Return the files of the Shapefile to which a path belongs, by lower-case extension."""
    siblings = path.parent.glob(f"{_escape(path.stem)}.*")
    return {one.suffix.lower(): one for one in sorted(siblings) if one.suffix.lower() in PARTS}


def check_parts(parts: dict[str, Path], where: str) -> None:
    """Raise a FileError where a part of a Shapefile is missing or shorter than it says."""
    missing = [part for part in NEEDED if part not in parts]
    if missing:
        raise FileError(
            f"{where}: {', '.join(missing)} of the Shapefile is missing; "
            "keep .shp, .shx, .dbf and .prj together in one folder"
        )
    with parts[".shp"].open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or struct.unpack(">I", header[:4])[0] != _SHP_CODE:
        raise FileError(f"{where}: the content is not a Shapefile; fetch it again")
    stated = struct.unpack(">I", header[24:28])[0] * 2
    found = parts[".shp"].stat().st_size
    if found < stated:
        raise FileError(f"{where}: cut off after {found} of {stated} bytes; fetch it again")
    with parts[".dbf"].open("rb") as file:
        count, start, width = _DBF_HEADER.unpack(file.read(12).ljust(12, b"\0"))
    if start < 33 or parts[".dbf"].stat().st_size < start + count * width:
        raise FileError(f"{where}: the .dbf is cut off or no table; fetch the Shapefile again")
    shapes = (parts[".shx"].stat().st_size - 100) // 8
    if shapes != count:
        raise FileError(
            f"{where}: {shapes} shapes, but {count} rows in the .dbf; the parts of the Shapefile "
            "do not belong together, unpack it again"
        )


def find_encoding(parts: dict[str, Path]) -> tuple[str, Text | None]:
    """Return the encoding of the names and a note where the .cpg is missing or wrong.

    The bytes decide: UTF-8 where they are UTF-8, else CP932. A name that was cut at the width
    of its field breaks a character or two, so that the encoding with fewer broken ones counts.
    """
    with parts[".dbf"].open("rb") as file:
        _, start, _ = _DBF_HEADER.unpack(file.read(12))
        file.seek(start)
        data = file.read(_SAMPLE_BYTES)
    broken = {
        encoding: data.decode(encoding, "replace").count("\ufffd")
        for encoding in ("utf-8", "cp932")
    }
    encoding = min(broken, key=lambda one: broken[one])
    stated = parts[".cpg"].read_text("ascii", "replace").strip() if ".cpg" in parts else ""
    if data.isascii() or _is_same(stated, encoding):
        return encoding, None
    said = f"the .cpg says {stated}" if stated else "there is no .cpg"
    said_ja = f".cpgの記載は{stated}" if stated else ".cpgなし"
    name = encoding.upper()
    return encoding, Text(
        f"names were read as {name} ({said})", f"名称の文字コードは{name}と判断した（{said_ja}）"
    )


def _is_same(stated: str, encoding: str) -> bool:
    family = {
        "utf-8": ("utf-8", "utf8", "65001"),
        "cp932": ("cp932", "932", "shift_jis", "sjis", "shift-jis", "windows-31j", "ms932"),
    }
    return stated.lower() in family[encoding]


def _escape(stem: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in stem)
