"""What a scenario changes in a network: typed operations, in the order in which they apply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from geoaccess.model.network import Confidence, Days, FaresLike
from geoaccess.model.text import Text

Place = tuple[str | int, ...]
"""Where in an operation something stands: ``("services", 0, "calls", 1)``."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Where an operation stands in a file, for faults that only the network shows.

    Attributes
    ----------
    parts
        Line and column (from 1) of the operation (under ``()``) and of what is in it.
    """

    file: str
    parts: Mapping[Place, tuple[int, int]]

    def find(self, place: Place) -> tuple[int, int]:
        """Return line and column of a part, of what holds it where it is not written itself."""
        while place and place not in self.parts:
            place = place[:-1]
        return self.parts.get(place, (1, 1))


@dataclass(frozen=True, kw_only=True)
class Marked:
    """Something a file may have said; two are the same wherever they stand."""

    mark: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class PlannedStation:
    """A station that is not in the network yet. Position in degrees.

    `certainty_km` says how far from there it may be built; None where the site is settled.
    """

    id: str
    ja: str
    en: str
    lat: float
    lon: float
    certainty_km: float | None = None


@dataclass(frozen=True, kw_only=True)
class PlannedService:
    """Trains of a planned line, or through trains over it and existing lines.

    Attributes
    ----------
    calls
        n station ids in the direction of travel (down for ``both``).
    run_min
        n - 1 minutes from departure to the next arrival; None for the run-time model.
    dwell_min
        n - 2 minutes at the intermediate calls; None for the default of the line's class.
    headway_min
        Minutes between departures from the first call, between `first_min` and `last_min`
        (minutes of the service day, both included).
    """

    name: str
    name_ja: str
    calls: tuple[str, ...]
    headway_min: float
    first_min: int
    last_min: int
    lines: tuple[str, ...]
    run_min: tuple[float, ...] | None = None
    dwell_min: tuple[float, ...] | None = None
    direction: Literal["down", "up", "both"] = "both"
    days: Days = "daily"


@dataclass(frozen=True, kw_only=True)
class AddLine(Marked):
    """A new line: its stations in order (ids of the network, or planned ones) and its services.

    Attributes
    ----------
    category
        Class of the line (``maglev``, ``shinkansen``, ...): run times where none are given.
    km
        Length of each section, one fewer than stations; None for lengths along `path`, and
        where that is None, too, along great circles times the class's detour.
    path
        The drawn line as (lon, lat) pairs in degrees, from the first station to the last.
    top_speed_kmh
        Overrides the top speed of the class.
    transfer_min
        Minutes to change between the new line and the others at a station, by station id: its
        trains then have a platform of their own there.
    fares
        What it is charged like; None for the JR company at most of its stations, and a seat of
        today's Shinkansen over the same distance.
    """

    id: str
    ja: str
    en: str
    category: str
    stations: tuple[str | PlannedStation, ...]
    services: tuple[PlannedService, ...]
    km: tuple[float, ...] | None = None
    path: tuple[tuple[float, float], ...] | None = None
    top_speed_kmh: float | None = None
    transfer_min: Mapping[str, float] = field(default_factory=dict)
    fares: FaresLike | None = None


@dataclass(frozen=True, kw_only=True)
class AddService(Marked):
    """Trains over lines that are there, also several of them: a through service."""

    service: PlannedService


@dataclass(frozen=True, kw_only=True)
class CloseLine(Marked):
    """A line without trains: services are cut back to what is left of their ways."""

    line: str


@dataclass(frozen=True, kw_only=True)
class CloseSection(Marked):
    """The track of a line between two stations closed, with everything between them."""

    line: str
    from_station: str
    to_station: str


@dataclass(frozen=True, kw_only=True)
class CloseStop(Marked):
    """A station where no train of a line (of any, for None) calls; they run through."""

    station: str
    line: str | None = None


@dataclass(frozen=True, kw_only=True)
class SetRunTime(Marked):
    """Running times between two stations, of a service or of every train of a line.

    Either `minutes` from the departure at one to the arrival at the other, in which the
    running times between are scaled, or a `factor` on each of them.
    """

    between: tuple[str, str]
    service: str | None = None
    line: str | None = None
    minutes: float | None = None
    factor: float | None = None


@dataclass(frozen=True, kw_only=True)
class SetHeadway(Marked):
    """Departures of a service that calls at two stations, at even intervals in their place."""

    service: str
    between: tuple[str, str]
    headway_min: float
    first_min: int | None = None
    last_min: int | None = None
    direction: Literal["down", "up", "both"] = "both"


@dataclass(frozen=True, kw_only=True)
class SetSpan(Marked):
    """First and last train of a service from its first call; earlier and later ones go.

    Where the span is longer than today's, the headway at its end is carried on.
    """

    service: str
    first_min: int | None = None
    last_min: int | None = None
    direction: Literal["down", "up", "both"] = "both"


@dataclass(frozen=True, kw_only=True)
class AddStop(Marked):
    """A call of a service at a station on its way, which costs `loss_min` and the dwell.

    A planned station is put on the line first: `line`, `after` and `before` say where.
    """

    service: str
    station: str | PlannedStation
    line: str | None = None
    after: str | None = None
    before: str | None = None
    loss_min: float = 2.0
    dwell_min: float = 1.0


@dataclass(frozen=True, kw_only=True)
class AddTransfer(Marked):
    """Least minutes to change at a station, or to walk to another (both ways)."""

    station: str
    to_station: str
    minutes: float


@dataclass(frozen=True, kw_only=True)
class RemoveTrips(Marked):
    """Trains of a service that no longer run: all, or `share` of them, evenly over the day."""

    service: str
    between: tuple[str, str] | None = None
    share: float = 1.0
    direction: Literal["down", "up", "both"] = "both"


@dataclass(frozen=True, kw_only=True)
class NetworkYear(Marked):
    """The network as it stood on a day, before the operations that follow."""

    as_of: dt.date


Operation = (
    AddLine
    | AddService
    | CloseLine
    | CloseSection
    | CloseStop
    | SetRunTime
    | SetHeadway
    | SetSpan
    | AddStop
    | AddTransfer
    | RemoveTrips
    | NetworkYear
)


@dataclass(frozen=True, kw_only=True)
class ScenarioSource:
    """Where a figure of a scenario comes from."""

    figure: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Years between which something may open; never a false date."""

    first_year: int
    last_year: int


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One way in which an open question of a scenario may be answered."""

    name: str
    title: Text
    operations: tuple[Operation, ...]


@dataclass(frozen=True, kw_only=True)
class Option:
    """An open question of a scenario, such as what happens to the trains beside a new line."""

    name: str
    title: Text
    default: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Operations on a network with their names, opening years, sources and open questions.

    No operations are the identity: every difference to the base is exactly 0.

    Attributes
    ----------
    name
        Short id: file names and columns carry it.
    operations
        In order; those of the choices taken come after them.
    opening
        None for a scenario without years.
    assumptions
        What every output must say of it.
    chosen
        The choice taken of each option, by the option's name.
    """

    name: str
    title: Text
    operations: tuple[Operation, ...] = ()
    opening: Opening | None = None
    sources: tuple[ScenarioSource, ...] = ()
    options: tuple[Option, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[Text, ...] = ()

    @property
    def all_operations(self) -> tuple[Operation, ...]:
        """The operations, and those of the choice taken of each option."""
        taken = [
            operation
            for option in self.options
            for choice in option.choices
            if choice.name == self.chosen.get(option.name, option.default)
            for operation in choice.operations
        ]
        return (*self.operations, *taken)
