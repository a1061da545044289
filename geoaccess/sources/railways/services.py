"""Stopping patterns and departures of the trains that the service model lets run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from geoaccess.model.network import Departures, Direction, StoppingPattern
from geoaccess.sources.railways.cutting import cut_route, find_denser
from geoaccess.sources.railways.routes import Route
from geoaccess.sources.railways.servicemodel import (
    Headway,
    Kind,
    RunTime,
    ServiceModel,
    Through,
)
from geoaccess.units import SECONDS_PER_MINUTE, IntArray

LABELS: dict[Kind, tuple[str, str]] = {
    "local": ("Local", "各停"),
    "rapid": ("Rapid", "快速"),
    "express": ("Express", "特急"),
}


@dataclass
class Plan:
    """Patterns and departures as they are made; numbers keep ids apart."""

    model: ServiceModel
    station_ids: Sequence[str]
    near: IntArray
    n_lines: IntArray
    patterns: list[StoppingPattern] = field(default_factory=list)
    departures: list[Departures] = field(default_factory=list)

    def add_route(self, route: Route) -> None:
        """Add the trains of a route: of every kind, cut where runs end."""
        for kind in self.model.kinds:
            if kind in self.model.headways.get(route.line_class, {}):
                self._add_kind(route, kind)

    def add_through(self, route: Route, through: Through, kept: Sequence[int]) -> None:
        """Add trains that run the whole route and call at the stations kept (positions).

        Trains that pass a station are rapids; those that call at most others have the run
        times of local trains all the same.
        """
        kind: Kind = "local" if len(kept) == len(route.stations) else "rapid"
        run_times = self.model.run_times[route.line_class]
        local = run_times["local"]
        run_time = run_times.get("rapid", local) if through.stops == "via" else local
        for piece, every in _rings_cut(_calling_at(route, kept), through.headway):
            self._add_run(piece, kind, run_time, every, (0, 0))

    def _add_kind(self, route: Route, kind: Kind) -> None:
        model = self.model
        run_time = model.run_times[route.line_class][kind]
        headways = model.headways[route.line_class][kind].tiers
        minutes = [_run_min(run_time, km) for km in route.km]
        pieces = cut_route(
            route,
            self.near,
            model.density,
            min_tier_km=model.cuts.min_tier_km,
            run_min=minutes,
            max_run_min=model.cuts.max_run_min * (1 if kind == "local" else 2),
            n_lines=self.n_lines,
        )
        if len(pieces) == 1 and route.is_ring:
            piece, tier = pieces[0]
            if tier in headways and kind == "local":
                for ring, every in _rings_cut(piece, headways[tier]):
                    self._add_run(ring, kind, run_time, every, (0, 0))
            return
        runs = [
            (self._calls_of(piece, kind), headways[tier]) if tier in headways else None
            for piece, tier in pieces
        ]
        down = self._phases([run and run[0] for run in runs], run_time)
        up = self._phases([run and run[0].reversed() for run in reversed(runs)], run_time)[::-1]
        for extra, tier in find_denser(route, self.near, model.density, pieces) * (kind == "local"):
            if tier in headways:
                self._add_run(extra, kind, run_time, headways[tier], (0, 0))
        for run, *phases in zip(runs, down, up, strict=True):
            if run is not None and (kind == "local" or len(run[0].stations) > 2):
                self._add_run(run[0], kind, run_time, run[1], (phases[0], phases[1]))

    def _phases(self, runs: Sequence[Route | None], run_time: RunTime) -> list[int]:
        """Return the minute of the hour that trains of each piece leave at.

        A train leaves some minutes after the one from the piece before has arrived.
        """
        at, phases = 0, []
        for run in runs:
            phases.append(at)
            if run is not None:
                at += sum(_whole_minutes(run_time, run.km)) + self.model.cuts.connection_min
        return phases

    def _calls_of(self, piece: Route, kind: Kind) -> Route:
        """Return the piece with the calls of a kind of train only."""
        if kind == "local":
            return piece
        kept = _choose_calls(piece, self.model.rapid_stops.spacing_km[kind], self.n_lines)
        return _calling_at(piece, kept)

    def _add_run(
        self, run: Route, kind: Kind, run_time: RunTime, headway: Headway, phases: tuple[int, int]
    ) -> None:
        """Add one pattern with its departures both ways."""
        en, ja = LABELS[kind]
        lines = tuple(dict.fromkeys(word for ids in run.line_ids for word in ids.split()))
        number = len(self.patterns) + 1
        pattern = StoppingPattern(
            id=f"n02-{number:05d}-{kind}",
            service=f"{run.name} {en}",
            service_ja=f"{run.name_ja} {ja}",
            lines=lines,
            direction="both",
            calls=tuple(self.station_ids[station] for station in run.stations),
            run_min=_whole_minutes(run_time, run.km),
            dwell_min=(0,) * (len(run.stations) - 2),
            confidence="low",
        )
        self.patterns.append(pattern)
        directions: tuple[Direction, Direction] = ("down", "up")
        for direction, phase in zip(directions, phases, strict=True):
            for minutes in _departures(self.model, headway, phase):
                self.departures.append(
                    Departures(
                        pattern=pattern.id,
                        direction=direction,
                        days="daily",
                        departures_min=minutes,
                        is_headway_model=True,
                    )
                )


def _calling_at(route: Route, kept: Sequence[int]) -> Route:
    """Return a route with the calls at some of its stations (positions) only."""
    at = [0.0, *accumulate(route.km)]
    lines = [dict.fromkeys(route.line_ids[a:b]) for a, b in pairwise(kept)]
    return Route(
        line_class=route.line_class,
        operator=route.operator,
        stations=tuple(route.stations[i] for i in kept),
        km=tuple(at[b] - at[a] for a, b in pairwise(kept)),
        line_ids=tuple(" ".join(names) for names in lines),
        name=route.name,
        name_ja=route.name_ja,
    )


def _rings_cut(route: Route, headway: Headway) -> Iterator[tuple[Route, Headway]]:
    """Yield a ring from two opposite stations, every second train each; other routes as is.

    So every pair of stations has a train that does not end between them.
    """
    if not route.is_ring:
        yield route, headway
        return
    twice = Headway(peak=2 * headway.peak, day=2 * headway.day, edge=2 * headway.edge)
    half = len(route.km) // 2
    for begin in (0, half):
        stations = route.stations[:-1]
        turned = stations[begin:] + stations[:begin]
        yield (
            Route(
                line_class=route.line_class,
                operator=route.operator,
                stations=(*turned, turned[0]),
                km=route.km[begin:] + route.km[:begin],
                line_ids=route.line_ids[begin:] + route.line_ids[:begin],
                name=route.name,
                name_ja=route.name_ja,
            ),
            twice,
        )


def _departures(model: ServiceModel, headway: Headway, phase: int) -> Iterator[tuple[int, ...]]:
    """Yield the departures of each band, in minutes of the day, all on one clock face."""
    begin: int | None = None
    end, every = 0, 0
    for band in model.bands:
        this = int(getattr(headway, band.of))
        first, last = band.begin // SECONDS_PER_MINUTE, band.end // SECONDS_PER_MINUTE
        if begin is not None and this == every and first == end:
            end = last
            continue
        if begin is not None:
            yield from _clock_face(begin, end, every, phase)
        begin, end, every = first, last, this
    if begin is not None:
        yield from _clock_face(begin, end, every, phase)


def _clock_face(begin: int, end: int, every: int, phase: int) -> Iterator[tuple[int, ...]]:
    minutes = tuple(range(begin + (phase - begin) % every, end, every))
    if minutes:
        yield minutes


def _choose_calls(piece: Route, spacing_km: float, n_lines: IntArray) -> list[int]:
    """Return positions of calls: ends, and between them the stations with most lines."""
    at = [0.0, *accumulate(piece.km)]
    last = len(piece.stations) - 1
    kept = [0]
    while True:
        here = at[kept[-1]]
        if at[last] - here <= 2 * spacing_km:
            break
        window = [
            i
            for i in range(kept[-1] + 1, last)
            if spacing_km <= at[i] - here <= 2 * spacing_km and at[last] - at[i] >= spacing_km / 2
        ]
        if not window:
            beyond = [i for i in range(kept[-1] + 1, last) if at[i] - here > 2 * spacing_km]
            window = beyond[:1]
        if not window:
            break
        kept.append(max(window, key=lambda i: (int(n_lines[piece.stations[i]]), -at[i])))
    return [*kept, last]


def _run_min(run_time: RunTime, km: float) -> float:
    return 60 * km / run_time.speed_kmh + run_time.stop_min


def _whole_minutes(run_time: RunTime, km: Sequence[float]) -> tuple[int, ...]:
    """Return whole minutes of the hops, at least 1 each, that keep to the sum as it runs."""
    minutes: list[int] = []
    wanted = 0.0
    for one in km:
        wanted += _run_min(run_time, one)
        minutes.append(max(1, round(wanted) - sum(minutes)))
    return tuple(minutes)
