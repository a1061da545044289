"""Axes of places: a planned station moved along its line, or one more station tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from geoaccess.model.network import StoppingPattern
from geoaccess.model.scenario import (
    AddLine,
    AddStop,
    Operation,
    PlannedService,
    PlannedStation,
)
from geoaccess.model.sweep import Axis, SweepSite
from geoaccess.scenario.asof import call_times
from geoaccess.scenario.corridors import (
    LEAST_APART_KM,
    Corridor,
    find_corridor,
    measure_path,
    model_loss_min,
    model_share,
)
from geoaccess.scenario.modelled import get_dwell_min
from geoaccess.scenario.variantsteps import (
    Bound,
    Context,
    Operations,
    change_line,
    change_services,
)

EVERY_SERVICE = "*"
"""In place of a service: all that pass."""
NEW_STATION = "sweep-station"


def bind_site(axis: Axis, context: Context) -> Bound | None:
    """Return how a planned station is moved along its line, in km from the line's first station.

    Where running times are given, the two hops at the station keep their sum, shared as the
    run-time model shares it.
    """
    (name,) = axis.target
    line = next(
        (
            one
            for one in context.planned_lines.values()
            if any(isinstance(s, PlannedStation) and s.id == name for s in one.stations)
        ),
        None,
    )
    if line is None:
        context.fault(
            axis.name,
            f"the scenario plans no station '{name}'; to try a new one write station:FROM:TO=km",
        )
        return None
    ids = [_id(one) for one in line.stations]
    place = ids.index(name)
    if place in (0, len(ids) - 1):
        context.fault(axis.name, f"'{name}' is an end of {line.id}; only others are moved")
        return None
    found = find_corridor(
        context.network, ids[0], ids[-1], planned=context.planned_lines, lines=(line.id,)
    )
    if found is None:
        context.fault(axis.name, f"{line.id} has no way from {ids[0]} to {ids[-1]}")
        return None
    # Between its neighbours, as if it were not there yet: it lies on the straight way or path.
    corridor = _without(found, name)
    low, high = float(found.km[place - 1]), float(found.km[place + 1])

    def check(km: float) -> str:
        if low < km < high and corridor.is_free(km):
            return ""
        return (
            f"not between {ids[place - 1]} at {low:.1f} km and {ids[place + 1]} at {high:.1f} km, "
            f"{LEAST_APART_KM:g} km from both; give km from {ids[0]} within that"
        )

    def apply(operations: Operations, km: float) -> Operations:
        spot = corridor.find_spot(km)
        lengths = (km - low, high - km)

        def moved(one: AddLine) -> AddLine:
            stations = tuple(
                replace(s, lat=spot.lat, lon=spot.lon)
                if isinstance(s, PlannedStation) and s.id == name
                else s
                for s in one.stations
            )
            track = np.diff(found.km).tolist()
            track[place - 1 : place + 1] = lengths
            return replace(one, stations=stations, km=tuple(track))

        operations = change_line(operations, line.id, moved)
        return change_services(
            operations, lambda one: _shared(one, name, {**found.at, name: km}, found.category)
        )

    def site(km: float) -> SweepSite:
        spot = corridor.find_spot(km)
        return SweepSite(km=km, lat=spot.lat, lon=spot.lon, loss_min=0.0)

    def whole_km(step: float) -> list[float]:
        return [km for km in corridor.whole_km(step) if low < km < high]

    return Bound(apply=apply, check=check, site=site, whole_km=whole_km)


def bind_station(axis: Axis, context: Context) -> Bound | None:
    """Return how one more station is put between two others, in km from the first.

    The service with the most calls on the stretch stops there, unless one is named (``*``:
    all that pass). A stop costs them what the run-time model says of the hop it is put into,
    and the dwell.
    """
    origin, target, *named = axis.target
    if not context.has_stations(axis.name, origin, target):
        return None
    name = named[0] if named else ""
    if name and name != EVERY_SERVICE and not context.find_patterns(name):
        context.unknown_service(axis.name, name)
        return None
    patterns = context.find_patterns(name) if name not in ("", EVERY_SERVICE) else []
    lines = {line for one in patterns for line in one.lines} if patterns else None
    corridor = find_corridor(
        context.network, origin, target, planned=context.planned_lines, lines=lines
    )
    if corridor is None:
        by = f" that '{name}' runs over" if patterns else ""
        context.fault(
            axis.name, f"no line{by} joins {origin} and {target}; give two stations of one line"
        )
        return None
    passing = _find_passing(context, corridor, name)
    if not passing:
        context.fault(
            axis.name,
            f"no train runs over all of {corridor.line} from {origin} to {target}; name stations "
            "between which trains run",
        )
        return None
    placing = _Placing(corridor=corridor, services=tuple(passing), context=context)

    def check(km: float) -> str:
        if corridor.is_free(km):
            return ""
        return (
            f"no free place; give km from {origin} between 0 and {corridor.length_km:.1f}, "
            f"{LEAST_APART_KM:g} km from its stations"
        )

    def site(km: float) -> SweepSite:
        spot = corridor.find_spot(km)
        return SweepSite(km=km, lat=spot.lat, lon=spot.lon, loss_min=placing.loss_min(km))

    return Bound(apply=placing.apply, check=check, site=site, whole_km=corridor.whole_km)


@dataclass(frozen=True, kw_only=True)
class _Placing:
    """A new station on a corridor, with the services that call there and their patterns."""

    corridor: Corridor
    services: tuple[tuple[str, StoppingPattern], ...]
    context: Context

    @property
    def dwell_min(self) -> float:
        """Minutes that a train stands there."""
        return get_dwell_min(self.corridor.category)

    @property
    def top_speed_kmh(self) -> float | None:
        """That of the scenario; None for the class's."""
        line = self.context.planned_lines.get(self.corridor.line)
        return line.top_speed_kmh if line is not None else None

    def hop(self, pattern: StoppingPattern, km: float) -> tuple[float, float] | None:
        """Return the km to the calls before and after a place; None where trains end there."""
        at = self.corridor.at
        calls = sorted(at[call] for call in pattern.calls if call in at)
        before = [one for one in calls if one < km]
        after = [one for one in calls if one > km]
        return (km - before[-1], after[0] - km) if before and after else None

    def loss_min(self, km: float) -> float:
        """Return the minutes that the stop costs a train, standing there included: most of all."""
        return max(self.loss_of(pattern, km) for _, pattern in self.services) + self.dwell_min

    def loss_of(self, pattern: StoppingPattern, km: float) -> float:
        """Return the minutes of braking, starting and the call."""
        hop = self.hop(pattern, km)
        if hop is None:
            return 0.0
        return model_loss_min(*hop, self.corridor.category, top_speed_kmh=self.top_speed_kmh)

    def apply(self, operations: Operations, km: float) -> Operations:
        spot = self.corridor.find_spot(km)
        station = PlannedStation(
            id=NEW_STATION,
            ja=f"新駅 {km:g} km",
            en=f"New station at {km:g} km",
            lat=spot.lat,
            lon=spot.lon,
        )
        planned = self.context.planned_lines.get(self.corridor.line)
        if planned is None:
            return (*operations, *self._stops(station, spot.after, spot.before, km))
        platforms = self.context.network.platforms
        after = platforms.get(spot.after, spot.after)
        operations = change_line(
            operations, planned.id, lambda one: self._on_line(one, station, after, km)
        )
        names = {name for name, _ in self.services}

        def calling(one: PlannedService) -> PlannedService:
            if one.name not in names or planned.id not in one.lines:
                return one
            return self._with_call(one, km)

        return change_services(operations, calling)

    def _stops(
        self, station: PlannedStation, after: str, before: str, km: float
    ) -> list[Operation]:
        """Return the operations for a line that is there: the first one builds the station."""
        return [
            AddStop(
                service=name,
                station=station.id if k else station,
                line=None if k else self.corridor.line,
                after=None if k else after,
                before=None if k else before,
                loss_min=self.loss_of(pattern, km),
                dwell_min=self.dwell_min,
            )
            for k, (name, pattern) in enumerate(self.services)
        ]

    def _on_line(self, line: AddLine, station: PlannedStation, after: str, km: float) -> AddLine:
        """Return a planned line with the station on it; stops of a turned stretch are found."""
        ids = [_id(one) for one in line.stations]
        platforms = self.context.network.platforms
        along = [platforms.get(one, one) for one in self.corridor.stops]
        is_turned = ids.index(along[0]) > ids.index(along[-1])
        first = ids.index(along[-1] if is_turned else along[0])
        place = ids.index(after) + (0 if is_turned else 1)
        whole = self._section_km(line)
        at_km = self.corridor.length_km - km if is_turned else km
        into = at_km - sum(whole[first : place - 1])
        track = (*whole[: place - 1], into, whole[place - 1] - into, *whole[place:])
        stations = (*line.stations[:place], station, *line.stations[place:])
        return replace(line, stations=stations, km=tuple(track))

    def _section_km(self, line: AddLine) -> list[float]:
        return [one.km for one in self.context.network.sections if one.line == line.id]

    def _with_call(self, service: PlannedService, km: float) -> PlannedService:
        """Return a service that calls at the new station, its hop shared by the model."""
        at = self.corridor.at
        for i in range(len(service.calls) - 1):
            one, other = (at.get(call) for call in service.calls[i : i + 2])
            if one is None or other is None or not min(one, other) < km < max(one, other):
                continue
            lengths = abs(km - one), abs(other - km)
            calls = (*service.calls[: i + 1], NEW_STATION, *service.calls[i + 1 :])
            run_min = service.run_min
            if run_min is not None:
                category = self.corridor.category
                loss = model_loss_min(*lengths, category, top_speed_kmh=self.top_speed_kmh)
                share = model_share(lengths, category)
                both = run_min[i] + loss
                run_min = (*run_min[:i], share * both, (1 - share) * both, *run_min[i + 1 :])
            dwell_min = service.dwell_min
            if dwell_min is not None:
                dwell_min = (*dwell_min[:i], self.dwell_min, *dwell_min[i:])
            return replace(service, calls=calls, run_min=run_min, dwell_min=dwell_min)
        return service


def _find_passing(
    context: Context, corridor: Corridor, name: str
) -> list[tuple[str, StoppingPattern]]:
    """Return services over the whole stretch, each with the pattern of most calls on it.

    All, those of a name, or the one that calls most often: of equals the slowest.
    """
    running = {row.pattern for row in context.network.departures if row.departures_min}
    best: dict[str, tuple[int, float, StoppingPattern]] = {}
    for one in context.network.patterns:
        if one.id not in running or corridor.line not in one.lines:
            continue
        if name not in ("", EVERY_SERVICE, one.service, one.service_ja):
            continue
        at = [corridor.at[call] for call in one.calls if call in corridor.at]
        if not at or min(at) > 0 or max(at) < corridor.length_km:
            continue
        count = sum(0 <= km <= corridor.length_km for km in at)
        if one.service not in best or count > best[one.service][0]:
            best[one.service] = (count, _pace(one, corridor), one)
    if name:
        return [(service, best[service][-1]) for service in sorted(best)]
    ranked = sorted(best, key=lambda service: (*(-one for one in best[service][:2]), service))
    return [(service, best[service][-1]) for service in ranked[:1]]


def _pace(pattern: StoppingPattern, corridor: Corridor) -> float:
    """Return the minutes per km of a pattern on the line of a corridor."""
    arrive, _ = call_times(pattern)
    on_line = [
        (corridor.at[call], minute)
        for call, minute in zip(pattern.calls, arrive, strict=True)
        if call in corridor.at
    ]
    (first_km, first_min), (last_km, last_min) = on_line[0], on_line[-1]
    return abs((last_min - first_min) / (last_km - first_km)) if first_km != last_km else 0.0


def _without(corridor: Corridor, stop: str) -> Corridor:
    """Return a corridor without one of its stops; positions along the path stay."""
    if corridor.path is None:
        # Straight pieces bend at the station: it slides along what is drawn through it now.
        path = tuple((one.lon, one.lat) for one in corridor.stations)
        corridor = replace(corridor, path=path, path_km=measure_path(path))
    kept = [i for i, one in enumerate(corridor.stops) if one != stop]
    return replace(
        corridor,
        stops=tuple(corridor.stops[i] for i in kept),
        stations=tuple(corridor.stations[i] for i in kept),
        km=corridor.km[kept],
        path_km=corridor.path_km[kept],
    )


def _shared(
    service: PlannedService, name: str, at: Mapping[str, float], category: str
) -> PlannedService:
    """Return a service whose two hops at a moved station share their minutes by the model."""
    if service.run_min is None or name not in service.calls[1:-1]:
        return service
    i = service.calls.index(name)
    before, after = (at.get(service.calls[k]) for k in (i - 1, i + 1))
    if before is None or after is None:
        return service
    km = abs(at[name] - before), abs(after - at[name])
    both = service.run_min[i - 1] + service.run_min[i]
    first = model_share(km, category) * both
    run_min = (*service.run_min[: i - 1], first, both - first, *service.run_min[i + 1 :])
    return replace(service, run_min=run_min)


def _id(station: str | PlannedStation) -> str:
    return station if isinstance(station, str) else station.id
