"""GML of the National Land Numerical Information (KSJ): curves, surfaces made of them, areas."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import numpy as np

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.sources.areas.layer import NOT_AREAS, Layer
from geoaccess.units import FloatArray

_FIELDS: Final = {
    "prefectureName": "N03_001",
    "subPrefectureName": "N03_002",
    "countyName": "N03_003",
    "cityName": "N03_004",
    "administrativeAreaCode": "N03_007",
}
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_ID: Final = "{http://www.opengis.net/gml/3.2}id"
_LAST_LATITUDE: Final = 90.0


def read_gml(path: Path, where: str) -> Layer:
    """Return the administrative areas of a KSJ GML file; a feature refers to one surface.

    Latitude stands before longitude; the file's own order is told by the values.

    Raises
    ------
    FileError
        When the file is no XML, is cut off, or declares entities.
    InputError
        When it holds no administrative area, or refers to what is not in it.
    """
    with path.open("rb") as file:
        if b"<!DOCTYPE" in file.read(4096):
            raise FileError(f"{where}: the XML declares a document type, which KSJ files never do")
    curves: dict[str, FloatArray] = {}
    surfaces: dict[str, list[list[str]]] = {}
    rows: list[dict[str, str]] = []
    try:
        for _, element in ET.iterparse(path):  # noqa: S314 - no document type, so no entities
            kind = element.tag.rpartition("}")[2]
            if kind == "Curve":
                curves[element.get(_ID, "")] = _read_positions(element)
            elif kind == "Surface":
                surfaces[element.get(_ID, "")] = _read_rings(element)
            elif kind == "AdministrativeBoundary":
                rows.append(_read_row(element))
            else:
                continue
            element.clear()
    except ET.ParseError as error:
        raise FileError(f"{where}: not XML, or cut off ({error}); fetch it again") from error
    except ValueError as error:
        raise FileError(f"{where}: a position is no pair of numbers ({error})") from error
    if not rows:
        raise InputError(f"{where}: the GML holds no AdministrativeBoundary; {NOT_AREAS}")
    lost = [row["surface"] for row in rows if row["surface"] not in surfaces]
    lost += [
        one for rings in surfaces.values() for ring in rings for one in ring if one not in curves
    ]
    if lost:
        raise InputError(
            f"{where}: {len(lost)} references lead nowhere ({describe_offenders(lost)}); "
            "fetch the file again"
        )
    geometry = np.empty(len(rows), dtype=object)
    geometry[:] = [_build_polygon(surfaces[row["surface"]], curves) for row in rows]
    columns = {name: tuple(row.get(name, "") for row in rows) for name in _FIELDS.values()}
    return Layer(where=where, columns=columns, geometry=geometry, crs="EPSG:6668")


def _read_positions(curve: ET.Element) -> FloatArray:
    """Return the positions of a curve as longitude and latitude, shape (vertices, 2)."""
    texts = (one.text or "" for one in curve.iter() if one.tag.rpartition("}")[2] == "posList")
    numbers = np.array(" ".join(texts).split(), dtype=np.float64)
    pairs = numbers.reshape(-1, 2)
    is_lat_first = bool(np.all(np.abs(pairs[:, 0]) <= _LAST_LATITUDE))
    return pairs[:, ::-1] if is_lat_first else pairs


def _read_rings(surface: ET.Element) -> list[list[str]]:
    """Return the ids of the curves of each ring, the outer ring first."""
    rings: dict[str, list[list[str]]] = {"exterior": [], "interior": []}
    for element in surface.iter():
        side = element.tag.rpartition("}")[2]
        if side in rings:
            rings[side].append([one.get(_HREF, "")[1:] for one in element.iter() if one.get(_HREF)])
    return rings["exterior"] + rings["interior"]


def _read_row(feature: ET.Element) -> dict[str, str]:
    row = {"surface": ""}
    for child in feature:
        name = child.tag.rpartition("}")[2]
        if name in _FIELDS:
            row[_FIELDS[name]] = (child.text or "").strip()
        elif child.get(_HREF):
            row["surface"] = child.get(_HREF, "")[1:]
    return row


def _build_polygon(rings: Iterable[list[str]], curves: dict[str, FloatArray]) -> object:
    import shapely

    shell, *holes = (_join([curves[one] for one in ring]) for ring in rings)
    return shapely.Polygon(shell, holes)


def _join(pieces: list[FloatArray]) -> FloatArray:
    """Return the pieces end to end, each turned round where its end meets the last one."""
    joined = pieces[0]
    for piece in pieces[1:]:
        follows = np.array_equal(joined[-1], piece[0])
        joined = np.concatenate([joined, (piece if follows else piece[::-1])[1:]])
    return joined
