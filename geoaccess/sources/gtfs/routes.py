"""Routes of an exported network: trips of one service over the same lines are one route."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from geoaccess.model.network import Line, RailNetwork
from geoaccess.model.text import Text
from geoaccess.model.timetable import Timetable

_KINDS: Final = {
    "tram": 0,
    "subway": 1,
    "bus": 3,
    "ferry": 4,
    "cableway": 6,
    "monorail": 12,
}
"""route_type by class of line, as GTFS lists them; all other classes are rail (2)."""
_RAIL: Final = 2
_FASTEST: Final = ("maglev", "shinkansen", "high-speed", "mini-shinkansen")
_NO_NAME: Final = Text(en="", ja="")


@dataclass(frozen=True, kw_only=True)
class ExportRoute:
    """A row of routes.txt; `category` is the class of its line, the fastest one of several."""

    id: str
    short_name: Text
    long_name: Text
    category: str

    @property
    def kind(self) -> int:
        """Its route_type."""
        return _KINDS.get(self.category, _RAIL)


@dataclass(frozen=True, kw_only=True)
class ExportRoutes:
    """Routes, and per trip the id of its route with a name of its own ('' for none)."""

    routes: tuple[ExportRoute, ...]
    of_trip: tuple[tuple[str, Text], ...]


def build_routes(timetable: Timetable, network: RailNetwork) -> ExportRoutes:
    """Return the routes of the trips of a timetable.

    Trains of tables: a route is a service over certain lines, both ways, named after the
    service, with its lines as long name. Trips of feeds: a route is the line; what the trip
    was called stays its own name.
    """
    with_track = {section.line for section in network.sections}
    found: dict[tuple[str, ...], ExportRoute] = {}
    taken: set[str] = set()
    of_trip = []
    for i, trip in enumerate(timetable.trips):
        hops = timetable.call_lines[timetable.trip_start[i] : timetable.trip_start[i + 1]]
        ids = tuple(dict.fromkeys(line for hop in hops for line in hop))
        lines = [network.line_by_id[one] for one in ids if one in network.line_by_id]
        label = Text(en=trip.service, ja=trip.service_ja)
        of_feed = len(lines) == 1 and lines[0].id not in with_track
        key = ids if of_feed else (trip.service, trip.service_ja, "", *sorted(ids))
        if key not in found:
            found[key] = _line_route(lines[0]) if of_feed else _service_route(label, lines, taken)
            taken.add(found[key].id)
        route = found[key]
        own = Text(*(text.partition(" → ")[0] for text in label)) if of_feed else _NO_NAME
        known = (route.short_name, route.long_name)
        of_trip.append((route.id, _NO_NAME if own in known else own))
    return ExportRoutes(routes=tuple(found.values()), of_trip=tuple(of_trip))


def _line_route(line: Line) -> ExportRoute:
    return ExportRoute(
        id=line.id,
        short_name=_NO_NAME,
        long_name=Text(en=line.en, ja=line.ja),
        category=line.category,
    )


def _service_route(service: Text, lines: list[Line], taken: set[str]) -> ExportRoute:
    """Return the route of a service, with an id made of its English name."""
    stem = re.sub(r"[^a-z0-9]+", "-", service.en.lower()).strip("-") or "route"
    number, route_id = 1, stem
    while route_id in taken:
        number += 1
        route_id = f"{stem}-{number}"
    way = Text(en=" + ".join(one.en for one in lines), ja="・".join(one.ja for one in lines))
    classes = [line.category for line in lines] or ["rail"]
    return ExportRoute(
        id=route_id,
        short_name=service,
        long_name=_NO_NAME if way.ja == service.ja else way,
        category=next((one for one in _FASTEST if one in classes), classes[0]),
    )
