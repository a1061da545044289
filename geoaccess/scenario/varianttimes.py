"""Axes of times: running times, speeds, headways, minutes to change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from geoaccess.model.network import RailNetwork
from geoaccess.model.scenario import AddLine, AddTransfer, PlannedService, SetHeadway, SetRunTime
from geoaccess.model.sweep import Axis
from geoaccess.scenario.corridors import stops_of
from geoaccess.scenario.paths import TrackGraph, build_track_graph
from geoaccess.scenario.runclasses import MODEL_CLASSES
from geoaccess.scenario.runtimes import model_run_min
from geoaccess.scenario.variantsteps import (
    Bound,
    Context,
    Operations,
    change_line,
    change_services,
    nearest,
)


def bind_headway(axis: Axis, context: Context) -> Bound | None:
    """Return how minutes between trains are varied: of a planned service, or of trains there."""
    between = _find_between(axis, context)
    name = axis.target[0]
    if not between and context.find_planned(name):
        return Bound(
            apply=lambda operations, value: change_services(
                operations, lambda one: replace(one, headway_min=value) if _is(one, name) else one
            )
        )
    if not between:
        return None
    return Bound(
        apply=lambda operations, value: (
            *operations,
            SetHeadway(service=name, between=between, headway_min=value),
        )
    )


def bind_run(axis: Axis, context: Context) -> Bound | None:
    """Return how the minutes from the first call to the last, or between two, are varied."""
    between = _find_between(axis, context)
    name = axis.target[0]
    planned = [] if between else context.find_planned(name)
    if not between and not planned:
        return None
    given = [one for one in planned if one.run_min is not None]
    standing = {one.calls: _standing_min(one, context) for one in given}
    if planned and len(given) == len(planned):
        least = max(standing[one.calls] + len(one.calls) - 1 for one in given)
        return Bound(
            apply=lambda operations, value: change_services(
                operations,
                lambda one: (
                    _with_total(one, value - standing[one.calls]) if _is(one, name) else one
                ),
            ),
            check=lambda value: (
                "" if value >= least else f"too short for its stops; give {least:g} min or more"
            ),
        )
    ends = between or (planned[0].calls[0], planned[0].calls[-1])
    return Bound(
        apply=lambda operations, value: (
            *operations,
            SetRunTime(between=ends, service=name, minutes=value),
        )
    )


def bind_factor(axis: Axis, context: Context) -> Bound | None:
    """Return how running times are scaled: of a service, or of every train of a line."""
    name = axis.target[0]
    is_line = name in context.network.line_by_id
    if is_line and (context.find_planned(name) or context.find_patterns(name)):
        context.fault(axis.name, f"'{name}' is a line and a service; name another one")
        return None
    if is_line:
        return _bind_line_factor(axis, context)
    between = _find_between(axis, context)
    planned = [] if between else context.find_planned(name)
    if not between and not planned:
        return None
    if planned and all(one.run_min is not None for one in planned):
        return Bound(
            apply=lambda operations, value: change_services(
                operations, lambda one: _scaled(one, value) if _is(one, name) else one
            )
        )
    ends = between or (planned[0].calls[0], planned[0].calls[-1])
    return Bound(
        apply=lambda operations, value: (
            *operations,
            SetRunTime(between=ends, service=name, factor=value),
        )
    )


def bind_speed(axis: Axis, context: Context) -> Bound | None:
    """Return how the top speed of a planned line is varied.

    Running times that are given are scaled as those of the run-time model are by the speed.
    """
    (name,) = axis.target
    line = context.planned_lines.get(name)
    if line is None:
        known = {one.id: one.en for one in context.planned_lines.values()}
        context.fault(axis.name, f"the scenario adds no line '{name}'; {nearest(name, known)}")
        return None
    if line.category not in MODEL_CLASSES:
        context.fault(
            axis.name,
            f"no run-time model for its class '{line.category}'; vary factor:{name} instead",
        )
        return None
    track = build_track_graph(context.network.sections)

    def with_speed(one: AddLine, value: float) -> AddLine:
        services = tuple(
            _at_speed(service, one, value, track=track, network=context.network)
            for service in one.services
        )
        return replace(one, top_speed_kmh=value, services=services)

    return Bound(
        apply=lambda operations, value: change_line(
            operations, name, lambda one: with_speed(one, value)
        ),
        check=lambda value: "" if 30 <= value <= 700 else "no speed of a train; give 30-700 km/h",
    )


def bind_transfer(axis: Axis, context: Context) -> Bound | None:
    """Return how the minutes to change at a station are varied.

    Between a planned line and the others where the scenario gives minutes for that, else
    between all trains at the station.
    """
    (station,) = axis.target
    if not context.has_stations(axis.name, station):
        return None
    lines = [one.id for one in context.planned_lines.values() if station in one.transfer_min]

    def of_line(one: AddLine, value: float) -> AddLine:
        return replace(one, transfer_min={**one.transfer_min, station: value})

    def apply(operations: Operations, value: float) -> Operations:
        for line in lines:
            operations = change_line(operations, line, lambda one: of_line(one, value))
        if lines:
            return operations
        change = AddTransfer(station=station, to_station="", minutes=value)
        return (*operations, change)

    return Bound(
        apply=apply,
        check=lambda value: "" if value <= 180 else "no time to change; give 180 min or less",
    )


def _bind_line_factor(axis: Axis, context: Context) -> Bound | None:
    name, *ends = axis.target
    line = context.planned_lines.get(name)
    if ends:
        if not context.has_stations(axis.name, *ends):
            return None
        between = (ends[0], ends[1])
    elif line is not None:
        first, last = line.stations[0], line.stations[-1]
        between = (
            first if isinstance(first, str) else first.id,
            last if isinstance(last, str) else last.id,
        )
    else:
        context.fault(axis.name, f"give two of its stations: factor:{name}:FROM:TO")
        return None
    return Bound(
        apply=lambda operations, value: (
            *operations,
            SetRunTime(between=between, line=name, factor=value),
        )
    )


def _find_between(axis: Axis, context: Context) -> tuple[str, str] | None:
    """Return the two stations an axis names; None, with a fault where they are needed."""
    name, *ends = axis.target
    planned = context.find_planned(name)
    patterns = context.find_patterns(name)
    if not planned and not patterns:
        context.unknown_service(axis.name, name)
        return None
    if not ends:
        if not planned:
            context.fault(
                axis.name,
                f"the scenario does not add '{name}'; say between which of its stations: "
                f"{axis.kind}:{name}:FROM:TO",
            )
        return None
    if not context.has_stations(axis.name, *ends):
        return None
    at = [set(stops_of(context.network, one)) for one in ends]
    if not any(all(stops & set(one.calls) for stops in at) for one in patterns):
        context.fault(
            axis.name, f"no train of '{name}' calls at both {ends[0]} and {ends[1]}; give two calls"
        )
        return None
    return ends[0], ends[1]


def _is(service: PlannedService, name: str) -> bool:
    return name in (service.name, service.name_ja)


def _standing_min(service: PlannedService, context: Context) -> float:
    """Return the minutes that a planned service stands at its calls on the way."""
    if service.dwell_min is not None:
        return sum(service.dwell_min)
    own = (one for one in context.find_patterns(service.name) if one.lines == service.lines)
    return next((sum(one.dwell_min) for one in own if len(one.calls) == len(service.calls)), 0)


def _scaled(service: PlannedService, factor: float) -> PlannedService:
    return replace(service, run_min=tuple(factor * one for one in service.run_min or ()))


def _with_total(service: PlannedService, running_min: float) -> PlannedService:
    """Return a service that runs so many minutes from its first call to its last."""
    return _scaled(service, running_min / sum(service.run_min or ()))


def _at_speed(
    service: PlannedService,
    line: AddLine,
    speed_kmh: float,
    *,
    track: TrackGraph,
    network: RailNetwork,
) -> PlannedService:
    """Return a service with its given times scaled as the model's are; others as they are."""
    if service.run_min is None:
        return service
    factors: list[float] = []
    at: Mapping[str, tuple[str, ...]] = {one: stops_of(network, one) for one in service.calls}
    for one, other in pairwise(service.calls):
        ways = (track.find_way((line.id,), a, b) for a in at[one] for b in at[other])
        km = next((sum(section.km for section in way) for way in ways if way), 0.0)
        if km <= 0:
            factors.append(1.0)
            continue
        now, then = (
            model_run_min([km], line.category, top_speed_kmh=top)[0]
            for top in (line.top_speed_kmh, speed_kmh)
        )
        factors.append(then / now)
    runs = zip(service.run_min, factors, strict=True)
    return replace(service, run_min=tuple(run * factor for run, factor in runs))
