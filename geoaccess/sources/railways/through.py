"""Routes of trains that run over several lines, found by the stations they pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise

from geoaccess.model.text import fold_name
from geoaccess.sources.railways.lines import RailLine
from geoaccess.sources.railways.routes import Route
from geoaccess.sources.railways.servicemodel import Through

_Neighbours = Mapping[int, Sequence[tuple[int, float, str]]]


def find_through_route(
    through: Through,
    lines: Sequence[RailLine],
    line_ids: Sequence[Sequence[str]],
    names: Sequence[str],
) -> Route | None:
    """Return the shortest way past the given stations over the given lines, None if none."""
    neighbours: dict[int, list[tuple[int, float, str]]] = defaultdict(list)
    line_class = None
    operators = (through.operator, *through.operators)
    for line, ids in zip(lines, line_ids, strict=True):
        if line.key.line not in through.lines or line.key.operator not in operators:
            continue
        line_class = line_class or line.line_class
        for path, line_id in zip(line.paths, ids, strict=True):
            for a, b in pairwise(path):
                hop_km = line.hops[min(a, b), max(a, b)]
                neighbours[a].append((b, hop_km, line_id))
                neighbours[b].append((a, hop_km, line_id))
    by_name: dict[str, list[int]] = defaultdict(list)
    for station in neighbours:
        by_name[fold_name(names[station])].append(station)
    stops = [by_name.get(fold_name(name), []) for name in through.via]
    if line_class is None or not all(stops):
        return None
    stations = [stops[0][0]]
    km: list[float] = []
    used: list[str] = []
    for wanted in stops[1:]:
        found = _shortest(neighbours, stations[-1], set(wanted))
        if found is None:
            return None
        for station, one_km, line_id in found:
            stations.append(station)
            km.append(one_km)
            used.append(line_id)
    return Route(
        line_class=line_class,
        operator=through.operator,
        stations=tuple(stations),
        km=tuple(km),
        line_ids=tuple(used),
        name=through.name,
        name_ja=through.name_ja,
    )


def find_calls(through: Through, route: Route, names: Sequence[str]) -> list[int]:
    """Return the positions on the route where its trains call, both ends among them."""
    given = frozenset(map(fold_name, through.via if through.stops == "via" else through.passes))
    is_via = through.stops == "via"
    last = len(route.stations) - 1
    return [
        i
        for i, station in enumerate(route.stations)
        if i in (0, last) or (fold_name(names[station]) in given) == is_via
    ]


def _shortest(
    neighbours: _Neighbours, origin: int, targets: set[int]
) -> list[tuple[int, float, str]] | None:
    """Return the steps (station, km, line) of the shortest way (Dijkstra)."""
    queue: list[tuple[float, int]] = [(0.0, origin)]
    best: dict[int, float] = {origin: 0.0}
    before: dict[int, tuple[int, float, str]] = {}
    while queue:
        at, station = heappop(queue)
        if station in targets:
            steps: list[tuple[int, float, str]] = []
            while station != origin:
                previous, km, line_id = before[station]
                steps.append((station, km, line_id))
                station = previous
            return steps[::-1]
        if at > best[station]:
            continue
        for other, km, line_id in neighbours[station]:
            if at + km < best.get(other, float("inf")):
                best[other] = at + km
                before[other] = (station, km, line_id)
                heappush(queue, (at + km, other))
    return None
