"""Timetables that nobody knows yet: trains of a scenario at other minutes, slower or faster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from geoaccess.model.network import Departures, RailNetwork, StoppingPattern
from geoaccess.model.scenario import AddLine, AddService, Operation, Scenario, SetHeadway
from geoaccess.scenario.services import spread_departures


@dataclass(frozen=True, kw_only=True)
class ScheduleDraw:
    """One timetable of the trains that a scenario adds.

    Attributes
    ----------
    run_factor
        Factor on the running times of planned services, all alike.
    headway_factor
        Factor on the minutes between trains, all alike.
    phase
        By name of a row of departures (`list_drawn`) the share of a headway by which its
        trains leave later than stated: from -0.5 to 0.5; those not named leave as stated.
    """

    run_factor: float = 1.0
    headway_factor: float = 1.0
    phase: Mapping[str, float]


def name_services(operations: tuple[Operation, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of services that operations add, and of those they give a headway."""
    added = {
        service.name for one in operations if isinstance(one, AddLine) for service in one.services
    }
    added |= {one.service.name for one in operations if isinstance(one, AddService)}
    spread = {one.service for one in operations if isinstance(one, SetHeadway)}
    return frozenset(added), frozenset(spread)


def list_drawn(base: RailNetwork, network: RailNetwork, scenario: Scenario) -> tuple[str, ...]:
    """Return the names of the rows of departures that a scenario spreads evenly over the day.

    Their minutes are nobody's timetable. A name is pattern, direction and days.
    """
    return tuple(_name(row) for row in _drawn_rows(base, network, scenario))


def draw_schedule(
    base: RailNetwork, network: RailNetwork, scenario: Scenario, draw: ScheduleDraw
) -> RailNetwork:
    """Return the network of a scenario with another timetable of its trains.

    The stated minutes are one timetable among many. In another one the trains of each service
    and direction leave by a share of the headway earlier or later, as regularly; planned
    services take `run_factor` times their running minutes, dwells stay. Trains that run in the
    base stay as they are, as do those of the scenario that are not spread over the day.

    Parameters
    ----------
    base, network
        Without and with the scenario as stated.
    """
    rows = {id(row) for row in _drawn_rows(base, network, scenario)}
    added, _ = name_services(scenario.all_operations)
    known = {pattern.id for pattern in base.patterns}
    if not rows:
        return network
    return replace(
        network,
        patterns=tuple(
            _slowed(one, draw.run_factor) if one.service in added and one.id not in known else one
            for one in network.patterns
        ),
        departures=tuple(
            _moved(row, draw.headway_factor, draw.phase.get(_name(row), 0.0))
            if id(row) in rows
            else row
            for row in network.departures
        ),
    )


def _drawn_rows(
    base: RailNetwork, network: RailNetwork, scenario: Scenario
) -> tuple[Departures, ...]:
    added, spread = name_services(scenario.all_operations)
    names = {one.id: {one.service, one.service_ja} for one in network.patterns}
    known = set(base.departures) if network is not base else set(network.departures)
    return tuple(
        row
        for row in network.departures
        if row.is_headway_model
        and not names[row.pattern].isdisjoint(added | spread)
        and row not in known
        and len(row.departures_min) > 1
    )


def _name(row: Departures) -> str:
    return f"{row.pattern} {row.direction} {row.days}"


def _slowed(pattern: StoppingPattern, factor: float) -> StoppingPattern:
    """Return a pattern with its running times times a factor, in whole minutes that add up."""
    if factor == 1:
        return pattern
    runs, exact, ran = [], 0.0, 0
    for run in pattern.run_min:
        exact += run * factor
        runs.append(max(1, round(exact) - ran))
        ran += runs[-1]
    return replace(pattern, run_min=tuple(runs))


def _moved(row: Departures, headway_factor: float, phase: float) -> Departures:
    """Return a row at another minute and headway, over the same hours."""
    if headway_factor == 1 and phase == 0:
        return row
    minutes = row.departures_min
    stated = (minutes[-1] - minutes[0]) / (len(minutes) - 1)
    headway = stated * headway_factor
    first = max(0, round(minutes[0] + phase * headway))
    last = max(first, int(minutes[-1] + stated / 2))
    return replace(row, departures_min=spread_departures(first, last, headway))
