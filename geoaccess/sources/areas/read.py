"""Reading one layer of areas, whatever its format: the content tells it, not the name."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Final

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.model.text import Text
from geoaccess.sources.areas.gml import read_gml
from geoaccess.sources.areas.layer import NOT_AREAS, Layer, format_cell
from geoaccess.sources.areas.topofile import read_topojson
from geoaccess.sources.shapefiles import PARTS, check_parts, find_encoding, list_parts
from geoaccess.sources.textfiles import name_content

_HEAD_BYTES: Final = 4096
_MARK: Final = b"\xef\xbb\xbf"
_POLYGONAL: Final = ("Polygon", "MultiPolygon", "Unknown", "GeometryCollection")


def read_layer(path: Path, name: str = "") -> Layer:
    """Return the features of a file of one layer.

    Parameters
    ----------
    path
        A Shapefile (any of its parts), GeoJSON, TopoJSON, KSJ GML or GeoPackage.
    name
        How the file is called in messages; its own name if empty.

    Raises
    ------
    FileError
        When the file is missing, empty, cut off, or of another kind.
    InputError
        When it holds several layers, no polygons, or no features.
    """
    where = name or path.name
    if path.suffix.lower() in PARTS:
        parts = list_parts(path)
        check_parts(parts, where)
        encoding, note = find_encoding(parts)
        layer = _read_ogr(parts[".shp"], where, encoding=encoding)
        if note is None:
            return layer
        told = Text(f"{where}: {note.en}.", f"{where}：{note.ja}。")
        return replace(layer, notes=(told, *layer.notes))
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.strip():
        raise FileError(f"{where}: the file is empty; {NOT_AREAS}")
    text = head.removeprefix(_MARK).lstrip()
    if text.startswith(b"{"):
        kind = _check_json(path, where)
        return read_topojson(path, where) if kind == "Topology" else _read_ogr(path, where)
    if text.startswith((b"<!DOCTYPE html", b"<!doctype html", b"<html", b"<HTML")):
        raise FileError(f"{where}: the content is a web page, not data; fetch the file again")
    if text.startswith(b"<"):
        return read_gml(path, where)
    if head.startswith(b"SQLite format 3"):
        return _read_ogr(path, where)
    kind = name_content(head) or "none of the known formats"
    raise FileError(f"{where}: the content is {kind}; {NOT_AREAS}")


def _check_json(path: Path, where: str) -> str:
    """Return the type of a JSON file; raise where it is cut off, broken, or no map.

    The reader of large files may stop at a fault without a word, so the ends are looked at.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _HEAD_BYTES))
        tail = file.read().rstrip(b"\x00 \t\r\n")
        file.seek(0)
        head = file.read(_HEAD_BYTES)
    if not tail.endswith(b"}"):
        raise FileError(f"{where}: cut off after {size} bytes; fetch it again")
    for kind in ("FeatureCollection", "Topology"):
        if f'"{kind}"'.encode() in head:
            return kind
    try:
        content = json.loads(path.read_bytes())
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise FileError(f"{where}: the content is no JSON in UTF-8 ({error})") from error
    kind = str(content.get("type")) if isinstance(content, dict) else ""
    if kind not in ("Topology", "FeatureCollection", "Feature"):
        raise InputError(f"{where}: the JSON is no GeoJSON and no TopoJSON; {NOT_AREAS}")
    return kind


def _list_layers(path: Path) -> list[str]:
    """Return the names of the layers with polygons."""
    import pyogrio

    listed = [(str(one), str(kind)) for one, kind in pyogrio.list_layers(path)]
    return [one for one, kind in listed if kind.startswith(_POLYGONAL)]


def _read_ogr(path: Path, where: str, encoding: str | None = None) -> Layer:
    """Return the only layer with polygons of what GDAL reads.

    Layers are listed only where there are several: it can cost as much as reading.
    """
    import pyogrio
    import pyogrio.raw
    import shapely

    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            meta, _, wkb, values = pyogrio.raw.read(path, encoding=encoding)
            if any("More than one layer" in str(one.message) for one in told):
                names = _list_layers(path)
                if len(names) > 1:
                    raise InputError(
                        f"{where}: {len(names)} layers have polygons ({describe_offenders(names)});"
                        " export the one with the areas to a file of its own"
                    )
                if names:
                    meta, _, wkb, values = pyogrio.raw.read(path, layer=names[0], encoding=encoding)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise FileError(
            f"{where}: broken or cut off ({_first_line(error)}); fetch it again"
        ) from None
    except pyogrio.errors.FeatureError as error:
        raise FileError(f"{where}: a feature is broken ({_first_line(error)})") from None
    fields = [str(one) for one in meta["fields"]]
    columns = {
        name: tuple(format_cell(cell) for cell in cells)
        for name, cells in zip(fields, values, strict=True)
    }
    geometry = shapely.from_wkb(wkb, on_invalid="fix")
    if not len(geometry):
        raise InputError(f"{where}: no features; {NOT_AREAS}")
    return Layer(where=where, columns=columns, geometry=geometry, crs=meta["crs"])


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:120]
