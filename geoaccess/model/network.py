"""The rail network as a planner's tables say it: stations, lines, sections, services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from geoaccess.model.source import Source
from geoaccess.model.text import Text

Direction = Literal["down", "up"]
Days = Literal["daily", "weekday", "holiday"]
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, kw_only=True)
class Station:
    """One station, shared by every line that calls there. Position in degrees."""

    id: str
    ja: str
    en: str
    lat: float
    lon: float


@dataclass(frozen=True, kw_only=True)
class FaresLike:
    """What a planned line asks: today's fastest Shinkansen between two stations, and more.

    The whole line costs what the two stations cost, and `supplement_yen` beyond; a shorter
    ride its share of the km.
    """

    like: tuple[str, str]
    supplement_yen: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Line:
    """One path of stations without branches; a planned one may have a top speed and fares."""

    id: str
    ja: str
    en: str
    category: str
    top_speed_kmh: float | None = None
    fares: FaresLike | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    """Track of a line between neighbouring stations, in service in [opened, closed)."""

    line: str
    from_station: str
    to_station: str
    km: float
    opened: dt.date | None = None
    closed: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class StationOpening:
    """Dates of a station that opened on a line later than the track around it."""

    line: str
    station: str
    opened: dt.date | None = None
    closed: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class StoppingPattern:
    """A service with its calls and running times.

    Attributes
    ----------
    direction
        ``both`` says that up trains make the same calls reversed in the same minutes.
    calls
        n station ids in the direction of travel (down for ``both``).
    run_min
        n - 1 minutes from departure to the next arrival.
    dwell_min
        n - 2 minutes at the intermediate calls.
    """

    id: str
    service: str
    service_ja: str
    lines: tuple[str, ...]
    direction: Literal["down", "up", "both"]
    calls: tuple[str, ...]
    run_min: tuple[int, ...]
    dwell_min: tuple[int, ...]
    opened: dt.date | None = None
    closed: dt.date | None = None
    confidence: Confidence = "high"


@dataclass(frozen=True, kw_only=True)
class Departures:
    """Departures of a pattern from its first call, in minutes of the service day."""

    pattern: str
    direction: Direction
    days: Days
    departures_min: tuple[int, ...]
    is_headway_model: bool = False


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """Least minutes to change trains at a station, or to walk to another (both ways)."""

    station: str
    to_station: str
    minutes: float


@dataclass(frozen=True, kw_only=True)
class PastTime:
    """Minutes of the fastest train of former timetables over a stretch, in [opened, closed).

    Attributes
    ----------
    lines
        Lines that lead from the one station to the other.
    services
        Names of the services that it is a fact of; empty: every train on the stretch.
    """

    lines: tuple[str, ...]
    services: tuple[str, ...]
    from_station: str
    to_station: str
    opened: dt.date
    closed: dt.date
    minutes: int


@dataclass(frozen=True, kw_only=True, eq=False)
class RailNetwork:
    """A network with its edition; `service_date` is the day whose trains it shows by default.

    Attributes
    ----------
    sources
        Ids of the sources that the rows name.
    own_sources
        Sources that came with the tables, beside those that ship with geoaccess.
    platforms
        Stops that are platforms of a station, by id, with its id: the way between them and
        its other trains takes longer than a change there.
    past_times
        Fastest times of former timetables, for looks at the network as of an earlier day.
    """

    name: str
    title: Mapping[str, str]
    edition: str
    valid_from: dt.date
    valid_to: dt.date
    service_date: dt.date
    default_transfer_min: float
    stations: tuple[Station, ...]
    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    station_openings: tuple[StationOpening, ...]
    patterns: tuple[StoppingPattern, ...]
    departures: tuple[Departures, ...]
    transfers: tuple[Transfer, ...]
    sources: tuple[str, ...] = ()
    own_sources: tuple[Source, ...] = ()
    notes: tuple[Text, ...] = ()
    platforms: Mapping[str, str] = field(default_factory=dict)
    past_times: tuple[PastTime, ...] = ()

    @cached_property
    def station_by_id(self) -> Mapping[str, Station]:
        """Stations by id."""
        return {station.id: station for station in self.stations}

    @cached_property
    def line_by_id(self) -> Mapping[str, Line]:
        """Lines by id."""
        return {line.id: line for line in self.lines}


def is_open(on: dt.date, opened: dt.date | None, closed: dt.date | None) -> bool:
    """Return whether something in service in [opened, closed) is open on a day."""
    return (opened is None or opened <= on) and (closed is None or on < closed)
