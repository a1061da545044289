"""A scenario applied to a network: its operations, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from geoaccess.errors import InputError
from geoaccess.model.network import RailNetwork
from geoaccess.model.scenario import (
    AddLine,
    AddService,
    AddStop,
    AddTransfer,
    CloseLine,
    CloseSection,
    CloseStop,
    NetworkYear,
    RemoveTrips,
    Scenario,
    SetHeadway,
    SetRunTime,
    SetSpan,
)
from geoaccess.scenario.asof import network_as_of
from geoaccess.scenario.checks import check_operation
from geoaccess.scenario.closing import close_line, close_section, close_stop
from geoaccess.scenario.faults import OperationFaults, ScenarioFaults
from geoaccess.scenario.headways import remove_trips, set_headway, set_span
from geoaccess.scenario.lines import add_line
from geoaccess.scenario.names import resolve_names
from geoaccess.scenario.retime import set_run_time
from geoaccess.scenario.services import add_service
from geoaccess.scenario.stops import add_stop, add_transfer

_Apply = Callable[[RailNetwork, Any, OperationFaults], RailNetwork]


def apply_scenario(network: RailNetwork, scenario: Scenario) -> RailNetwork:
    """Return the network as a scenario changes it; the same object where it changes nothing.

    What an operation leaves as it is stays the same object. The scenario's assumptions are
    among the notes.

    Raises
    ------
    InputError
        When operations do not fit the network; every fault is named, with line and column
        where the scenario was read from a file.
    """
    if not scenario.all_operations:
        return network
    marks = (one.mark for one in scenario.all_operations if one.mark)
    faults = ScenarioFaults(name=next((mark.file for mark in marks), scenario.name))
    changed = network
    for number, operation in enumerate(scenario.all_operations, 1):
        found = faults.at(operation, number)
        before = found.count
        check_operation(operation, changed, found)
        resolved = resolve_names(changed, operation, found)
        if found.count == before:
            changed = _APPLY[type(operation)](changed, resolved, found)
    if not faults.found:
        _check_joined(changed, scenario, faults)
    faults.check()
    return replace(changed, notes=(*changed.notes, *scenario.assumptions))


def _check_joined(network: RailNetwork, scenario: Scenario, faults: ScenarioFaults) -> None:
    """Note every new line of which no station is on another line or a walk from one."""
    for number, operation in enumerate(scenario.all_operations, 1):
        if not isinstance(operation, AddLine):
            continue
        own: set[str] = set()
        others: set[str] = set()
        for section in network.sections:
            ends = own if section.line == operation.id else others
            ends.update((section.from_station, section.to_station))
        is_joined = not own.isdisjoint(others) or any(
            (one.station in own) != (one.to_station in own)
            for one in network.transfers
            if one.to_station
        )
        if own and not is_joined:
            faults.at(operation, number).add(
                f"line {operation.id} is joined to nothing: name a station that is there, or give "
                "add_transfer from one of its stations",
                "stations",
            )


def _add_service(
    network: RailNetwork, operation: AddService, faults: OperationFaults
) -> RailNetwork:
    return add_service(network, operation.service, faults, place=())


def _take_year(
    network: RailNetwork, operation: NetworkYear, faults: OperationFaults
) -> RailNetwork:
    try:
        return network_as_of(network, operation.as_of)
    except InputError as error:
        faults.add(str(error), "as_of")
        return network


_APPLY: Final[dict[type, _Apply]] = {
    AddLine: add_line,
    AddService: _add_service,
    CloseLine: close_line,
    CloseSection: close_section,
    CloseStop: close_stop,
    SetRunTime: set_run_time,
    SetHeadway: set_headway,
    SetSpan: set_span,
    AddStop: add_stop,
    AddTransfer: add_transfer,
    RemoveTrips: remove_trips,
    NetworkYear: _take_year,
}
