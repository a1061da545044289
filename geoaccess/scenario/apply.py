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
    CloseLine,
    CloseSection,
    CloseStop,
    NetworkYear,
    Scenario,
)
from geoaccess.scenario.asof import network_as_of
from geoaccess.scenario.closing import close_line, close_section, close_stop
from geoaccess.scenario.faults import OperationFaults, ScenarioFaults
from geoaccess.scenario.lines import add_line
from geoaccess.scenario.services import add_service

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
    faults = ScenarioFaults(name=scenario.name)
    changed = network
    for number, operation in enumerate(scenario.all_operations, 1):
        changed = _APPLY[type(operation)](changed, operation, faults.at(operation, number))
    faults.check()
    return replace(changed, notes=(*changed.notes, *scenario.assumptions))


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
    NetworkYear: _take_year,
}
