"""The dates for which GTFS feeds hold a timetable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.sources.gtfs.archive import read_feeds
from geoaccess.sources.gtfs.calendars import ServiceCalendar, read_calendar, show_day
from geoaccess.sources.gtfs.faults import GtfsFaults
from geoaccess.sources.gtfs.trips import FeedTrips, read_trips
from geoaccess.units import IntArray

COUNTED_DAYS: Final = 3660
"""Days over which trips are counted: ten years, where a calendar runs on for ever."""
_FILES: Final = ("routes.txt", "trips.txt", "calendar.txt", "calendar_dates.txt")
_CalendarTrips = tuple[ServiceCalendar, FeedTrips]


@dataclass(frozen=True, kw_only=True)
class ServiceDates:
    """First and last date that all feeds have, and the first of those with most trips."""

    first: dt.date
    last: dt.date
    busiest: dt.date


def find_service_dates(paths: Sequence[Path]) -> ServiceDates:
    """Return the dates for which several feeds together hold a timetable.

    Trips are those of trips.txt; periods of frequencies.txt are not counted out. Where the
    dates span more than ten years, the busiest is among those of the first ten.

    Raises
    ------
    InputError
        When a table cannot be used as it is, or the feeds have no date in common.
    FileError
        When a feed cannot be read.
    """
    faults = GtfsFaults()
    feeds: list[_CalendarTrips] = []
    for files in read_feeds(paths, _FILES):
        calendar = read_calendar(files, faults)
        feeds.append((calendar, read_trips(files, calendar, faults)))
    faults.check()
    first, last = common_span([calendar for calendar, _ in feeds])
    days = np.arange(first, min(last + 1, first + COUNTED_DAYS))
    busiest = int(days[np.argmax(count_trips(feeds, days))])
    return ServiceDates(
        first=dt.date.fromordinal(first),
        last=dt.date.fromordinal(last),
        busiest=dt.date.fromordinal(busiest),
    )


def count_trips(feeds: Sequence[_CalendarTrips], days: IntArray) -> IntArray:
    """Return how many trips of trips.txt run on each day, shape (n_days,)."""
    counts = np.zeros(days.size, dtype=np.int64)
    for calendar, trips in feeds:
        n_services = len(calendar.service_id)
        per_service = np.bincount(trips.service[trips.service >= 0], minlength=n_services)
        for i, day in enumerate(days.tolist()):
            counts[i] += per_service[calendar.running(day)].sum()
    return counts


def common_span(calendars: Sequence[ServiceCalendar]) -> tuple[int, int]:
    """Return the first and last day that lie in all calendars, as ordinals.

    Raises
    ------
    InputError
        When there is none.
    """
    spans = [calendar.span for calendar in calendars]
    idle = [calendar.name for calendar, span in zip(calendars, spans, strict=True) if span is None]
    if idle:
        raise InputError(f"{', '.join(idle)}: no service runs on any day; correct calendar.txt")
    known = [span for span in spans if span is not None]
    first, last = max(span[0] for span in known), min(span[1] for span in known)
    if first > last:
        raise InputError(
            f"timetable: the feeds have no date in common ({_show_spans(calendars)}); "
            "give editions of one season"
        )
    return first, last


def check_service_day(feeds: Sequence[_CalendarTrips], day: int) -> None:
    """Refuse a day outside the calendar of any feed, or on which no trip runs at all.

    Raises
    ------
    InputError
        The message says which dates are valid.
    """
    calendars = [calendar for calendar, _ in feeds]
    first, last = common_span(calendars)
    if not first <= day <= last:
        detail = f" ({_show_spans(calendars)})" if len(calendars) > 1 else ""
        raise InputError(
            f"{', '.join(calendar.name for calendar in calendars)}: {show_day(day)} is outside "
            f"the calendar{detail}; give a date from {show_day(first)} to {show_day(last)}"
        )
    if count_trips(feeds, np.array([day]))[0]:
        return
    near = np.arange(max(first, day - COUNTED_DAYS), min(last, day + COUNTED_DAYS) + 1)
    with_trips = near[count_trips(feeds, near) > 0]
    nearest = with_trips[np.argsort(np.abs(with_trips - day), kind="stable")][:5]
    dates = ", ".join(show_day(int(one)) for one in np.sort(nearest)) or "none"
    raise InputError(
        f"{', '.join(calendar.name for calendar in calendars)}: no trip runs on {show_day(day)}; "
        f"nearest dates with trips: {dates}"
    )


def _show_spans(calendars: Sequence[ServiceCalendar]) -> str:
    return ", ".join(
        f"{calendar.name}: {show_day(calendar.span[0])} to {show_day(calendar.span[1])}"
        for calendar in calendars
        if calendar.span is not None
    )


def find_calendar_span(path: Path) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the calendar of one feed; raises as `find_service_dates`."""
    faults = GtfsFaults()
    (files,) = read_feeds([path], ("calendar.txt", "calendar_dates.txt"))
    calendar = read_calendar(files, faults)
    faults.check()
    first, last = common_span([calendar])
    return dt.date.fromordinal(first), dt.date.fromordinal(last)


def find_like_date(path: Path, day: dt.date) -> dt.date | None:
    """Return the date of a feed with most trips on the weekday of a day, the first such one."""
    faults = GtfsFaults()
    (files,) = read_feeds([path], _FILES)
    calendar = read_calendar(files, faults)
    trips = read_trips(files, calendar, faults)
    faults.check()
    first, last = common_span([calendar])
    days = np.arange(first, min(last + 1, first + COUNTED_DAYS))
    days = days[(days - day.toordinal()) % 7 == 0]
    counts = count_trips([(calendar, trips)], days)
    if not days.size or not counts.max():
        return None
    return dt.date.fromordinal(int(days[np.argmax(counts)]))
