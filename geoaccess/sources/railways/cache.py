"""Networks kept on disk under a digest of all that they were made of."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from geoaccess import __version__
from geoaccess.model.network import (
    Departures,
    Line,
    RailNetwork,
    Section,
    Station,
    StationOpening,
    StoppingPattern,
    Transfer,
)
from geoaccess.model.text import Text

FORMAT: Final = "1"
"""Raised whenever the build or the layout of the cache changes."""

_ROWS: Final = {
    "stations": Station,
    "lines": Line,
    "sections": Section,
    "station_openings": StationOpening,
    "patterns": StoppingPattern,
    "departures": Departures,
    "transfers": Transfer,
}
_DATES: Final = ("valid_from", "valid_to", "service_date")
_PARTS: Final = (".shp", ".dbf", ".shx", ".prj", ".cpg")


def digest_inputs(paths: Iterable[Path], parameters: Any) -> str:
    """Return a SHA-256 of the bytes of files (all parts of a Shapefile) and of parameters.

    The version of geoaccess is in it, so that a cache never outlives what made it.
    """
    digest = hashlib.sha256(f"{FORMAT} {__version__}".encode())
    digest.update(json.dumps(parameters, sort_keys=True, default=str).encode())
    for path in paths:
        for part in _parts(path):
            digest.update(f"\0{part.name}\0{part.stat().st_size}\0".encode())
            with part.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()


def find_cached(folder: Path, key: str) -> RailNetwork | None:
    """Return the network kept under a key, None where there is none or it is damaged."""
    try:
        checksum, _, body = (folder / f"{key}.json").read_bytes().partition(b"\n")
    except OSError:
        return None
    if hashlib.sha256(body).hexdigest().encode() != checksum:
        return None
    given = json.loads(body)
    rows: dict[str, Any] = {
        name: tuple(_row(kind, one) for one in given[name]) for name, kind in _ROWS.items()
    }
    dates: dict[str, Any] = {name: dt.date.fromisoformat(given[name]) for name in _DATES}
    plain: dict[str, Any] = {
        name: given[name] for name in ("name", "title", "edition", "default_transfer_min")
    }
    notes = tuple(Text(*note) for note in given["notes"])
    return RailNetwork(**plain, **dates, **rows, sources=tuple(given["sources"]), notes=notes)


def keep(folder: Path, key: str, network: RailNetwork) -> None:
    """Keep a network under a key; a folder that cannot be written is no fault."""
    content: dict[str, Any] = {
        name: [_cells(kind, one) for one in getattr(network, name)] for name, kind in _ROWS.items()
    }
    content |= {name: getattr(network, name).isoformat() for name in _DATES}
    content |= {
        name: getattr(network, name) for name in ("name", "edition", "default_transfer_min")
    }
    content |= {"title": dict(network.title), "sources": network.sources, "notes": network.notes}
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    checksum = hashlib.sha256(body).hexdigest().encode()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        number, draft = tempfile.mkstemp(dir=folder, suffix=".part")
        try:
            with os.fdopen(number, "wb") as file:
                file.write(checksum + b"\n" + body)
            Path(draft).replace(folder / f"{key}.json")
        finally:
            Path(draft).unlink(missing_ok=True)


def _parts(path: Path) -> list[Path]:
    if path.suffix.lower() != ".shp":
        return [path]
    stem = path.with_suffix("")
    names = sorted({f"{stem.name}{part}" for part in _PARTS})
    beside = {one.name.lower(): one for one in path.parent.iterdir()}
    return [beside[name.lower()] for name in names if name.lower() in beside]


def _cells(kind: type[Any], row: Any) -> list[Any]:
    return [getattr(row, name) for name in kind.__dataclass_fields__]


def _row(kind: type[Any], cells: list[Any]) -> Any:
    """Return a row; lists are tuples and texts of date columns are dates again."""
    values = dict(zip(kind.__dataclass_fields__, cells, strict=True))
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
        elif value is not None and name in ("opened", "closed"):
            values[name] = dt.date.fromisoformat(value)
    return kind(**values)
