"""Areas kept from one run to the next, under a digest of all that they were made of."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoaccess.model.areas import NAME_LEVELS, AdminAreas
from geoaccess.model.text import Text
from geoaccess.sources.cachefile import digest_files, find_body, keep_body
from geoaccess.sources.shapefiles import PARTS, list_parts
from geoaccess.sources.shipped import data_path

_FORMAT: Final = 3
"""Raised whenever the reading changes, so that no older cache is served."""


def find_cache_dir() -> Path:
    """Return the folder for areas in the user's cache directory."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("geoaccess")) / "areas"


def compute_digest(path: Path, parameters: Iterable[str]) -> str:
    """Return the digest of a file or folder and of all else that shapes the areas."""
    import shapely

    words = [str(_FORMAT), shapely.__version__, shapely.geos_version_string, *parameters]
    facts = (data_path("areas", "codes.csv"), data_path("prefectures.csv"))
    return digest_files((*list_files(path), *facts), json.dumps(words))


def list_files(path: Path) -> list[Path]:
    """Return what boundaries are read from: a file, parts of a Shapefile, files of a folder."""
    if path.is_dir():
        return sorted(one for one in path.rglob("*") if one.is_file())
    return sorted(list_parts(path).values()) if path.suffix.lower() in PARTS else [path]


def save_areas(areas: AdminAreas, notes: tuple[Text, ...], file: Path) -> None:
    """Write areas whole or not at all; a cache that cannot be written is no error."""
    import shapely

    _, coordinates, offsets = shapely.to_ragged_array(areas.geometry)
    names = {name: list(getattr(areas, name)) for name in ("id", "code", *NAME_LEVELS)}
    head = names | {
        "level": areas.level,
        "edition": areas.edition,
        "sources": list(areas.sources),
        "notes": list(notes),
    }
    stream = io.BytesIO()
    np.savez(
        stream,
        head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8),
        coordinates=coordinates,
        northern_territories=areas.northern_territories,
        unassigned=areas.unassigned,
        **{f"offset{i}": one for i, one in enumerate(offsets)},
    )
    keep_body(file, stream.getvalue())


def find_areas(file: Path) -> tuple[AdminAreas, tuple[Text, ...]] | None:
    """Return the areas and notes of a cache file, None where there is none or it is damaged."""
    import shapely

    body = find_body(file)
    if body is None:
        return None
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        head: dict[str, Any] = json.loads(arrays["head"].tobytes())
        offsets = tuple(arrays[f"offset{i}"] for i in range(3))
        geometry = shapely.from_ragged_array(
            shapely.GeometryType.MULTIPOLYGON, arrays["coordinates"], offsets
        )
        northern, unassigned = arrays["northern_territories"], arrays["unassigned"]
    notes = tuple(Text(*note) for note in head.pop("notes"))
    columns = {name: tuple(head[name]) for name in ("id", "code", "sources", *NAME_LEVELS)}
    areas = AdminAreas(
        level=head["level"],
        edition=head["edition"],
        geometry=geometry,
        northern_territories=northern,
        unassigned=unassigned,
        **columns,
    )
    return areas, notes
