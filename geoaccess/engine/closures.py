"""The longest day at every hub with parts of the network closed, for many closures at once.

A train over a closed hop ends before it and begins anew after it with the same times, exactly as
if its pattern were cut in the tables; at a closed stop trains run through. Only the first
arrival and the last return are followed, which is all that decides whether a hub can be met and
for how long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geoaccess.engine.blocks import THREADS, check_stops, for_each_block
from geoaccess.engine.events import MIRROR_S, EventNet
from geoaccess.engine.kernels import scan as kernels
from geoaccess.engine.kernels.scan import LANES
from geoaccess.engine.sweep import DayNet, check_shapes
from geoaccess.model.closures import Closures, HopClasses, LongestDays, UsedRides
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.units import UNREACHED_S, BoolArray, IntArray

Events = tuple[IntArray, IntArray, IntArray, IntArray, IntArray, IntArray, BoolArray]
Walks = tuple[IntArray, IntArray, IntArray]


@dataclass(frozen=True, kw_only=True, eq=False)
class ClosureQuestion:
    """Who travels where and when, and over which classes of hops.

    Attributes
    ----------
    window, stay_s
        Leave home no earlier, be home no later: seconds of the service day; and the least stay.
        A first arrival that leaves no time for the stay, and a last return before there was
        time for it, are as good as none, so that trains that leave later, or arrive earlier,
        need not be looked at.
    """

    day: DayNet
    hops: HopClasses
    places: AccessLegs
    hubs: AccessLegs
    direct: DirectLegs
    window: tuple[int, int]
    stay_s: int

    def __post_init__(self) -> None:
        check_shapes(self.places, self.hubs, self.direct)
        for legs in (self.places, self.hubs):
            check_stops(legs, self.day.out.n_stops)

    @cached_property
    def ways(self) -> tuple[_Way, _Way]:
        """The way out, and the way back in mirrored time."""
        return _way_out(self), _way_back(self)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Way:
    """One direction, ready to be scanned; times may be mirrored."""

    begin_s: int
    end_s: int
    events: Events
    calls: IntArray
    walks: Walks
    change_s: IntArray
    legs: tuple[IntArray, IntArray, IntArray]
    hub_legs: tuple[IntArray, IntArray, IntArray]
    direct_s: IntArray
    n_trips: int


def compute_longest_days(
    question: ClosureQuestion, closures: Closures, *, place_idx: IntArray, closure_idx: IntArray
) -> LongestDays:
    """Return the longest days of cases, arrays of shape (n_cases, n_hubs).

    Parameters
    ----------
    closures
        What may be closed; nothing is, where a closure has neither hops nor stops.
    place_idx, closure_idx
        Place and closure of each case, shape (n_cases,). Cases of one place should stand
        together: they leave by the same trains, and what none of them boards is passed over.
    """
    shape = (place_idx.size, question.hubs.n_places)
    found = [np.empty(shape, dtype=np.int32) for _ in question.ways]
    n_stops = question.day.out.n_stops

    def fill(blocks: Iterator[slice]) -> None:
        ready_s = np.empty((n_stops, LANES), dtype=np.int32)
        reached_s, arrival_s = np.empty_like(ready_s), np.empty((LANES, shape[1]), np.int32)
        aboard = np.empty(question.day.out.n_trips, dtype=np.uint64)
        for block in blocks:
            closure, n = _padded(closure_idx[block]), block.stop - block.start
            place = _padded(place_idx[block])
            lanes = _words(closures.cut[closure]), _words(closures.shut[closure])
            for way, arrivals in zip(question.ways, found, strict=True):
                kernels.leave(place, way.begin_s, *way.legs, ready_s, reached_s)
                kernels.scan(
                    way.events, way.walks, way.change_s, *lanes, ready_s, reached_s, aboard
                )
                kernels.arrive(*way.hub_legs, reached_s, arrival_s)
                arrivals[block] = np.minimum(arrival_s[:n], _direct(way, place[:n]))

    blocks = (slice(k, min(k + LANES, shape[0])) for k in range(0, shape[0], LANES))
    for_each_block(blocks, fill, threads=THREADS)
    back = found[1]
    return LongestDays(
        first_arrival_s=found[0],
        last_return_s=np.where(back < UNREACHED_S, MIRROR_S - back, -1).astype(np.int32),
    )


def trace_longest_days(question: ClosureQuestion, base: LongestDays, met: BoolArray) -> UsedRides:
    """Return the trains of the longest day of the pairs that can meet, with nothing closed.

    A hub that is reached as soon without a train has no rides.

    Parameters
    ----------
    base, met
        Longest days with nothing closed, a row a place, and which pairs can meet, (n, m).
    """
    n_places = question.places.n_places
    until_s = (
        np.where(met, base.first_arrival_s, 0).max(axis=1, initial=0),
        MIRROR_S - np.where(met, base.last_return_s, MIRROR_S).min(axis=1, initial=MIRROR_S),
    )
    found = [np.empty((4, 0), dtype=np.int64)] * (2 * n_places)

    def fill(parts: Iterator[tuple[int, int]]) -> None:
        for direction, place in parts:
            way = question.ways[direction]
            rides = _rides(way, place, met[place], int(until_s[direction][place]))
            hub, *events = np.array(rides, dtype=np.int64).reshape(-1, 3).T
            first, last = (way.calls[event] for event in events)
            if direction:  # in mirrored time people get on where they get off
                first, last = last - 1, first
            else:
                last = last + 1
            found[direction * n_places + place] = np.vstack(
                [np.full(hub.size, place), hub, first, last]
            )

    parts = ((direction, place) for direction in range(2) for place in range(n_places))
    for_each_block(parts, fill, threads=THREADS)
    place, hub, first, last = np.concatenate(found, axis=1) if found else np.empty((4, 0), int)
    return UsedRides(place_idx=place, hub_idx=hub, first_call=first, last_call=last)


def _rides(way: _Way, place: int, wanted: BoolArray, until_s: int) -> list[tuple[int, int, int]]:
    """Return the rides of a place's first arrivals: hub, first and last event."""
    at_stop = np.full((4, way.change_s.size), -1, dtype=np.int32)
    at_stop[::2] = UNREACHED_S
    on_trip = np.full((2, way.n_trips), -1, dtype=np.int32)
    start, stop, leg_s = way.legs
    mine = slice(start[place], start[place + 1])
    np.minimum.at(at_stop[0], stop[mine], way.begin_s + leg_s[mine])
    kernels.scan_one(way.events, way.walks, way.change_s, until_s, at_stop, on_trip)
    _, _, reached, reached_by = at_stop
    rides = []
    hub_start, hub_stop, hub_s = way.hub_legs
    for hub in np.flatnonzero(wanted).tolist():
        legs = slice(hub_start[hub], hub_start[hub + 1])
        at_hub = reached[hub_stop[legs]].astype(np.int64) + hub_s[legs]
        if at_hub.min(initial=UNREACHED_S) >= way.begin_s + int(way.direct_s[place, hub]):
            continue
        event = int(reached_by[hub_stop[legs][at_hub.argmin()]])
        while event >= 0:
            trip = way.events[4][event]
            rides.append((hub, int(on_trip[0, trip]), event))
            event = int(on_trip[1, trip])
    return rides


def _words(closed: BoolArray) -> IntArray:
    """Return words, shape (n,), of the lanes that are open, of flags (LANES, n) that are not."""
    in_bytes = np.packbits(~closed, axis=0, bitorder="little")
    words: IntArray = np.ascontiguousarray(in_bytes.T).view("<u8").ravel()
    return words.astype(np.uint64)


def _padded(idx: IntArray) -> IntArray:
    """Return positions for all lanes; spare lanes repeat the first case."""
    padded = np.full(LANES, idx[0], dtype=np.int32)
    padded[: idx.size] = idx
    return padded


def _direct(way: _Way, place: IntArray) -> IntArray:
    """Return arrivals without a train, never where that takes longer than the window."""
    direct_s = way.direct_s[place]
    in_time = direct_s <= way.end_s - way.begin_s
    arrivals: IntArray = np.where(in_time, way.begin_s + direct_s, UNREACHED_S)
    return arrivals


def _way_out(question: ClosureQuestion) -> _Way:
    table = question.day.timetable
    return _build_way(
        question,
        question.day.out,
        call_of_hop=0,
        window=(question.window[0], question.window[1] - question.stay_s),
        legs=(question.places.to_stop_s, question.hubs.from_stop_s),
        direct_s=question.direct.out_s,
        walks=(table.walk_from_idx, table.walk_to_idx),
    )


def _way_back(question: ClosureQuestion) -> _Way:
    table, (begin, end) = question.day.timetable, question.window
    return _build_way(
        question,
        question.day.back,
        call_of_hop=-1,
        window=(MIRROR_S - end, MIRROR_S - begin - question.stay_s),
        legs=(question.places.from_stop_s, question.hubs.to_stop_s),
        direct_s=question.direct.back_s,
        walks=(table.walk_to_idx, table.walk_from_idx),
    )


def _build_way(
    question: ClosureQuestion,
    net: EventNet,
    *,
    call_of_hop: int,
    window: tuple[int, int],
    legs: tuple[IntArray, IntArray],
    direct_s: IntArray,
    walks: tuple[IntArray, IntArray],
) -> _Way:
    """Return one direction with the events that leave inside the window.

    `call_of_hop` leads from the call of an event to that at which its hop begins in the
    timetable.
    """
    table = question.day.timetable
    first = int(np.searchsorted(net.depart_s, window[0]))
    inside = slice(first, int(np.searchsorted(net.depart_s, window[1], side="right")))
    order = np.argsort(walks[0], kind="stable")
    walk_start = np.searchsorted(walks[0][order], np.arange(net.n_stops + 1)).astype(np.int32)
    calls = net.call[inside]

    def of(places: AccessLegs, seconds: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        return np.array(places.start), np.array(places.stop_idx), np.array(seconds)

    return _Way(
        begin_s=window[0],
        end_s=window[1],
        events=(
            net.depart_s[inside],
            net.arrive_s[inside],
            net.depart_stop[inside],
            net.arrive_stop[inside],
            net.trip[inside],
            question.hops.call_class[calls + call_of_hop].astype(np.int32),
            net.row[inside] < net.n_rows,
        ),
        calls=calls,
        walks=(walk_start, walks[1][order], table.walk_s[order]),
        change_s=np.array(table.change_s),
        legs=of(question.places, legs[0]),
        hub_legs=of(question.hubs, legs[1]),
        direct_s=direct_s,
        n_trips=net.n_trips,
    )
