"""The trains of one observed day as tidy tables, and what was counted from them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from geoaccess.model.network import Direction
from geoaccess.model.observed import DirectPair, ObservedTrain, RunDays, ServiceSummary
from geoaccess.sources.csvtable import Faults, Row, read_table
from geoaccess.sources.railfacts.cells import Reader, after

_DOWN: Final[Direction] = "down"
_EXTRA: Final[RunDays] = "extra"
_DIRECTIONS: Final[Mapping[str, Direction]] = {"0": "down", "1": "up", "down": "down", "up": "up"}
_DAYS: Final[Mapping[str, RunDays]] = {"毎日": "daily", "平日": "weekday", "": "extra"}
_TRIP_COLUMNS: Final = ("trip_id", "service", "number", "direction", "service_day", "n_stops")
_CALL_COLUMNS: Final = ("trip_id", "seq", "station", "arrival_time", "departure_time")
_PAIR_COLUMNS: Final = (
    "station", "station_b", "fastest_min", "median_min", "direct_trains", "regular_trains",
    "first_dep", "last_arr",
)  # fmt: skip
_SERVICE_COLUMNS: Final = (
    "service", "direction", "trips", "extra", "median_stops", "first_dep", "last_arr", "top_od",
    "stops_ge80pct",
)  # fmt: skip
_END: Final = re.compile(r"([^-;]+)-([^-;(]+)\((\d+)\)")


def load_observed_trains(trips: Path, stop_times: Path) -> tuple[ObservedTrain, ...]:
    """Return the trains of a day with their calls; coupled portions are trains of their own.

    A train without a day of the week runs on single dates only (`extra`).

    Raises
    ------
    FileError, InputError
        When a table is missing or lacks a column; when a cell cannot be read, a call is of an
        unknown train, a number of calls is another than stated, or time goes back.
    """
    calls = _read_calls(stop_times)
    faults, trains = Faults(trips.name), []
    for row in read_table(trips, _TRIP_COLUMNS):
        cells = Reader(row, faults)
        own = sorted(calls.pop(row["trip_id"], []))
        direction = cells.get("direction", _DIRECTIONS.__getitem__, "is not 0 or 1", _DOWN)
        days = cells.get("service_day", _DAYS.__getitem__, "is not 毎日, 平日 or empty", _EXTRA)
        if cells.whole("n_stops") != len(own) or len(own) < 2:
            cells.note(f"another number of calls than in {stop_times.name}", row["trip_id"])
        elif any(b[2] < a[3] for a, b in pairwise(own)) or any(one[3] < one[2] for one in own):
            cells.note("time goes back", row["trip_id"])
        if cells.is_good:
            trains.append(
                ObservedTrain(
                    id=row["trip_id"],
                    service=row["service"],
                    number=row["number"],
                    direction=direction,
                    days=days,
                    calls=tuple(one[1] for one in own),
                    arrive_min=np.array([one[2] for one in own]),
                    depart_min=np.array([one[3] for one in own]),
                )
            )
    for unknown in calls:
        faults.add(f"{stop_times.name} has calls of trains that are not here", unknown)
    if not trains:
        faults.add("no trains", "give one row a train")
    faults.check()
    return tuple(trains)


def _read_calls(path: Path) -> dict[str, list[tuple[int, str, int, int]]]:
    """Return order, station, arrival and departure of the calls by train."""
    faults = Faults(path.name)
    calls: dict[str, list[tuple[int, str, int, int]]] = defaultdict(list)
    for row in read_table(path, _CALL_COLUMNS):
        cells = Reader(row, faults)
        arrive, depart = cells.minute("arrival_time"), cells.minute("departure_time")
        one = cells.whole("seq"), cells.text("station"), arrive, depart
        calls[row["trip_id"]].append(one)
    faults.check()
    return calls


def load_direct_pairs(path: Path) -> dict[tuple[str, str], DirectPair]:
    """Return the direct trains from station to station by pair of names; pairs are ordered.

    Raises
    ------
    FileError, InputError
        When the table is missing or lacks a column; when a cell cannot be read, a pair stands
        twice, or there are more regular trains than trains.
    """
    faults, pairs = Faults(path.name), dict[tuple[str, str], DirectPair]()
    for row in read_table(path, _PAIR_COLUMNS):
        cells = Reader(row, faults)
        first = cells.minute("first_dep")
        one = DirectPair(
            origin=cells.text("station"),
            destination=cells.text("station_b"),
            fastest_min=cells.whole("fastest_min"),
            median_min=cells.number("median_min"),
            trains=cells.whole("direct_trains"),
            regular_trains=cells.whole("regular_trains"),
            first_depart_min=first,
            last_arrive_min=after(first, cells.minute("last_arr")),
        )
        if (one.origin, one.destination) in pairs:
            cells.note("pairs that stand twice", f"{one.origin}-{one.destination}")
        if one.regular_trains > one.trains:
            cells.note("more regular trains than trains", f"{one.origin}-{one.destination}")
        if one.fastest_min > one.median_min:
            cells.note("the median is below the fastest", f"{one.origin}-{one.destination}")
        pairs[one.origin, one.destination] = one
    if not pairs:
        faults.add("no pairs", "give one row a pair")
    faults.check()
    return pairs


def load_service_summaries(path: Path) -> dict[tuple[str, Direction], ServiceSummary]:
    """Return the trains of a day by name and direction.

    Raises
    ------
    FileError, InputError
        When the table is missing or lacks a column; when a cell cannot be read, or a service
        stands twice.
    """
    faults, found = Faults(path.name), dict[tuple[str, Direction], ServiceSummary]()
    for row in read_table(path, _SERVICE_COLUMNS):
        cells = Reader(row, faults)
        first = cells.minute("first_dep")
        one = ServiceSummary(
            service=cells.text("service"),
            direction=cells.get("direction", _DIRECTIONS.__getitem__, "is not down or up", _DOWN),
            trains=cells.whole("trips"),
            extra_trains=cells.whole("extra"),
            median_calls=cells.number("median_stops"),
            first_depart_min=first,
            last_arrive_min=after(first, cells.minute("last_arr")),
            ends=_read_ends(row, cells),
            usual_calls=tuple(row["stops_ge80pct"].split(",")) if row["stops_ge80pct"] else (),
        )
        if (one.service, one.direction) in found:
            cells.note("services that stand twice", f"{one.service} {one.direction}")
        if one.extra_trains > one.trains:
            cells.note("more extra trains than trains", one.service)
        found[one.service, one.direction] = one
    if not found:
        faults.add("no services", "give one row a service and direction")
    faults.check()
    return found


def _read_ends(row: Row, cells: Reader) -> tuple[tuple[str, str, int], ...]:
    """Return origin, destination and number of trains of ``東京-長野(17); 軽井沢-長野(1)``."""
    found = []
    for text in row["top_od"].split(";"):
        match = _END.fullmatch(text.strip())
        if match is None:
            cells.note("top_od is no list of origin-destination(trains)", f"'{text.strip()}'")
            return ()
        found.append((match[1], match[2], int(match[3])))
    return tuple(found)
