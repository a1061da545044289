"""GeoPackages of several layers, through pyogrio: geopandas costs 2 s to import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from geoaccess.report.files import Record

FIXED_DATE = "2025-01-01T00:00:00.000Z"
"""Time stamp inside GeoPackages: the same run gives the same bytes."""


@dataclass(frozen=True, kw_only=True)
class Layer:
    """Rows with the longitudes and latitudes (EPSG:4326) of their point or line."""

    name: str
    geometry: Literal["Point", "LineString"]
    positions: Sequence[Sequence[tuple[float, float]]]
    rows: Sequence[Record]


def write_layers(layers: Sequence[Layer], path: Path) -> None:
    """Write layers, those without rows left out, as one GeoPackage."""
    import pyogrio
    import pyogrio.raw
    import shapely

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": FIXED_DATE})
    for layer in layers:
        if not layer.rows:
            continue
        names = list(layer.rows[0])
        shapes = (
            shapely.points([one[0] for one in layer.positions])
            if layer.geometry == "Point"
            else shapely.linestrings([list(one) for one in layer.positions])
        )
        columns: list[np.ndarray[Any, Any]] = [_column(layer.rows, name) for name in names]
        pyogrio.raw.write(
            path, shapely.to_wkb(shapes), columns, names, layer=layer.name, driver="GPKG",
            geometry_type=layer.geometry, crs="EPSG:4326",
            dataset_options=None if path.exists() else {"VERSION": "1.3"},
        )  # fmt: skip


def _column(rows: Sequence[Record], name: str) -> np.ndarray[Any, Any]:
    """Return a column as text, flags, whole numbers, or numbers with gaps."""
    values = [row[name] for row in rows]
    if any(isinstance(value, str) for value in values):
        return np.array(values, dtype=object)
    if all(isinstance(value, bool) for value in values):
        return np.array(values, dtype=np.bool_)
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)
    return np.array(values, dtype=np.float64)
