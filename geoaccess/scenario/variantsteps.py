"""What axes of a sweep share: the network and operations they vary, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from geoaccess.model.network import RailNetwork, StoppingPattern
from geoaccess.model.scenario import AddLine, AddService, Operation, PlannedService
from geoaccess.model.sweep import SweepSite
from geoaccess.model.text import fold_name
from geoaccess.scenario.names import name_nearest

Operations = tuple[Operation, ...]


def _no_fault(_: float) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Bound:
    """An axis that found its target.

    Attributes
    ----------
    apply
        Operations with a value of the axis in them.
    check
        What is wrong with a value and its remedy; empty where nothing is.
    site, whole_km
        Of axes of positions: where the station then stands, and every so many kilometres.
    """

    apply: Callable[[Operations, float], Operations]
    check: Callable[[float], str] = _no_fault
    site: Callable[[float], SweepSite] | None = None
    whole_km: Callable[[float], list[float]] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Context:
    """The network with the scenario applied, and the operations of the scenario."""

    network: RailNetwork
    operations: Operations
    faults: list[str] = field(default_factory=list)

    def fault(self, name: str, what: str) -> None:
        """Note what is wrong with an axis, and the remedy."""
        self.faults.append(f"'{name}': {what}")

    def take_faults(self) -> list[str]:
        """Return the faults noted since they were last taken."""
        taken = list(self.faults)
        self.faults.clear()
        return taken

    @property
    def planned_lines(self) -> dict[str, AddLine]:
        """Lines that the scenario adds, by id."""
        return {one.id: one for one in self.operations if isinstance(one, AddLine)}

    @property
    def planned_services(self) -> list[PlannedService]:
        """Services that the scenario adds."""
        return list_services(self.operations)

    def find_planned(self, name: str) -> list[PlannedService]:
        """Return the services of the scenario of a name, in either language."""
        return [one for one in self.planned_services if name in (one.name, one.name_ja)]

    def find_patterns(self, name: str) -> list[StoppingPattern]:
        """Return the patterns of a service with trains, by its name in either language."""
        running = {row.pattern for row in self.network.departures if row.departures_min}
        return [
            one
            for one in self.network.patterns
            if name in (one.service, one.service_ja) and one.id in running
        ]

    def has_stations(self, axis_name: str, *stations: str) -> bool:
        """Return whether stations are in the network; note the nearest to those that are not."""
        names = {one.id: one.en for one in self.network.stations}
        unknown = [one for one in stations if one not in names]
        for one in unknown:
            self.fault(axis_name, f"no station '{one}'; {nearest(one, names)}")
        return not unknown

    def unknown_service(self, axis_name: str, name: str) -> None:
        """Note that there is no service of a name, and the nearest ones."""
        known = {one.service: one.service_ja for one in self.network.patterns}
        self.fault(axis_name, f"no service '{name}'; {nearest(name, known)}")


def nearest(word: str, known: Mapping[str, str]) -> str:
    """Return the ids nearest to a word, by id or name, as a remedy."""
    keys: dict[str, set[str]] = {}
    for one, name in known.items():
        for written in (one, name):
            keys.setdefault(fold_name(written), set()).add(one)
    return name_nearest(fold_name(word), keys)


def list_services(operations: Operations) -> list[PlannedService]:
    """Return the services that operations add, with lines or on lines that are there."""
    found: list[PlannedService] = []
    for one in operations:
        if isinstance(one, AddLine):
            found += one.services
        elif isinstance(one, AddService):
            found.append(one.service)
    return found


def change_services(
    operations: Operations, change: Callable[[PlannedService], PlannedService]
) -> Operations:
    """Return operations with every service that they add changed."""
    changed: list[Operation] = []
    for one in operations:
        if isinstance(one, AddLine):
            services = tuple(change(service) for service in one.services)
            changed.append(replace(one, services=services))
        elif isinstance(one, AddService):
            changed.append(replace(one, service=change(one.service)))
        else:
            changed.append(one)
    return tuple(changed)


def change_line(
    operations: Operations, line: str, change: Callable[[AddLine], AddLine]
) -> Operations:
    """Return operations with a line that they add changed."""
    return tuple(
        change(one) if isinstance(one, AddLine) and one.id == line else one for one in operations
    )
