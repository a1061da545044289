"""Faults of a scenario that only the network shows: all collected, raised once."""

from __future__ import annotations

from dataclasses import dataclass, field

from geoaccess.errors import InputError, join_faults
from geoaccess.model.scenario import Operation, Place


@dataclass(kw_only=True)
class ScenarioFaults:
    """Faults of the operations of one scenario, in the order of the file."""

    name: str
    found: list[tuple[int, tuple[int, int], str]] = field(default_factory=list)

    def at(self, operation: Operation, number: int) -> OperationFaults:
        """Return what collects the faults of one operation, counted from 1."""
        return OperationFaults(faults=self, operation=operation, number=number)

    def check(self) -> None:
        """Raise an InputError that names every fault; do nothing where there is none."""
        if self.found:
            raise InputError(join_faults(self.name, [text for *_, text in sorted(self.found)]))


@dataclass(frozen=True, kw_only=True)
class OperationFaults:
    """What collects the faults of one operation."""

    faults: ScenarioFaults
    operation: Operation
    number: int

    def add(self, what: str, *place: str | int) -> None:
        """Note a fault: what is wrong and the remedy, and the part of the operation it is in."""
        mark = self.operation.mark
        position = mark.find(place) if mark else (0, 0)
        self.faults.found.append((self.number, position, f"{self._where(place)}: {what}"))

    @property
    def count(self) -> int:
        """Faults found so far, of all operations."""
        return len(self.faults.found)

    def _where(self, place: Place) -> str:
        mark = self.operation.mark
        if mark is None:
            part = ".".join(map(str, place))
            return f"operation {self.number} ({type(self.operation).__name__}{part and ' '}{part})"
        line, column = mark.find(place)
        file = "" if mark.file == self.faults.name else f"{mark.file} "
        return f"{file}line {line}, column {column}"
