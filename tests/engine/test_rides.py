"""Trains of the pair shown: each journey can be made as it is told, and takes as long."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.config import DayConfig
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.rides import compute_shown_rides
from geoaccess.engine.sweep import build_day
from geoaccess.model.legs import AccessLegs
from geoaccess.model.timetable import Timetable
from tests.engine.networks import random_legs, random_network
from tests.engine.timetables import legs, no_direct, timetable

DAY = DayConfig(window=(4 * 3600, 12 * 3600), stay_min=20)


def changes(table: Timetable, here: int, there: int) -> int | None:
    """Return the least seconds between two stops on foot or on the platform."""
    known = [
        s
        for a, b, s in zip(table.walk_from_idx, table.walk_to_idx, table.walk_s, strict=True)
        if (a, b) == (here, there)
    ]
    known += [table.change_s[here]] if here == there else []
    return min(known, default=None)


def leg_s(legs: AccessLegs, place: int, stop: int, seconds: np.ndarray) -> list[int]:
    mine = slice(legs.start[place], legs.start[place + 1])
    found = zip(legs.stop_idx[mine], seconds[mine], strict=True)
    return [s for at, s in found if at == stop]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_every_journey_can_be_made_and_takes_what_is_shown(seed: int) -> None:
    table = random_network(seed)
    day, places, hubs = (
        build_day(table),
        random_legs(seed, table, 6),
        random_legs(seed + 1, table, 5),
    )
    found = compute_day_returns(day, DAY, places=places, hubs=hubs, direct=no_direct(6, 5))
    ways = compute_shown_rides(day, found, places=places, hubs=hubs)
    ends = (
        (found.depart_s, found.arrive_s, found.out_rides),
        (found.return_depart_s, found.home_s, found.back_rides),
    )
    for k, (rides, (depart, arrive, trains)) in enumerate(zip(ways, ends, strict=True)):
        origin = (places, places.to_stop_s) if k == 0 else (hubs, hubs.to_stop_s)
        target = (hubs, hubs.from_stop_s) if k == 0 else (places, places.from_stop_s)
        for i, j in np.argwhere(found.contactable).tolist():
            first, last = (i, j) if k == 0 else (j, i)
            rows = range(*rides.start[i * 5 + j : i * 5 + j + 2].tolist())
            calls = [(int(rides.board_call[r]), int(rides.alight_call[r])) for r in rows]
            assert len(calls) == trains[i, j] > 0
            now, here = int(depart[i, j]), -1
            for board, alight in calls:
                trip = np.searchsorted(table.trip_start, board, side="right")
                assert board < alight < table.trip_start[trip]
                assert table.call_can_board[board]
                assert table.call_can_alight[alight]
                stop = int(table.call_stop_idx[board])
                ways_on = (
                    leg_s(origin[0], first, stop, origin[1])
                    if here < 0
                    else [changes(table, here, stop)]
                )
                assert any(
                    s is not None and now + s <= table.call_departure_s[board] for s in ways_on
                )
                now, here = int(table.call_arrival_s[alight]), int(table.call_stop_idx[alight])
            assert arrive[i, j] in [now + s for s in leg_s(target[0], last, here, target[1])]


def test_two_trains_out_and_one_back_by_name() -> None:
    table = timetable(
        """
        change B 5
        slow: A 07:00, B 08:00
        fast: B 08:10, C 09:00
        home: C 15:00, B 16:00, A 17:00
        """
    )
    day, here, hub = build_day(table), legs(table, {"A": 0}), legs(table, {"C": 0})
    found = compute_day_returns(day, DayConfig(), places=here, hubs=hub, direct=no_direct(1, 1))
    out, back = compute_shown_rides(day, found, places=here, hubs=hub)
    names = [table.stop_id[i] for i in table.call_stop_idx]
    for rides, expected in ((out, [("A", "B"), ("B", "C")]), (back, [("C", "A")])):
        told = zip(rides.board_call.tolist(), rides.alight_call.tolist(), strict=True)
        assert [(names[a], names[b]) for a, b in told] == expected


def test_pairs_that_cannot_meet_have_no_trains() -> None:
    table = timetable("one: A 07:00, B 08:00")
    day, here, hub = build_day(table), legs(table, {"A": 0}), legs(table, {"B": 0})
    found = compute_day_returns(day, DayConfig(), places=here, hubs=hub, direct=no_direct(1, 1))
    for rides in compute_shown_rides(day, found, places=here, hubs=hub):
        assert rides.start.tolist() == [0, 0]
        assert rides.board_call.size == rides.alight_call.size == 0


def test_a_block_of_hubs_is_as_all_hubs() -> None:
    table = random_network(5, n_trips=90)
    day, places = build_day(table), random_legs(1, table, 4)
    hubs = random_legs(2, table, 70)
    found = compute_day_returns(day, DAY, places=places, hubs=hubs, direct=no_direct(4, 70))
    assert found.contactable[:, 64:].any()
    for rides in compute_shown_rides(day, found, places=places, hubs=hubs):
        assert rides.board_call.min() >= 0
