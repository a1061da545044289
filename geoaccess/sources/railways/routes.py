"""What trains run over: paths of lines joined end to end, and cut where a run ends."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

from geoaccess.model.text import fold_name
from geoaccess.sources.railways.grouping import StationGroups
from geoaccess.sources.railways.lines import RailLine
from geoaccess.sources.railways.paths import Path
from geoaccess.sources.railways.servicemodel import LEFT_OUT, Break, Join, LineClass

_OF_JR: Final = frozenset(("jr_main", "jr_local", "third_sector"))
STRAIGHT: Final = 0.0
"""Cosine between the ways that two lines lead off a common end: below, a train can go on."""
FORK: Final = 0.95
"""... above, both ways leave over the same track (18 degrees; Aizu-Wakamatsu, where trains do
turn back, has 0.93)."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """Stations in order with, per hop, the km and the line path that it belongs to."""

    line_class: LineClass
    operator: str
    stations: tuple[int, ...]
    km: tuple[float, ...]
    line_ids: tuple[str, ...]
    name: str
    name_ja: str

    def part(self, first: int, last: int) -> Route:
        """Return the route from one of its stations to another (positions, last included)."""
        return Route(
            line_class=self.line_class,
            operator=self.operator,
            stations=self.stations[first : last + 1],
            km=self.km[first:last],
            line_ids=self.line_ids[first:last],
            name=self.name,
            name_ja=self.name_ja,
        )

    def reversed(self) -> Route:
        """Return the route in the other direction."""
        return Route(
            line_class=self.line_class,
            operator=self.operator,
            stations=self.stations[::-1],
            km=self.km[::-1],
            line_ids=self.line_ids[::-1],
            name=self.name,
            name_ja=self.name_ja,
        )

    @property
    def is_ring(self) -> bool:
        """Whether it ends where it begins."""
        return self.stations[0] == self.stations[-1]


def build_routes(
    lines: Sequence[RailLine],
    line_ids: Sequence[Sequence[str]],
    groups: StationGroups,
    joins: Sequence[Join] = (),
    breaks: Sequence[Break] = (),
) -> list[Route]:
    """Return a route for every path of every line with services, joined where lines meet.

    Two paths of one operator and class become one route where both end at a station, no
    third one ends there, and the track goes on (not back). Where a third one runs on there
    (of the operator, or of JR and its successors), the track does not tell whether trains do,
    too: then only lines that are listed are joined.

    Parameters
    ----------
    joins
        Lines whose trains run through, even where they turn back.
    breaks
        Lines whose trains do not, though the track goes on.
    """
    routes = [
        Route(
            line_class=line.line_class,
            operator=line.key.operator,
            stations=part,
            km=tuple(line.hops[min(pair), max(pair)] for pair in pairwise(part)),
            line_ids=(line_id,) * (len(part) - 1),
            name=line.key.label(),
            name_ja=line.key.line,
        )
        for line, ids in zip(lines, line_ids, strict=True)
        if line.line_class not in LEFT_OUT
        for path, line_id in zip(line.paths, ids, strict=True)
        for part in _split_at_forks(path, groups)
    ]
    return _join(routes, groups, _Ties(lines, line_ids, groups, joins, breaks))


class _Ties:
    """What is known of trains at stations where lines meet end to end."""

    def __init__(
        self,
        lines: Sequence[RailLine],
        line_ids: Sequence[Sequence[str]],
        groups: StationGroups,
        joins: Sequence[Join],
        breaks: Sequence[Break],
    ) -> None:
        self._names = groups.name
        self._line_of = {
            line_id: line for line, ids in zip(lines, line_ids, strict=True) for line_id in ids
        }
        self._passing: dict[int, list[str]] = defaultdict(list)
        for line, ids in zip(lines, line_ids, strict=True):
            for path, line_id in zip(line.paths, ids, strict=True):
                inner = path if path[0] == path[-1] else path[1:-1]
                for station in dict.fromkeys(inner):
                    self._passing[station].append(line_id)
        self._joined, self._broken = (
            {(one.operator, fold_name(one.station), _folded(one.lines)) for one in listed}
            for listed in (joins, breaks)
        )

    def run_through(self, station: int, first: Route, second: Route) -> bool | None:
        """Return whether trains are known to run through, None where the track tells."""
        own = (first.line_ids[0], second.line_ids[0])
        lines = _folded(self._line_of[one].key.line for one in own)
        key = (first.operator, fold_name(self._names[station]), lines)
        if key in self._joined:
            return True
        passes = any(
            line.key.operator == first.operator or {first.line_class, line.line_class} <= _OF_JR
            for one in self._passing[station]
            if one not in own
            for line in [self._line_of[one]]
        )
        return False if passes or key in self._broken else None


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold_name, names))


def _join(routes: list[Route], groups: StationGroups, ties: _Ties) -> list[Route]:
    ends: dict[tuple[str, int], list[int]] = defaultdict(list)
    for i, route in enumerate(routes):
        if not route.is_ring:
            for station in (route.stations[0], route.stations[-1]):
                ends[route.operator, station].append(i)
    current: dict[int, Route] = dict(enumerate(routes))
    home = list(range(len(routes)))
    for (_, station), at_end in sorted(ends.items(), key=lambda item: item[0]):
        for one, other in combinations(at_end, 2):
            if routes[one].line_class != routes[other].line_class:
                continue
            known = ties.run_through(station, routes[one], routes[other])
            i, j = home[one], home[other]
            if known is False or (known is None and len(at_end) > 2) or i == j:
                continue
            joined = _joined(current[i], current[j], station, None if known else groups)
            if joined is not None:
                current[i] = joined
                del current[j]
                home = [i if here == j else here for here in home]
    return [current[i] for i in sorted(current)]


def _joined(
    first: Route, second: Route, station: int, groups: StationGroups | None
) -> Route | None:
    """Return the first route and then the second, None where a train cannot go on.

    Without positions it can, turning back where it must.
    """
    first = first if first.stations[-1] == station else first.reversed()
    second = second if second.stations[0] == station else second.reversed()
    if first.stations[-1] != station or second.stations[0] != station:
        return None
    if groups is not None and not _goes_on(first.stations[-2], station, second.stations[1], groups):
        return None
    longer = first if sum(first.km) >= sum(second.km) else second
    names = dict.fromkeys([*first.name_ja.split("・"), *second.name_ja.split("・")])
    return Route(
        line_class=first.line_class,
        operator=first.operator,
        stations=first.stations + second.stations[1:],
        km=first.km + second.km,
        line_ids=first.line_ids + second.line_ids,
        name=longer.name,
        name_ja="・".join(names),
    )


def _split_at_forks(path: Path, groups: StationGroups) -> list[Path]:
    """Return the parts of a path between stations where it goes back as it came.

    At Kojima both ways to Shikoku leave over one bridge; no train takes one after the other.
    """
    cuts = [
        i
        for i in range(1, len(path) - 1)
        if path[0] != path[-1] and _turn(path[i - 1], path[i], path[i + 1], groups) > FORK
    ]
    return [path[a : b + 1] for a, b in pairwise([0, *cuts, len(path) - 1])]


def _goes_on(before: int, here: int, after: int, groups: StationGroups) -> bool:
    """Return whether the way to the next station leads on, not back."""
    return _turn(before, here, after, groups) < STRAIGHT


def _turn(before: int, here: int, after: int, groups: StationGroups) -> float:
    """Return the cosine between the ways to the station before and to the next one."""
    scale = math.cos(math.radians(groups.lat[here]))

    def towards(other: int) -> tuple[float, float]:
        east = (groups.lon[other] - groups.lon[here]) * scale
        north = groups.lat[other] - groups.lat[here]
        length = math.hypot(east, north) or 1.0
        return east / length, north / length

    back, ahead = towards(before), towards(after)
    return back[0] * ahead[0] + back[1] * ahead[1]
