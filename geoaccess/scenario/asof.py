"""The network as it stood on a date."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from geoaccess.errors import InputError
from geoaccess.model.network import Departures, RailNetwork, Section, StoppingPattern, is_open
from geoaccess.model.text import Text
from geoaccess.scenario.pastspeeds import PastSpeeds, Run
from geoaccess.scenario.paths import Hop, build_track_graph

FIRST_AS_OF = dt.date(1960, 6, 1)
"""When limited expresses took 6 h 30 min from Tokyo to Osaka, the state before the Shinkansen:
earlier networks are not in the tables."""


@dataclass(frozen=True)
class _Piece:
    """An unbroken run of a pattern: its first call, and the calls that are kept."""

    first: int
    calls: tuple[int, ...]


def network_as_of(network: RailNetwork, on: dt.date) -> RailNetwork:
    """Return the network with what was open on a day, by the dates in its tables.

    Services that did not run yet (or no longer) are left out; the others are cut back to
    the sections and stations then open. Before the edition begins, running times follow the
    past times of the tables (`PastSpeeds`) where they have any; others, calls and departures
    stay those of the tables, as a note says.

    Raises
    ------
    InputError
        When the day is before the tables begin, or after the edition ends.
    """
    return DatedNetwork(network).as_of(on)


class DatedNetwork:
    """A network whose rows have dates, to be looked at as of several days.

    Rows that a day leaves as they are stay the same objects in every answer. The sections of
    each pattern are found once: the second day of the shipped network takes a quarter of the
    time of the first.
    """

    def __init__(self, network: RailNetwork) -> None:
        self.network = network
        self._track = build_track_graph(network.sections)
        self._speeds = PastSpeeds(network, self._track)
        self._hops: dict[str, tuple[Hop | None, ...]] = {}
        self._cut_hops: dict[tuple[str, _Piece], tuple[Hop | None, ...]] = {}
        self._cuts: dict[tuple[str, _Piece], tuple[StoppingPattern, list[Departures]]] = {}
        self._rows: dict[str, list[Departures]] = {}
        for row in network.departures:
            self._rows.setdefault(row.pattern, []).append(row)

    @cached_property
    def dates(self) -> tuple[dt.date, ...]:
        """Days on which something opens or closes, or trains become faster, in order."""
        network = self.network
        days = {day for s in network.sections for day in (s.opened, s.closed)}
        days |= {day for s in network.station_openings for day in (s.opened, s.closed)}
        days |= {day for p in network.patterns for day in (p.opened, p.closed)}
        days |= {day for fact in network.past_times for day in (fact.opened, fact.closed)}
        return tuple(sorted(day for day in days if day is not None))

    def state_of(self, on: dt.date) -> int:
        """Return the number of the state of the network on a day: dates up to and with it.

        Days of one state have the same network.
        """
        return bisect_right(self.dates, on)

    def as_of(self, on: dt.date) -> RailNetwork:
        """Return the network with what was open on a day; raises like `network_as_of`."""
        network = self.network
        if on < FIRST_AS_OF:
            raise InputError(f"as-of date {on} is before {FIRST_AS_OF}, where the tables begin")
        if on > network.valid_to:
            raise InputError(
                f"as-of date {on} is after {network.valid_to}, where {network.name} ends"
            )
        sections = tuple(s for s in network.sections if is_open(on, s.opened, s.closed))
        shut = {
            (opening.line, opening.station)
            for opening in network.station_openings
            if not is_open(on, opening.opened, opening.closed)
        }
        running = [p for p in network.patterns if is_open(on, p.opened, p.closed)]
        runs, modelled = self._speeds.as_of(on, self._cut_to(running, sections, shut))
        notes = (_describe(network, on), *modelled) if on < network.valid_from else ()
        return replace(self._with_runs(runs, sections), notes=(*network.notes, *notes))

    def without(
        self, sections: Collection[Section], shut: Collection[tuple[str, str]]
    ) -> RailNetwork:
        """Return the network without some sections, and with stations shut to trains of a line.

        Parameters
        ----------
        sections
            What is closed, of whatever dates.
        shut
            Lines and stations.
        """
        kept = tuple(one for one in self.network.sections if one not in sections)
        return self._with_runs(self._cut_to(self.network.patterns, kept, shut), kept)

    def _cut_to(
        self,
        running: Iterable[StoppingPattern],
        sections: tuple[Section, ...],
        shut: Collection[tuple[str, str]],
    ) -> list[Run]:
        """Return patterns cut back to some sections, with their departures."""
        open_sections = set(sections)
        runs: list[Run] = []
        for pattern in running:
            rows = self._rows.get(pattern.id, [])
            hops = self._hops_of(pattern)
            pieces = _pieces(pattern, hops, open_sections, shut)
            if pieces == [_Piece(0, tuple(range(len(pattern.calls))))]:
                runs.append(Run(pattern, hops, rows))
                continue
            for piece in pieces:
                cut, moved = self._cut_back(pattern, piece, rows, open_sections)
                runs.append(Run(cut, self._cut_hops[pattern.id, piece], moved))
        return runs

    def _with_runs(self, runs: Sequence[Run], sections: tuple[Section, ...]) -> RailNetwork:
        """Return the network of some sections with other patterns and departures."""
        return replace(
            self.network,
            sections=sections,
            patterns=tuple(run.pattern for run in runs),
            departures=tuple(row for run in runs for row in run.rows),
        )

    def _cut_back(
        self,
        pattern: StoppingPattern,
        piece: _Piece,
        rows: list[Departures],
        open_sections: set[Section],
    ) -> tuple[StoppingPattern, list[Departures]]:
        """Return a piece of a pattern with its departures.

        The same objects on every day on which it runs over the same sections: not where the
        shortest way past a station that is shut leads over a section that is not open.
        """
        known = self._cuts.get((pattern.id, piece))
        if known is None:
            cut = _cut(pattern, piece)
            known = cut, [_shifted(row, pattern, piece, cut.id) for row in rows]
            self._cuts[pattern.id, piece] = known
            self._cut_hops[pattern.id, piece] = self._track.hops(cut)
        hops = self._cut_hops[pattern.id, piece]
        if all(section in open_sections for hop in hops for section in hop or ()):
            return known
        return replace(known[0]), [replace(row) for row in known[1]]

    def _hops_of(self, pattern: StoppingPattern) -> tuple[Hop | None, ...]:
        if pattern.id not in self._hops:
            self._hops[pattern.id] = self._track.hops(pattern)
        return self._hops[pattern.id]


def _describe(network: RailNetwork, on: dt.date) -> Text:
    """Return what must be known of a network of an earlier day."""
    return Text(
        en=f"Network as of {on}: lines and services by their opening and closing dates; where "
        f"nothing else is said, running times, departures and names of services that still run "
        f"are those of the {network.edition} edition.",
        ja=f"{on}時点の路線網。路線と列車は開業日・廃止日による。特記がない限り、現在も走る列車の所要時間・"
        f"発車時刻・列車名は{network.edition}改正のもの。",
    )


def _pieces(
    pattern: StoppingPattern,
    hops: tuple[Hop | None, ...],
    open_sections: set[Section],
    shut: Collection[tuple[str, str]],
) -> list[_Piece]:
    """Return the unbroken runs of at least two open calls."""
    pieces: list[_Piece] = []
    run: list[int] = []
    for i, call in enumerate(pattern.calls):
        lines_here = {
            section.line
            for hop in hops[max(0, i - 1) : i + 1]
            for section in hop or ()
            if call in (section.from_station, section.to_station)
        }
        if i and not all(section in open_sections for section in hops[i - 1] or ()):
            pieces.append(_Piece(run[0] if run else i, tuple(run)))
            run = []
        if not (lines_here and all((line, call) in shut for line in lines_here)):
            run.append(i)
    pieces.append(_Piece(run[0] if run else 0, tuple(run)))
    return [piece for piece in pieces if len(piece.calls) >= 2]


def _cut(pattern: StoppingPattern, piece: _Piece) -> StoppingPattern:
    """Return the pattern over the calls of a piece, with the same times."""
    arrive, depart = call_times(pattern)
    kept = piece.calls
    return replace(
        pattern,
        id=f"{pattern.id}@{pattern.calls[kept[0]]}-{pattern.calls[kept[-1]]}",
        calls=tuple(pattern.calls[i] for i in kept),
        run_min=tuple(arrive[b] - depart[a] for a, b in pairwise(kept)),
        dwell_min=tuple(depart[i] - arrive[i] for i in kept[1:-1]),
    )


def _shifted(row: Departures, pattern: StoppingPattern, piece: _Piece, cut_id: str) -> Departures:
    """Return departures moved to the first call of the piece in their direction."""
    arrive, depart = call_times(pattern)
    if pattern.direction == "both" and row.direction == "up":
        shift = arrive[-1] - arrive[piece.calls[-1]]
    else:
        shift = depart[piece.calls[0]]
    moved = tuple(minute + shift for minute in row.departures_min)
    return replace(row, pattern=cut_id, departures_min=moved)


def call_times(pattern: StoppingPattern) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return arrival and departure minutes at every call after leaving the first.

    At the first call arrival equals departure, at the last departure equals arrival.
    """
    arrive, depart = [0], [0]
    for i, run in enumerate(pattern.run_min):
        arrive.append(depart[-1] + run)
        dwell = pattern.dwell_min[i] if i < len(pattern.dwell_min) else 0
        depart.append(arrive[-1] + dwell)
    return tuple(arrive), tuple(depart)
