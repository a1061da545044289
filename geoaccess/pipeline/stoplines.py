"""Which lines call at which stops, network by network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from geoaccess.model.network import RailNetwork
from geoaccess.model.timetable import Timetable

StopLines = Mapping[int, frozenset[str]]


def find_stop_lines(
    network: RailNetwork, timetable: Timetable, line_sets: Sequence[frozenset[str]]
) -> tuple[StopLines, ...]:
    """Return per network the lines of each stop at which its trains call, by position.

    Platforms are left out: their lines are those of the station. Of tables the sections say which
    lines a stop is on, of feeds the calls.

    Parameters
    ----------
    network
        All networks as one.
    timetable
        Trains of the day.
    line_sets
        Ids of the lines of each network, all lines together. A stop whose calls name no line
        counts to the first.
    """
    index = {stop: i for i, stop in enumerate(timetable.stop_id)}
    passing: dict[int, set[str]] = defaultdict(set)
    for section in network.sections:
        for station in (section.from_station, section.to_station):
            passing[index[station]].add(section.line)
    calling: dict[int, set[str]] = defaultdict(set)
    before = ((), *timetable.call_lines[:-1])
    calls = zip(timetable.call_stop_idx.tolist(), timetable.call_lines, before, strict=True)
    for stop, lines in {(stop, onward or last) for stop, onward, last in calls}:
        calling[stop].update(lines)
    found = tuple(
        {
            stop: frozenset(lines & (passing.get(stop) or called))
            for stop, called in calling.items()
            if not lines.isdisjoint(called) or (is_first and not called)
        }
        for is_first, lines in ((lines is line_sets[0], lines) for lines in line_sets)
    )
    return tuple(_with_platforms(lines, network, index) for lines in found)


def find_platforms(network: RailNetwork, timetable: Timetable) -> dict[int, tuple[int, ...]]:
    """Return the stops that are platforms of a station, by position of the station."""
    index = {stop: i for i, stop in enumerate(timetable.stop_id)}
    found: dict[int, tuple[int, ...]] = {}
    for platform, station in network.platforms.items():
        found[index[station]] = (*found.get(index[station], ()), index[platform])
    return found


def _with_platforms(
    lines: dict[int, frozenset[str]], network: RailNetwork, index: Mapping[str, int]
) -> StopLines:
    """Return lines by stop where those of a platform are lines of its station."""
    for platform, station in network.platforms.items():
        own = lines.pop(index[platform], None)
        if own:
            lines[index[station]] = lines.get(index[station], frozenset()) | own
    return lines
