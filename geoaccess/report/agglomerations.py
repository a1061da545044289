"""Agglomerations as rows, and as a file of polygons or points that `score` takes."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geoaccess.errors import FileError
from geoaccess.model.agglomeration import Agglomeration
from geoaccess.report.files import Record, csv_text, replaced_file

SUFFIXES: Final = (".gpkg", ".geojson", ".csv")
EPSG: Final = 6668
LAYER: Final = "agglomerations"


def list_agglomerations(
    found: Sequence[Agglomeration], industries: Sequence[str], mass_kind: str
) -> list[Record]:
    """Return a record per agglomeration, largest first; None where a value is not known."""
    return [
        {
            "id": one.id,
            "name": one.name.en,
            "name_ja": one.name.ja,
            "lat": round(one.lat, 6),
            "lon": round(one.lon, 6),
            "municipality_code": one.municipality_code,
            "mass": round(one.mass, 3),
            "mass_kind": mass_kind,
            "peak_mass": round(one.peak_mass, 3),
            "units": one.n_units,
            "area_km2": round(one.area_km2, 3),
            "density_km2": round(one.mass / one.area_km2, 1),
            "compactness": _round(one.compactness, 4),
            "region_type": one.region_type,
            "lq_manufacturing": _round(one.lq_manufacturing, 3),
            "lq_research": _round(one.lq_research, 3),
            "municipality_codes": " ".join(one.municipality_codes),
            "centre_lat": round(one.centre_lat, 6),
            "centre_lon": round(one.centre_lon, 6),
            "leading_industries": _lead(one, industries),
            **{
                f"lq: {name}": _round(q, 3)
                for name, q in zip(industries, one.quotients, strict=True)
            },
        }
        for one in found
    ]


def check_output(path: Path) -> None:
    """Raise a FileError when a file of agglomerations cannot have that name."""
    if path.suffix.lower() not in SUFFIXES:
        raise FileError(f"{path.name}: give a file that ends in {', '.join(SUFFIXES)}")
    if path.is_dir():
        raise FileError(f"{path}: this is a folder; name a file with -o")


def write_agglomerations(records: Sequence[Record], polygons: NDArray[Any], path: Path) -> None:
    """Write agglomerations whole or not at all: polygons in EPSG:6668, or a CSV of their peaks.

    Raises
    ------
    FileError
        When the ending is another, or the file cannot be written.
    """
    check_output(path)
    with replaced_file(path) as fresh:
        if path.suffix.lower() == ".csv":
            fresh.write_bytes(csv_text(records).encode("utf-8-sig"))
        elif path.suffix.lower() == ".geojson":
            fresh.write_text(_render_geojson(records, polygons), encoding="utf-8")
        else:
            with tempfile.TemporaryDirectory(dir=fresh.parent) as folder:
                layer = Path(folder) / path.name  # the driver wants the ending, `fresh` has another
                _write_geopackage(records, polygons, layer)
                layer.replace(fresh)


def _render_geojson(records: Sequence[Record], polygons: NDArray[Any]) -> str:
    import shapely

    features = [
        {
            "type": "Feature",
            "properties": record,
            "geometry": json.loads(shapely.to_geojson(polygon)),
        }
        for record, polygon in zip(records, polygons, strict=True)
    ]
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{EPSG}"}}
    content = {"type": "FeatureCollection", "name": LAYER, "crs": crs, "features": features}
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def _write_geopackage(records: Sequence[Record], polygons: NDArray[Any], path: Path) -> None:
    import pyogrio.raw
    import shapely

    names = list(records[0])
    columns = [_column([record[name] for record in records]) for name in names]
    parts = [shapely.multipolygons(shapely.get_parts(one)) for one in polygons]
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(parts, dtype=object)),
        field_data=columns,
        fields=names,
        geometry_type="MultiPolygon",
        crs=f"EPSG:{EPSG}",
        driver="GPKG",
        layer=LAYER,
    )


def _column(values: list[Any]) -> NDArray[Any]:
    if any(isinstance(one, str) for one in values):
        return np.array(values, dtype=object)
    if all(isinstance(one, int) for one in values):
        return np.array(values, dtype=np.int64)
    return np.array([math.nan if one is None else one for one in values], dtype=np.float64)


def _round(value: float, digits: int) -> float | None:
    return round(value, digits) if math.isfinite(value) else None


def _lead(one: Agglomeration, industries: Sequence[str]) -> str:
    """Return up to three industries with a location quotient above 1, highest first."""
    ranked = sorted((-q, i) for i, q in enumerate(one.quotients) if math.isfinite(q) and q > 1)
    return "; ".join(industries[i] for _, i in ranked[:3])
