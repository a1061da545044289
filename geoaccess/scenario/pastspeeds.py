"""Trains of former timetables: today's, as fast as the fastest of a day was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.network import (
    Departures,
    PastTime,
    RailNetwork,
    Section,
    StoppingPattern,
    is_open,
)
from geoaccess.model.text import Text
from geoaccess.scenario.paths import Hop, TrackGraph

MIDNIGHT_MIN: Final = 1440
SCALES: Final = (0.5, 3.0)
"""A running time of a former timetable is that many times today's, or a fact is mistaken."""


class Run(NamedTuple):
    """A pattern as it is on a day, with the sections of its hops and its departures."""

    pattern: StoppingPattern
    hops: tuple[Hop | None, ...]
    rows: list[Departures]


@dataclass(frozen=True)
class _Stretch:
    """A past time with the sections it holds for."""

    fact: PastTime
    sections: tuple[Section, ...]

    def holds_for(self, service: str) -> bool:
        """Return whether the fact is one of this service."""
        return not self.fact.services or service in self.fact.services


_Owners = dict[int, int]
"""Stretch of each section that a service is scaled on, sections by `id`: those of one track
graph are the same objects, and hashing them by content took half of the time."""
_Shares = list[tuple[int, int | None, float]]
"""Running minutes of a pattern: hop, stretch (None: as today), minutes."""
_Scales = dict[tuple[int, bool], float]
"""Scale by stretch, apart for services that run today and that ended (True)."""


class PastSpeeds:
    """Scales running times so that the fastest train of a day takes the published time.

    Of every past time in force, running times between its two stations are multiplied by one
    number: the least with which no train is faster than published, so that the fastest takes
    the published minutes. Stays at stations keep their length; a hop over several sections is
    shared among them by kilometres. Where stretches overlap, the fact that stands first in
    the table sets its own; a later one sets what is left. Services that have ended are trains
    of former days: they are scaled among themselves. A train that would now end after
    midnight, and did not, leaves so much earlier that it ends at midnight.
    """

    def __init__(self, network: RailNetwork, track: TrackGraph) -> None:
        self._track = track
        self._network = network
        self._known: dict[tuple[str, tuple[int, ...]], tuple[StoppingPattern, Run]] = {}

    @cached_property
    def _stretches(self) -> tuple[_Stretch, ...]:
        """Past times with their sections, in the order of the table."""
        found, broken = [], []
        for fact in self._network.past_times:
            way = self._track.find_way(fact.lines, fact.from_station, fact.to_station)
            if not way:
                broken.append(f"{fact.from_station}-{fact.to_station}")
                continue
            found.append(_Stretch(fact, way))
        if broken:
            raise InputError(
                f"{self._network.name}: {len(broken)} past times are between stations that their "
                f"lines do not connect ({describe_offenders(broken)}); mend past_times.csv"
            )
        return tuple(found)

    def as_of(self, on: dt.date, runs: Sequence[Run]) -> tuple[list[Run], tuple[Text, ...]]:
        """Return the runs of a day with its running times, and what must be known of them.

        Runs that no fact concerns are returned as they are; equal answers are one object.

        Raises
        ------
        InputError
            When a fact asks of trains less than half or more than three times their minutes.
        """
        stretches = tuple(
            one for one in self._stretches if is_open(on, one.fact.opened, one.fact.closed)
        )
        if not stretches:
            return list(runs), ()
        shares = _share_all(runs, stretches)
        scales = _scales(stretches, runs, shares)
        _check(self._network.name, stretches, scales)
        slowed = [
            self._slowed(run, parts, scales) if parts else run
            for run, parts in zip(runs, shares, strict=True)
        ]
        followed = {number for number, _ in scales}
        idle = [one.fact for number, one in enumerate(stretches) if number not in followed]
        return slowed, _describe(len(followed), idle)

    def _slowed(self, run: Run, shares: _Shares, scales: _Scales) -> Run:
        """Return a run with its minutes scaled, and its last trains earlier."""
        pattern = run.pattern
        minutes = [0.0] * len(pattern.run_min)
        for hop, stretch, share in shares:
            minutes[hop] += share * _scale(scales, stretch, pattern)
        run_min = tuple(_rounded(minutes))
        if run_min == pattern.run_min:
            return run
        known = self._known.get((pattern.id, run_min))
        if known is None or known[0] is not pattern:
            stays = sum(pattern.dwell_min)
            before, after = sum(pattern.run_min) + stays, sum(run_min) + stays
            rows = [_by_midnight(row, before, after) for row in run.rows]
            known = pattern, Run(replace(pattern, run_min=run_min), run.hops, rows)
            self._known[pattern.id, run_min] = known
        return known[1]


def _describe(n_followed: int, idle: Sequence[PastTime]) -> tuple[Text, ...]:
    """Return notes of the past times that trains follow, and of those that none can."""
    notes = []
    if n_followed:
        notes.append(
            Text(
                en=f"On {n_followed} stretches (past_times.csv) all trains are scaled until the "
                "fastest takes the time published for that day; the last ones leave earlier, to "
                "end by midnight.",
                ja=f"{n_followed}区間(past_times.csv)では、最速列車が当時の公表所要時間になるように全列車の"
                "所要時間を同じ割合で変え、終電は0時までに着くよう早めたモデルである。",
            )
        )
    if idle:
        pairs = describe_offenders([f"{one.from_station}-{one.to_station}" for one in idle])
        notes.append(
            Text(
                en=f"{len(idle)} past times name two stations at which no train of that day calls "
                f"({pairs}); they change nothing.",
                ja=f"当日両駅に停まる列車がない所要時間{len(idle)}件({pairs})は用いていない。",
            )
        )
    return tuple(notes)


def _share_all(runs: Sequence[Run], stretches: Sequence[_Stretch]) -> list[_Shares]:
    """Return how the minutes of every run fall on stretches, empty where it touches none."""
    lines = {section.line for stretch in stretches for section in stretch.sections}
    owners: dict[str, _Owners] = {}
    shares: list[_Shares] = []
    for run in runs:
        if lines.isdisjoint(run.pattern.lines):
            shares.append([])
            continue
        service = run.pattern.service
        if service not in owners:
            owners[service] = _own(service, stretches)
        shares.append(_share(run, owners[service]))
    return shares


def _own(service: str, stretches: Sequence[_Stretch]) -> _Owners:
    """Return the stretch that sets each section for a service: the first that holds it."""
    owners: _Owners = {}
    for number, stretch in enumerate(stretches):
        if stretch.holds_for(service):
            for section in stretch.sections:
                owners.setdefault(id(section), number)
    return owners


def _share(run: Run, owners: _Owners) -> _Shares:
    """Return how the minutes of a run fall on stretches, empty where it touches none."""
    shares: _Shares = []
    for number, (hop, minutes) in enumerate(zip(run.hops, run.pattern.run_min, strict=True)):
        km: dict[int | None, float] = {}
        for section in hop or ():
            owner = owners.get(id(section))
            km[owner] = km.get(owner, 0.0) + section.km
        total = sum(km.values()) or 1.0
        shares += [(number, owner, minutes * one / total) for owner, one in km.items()]
        if not km:
            shares.append((number, None, float(minutes)))
    return shares if any(owner is not None for _, owner, _ in shares) else []


def _scales(
    stretches: Sequence[_Stretch], runs: Sequence[Run], shares: Sequence[_Shares]
) -> _Scales:
    """Return the scale of each stretch.

    In order of the stretches: what lies under a run and belongs to an earlier one is settled
    when its own stretch is looked at. With minutes r under a stretch, f elsewhere between its
    stations and published minutes p, no train is faster than published from (p - f) / r on.
    """
    scales: _Scales = {}
    touched = [pair for pair in zip(runs, shares, strict=True) if pair[0].rows and pair[1]]
    for number, stretch in enumerate(stretches):
        for run, parts in touched:
            span = _span(run.pattern, stretch.fact)
            if span is None:
                continue
            begin, end = span
            own, fixed = 0.0, float(sum(run.pattern.dwell_min[begin : end - 1]))
            for hop, owner, minutes in parts:
                if begin <= hop < end and owner == number:
                    own += minutes
                elif begin <= hop < end:
                    fixed += minutes * _scale(scales, owner, run.pattern)
            if own:
                key = number, run.pattern.closed is not None
                least = (stretch.fact.minutes - fixed) / own
                scales[key] = max(scales.get(key, least), least)
    return scales


def _scale(scales: _Scales, stretch: int | None, pattern: StoppingPattern) -> float:
    if stretch is None:
        return 1.0
    return scales.get((stretch, pattern.closed is not None), 1.0)


def _span(pattern: StoppingPattern, fact: PastTime) -> tuple[int, int] | None:
    """Return the hops of a pattern between the two stations, None where it misses one."""
    calls = pattern.calls
    if fact.from_station not in calls or fact.to_station not in calls:
        return None
    ends = sorted((calls.index(fact.from_station), calls.index(fact.to_station)))
    return ends[0], ends[1]


def _rounded(minutes: Sequence[float]) -> Iterator[int]:
    """Yield whole minutes, at least 1, whose sum from the first on is off by half a minute."""
    exact, given = 0.0, 0
    for one in minutes:
        exact += one
        whole = max(1, round(exact) - given)
        given += whole
        yield whole


def _by_midnight(row: Departures, before_min: int, after_min: int) -> Departures:
    """Return departures that end by midnight where they did with the minutes of before."""
    latest = MIDNIGHT_MIN - after_min
    moved = {
        minute if minute + before_min > MIDNIGHT_MIN else min(minute, latest)
        for minute in row.departures_min
    }
    kept = tuple(sorted(moved))
    return row if kept == row.departures_min else replace(row, departures_min=kept)


def _check(name: str, stretches: Sequence[_Stretch], scales: _Scales) -> None:
    """Raise an InputError that names facts which no train of the tables can be meant by."""
    numbers = {number for (number, _), one in scales.items() if not SCALES[0] <= one <= SCALES[1]}
    facts = [stretches[number].fact for number in sorted(numbers)]
    wrong = [f"{one.from_station}-{one.to_station} in {one.minutes} min" for one in facts]
    if wrong:
        raise InputError(
            f"{name}: {len(wrong)} past times are less than half or more than three times the "
            f"minutes of the trains there ({describe_offenders(wrong)}); mend past_times.csv"
        )
