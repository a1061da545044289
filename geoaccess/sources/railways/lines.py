"""Lines of a railway network: their stations in order, their class, the stations around."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from geoaccess.sources.railways.grouping import StationGroups, pairs_within
from geoaccess.sources.railways.matching import Placement
from geoaccess.sources.railways.paths import Path, order_stations
from geoaccess.sources.railways.records import LineKey, PlatformLayer, TrackLayer
from geoaccess.sources.railways.servicemodel import Density, LineClass, Rule
from geoaccess.sources.railways.ways import Hops
from geoaccess.units import IntArray, great_circle_m

TOKYO = (139.7671, 35.6812)
"""Tokyo Station: down is away from it."""
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
    classes: Sequence[LineClass],
    groups: StationGroups,
) -> tuple[RailLine, ...]:
    """Return all lines that have at least two stations, in order of their names."""
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
            line_class=classes[line],
            hops=pairs,
            paths=tuple(
                path if far[path[0]] <= far[path[-1]] else path[::-1]
                for path in order_stations(pairs, junctions, shared(line))
            ),
        )
        for line, pairs in sorted(hops.items())
        if pairs
    )


def name_company(operator: str) -> str:
    """Return whose lines run into each other: an operator's, and those of all JR companies."""
    return "JR" if operator.endswith(_JR_ENDING) else operator


def classify_lines(
    rules: Sequence[Rule], placement: Placement, platforms: PlatformLayer, tracks: TrackLayer
) -> tuple[LineClass, ...]:
    """Return the class of every line: of the first rule that fits its names and codes."""
    railway: list[Counter[str]] = [Counter() for _ in placement.lines]
    institution: list[Counter[str]] = [Counter() for _ in placement.lines]
    for of_line, layer in ((placement.line_of_piece, tracks), (placement.line, platforms)):
        for row, line in enumerate(of_line.tolist()):
            if line >= 0:
                railway[line][layer.railway[row]] += 1
                institution[line][layer.institution[row]] += 1
    return tuple(
        _classify(rules, key, _commonest(railway[i]), _commonest(institution[i]))
        for i, key in enumerate(placement.lines)
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
