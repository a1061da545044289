"""Parts of a scenario that can be built without each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace

from geoaccess.model.network import RailNetwork
from geoaccess.model.scenario import (
    AddLine,
    AddService,
    AddStop,
    CloseLine,
    CloseSection,
    CloseStop,
    NetworkYear,
    Operation,
    PlannedStation,
    Scenario,
)
from geoaccess.model.text import Text


@dataclass(frozen=True, kw_only=True)
class Part:
    """Operations that need each other, by position, with what a planner calls them."""

    name: Text
    operations: tuple[int, ...]


def combine_scenarios(parts: Sequence[Scenario]) -> Scenario:
    """Return scenarios as one: the operations of the first, then those of the next.

    The choices taken of their open questions are among the operations.
    """
    if len(parts) == 1:
        return parts[0]
    return Scenario(
        name="+".join(one.name for one in parts),
        title=Text(
            " + ".join(one.title.en for one in parts), "＋".join(one.title.ja for one in parts)
        ),
        operations=tuple(operation for one in parts for operation in one.all_operations),
        sources=tuple(dict.fromkeys(source for one in parts for source in one.sources)),
        assumptions=tuple(dict.fromkeys(text for one in parts for text in one.assumptions)),
    )


def take_parts(scenario: Scenario, parts: Sequence[Part]) -> Scenario:
    """Return a scenario with the operations of some of its parts only, in their order."""
    wanted = sorted(k for one in parts for k in one.operations)
    operations = scenario.all_operations
    return replace(scenario, operations=tuple(operations[k] for k in wanted), options=())


def split_scenario(scenario: Scenario, network: RailNetwork) -> tuple[Part, ...]:
    """Return the parts of a scenario, in the order of the first operation of each.

    An operation belongs to the part of an earlier one when it names a line, station or service
    which that one adds. A network as of a year is the ground of everything else: one part.
    """
    operations = scenario.all_operations
    group = list(range(len(operations)))
    for j, operation in enumerate(operations):
        named = set(_words(operation))
        for i in range(j):
            other = operations[i]
            if isinstance(other, NetworkYear) or named & set(_added(other)):
                old, new = group[j], group[i]
                group = [new if one == old else one for one in group]
    found: dict[int, list[int]] = {}
    for k, one in enumerate(group):
        found.setdefault(one, []).append(k)
    return tuple(
        Part(
            name=Text(
                "; ".join(_describe(operations[k], network).en for k in _heads(operations, rows)),
                "、".join(_describe(operations[k], network).ja for k in _heads(operations, rows)),
            ),
            operations=tuple(rows),
        )
        for rows in found.values()
    )


def _heads(operations: Sequence[Operation], rows: Sequence[int]) -> list[int]:
    """Return the new lines of a part, all of its operations where it has none."""
    lines = [k for k in rows if isinstance(operations[k], AddLine)]
    return lines or list(rows)


def _added(operation: Operation) -> Iterator[str]:
    """Yield the ids and names that an operation adds."""
    if isinstance(operation, AddLine):
        yield operation.id
        yield from (one.id for one in operation.stations if isinstance(one, PlannedStation))
        yield from (one.name for one in operation.services)
    elif isinstance(operation, AddService):
        yield operation.service.name
    elif isinstance(operation, AddStop) and isinstance(operation.station, PlannedStation):
        yield operation.station.id


def _words(value: object) -> Iterator[str]:
    """Yield every text in an operation, whatever holds it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _words(key)
            yield from _words(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _words(one)
    elif is_dataclass(value):
        for field in fields(value):
            if field.compare:
                yield from _words(getattr(value, field.name))


_VERBS = {
    "AddService": Text("more trains", "列車増発"),
    "CloseLine": Text("closed", "廃止"),
    "CloseSection": Text("closed", "廃止"),
    "CloseStop": Text("no stop", "通過"),
    "SetRunTime": Text("running time", "所要時間"),
    "SetHeadway": Text("headway", "運転間隔"),
    "SetSpan": Text("first and last train", "始発・終発"),
    "AddStop": Text("new stop", "停車駅追加"),
    "AddTransfer": Text("change", "乗換"),
    "RemoveTrips": Text("fewer trains", "減便"),
    "NetworkYear": Text("network as of", "時点の路線網"),
}


def _describe(operation: Operation, network: RailNetwork) -> Text:
    """Return what a planner calls an operation: the line, service or station, and what happens."""
    if isinstance(operation, AddLine):
        return Text(operation.en, operation.ja)
    verb = _VERBS[type(operation).__name__]
    if isinstance(operation, NetworkYear):
        return Text(f"{verb.en} {operation.as_of}", f"{operation.as_of}{verb.ja}")
    what = _name(operation, network)
    return Text(f"{what.en}: {verb.en}", f"{what.ja}：{verb.ja}")


def _name(operation: Operation, network: RailNetwork) -> Text:
    if isinstance(operation, AddService):
        return Text(operation.service.name, operation.service.name_ja)
    if isinstance(operation, CloseLine | CloseSection):
        line = network.line_by_id.get(operation.line)
        where = ""
        if isinstance(operation, CloseSection):
            where = f" {operation.from_station}-{operation.to_station}"
        names = Text(line.en, line.ja) if line else Text(operation.line, operation.line)
        return Text(names.en + where, names.ja + where)
    station = getattr(operation, "station", None)
    if isinstance(operation, CloseStop) or station is not None:
        if isinstance(station, PlannedStation):
            return Text(station.en, station.ja)
        known = network.station_by_id.get(str(station))
        return Text(known.en, known.ja) if known else Text(str(station), str(station))
    service = getattr(operation, "service", None) or getattr(operation, "line", None) or ""
    return Text(service, service)
