"""Random small timetables with all that makes routing hard, and legs to go with them."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.timetable import Timetable, Trip
from geoaccess.units import UNREACHED_S

Problem = tuple[Timetable, AccessLegs, AccessLegs, DirectLegs]
"""A timetable, places, hubs, and the ways between them without a train."""

MAX_STOPS = 6


@st.composite
def timetables(draw: st.DrawFn, *, grain_s: int = 60, least_change: int = 1) -> Timetable:
    """Few stops, many ties, zero-minute hops, loops, overtaking, blocked doors, midnight.

    Times are multiples of a grain; changes and walks take `least_change` of them or more.
    """
    n_stops = draw(st.integers(2, MAX_STOPS))
    stop = st.integers(0, n_stops - 1)
    minutes = st.integers(0, 6)
    start, stops, arrive, depart = [0], [], [], []
    for _ in range(draw(st.integers(1, 9))):
        now = draw(st.sampled_from([0, 5, 10, 1430])) + draw(minutes)
        for _ in range(draw(st.integers(2, 5))):
            stops.append(draw(stop))
            arrive.append(now)
            now += draw(st.integers(0, 2))
            depart.append(now)
            now += draw(minutes)
        start.append(len(stops))
    flags = st.lists(
        st.sampled_from([True] * 5 + [False]), min_size=len(stops), max_size=len(stops)
    )
    can_board, can_alight = draw(flags), draw(flags)
    walks = draw(st.lists(st.tuples(stop, stop, st.integers(least_change, 5)), max_size=4))
    change = draw(st.lists(st.integers(least_change, 4), min_size=n_stops, max_size=n_stops))
    walk_table = np.array(walks, dtype=np.int64).reshape(-1, 3)
    return Timetable(
        stop_id=tuple(f"S{i}" for i in range(n_stops)),
        stop_lon=np.zeros(n_stops),
        stop_lat=np.zeros(n_stops),
        trips=tuple(Trip(id=f"T{i}", service="", service_ja="") for i in range(len(start) - 1)),
        trip_start=np.array(start),
        call_stop_idx=np.array(stops),
        call_arrival_s=np.array(arrive) * grain_s,
        call_departure_s=np.array(depart) * grain_s,
        call_lines=((),) * len(stops),
        change_s=np.array(change) * grain_s,
        walk_from_idx=walk_table[:, 0],
        walk_to_idx=walk_table[:, 1],
        walk_s=walk_table[:, 2] * grain_s,
        call_can_board=np.array(can_board),
        call_can_alight=np.array(can_alight),
    )


@st.composite
def access_legs(draw: st.DrawFn, n_stops: int) -> AccessLegs:
    seconds = st.integers(0, 5).map(lambda i: 45 * i)
    leg = st.tuples(st.integers(0, n_stops - 1), seconds, seconds)
    places = draw(st.lists(st.lists(leg, max_size=3), min_size=1, max_size=3))
    rows = np.array([one for place in places for one in place], dtype=np.int64).reshape(-1, 3)
    return AccessLegs(
        start=np.cumsum([0, *map(len, places)]),
        stop_idx=rows[:, 0],
        to_stop_s=rows[:, 1],
        from_stop_s=rows[:, 2],
        mode=("walk",) * len(rows),
    )


@st.composite
def problems(draw: st.DrawFn, *, grain_s: int = 60, least_change: int = 1) -> Problem:
    table = draw(timetables(grain_s=grain_s, least_change=least_change))
    places, hubs = (draw(access_legs(table.n_stops)) for _ in range(2))
    shape = (places.n_places, hubs.n_places)
    choices = st.sampled_from([UNREACHED_S, UNREACHED_S, 0, 600, 1230])
    flat = draw(st.lists(choices, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))
    direct_s = np.array(flat, dtype=np.int32).reshape(shape)
    return table, places, hubs, DirectLegs(out_s=direct_s, back_s=direct_s)
