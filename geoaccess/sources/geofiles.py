"""GIS layers of points: GeoJSON and GeoPackage, as rows of text with a position."""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geoaccess.errors import FileError, InputError
from geoaccess.sources.columns import INSTITUTIONS_REMEDY
from geoaccess.sources.faults import quote
from geoaccess.sources.rows import Row, Table
from geoaccess.sources.workbooks import format_cell

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_GEOGRAPHIC: Final = ("CRS84", "4326", "6668", "4612")
"""WGS 84, JGD2011 and JGD2000: one position in degrees to within a metre or two."""


def read_geojson(path: Path) -> Table:
    """Return the features of a GeoJSON file; what is no point gets its representative point.

    Raises
    ------
    FileError
        When the file is not JSON in UTF-8.
    InputError
        When it is not GeoJSON, or in another coordinate system than degrees.
    """
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise FileError(
            f"{path.name}: the content is not JSON in UTF-8; export it again as GeoJSON"
        ) from error
    features = _list_features(content)
    if features is None:
        entry = content[0] if isinstance(content, list) and content else None
        if isinstance(entry, dict) and "mext_code" in entry:
            raise InputError(f"{path.name}: a list of universities; {INSTITUTIONS_REMEDY}")
        kind = content.get("type") if isinstance(content, dict) else type(content).__name__
        raise InputError(
            f"{path.name}: GeoJSON is a FeatureCollection, not {quote(kind)}; "
            "export the layer as GeoJSON"
        )
    crs = json.dumps(content.get("crs") or "CRS84")
    if not any(name in crs for name in _GEOGRAPHIC):
        raise InputError(
            f"{path.name}: the coordinate system is {quote(crs)}; export it in EPSG:4326"
        )
    properties = [_members(feature.get("properties")) for feature in features]
    points = [_locate_json(feature.get("geometry")) for feature in features]
    return _build_table(path.name, properties, points)


def read_geopackage(path: Path) -> Table:
    """Return the features of the only layer of a GeoPackage, positions in EPSG:4326.

    Raises
    ------
    FileError
        When the file is not a GeoPackage.
    InputError
        When it has several layers, none, or no coordinate system.
    """
    import pyogrio
    import pyogrio.raw
    import shapely

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # the error below says it
            layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
            filled = [name for name in layers if pyogrio.read_info(path, layer=name)["features"]]
            if len(filled) > 1:
                names = ", ".join(map(quote, filled))
                raise InputError(
                    f"{path.name}: {len(filled)} layers have features ({names}); "
                    "export the one with the places to a file of its own"
                )
            if not filled:
                return Table(where=path.name, unit="feature", header=(), rows=())
            meta, _, shapes, values = pyogrio.raw.read(path, layer=filled[0])
    except pyogrio.errors.DataSourceError as error:
        raise FileError(
            f"{path.name}: the file is not a GeoPackage or is broken; export the layer again"
        ) from error
    fields = [str(name) for name in meta["fields"]]
    properties = [
        {name: _plain(column[row]) for name, column in zip(fields, values, strict=True)}
        for row in range(len(shapes))
    ]
    geometries = shapely.from_wkb(shapes, on_invalid="ignore")
    points = [_locate(geometry) for geometry in geometries]
    return _build_table(path.name, properties, _to_degrees(points, meta["crs"], path.name))


def _plain(value: object) -> object:
    """Return a value of a layer as Python's own, None for missing."""
    item = getattr(value, "item", None)
    plain = item() if callable(item) else value
    return None if isinstance(plain, float) and math.isnan(plain) else plain


_Located = tuple[tuple[float, float] | None, str]


def _to_degrees(points: Sequence[_Located], crs: str | None, where: str) -> list[_Located]:
    import pyproj

    if crs is None:
        raise InputError(f"{where}: the layer has no coordinate system; set it, then export again")
    transformer = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    return [
        (None if point is None else transformer.transform(*point), note) for point, note in points
    ]


def _members(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list_features(content: object) -> list[Mapping[str, Any]] | None:
    """Return the features, None where the content is not GeoJSON."""
    if not isinstance(content, dict):
        return None
    if content.get("type") == "Feature":
        return [content]
    features = content.get("features")
    if content.get("type") != "FeatureCollection" or not isinstance(features, list):
        return None
    return [_members(feature) for feature in features]


def _locate_json(geometry: object) -> _Located:
    """Return the point of a GeoJSON geometry and a note; no point where it is unusable."""
    import shapely
    from shapely.geometry import shape

    members = _members(geometry)
    if members.get("type") == "Point":
        try:
            lon, lat = (float(number) for number in members["coordinates"][:2])
        except (KeyError, TypeError, ValueError):
            return None, ""
        return (lon, lat), ""
    try:
        return _locate(shape(members)) if members else (None, "")
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        IndexError,
        shapely.errors.ShapelyError,
    ):
        return None, ""


def _locate(geometry: BaseGeometry | None) -> _Located:
    """Return the point, or a representative point and a note that says so."""
    if geometry is None or geometry.is_empty:
        return None, ""
    if geometry.geom_type == "Point":
        return (float(geometry.x), float(geometry.y)), ""
    point = geometry.representative_point()
    return (point.x, point.y), f"position: representative point of a {geometry.geom_type}"


def _build_table(
    where: str, properties: Sequence[Mapping[str, Any]], points: Sequence[_Located]
) -> Table:
    header = tuple(dict.fromkeys(str(name) for members in properties for name in members))
    rows = tuple(
        Row(
            number=number,
            cells=tuple(format_cell(members.get(name)) for name in header),
            point=point,
            note=note,
        )
        for number, (members, (point, note)) in enumerate(zip(properties, points, strict=True), 1)
    )
    return Table(where=where, unit="feature", header=header, rows=rows)
