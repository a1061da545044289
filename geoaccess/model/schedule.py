"""Trips with the dates on which they run: more than one service day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from geoaccess.errors import InputError
from geoaccess.model.timetable import Timetable


@dataclass(frozen=True, kw_only=True, eq=False)
class Schedule:
    """A timetable whose trips do not all run on the same days.

    Attributes
    ----------
    service
        Per trip of the timetable, the name of its days, length n_trips.
    dates
        The dates of each of these names.
    """

    timetable: Timetable
    service: tuple[str, ...]
    dates: Mapping[str, frozenset[dt.date]]

    def __post_init__(self) -> None:
        if len(self.service) != len(self.timetable.trips):
            raise InputError("schedule: service has another length than the trips")
        if not set(self.service) <= set(self.dates):
            raise InputError("schedule: a trip has no dates")


def schedule_of_day(timetable: Timetable, date: dt.date) -> Schedule:
    """Return the schedule of trips that all run on one date."""
    return Schedule(
        timetable=timetable,
        service=("day",) * len(timetable.trips),
        dates={"day": frozenset((date,))},
    )
