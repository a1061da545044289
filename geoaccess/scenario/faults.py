"""Faults of a scenario that only the network shows: all collected, raised once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from geoaccess.errors import InputError
from geoaccess.model.network import RailNetwork
from geoaccess.model.scenario import Operation, Place

SHOWN: Final = 20
NEAREST: Final = 3
_ALIKE: Final = 0.5


@dataclass(kw_only=True)
class ScenarioFaults:
    """Faults of the operations of one scenario, in the order of the file."""

    name: str
    found: list[str] = field(default_factory=list)

    def at(self, operation: Operation, number: int) -> OperationFaults:
        """Return what collects the faults of one operation, counted from 1."""
        return OperationFaults(faults=self, operation=operation, number=number)

    def check(self) -> None:
        """Raise an InputError that names every fault; do nothing where there is none."""
        if self.found:
            raise InputError(join_faults(self.name, self.found))


def join_faults(where: str, found: Collection[str]) -> str:
    """Return one line that says every fault, and counts them where there are several."""
    shown = list(dict.fromkeys(found))
    more = len(shown) - SHOWN
    count = f"{len(shown)} faults: " if len(shown) > 1 else ""
    tail = f"; and {more} more" if more > 0 else ""
    return f"{where}: {count}{'; '.join(shown[:SHOWN])}{tail}"


@dataclass(frozen=True, kw_only=True)
class OperationFaults:
    """What collects the faults of one operation."""

    faults: ScenarioFaults
    operation: Operation
    number: int

    def add(self, what: str, *place: str | int) -> None:
        """Note a fault: what is wrong and the remedy, and the part of the operation it is in."""
        self.faults.found.append(f"{self._where(place)}: {what}")

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


def check_station(
    network: RailNetwork, station: str, faults: OperationFaults, *place: str | int
) -> bool:
    """Return whether the network has a station; note a fault with the nearest ones if not."""
    if station in network.station_by_id:
        return True
    names = {one.id: one.en for one in network.stations}
    faults.add(f"no station '{station}'; {nearest(station, names)}", *place)
    return False


def check_line(network: RailNetwork, line: str, faults: OperationFaults, *place: str | int) -> bool:
    """Return whether the network has a line; note a fault with the nearest ones if not."""
    if line in network.line_by_id:
        return True
    faults.add(
        f"no line '{line}'; {nearest(line, {one.id: one.en for one in network.lines})}", *place
    )
    return False


def nearest(word: str, known: Mapping[str, str]) -> str:
    """Return the ids nearest to a word, by id or name, as a remedy."""
    by_name = {name.casefold(): one for one, name in known.items()}
    keys = {one.casefold(): one for one in known} | by_name
    near = get_close_matches(word.casefold(), keys, n=2 * NEAREST, cutoff=_ALIKE)
    ids = list(dict.fromkeys(keys[one] for one in near))[:NEAREST]
    return f"nearest: {', '.join(ids)}" if ids else "nothing is named like it"
