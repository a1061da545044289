"""Random networks of some size, drawn from a seed, and legs to go with them."""

from __future__ import annotations

import numpy as np

from geoaccess.model.legs import AccessLegs
from geoaccess.model.timetable import Timetable, Trip

FIRST_S = 5 * 3600


def random_network(
    seed: int, *, n_stops: int = 25, n_trips: int = 60, n_walks: int = 60, grain_s: int = 60
) -> Timetable:
    """Return a timetable whose times are multiples of a grain, its trips in runs of seven calls."""
    draw = np.random.default_rng(seed)
    n_calls = 7
    stops = np.array([draw.choice(n_stops, n_calls, replace=False) for _ in range(n_trips)])
    hops = draw.integers(1, 9, (n_trips, n_calls))
    dwells = draw.integers(0, 3, (n_trips, n_calls))
    first = draw.integers(0, 180, (n_trips, 1))
    arrive = first + np.cumsum(hops, axis=1) + np.cumsum(dwells, axis=1) - dwells
    walk_ends = draw.integers(0, n_stops, (2, n_walks))
    return Timetable(
        stop_id=tuple(f"S{i}" for i in range(n_stops)),
        stop_lon=np.zeros(n_stops),
        stop_lat=np.zeros(n_stops),
        trips=tuple(Trip(id=f"T{i}", service="", service_ja="") for i in range(n_trips)),
        trip_start=np.arange(n_trips + 1) * n_calls,
        call_stop_idx=stops.ravel(),
        call_arrival_s=FIRST_S + arrive.ravel() * grain_s,
        call_departure_s=FIRST_S + (arrive + dwells).ravel() * grain_s,
        call_lines=((),) * stops.size,
        change_s=draw.integers(1, 6, n_stops) * grain_s,
        walk_from_idx=walk_ends[0],
        walk_to_idx=walk_ends[1],
        walk_s=draw.integers(1, 8, n_walks) * grain_s,
        call_can_board=draw.random(stops.size) < 0.95,
        call_can_alight=draw.random(stops.size) < 0.95,
    )


def random_legs(
    seed: int, table: Timetable, n_places: int, *, each: int = 3, grain_s: int = 60
) -> AccessLegs:
    """Return legs of places to a few stops each; of the first place to none."""
    draw = np.random.default_rng(seed)
    n_legs = each * max(n_places - 1, 0)
    return AccessLegs(
        start=np.maximum(np.arange(n_places + 1) - 1, 0) * each,
        stop_idx=draw.integers(0, table.n_stops, n_legs),
        to_stop_s=draw.integers(0, 20, n_legs) * grain_s,
        from_stop_s=draw.integers(0, 20, n_legs) * grain_s,
        mode=("walk",) * n_legs,
    )
