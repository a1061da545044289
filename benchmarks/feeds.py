"""GTFS feeds for the peers: every engine of a benchmark reads the same timetable."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from geoaccess.model.timetable import Timetable, Trip
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


def load_feeds(paths: Sequence[Path], service_date: dt.date) -> Timetable:
    """Return the trips of plain feeds on one date: no frequencies, no pickup rules, no transfers.

    Blank stop times are set at equal steps between the given ones. Stop and trip ids carry the
    feed's number.
    """
    stops: dict[str, tuple[float, float]] = {}
    trips: list[Trip] = []
    calls: list[list[tuple[str, int, int]]] = []
    for number, path in enumerate(paths):
        with zipfile.ZipFile(path) as archive:
            _read_feed(archive, str(number), service_date, stops, trips, calls)
    used = sorted({stop for trip in calls for stop, _, _ in trip})
    position = {stop: k for k, stop in enumerate(used)}
    flat = [call for trip in calls for call in trip]
    none = np.empty(0, np.int32)
    return Timetable(
        stop_id=tuple(used),
        stop_lon=np.array([stops[one][0] for one in used]),
        stop_lat=np.array([stops[one][1] for one in used]),
        trips=tuple(trips),
        trip_start=np.concatenate(([0], np.cumsum([len(trip) for trip in calls]))),
        call_stop_idx=np.array([position[stop] for stop, _, _ in flat]),
        call_arrival_s=np.array([arrive for _, arrive, _ in flat]),
        call_departure_s=np.array([depart for _, _, depart in flat]),
        call_lines=((),) * len(flat),
        change_s=np.zeros(len(used), dtype=np.int32),
        walk_from_idx=none,
        walk_to_idx=none,
        walk_s=none,
    )


def _read_feed(
    archive: zipfile.ZipFile,
    number: str,
    service_date: dt.date,
    stops: dict[str, tuple[float, float]],
    trips: list[Trip],
    calls: list[list[tuple[str, int, int]]],
) -> None:
    active = _active_services(archive, service_date)
    running = {
        row["trip_id"]: row["route_id"]
        for row in _rows(archive, "trips.txt")
        if row["service_id"] in active
    }
    for row in _rows(archive, "stops.txt"):
        stops[f"{number}:{row['stop_id']}"] = (float(row["stop_lon"]), float(row["stop_lat"]))
    by_trip: dict[str, list[tuple[int, str, str, str]]] = {trip: [] for trip in running}
    for row in _rows(archive, "stop_times.txt"):
        if row["trip_id"] in running:
            at = (int(row["stop_sequence"]), row["stop_id"])
            by_trip[row["trip_id"]].append((*at, row["arrival_time"], row["departure_time"]))
    for trip, route in running.items():
        rows = sorted(by_trip[trip])
        if len(rows) < 2:
            continue
        trips.append(Trip(id=f"{number}:{trip}", service=route, service_ja=route))
        arrive = _filled([row[2] for row in rows])
        depart = _filled([row[3] for row in rows])
        calls.append(
            [
                (f"{number}:{row[1]}", a, max(a, d))
                for row, a, d in zip(rows, arrive, depart, strict=True)
            ]
        )


def _active_services(archive: zipfile.ZipFile, service_date: dt.date) -> set[str]:
    day, weekday = f"{service_date:%Y%m%d}", _WEEKDAYS[service_date.weekday()]
    active = {
        row["service_id"]
        for row in _rows(archive, "calendar.txt")
        if row[weekday] == "1" and row["start_date"] <= day <= row["end_date"]
    }
    for row in _rows(archive, "calendar_dates.txt"):
        if row["date"] == day:
            change = active.add if row["exception_type"] == "1" else active.discard
            change(row["service_id"])
    return active


def _rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    if name not in archive.namelist():
        return
    with archive.open(name) as raw:
        yield from csv.DictReader(
            io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""), skipinitialspace=True
        )


def _filled(clocks: list[str]) -> list[int]:
    """Return seconds; blanks lie at equal steps between the given times, rounded down."""
    given = [k for k, text in enumerate(clocks) if text.strip()]
    seconds = [sum(int(p) * u for p, u in zip(clocks[k].split(":"), (3600, 60, 1), strict=True))
               for k in given]  # fmt: skip
    return [int(t) for t in np.floor(np.interp(np.arange(len(clocks)), given, seconds))]
