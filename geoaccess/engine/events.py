"""Build the static event array that the sweep runs over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geoaccess.engine.kernels import build
from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.timetable import Timetable
from geoaccess.units import SECONDS_PER_DAY, BoolArray, IntArray

MIRROR_S = 4 * SECONDS_PER_DAY
"""Instant about which the timetable is mirrored for the way back; later than any train."""

MANY_WALKS = 1.5
"""Onward rows per event from which it pays to look for those a trip offers again further on."""


@dataclass(frozen=True, kw_only=True, eq=False)
class EventNet:
    """Hops of trips from one call to the next, in time order, with all pointers resolved.

    Events with equal departure stand in an order in which none feeds an earlier one, so a
    backward sweep meets every event after all events it leads to. What is found for an event
    is kept in its row (see `kernels`).

    Attributes
    ----------
    depart_s, arrive_s, depart_stop, arrive_stop, trip, hop, call
        Shape (n_events,). `arrive_stop` is n_stops where nobody may alight. `hop` rises along
        each trip. `call` is the row of the departing call in the timetable (of the arriving
        call in a mirrored net).
    row
        Shape (n_events,): row of each event; n_rows where nobody may board.
    row_start, row_depart_s
        Compressed rows of rows by stop: their departures in time order, and behind the last
        of each stop UNREACHED_S.
    onward_start, onward
        Compressed rows by event: the first rows that can be boarded after alighting, one for
        the same stop and one for each walk.
    """

    depart_s: IntArray
    arrive_s: IntArray
    depart_stop: IntArray
    arrive_stop: IntArray
    trip: IntArray
    hop: IntArray
    call: IntArray
    row: IntArray
    row_start: IntArray
    row_depart_s: IntArray
    onward_start: IntArray
    onward: IntArray
    n_trips: int

    @property
    def n_events(self) -> int:
        """Number of events."""
        return self.depart_s.size

    @property
    def n_stops(self) -> int:
        """Number of stops."""
        return self.row_start.size - 1

    @property
    def n_rows(self) -> int:
        """Number of rows, with the one behind the last of each stop."""
        return self.row_depart_s.size

    @cached_property
    def row_event(self) -> IntArray:
        """Event of each row, shape (n_rows + 1,); -1 where there is none."""
        event = np.full(self.n_rows + 1, -1, dtype=np.int32)
        event[self.row] = np.arange(self.n_events, dtype=np.int32)
        event[self.n_rows] = -1
        return event

    @cached_property
    def row_hop(self) -> IntArray:
        """Hop of each row, shape (n_rows + 1,); -1 where there is none."""
        hop = np.append(self.hop, np.int32(-1))
        return hop.take(self.row_event)

    @cached_property
    def row_trip(self) -> IntArray:
        """Trip of each row, shape (n_rows + 1,); -1 where there is none."""
        trip = np.append(self.trip, np.int32(-1))
        return trip.take(self.row_event)


def build_events(timetable: Timetable, *, mirrored: bool = False) -> EventNet:
    """Return the events of a timetable, or of its mirror image in time.

    Raises
    ------
    InputError
        When zero-minute hops and zero-minute transfers form a circle at one instant.
    """
    if timetable.call_departure_s.size and timetable.call_departure_s.max() >= MIRROR_S:
        raise InputError("timetable: a time lies more than four days after the service date")
    hops, walks = _hops(timetable), _walks(timetable)
    if mirrored:
        hops, walks = _mirrored(hops), walks.turned()
    level = _instant_levels(hops, timetable, walks)
    first = np.flatnonzero(hops.is_hop).astype(np.int32)
    if level.any():
        first = first[np.argsort(level[first], kind="stable")]
    hop = build.order_by_time(first, hops.depart_s, hops.arrive_s)
    order = hop.astype(np.intp)
    depart_s, arrive_s, trip = (
        column.take(order) for column in (hops.depart_s, hops.arrive_s, hops.trip)
    )
    depart_stop = hops.depart_stop.take(order)
    row_start, row, row_depart_s = build.number_rows(
        depart_stop, depart_s, hops.can_board.take(order), timetable.n_stops
    )
    arrive_stop = hops.arrive_stop.take(order)
    arrive_stop[~hops.can_alight.take(order)] = timetable.n_stops
    walk_start, walk_to, walk_s = walks.by_stop(timetable.n_stops)
    event = np.arange(hop.size, dtype=np.int32)
    onward_start, onward = build.link_onward(
        build.order_by_time(event, arrive_s, arrive_s),
        arrive_s,
        arrive_stop,
        row,
        np.array(timetable.change_s),
        walk_start,
        walk_to,
        walk_s,
        row_start,
        row_depart_s,
    )
    if onward.size > MANY_WALKS * hop.size:
        event_of_hop = np.full(hops.is_hop.size, -1, dtype=np.int32)
        event_of_hop[hop] = event
        onward_start, onward = build.drop_later_offered(
            onward_start, onward, event_of_hop, trip, arrive_stop, walk_start, walk_to
        )
    return EventNet(
        depart_s=depart_s,
        arrive_s=arrive_s,
        depart_stop=depart_stop,
        arrive_stop=arrive_stop,
        trip=trip,
        hop=hop,
        call=hops.call.take(order),
        row=row,
        row_start=row_start,
        row_depart_s=row_depart_s,
        onward_start=onward_start,
        onward=onward,
        n_trips=len(timetable.trips),
    )


@dataclass(frozen=True, kw_only=True)
class _Hops:
    """Columns of every call and the one after it, int32, in the order in which trips make them.

    `is_hop` is False where the two are not of one trip.
    """

    depart_s: IntArray
    arrive_s: IntArray
    depart_stop: IntArray
    arrive_stop: IntArray
    trip: IntArray
    call: IntArray
    can_board: BoolArray
    can_alight: BoolArray
    is_hop: BoolArray


@dataclass(frozen=True, kw_only=True)
class _Walks:
    """Directed walks between stops, shape (n_walks,)."""

    origin: IntArray
    target: IntArray
    seconds: IntArray

    def turned(self) -> _Walks:
        """Return the walks the other way round."""
        return _Walks(origin=self.target, target=self.origin, seconds=self.seconds)

    def by_stop(self, n_stops: int) -> tuple[IntArray, IntArray, IntArray]:
        """Return compressed rows by the stop a walk starts at: row starts, targets, seconds."""
        order = np.argsort(self.origin, kind="stable")
        start = np.searchsorted(self.origin[order], np.arange(n_stops + 1)).astype(np.int32)
        return start, np.array(self.target[order]), np.array(self.seconds[order])


def _hops(timetable: Timetable) -> _Hops:
    trip = np.repeat(np.arange(len(timetable.trips), dtype=np.int32), np.diff(timetable.trip_start))
    return _Hops(
        depart_s=np.array(timetable.call_departure_s[:-1]),
        arrive_s=np.array(timetable.call_arrival_s[1:]),
        depart_stop=timetable.call_stop_idx[:-1],
        arrive_stop=timetable.call_stop_idx[1:],
        trip=trip[:-1],
        call=np.arange(max(trip.size - 1, 0), dtype=np.int32),
        can_board=timetable.call_can_board[:-1],
        can_alight=timetable.call_can_alight[1:],
        is_hop=trip[:-1] == trip[1:],
    )


def _mirrored(hops: _Hops) -> _Hops:
    """Return the hops in the timetable's mirror image: every train runs backwards."""
    return _Hops(
        depart_s=np.ascontiguousarray(MIRROR_S - hops.arrive_s[::-1]),
        arrive_s=np.ascontiguousarray(MIRROR_S - hops.depart_s[::-1]),
        depart_stop=hops.arrive_stop[::-1],
        arrive_stop=hops.depart_stop[::-1],
        trip=hops.trip[::-1],
        call=hops.call[::-1] + 1,
        can_board=hops.can_alight[::-1],
        can_alight=hops.can_board[::-1],
        is_hop=hops.is_hop[::-1],
    )


def _walks(timetable: Timetable) -> _Walks:
    return _Walks(
        origin=timetable.walk_from_idx, target=timetable.walk_to_idx, seconds=timetable.walk_s
    )


def _instant_levels(hops: _Hops, timetable: Timetable, walks: _Walks) -> IntArray:
    """Return, for zero-minute hops, the order in which they feed each other at one instant.

    Only hops that take no time can feed another event of the same instant. Elsewhere 0.
    """
    level = np.zeros(hops.is_hop.size, dtype=np.int32)
    without_time = np.flatnonzero((hops.depart_s == hops.arrive_s) & hops.is_hop).tolist()
    if not without_time:
        return level
    instants: dict[int, list[int]] = defaultdict(list)
    for event in without_time:
        instants[int(hops.depart_s[event])].append(event)
    reached_at_once: dict[int, set[int]] = defaultdict(set)
    for stop in np.flatnonzero(timetable.change_s == 0).tolist():
        reached_at_once[stop].add(stop)
    for walk in np.flatnonzero(walks.seconds == 0).tolist():
        reached_at_once[int(walks.origin[walk])].add(int(walks.target[walk]))
    for members in instants.values():
        if len(members) > 1:
            feeds = _feeds(members, hops, reached_at_once)
            _assign_levels(members, feeds, level, hops.trip, timetable)
    return level


def _feeds(
    members: list[int], hops: _Hops, reached_at_once: dict[int, set[int]]
) -> dict[int, list[int]]:
    """Return which hops of one instant each of them can be followed by."""
    by_stop: dict[int, list[int]] = defaultdict(list)
    for event in members:
        by_stop[int(hops.depart_stop[event])].append(event)
    feeds: dict[int, list[int]] = {}
    for event in members:
        stop, trip = int(hops.arrive_stop[event]), hops.trip[event]
        may_change = reached_at_once[stop] if hops.can_alight[event] else ()
        stays = [other for other in by_stop[stop] if hops.trip[other] == trip and other > event]
        changes = [
            other
            for here in may_change
            for other in by_stop[here]
            if hops.trip[other] != trip and hops.can_board[other]
        ]
        feeds[event] = stays + changes
    return feeds


def _assign_levels(
    members: list[int],
    feeds: dict[int, list[int]],
    level: IntArray,
    trip: IntArray,
    timetable: Timetable,
) -> None:
    """Set the levels of the members so that each feeds only higher ones (Kahn's algorithm)."""
    waiting = dict.fromkeys(members, 0)
    for event in members:
        for other in feeds[event]:
            waiting[other] += 1
    ready = [event for event in members if waiting[event] == 0]
    while ready:
        event = ready.pop()
        del waiting[event]
        for other in feeds[event]:
            level[other] = max(level[other], level[event] + 1)
            waiting[other] -= 1
            if waiting[other] == 0:
                ready.append(other)
    if waiting:
        trips = sorted({timetable.trips[int(trip[event])].id for event in waiting})
        raise InputError(
            f"timetable: zero-minute hops and transfers go round in a circle "
            f"({describe_offenders(trips)}); give the stops a transfer time of at least a second"
        )
