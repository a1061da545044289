"""Lines of a railway network: their stations in order, their class, the stations around."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial

import numpy as np

from geoaccess.sources.railways.grouping import StationGroups, pairs_within
from geoaccess.sources.railways.matching import Placement
from geoaccess.sources.railways.paths import Path, order_stations
from geoaccess.sources.railways.records import LineKey, PlatformLayer, TrackLayer
from geoaccess.sources.railways.servicemodel import Density, LineClass, Rule
from geoaccess.sources.railways.ways import Hops, union
from geoaccess.units import IntArray, great_circle_m

TOKYO = (139.7671, 35.6812)
"""Tokyo Station: down is away from it."""
ClassOf = Callable[[int, AbstractSet[int]], LineClass]
"""Class of a line (index) by the stations of a part of it."""
_JR_ENDING = "旅客鉄道"
_FEW_STATIONS = ("tram", "cable")


@dataclass(frozen=True, kw_only=True, eq=False)
class RailLine:
    """A line as N02 has it.

    Attributes
    ----------
    hops
        Neighbouring stations with km along the track.
    paths
        Stations in order, down: the main path, then branches and loops.
    """

    key: LineKey
    line_class: LineClass
    hops: Hops
    paths: tuple[Path, ...]


def build_lines(
    hops: dict[int, Hops],
    placement: Placement,
    class_of: ClassOf,
    groups: StationGroups,
) -> tuple[RailLine, ...]:
    """Return all lines that have at least two stations, in order of their names.

    Unconnected parts of a line that are of different classes (a railway and a tramway of one
    name) are lines of their own.
    """
    lines_at: dict[int, set[int]] = defaultdict(set)
    for line, pairs in hops.items():
        for pair in pairs:
            for station in pair:
                lines_at[station].add(line)
    junctions = frozenset(station for station, lines in lines_at.items() if len(lines) > 1)

    def shared(line: int) -> frozenset[int]:
        """Return the stations where another line of the same operator calls."""
        operator = placement.lines[line].operator
        return frozenset(
            station
            for station in {one for pair in hops[line] for one in pair}
            if any(
                other != line and placement.lines[other].operator == operator
                for other in lines_at[station]
            )
        )

    far = great_circle_m(groups.lon, groups.lat, np.array(TOKYO[0]), np.array(TOKYO[1]))
    return tuple(
        RailLine(
            key=placement.lines[line],
            line_class=line_class,
            hops=part,
            paths=tuple(
                path if far[path[0]] <= far[path[-1]] else path[::-1]
                for path in order_stations(part, junctions, shared(line))
            ),
        )
        for line, pairs in sorted(hops.items())
        for line_class, part in _by_class(pairs, partial(class_of, line))
    )


def name_company(operator: str) -> str:
    """Return whose lines run into each other: an operator's, and those of all JR companies."""
    return "JR" if operator.endswith(_JR_ENDING) else operator


def classify_lines(
    rules: Sequence[Rule],
    placement: Placement,
    platforms: PlatformLayer,
    tracks: TrackLayer,
    group_of: IntArray,
) -> ClassOf:
    """Return what tells the class of a line, or of a part of it by its stations.

    It is that of the first rule that fits the names and the codes that most of the platforms
    have (else those of the track).

    Parameters
    ----------
    group_of
        Station of each platform.
    """
    rows: dict[int, list[int]] = defaultdict(list)
    pieces: dict[int, list[int]] = defaultdict(list)
    for found, of_line in ((rows, placement.line), (pieces, placement.line_of_piece)):
        for row, line in enumerate(of_line.tolist()):
            found[line].append(row)

    def class_of(line: int, stations: AbstractSet[int]) -> LineClass:
        own = [row for row in rows[line] if int(group_of[row]) in stations]
        railway, institution = (
            _commonest(Counter(codes[row] for row in own))
            or _commonest(Counter(others[row] for row in pieces[line]))
            for codes, others in (
                (platforms.railway, tracks.railway),
                (platforms.institution, tracks.institution),
            )
        )
        return _classify(rules, placement.lines[line], railway, institution)

    return class_of


def _by_class(
    hops: Hops, class_of: Callable[[AbstractSet[int]], LineClass]
) -> Iterator[tuple[LineClass, Hops]]:
    """Yield the hops of a line by the class of the connected parts that they belong to."""
    part = union(hops)
    stations: dict[int, set[int]] = defaultdict(set)
    for station, one in part.items():
        stations[one].add(station)
    classes = {one: class_of(members) for one, members in stations.items()}
    for line_class in dict.fromkeys(classes[one] for one in sorted(classes)):
        yield (
            line_class,
            {pair: km for pair, km in hops.items() if classes[part[pair[0]]] == line_class},
        )


def count_near(groups: StationGroups, is_counted: Sequence[bool], density: Density) -> IntArray:
    """Return, per station, how many counted stations lie within the radius (itself included)."""
    counted = np.flatnonzero(is_counted)
    within_m = density.radius_km * 1000
    station, _, _ = pairs_within(
        (groups.lon, groups.lat), (groups.lon[counted], groups.lat[counted]), within_m
    )
    return np.bincount(station, minlength=len(groups.name))


def stations_counted(lines: Iterable[RailLine], n_stations: int) -> list[bool]:
    """Return which stations tell how dense the railways are: those of more than trams."""
    counted = [False] * n_stations
    for line in lines:
        if line.line_class not in _FEW_STATIONS:
            for pair in line.hops:
                for station in pair:
                    counted[station] = True
    return counted


def _classify(rules: Sequence[Rule], key: LineKey, railway: str, institution: str) -> LineClass:
    for rule in rules:
        pairs = (
            (rule.lines, key.line),
            (rule.operators, key.operator),
            (rule.railway, railway),
            (rule.institution, institution),
        )
        if all(not wanted or value in wanted for wanted, value in pairs):
            return rule.line_class
    return "none"


def _commonest(counts: Counter[str]) -> str:
    known = [(count, code) for code, count in counts.items() if code]
    return max(known)[1] if known else ""
