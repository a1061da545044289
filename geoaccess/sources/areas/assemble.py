"""Features put together to areas of one level: parts joined, wards merged, cities dissolved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.areas import NORTHERN_TERRITORIES, AdminAreas, Geometries, Level
from geoaccess.sources.areas.attributes import AreaRow
from geoaccess.sources.areas.layer import Layer

_AREA_TOLERANCE: Final = 1e-9
_UNASSIGNED: Final = "所属未定地"


@dataclass
class Parts:
    """Features to put together: names and codes, and geometries in the same order."""

    rows: list[AreaRow] = field(default_factory=list)
    geometry: list[object] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)

    def extend(self, layer: Layer, rows: Mapping[int, AreaRow], geometry: Geometries) -> None:
        """Add the features of a layer that have both; N03 is known by its columns."""
        if any(name.upper().startswith("N03_") for name in layer.columns):
            self.sources.add("mlit-n03")
        for number, row in rows.items():
            if geometry[number] is not None:
                self.rows.append(row)
                self.geometry.append(geometry[number])


def assemble_areas(
    parts: Parts, level: Level, *, edition: str, whole_cities: set[str], where: str
) -> AdminAreas:
    """Return the areas of a level, in code order, unassigned land last.

    Parameters
    ----------
    parts
        Features with names, codes and valid polygons.
    level
        What one area shall be.
    edition
        ISO date or ''.
    whole_cities
        Codes of the designated cities: they cannot be had by ward where the file has them whole.
    where
        Name of the file, for messages.

    Raises
    ------
    InputError
        When the file is coarser than the level.
    """
    _check_level(parts.rows, level, whole_cities, where)
    groups: dict[str, list[int]] = {}
    for number, row in enumerate(parts.rows):
        groups.setdefault(_identify(row, level), []).append(number)
    ids = sorted(groups, key=lambda one: (one.endswith("unassigned"), one))
    first = [_name_group(parts.rows[groups[one][0]], level) for one in ids]
    joined = np.empty(len(ids), dtype=object)
    joined[:] = [join([parts.geometry[number] for number in groups[one]]) for one in ids]
    return AdminAreas(
        level=level,
        id=tuple(ids),
        code=tuple("" if one.endswith("unassigned") else one for one in ids),
        prefecture=tuple(one.prefecture for one in first),
        subprefecture=tuple(one.subprefecture for one in first),
        county=tuple(one.county for one in first),
        municipality=tuple(one.municipality for one in first),
        ward=tuple(one.ward for one in first),
        geometry=as_multipolygons(joined),
        northern_territories=np.array([one in NORTHERN_TERRITORIES for one in ids]),
        unassigned=np.array([one.endswith("unassigned") for one in ids]),
        edition=edition,
        sources=tuple(sorted(parts.sources)),
    )


def _check_level(rows: Sequence[AreaRow], level: Level, cities: set[str], where: str) -> None:
    coarse = [row.prefecture for row in rows if len(row.code) == 2]
    if level != "prefecture" and coarse:
        raise InputError(
            f"{where}: {len(coarse)} features are whole prefectures "
            f"({describe_offenders(coarse)}); give a file of municipalities, or read it at level "
            "prefecture"
        )
    whole = [row.municipality for row in rows if row.code in cities]
    if level == "ward" and whole:
        raise InputError(
            f"{where}: {len(whole)} designated cities are not cut into wards "
            f"({describe_offenders(whole)}); ask for level municipality, or give a file with wards"
        )


def _identify(row: AreaRow, level: Level) -> str:
    if level == "prefecture":
        return row.prefecture_code
    if row.is_unassigned:
        return f"{row.prefecture_code}-unassigned"
    return row.city or row.code if level == "municipality" else row.code


def _name_group(row: AreaRow, level: Level) -> AreaRow:
    """Return the names that all features of a group share."""
    place = {"code": row.code, "prefecture_code": row.prefecture_code, "prefecture": row.prefecture}
    if level == "prefecture":
        return AreaRow(**place)
    place["subprefecture"] = row.subprefecture
    if row.is_unassigned:
        return AreaRow(**place, municipality=_UNASSIGNED)
    ward = row.ward if level == "ward" else ""
    return AreaRow(**place, county=row.county, municipality=row.municipality, ward=ward)


def join(geometries: Sequence[object]) -> object:
    """Return one valid geometry of all the polygons, borders between them dissolved.

    Neighbours that share their borders exactly are joined 20 times faster than others; the
    area tells whether they did.
    """
    import shapely

    if len(geometries) == 1:
        return geometries[0]
    parts = np.array(geometries, dtype=object)
    try:
        joined = shapely.coverage_union_all(parts)
    except shapely.GEOSException:  # polygons that overlap are no coverage
        return shapely.union_all(parts)
    total = float(shapely.area(parts).sum())
    if not shapely.is_valid(joined) or abs(shapely.area(joined) - total) > _AREA_TOLERANCE * total:
        joined = shapely.union_all(parts)
    return joined


def as_multipolygons(geometries: Geometries) -> Geometries:
    """Return the polygons of each geometry as one multipolygon, None where it has none."""
    import shapely

    parts, row = shapely.get_parts(geometries, return_index=True)
    polygonal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    out = np.full(len(geometries), None, dtype=object)
    shapely.multipolygons(parts[polygonal], indices=row[polygonal], out=out)
    return out
