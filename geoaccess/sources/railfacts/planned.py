"""Planned links and their stations, as studies and the press give them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from geoaccess.model.japan import JAPAN_LAT, JAPAN_LON
from geoaccess.model.published import PlannedLink, PlannedStation
from geoaccess.sources.csvtable import Faults, read_table
from geoaccess.sources.railfacts.cells import Reader, parse_number

SAME: Final = "same"
"""In `opening`: as in the row above of the same scheme."""
_WITHIN: Final = re.compile(r"\+-(\d+(?:\.\d+)?) km")
_LINK_COLUMNS: Final = (
    "scheme", "from", "to", "published_min", "length_km", "kind", "trains_per_hour", "opening",
    "source", "confidence",
)  # fmt: skip
_STATION_COLUMNS: Final = (
    "scheme", "order", "id", "name_ja", "name_en", "lat", "lon", "chainage_km", "coord_basis",
    "confidence",
)  # fmt: skip


def load_planned_links(path: Path) -> tuple[PlannedLink, ...]:
    """Return the published minutes and lengths of planned links, in the order of the table.

    A link without minutes is a basic plan for which no study gives any.

    Raises
    ------
    FileError, InputError
        When the table is missing or lacks a column, or a cell cannot be read.
    """
    faults, links, opening_of = Faults(path.name), [], dict[str, str]()
    for row in read_table(path, _LINK_COLUMNS):
        cells = Reader(row, faults)
        scheme, opening = cells.text("scheme"), row["opening"]
        if opening == SAME:
            if scheme not in opening_of:
                cells.note(f"opening is '{SAME}' as no row above", scheme)
            opening = opening_of.get(scheme, "")
        opening_of[scheme] = opening
        confidence, _ = cells.confidence("confidence")
        links.append(
            PlannedLink(
                scheme=scheme,
                origin=cells.text("from"),
                destination=cells.text("to"),
                minutes=cells.number_or_none("published_min"),
                km=cells.figure_or_none("length_km"),
                kind=row["kind"],
                trains_per_hour=row["trains_per_hour"],
                opening=opening,
                source=cells.text("source"),
                confidence=confidence,
            )
        )
    if not links:
        faults.add("no links", "give one row a figure")
    faults.check()
    return tuple(links)


def load_planned_stations(path: Path) -> tuple[PlannedStation, ...]:
    """Return the stations of planned links, in the order of the table.

    Raises
    ------
    FileError, InputError
        When the table is missing or lacks a column; when a cell cannot be read, a position
        lies outside Japan, an id stands twice in a scheme, or the order or the chainage of a
        scheme does not go on.
    """
    faults, stations = Faults(path.name), list[PlannedStation]()
    for row in read_table(path, _STATION_COLUMNS):
        cells = Reader(row, faults)
        confidence, remark = cells.confidence("confidence")
        within = _WITHIN.search(remark)
        lat, lon = cells.number("lat"), cells.number("lon")
        is_inside = JAPAN_LAT[0] <= lat <= JAPAN_LAT[1] and JAPAN_LON[0] <= lon <= JAPAN_LON[1]
        if cells.is_good and not is_inside:
            cells.note("positions outside Japan", f"{lat}, {lon}")
        one = PlannedStation(
            scheme=cells.text("scheme"),
            order=cells.whole("order"),
            id=cells.text("id"),
            ja=cells.text("name_ja"),
            en=cells.text("name_en"),
            lat=lat,
            lon=lon,
            chainage_km=cells.number_or_none("chainage_km"),
            position_basis=row["coord_basis"],
            confidence=confidence,
            certainty_km=parse_number(within[1]) if within else None,
        )
        before = [other for other in stations if other.scheme == one.scheme]
        if cells.is_good and one.order != len(before) + 1:
            cells.note("order does not go on from 1", f"{one.scheme} {one.order}")
        if cells.is_good and one.id in {other.id for other in before}:
            cells.note("ids that stand twice in a scheme", one.id)
        known = [other.chainage_km for other in before if other.chainage_km is not None]
        if one.chainage_km is not None and known and one.chainage_km <= known[-1]:
            cells.note("chainage does not grow", f"{one.id} {one.chainage_km:g} km")
        stations.append(one)
    if not stations:
        faults.add("no stations", "give one row a station")
    faults.check()
    return tuple(stations)
