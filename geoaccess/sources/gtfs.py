"""Any GTFS timetable: one or several feeds, as the trains and buses of one service day."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.timetable import Timetable, Trip
from geoaccess.sources.gtfsarchive import FeedFiles, read_feeds
from geoaccess.sources.gtfscalendar import ServiceCalendar, read_calendar
from geoaccess.sources.gtfscalls import FeedCalls, read_calls
from geoaccess.sources.gtfsdates import ServiceDates, check_service_day, find_service_dates
from geoaccess.sources.gtfsfaults import GtfsFaults
from geoaccess.sources.gtfsruns import FeedRuns, build_runs
from geoaccess.sources.gtfsstops import FeedStops, read_stops, refuse_unusable_calls
from geoaccess.sources.gtfstable import read_optional
from geoaccess.sources.gtfstransfers import FeedTransfers, Walking, build_changes, read_transfers
from geoaccess.sources.gtfstrips import FeedTrips, read_frequencies, read_trips
from geoaccess.sources.gtfsvalues import MAX_DAYS

__all__ = ["GtfsFeed", "ServiceDates", "find_service_dates", "load_gtfs"]

DEFAULT_TRANSFER_S: Final = 120
"""Least time to change where a feed says nothing: an assumption, common in trip planners."""


@dataclass(frozen=True, kw_only=True, eq=False)
class GtfsFeed:
    """A timetable made of feeds, names of its stops, and notes of what was left out.

    Attributes
    ----------
    stop_name
        Names as in stops.txt, in the order of the timetable's stops.
    notes
        One line per kind of thing left out or assumed, with counts.
    """

    timetable: Timetable
    stop_name: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class _FeedDay:
    """One feed on the service day."""

    prefix: str
    stops: FeedStops
    trips: FeedTrips
    calls: FeedCalls
    runs: FeedRuns
    transfers: FeedTransfers
    notes: tuple[str, ...]


def load_gtfs(
    paths: Sequence[Path],
    service_date: dt.date,
    *,
    default_transfer_s: int = DEFAULT_TRANSFER_S,
    walk_within_m: float = 0.0,
    walk_speed_kmh: float = 4.8,
    walk_detour: float = 1.25,
) -> GtfsFeed:
    """Return all trips of GTFS feeds on a service date.

    Trips of the days before that run past midnight are in it, too, from midnight on. Trips
    of frequencies.txt leave every headway from start_time to before end_time, whether
    exact_times is 1 or 0. Blank times are filled in by distance or evenly. The documentation
    lists what is read and what is ignored.

    Parameters
    ----------
    paths
        Zip files or folders. With several, ids of stops, trips and routes get the feed's
        file name as a prefix (``poa_eptc:4220``).
    default_transfer_s
        Least seconds to change at a stop, and between stops of one parent station, where
        transfers.txt says nothing; also the least that any other walk takes.
    walk_within_m
        Stops of any feed within this great-circle distance are joined by walks both ways.
    walk_speed_kmh, walk_detour
        Seconds of such walks: detour times distance over speed.

    Raises
    ------
    InputError
        When a table cannot be used as it is, the date is outside the calendar (the message
        says which dates are valid), or no trip runs on it.
    FileError
        When a feed cannot be read.
    """
    walking = Walking(
        default_transfer_s=default_transfer_s,
        within_m=walk_within_m,
        speed_kmh=walk_speed_kmh,
        detour=walk_detour,
    )
    _check_parameters(walking)
    faults = GtfsFaults()
    feeds = read_feeds(paths)
    scheduled: list[tuple[ServiceCalendar, FeedTrips]] = []
    for files in feeds:
        calendar = read_calendar(files, faults)
        scheduled.append((calendar, read_trips(files, calendar, faults)))
    _check_time_zones(feeds, faults)
    faults.check()
    check_service_day(scheduled, service_date.toordinal())
    days = [
        _read_day(files, calendar, trips, service_date, faults)
        for files, (calendar, trips) in zip(feeds, scheduled, strict=True)
    ]
    faults.check()
    return _combine(days, walking)


def _check_parameters(walking: Walking) -> None:
    values = (walking.default_transfer_s, walking.within_m, walking.speed_kmh, walking.detour)
    usable = all(math.isfinite(value) and value >= 0 for value in values)
    if not usable or walking.speed_kmh == 0:
        raise InputError(
            f"timetable: default_transfer_s {values[0]}, walk_within_m {values[1]}, "
            f"walk_speed_kmh {values[2]}, walk_detour {values[3]}: none may be negative, and the "
            "speed must be above 0"
        )


def _check_time_zones(feeds: Sequence[FeedFiles], faults: GtfsFaults) -> None:
    """Note feeds whose clocks differ as a fault: their times cannot be set side by side."""
    zones: dict[str, str] = {}
    for files in feeds:
        table = read_optional(files, "agency.txt", faults, needed=(), optional=("agency_timezone",))
        for zone in filter(None, table.strings("agency_timezone")):
            zones.setdefault(zone, files.name)
    if len(zones) > 1:
        shown = [f"{zone} in {name}" for zone, name in zones.items()]
        faults.add("timetable", "feeds of different time zones", shown, "load them separately")


def _read_day(
    files: FeedFiles,
    calendar: ServiceCalendar,
    trips: FeedTrips,
    service_date: dt.date,
    faults: GtfsFaults,
) -> _FeedDay:
    """Return a feed on a day; stop_times.txt is not read while other tables have faults."""
    stops = read_stops(files, faults)
    frequencies = read_frequencies(files, trips, faults)
    transfers = read_transfers(files, stops, faults)
    today = service_date.toordinal()
    running = [trips.running(calendar, today - back) for back in range(MAX_DAYS)]
    calls = read_calls(files, trips, stops, np.any(running, axis=0), faults)
    faults.check()
    runs = build_runs(calls, frequencies, running, files.name)
    refuse_unusable_calls(stops, calls.stop[runs.call])
    idle = () if runs.trip.size else (f"{files.name}: no trip runs on {service_date}",)
    parts = (trips.notes, stops.notes, frequencies.notes, transfers.notes, calls.notes, idle)
    return _FeedDay(
        prefix=files.prefix,
        stops=stops,
        trips=trips,
        calls=calls,
        runs=runs,
        transfers=transfers,
        notes=tuple(note for part in parts for note in part),
    )


def _combine(days: Sequence[_FeedDay], walking: Walking) -> GtfsFeed:
    """Return the feeds as one timetable."""
    ids: list[str] = []
    names: list[str] = []
    trips: list[Trip] = []
    lines: list[tuple[str, ...]] = []
    pairs: dict[tuple[int, int], int] = {}
    lon, lat, groups, calls_at = [], [], [], []
    n_groups = 0
    for day in days:
        kept = np.flatnonzero(day.stops.boardable)
        new = np.full(day.stops.kind.size, -1)
        new[kept] = np.arange(kept.size) + len(ids)
        texts = day.stops.stop_id.to_pylist()
        ids += [f"{day.prefix}{texts[row]}" for row in kept]
        names += [day.stops.name[row] for row in kept]
        lon.append(day.stops.lon[kept])
        lat.append(day.stops.lat[kept])
        group = day.stops.group[kept]
        groups.append(np.where(group >= 0, group + n_groups, -1))
        n_groups += int(day.stops.group.max(initial=-1)) + 1
        for (here, there), seconds in day.transfers.seconds.items():
            pairs[int(new[here]), int(new[there])] = seconds
        calls_at.append(new[day.calls.stop[day.runs.call]])
        _append_trips(day, trips, lines)
    change_s, walks = build_changes(
        pairs,
        np.concatenate(groups),
        lon=np.concatenate(lon),
        lat=np.concatenate(lat),
        walking=walking,
    )
    length = np.concatenate([np.diff(day.runs.start) for day in days])
    timetable = Timetable(
        stop_id=tuple(ids),
        stop_lon=np.concatenate(lon),
        stop_lat=np.concatenate(lat),
        trips=tuple(trips),
        trip_start=np.concatenate([[0], np.cumsum(length)]),
        call_stop_idx=np.concatenate(calls_at),
        call_arrival_s=np.concatenate([day.runs.arrive_s for day in days]),
        call_departure_s=np.concatenate([day.runs.depart_s for day in days]),
        call_lines=tuple(lines),
        change_s=change_s,
        walk_from_idx=walks[:, 0],
        walk_to_idx=walks[:, 1],
        walk_s=walks[:, 2],
        call_can_board=np.concatenate([day.calls.can_board[day.runs.call] for day in days]),
        call_can_alight=np.concatenate([day.calls.can_alight[day.runs.call] for day in days]),
    )
    notes = tuple(note for day in days for note in day.notes)
    return GtfsFeed(timetable=timetable, stop_name=tuple(names), notes=notes)


def _append_trips(day: _FeedDay, trips: list[Trip], lines: list[tuple[str, ...]]) -> None:
    """Append labels of the runs of a feed, and per call the line of the hop that follows."""
    ids = day.trips.trip_id.to_pylist()
    rows, lengths = day.runs.trip.tolist(), np.diff(day.runs.start).tolist()
    for row, suffix, length in zip(rows, day.runs.suffix, lengths, strict=True):
        label = day.trips.label[row]
        trips.append(Trip(id=f"{day.prefix}{ids[row]}{suffix}", service=label, service_ja=label))
        line = (f"{day.prefix}{day.trips.route[row]}",)
        lines.extend([line] * (length - 1))
        lines.append(())
