"""Trips of a GTFS feed with the labels of their routes, and how often each leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geoaccess.model.text import Text
from geoaccess.sources.gtfs.archive import FeedFiles
from geoaccess.sources.gtfs.calendars import ServiceCalendar
from geoaccess.sources.gtfs.faults import GtfsFaults
from geoaccess.sources.gtfs.table import GtfsTable, read_needed, read_optional
from geoaccess.sources.gtfs.values import (
    BLANK,
    CLOCK_REMEDY,
    code_up_to,
    parse_gtfs_clock,
    parse_whole,
)
from geoaccess.units import BoolArray, IntArray


@dataclass(frozen=True, kw_only=True)
class Route:
    """A row of routes.txt.

    `kind` is its route_type, BLANK where none is given; `network` its network_id, '' for none.
    """

    id: str
    short_name: str
    long_name: str
    kind: int
    network: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class FeedTrips:
    """Rows of trips.txt.

    Attributes
    ----------
    trip_id
        Arrow array of n_trips ids.
    route, headsign, short_name
        Per trip, the id of its route, trip_headsign and trip_short_name ('' for none).
    routes
        Every route that a trip names, by id.
    service
        Shape (n_trips,): position in the calendar, -1 where the calendar has no such service.
    """

    table: GtfsTable
    trip_id: Any
    route: list[str]
    headsign: list[str]
    short_name: list[str]
    routes: dict[str, Route]
    service: IntArray
    notes: tuple[Text, ...]

    def running(self, calendar: ServiceCalendar, day: int) -> BoolArray:
        """Return which trips run on a day, shape (n_trips,)."""
        runs = np.append(calendar.running(day), [False])  # the last one stands for no service
        running: BoolArray = runs[self.service]
        return running


@dataclass(frozen=True, kw_only=True, eq=False)
class Frequencies:
    """Rows of frequencies.txt: a trip leaves from start_s to before end_s every headway_s."""

    trip: IntArray
    start_s: IntArray
    end_s: IntArray
    headway_s: IntArray
    notes: tuple[Text, ...]


def read_trips(files: FeedFiles, calendar: ServiceCalendar, faults: GtfsFaults) -> FeedTrips:
    """Return the trips of a feed; repeated and empty ids are noted as faults."""
    table = read_needed(
        files,
        "trips.txt",
        faults,
        needed=("route_id", "service_id", "trip_id"),
        optional=("trip_headsign", "trip_short_name"),
    )
    table.refuse_repeated("trip_id")
    routes = _read_routes(files, faults)
    route = table.strings("route_id")
    service = table.index_in("service_id", calendar.service_id)
    unnamed = sum(one not in routes for one in route)
    homeless = int(np.count_nonzero(service < 0))
    notes = []
    if unnamed:
        notes.append(
            Text(
                en=f"{table.where}: {unnamed} trips of routes that routes.txt does not name",
                ja=f"{table.where}: routes.txtにない経路の便が{unnamed}本",
            )
        )
    if homeless:
        notes.append(
            Text(
                en=f"{table.where}: {homeless} trips of services that no calendar names left out",
                ja=f"{table.where}: 運行日の定めのない{homeless}便を除外",
            )
        )
    for one in route:
        if one not in routes:
            routes[one] = Route(id=one, short_name="", long_name="", kind=BLANK)
    return FeedTrips(
        table=table,
        trip_id=table.columns["trip_id"],
        route=route,
        headsign=table.strings("trip_headsign"),
        short_name=table.strings("trip_short_name"),
        routes=routes,
        service=service,
        notes=tuple(notes),
    )


def _read_routes(files: FeedFiles, faults: GtfsFaults) -> dict[str, Route]:
    table = read_optional(
        files,
        "routes.txt",
        faults,
        needed=("route_id",),
        optional=("route_short_name", "route_long_name", "route_type", "network_id"),
    )
    table.refuse_repeated("route_id")
    kinds = table.convert("route_type", parse_whole, np.int64, "write a whole number").tolist()
    names = ("route_id", "route_short_name", "route_long_name", "network_id")
    columns = (table.strings(column) for column in names)
    return {
        one: Route(id=one, short_name=short, long_name=long, kind=kind, network=network)
        for one, short, long, network, kind in zip(*columns, kinds, strict=True)
    }


def read_frequencies(files: FeedFiles, trips: FeedTrips, faults: GtfsFaults) -> Frequencies:
    """Return the frequencies of a feed; none where it has no frequencies.txt.

    Noted as faults: trips that are not there, unusable times and headways, periods of one
    trip that overlap.
    """
    table = read_optional(
        files,
        "frequencies.txt",
        faults,
        needed=("trip_id", "start_time", "end_time", "headway_secs"),
        optional=("exact_times",),
    )
    trip = table.index_in("trip_id", trips.trip_id)
    table.refuse(trip < 0, "trip_id not in trips.txt", "correct it", shown="trip_id")
    start_s = table.convert("start_time", parse_gtfs_clock, np.int64, CLOCK_REMEDY)
    end_s = table.convert("end_time", parse_gtfs_clock, np.int64, CLOCK_REMEDY)
    headway_s = table.convert("headway_secs", parse_whole, np.int64, "write seconds from 1 on")
    table.refuse(headway_s == 0, "headway_secs 0", "write seconds from 1 on", shown="headway_secs")
    for column in ("start_time", "end_time", "headway_secs"):
        table.refuse(table.blank(column), f"empty {column}", "fill it in", shown="trip_id")
    table.refuse(
        (end_s <= start_s) & (start_s >= 0),
        "end_time not after start_time",
        "write times after midnight as 24:00:00 and later",
        shown="end_time",
    )
    exact = table.convert("exact_times", code_up_to(1), np.int64, "write 0 or 1")
    order = np.lexsort((start_s, trip))
    overlaps = np.zeros(table.n_rows, dtype=bool)
    overlaps[order[1:]] = (np.diff(trip[order]) == 0) & (start_s[order][1:] < end_s[order][:-1])
    table.refuse(overlaps, "periods of one trip overlap", "separate them", shown="trip_id")
    inexact = np.unique(trip[exact == 0]).size
    note = Text(
        en=f"{table.where}: {inexact} trips without exact times taken to leave at their headway "
        "from start_time on",
        ja=f"{table.where}: 時刻の定めのない{inexact}便は、start_timeから運行間隔どおりに"
        "発車するとした",
    )
    return Frequencies(
        trip=trip,
        start_s=start_s,
        end_s=end_s,
        headway_s=headway_s,
        notes=(note,) if inexact else (),
    )
