"""TopoJSON of areas: one object of polygons, in degrees, without a coordinate system."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.sources.areas.layer import NOT_AREAS, Layer, format_cell
from geoaccess.sources.topology import build_polygons, decode_arcs


def read_topojson(path: Path, where: str) -> Layer:
    """Return the geometries of the only object of a TopoJSON file (1.6 MB: 0.1 s).

    Raises
    ------
    FileError
        When the file is cut off or no TopoJSON.
    InputError
        When it holds several objects, or none.
    """
    try:
        topology = json.loads(path.read_bytes().decode("utf-8-sig"))
        objects = {str(name): _list_geometries(one) for name, one in topology["objects"].items()}
        filled = {name: found for name, found in objects.items() if found}
        arcs = decode_arcs(topology)
        shapes = {
            name: [build_polygons(one, arcs) for one in found] for name, found in filled.items()
        }
        rows = {name: [one.get("properties") or {} for one in filled[name]] for name in filled}
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise FileError(
            f"{where}: cut off, or no JSON in UTF-8 ({error}); fetch it again"
        ) from error
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise FileError(f"{where}: the content is no TopoJSON ({error}); fetch it again") from error
    polygonal = [name for name, found in shapes.items() if any(one is not None for one in found)]
    if len(polygonal) > 1:
        raise InputError(
            f"{where}: {len(polygonal)} layers have polygons ({describe_offenders(polygonal)}); "
            "export the one with the areas to a file of its own"
        )
    if not polygonal:
        raise InputError(f"{where}: no polygons; {NOT_AREAS}")
    (name,) = polygonal
    geometry = np.empty(len(shapes[name]), dtype=object)
    geometry[:] = shapes[name]
    fields = dict.fromkeys(str(field) for row in rows[name] for field in row)
    columns = {field: tuple(format_cell(row.get(field)) for row in rows[name]) for field in fields}
    return Layer(where=where, columns=columns, geometry=geometry, crs=None)


def _list_geometries(one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(one["geometries"]) if one.get("type") == "GeometryCollection" else [one]
