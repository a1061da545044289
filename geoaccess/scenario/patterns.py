"""The patterns and trains that an operation means, and their clock times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from geoaccess.model.network import Departures, RailNetwork, StoppingPattern
from geoaccess.model.text import fold_name
from geoaccess.scenario.asof import call_times
from geoaccess.scenario.faults import OperationFaults
from geoaccess.scenario.names import name_nearest


class Directed(NamedTuple):
    """A pattern in one direction: its calls with minutes after leaving the first."""

    calls: tuple[str, ...]
    arrive_min: tuple[int, ...]
    depart_min: tuple[int, ...]


class Train(NamedTuple):
    """One departure: its row and pattern, and the minute in which it leaves its first call."""

    row: Departures
    pattern: StoppingPattern
    leave_min: int


def direct(pattern: StoppingPattern, direction: str) -> Directed:
    """Return a pattern as its trains of a direction run."""
    arrive, depart = call_times(pattern)
    if pattern.direction != "both" or direction != "up":
        return Directed(pattern.calls, arrive, depart)
    total = arrive[-1]
    return Directed(
        pattern.calls[::-1],
        tuple(total - minute for minute in depart[::-1]),
        tuple(total - minute for minute in arrive[::-1]),
    )


def find_patterns(
    network: RailNetwork, service: str, faults: OperationFaults
) -> tuple[StoppingPattern, ...]:
    """Return the patterns of a service, by its name or their id; a fault where there is none."""
    wanted = fold_name(service)
    found = tuple(
        one
        for one in network.patterns
        if wanted in (fold_name(one.service), fold_name(one.service_ja))
    ) or tuple(one for one in network.patterns if one.id == service)
    if not found:
        known: dict[str, set[str]] = {}
        for one in network.patterns:
            for name in (one.service, one.service_ja):
                known.setdefault(fold_name(name), set()).add(one.service)
        faults.add(f"no service '{service}'; {name_nearest(wanted, known)}", "service")
    return found


def find_stops(
    network: RailNetwork, pattern: StoppingPattern, between: Sequence[str]
) -> tuple[int, int] | None:
    """Return the positions of a pattern's calls at two stations, the earlier first."""
    at = []
    for station in between:
        names = {station} | {one for one, of in network.platforms.items() if of == station}
        here = [i for i, call in enumerate(pattern.calls) if call in names]
        if not here:
            return None
        at.append(here[0])
    return min(at), max(at)


def list_trains(
    network: RailNetwork, patterns: Sequence[StoppingPattern], direction: str
) -> list[Train]:
    """Return the trains of some patterns in a direction (``both`` for either), row by row."""
    by_id = {one.id: one for one in patterns}
    return [
        Train(row, by_id[row.pattern], minute)
        for row in network.departures
        if row.pattern in by_id and direction in ("both", row.direction)
        for minute in row.departures_min
    ]
