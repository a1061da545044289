"""Isochrones as GeoPackage and GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoaccess.errors import FileError, describe_offenders
from geoaccess.model.isochrones import Isochrones
from geoaccess.surfaces.files import check_path, replaced_file
from geoaccess.surfaces.geotiff import CRS

SUFFIXES: Final = (".gpkg", ".geojson")
LAYER: Final = "isochrones"
DECIMALS: Final = 7
"""Of degrees in GeoJSON: about 1 cm."""
_FIXED_DATE: Final = "2025-01-01T00:00:00.000Z"
"""Time stamp inside GeoPackages: the same run gives the same bytes."""


def check_layer_path(path: Path) -> None:
    """Raise a FileError when a layer cannot be written there, or others would be lost by it."""
    check_path(path, SUFFIXES, "a file")
    others = [name for name in _list_layers(path) if name != LAYER]
    if others:
        raise FileError(
            f"{path}: holds other layers, which would be lost ({describe_offenders(others)}); "
            "give another name with -o"
        )


def _list_layers(path: Path) -> list[str]:
    """Return the names of the layers of a GeoPackage; none where there is no GeoPackage."""
    import pyogrio

    if path.suffix.lower() != ".gpkg" or not path.is_file():
        return []
    try:
        return [str(name) for name, _ in pyogrio.list_layers(path)]
    except pyogrio.errors.DataSourceError:
        return []


def write_layer(found: Isochrones, path: Path, *, about: Mapping[str, Any]) -> None:
    """Write the bands, by the ending of the name as GeoPackage or as GeoJSON (RFC 7946).

    Parameters
    ----------
    about
        What the run was: members of the GeoJSON file, metadata of the GeoPackage.

    Raises
    ------
    FileError
        When the ending is another, or the file cannot be written.
    """
    check_layer_path(path)
    with replaced_file(path) as fresh:
        if path.suffix.lower() == ".gpkg":
            _write_geopackage(found, fresh, about)
        else:
            fresh.write_text(_geojson_text(found, about), encoding="utf-8")


def _write_geopackage(found: Isochrones, path: Path, about: Mapping[str, Any]) -> None:
    import pyogrio
    import pyogrio.raw
    import shapely

    rows = found.to_records()
    columns = [_column([row[name] for row in rows]) for name in rows[0]]
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_DATE})
    try:
        pyogrio.raw.write(
            path, shapely.to_wkb(found.polygons), columns, list(rows[0]), layer=LAYER,
            driver="GPKG", geometry_type="MultiPolygon", crs=CRS,
            dataset_options={"VERSION": "1.3"},
            dataset_metadata={name.upper(): _as_text(value) for name, value in about.items()},
        )  # fmt: skip
    except pyogrio.errors.DataSourceError as error:
        raise FileError(f"{path.name}: cannot be written ({error})") from None


def _column(values: list[Any]) -> np.ndarray[Any, Any]:
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _geojson_text(found: Isochrones, about: Mapping[str, Any]) -> str:
    """Return a FeatureCollection, one line a band; outer rings run counter-clockwise."""
    import shapely

    lines = []
    for row, polygon in zip(found.to_records(), found.polygons, strict=True):
        parts = [
            [np.round(shapely.get_coordinates(ring), DECIMALS).tolist() for ring in _rings(part)]
            for part in shapely.get_parts(polygon)
        ]
        geometry = {"type": "MultiPolygon", "coordinates": parts} if parts else None
        feature: dict[str, Any] = {"type": "Feature", "properties": row, "geometry": geometry}
        if parts:
            feature["bbox"] = np.round(shapely.bounds(polygon), DECIMALS).tolist()
        lines.append(json.dumps(feature, ensure_ascii=False, allow_nan=False))
    head = {"type": "FeatureCollection", "geoaccess": dict(about)}
    text = json.dumps(head, ensure_ascii=False, allow_nan=False)
    return text[:-1] + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _rings(polygon: Any) -> list[Any]:
    import shapely

    return list(shapely.get_rings(polygon))
