"""The station and the section layer of any edition of N02, checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.text import Text
from geoaccess.sources.railways.points import load_points
from geoaccess.sources.railways.records import LineKey, PlatformLayer, RawLayer, TrackLayer
from geoaccess.sources.railways.vectorfiles import read_layer

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "railway": ("n02_001", "rac", "railwaytype", "鉄道区分", "鉄道区分コード"),
    "institution": ("n02_002", "int", "serviceprovidertype", "事業者種別", "事業者種別コード"),
    "line": ("n02_003", "lin", "railwaylinename", "路線名"),
    "operator": ("n02_004", "opc", "operationcompany", "運営会社"),
    "station": ("n02_005", "stn", "stationname", "駅名"),
}
"""Columns by edition: N02_001 …, the application schema, older tables, Japanese."""

_LINES: Final = (1, 5)
_POINT: Final = 0


def load_stations(path: Path) -> PlatformLayer:
    """Return the platforms in a station layer of N02, of any edition.

    Read are GeoJSON and Shapefile, alone or in the zip file as published, and a CSV table
    of station points. Rows without a station's name or geometry are an error.

    Raises
    ------
    FileError
        When the file is missing, broken or of another kind.
    InputError
        When columns or values are missing, or positions do not lie in Japan.
    """
    if path.suffix.lower() == ".csv":
        return load_points(path)
    layer = read_layer(path, words=("station",))
    cells = _cells(layer, ("line", "operator", "station"), "a station layer of N02")
    _check_rows(layer, cells, ("line", "operator", "station"), kinds=(*_LINES, _POINT))
    lon, lat = _midpoints(layer.shape)
    return PlatformLayer(
        where=layer.where,
        name=tuple(cells["station"]),
        line=tuple(map(LineKey, cells["line"], cells["operator"])),
        railway=tuple(cells["railway"]),
        institution=tuple(cells["institution"]),
        shape=layer.shape,
        lon=lon,
        lat=lat,
        notes=tuple(layer.notes),
    )


def load_sections(path: Path) -> TrackLayer:
    """Return the pieces of track in a section layer of N02; reads and raises like the other."""
    layer = read_layer(path, words=("railroadsection", "section"))
    cells = _cells(layer, ("line", "operator"), "a section layer of N02")
    _check_rows(layer, cells, ("line", "operator"), kinds=_LINES)
    if any(cells["station"]):
        raise InputError(
            f"{layer.where}: this is the station layer (its rows have station names); give the "
            "layer RailroadSection"
        )
    return TrackLayer(
        where=layer.where,
        line=tuple(map(LineKey, cells["line"], cells["operator"])),
        railway=tuple(cells["railway"]),
        institution=tuple(cells["institution"]),
        shape=layer.shape,
        notes=tuple(layer.notes),
    )


def _cells(layer: RawLayer, needed: tuple[str, ...], what: str) -> dict[str, list[str]]:
    """Return the known columns as text; those that the layer lacks as blanks, with a note."""
    folded = {name.strip().lower(): name for name in layer.columns}
    found = {
        field: next((folded[alias] for alias in aliases if alias in folded), None)
        for field, aliases in ALIASES.items()
    }
    missing = [ALIASES[field][0].upper() for field in needed if found[field] is None]
    if missing:
        raise InputError(
            f"{layer.where}: not {what}: column {describe_offenders(missing)} is missing (found "
            f"{describe_offenders(list(layer.columns)) or 'none'})"
        )
    absent = [
        ALIASES[field][0].upper() for field in ("railway", "institution") if found[field] is None
    ]
    if absent:
        layer.notes.append(
            Text(
                f"{layer.where}: column {' and '.join(absent)} is missing; the kind of a line is "
                "told by the other layer and by its operator.",
                f"{layer.where}：列{'・'.join(absent)}がなく、路線の種別はもう一方のデータと事業者名"
                "から判断した。",
            )
        )
    blank = [""] * len(layer.shape)
    return {
        field: blank if name is None else [_text(value) for value in layer.columns[name]]
        for field, name in found.items()
    }


def _check_rows(
    layer: RawLayer, cells: Mapping[str, list[str]], needed: tuple[str, ...], kinds: tuple[int, ...]
) -> None:
    """Raise one error that names every row without a needed text or a usable geometry."""
    import shapely

    faults: list[str] = []
    for field in needed:
        rows = [f"feature {i}" for i, text in enumerate(cells[field], 1) if not text]
        if rows:
            faults.append(f"{len(rows)} features without a {field} ({describe_offenders(rows)})")
    kind = shapely.get_type_id(layer.shape)
    usable = np.isin(kind, kinds) & ~shapely.is_empty(layer.shape)
    usable &= np.isfinite(shapely.bounds(layer.shape)).all(axis=1)
    rows = [f"feature {int(i) + 1}" for i in np.flatnonzero(~usable)]
    if rows:
        faults.append(
            f"{len(rows)} features without a line as geometry ({describe_offenders(rows)})"
        )
    if faults:
        raise InputError(f"{layer.where}: {'; '.join(faults)}; fetch the layer again")


def _midpoints(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return longitude and latitude halfway along each platform (its point, for points)."""
    import shapely

    kind = shapely.get_type_id(shapes)
    middle = shapely.centroid(shapes)
    middle[kind == 1] = shapely.line_interpolate_point(shapes[kind == 1], 0.5, normalized=True)
    return shapely.get_x(middle), shapely.get_y(middle)


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())
