"""Faults of an operation by itself: numbers, counts and clock times that cannot be."""

from __future__ import annotations

import math
from functools import singledispatch
from typing import Final

from geoaccess.model.japan import is_in_japan
from geoaccess.model.network import RailNetwork
from geoaccess.model.scenario import (
    AddLine,
    AddService,
    AddStop,
    AddTransfer,
    Operation,
    PlannedService,
    PlannedStation,
    RemoveTrips,
    SetHeadway,
    SetRunTime,
    SetSpan,
)
from geoaccess.scenario.classes import TOP_SPEED_KMH
from geoaccess.scenario.faults import OperationFaults

_DAY_MIN: Final = 1440
_LONGEST_KM: Final = 5000
_GREATEST_SPEED_KMH: Final = 1000


@singledispatch
def check_operation(operation: Operation, network: RailNetwork, faults: OperationFaults) -> None:
    """Note the faults of an operation that are there whatever its stations and lines are."""
    del operation, network, faults


@check_operation.register
def _(operation: AddLine, network: RailNetwork, faults: OperationFaults) -> None:
    if operation.id in network.line_by_id:
        faults.add(f"a line '{operation.id}' is there already; give another id", "id")
    if operation.category not in TOP_SPEED_KMH:
        faults.add(f"class '{operation.category}' is none of {', '.join(TOP_SPEED_KMH)}", "class")
    top = operation.top_speed_kmh
    if top is not None and not 0 < top <= _GREATEST_SPEED_KMH:
        faults.add(f"a top speed of {top:g} km/h; give one above 0", "top_speed_kmh")
    n_sections = len(operation.stations) - 1
    if n_sections < 1:
        faults.add("a line has two stations at least", "stations")
    km = operation.km
    if km is not None and (len(km) != n_sections or not all(0 < k < _LONGEST_KM for k in km)):
        faults.add(f"km needs {n_sections} lengths above 0, one between any two stations", "km")
    known = set(network.station_by_id)
    for i, station in enumerate(operation.stations):
        if isinstance(station, PlannedStation):
            _check_station(station, known, faults, ("stations", i))
            known.add(station.id)
    for name, minutes in operation.transfer_min.items():
        _check_change(minutes, faults, ("transfers_min", name))
    for i, service in enumerate(operation.services):
        _check_service(service, faults, ("services", i))


@check_operation.register
def _(operation: AddService, network: RailNetwork, faults: OperationFaults) -> None:
    del network
    _check_service(operation.service, faults, ())


@check_operation.register
def _(operation: AddStop, network: RailNetwork, faults: OperationFaults) -> None:
    if isinstance(operation.station, PlannedStation):
        _check_station(operation.station, set(network.station_by_id), faults, ("station",))
    for name, minutes in (("loss_min", operation.loss_min), ("dwell_min", operation.dwell_min)):
        if not 0 <= minutes < _DAY_MIN:
            faults.add(f"{name} is {minutes:g}; give 0 or more minutes", name)


@check_operation.register
def _(operation: AddTransfer, network: RailNetwork, faults: OperationFaults) -> None:
    del network
    _check_change(operation.minutes, faults, ("minutes",))


@check_operation.register
def _(operation: SetRunTime, network: RailNetwork, faults: OperationFaults) -> None:
    del network
    if (operation.service is None) == (operation.line is None):
        faults.add("give either the service or the line whose trains are meant")
    if (operation.minutes is None) == (operation.factor is None):
        faults.add("give either minutes or factor")
    for name, value in (("minutes", operation.minutes), ("factor", operation.factor)):
        if value is not None and not 0 < value < _DAY_MIN:
            faults.add(f"{name} is {value:g}; give a number above 0", name)


@check_operation.register
def _(operation: SetHeadway, network: RailNetwork, faults: OperationFaults) -> None:
    del network
    _check_headway(operation.headway_min, faults, ("headway_min",))
    _check_span(operation.first_min, operation.last_min, faults, ())


@check_operation.register
def _(operation: SetSpan, network: RailNetwork, faults: OperationFaults) -> None:
    del network
    if operation.first_min is None and operation.last_min is None:
        faults.add("give first, last or both")
    _check_span(operation.first_min, operation.last_min, faults, ())


@check_operation.register
def _(operation: RemoveTrips, network: RailNetwork, faults: OperationFaults) -> None:
    del network
    if not 0 < operation.share <= 1:
        faults.add(f"a share of {operation.share:g}; give one above 0, up to 1", "share")


def _check_station(
    station: PlannedStation,
    known: set[str],
    faults: OperationFaults,
    place: tuple[str | int, ...],
) -> None:
    if station.id in known:
        faults.add(
            f"a station '{station.id}' is there already; write its id alone, or give another id",
            *(*place, "id"),
        )
    if not is_in_japan(station.lon, station.lat, station.lon, station.lat):
        faults.add(
            f"{station.id} lies at {station.lat:g}, {station.lon:g} (lat, lon), outside Japan; "
            "give degrees, lat 20-46 and lon 122-154",
            *(*place, "lat"),
        )


def _check_service(
    service: PlannedService, faults: OperationFaults, place: tuple[str | int, ...]
) -> None:
    n_hops = len(service.calls) - 1
    if n_hops < 1:
        faults.add("a service calls at two stations at least", *place, "calls")
        return
    for i in range(n_hops):
        if service.calls[i] == service.calls[i + 1]:
            faults.add(f"two calls at {service.calls[i]} running", *place, "calls", i + 1)
    if not service.lines:
        faults.add("a service runs over a line at least", *place, "lines")
    if service.run_min is not None:
        if len(service.run_min) != n_hops:
            faults.add(
                f"run_min needs {n_hops} minutes, one between any two calls; "
                f"{len(service.run_min)} are given",
                *(*place, "run_min"),
            )
        for i, minutes in enumerate(service.run_min):
            if not 0 < minutes < _DAY_MIN:
                faults.add(
                    f"a running time of {minutes:g} minutes; give minutes above 0",
                    *(*place, "run_min", i),
                )
    dwells = service.dwell_min
    if dwells is not None and (
        len(dwells) != n_hops - 1 or not all(0 <= one < _DAY_MIN for one in dwells)
    ):
        faults.add(
            f"dwell_min needs {n_hops - 1} minutes of 0 or more, one for each call between the "
            f"first and the last; {len(dwells)} are given",
            *(*place, "dwell_min"),
        )
    _check_headway(service.headway_min, faults, (*place, "headway_min"))
    _check_span(service.first_min, service.last_min, faults, place)


def _check_headway(
    headway_min: float, faults: OperationFaults, place: tuple[str | int, ...]
) -> None:
    if not (math.isfinite(headway_min) and headway_min >= 1):
        faults.add(f"headway_min is {headway_min:g}; give minutes, 1 or more", *place)


def _check_span(
    first_min: int | None,
    last_min: int | None,
    faults: OperationFaults,
    place: tuple[str | int, ...],
) -> None:
    if first_min is not None and last_min is not None and last_min < first_min:
        faults.add(
            "the last train leaves before the first; after midnight write 24:30", *place, "last"
        )


def _check_change(minutes: float, faults: OperationFaults, place: tuple[str | int, ...]) -> None:
    if not 0 <= minutes < _DAY_MIN:
        faults.add(f"{minutes:g} minutes to change; give 0 or more", *place)
