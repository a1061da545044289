"""Geometries as the model wants them: degrees, valid, multipolygons, in Japan."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.areas import Geometries
from geoaccess.model.japan import is_in_japan
from geoaccess.model.text import Text
from geoaccess.sources.areas.layer import NOT_AREAS, Layer
from geoaccess.sources.faults import quote

_SAME: Final = ("EPSG:4326", "EPSG:6668", "EPSG:4612", "OGC:CRS84")
_SAME_WORDS: Final = ("JGD2011", "JGD_2011", "JGD2000", "JGD_2000", "WGS_1984", "WGS 84")


def mend_geometry(layer: Layer) -> tuple[Geometries, tuple[Text, ...]]:
    """Return valid polygons in degrees, None for what is no polygon, and what was mended.

    JGD2011, JGD2000 and WGS 84 are taken as one (within a metre or two); a layer that states
    nothing, as all TopoJSON, is taken as degrees where it lies in Japan. Others are converted.

    Raises
    ------
    InputError
        When the layer lies elsewhere, or has no polygon.
    """
    import shapely

    geometry, notes = _to_degrees(layer)
    kinds = shapely.get_type_id(geometry)
    polygonal = np.isin(kinds, (3, 6, 7)) & ~shapely.is_empty(geometry)
    if not polygonal.any():
        raise InputError(f"{layer.where}: no polygons; {NOT_AREAS}")
    if not polygonal.all():
        rows = [str(row + 1) for row in np.flatnonzero(~polygonal)]
        shown = describe_offenders(rows)
        notes.append(
            Text(
                f"{layer.where}: {len(rows)} features have no polygon, left out ({shown}).",
                f"{layer.where}：ポリゴンのない地物{len(rows)}件を除いた（{shown}番目）。",
            )
        )
    _check_place(geometry[polygonal], layer.where)
    mended = geometry.copy()
    mended[~polygonal] = None
    broken = np.flatnonzero(polygonal & ~shapely.is_valid(geometry))
    if broken.size:
        reasons = shapely.is_valid_reason(geometry[broken])
        fixed = shapely.make_valid(geometry[broken], method="structure", keep_collapsed=False)
        mended[broken] = [_keep_polygons(one) for one in fixed]
        shown = describe_offenders(
            [
                f"feature {row + 1}: {_shorten(why)}"
                for row, why in zip(broken.tolist(), reasons.tolist(), strict=True)
            ]
        )
        notes.append(
            Text(
                f"{layer.where}: {broken.size} of {len(layer)} polygons had invalid rings, "
                f"mended ({shown}).",
                f"{layer.where}：{len(layer)}件のうち{broken.size}件の不正な輪郭を修復した（{shown}）。",
            )
        )
    return mended, tuple(notes)


def _shorten(reason: str) -> str:
    """Return ``Self-intersection at 129.807 32.916`` of GEOS's words."""
    place = re.sub(r"(\d+\.\d{3})\d+", r"\1", reason)
    return place.replace("[", " at ").replace("]", "")


def _keep_polygons(geometry: object) -> object:
    import shapely

    parts = [one for one in shapely.get_parts(geometry) if one.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts) if parts else None


def _to_degrees(layer: Layer) -> tuple[Geometries, list[Text]]:
    import shapely

    crs = layer.crs
    if crs is None:
        bounds = shapely.total_bounds(layer.geometry)
        if not np.all(np.abs(bounds) <= 360):
            raise InputError(
                f"{layer.where}: no coordinate system, and the numbers are no degrees; "
                "export it in EPSG:6668 or EPSG:4326"
            )
        assumed = Text(
            f"{layer.where}: no coordinate system; taken as JGD2011 degrees.",
            f"{layer.where}：座標系の記載がなく、JGD2011の度とみなした。",
        )
        return layer.geometry, [assumed]
    if crs.upper() in _SAME or (not crs.startswith("PROJ") and _names_known(crs)):
        return layer.geometry, []
    import pyproj

    try:
        transformer = pyproj.Transformer.from_crs(crs, "EPSG:6668", always_xy=True)
    except pyproj.exceptions.CRSError:
        raise InputError(
            f"{layer.where}: the coordinate system {quote(crs)} is unknown; export it in EPSG:6668"
        ) from None
    converted = shapely.transform(layer.geometry, transformer.transform, interleaved=False)
    told = Text(
        f"{layer.where}: converted from {quote(crs)} to JGD2011 degrees.",
        f"{layer.where}：座標を{quote(crs)}からJGD2011に変換した。",
    )
    return converted, [told]


def _names_known(crs: str) -> bool:
    return crs.startswith("GEOG") and any(word in crs for word in _SAME_WORDS)


def _check_place(geometry: Geometries, where: str) -> None:
    """Raise an InputError where the layer does not lie in Japan."""
    import shapely

    west, south, east, north = (float(one) for one in shapely.total_bounds(geometry))
    if is_in_japan(west, south, east, north):
        return
    shown = f"lon {west:.1f} to {east:.1f}, lat {south:.1f} to {north:.1f}"
    if is_in_japan(south, west, north, east):
        raise InputError(
            f"{where}: longitude and latitude are swapped ({shown}); write longitude first"
        )
    raise InputError(f"{where}: the polygons do not lie in Japan ({shown}); {NOT_AREAS}")
