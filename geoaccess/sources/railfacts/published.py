"""Tables of published facts: limited expresses, and the stations of the Shinkansen."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Final

from geoaccess.model.japan import JAPAN_LAT, JAPAN_LON
from geoaccess.model.published import LineStation, PublishedService
from geoaccess.sources.csvtable import Faults, read_table
from geoaccess.sources.railfacts.cells import Reader

_SERVICE_COLUMNS: Final = (
    "service", "from", "to", "fast_min", "typical_min", "trains_per_day_each_way", "first_dep",
    "last_dep", "stops_core", "source", "vintage", "confidence",
)  # fmt: skip
_STATION_COLUMNS: Final = (
    "line", "order", "ja", "en", "lat", "lon", "op_km_from_tokyo", "km_source", "coord_xcheck_km",
)  # fmt: skip


def load_published_services(path: Path) -> tuple[PublishedService, ...]:
    """Return published facts of limited expresses; what no source gives is None.

    Several names or destinations stand with a slash between, calls with a comma.

    Raises
    ------
    FileError, InputError
        When the table is missing or lacks a column; when a cell cannot be read, the usual
        time is below the fastest, or the last train is before the first.
    """
    faults, services = Faults(path.name), []
    for row in read_table(path, _SERVICE_COLUMNS):
        cells = Reader(row, faults)
        confidence, remark = cells.confidence("confidence")
        one = PublishedService(
            services=tuple(cells.text("service").split("/")),
            origin=cells.text("from"),
            destinations=tuple(cells.text("to").split("/")),
            fastest_min=cells.figure_or_none("fast_min"),
            typical_min=cells.figure_or_none("typical_min"),
            trains_a_day=cells.figure_or_none("trains_per_day_each_way"),
            first_min=cells.minute_or_none("first_dep"),
            last_min=cells.minute_or_none("last_dep"),
            stops=tuple(re.split(r"\s*[,、]\s*", row["stops_core"])) if row["stops_core"] else (),
            source=row["source"],
            vintage=row["vintage"],
            confidence=confidence,
            confidence_remark=remark,
        )
        if one.fastest_min and one.typical_min and one.typical_min.high < one.fastest_min.low:
            cells.note("the usual time is below the fastest", row["service"])
        if None not in (one.first_min, one.last_min) and (one.last_min or 0) < (one.first_min or 0):
            cells.note("the last train is before the first", row["service"])
        services.append(one)
    if not services:
        faults.add("no services", "give one row a service")
    faults.check()
    return tuple(services)


def load_line_stations(path: Path) -> dict[str, tuple[LineStation, ...]]:
    """Return the stations of each line, in order along it.

    Raises
    ------
    FileError, InputError
        When the table is missing or lacks a column; when a cell cannot be read, a position
        lies outside Japan, the order leaves a gap, or the km do not grow.
    """
    faults, lines = Faults(path.name), defaultdict[str, list[LineStation]](list)
    for row in read_table(path, _STATION_COLUMNS):
        cells = Reader(row, faults)
        one = LineStation(
            line=cells.text("line"),
            order=cells.whole("order"),
            ja=cells.text("ja"),
            en=cells.text("en"),
            lat=cells.number("lat"),
            lon=cells.number("lon"),
            km=cells.number("op_km_from_tokyo"),
            km_source=row["km_source"],
            offset_km=cells.number_or_none("coord_xcheck_km"),
        )
        stations = lines[one.line]
        if cells.is_good:
            if not (
                JAPAN_LAT[0] <= one.lat <= JAPAN_LAT[1] and JAPAN_LON[0] <= one.lon <= JAPAN_LON[1]
            ):
                cells.note("positions outside Japan", f"{one.lat}, {one.lon}")
            if one.order != len(stations) + 1:
                cells.note("order does not go on from 1", f"{one.line} {one.order}")
            if stations and one.km <= stations[-1].km:
                cells.note("km do not grow along the line", f"{one.ja} {one.km:g}")
        stations.append(one)
    if not lines:
        faults.add("no stations", "give one row a station")
    faults.check()
    return {line: tuple(stations) for line, stations in lines.items()}
