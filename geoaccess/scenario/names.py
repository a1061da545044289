"""Stations and lines that operations name, as the ids of a network."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import singledispatch
from typing import Final

from geoaccess.model.network import FaresLike, RailNetwork
from geoaccess.model.scenario import (
    AddLine,
    AddService,
    AddStop,
    AddTransfer,
    CloseLine,
    CloseSection,
    CloseStop,
    Operation,
    PlannedService,
    PlannedStation,
    RemoveTrips,
    SetHeadway,
    SetRunTime,
)
from geoaccess.model.text import fold_name
from geoaccess.scenario.faults import OperationFaults

NEAREST: Final = 3
_ALIKE: Final = 0.5
_STATION: Final = ("駅", "station")


@dataclass(frozen=True, kw_only=True, eq=False)
class Names:
    """Ids by what stations and lines are called; unknown names are noted as faults.

    A name stands for an id where it is that of one station (or line) only.
    """

    network: RailNetwork
    faults: OperationFaults
    planned: tuple[PlannedStation, ...] = ()
    planned_line: str | None = None
    _known: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    _faulty: set[str] = field(default_factory=set)

    def station(self, text: str, *place: str | int) -> str:
        """Return the id of a station; the text itself where it is unknown."""
        if text in self.network.station_by_id or any(one.id == text for one in self.planned):
            return text
        known = self._names(
            "station",
            lambda: [
                *((s.id, s.en, s.ja) for s in self.network.stations if not self._is_platform(s.id)),
                *((s.id, s.en, s.ja) for s in self.planned),
            ],
        )
        return self._find("station", text, known, place)

    def line(self, text: str, *place: str | int) -> str:
        """Return the id of a line; the text itself where it is unknown."""
        if text in self.network.line_by_id or text == self.planned_line:
            return text
        known = self._names("line", lambda: [(s.id, s.en, s.ja) for s in self.network.lines])
        return self._find("line", text, known, place)

    def service(self, service: PlannedService, *place: str | int) -> PlannedService:
        """Return a service with the ids of its calls and lines."""
        return replace(
            service,
            calls=tuple(
                self.station(one, *place, "calls", i) for i, one in enumerate(service.calls)
            ),
            lines=tuple(self.line(one, *place, "lines", i) for i, one in enumerate(service.lines)),
        )

    def _is_platform(self, station: str) -> bool:
        return station in self.network.platforms

    def _names(
        self, kind: str, list_names: Callable[[], list[tuple[str, str, str]]]
    ) -> dict[str, set[str]]:
        known = self._known.get(kind)
        if known is None:
            known = self._known[kind] = {}
            for one, en, ja in list_names():
                for name in (one, en, ja):
                    known.setdefault(fold_name(name), set()).add(one)
        return known

    def _find(
        self, kind: str, text: str, known: Mapping[str, set[str]], place: tuple[str | int, ...]
    ) -> str:
        folded = fold_name(text)
        bare = next((folded[: -len(end)] for end in _STATION if folded.endswith(end)), folded)
        found = known.get(folded) or (known.get(bare, set()) if kind == "station" else set())
        if len(found) == 1:
            return next(iter(found))
        if text in self._faulty:  # named once, at its first place
            return text
        self._faulty.add(text)
        if found:
            self.faults.add(
                f"'{text}' is the name of {len(found)} {kind}s; give the id of one: "
                f"{', '.join(sorted(found))}",
                *place,
            )
        else:
            self.faults.add(f"no {kind} '{text}'; {name_nearest(folded, known)}", *place)
        return text


def name_nearest(folded: str, known: Mapping[str, Collection[str]]) -> str:
    """Return a remedy with the ids whose folded names are nearest to a word."""
    near = get_close_matches(folded, known, n=2 * NEAREST, cutoff=_ALIKE)
    ids = list(dict.fromkeys(one for name in near for one in sorted(known[name])))[:NEAREST]
    return f"nearest: {', '.join(ids)}" if ids else "nothing is named like it"


def resolve_names(network: RailNetwork, operation: Operation, faults: OperationFaults) -> Operation:
    """Return an operation with the ids of its stations and lines; unknown ones are noted."""
    return _resolve(operation, Names(network=network, faults=faults))


@singledispatch
def _resolve(operation: Operation, names: Names) -> Operation:
    """Return operations that name no station and no line as they are."""
    del names
    return operation


@_resolve.register
def _(operation: AddLine, names: Names) -> Operation:
    planned = tuple(one for one in operation.stations if isinstance(one, PlannedStation))
    names = replace(names, planned=planned, planned_line=operation.id, _known={})
    stations = tuple(
        one if isinstance(one, PlannedStation) else names.station(one, "stations", i)
        for i, one in enumerate(operation.stations)
    )
    return replace(
        operation,
        stations=stations,
        services=tuple(
            names.service(one, "services", i) for i, one in enumerate(operation.services)
        ),
        transfer_min={
            names.station(one, "transfers_min", one): minutes
            for one, minutes in operation.transfer_min.items()
        },
        fares=None if operation.fares is None else _like(operation.fares, names),
    )


@_resolve.register
def _(operation: AddService, names: Names) -> Operation:
    return replace(operation, service=names.service(operation.service))


@_resolve.register
def _(operation: CloseLine, names: Names) -> Operation:
    return replace(operation, line=names.line(operation.line, "line"))


@_resolve.register
def _(operation: CloseSection, names: Names) -> Operation:
    return replace(
        operation,
        line=names.line(operation.line, "line"),
        from_station=names.station(operation.from_station, "from"),
        to_station=names.station(operation.to_station, "to"),
    )


@_resolve.register
def _(operation: CloseStop, names: Names) -> Operation:
    return replace(
        operation,
        station=names.station(operation.station, "station"),
        line=None if operation.line is None else names.line(operation.line, "line"),
    )


@_resolve.register
def _(operation: SetRunTime, names: Names) -> Operation:
    return replace(
        operation,
        between=_between(operation.between, names),
        line=None if operation.line is None else names.line(operation.line, "line"),
    )


@_resolve.register
def _(operation: SetHeadway, names: Names) -> Operation:
    return replace(operation, between=_between(operation.between, names))


@_resolve.register
def _(operation: RemoveTrips, names: Names) -> Operation:
    between = operation.between
    return replace(operation, between=None if between is None else _between(between, names))


@_resolve.register
def _(operation: AddStop, names: Names) -> Operation:
    station = operation.station
    return replace(
        operation,
        station=names.station(station, "station") if isinstance(station, str) else station,
        line=None if operation.line is None else names.line(operation.line, "line"),
        after=None if operation.after is None else names.station(operation.after, "after"),
        before=None if operation.before is None else names.station(operation.before, "before"),
    )


@_resolve.register
def _(operation: AddTransfer, names: Names) -> Operation:
    return replace(
        operation,
        station=names.station(operation.station, "station"),
        to_station=operation.to_station and names.station(operation.to_station, "to"),
    )


def _like(fares: FaresLike, names: Names) -> FaresLike:
    one, other = (names.station(text, "fares", "like", i) for i, text in enumerate(fares.like))
    return replace(fares, like=(one, other))


def _between(between: tuple[str, str], names: Names) -> tuple[str, str]:
    one, other = (names.station(text, "between", i) for i, text in enumerate(between))
    if one == other:
        names.faults.add(f"between {one} and itself; give two stations", "between", 1)
    return one, other
