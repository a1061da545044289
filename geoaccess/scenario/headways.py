"""Other departures of services that run: headways, first and last trains, fewer trains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final, get_args

from geoaccess.model.network import Days, Departures, Direction, RailNetwork, StoppingPattern
from geoaccess.model.scenario import RemoveTrips, SetHeadway, SetSpan
from geoaccess.scenario.faults import OperationFaults
from geoaccess.scenario.patterns import Train, direct, find_patterns, find_stops, list_trains
from geoaccess.scenario.services import spread_departures

_NOISE: Final = 1e-9
_KINDS_OF_DAY: Final[tuple[Days, ...]] = ("weekday", "holiday")
_Slot = tuple[int, str]
"""Minute in which a train leaves its first call, and the id of its pattern."""


def set_headway(
    network: RailNetwork, operation: SetHeadway, faults: OperationFaults
) -> RailNetwork:
    """Return the network with a service at even intervals between two stations.

    In each direction the trains leave the first of the two every `headway_min` minutes, from
    the first train of today to the last unless others are given. Each runs as the train of
    today that is nearest in time: calls, minutes and destinations keep their shares.
    """
    named = find_patterns(network, operation.service, faults)
    patterns = [one for one in named if find_stops(network, one, operation.between)]
    trains = list_trains(network, patterns, operation.direction)
    if not trains:
        if named:
            one, other = operation.between
            faults.add(f"no train of {operation.service} calls at {one} and {other}", "between")
        return network
    offset = {
        (one.id, way): _leave_after(network, one, way, operation.between)
        for one in patterns
        for way in ("down", "up")
    }

    def rewrite(today: Sequence[Train]) -> list[_Slot]:
        at = sorted(
            (train.leave_min + offset[train.pattern.id, train.row.direction], i)
            for i, train in enumerate(today)
        )
        first = at[0][0] if operation.first_min is None else operation.first_min
        last = at[-1][0] if operation.last_min is None else operation.last_min
        slots = []
        for minute in spread_departures(first, max(first, last), operation.headway_min):
            for _, i in sorted(at, key=lambda one: (abs(one[0] - minute), one)):
                pattern = today[i].pattern.id
                leave = minute - offset[pattern, today[i].row.direction]
                if leave >= 0:
                    slots.append((leave, pattern))
                    break
        return slots

    return _replace_trains(network, trains, rewrite)


def set_span(network: RailNetwork, operation: SetSpan, faults: OperationFaults) -> RailNetwork:
    """Return the network with the first and last train of a service from its first call.

    Where the span is longer than today's, the headway at its end is carried on.
    """
    named = find_patterns(network, operation.service, faults)
    trains = list_trains(network, named, operation.direction)
    if named and not trains:
        faults.add(f"no train of {operation.service} runs in that direction", "direction")
    if not trains:
        return network
    first, last = operation.first_min, operation.last_min
    origins: dict[Direction, set[str]] = defaultdict(set)
    for train in trains:
        origins[train.row.direction].add(direct(train.pattern, train.row.direction).calls[0])
    refused: set[str] = set()

    def rewrite(today: Sequence[Train]) -> list[_Slot]:
        slots = sorted((train.leave_min, train.pattern.id) for train in today)
        kept = [
            slot
            for slot in slots
            if (first is None or slot[0] >= first) and (last is None or slot[0] <= last)
        ]
        before = [] if first is None else _carry(slots[:2], first)
        after = [] if last is None else _carry(slots[:-3:-1], last)
        way = today[0].row.direction
        if (before or after) and len(origins[way]) > 1:
            refused.update(origins[way])
        return sorted([*before, *kept, *after])

    changed = _replace_trains(network, trains, rewrite)
    if refused:
        origin = ", ".join(sorted(refused))
        faults.add(
            f"trains of {operation.service} start at {origin}: where a longer span "
            "begins is not clear; use set_headway with between, first and last"
        )
        return network
    return changed


def remove_trips(
    network: RailNetwork, operation: RemoveTrips, faults: OperationFaults
) -> RailNetwork:
    """Return the network without some trains of a service, evenly over the day."""
    named = find_patterns(network, operation.service, faults)
    between = operation.between
    patterns = [one for one in named if between is None or find_stops(network, one, between)]
    trains = list_trains(network, patterns, operation.direction)
    if named and not trains:
        faults.add(f"no train of {operation.service} is meant; look at between and direction")
    if not trains:
        return network
    by_day: dict[tuple[str, str], list[Train]] = defaultdict(list)
    for train in trains:
        by_day[train.row.direction, train.row.days].append(train)
    gone: set[tuple[int, int]] = set()
    for group in by_day.values():
        ranked = sorted(group, key=lambda train: (train.leave_min, train.pattern.id))
        gone.update(
            (id(train.row), train.leave_min)
            for i, train in enumerate(ranked)
            if _count(i + 1, operation.share) > _count(i, operation.share)
        )
    rows = []
    for row in network.departures:
        kept = tuple(one for one in row.departures_min if (id(row), one) not in gone)
        if kept == row.departures_min:
            rows.append(row)
        elif kept:
            rows.append(replace(row, departures_min=kept))
    return _without_idle(network, rows)


def _count(number: int, share: float) -> int:
    return int(number * share + _NOISE)


def _carry(ends: Sequence[_Slot], limit: int) -> list[_Slot]:
    """Return trains beyond the first of two, at their interval as far as the limit."""
    if len(ends) < 2 or ends[0][0] == ends[1][0]:
        return []
    (minute, pattern), (inner, _) = ends
    step = minute - inner
    found = []
    minute += step
    while (minute <= limit) if step > 0 else (minute >= max(limit, 0)):
        found.append((minute, pattern))
        minute += step
    return found


def _leave_after(
    network: RailNetwork, pattern: StoppingPattern, way: str, between: tuple[str, str]
) -> int:
    """Return the minutes from the first call to the departure at the earlier of two stations."""
    run = direct(pattern, way)
    at = find_stops(network, replace(pattern, calls=run.calls), between)
    return run.depart_min[at[0]] if at else 0


def _replace_trains(
    network: RailNetwork,
    trains: Sequence[Train],
    rewrite: Callable[[Sequence[Train]], list[_Slot]],
) -> RailNetwork:
    """Return the network with trains rewritten direction by direction.

    Weekdays and holidays are rewritten by themselves where they differ, else together.
    """
    rows: dict[tuple[str, Direction, Days], list[int]] = defaultdict(list)
    for way in get_args(Direction):
        here = [train for train in trains if train.row.direction == way]
        of_days: dict[Days, list[_Slot]] = {}
        for days in ("weekday", "holiday"):
            today = [train for train in here if train.row.days in ("daily", days)]
            of_days["weekday" if days == "weekday" else "holiday"] = rewrite(today) if today else []
        if of_days["weekday"] == of_days["holiday"]:
            of_days = {"daily": of_days["weekday"]}
        for day, slots in of_days.items():
            for minute, pattern in slots:
                rows[pattern, way, day].append(minute)
    old = {id(train.row) for train in trains}
    return _without_idle(network, _merge_rows(network.departures, old, rows))


def _merge_rows(
    departures: Iterable[Departures],
    old: set[int],
    rows: dict[tuple[str, Direction, Days], list[int]],
) -> list[Departures]:
    """Return the rows with the old ones replaced, each new one where the first like it stood."""
    left = dict(rows)
    merged: list[Departures] = []
    for row in departures:
        if id(row) not in old:
            merged.append(row)
            continue
        minutes = tuple(sorted(left.pop((row.pattern, row.direction, row.days), ())))
        if minutes == row.departures_min:
            merged.append(row)
        elif minutes:
            merged.append(replace(row, departures_min=minutes, is_headway_model=True))
    for (pattern, way, days), found in left.items():
        merged.append(
            Departures(
                pattern=pattern,
                direction=way,
                days=days,
                departures_min=tuple(sorted(found)),
                is_headway_model=True,
            )
        )
    return merged


def _without_idle(network: RailNetwork, rows: list[Departures]) -> RailNetwork:
    """Return the network with other departures, without the patterns that lost all of theirs."""
    running = {row.pattern for row in rows}
    idle = {row.pattern for row in network.departures} - running
    patterns = tuple(one for one in network.patterns if one.id not in idle)
    return replace(network, departures=tuple(rows), patterns=patterns)
