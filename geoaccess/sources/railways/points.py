"""A CSV table of station points with operator and line, as compiled from N02."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.japan import is_in_japan
from geoaccess.model.text import Text
from geoaccess.sources.csvtable import Faults, Row, read_table
from geoaccess.sources.railways.records import LineKey, PlatformLayer

COLUMNS: Final = ("body", "hypernym", "latitude", "longitude")
"""Station, ``operator/line`` and position in degrees."""

RAILWAYS: Final = {
    "普通鉄道JR": "11",
    "普通鉄道": "12",
    "鋼索鉄道": "13",
    "懸垂式鉄道": "14",
    "跨座式鉄道": "15",
    "案内軌条式鉄道": "16",
    "無軌条鉄道": "17",
    "軌道": "21",
    "懸垂式モノレール": "22",
    "跨座式モノレール": "23",
    "案内軌条式": "24",
    "浮上式": "25",
}
"""Codes of 鉄道区分 (N02_001)."""
INSTITUTIONS: Final = {
    "JRの新幹線": "1",
    "新幹線": "1",
    "JR在来線": "2",
    "公営鉄道": "3",
    "民営鉄道": "4",
    "第三セクター": "5",
}
"""Codes of 事業者種別 (N02_002)."""


def load_points(path: Path) -> PlatformLayer:
    """Return station points of a table with body, hypernym, latitude and longitude.

    Raises
    ------
    FileError
        When the file is missing or not UTF-8.
    InputError
        When a column, a name or a position is missing.
    """
    import shapely

    rows = read_table(path, COLUMNS)
    if not rows:
        raise InputError(f"{path.name}: the table has no rows; give station points of N02")
    faults = Faults(path.name)
    keys, lon, lat = [], [], []
    for row in rows:
        operator, slash, line = row["hypernym"].partition("/")
        if not (row["body"] and operator and slash and line):
            faults.add("rows without station, or operator/line", f"row {row.number}")
        keys.append(LineKey(" ".join(line.split()), " ".join(operator.split())))
        x, y = (_degrees(row, column, faults) for column in ("longitude", "latitude"))
        lon.append(x)
        lat.append(y)
        if not is_in_japan(x, y, x, y):
            faults.add("positions outside Japan", f"row {row.number}: {y}, {x}")
    faults.check()
    return PlatformLayer(
        where=path.name,
        name=tuple(row["body"] for row in rows),
        line=tuple(keys),
        railway=tuple(RAILWAYS.get(row.cells.get("railway_class", ""), "") for row in rows),
        institution=tuple(
            INSTITUTIONS.get(row.cells.get("institution_type", ""), "") for row in rows
        ),
        shape=shapely.points(lon, lat),
        lon=np.array(lon),
        lat=np.array(lat),
        notes=(
            Text(
                f"{path.name}: points, not platform lines; positions are taken as midpoints.",
                f"{path.name}：ホームの線ではなく点であり、その位置をホームの中央とみなした。",
            ),
        ),
    )


def _degrees(row: Row, column: str, faults: Faults) -> float:
    value = faults.parse(row, column, float, "positions that are not decimal degrees")
    return float("nan") if value is None else value
