"""Build the static event array that the sweep runs over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from geoaccess.engine import _kernels
from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.timetable import Timetable
from geoaccess.units import SECONDS_PER_DAY, IntArray

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
        Shape (n_events,). `call` is the row of the departing call in the timetable (of the
        arriving call in a mirrored net).
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
    is_last = np.zeros(timetable.call_stop_idx.size, dtype=bool)
    is_last[timetable.trip_start[1:] - 1] = True
    call = np.flatnonzero(~is_last)
    trip = np.repeat(np.arange(len(timetable.trips)), np.diff(timetable.trip_start) - 1)
    depart, arrive = timetable.call_departure_s[call], timetable.call_arrival_s[call + 1]
    from_stop, to_stop = timetable.call_stop_idx[call], timetable.call_stop_idx[call + 1]
    walk_from, walk_to = timetable.walk_from_idx, timetable.walk_to_idx
    sequence = call
    if mirrored:
        depart, arrive = MIRROR_S - arrive, MIRROR_S - depart
        from_stop, to_stop = to_stop, from_stop
        walk_from, walk_to = walk_to, walk_from
        call, sequence = call + 1, -call
    walks = _sorted_walks(walk_from, walk_to, timetable.walk_s, timetable.n_stops)
    level = _instant_levels(
        timetable, (depart, arrive, from_stop, to_stop, trip, sequence), walks
    )
    order = np.lexsort((sequence, trip, level, arrive, depart))
    columns = (depart, arrive, from_stop, to_stop, trip, call)
    depart, arrive, from_stop, to_stop, trip, call = (
        np.ascontiguousarray(column[order], dtype=np.int32) for column in columns
    )
    next_at_stop, stop_start, stop_events = _kernels.link_stops(from_stop, timetable.n_stops)
    onward_start, onward = _kernels.link_onward(
        depart, arrive, to_stop, np.array(timetable.change_s), *walks, stop_start, stop_events
    )
    return EventNet(
        depart_s=depart,
        arrive_s=arrive,
        depart_stop=from_stop,
        arrive_stop=to_stop,
        trip=trip,
        call=call,
        next_at_stop=next_at_stop,
        onward_start=onward_start,
        onward=onward,
        stop_start=stop_start,
        stop_events=stop_events,
        n_trips=len(timetable.trips),
    )


def _sorted_walks(
    walk_from: IntArray, walk_to: IntArray, walk_s: IntArray, n_stops: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Return walks as compressed rows by the stop they start at."""
    order = np.argsort(walk_from, kind="stable")
    start = np.searchsorted(walk_from[order], np.arange(n_stops + 1)).astype(np.int32)
    return start, np.array(walk_to[order]), np.array(walk_s[order])


def _instant_levels(
    timetable: Timetable,
    events: tuple[IntArray, IntArray, IntArray, IntArray, IntArray, IntArray],
    walks: tuple[IntArray, IntArray, IntArray],
) -> IntArray:
    """Return, for zero-minute hops, the order in which they feed each other at one instant.

    Only hops that take no time can feed another event of the same instant. Elsewhere 0.
    """
    depart, arrive, from_stop, to_stop, trip, sequence = events
    level = np.zeros(depart.size, dtype=np.int32)
    instants: dict[int, list[int]] = defaultdict(list)
    for event in np.flatnonzero(depart == arrive):
        instants[int(depart[event])].append(int(event))
    walk_start, walk_to, walk_s = walks
    for members in instants.values():
        if len(members) < 2:
            continue
        by_stop: dict[int, list[int]] = defaultdict(list)
        for event in members:
            by_stop[int(from_stop[event])].append(event)
        feeds: dict[int, list[int]] = {}
        for event in members:
            stop = int(to_stop[event])
            reached = [stop] if timetable.change_s[stop] == 0 else []
            rows = range(walk_start[stop], walk_start[stop + 1])
            reached += [int(walk_to[row]) for row in rows if walk_s[row] == 0]
            feeds[event] = [
                other
                for here in {stop, *reached}
                for other in by_stop[here]
                if (trip[other] == trip[event] and sequence[other] > sequence[event])
                or (trip[other] != trip[event] and here in reached)
            ]
        _assign_levels(members, feeds, level, timetable, trip)
    return level


def _assign_levels(
    members: list[int],
    feeds: dict[int, list[int]],
    level: IntArray,
    timetable: Timetable,
    trip: IntArray,
) -> None:
    """Number the members so that each feeds only higher ones (Kahn's algorithm)."""
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
