"""A small country of squares in every format that boundary files come in."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

from geoaccess.sources.areas import AreasResult, load_areas

FIELDS = ("N03_001", "N03_002", "N03_003", "N03_004", "N03_007")


@dataclass(frozen=True)
class Feature:
    """One feature with the official attributes; it covers some unit squares of a grid."""

    prefecture: str
    county: str
    name: str
    code: str
    cells: tuple[tuple[int, int], ...]
    subprefecture: str = ""
    polygon: shapely.Geometry | None = None

    @property
    def geometry(self) -> shapely.Geometry:
        """Squares of 0.1 degrees from 138 E, 35 N."""
        if self.polygon is not None:
            return self.polygon
        squares = [square(x, y) for x, y in self.cells]
        return squares[0] if len(squares) == 1 else shapely.union_all(squares)

    @property
    def values(self) -> tuple[str, ...]:
        """Cells in the order of FIELDS."""
        return (self.prefecture, self.subprefecture, self.county, self.name, self.code)


def square(x: float, y: float) -> shapely.Polygon:
    """Return a unit square of the grid in degrees."""
    corners = [(x, y), (x, y + 1), (x + 1, y + 1), (x + 1, y), (x, y)]
    return shapely.Polygon([(138 + round(a / 10, 6), 35 + round(b / 10, 6)) for a, b in corners])


SUWA = Feature("長野県", "", "諏訪市", "20206", ((0, 0),))
CHINO = Feature("長野県", "", "茅野市", "20214", ((1, 0), (3, 0)))
SHIMOSUWA = Feature("長野県", "諏訪郡", "下諏訪町", "20361", ((0, 1),))
NAKA = Feature("静岡県", "浜松市", "中区", "22131", ((0, -1),))
HIGASHI = Feature("静岡県", "浜松市", "東区", "22132", ((1, -1),))
KOSAI = Feature("静岡県", "", "湖西市", "22221", ((2, -1),))
NO_MANS_LAND = Feature("静岡県", "", "所属未定地", "", ((3, -1),))
COUNTRY = (SUWA, CHINO, SHIMOSUWA, NAKA, HIGASHI, KOSAI, NO_MANS_LAND)
NAME = "N03-21_210101"


def load(path: Path, **options: Any) -> AreasResult:
    """Load without a cache."""
    return load_areas(path, use_cache=False, **options)


def as_json(
    features: Sequence[Feature], fields: Sequence[str] = FIELDS, crs: str = ""
) -> dict[str, Any]:
    """Return a FeatureCollection; fields that are left out of FIELDS are missing."""
    collection: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    name: value or None
                    for name, value in zip(FIELDS, one.values, strict=True)
                    if name in fields
                },
                "geometry": json.loads(shapely.to_geojson(one.geometry)),
            }
            for one in features
        ],
    }
    if crs:
        collection["crs"] = {"type": "name", "properties": {"name": crs}}
    return collection


def write_json(path: Path, content: Mapping[str, Any]) -> Path:
    """Write a JSON file."""
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def write_geojson(folder: Path, features: Sequence[Feature] = COUNTRY, name: str = NAME) -> Path:
    """Write GeoJSON as published."""
    return write_json(folder / f"{name}.geojson", as_json(features))


def write_properties(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write GeoJSON with one square per row of properties, side by side."""
    features = [
        {
            "type": "Feature",
            "properties": dict(row),
            "geometry": json.loads(shapely.to_geojson(square(x, 0))),
        }
        for x, row in enumerate(rows)
    ]
    return write_json(path, {"type": "FeatureCollection", "features": features})


def write_ogr(path: Path, features: Sequence[Feature] = COUNTRY, **options: Any) -> Path:
    """Write a Shapefile or GeoPackage."""
    options = {"crs": "EPSG:6668", "encoding": "utf-8"} | options
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array([one.geometry for one in features])),
        [np.array([one.values[i] or None for one in features], dtype=object) for i in range(5)],
        list(FIELDS),
        geometry_type=options.pop("geometry_type", "Polygon"),
        promote_to_multi=False,
        **options,
    )
    return path


def write_shapefile(
    folder: Path, features: Sequence[Feature] = COUNTRY, encoding: str = "cp932", cpg: str = ""
) -> Path:
    """Write a Shapefile; without a .cpg unless its content is given."""
    path = write_ogr(folder / f"{NAME}.shp", features, encoding=encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    dbf = bytearray(path.with_suffix(".dbf").read_bytes())
    dbf[29] = 0  # no language driver: nothing but the bytes tells the encoding
    path.with_suffix(".dbf").write_bytes(dbf)
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    return path


def write_gml(folder: Path, features: Sequence[Feature] = COUNTRY) -> Path:
    """Write GML as the National Land Numerical Information has it: a feature per polygon."""
    curves, surfaces, rows = [], [], []
    singles = [replace(one, polygon=p) for one in features for p in shapely.get_parts(one.geometry)]
    for number, one in enumerate(singles):
        rings = [one.geometry.exterior, *one.geometry.interiors]
        for i, ring in enumerate(rings):
            points = "\n".join(f"{lat:.8f} {lon:.8f}" for lon, lat in shapely.get_coordinates(ring))
            curves.append(
                f'<gml:Curve gml:id="cv{number}_{i}"><gml:segments><gml:LineStringSegment>'
                f"<gml:posList>\n{points}\n</gml:posList>"
                "</gml:LineStringSegment></gml:segments></gml:Curve>"
            )
        sides = "".join(
            f"<gml:{side}><gml:Ring><gml:curveMember xlink:href='#cv{number}_{i}'/></gml:Ring>"
            f"</gml:{side}>"
            for i in range(len(rings))
            for side in ["interior" if i else "exterior"]
        )
        surfaces.append(
            f'<gml:Surface gml:id="sf{number}"><gml:patches><gml:PolygonPatch>{sides}'
            "</gml:PolygonPatch></gml:patches></gml:Surface>"
        )
        tags = ("prefectureName", "subPrefectureName", "countyName", "cityName")
        names = "".join(
            f"<ksj:{tag}>{value}</ksj:{tag}>"
            for tag, value in zip(tags, one.values[:4], strict=True)
        )
        rows.append(
            f'<ksj:AdministrativeBoundary gml:id="gy{number}"><ksj:bounds xlink:href="#sf{number}"/>'
            f'{names}<ksj:administrativeAreaCode codeSpace="AdministrativeAreaCode.xml">{one.code}'
            "</ksj:administrativeAreaCode></ksj:AdministrativeBoundary>"
        )
    text = "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<ksj:Dataset gml:id="N03Dataset" xmlns:gml="http://www.opengis.net/gml/3.2" '
            'xmlns:ksj="http://nlftp.mlit.go.jp/ksj/schemas/ksj-app" '
            'xmlns:xlink="http://www.w3.org/1999/xlink">',
            *curves,
            *surfaces,
            *rows,
            "</ksj:Dataset>",
        ]
    )
    path = folder / f"{NAME}.xml"
    path.write_text(text, encoding="utf-8")
    return path


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write a zip file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    """Return the files that belong to a Shapefile."""
    return {one.name: one.read_bytes() for one in path.parent.glob(f"{path.stem}.*")}
