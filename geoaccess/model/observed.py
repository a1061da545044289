"""Trains as observed on one day, and what follows for pairs of stations and for services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geoaccess._validate import frozen_int
from geoaccess.errors import InputError
from geoaccess.model.network import Direction
from geoaccess.units import IntArray

RunDays = Literal["daily", "weekday", "extra"]
"""Every day, Monday to Friday, or on single dates only."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ObservedTrain:
    """A train with its n calls. Portions that run coupled are trains of their own.

    Attributes
    ----------
    number
        As sold, such as ``600号``.
    calls
        Stations (Japanese) in order.
    arrive_min, depart_min
        Shape (n,), minutes of the service day; equal at the first call and at the last.
    """

    id: str
    service: str
    number: str
    direction: Direction
    days: RunDays
    calls: tuple[str, ...]
    arrive_min: IntArray
    depart_min: IntArray

    def __post_init__(self) -> None:
        """Freeze the minutes; time goes on from call to call."""
        size = len(self.calls)
        for name in ("arrive_min", "depart_min"):
            column = frozen_int(getattr(self, name), f"train {self.id}: {name}", size=size)
            object.__setattr__(self, name, column)
        rides = self.arrive_min[1:] - self.depart_min[:-1]
        if size < 2 or rides.min() < 0 or (self.depart_min - self.arrive_min).min() < 0:
            raise InputError(f"train {self.id}: two calls or more are needed, in order of time")


@dataclass(frozen=True, kw_only=True)
class DirectPair:
    """Direct trains of a day from one station to another, portions counted one by one.

    Attributes
    ----------
    origin, destination
        Stations (Japanese).
    fastest_min, median_min
        Minutes on board over all trains, those of single dates included.
    trains, regular_trains
        All, and those that run every day or every weekday.
    first_depart_min, last_arrive_min
        Minutes of the service day, over all trains.
    """

    origin: str
    destination: str
    fastest_min: int
    median_min: float
    trains: int
    regular_trains: int
    first_depart_min: int
    last_arrive_min: int


@dataclass(frozen=True, kw_only=True)
class ServiceSummary:
    """The trains of one name and direction on a day.

    Attributes
    ----------
    trains, extra_trains
        All, and those among them that run on single dates only.
    median_calls
        Median number of calls.
    first_depart_min, last_arrive_min
        At the first call of the first train, and at the last of the last, service day.
    ends
        Origin, destination and trains of the commonest runs.
    usual_calls
        Stations where 80 % of the trains call, in no order.
    """

    service: str
    direction: Direction
    trains: int
    extra_trains: int
    median_calls: float
    first_depart_min: int
    last_arrive_min: int
    ends: tuple[tuple[str, str, int], ...]
    usual_calls: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StitchedTrip:
    """A limited express put together from pieces of a timetable by line.

    Attributes
    ----------
    names
        Train name and number of each portion that runs coupled.
    first_station, last_station
        Ends within the data (Japanese).
    depart_min, arrive_min
        There, minutes of the service day.
    calls
        Number of calls within the data.
    true_origin, true_destination
        Ids of the stations where it really begins and ends, perhaps beyond the data.
    pieces
        Pieces that it was put together from.
    """

    id: str
    names: tuple[str, ...]
    first_station: str
    last_station: str
    depart_min: int
    arrive_min: int
    calls: int
    true_origin: str
    true_destination: str
    pieces: int
