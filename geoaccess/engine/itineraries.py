"""Legs of single journeys: which trains make a journey of a profile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from geoaccess.engine.blocks import check_stops
from geoaccess.engine.events import EventNet
from geoaccess.engine.kernels.sweep import PACKED_UNREACHED, RIDE_BITS
from geoaccess.engine.sweep import DayNet, check_shapes, sweep_packed
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.timetable import Timetable
from geoaccess.units import UNREACHED_S, IntArray

LegKind = Literal["access", "ride", "transfer", "egress", "direct"]


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One leg of a journey, times in seconds of the service day.

    `from_stop` and `to_stop` are positions of stops in the timetable, -1 for the door at an
    end of the journey. `trip_idx` is the train of a ride, -1 otherwise.
    """

    kind: LegKind
    from_stop: int
    to_stop: int
    depart_s: int
    arrive_s: int
    trip_idx: int = -1
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Itinerary:
    """A journey door to door with its legs in order."""

    depart_s: int
    arrive_s: int
    legs: tuple[Leg, ...]

    @property
    def rides(self) -> int:
        """Trains boarded."""
        return sum(leg.kind == "ride" for leg in self.legs)

    @property
    def duration_s(self) -> int:
        """Seconds door to door."""
        return self.arrive_s - self.depart_s


@dataclass(frozen=True, kw_only=True, eq=False)
class PairPlanner:
    """Journeys of one ordered pair of places over a day.

    Attributes
    ----------
    best
        Packed arrival at the target from every row of the net, shape (n_rows,).
    origin
        Stops of the origin's legs and their seconds.
    target_s, direct_s
        Seconds to the target from each stop of its legs, and without a train.
    """

    net: EventNet
    timetable: Timetable
    best: IntArray
    origin: tuple[IntArray, IntArray]
    target_s: dict[int, int]
    direct_s: int

    def depart_at(self, depart_s: int) -> Itinerary | None:
        """Return the earliest arrival leaving at or after a time (the latest such departure)."""
        first_arrival, options = UNREACHED_S, []
        for door_s, event, packed in self._boardings():
            if door_s >= depart_s:
                options.append((packed, -door_s, event))
                first_arrival = min(first_arrival, packed >> RIDE_BITS)
        if self.direct_s < UNREACHED_S and depart_s + self.direct_s <= first_arrival:
            return self._direct(depart_s)
        if not options:
            return None
        best = max(
            (option for option in options if option[0] >> RIDE_BITS == first_arrival),
            key=lambda option: (-option[1], -option[0]),
        )
        return self._trace(event=best[2], door_s=-best[1])

    def arrive_by(self, arrive_s: int) -> Itinerary | None:
        """Return the latest departure that arrives by a time (the earliest such arrival)."""
        options = [
            (door_s, -packed, event)
            for door_s, event, packed in self._boardings()
            if packed >> RIDE_BITS <= arrive_s
        ]
        latest = max(options, default=None)
        if self.direct_s < UNREACHED_S and (
            latest is None or arrive_s - self.direct_s >= latest[0]
        ):
            return self._direct(arrive_s - self.direct_s)
        return None if latest is None else self._trace(event=latest[2], door_s=latest[0])

    def pareto_journeys(self, window: tuple[int, int]) -> tuple[Itinerary, ...]:
        """Return every journey worth making that leaves inside a window [a, b), in order.

        None leaves later and arrives as early; among equal times the one with fewest
        trains; none is as slow as the direct leg, which can be made at any time.
        """
        found: list[Itinerary] = []
        best = PACKED_UNREACHED
        options = sorted((-door_s, packed, event) for door_s, event, packed in self._boardings())
        for negative_door_s, packed, event in options:
            door_s, arrive_s = -negative_door_s, packed >> RIDE_BITS
            is_earlier = arrive_s < best >> RIDE_BITS
            best = min(best, packed)
            if is_earlier and arrive_s - door_s < self.direct_s and window[0] <= door_s < window[1]:
                found.append(self._trace(event=event, door_s=door_s))
        return tuple(reversed(found))

    def _direct(self, depart_s: int) -> Itinerary:
        arrive_s = depart_s + self.direct_s
        leg = Leg(kind="direct", from_stop=-1, to_stop=-1, depart_s=depart_s, arrive_s=arrive_s)
        return Itinerary(depart_s=depart_s, arrive_s=arrive_s, legs=(leg,))

    @cached_property
    def _event_of_call(self) -> IntArray:
        """Event that leaves from each call of the timetable, -1 where none does."""
        event = np.full(self.timetable.call_stop_idx.size, -1, dtype=np.int32)
        event[self.net.call] = np.arange(self.net.n_events, dtype=np.int32)
        return event

    def _boardings(self) -> list[tuple[int, int, int]]:
        """Return (door departure, event, packed arrival) of every event worth boarding."""
        net, found = self.net, []
        for stop, leg_s in zip(*self.origin, strict=True):
            for row in range(net.row_start[stop], net.row_start[stop + 1] - 1):
                packed = int(self.best[row])
                if packed < PACKED_UNREACHED:
                    door_s = int(net.row_depart_s[row] - leg_s)
                    found.append((door_s, int(net.row_event[row]), packed))
        return found

    def _trace(self, *, event: int, door_s: int) -> Itinerary:
        """Follow the sweep's values from a boarding to the target."""
        net, legs = self.net, []
        stop = int(net.depart_stop[event])
        legs.append(_leg("access", -1, stop, door_s, int(net.depart_s[event])))
        while True:
            wanted = int(self.best[net.row[event]]) - 1
            board, alight, onward = self._ride(event, wanted)
            legs.append(self._ride_leg(board, alight))
            here, now = int(net.arrive_stop[alight]), int(net.arrive_s[alight])
            if onward < 0:
                arrive_s = wanted >> RIDE_BITS
                legs.append(_leg("egress", here, -1, now, arrive_s))
                return Itinerary(depart_s=door_s, arrive_s=arrive_s, legs=tuple(legs))
            there = int(net.depart_stop[onward])
            legs.append(_leg("transfer", here, there, now, now + self._transfer_s(here, there)))
            event = onward

    def _ride(self, event: int, wanted: int) -> tuple[int, int, int]:
        """Return boarding event, alighting event and next event to board (-1: egress).

        Waits at the stop for the first train that yields the wanted value.
        """
        net = self.net
        while True:
            alight = event
            while alight >= 0:
                arrive_s, stop = int(net.arrive_s[alight]), int(net.arrive_stop[alight])
                egress = self.target_s.get(stop)
                if egress is not None and (arrive_s + egress) << RIDE_BITS == wanted:
                    return event, alight, -1
                rows = slice(net.onward_start[alight], net.onward_start[alight + 1])
                for row in net.onward[rows]:
                    if self.best[row] == wanted:
                        return event, alight, int(net.row_event[row])
                alight = int(self._event_of_call[net.call[alight] + 1])
            event = int(net.row_event[net.row[event] + 1])

    def _ride_leg(self, board: int, alight: int) -> Leg:
        net = self.net
        hops = self.timetable.call_lines[int(net.call[board]) : int(net.call[alight]) + 1]
        lines = tuple(dict.fromkeys(line for hop in hops for line in hop))
        return Leg(
            kind="ride",
            from_stop=int(net.depart_stop[board]),
            to_stop=int(net.arrive_stop[alight]),
            depart_s=int(net.depart_s[board]),
            arrive_s=int(net.arrive_s[alight]),
            trip_idx=int(net.trip[board]),
            lines=lines,
        )

    def _transfer_s(self, here: int, there: int) -> int:
        table = self.timetable
        rows = (table.walk_from_idx == here) & (table.walk_to_idx == there)
        change_s = int(table.change_s[here]) if here == there else UNREACHED_S
        return int(table.walk_s[rows].min(initial=change_s))


def plan_pair(
    day: DayNet, *, origin: AccessLegs, target: AccessLegs, direct: DirectLegs
) -> PairPlanner:
    """Return the planner of journeys from one place to another (both of length 1)."""
    check_shapes(origin, target, direct)
    check_stops(origin, day.out.n_stops)
    ((_, best),) = sweep_packed(day.out, hubs=target, from_stop_s=target.from_stop_s)
    target_s: dict[int, int] = {}
    for stop, egress_s in zip(target.stop_idx, target.from_stop_s, strict=True):
        target_s[int(stop)] = min(int(egress_s), target_s.get(int(stop), UNREACHED_S))
    return PairPlanner(
        net=day.out,
        timetable=day.timetable,
        best=best[:, 0].copy(),
        origin=(origin.stop_idx, origin.to_stop_s),
        target_s=target_s,
        direct_s=int(direct.out_s[0, 0]),
    )


def _leg(kind: LegKind, from_stop: int, to_stop: int, depart_s: int, arrive_s: int) -> Leg:
    return Leg(
        kind=kind, from_stop=from_stop, to_stop=to_stop, depart_s=depart_s, arrive_s=arrive_s
    )
