"""Which sections a stopping pattern runs over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from geoaccess.model.network import Section, StoppingPattern

Hop = tuple[Section, ...]


@dataclass(frozen=True, kw_only=True)
class TrackGraph:
    """Sections by line, to be walked from call to call."""

    by_line: Mapping[str, Sequence[Section]]

    def hops(self, pattern: StoppingPattern) -> tuple[Hop | None, ...]:
        """Return, per pair of consecutive calls, the shortest way over the pattern's lines.

        None where the lines do not connect the two calls.
        """
        neighbours = self._neighbours(pattern.lines)
        pairs = zip(pattern.calls, pattern.calls[1:], strict=False)
        return tuple(_shortest(neighbours, origin, target) for origin, target in pairs)

    def find_way(self, lines: Iterable[str], origin: str, target: str) -> Hop | None:
        """Return the shortest way over some lines, None where they do not connect the two."""
        return _shortest(self._neighbours(lines), origin, target)

    def _neighbours(self, lines: Iterable[str]) -> Mapping[str, Sequence[tuple[str, Section]]]:
        neighbours: dict[str, list[tuple[str, Section]]] = defaultdict(list)
        for line in lines:
            for section in self.by_line.get(line, ()):
                neighbours[section.from_station].append((section.to_station, section))
                neighbours[section.to_station].append((section.from_station, section))
        return neighbours


def build_track_graph(sections: Sequence[Section]) -> TrackGraph:
    """Return the sections arranged by line."""
    by_line: dict[str, list[Section]] = defaultdict(list)
    for section in sections:
        by_line[section.line].append(section)
    return TrackGraph(by_line=by_line)


def find_way(track: TrackGraph, line: str, origin: str, target: str) -> Hop | None:
    """Return the sections of a line between two of its stations, None where it has no way."""
    neighbours: dict[str, list[tuple[str, Section]]] = defaultdict(list)
    for section in track.by_line.get(line, ()):
        neighbours[section.from_station].append((section.to_station, section))
        neighbours[section.to_station].append((section.from_station, section))
    return _shortest(neighbours, origin, target) if origin in neighbours else None


def _shortest(
    neighbours: Mapping[str, Sequence[tuple[str, Section]]], origin: str, target: str
) -> Hop | None:
    """Return the sections of the shortest way in km (Dijkstra), None if there is none."""
    queue: list[tuple[float, int, str, Hop]] = [(0.0, 0, origin, ())]
    done: set[str] = set()
    pushed = 0
    while queue:
        km, _, station, hop = heappop(queue)
        if station == target:
            return hop
        if station in done:
            continue
        done.add(station)
        for other, section in neighbours.get(station, ()):
            if other not in done:
                pushed += 1
                heappush(queue, (km + section.km, pushed, other, (*hop, section)))
    return None
