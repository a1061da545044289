"""Networks kept on disk under a digest of all that they were made of."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import json
from collections.abc import Iterable, Iterator
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
from geoaccess.sources.cachefile import digest_files, find_body, keep_body
from geoaccess.sources.railways.columns import pack_rows, unpack_rows
from geoaccess.sources.shapefiles import list_parts

FORMAT: Final = "3"
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


def digest_inputs(paths: Iterable[Path], parameters: Any) -> str:
    """Return a SHA-256 of the bytes of files (all parts of a Shapefile) and of parameters.

    The version of geoaccess is in it, so that a cache never outlives what made it.
    """
    words = json.dumps([FORMAT, __version__, parameters], sort_keys=True, default=str)
    return digest_files((part for path in paths for part in _parts(path)), words)


def find_cached(folder: Path, key: str) -> RailNetwork | None:
    """Return the network kept under a key, None where there is none or it is damaged."""
    body = find_body(folder / f"{key}.json")
    if body is None:
        return None
    with _without_collection():
        given = json.loads(body)
        rows: dict[str, Any] = {
            name: unpack_rows(kind, given[name]) for name, kind in _ROWS.items()
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
        name: pack_rows(kind, getattr(network, name)) for name, kind in _ROWS.items()
    }
    content |= {name: getattr(network, name).isoformat() for name in _DATES}
    content |= {
        name: getattr(network, name) for name in ("name", "edition", "default_transfer_min")
    }
    content |= {"title": dict(network.title), "sources": network.sources, "notes": network.notes}
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str)
    keep_body(folder / f"{key}.json", body.encode())


def _parts(path: Path) -> list[Path]:
    return sorted(list_parts(path).values()) if path.suffix.lower() == ".shp" else [path]


@contextlib.contextmanager
def _without_collection() -> Iterator[None]:
    """Make many objects that all stay: looking for garbage among them doubles the time.

    Measured on all of Japan: 70 ms in place of 137.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
