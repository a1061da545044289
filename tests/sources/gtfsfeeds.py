"""Small GTFS feeds written for tests: a complete one, and tables in its place."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

from geoaccess.model.timetable import Timetable
from geoaccess.sources.gtfs import GtfsFeed, load_gtfs

TUESDAY = dt.date(2026, 3, 10)

STOPS = """stop_id,stop_name,stop_lat,stop_lon
A,Alpha,35.00,139.00
B,Beta,35.10,139.00
C,Gamma,35.20,139.00
D,Delta,35.30,139.00
"""
ROUTES = "route_id,route_short_name,route_long_name,route_type\nr,R,Route,2\n"
TRIPS = "route_id,service_id,trip_id\nr,daily,t\n"
CALENDAR = """service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
daily,1,1,1,1,1,1,1,20260101,20261231
"""
CALLS = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
STOP_TIMES = f"{CALLS}\nt,08:00:00,08:00:00,A,1\nt,08:10:00,08:12:00,B,2\nt,08:30:00,08:30:00,C,3\n"


def write_feed(folder: Path, name: str = "feed", **tables: str | bytes | None) -> Path:
    """Write the complete feed as a folder, with tables replaced, added, or left out (None)."""
    feed = folder / name
    feed.mkdir(parents=True)
    content: dict[str, str | bytes | None] = {
        "stops": STOPS,
        "routes": ROUTES,
        "trips": TRIPS,
        "calendar": CALENDAR,
        "stop_times": STOP_TIMES,
    }
    for table, text in (content | tables).items():
        if text is not None:
            data = text if isinstance(text, bytes) else text.encode()
            (feed / f"{table}.txt").write_bytes(data)
    return feed


def zip_feed(feed: Path, path: Path, *, under: str = "") -> Path:
    """Return a zip file of a feed's folder, its entries in a folder `under` if given."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(feed.iterdir()):
            archive.write(file, f"{under}{file.name}")
    return path


def load(folder: Path, day: dt.date = TUESDAY, **tables: str | bytes | None) -> GtfsFeed:
    """Write the complete feed with tables replaced, and load it."""
    return load_gtfs([write_feed(folder, **tables)], day, default_transfer_s=60)


def english(feed: GtfsFeed) -> tuple[str, ...]:
    """Return the notes of a feed in English."""
    assert all(note.ja for note in feed.notes)
    return tuple(note.en for note in feed.notes)


def stop_times(*trips: str) -> str:
    """Return stop_times.txt for trips written as ``t: A 08:00, B -, C 08:10/08:12``."""
    lines = [CALLS]
    for trip in trips:
        name, _, rest = trip.partition(":")
        for number, call in enumerate(rest.split(","), 1):
            stop, times = call.split()
            arrive, _, depart = times.partition("/")
            cells = ["" if time == "-" else f"{time}:00" for time in (arrive, depart or arrive)]
            lines.append(f"{name},{cells[0]},{cells[1]},{stop},{number}")
    return "\n".join(lines) + "\n"


def trips(*names: str, service: str = "daily") -> str:
    """Return trips.txt for trips of one service."""
    return "route_id,service_id,trip_id\n" + "".join(f"r,{service},{one}\n" for one in names)


def calls_of(timetable: Timetable) -> dict[str, str]:
    """Return every trip in the notation of `stop_times`, seconds shown where there are any."""
    shown = {}
    for i, trip in enumerate(timetable.trips):
        rows = range(timetable.trip_start[i], timetable.trip_start[i + 1])
        shown[trip.id] = ", ".join(_show_call(timetable, row) for row in rows)
    return shown


def _show_call(timetable: Timetable, row: int) -> str:
    stop = timetable.stop_id[timetable.call_stop_idx[row]]
    arrive, depart = (
        _clock(int(times[row])) for times in (timetable.call_arrival_s, timetable.call_departure_s)
    )
    return f"{stop} {arrive}" if arrive == depart else f"{stop} {arrive}/{depart}"


def _clock(time_s: int) -> str:
    minutes, seconds = divmod(time_s, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def walks_of(timetable: Timetable) -> dict[str, int]:
    """Return the seconds of every walk, by ``A B``."""
    ends = zip(timetable.walk_from_idx, timetable.walk_to_idx, timetable.walk_s, strict=True)
    return {f"{timetable.stop_id[a]} {timetable.stop_id[b]}": int(s) for a, b, s in ends}
