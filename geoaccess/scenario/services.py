"""Planned services as stopping patterns and departures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise
from typing import Final

from geoaccess.model.network import (
    Departures,
    Direction,
    RailNetwork,
    Section,
    StoppingPattern,
)
from geoaccess.model.scenario import PlannedService
from geoaccess.scenario.faults import OperationFaults
from geoaccess.scenario.modelled import describe_model, get_dwell_min, model_runs
from geoaccess.scenario.paths import Hop, build_track_graph
from geoaccess.scenario.speeds import check_speed

_NOISE: Final = 1e-9


def add_service(
    network: RailNetwork,
    service: PlannedService,
    faults: OperationFaults,
    *,
    place: tuple[str | int, ...],
) -> RailNetwork:
    """Return the network with a service's trains; as it was where the service has a fault.

    Parameters
    ----------
    place
        Where the service stands in its operation.
    """
    before = faults.count
    calls = tuple(find_platform(network, call, service.lines) for call in service.calls)
    service = replace(service, calls=calls)
    hops = _find_hops(network, service, faults, place)
    if faults.count > before:
        return network
    run_min = service.run_min
    if run_min is None:
        run_min = model_runs(network, calls, hops)
        network = replace(network, notes=(*network.notes, describe_model(service)))
    dwell_min = service.dwell_min
    if dwell_min is None:
        dwell_min = tuple(
            get_dwell_min(network.line_by_id[hop[-1].line].category) for hop in hops[:-1]
        )
    for i, (ends, hop) in enumerate(zip(pairwise(calls), hops, strict=True)):
        check_speed(
            network,
            ends,
            minutes=run_min[i],
            hop=hop,
            faults=faults,
            place=(*place, "run_min", i),
            is_new_line=bool(place),
        )
    if faults.count > before:
        return network
    pattern = _build_pattern(network, service, run_min, dwell_min)
    minutes = spread_departures(service.first_min, service.last_min, service.headway_min)
    directions: tuple[Direction, ...] = (
        ("down", "up") if service.direction == "both" else (service.direction,)
    )
    rows = tuple(
        Departures(
            pattern=pattern.id,
            direction=direction,
            days=service.days,
            departures_min=minutes,
            is_headway_model=True,
        )
        for direction in directions
    )
    return replace(
        network,
        patterns=(*network.patterns, pattern),
        departures=(*network.departures, *rows),
    )


def spread_departures(first_min: int, last_min: int, headway_min: float) -> tuple[int, ...]:
    """Return departures every headway from the first to the last, whole minutes, each once."""
    count = int((last_min - first_min) / headway_min + _NOISE) + 1
    return tuple(dict.fromkeys(round(first_min + i * headway_min) for i in range(count)))


def find_platform(network: RailNetwork, station: str, lines: Collection[str]) -> str:
    """Return the stop at a station where trains of some lines call: a platform, or the station.

    The platform is taken where only it is on these lines.
    """
    own = [one for one, of in network.platforms.items() if of == station]
    if not own:
        return station
    on_lines = {
        end
        for section in network.sections
        if section.line in lines
        for end in (section.from_station, section.to_station)
    }
    if station in on_lines:
        return station
    return next((one for one in own if one in on_lines), station)


def get_new_id(wanted: str, known: Collection[str]) -> str:
    """Return an id that is not known: the wanted one, else with a number."""
    number, one = 1, wanted
    while one in known:
        number += 1
        one = f"{wanted}~{number}"
    return one


def _find_hops(
    network: RailNetwork,
    service: PlannedService,
    faults: OperationFaults,
    place: tuple[str | int, ...],
) -> list[Hop]:
    """Return the sections of each hop, noting those that the lines do not connect."""
    track = build_track_graph(network.sections)
    hops = []
    for i, (one, other) in enumerate(pairwise(service.calls)):
        hop = track.find_way(service.lines, one, other)
        if not hop:
            faults.add(
                f"{' and '.join(service.lines)} do not connect {one} and {other}; name every line "
                "of the way in `lines` (at a station with transfers_min the lines are apart)",
                *(*place, "calls", i + 1),
            )
        hops.append(hop or ())
    return hops


def _build_pattern(
    network: RailNetwork,
    service: PlannedService,
    run_min: tuple[float, ...],
    dwell_min: tuple[float, ...],
) -> StoppingPattern:
    """Return the pattern in whole minutes: clock times are rounded, so that totals hold."""
    runs, dwells = [], []
    exact, left = 0.0, 0
    for i, run in enumerate(run_min):
        exact += run
        arrive = max(left + 1, round(exact))
        runs.append(arrive - left)
        left = arrive
        if i < len(dwell_min):
            exact += dwell_min[i]
            left = max(arrive, round(exact))
            dwells.append(left - arrive)
    wanted = f"{service.lines[0]}-{'-'.join(service.name.split())}"
    return StoppingPattern(
        id=get_new_id(wanted, {pattern.id for pattern in network.patterns}),
        service=service.name,
        service_ja=service.name_ja,
        lines=service.lines,
        direction=service.direction,
        calls=service.calls,
        run_min=tuple(runs),
        dwell_min=tuple(dwells),
        confidence="low",
    )


def connect(line: str, stations: Collection[str], km: Collection[float]) -> tuple[Section, ...]:
    """Return the sections of a line along its stations."""
    return tuple(
        Section(line=line, from_station=one, to_station=other, km=length)
        for (one, other), length in zip(pairwise(stations), km, strict=True)
    )
