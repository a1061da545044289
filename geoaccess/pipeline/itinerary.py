"""The journey between two places: which trains, when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geoaccess.engine.itineraries import Itinerary, Leg, plan_pair
from geoaccess.errors import InputError
from geoaccess.model.legs import BACKENDS, AccessLegs, DirectLegs
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.pipeline.fares import build_fare_finder, describe_new_fares
from geoaccess.pipeline.request import Progress, Request, World, load_world
from geoaccess.pipeline.roads import summarise_access
from geoaccess.pipeline.terrain import check_covered
from geoaccess.units import SECONDS_PER_MINUTE, format_clock


@dataclass(frozen=True, kw_only=True, eq=False)
class ItineraryRun:
    """A journey (None where there is none) with its two ends."""

    world: World
    origin: Places
    target: Places
    itinerary: Itinerary | None
    origin_legs: AccessLegs
    target_legs: AccessLegs
    direct: DirectLegs

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Legs of the journey; an end on a station's platform has no leg of its own."""
        on_platform = {"access": self.origin.station_id[0], "egress": self.target.station_id[0]}
        legs = self.itinerary.legs if self.itinerary else ()
        return tuple(
            leg for leg in legs if not on_platform.get(leg.kind) or leg.arrive_s > leg.depart_s
        )

    @property
    def fare_yen(self) -> int | None:
        """Fares and express charges of the trains; None where there is no journey or no rule."""
        if self.itinerary is None:
            return None
        finder, calls = build_fare_finder(self.world), []
        for leg in self.itinerary.legs:
            if leg.kind == "ride":
                board = finder.find_call(leg.trip_idx, leg.from_stop, depart_s=leg.depart_s)
                calls.append((board, finder.find_call(leg.trip_idx, leg.to_stop, after=board)))
        fare = finder.find_fare(calls)
        return None if fare is None else fare.total_yen

    def to_document(self) -> dict[str, Any] | None:
        """Return the journey as the plain content of `itinerary --format json`."""
        found = self.itinerary
        if found is None:
            return None
        return {
            "depart": format_clock(found.depart_s),
            "arrive": format_clock(found.arrive_s),
            "duration_min": round(found.duration_s / SECONDS_PER_MINUTE),
            "transfers": max(found.rides - 1, 0),
            "fare_yen": self.fare_yen,
            "legs": [self._leg(leg) for leg in self.legs],
        }

    @property
    def notes(self) -> tuple[Text, ...]:
        """What the user must know of the networks, and of the streets where there are any."""
        streets, notes = self.world.streets, self.world.networks.notes
        notes = (*notes, *describe_new_fares(self.world))
        if streets is None:
            return notes
        legs = self.origin_legs, self.target_legs
        by_r5 = self.world.describe_r5(self.origin_legs)
        return (*notes, *by_r5, *summarise_access(streets, legs, self.direct).notes)

    def backend_of(self, leg: Leg) -> str | None:
        """Return what made a leg from or to a door; None for rides and changes."""
        if leg.kind == "direct":
            return BACKENDS[int(self.direct.backend[0, 0])]
        legs = {"access": self.origin_legs, "egress": self.target_legs}.get(leg.kind)
        if legs is None:
            return None
        stop = leg.to_stop if leg.kind == "access" else leg.from_stop
        return legs.backend[int(np.flatnonzero(legs.stop_idx == stop)[0])]

    def leg_ends(self, leg: Leg, *, ja: bool = False) -> tuple[str, str]:
        """Return the names of the two ends of a leg."""
        stations = self.world.network.stations

        def name(stop: int, door: Places) -> str:
            if stop < 0:
                return door.name_ja[0] if ja else door.name[0]
            return stations[stop].ja if ja else stations[stop].en

        return name(leg.from_stop, self.origin), name(leg.to_stop, self.target)

    def _leg(self, leg: Leg) -> dict[str, Any]:
        origin, target = self.leg_ends(leg)
        is_ride = leg.kind == "ride"
        trips = self.world.day.timetable.trips
        return {
            "kind": leg.kind,
            "from": origin,
            "to": target,
            "depart": format_clock(leg.depart_s),
            "arrive": format_clock(leg.arrive_s),
            "service": trips[leg.trip_idx].service if is_ride else None,
            "line": " + ".join(self._line(line) for line in leg.lines) if is_ride else None,
            "backend": self.backend_of(leg),
        }

    def _line(self, line: str) -> str:
        return self.world.network.line_by_id[line].en


def compute_itinerary(
    request: Request,
    *,
    depart_s: int | None = None,
    arrive_s: int | None = None,
    progress: Progress = lambda _: None,
) -> ItineraryRun:
    """Return the journey from `request.sites` to `request.hubs`, one place each.

    With `arrive_s` the latest departure that arrives by then; otherwise the first arrival
    when leaving at or after `depart_s` (by default the start of the window).

    Raises
    ------
    GeoaccessError
        When an input cannot be used, or both times are given.
    """
    if depart_s is not None and arrive_s is not None:
        raise InputError("itinerary: give either a departure or an arrival, not both")
    progress("reading tables")
    world = load_world(request)
    origin, target = world.resolve(request.sites, "site"), world.resolve(request.hubs, "hub")
    for places, reference in ((origin, request.sites), (target, request.hubs)):
        if len(places) != 1:
            raise InputError(f"itinerary: '{reference}' names {len(places)} places; name one")
    check_covered(world, origin, target)
    progress("searching trains")
    return find_journey(world, origin, target, depart_s=depart_s, arrive_s=arrive_s)


def find_journey(
    world: World,
    origin: Places,
    target: Places,
    *,
    depart_s: int | None = None,
    arrive_s: int | None = None,
) -> ItineraryRun:
    """Return the journey between two places of a world, one place each."""
    legs, target_legs = world.access_legs(origin), world.access_legs(target)
    direct = world.direct_legs(origin, target)
    planner = plan_pair(world.day, origin=legs, target=target_legs, direct=direct)
    if arrive_s is not None:
        found = planner.arrive_by(arrive_s)
    else:
        found = planner.depart_at(world.config.day.window[0] if depart_s is None else depart_s)
    return ItineraryRun(
        world=world,
        origin=origin,
        target=target,
        itinerary=found,
        origin_legs=legs,
        target_legs=target_legs,
        direct=direct,
    )
