"""Trains an hour of the service model beside those on departure boards.

A station is compared way by way: the trains of all its weekday boards by the next station
towards their destination, ways that leave within 60 degrees of each other put together (rapid
and local tracks). Limited expresses and Shinkansen are left out on both sides.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import accumulate, pairwise
from random import Random
from typing import Final

from geoaccess.model.boards import Boards
from geoaccess.model.network import RailNetwork, Station, StoppingPattern
from geoaccess.model.text import fold_name
from geoaccess.sources.railways.calibration import SEED
from geoaccess.sources.railways.lines import name_company

BANDS: Final[Mapping[str, tuple[tuple[int, int], ...]]] = {
    "peak": ((420, 540), (1020, 1200)),
    "day": ((540, 1020),),
    "edge": ((330, 420), (1200, 1410)),
}
"""Minutes of the day of each part of it, as in the service model."""
COMPANIES: Final = {
    "Kintetsu": ("近畿日本鉄道",),
    "Tobu": ("東武鉄道",),
    "Tokyu": ("東急電鉄", "東京急行電鉄"),
}
"""By folder of boards; all others are of JR, and of the companies that took over its lines."""
OWN_TERMS: Final = {"Tokyu": "特急|Ｆライナー"}
"""Trains without a supplement that other companies would call limited expresses."""
REGULAR: Final = re.compile(r"普|各|快|準|急行|湘南新宿|アーバン|ラビット|はこだてライナー")
SUPPLEMENT: Final = re.compile(r"特急|ﾗｲﾅｰ号|通勤ライナー")
INCOMPLETE: Final = {"JR": ("東京", "上野", "品川", "大阪", "天王寺", "武蔵小杉")}
"""Stations whose boards leave out lines that run there (Yamanote, Keihin-Tohoku, the loop of
Osaka), or whose platforms N02 has as two stations."""
SAME_WAY_DEGREES: Final = 60.0
LEAST_A_DAY: Final = 10
"""Ways with fewer trains on the boards are a stray destination."""

_Train = tuple[int, str, str, str]
"""Minute, name, destination, board."""
_Graph = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Way:
    """Trains an hour by part of the day from a station towards some next stations."""

    station: str
    towards: tuple[str, ...]
    line_class: str
    tier: str
    observed: Mapping[str, float]
    modelled: Mapping[str, float]

    def ratio(self, band: str) -> float:
        """Return modelled trains by observed ones; NaN where there are none."""
        seen = self.observed[band]
        return self.modelled[band] / seen if seen else math.nan


def compare_boards(
    boards: Boards, network: RailNetwork, tier_of: Callable[[str], str]
) -> tuple[Way, ...]:
    """Return every way that weekday boards show, with the trains of the model.

    Parameters
    ----------
    network
        Modelled services, on its own.
    tier_of
        Tier of a station (id).
    """
    found: list[Way] = []
    trains = _regular_trains(boards)
    for family in sorted({family for family, _ in trains}):
        graph, lines = _graph(network, family)
        by_name: dict[str, list[Station]] = defaultdict(list)
        for station in network.stations:
            if station.id in graph:
                by_name[fold_name(station.ja)].append(station)
        departures = _departures(network, lines)
        for (one, name), seen in sorted(trains.items()):
            if one == family and by_name.get(fold_name(name)):
                if name in INCOMPLETE.get(family, ()):
                    continue
                here = max(by_name[fold_name(name)], key=lambda station: len(graph[station.id]))
                found += _ways(here, seen, graph, by_name, departures, network, tier_of)
    return tuple(found)


def _regular_trains(boards: Boards) -> dict[tuple[str, str], set[_Train]]:
    """Return the trains without supplement on weekday boards, by family and station."""
    trains: dict[tuple[str, str], set[_Train]] = defaultdict(set)
    for board in boards.boards:
        folder = board.id.split("/")[0]
        is_shinkansen = folder.endswith("_S") or folder == "JRW_SH"
        if board.kind != "departures" or board.days == "holiday" or is_shinkansen:
            continue
        family = folder if folder in COMPANIES else "JR"
        own = re.compile(OWN_TERMS.get(family, "(?!)"))
        for minute, train, to in zip(
            board.minute.tolist(), board.train, board.destination, strict=True
        ):
            is_regular = REGULAR.search(train) and not SUPPLEMENT.search(train)
            if is_regular or own.search(train):
                trains[family, board.station].add((minute, train, to, board.id))
    return trains


def split_by_station(ways: Iterable[Way], *, seed: int = SEED) -> tuple[list[Way], list[Way]]:
    """Return the ways of half of the stations, and those of the other half."""
    ways = list(ways)
    stations = sorted({way.station for way in ways})
    Random(seed).shuffle(stations)  # noqa: S311  (a split, no secret)
    fitted = set(stations[: math.ceil(len(stations) / 2)])
    return (
        [way for way in ways if way.station in fitted],
        [way for way in ways if way.station not in fitted],
    )


def _graph(network: RailNetwork, family: str) -> tuple[_Graph, frozenset[str]]:
    """Return km by pair of neighbours on the lines of a family, and the ids of these lines."""
    lines = frozenset(
        line.id
        for line in network.lines
        for company in [line.ja.split()[0]]
        if (company in COMPANIES.get(family, ()))
        or (family == "JR" and (name_company(company) == "JR" or line.category == "third_sector"))
    )
    graph: dict[str, dict[str, float]] = defaultdict(dict)
    for section in network.sections:
        if section.line in lines:
            a, b = section.from_station, section.to_station
            graph[a][b] = graph[b][a] = min(section.km, graph[a].get(b, math.inf))
    return graph, lines


def _departures(
    network: RailNetwork, lines: frozenset[str]
) -> Mapping[str, Mapping[tuple[str, tuple[str, ...]], Counter[int]]]:
    """Return, by station, the minutes of departure by next call and lines of the train."""
    starts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in network.departures:
        starts[row.pattern, row.direction] += row.departures_min
    found: dict[str, dict[tuple[str, tuple[str, ...]], Counter[int]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    for pattern in network.patterns:
        if not set(pattern.lines) <= lines:
            continue
        for calls, minutes, direction in _both_ways(pattern):
            for (a, b), at in zip(pairwise(calls), minutes, strict=False):
                for start in starts[pattern.id, direction]:
                    found[a][b, pattern.lines][start + at] += 1
    return found


def _both_ways(
    pattern: StoppingPattern,
) -> Iterable[tuple[Sequence[str], Sequence[int], str]]:
    down = [0, *accumulate(pattern.run_min)]
    up = [0, *accumulate(pattern.run_min[::-1])]
    return ((pattern.calls, down, "down"), (pattern.calls[::-1], up, "up"))


def _ways(
    here: Station,
    seen: Iterable[_Train],
    graph: _Graph,
    by_name: Mapping[str, Sequence[Station]],
    departures: Mapping[str, Mapping[tuple[str, tuple[str, ...]], Counter[int]]],
    network: RailNetwork,
    tier_of: Callable[[str], str],
) -> list[Way]:
    """Return the ways from one station."""
    first = _first_hops(graph, here.id)
    observed: dict[str, Counter[int]] = defaultdict(Counter)
    hop_of: dict[_Train, str] = {}
    for train in seen:
        targets = [one for one in by_name.get(fold_name(train[2]), ()) if one.id in first]
        if targets:
            target = min(targets, key=lambda one: first[one.id][0])
            hop_of[train] = first[target.id][1]
    usual = {
        board: Counter(hop for train, hop in hop_of.items() if train[3] == board).most_common(1)
        for board in {train[3] for train in seen}
    }
    once: set[tuple[int, str, str]] = set()
    for train in sorted(seen):
        # A destination beyond the lines of the company lies where most trains of the board go.
        hop = hop_of.get(train) or next((hop for hop, _ in usual[train[3]]), None)
        if hop is not None and train[:3] not in once:
            once.add(train[:3])
            observed[hop][train[0]] += 1
    modelled: dict[str, Counter[int]] = defaultdict(Counter)
    for (call, lines), minutes in departures.get(here.id, {}).items():
        own = {
            section_id
            for section in network.sections
            if section.line in lines
            for section_id in (section.from_station, section.to_station)
        }
        part = {a: {b: km for b, km in graph[a].items() if b in own} for a in graph if a in own}
        modelled[_first_hops(part, here.id)[call][1]].update(minutes)
    by_id = network.station_by_id
    groups = _same_way(here, [by_id[hop] for hop in graph[here.id]])
    category = {line.id: line.category for line in network.lines}
    kind: dict[str, str] = {}
    for section in network.sections:
        ends = {section.from_station, section.to_station}
        if here.id in ends:
            (hop,) = ends - {here.id}
            if hop in graph[here.id]:
                kind.setdefault(hop, category[section.line])
    return [
        Way(
            station=here.ja,
            towards=tuple(by_id[hop].ja for hop in group),
            line_class=Counter(kind[hop] for hop in group).most_common(1)[0][0],
            tier=tier_of(here.id),
            observed=_per_hour(observed[hop] for hop in group),
            modelled=_per_hour(modelled[hop] for hop in group),
        )
        for group in groups
        if sum(sum(observed[hop].values()) for hop in group) >= LEAST_A_DAY
    ]


def _per_hour(counts: Iterable[Counter[int]]) -> dict[str, float]:
    every: Counter[int] = sum(counts, Counter())
    return {
        band: sum(n for minute, n in every.items() if any(a <= minute < b for a, b in parts))
        * 60
        / sum(b - a for a, b in parts)
        for band, parts in BANDS.items()
    }


def _same_way(here: Station, hops: Sequence[Station]) -> list[list[str]]:
    """Return next stations by the way that they lie: chains of bearings near each other."""
    scale = math.cos(math.radians(here.lat))

    def bearing(hop: Station) -> float:
        return math.degrees(math.atan2((hop.lon - here.lon) * scale, hop.lat - here.lat)) % 360

    groups: list[list[Station]] = []
    for hop in sorted(hops, key=bearing):
        if groups and bearing(hop) - bearing(groups[-1][0]) <= SAME_WAY_DEGREES:
            groups[-1].append(hop)
        else:
            groups.append([hop])
    if len(groups) > 1 and bearing(groups[0][-1]) + 360 - bearing(groups[-1][0]) <= (
        SAME_WAY_DEGREES
    ):
        groups[0] = groups.pop() + groups[0]
    return [[hop.id for hop in group] for group in groups]


def _first_hops(graph: _Graph, origin: str) -> dict[str, tuple[float, str]]:
    """Return km and the first station on the shortest way to every station reached."""
    found: dict[str, tuple[float, str]] = {}
    queue = [(km, hop, hop) for hop, km in graph.get(origin, {}).items()]
    queue.sort()
    while queue:
        at, station, hop = heappop(queue)
        if station in found or station == origin:
            continue
        found[station] = (at, hop)
        for other, km in graph[station].items():
            if other not in found:
                heappush(queue, (at + km, other, hop))
    return found
