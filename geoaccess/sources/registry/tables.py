"""The registry as its file says it (`data/sources.toml`), every fault of it in one line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args
from urllib.parse import urlsplit

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.sources.registry.entries import (
    PART,
    Confidence,
    Content,
    Kind,
    OfficialFile,
    Parts,
    Registry,
)
from geoaccess.sources.shipped import data_path

FILE_NAME: Final = "sources.toml"
_TEXTS: Final = ("id", "publisher", "licence", "credit", "edition", "page", "file")
_PAIRS: Final = ("title", "purpose")
_OPTIONAL: Final = (
    "address", "holds", "parts", "part", "size_bytes", "sha256", "note",
)  # fmt: skip
_CHOICES: Final = {"kind": get_args(Kind), "confidence": get_args(Confidence)}
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@cache
def load_registry() -> Registry:
    """Return the official files that ship with geoaccess's registry."""
    return read_registry(data_path(FILE_NAME))


def read_registry(path: Path) -> Registry:
    """Return the official files that a file of the registry names.

    Raises
    ------
    FileError
        When the file cannot be read or is not TOML.
    InputError
        When entries lack what they need, hold what nobody reads, or share an id.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(f"{path.name}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FileError(f"{path.name}: not TOML in UTF-8 ({error})") from error
    records = content.get("file")
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise InputError(f"{path.name}: there is no [[file]]; name at least one")
    faults: list[str] = []
    for number, record in enumerate(records, 1):
        where = f"{record.get('id', f'file {number}')}"
        faults += [f"{where}: {fault}" for fault in _find_faults(record)]
    keys = [(record.get("id"), record.get("parts", "")) for record in records]
    faults += [f"{one[0]}: stands twice" for i, one in enumerate(keys) if one in keys[:i]]
    if faults:
        raise InputError(
            f"{path.name}: {len(faults)} faults ({describe_offenders(faults)}); "
            "the head of the shipped sources.toml describes the keys"
        )
    return Registry(files=tuple(_build(record) for record in records))


def _find_faults(record: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with one entry."""
    known = {*_TEXTS, *_PAIRS, *_CHOICES, *_OPTIONAL}
    faults = [f"unknown key {key}" for key in record if key not in known]
    faults += [f"no {key}" for key in _TEXTS if not _is_text(record.get(key))]
    for key in _PAIRS:
        pair = record.get(key)
        if not isinstance(pair, dict) or not all(_is_text(pair.get(one)) for one in ("ja", "en")):
            faults.append(f"{key} is not {{ja, en}}")
    faults += [
        f"{key} is not one of {', '.join(choices)}"
        for key, choices in _CHOICES.items()
        if record.get(key) not in choices
    ]
    if _is_text(record.get("id")) and not _ID.fullmatch(record["id"]):
        faults.append("the id is not lower-case words and hyphens")
    faults += _find_address_faults(record)
    parts = record.get("parts", "")
    if parts not in get_args(Parts):
        faults.append(f"parts is not one of {', '.join(filter(None, get_args(Parts)))}")
    if bool(parts) != (PART in str(record.get("file"))):
        faults.append(f"{PART} stands in the file name of a series, and of no other")
    contents = [record, *record.get("part", {}).values()]
    faults += ["sha256 is not 64 hexadecimal digits" for one in contents if _is_bad_digest(one)]
    faults += ["size_bytes is not above 0" for one in contents if one.get("size_bytes", 1) < 1]
    return faults


def _find_address_faults(record: Mapping[str, Any]) -> list[str]:
    """Return the addresses that are none of a public server, reached safely."""
    faults = []
    for key in ("page", "address"):
        parts = urlsplit(str(record.get(key, "https://x")))
        if parts.scheme != "https" or not parts.hostname or parts.username:
            faults.append(f"{key} is not an https address")
    name = str(record.get("file"))
    if Path(name).name != name or name.startswith("."):
        faults.append("file is not a plain file name")
    return faults


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_bad_digest(record: Mapping[str, Any]) -> bool:
    digest = record.get("sha256", "")
    return bool(digest) and not _SHA256.fullmatch(str(digest))


def _build(record: Mapping[str, Any]) -> OfficialFile:
    return OfficialFile(
        id=record["id"],
        title_ja=record["title"]["ja"],
        title_en=record["title"]["en"],
        purpose_ja=record["purpose"]["ja"],
        purpose_en=record["purpose"]["en"],
        publisher=record["publisher"],
        licence=record["licence"],
        credit=record["credit"],
        edition=record["edition"],
        page=record["page"],
        file_name=record["file"],
        kind=record["kind"],
        confidence=record["confidence"],
        address=record.get("address", ""),
        holds=tuple(record.get("holds", ())),
        content=_content(record),
        note=record.get("note", ""),
        parts=record.get("parts", ""),
        part_content={part: _content(one) for part, one in record.get("part", {}).items()},
    )


def _content(record: Mapping[str, Any]) -> Content:
    return Content(size_bytes=record.get("size_bytes"), sha256=record.get("sha256", ""))
