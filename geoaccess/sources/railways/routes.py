"""What trains run over: paths of lines joined end to end, and cut where a run ends."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from geoaccess.sources.railways.grouping import StationGroups
from geoaccess.sources.railways.lines import RailLine
from geoaccess.sources.railways.servicemodel import LEFT_OUT, Density, LineClass
from geoaccess.units import IntArray

JUNCTION_WITHIN_KM: Final = 12.0
"""Trains rather end at a junction, up to so far from where the density changes."""
STRAIGHT: Final = 0.0
"""Cosine between the ways that two lines lead off a common end: below, a train can go on."""


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
    lines: Sequence[RailLine], line_ids: Sequence[Sequence[str]], groups: StationGroups
) -> list[Route]:
    """Return a route for every path of every line with services, joined where lines meet.

    Two paths of one operator and class become one route where both end at a station, no
    third one ends there, and the track goes on (not back).
    """
    routes = [
        Route(
            line_class=line.line_class,
            operator=line.key.operator,
            stations=path,
            km=tuple(line.hops[min(pair), max(pair)] for pair in pairwise(path)),
            line_ids=(line_id,) * (len(path) - 1),
            name=line.key.label(),
            name_ja=line.key.line,
        )
        for line, ids in zip(lines, line_ids, strict=True)
        if line.line_class not in LEFT_OUT
        for path, line_id in zip(line.paths, ids, strict=True)
    ]
    return _join(routes, groups)


def _join(routes: list[Route], groups: StationGroups) -> list[Route]:
    ends: dict[tuple[str, int], list[int]] = defaultdict(list)
    for i, route in enumerate(routes):
        if not route.is_ring:
            for station in (route.stations[0], route.stations[-1]):
                ends[route.operator, station].append(i)
    current: dict[int, Route] = dict(enumerate(routes))
    home = list(range(len(routes)))
    for (_, station), pair in sorted(ends.items(), key=lambda item: item[0]):
        if len(pair) != 2 or routes[pair[0]].line_class != routes[pair[1]].line_class:
            continue
        i, j = home[pair[0]], home[pair[1]]
        joined = None if i == j else _joined(current[i], current[j], station, groups)
        if joined is not None:
            current[i] = joined
            del current[j]
            home = [i if one == j else one for one in home]
    return [current[i] for i in sorted(current)]


def _joined(first: Route, second: Route, station: int, groups: StationGroups) -> Route | None:
    """Return the first route and then the second, None where a train cannot go on."""
    first = first if first.stations[-1] == station else first.reversed()
    second = second if second.stations[0] == station else second.reversed()
    if first.stations[-1] != station or second.stations[0] != station:
        return None
    if not _goes_on(first.stations[-2], station, second.stations[1], groups):
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


def _goes_on(before: int, here: int, after: int, groups: StationGroups) -> bool:
    """Return whether the way to the next station leads on, not back."""
    scale = math.cos(math.radians(groups.lat[here]))

    def towards(other: int) -> tuple[float, float]:
        east = (groups.lon[other] - groups.lon[here]) * scale
        north = groups.lat[other] - groups.lat[here]
        length = math.hypot(east, north) or 1.0
        return east / length, north / length

    back, ahead = towards(before), towards(after)
    return back[0] * ahead[0] + back[1] * ahead[1] < STRAIGHT


def tier_of(near: float, density: Density) -> str:
    """Return the tier of a station with so many stations around."""
    return next(tier.name for tier in density.tiers if near >= tier.stations)


def cut_route(
    route: Route,
    near: IntArray,
    density: Density,
    *,
    min_tier_km: float,
    run_min: Sequence[float],
    max_run_min: float,
    n_lines: IntArray,
) -> list[tuple[Route, str]]:
    """Return the pieces of a route that one train runs, each with its tier.

    Parameters
    ----------
    near
        Stations around every station.
    min_tier_km
        A stretch of one tier that is shorter takes the tier of the longer neighbour.
    run_min
        Minutes of each hop of the route.
    max_run_min
        Longest run; longer ones are cut at the station with most lines near the cut.
    n_lines
        Lines at every station.
    """
    order = [tier.name for tier in density.tiers]
    tiers = [
        max(tier_of(near[a], density), tier_of(near[b], density), key=order.index)
        for a, b in pairwise(route.stations)
    ]
    stretches = _merge_short(tiers, route.km, min_tier_km)
    stretches = _to_junctions(stretches, route, n_lines)
    pieces: list[tuple[Route, str]] = []
    for first, last, tier in stretches:
        total = sum(run_min[first:last])
        count = max(1, math.ceil(total / max_run_min - 0.15))
        cuts = [first]
        for k in range(1, count):
            cut = _best_cut(route, run_min, (cuts[-1], last), first, total * k / count, n_lines)
            if cut is not None:
                cuts.append(cut)
        for begin, end in pairwise([*cuts, last]):
            pieces.append((route.part(begin, end), tier))
    return pieces


def _to_junctions(
    stretches: Sequence[tuple[int, int, str]], route: Route, n_lines: IntArray
) -> list[tuple[int, int, str]]:
    """Return the stretches with their bounds moved to junctions near them."""
    at = [0.0, *accumulate(route.km)]
    bounds = [stretches[0][0]]
    for (first, bound, _), (_, end, _) in pairwise(stretches):
        near = [
            i
            for i in range(max(first, bounds[-1]) + 1, end)
            if abs(at[i] - at[bound]) <= JUNCTION_WITHIN_KM
        ]
        key = {i: (int(n_lines[route.stations[i]]) > 1, -abs(at[i] - at[bound])) for i in near}
        bounds.append(max(near, key=lambda i: key[i]) if near else bound)
    bounds.append(stretches[-1][1])
    return [(a, b, one[2]) for (a, b), one in zip(pairwise(bounds), stretches, strict=True)]


def _best_cut(
    route: Route,
    run_min: Sequence[float],
    within: tuple[int, int],
    first: int,
    wanted_min: float,
    n_lines: IntArray,
) -> int | None:
    """Return the position of the best station to end a run about so many minutes on."""
    at = 0.0
    best: tuple[float, int] | None = None
    for i in range(first, within[1]):
        if i > within[0] + 1 and i < within[1] - 1:
            score = -abs(at - wanted_min) + 8 * min(int(n_lines[route.stations[i]]), 4)
            if best is None or score > best[0]:
                best = (score, i)
        at += run_min[i]
    return None if best is None else best[1]


def _merge_short(
    tiers: Sequence[str], km: Sequence[float], min_km: float
) -> list[tuple[int, int, str]]:
    """Return (first hop, end hop, tier) of stretches, short ones merged into a neighbour."""
    stretches: list[tuple[int, int, str]] = []
    for i, tier in enumerate(tiers):
        if stretches and stretches[-1][2] == tier:
            stretches[-1] = (stretches[-1][0], i + 1, tier)
        else:
            stretches.append((i, i + 1, tier))

    def length(stretch: tuple[int, int, str]) -> float:
        return sum(km[stretch[0] : stretch[1]])

    while len(stretches) > 1:
        short = min(range(len(stretches)), key=lambda i: (length(stretches[i]), i))
        if length(stretches[short]) >= min_km:
            break
        beside = [i for i in (short - 1, short + 1) if 0 <= i < len(stretches)]
        host = max(beside, key=lambda i: length(stretches[i]))
        low, high = min(short, host), max(short, host)
        joined = (stretches[low][0], stretches[high][1], stretches[host][2])
        stretches[low : high + 1] = [joined]
        for i in (low, low - 1):
            if 0 <= i < len(stretches) - 1 and stretches[i][2] == stretches[i + 1][2]:
                stretches[i : i + 2] = [(stretches[i][0], stretches[i + 1][1], stretches[i][2])]
    return stretches
