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
from geoaccess.model.feed import FeedEdition, GtfsFeed
from geoaccess.model.text import Text
from geoaccess.sources.gtfs.archive import FeedFiles, read_feeds
from geoaccess.sources.gtfs.calendars import ServiceCalendar, read_calendar
from geoaccess.sources.gtfs.calls import read_calls
from geoaccess.sources.gtfs.combine import FeedDay, combine_days
from geoaccess.sources.gtfs.dates import check_service_day
from geoaccess.sources.gtfs.faults import GtfsFaults
from geoaccess.sources.gtfs.info import FeedInfo, read_feed_info
from geoaccess.sources.gtfs.names import read_names
from geoaccess.sources.gtfs.runs import build_runs
from geoaccess.sources.gtfs.stops import read_stops, refuse_unusable_calls
from geoaccess.sources.gtfs.transfers import Walking, read_transfers
from geoaccess.sources.gtfs.trips import FeedTrips, read_frequencies, read_trips
from geoaccess.sources.gtfs.values import MAX_DAYS

DEFAULT_TRANSFER_S: Final = 120
"""Least time to change where a feed says nothing: an assumption, common in trip planners."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Scheduled:
    """A feed with its days of service, before its stops and times are read."""

    files: FeedFiles
    info: FeedInfo
    calendar: ServiceCalendar
    trips: FeedTrips
    date: dt.date


def load_gtfs(
    paths: Sequence[Path],
    service_date: dt.date | Sequence[dt.date],
    *,
    default_transfer_s: int = DEFAULT_TRANSFER_S,
    walk_within_m: float = 0.0,
    walk_speed_kmh: float = 4.8,
    walk_detour: float = 1.25,
    prefixed: bool = False,
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
    service_date
        One date for all feeds, or one for each: then trips of different days stand in one
        timetable as if they were of one.
    default_transfer_s
        Least seconds to change at a stop, and between stops of one parent station, where
        transfers.txt says nothing; also the least that any other walk takes.
    walk_within_m
        Stops of any feed within this great-circle distance are joined by walks both ways.
    walk_speed_kmh, walk_detour
        Seconds of such walks: detour times distance over speed.
    prefixed
        Give ids the prefix of a single feed, too.

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
    dates = [service_date] * len(paths) if isinstance(service_date, dt.date) else service_date
    if len(dates) != len(paths):
        raise InputError(f"timetable: {len(dates)} dates for {len(paths)} feeds; give one for each")
    faults = GtfsFaults()
    scheduled = []
    for files, date in zip(read_feeds(paths, prefixed=prefixed), dates, strict=True):
        info = read_feed_info(files, faults)
        calendar = read_calendar(files, faults)
        trips = read_trips(files, calendar, faults)
        scheduled.append(
            _Scheduled(files=files, info=info, calendar=calendar, trips=trips, date=date)
        )
    _check_time_zones(scheduled, faults)
    faults.check()
    for date in dict.fromkeys(dates):
        same = [(one.calendar, one.trips) for one in scheduled if one.date == date]
        check_service_day(same, date.toordinal())
    days = [_read_day(one, faults) for one in scheduled]
    faults.check()
    return combine_days(days, walking)


def _check_parameters(walking: Walking) -> None:
    values = (walking.default_transfer_s, walking.within_m, walking.speed_kmh, walking.detour)
    usable = all(math.isfinite(value) and value >= 0 for value in values)
    if not usable or walking.speed_kmh == 0:
        raise InputError(
            f"timetable: default_transfer_s {values[0]}, walk_within_m {values[1]}, "
            f"walk_speed_kmh {values[2]}, walk_detour {values[3]}: none may be negative, and the "
            "speed must be above 0"
        )


def _check_time_zones(feeds: Sequence[_Scheduled], faults: GtfsFaults) -> None:
    """Note feeds whose clocks differ as a fault: their times cannot be set side by side."""
    zones: dict[str, str] = {}
    for feed in feeds:
        if feed.info.time_zone:
            zones.setdefault(feed.info.time_zone, feed.files.name)
    if len(zones) > 1:
        shown = [f"{zone} in {name}" for zone, name in zones.items()]
        faults.add("timetable", "feeds of different time zones", shown, "load them separately")


def _read_day(feed: _Scheduled, faults: GtfsFaults) -> FeedDay:
    """Return a feed on its day; stop_times.txt is not read while other tables have faults."""
    files, trips = feed.files, feed.trips
    names = read_names(files, feed.info.language, faults)
    stops = read_stops(files, faults)
    frequencies = read_frequencies(files, trips, faults)
    transfers = read_transfers(files, stops, faults)
    today = feed.date.toordinal()
    running = [trips.running(feed.calendar, today - back) for back in range(MAX_DAYS)]
    calls = read_calls(files, trips, stops, np.any(running, axis=0), faults)
    faults.check()
    runs = build_runs(calls, frequencies, running, files.name)
    refuse_unusable_calls(stops, calls.stop[runs.call])
    parts = (
        trips.notes, names.notes, stops.notes, frequencies.notes, transfers.notes, calls.notes
    )  # fmt: skip
    idle = [] if runs.trip.size else [_idle(files.name, feed.date)]
    others = [_others(files)] if files.others else []
    return FeedDay(
        prefix=files.prefix,
        edition=_edition(feed),
        names=names,
        stops=stops,
        trips=trips,
        calls=calls,
        runs=runs,
        transfers=transfers,
        notes=(*(note for part in parts for note in part), *idle, *others),
    )


def _edition(feed: _Scheduled) -> FeedEdition:
    first, last = feed.calendar.span or (feed.date.toordinal(),) * 2
    return FeedEdition(
        name=feed.files.name,
        date=feed.date,
        first=dt.date.fromordinal(first),
        last=dt.date.fromordinal(last),
        time_zone=feed.info.time_zone,
        language=feed.info.language,
        version=feed.info.version,
        source=feed.info.source,
    )


def _idle(name: str, date: dt.date) -> Text:
    return Text(en=f"{name}: no trip runs on {date}", ja=f"{name}: {date}に運行する便はない")


def _others(files: FeedFiles) -> Text:
    names = ", ".join(files.others)
    return Text(
        en=f"{files.name}: files that are not used: {names}",
        ja=f"{files.name}: 用いないファイル: {names}",
    )
