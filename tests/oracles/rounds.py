"""A slow, plain search: scan every trip round by round (one round per train boarded)."""

from __future__ import annotations

from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.timetable import Timetable

NEVER = 2**31
MAX_RIDES = 12


def earliest_arrival(
    timetable: Timetable,
    access: dict[int, int],
    egress: dict[int, int],
    depart_s: int,
    max_rides: int = MAX_RIDES,
) -> tuple[int, int]:
    """Return (earliest arrival by train, fewest rides that reach it), NEVER if none."""
    ready = {stop: depart_s + leg_s for stop, leg_s in access.items()}
    best, best_rides = NEVER, 0
    reached: dict[int, int] = {}
    for rides in range(1, max_rides + 1):
        improved = False
        alighted: dict[int, int] = {}
        for trip in range(len(timetable.trips)):
            aboard = False
            for call in range(timetable.trip_start[trip], timetable.trip_start[trip + 1]):
                stop = int(timetable.call_stop_idx[call])
                if aboard and timetable.call_can_alight[call]:
                    time = int(timetable.call_arrival_s[call])
                    alighted[stop] = min(time, alighted.get(stop, NEVER))
                may_board = timetable.call_can_board[call]
                if may_board and ready.get(stop, NEVER) <= timetable.call_departure_s[call]:
                    aboard = True
        for stop, time in alighted.items():
            if time < reached.get(stop, NEVER):
                reached[stop] = time
                improved = True
            if stop in egress and time + egress[stop] < best:
                best, best_rides = time + egress[stop], rides
        if not improved:
            return best, best_rides
        ready = dict(ready)
        for stop, time in reached.items():
            ready[stop] = min(ready.get(stop, NEVER), time + int(timetable.change_s[stop]))
            for k in range(timetable.walk_s.size):
                if timetable.walk_from_idx[k] == stop:
                    there, arrive = int(timetable.walk_to_idx[k]), time + int(timetable.walk_s[k])
                    ready[there] = min(ready.get(there, NEVER), arrive)
    return best, best_rides


def pareto_journeys(
    timetable: Timetable,
    access: dict[int, int],
    egress: dict[int, int],
    direct_s: int,
    max_rides: int = MAX_RIDES,
) -> list[tuple[int, int, int]]:
    """Return all (departure, arrival, rides) of the day, by trying every useful departure."""
    departures = sorted(
        {
            int(timetable.call_departure_s[call]) - leg_s
            for trip in range(len(timetable.trips))
            for call in range(timetable.trip_start[trip], timetable.trip_start[trip + 1] - 1)
            for stop, leg_s in access.items()
            if timetable.call_stop_idx[call] == stop
        },
        reverse=True,
    )
    journeys: list[tuple[int, int, int]] = []
    earliest = NEVER
    for depart in departures:
        arrive, rides = earliest_arrival(timetable, access, egress, depart, max_rides)
        if arrive < earliest:
            earliest = arrive
            if arrive - depart < direct_s:
                journeys.append((depart, arrive, rides))
    return journeys[::-1]


def legs_of(legs: AccessLegs, place: int, *, to_stop: bool) -> dict[int, int]:
    """Return the legs of one place by stop, the shortest of several."""
    found: dict[int, int] = {}
    seconds = legs.to_stop_s if to_stop else legs.from_stop_s
    for row in range(legs.start[place], legs.start[place + 1]):
        stop = int(legs.stop_idx[row])
        found[stop] = min(int(seconds[row]), found.get(stop, NEVER))
    return found


def profiles(
    timetable: Timetable,
    places: AccessLegs,
    hubs: AccessLegs,
    direct: DirectLegs,
    *,
    out: bool,
    max_rides: int = MAX_RIDES,
) -> list[list[tuple[int, int, int]]]:
    """Return the journeys of every pair (place, hub), out or back, by the plain search."""
    result = []
    for place in range(places.n_places):
        for hub in range(hubs.n_places):
            origin, origin_idx = (places, place) if out else (hubs, hub)
            target, target_idx = (hubs, hub) if out else (places, place)
            direct_s = int((direct.out_s if out else direct.back_s)[place, hub])
            result.append(
                pareto_journeys(
                    timetable,
                    legs_of(origin, origin_idx, to_stop=True),
                    legs_of(target, target_idx, to_stop=False),
                    direct_s,
                    max_rides,
                )
            )
    return result
