"""Build the static event array that the sweep runs over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields

import numpy as np

from geoaccess.engine import _kernels
from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.timetable import Timetable
from geoaccess.units import SECONDS_PER_DAY, BoolArray, IntArray

MIRROR_S = 4 * SECONDS_PER_DAY
"""Instant about which the timetable is mirrored for the way back; later than any train."""


@dataclass(frozen=True, kw_only=True, eq=False)
class EventNet:
    """Hops of trips from one call to the next, in time order, with all pointers resolved.

    Events with equal departure stand in an order in which none feeds an earlier one, so a
    backward sweep meets every event after all events it leads to.

    Attributes
    ----------
    depart_s, arrive_s, depart_stop, arrive_stop, trip, call
        Shape (n_events,). `arrive_stop` is -1 where nobody may alight. `call` is the row of
        the departing call in the timetable (of the arriving call in a mirrored net).
    next_at_stop
        Shape (n_events,): next event departing from the same stop, n_events if none.
    onward_start, onward
        Compressed rows: events that can be boarded first after alighting from an event, one
        for the same stop and one for each walk.
    stop_start, stop_events
        Compressed rows: events departing from each stop, in time order.
    """

    depart_s: IntArray
    arrive_s: IntArray
    depart_stop: IntArray
    arrive_stop: IntArray
    trip: IntArray
    call: IntArray
    next_at_stop: IntArray
    onward_start: IntArray
    onward: IntArray
    stop_start: IntArray
    stop_events: IntArray
    n_trips: int

    @property
    def n_events(self) -> int:
        """Number of events."""
        return self.depart_s.size


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
    hops = hops.take(np.lexsort((hops.sequence, hops.trip, level, hops.arrive_s, hops.depart_s)))
    next_at_stop, stop_start, stop_events = _kernels.link_stops(
        hops.depart_stop, hops.can_board, timetable.n_stops
    )
    alight_stop = np.where(hops.can_alight == 1, hops.arrive_stop, np.int32(-1))
    walk_start, walk_to, walk_s = walks.by_stop(timetable.n_stops)
    onward_start, onward = _kernels.link_onward(
        hops.depart_s,
        hops.arrive_s,
        alight_stop,
        np.array(timetable.change_s),
        walk_start,
        walk_to,
        walk_s,
        stop_start,
        stop_events,
    )
    return EventNet(
        depart_s=hops.depart_s,
        arrive_s=hops.arrive_s,
        depart_stop=hops.depart_stop,
        arrive_stop=alight_stop,
        trip=hops.trip,
        call=hops.call,
        next_at_stop=next_at_stop,
        onward_start=onward_start,
        onward=onward,
        stop_start=stop_start,
        stop_events=stop_events,
        n_trips=len(timetable.trips),
    )


@dataclass(frozen=True, kw_only=True)
class _Hops:
    """Columns of events, shape (n_events,); `sequence` rises along each trip."""

    depart_s: IntArray
    arrive_s: IntArray
    depart_stop: IntArray
    arrive_stop: IntArray
    trip: IntArray
    call: IntArray
    sequence: IntArray
    can_board: BoolArray | IntArray
    can_alight: BoolArray | IntArray

    def take(self, order: IntArray) -> _Hops:
        """Return the events in another order, contiguous for the kernels."""
        columns = {f.name: getattr(self, f.name) for f in fields(self)}
        return _Hops(
            **{
                name: np.ascontiguousarray(column[order], dtype=np.int32)
                for name, column in columns.items()
            }
        )


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
    is_last = np.zeros(timetable.call_stop_idx.size, dtype=bool)
    is_last[timetable.trip_start[1:] - 1] = True
    call = np.flatnonzero(~is_last)
    return _Hops(
        depart_s=timetable.call_departure_s[call],
        arrive_s=timetable.call_arrival_s[call + 1],
        depart_stop=timetable.call_stop_idx[call],
        arrive_stop=timetable.call_stop_idx[call + 1],
        trip=np.repeat(np.arange(len(timetable.trips)), np.diff(timetable.trip_start) - 1),
        call=call,
        sequence=call,
        can_board=timetable.call_can_board[call],
        can_alight=timetable.call_can_alight[call + 1],
    )


def _mirrored(hops: _Hops) -> _Hops:
    """Return the hops in the timetable's mirror image: every train runs backwards."""
    return _Hops(
        depart_s=MIRROR_S - hops.arrive_s,
        arrive_s=MIRROR_S - hops.depart_s,
        depart_stop=hops.arrive_stop,
        arrive_stop=hops.depart_stop,
        trip=hops.trip,
        call=hops.call + 1,
        sequence=-hops.call,
        can_board=hops.can_alight,
        can_alight=hops.can_board,
    )


def _walks(timetable: Timetable) -> _Walks:
    return _Walks(
        origin=timetable.walk_from_idx, target=timetable.walk_to_idx, seconds=timetable.walk_s
    )


def _instant_levels(hops: _Hops, timetable: Timetable, walks: _Walks) -> IntArray:
    """Return, for zero-minute hops, the order in which they feed each other at one instant.

    Only hops that take no time can feed another event of the same instant. Elsewhere 0.
    """
    level = np.zeros(hops.trip.size, dtype=np.int32)
    without_time = np.flatnonzero(hops.depart_s == hops.arrive_s).tolist()
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
        stays = [
            other
            for other in by_stop[stop]
            if hops.trip[other] == trip and hops.sequence[other] > hops.sequence[event]
        ]
        changes = [
            other
            for here in reached_at_once[stop]
            for other in by_stop[here]
            if hops.trip[other] != trip
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
