"""On which days the services of a GTFS feed run: calendar.txt and calendar_dates.txt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from geoaccess.sources.gtfs.archive import FeedFiles
from geoaccess.sources.gtfs.faults import GtfsFaults
from geoaccess.sources.gtfs.table import GtfsTable, read_optional
from geoaccess.sources.gtfs.values import DATE_REMEDY, code_up_to, parse_gtfs_date
from geoaccess.units import BoolArray, IntArray

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ADDED: Final = 1
_REMOVED: Final = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class ServiceCalendar:
    """Days of each service; days are proleptic ordinals.

    Attributes
    ----------
    service_id
        Arrow array of n_services ids.
    runs_on
        Shape (n_services, 7), Monday first.
    first_day, last_day
        Shape (n_services,): the weekly pattern holds from the first to the last, inclusive.
    exception_service, exception_day, exception_adds
        Shape (n_exceptions,): single days on which a service runs in addition, or does not.
    """

    name: str
    service_id: Any
    runs_on: BoolArray
    first_day: IntArray
    last_day: IntArray
    exception_service: IntArray
    exception_day: IntArray
    exception_adds: BoolArray

    def running(self, day: int) -> BoolArray:
        """Return which services run on a day, shape (n_services,)."""
        runs = self.runs_on[:, (day - 1) % 7] & (self.first_day <= day) & (day <= self.last_day)
        here = self.exception_day == day
        runs[self.exception_service[here]] = self.exception_adds[here]
        return runs

    @property
    def span(self) -> tuple[int, int] | None:
        """First and last day that the calendar speaks of, None where no service ever runs."""
        weekly = np.any(self.runs_on, axis=1)
        added = self.exception_day[self.exception_adds]
        begins = np.concatenate([self.first_day[weekly], added])
        ends = np.concatenate([self.last_day[weekly], added])
        return (int(begins.min()), int(ends.max())) if begins.size else None


def read_calendar(files: FeedFiles, faults: GtfsFaults) -> ServiceCalendar:
    """Return the calendar of a feed; either of the two files may be missing.

    Faults are noted: both files missing or empty, unusable dates and flags, repeated ids.
    """
    import pyarrow as pa

    days = ("service_id", *WEEKDAYS, "start_date", "end_date")
    weekly = read_optional(files, "calendar.txt", faults, needed=days)
    single = read_optional(
        files, "calendar_dates.txt", faults, needed=("service_id", "date", "exception_type")
    )
    tables = [table for table in (weekly, single) if table.n_rows]
    if not tables:
        faults.add(
            files.name,
            "no days of service",
            ["calendar.txt and calendar_dates.txt are missing or empty"],
            "add one of them",
        )
    names = dict.fromkeys(one for table in tables for one in table.strings("service_id"))
    service_id = pa.array(list(names), type=pa.string())
    n = len(service_id)
    calendar = ServiceCalendar(
        name=files.name,
        service_id=service_id,
        runs_on=np.zeros((n, 7), dtype=bool),
        first_day=np.zeros(n, dtype=np.int64),
        last_day=np.full(n, -1, dtype=np.int64),
        **_exceptions(single, service_id),
    )
    _fill_weekly(calendar, weekly)
    return calendar


def _fill_weekly(calendar: ServiceCalendar, table: GtfsTable) -> None:
    table.refuse_repeated("service_id")
    at = table.index_in("service_id", calendar.service_id)
    for i, weekday in enumerate(WEEKDAYS):
        flag = table.convert(weekday, code_up_to(1), np.bool_, "write 1 or 0")
        calendar.runs_on[at, i] = flag
    calendar.first_day[at] = table.convert("start_date", parse_gtfs_date, np.int64, DATE_REMEDY)
    calendar.last_day[at] = table.convert("end_date", parse_gtfs_date, np.int64, DATE_REMEDY)
    backwards = (calendar.last_day < calendar.first_day)[at]
    table.refuse(backwards, "end_date before start_date", "correct the dates", shown="service_id")


def _exceptions(table: GtfsTable, service_id: Any) -> dict[str, Any]:
    """Return the fields of the calendar that hold single days."""
    day = table.convert("date", parse_gtfs_date, np.int64, DATE_REMEDY)
    kind = table.convert(
        "exception_type", _exception_type, np.int64, "write 1 (added) or 2 (removed)"
    )
    service = table.index_in("service_id", service_id)
    table.refuse(table.blank("service_id"), "empty service_id", "name it", shown="service_id")
    order = np.lexsort((kind, day, service))
    same = (np.diff(service[order]) == 0) & (np.diff(day[order]) == 0)
    contradicts = np.zeros(table.n_rows, dtype=bool)
    contradicts[order[1:]] = same & (np.diff(kind[order]) != 0)
    table.refuse(contradicts, "one day both added and removed", "keep one", shown="service_id")
    return {
        "exception_service": service,
        "exception_day": day,
        "exception_adds": kind == _ADDED,
    }


def _exception_type(text: str) -> int:
    value = code_up_to(_REMOVED)(text)
    if value not in (_ADDED, _REMOVED):
        raise ValueError(text)
    return value


def show_day(day: int) -> str:
    """Return a day as people write it in messages: 2026-03-10."""
    return dt.date.fromordinal(day).isoformat()
