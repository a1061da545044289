"""Timetables written as text, one line each: trips, transfers, walks.

Nozomi: A 08:00, B 08:10/08:12, C 08:30      a trip, arrival/departure where they differ
change B 5                                   least minutes to change at B
walk B D 4                                   minutes on foot from B to D
"""

from __future__ import annotations

import numpy as np

from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.timetable import Timetable, Trip
from geoaccess.units import UNREACHED_S, parse_clock


def timetable(text: str, *, change_min: float = 0) -> Timetable:
    """Return the timetable that the lines of a text describe."""
    stops: dict[str, int] = {}
    trips, start, calls, walks, changes = [], [0], [], [], []

    def index(name: str) -> int:
        return stops.setdefault(name, len(stops))

    for line in filter(None, (line.strip() for line in text.splitlines())):
        words = line.split()
        if words[0] == "change":
            changes.append((index(words[1]), float(words[2])))
        elif words[0] == "walk":
            walks.append((index(words[1]), index(words[2]), round(float(words[3]) * 60)))
        else:
            name, _, rest = line.partition(":")
            trips.append(Trip(id=name, service=name, service_ja=name))
            for call in rest.split(","):
                stop, times = call.split()
                arrive, _, depart = times.partition("/")
                calls.append((index(stop), parse_clock(arrive), parse_clock(depart or arrive)))
            start.append(len(calls))
    change_s = np.full(len(stops), change_min * 60)
    for stop, minutes in changes:
        change_s[stop] = minutes * 60
    table = np.array(calls, dtype=np.int64).reshape(-1, 3)
    walk_table = np.array(walks, dtype=np.int64).reshape(-1, 3)
    return Timetable(
        stop_id=tuple(stops),
        stop_lon=np.zeros(len(stops)),
        stop_lat=np.zeros(len(stops)),
        trips=tuple(trips),
        trip_start=np.array(start),
        call_stop_idx=table[:, 0],
        call_arrival_s=table[:, 1],
        call_departure_s=table[:, 2],
        call_lines=((),) * len(calls),
        change_s=change_s,
        walk_from_idx=walk_table[:, 0],
        walk_to_idx=walk_table[:, 1],
        walk_s=walk_table[:, 2],
    )


def legs(table: Timetable, *places: dict[str, float]) -> AccessLegs:
    """Return the legs of places given as {stop: minutes}."""
    rows = [(table.stop_id.index(s), round(m * 60)) for place in places for s, m in place.items()]
    array = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return AccessLegs(
        start=np.cumsum([0, *(len(place) for place in places)]),
        stop_idx=array[:, 0],
        to_stop_s=array[:, 1],
        from_stop_s=array[:, 1],
        mode=("walk",) * len(rows),
    )


def no_direct(n_places: int, n_hubs: int) -> DirectLegs:
    """Return direct legs that do not exist."""
    never = np.full((n_places, n_hubs), UNREACHED_S, dtype=np.int32)
    return DirectLegs(out_s=never, back_s=never)
