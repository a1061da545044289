"""Stations and changes added to what runs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from geoaccess.model.network import RailNetwork, Section, Station, StoppingPattern, Transfer
from geoaccess.model.scenario import AddStop, AddTransfer, PlannedStation
from geoaccess.scenario.faults import OperationFaults
from geoaccess.scenario.lengths import straight_km
from geoaccess.scenario.lines import add_stations
from geoaccess.scenario.paths import Hop, build_track_graph
from geoaccess.scenario.patterns import find_patterns
from geoaccess.scenario.services import find_platform

_FASTEST_CHANGE_KMH: Final = 40
"""No bus in town is as fast on the straight way: what is faster is a slip of the pen."""


def add_transfer(
    network: RailNetwork, operation: AddTransfer, faults: OperationFaults
) -> RailNetwork:
    """Return the network with the minutes of a change at a station, or of a walk to another."""
    ends = {operation.station, operation.to_station}
    if len(ends) == 1:
        faults.add("a walk from a station to itself; leave `to` out for a change in it", "to")
        return network
    stations = network.station_by_id
    if operation.to_station:
        km = straight_km(stations[operation.station], stations[operation.to_station])
        if km > operation.minutes / 60 * _FASTEST_CHANGE_KMH:
            faults.add(
                f"{operation.station} to {operation.to_station} in {operation.minutes:g} min over "
                f"{km:.1f} km as the crow flies: changes are made on foot or by local bus; give "
                f"{math.ceil(km / _FASTEST_CHANGE_KMH * 60)} min or more, or a line with trains",
                "minutes",
            )
            return network
    new = Transfer(
        station=operation.station, to_station=operation.to_station, minutes=operation.minutes
    )
    given = [one for one in network.transfers if {one.station, one.to_station} == ends]
    if not given:
        return replace(network, transfers=(*network.transfers, new))
    rows = tuple(
        replace(one, minutes=operation.minutes) if one in given else one
        for one in network.transfers
    )
    return replace(network, transfers=rows)


def add_stop(network: RailNetwork, operation: AddStop, faults: OperationFaults) -> RailNetwork:
    """Return the network with a call of a service at a station on its way.

    The hop is cut where the station lies, and `loss_min` is added to its two parts.
    """
    named = find_patterns(network, operation.service, faults)
    changed = network
    if isinstance(operation.station, PlannedStation):
        station = operation.station.id
        changed = _put_on_line(network, operation.station, operation, faults)
    else:
        station = operation.station
        if operation.line or operation.after or operation.before:
            faults.add("line, after and before are for a station that is not there yet", "station")
    track = build_track_graph(changed.sections)
    patterns, n_added = [], 0
    for pattern in changed.patterns:
        if pattern not in named or station in pattern.calls:
            patterns.append(pattern)
            continue
        stop = find_platform(changed, station, pattern.lines)
        new = _call_at(pattern, stop, track.hops(pattern), operation)
        n_added += new is not pattern
        patterns.append(new)
    if named and not n_added:
        faults.add(
            f"no train of {operation.service} runs through {station} without calling", "service"
        )
    return replace(changed, patterns=tuple(patterns))


def _put_on_line(
    network: RailNetwork, planned: PlannedStation, operation: AddStop, faults: OperationFaults
) -> RailNetwork:
    """Return the network with a planned station in the section of a line where it lies."""
    if operation.line is None:
        faults.add("a station that is not there yet needs the line that it is on", "station")
        return network
    added = add_stations(network, (planned,))
    stations = added.station_by_id
    here = stations[planned.id]
    ends = {
        find_platform(network, one, (operation.line,))
        for one in (operation.after, operation.before)
        if one is not None
    }
    sections = [
        one
        for one in network.sections
        if one.line == operation.line and ends <= {one.from_station, one.to_station}
    ]
    if not sections:
        faults.add(
            f"{operation.line} has no section {' - '.join(sorted(ends))}; give two stations next "
            "to each other, or neither",
            "after",
        )
        return network
    section = min(sections, key=lambda one: _way_round_km(stations, one, here))
    first_km = straight_km(stations[section.from_station], here)
    last_km = straight_km(here, stations[section.to_station])
    cut_km = section.km * first_km / (first_km + last_km)
    parts = (
        replace(section, to_station=planned.id, km=cut_km),
        replace(section, from_station=planned.id, km=section.km - cut_km),
    )
    cut: list[Section] = []
    for one in network.sections:
        cut.extend(parts if one is section else (one,))
    return replace(added, sections=tuple(cut))


def _way_round_km(stations: Mapping[str, Station], section: Section, here: Station) -> float:
    """Return by how many km the way over a station is longer than the section."""
    one, other = stations[section.from_station], stations[section.to_station]
    return straight_km(one, here) + straight_km(here, other) - straight_km(one, other)


def _call_at(
    pattern: StoppingPattern, stop: str, hops: tuple[Hop | None, ...], operation: AddStop
) -> StoppingPattern:
    """Return a pattern with a call more; itself where it does not run through the stop."""
    for i, ((origin, _), hop) in enumerate(zip(pairwise(pattern.calls), hops, strict=True)):
        km, at, before_km = 0.0, origin, None
        for section in hop or ():
            at = section.to_station if section.from_station == at else section.from_station
            km += section.km
            if at == stop:
                before_km = km
        if before_km is None or before_km == km:
            continue
        total = max(2, round(pattern.run_min[i] + operation.loss_min))
        first = min(total - 1, max(1, round(total * before_km / km)))
        dwells = list(pattern.dwell_min)
        dwells.insert(i, round(operation.dwell_min))
        return replace(
            pattern,
            calls=(*pattern.calls[: i + 1], stop, *pattern.calls[i + 1 :]),
            run_min=(*pattern.run_min[:i], first, total - first, *pattern.run_min[i + 1 :]),
            dwell_min=tuple(dwells),
        )
    return pattern
