"""GTFS feeds for the peers: every engine of a benchmark reads the same timetable."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from geoaccess.model.timetable import Timetable
from geoaccess.units import IntArray

SERVICE_ID = "day"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def export_gtfs(timetable: Timetable, folder: Path, *, service_date: dt.date) -> Path:
    """Return the folder, after writing the timetable there as a GTFS feed of one service day.

    Each stopping pattern becomes a route of its own (peers group trips by route), and the
    service runs on `service_date` only, so nobody adds trains of the day before or after.
    """
    folder.mkdir(parents=True, exist_ok=True)
    day = f"{service_date:%Y%m%d}"
    route_of_trip = _patterns(timetable)
    _write(folder / "agency.txt", ("agency_id", "agency_name", "agency_url", "agency_timezone"),
           [("a", "benchmark", "https://example.org", "Etc/UTC")])  # fmt: skip
    _write(folder / "calendar.txt", ("service_id", *_WEEKDAYS, "start_date", "end_date"),
           [(SERVICE_ID, *(["1"] * 7), day, day)])  # fmt: skip
    # ferrobus refuses a feed without these two files
    _write(folder / "calendar_dates.txt", ("service_id", "date", "exception_type"), [])
    _write(
        folder / "feed_info.txt",
        ("feed_publisher_name", "feed_publisher_url", "feed_lang"),
        [("benchmark", "https://example.org", "en")],
    )
    _write(
        folder / "routes.txt",
        ("route_id", "agency_id", "route_short_name", "route_type"),
        ((f"r{k}", "a", f"r{k}", 2) for k in range(int(route_of_trip.max()) + 1)),
    )
    _write(
        folder / "stops.txt",
        ("stop_id", "stop_name", "stop_lat", "stop_lon"),
        (
            (one, one, f"{lat:.6f}", f"{lon:.6f}")
            for one, lat, lon in zip(
                timetable.stop_id, timetable.stop_lat, timetable.stop_lon, strict=True
            )
        ),
    )
    _write(
        folder / "trips.txt",
        ("route_id", "service_id", "trip_id"),
        ((f"r{route}", SERVICE_ID, f"t{k}") for k, route in enumerate(route_of_trip.tolist())),
    )
    _write(
        folder / "stop_times.txt",
        ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
        _stop_times(timetable),
    )
    return folder


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _stop_times(timetable: Timetable) -> Iterator[tuple[object, ...]]:
    clock = {int(s): _clock(int(s)) for s in np.unique(timetable.call_departure_s)}
    clock |= {int(s): _clock(int(s)) for s in np.unique(timetable.call_arrival_s)}
    arrive = timetable.call_arrival_s.tolist()
    depart = timetable.call_departure_s.tolist()
    stop = timetable.call_stop_idx.tolist()
    start = timetable.trip_start.tolist()
    for trip in range(len(timetable.trips)):
        for sequence, call in enumerate(range(start[trip], start[trip + 1])):
            yield (
                f"t{trip}",
                clock[arrive[call]],
                clock[depart[call]],
                timetable.stop_id[stop[call]],
                sequence,
            )


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _patterns(timetable: Timetable) -> IntArray:
    """Return the number of every trip's stopping pattern."""
    known: dict[bytes, int] = {}
    start = timetable.trip_start.tolist()
    return np.array([
        known.setdefault(timetable.call_stop_idx[begin:end].tobytes(), len(known))
        for begin, end in itertools.pairwise(start)
    ])  # fmt: skip
