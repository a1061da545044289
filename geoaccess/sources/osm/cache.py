"""Streets kept from one run to the next as GeoParquet, under a digest of the extract."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoaccess.model.roads import RoadGraph, Travel

_FORMAT: Final = 1
"""Raised whenever the reading changes, so that no older cache is served."""
_COLUMNS: Final = (
    "from_node", "to_node", "length_m", "road_class", "is_forward", "is_backward", "limit_kmh",
    "is_toll",
)  # fmt: skip


def find_cache_dir() -> Path:
    """Return the folder for streets in the user's cache directory."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("geoaccess")) / "roads"


def compute_digest(path: Path) -> str:
    """Return the digest of the content of an extract and of how it is read.

    The content is read every time: time stamps and sizes are not trusted. Speeds and tolls
    are no part of it, since they are applied to the streets that were kept.
    """
    digest = hashlib.sha256(f"{_FORMAT}\0{path.name.partition('.')[2].lower()}\0".encode())
    with path.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def save_graph(graph: RoadGraph, file: Path) -> None:
    """Write a graph whole or not at all; a cache that cannot be written is no error."""
    import geopandas as gpd

    columns: dict[str, Any] = {name: getattr(graph, name) for name in _COLUMNS}
    table = gpd.GeoDataFrame(columns, geometry=graph.lines, crs="EPSG:4326")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".part")
        os.close(handle)
        try:
            table.to_parquet(temporary)
            Path(temporary).replace(file)
        finally:
            Path(temporary).unlink(missing_ok=True)


def find_graph(file: Path, travel: Travel) -> RoadGraph | None:
    """Return the graph of a cache file, None where there is none or it is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    import shapely

    if not file.is_file():
        return None
    try:
        table = pq.read_table(file)
        columns = {name: table.column(name).to_numpy() for name in _COLUMNS}
        lines = shapely.from_wkb(table.column("geometry").to_numpy())
    except (OSError, KeyError, pa.ArrowException, shapely.errors.GEOSException):
        return None
    road_class = tuple(map(str, columns.pop("road_class")))
    return RoadGraph(travel=travel, lines=np.asarray(lines), road_class=road_class, **columns)
