"""The forward scan: first arrivals of one place at all stops, with parts of the network closed.

Lanes are cases: a place and what is closed for it, 64 of them the bits of one word. Only the
journey that leaves first is followed, so an event costs a few operations on words; times are
looked at only where a lane gets to a stop earlier than before. 64 cases of the shipped network
take 1.5 ms one way; looking at every lane at every event took 16 (benchmarks robustness).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import config, njit, types
from numba.extending import intrinsic

from geoaccess.units import UNREACHED_S

LANES = 64
NEVER = np.int32(UNREACHED_S)
ONE = np.uint64(1)
NONE = np.uint64(0)


def _count_up(word: Any) -> Any:
    """Return the same as the intrinsic where nothing is compiled."""
    number = int(word)
    return (number & -number).bit_length() - 1


@intrinsic
def _lowest_bit(typing_context, word):  # type: ignore[no-untyped-def]
    """Return the position of the lowest bit set in a word that is not 0."""
    from llvmlite import ir

    del typing_context

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        del context, signature
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(word), generate


lowest_bit: Any = _count_up if config.DISABLE_JIT else _lowest_bit  # type: ignore[attr-defined]


@njit(cache=True, nogil=True)
def _not_after(times_s, now):  # type: ignore[no-untyped-def]
    """Return the lanes whose time is not after now, and the first time after it."""
    lanes, later = NONE, NEVER
    for lane in range(LANES):
        time = times_s[lane]
        if time <= now:
            lanes |= ONE << np.uint64(lane)
        else:
            later = min(later, time)
    return lanes, later


@njit(cache=True, nogil=True)
def scan(  # type: ignore[no-untyped-def]
    events, walks, change_s, runs, calls, ready_s, reached_s, aboard
):
    """Fill when each lane can be ready to board at each stop, and when it gets off there first.

    events are (departure, arrival, departure stop, arrival stop, trip, class of the hop, may
    board), each (n_events,), in an order in which none feeds an earlier one. The arrival stop
    is n_stops where nobody may alight. walks are compressed rows by stop (start, target,
    seconds), made between two trains only.

    runs, (n_classes,), has the lanes in which trains run over hops of a class; in the others a
    train ends before it and begins anew after it. calls, (n_stops,), has the lanes in which
    people can get on and off. ready_s and reached_s, (n_stops, LANES), hold when people are at
    their first stops, and never elsewhere. aboard, (n_trips,), is scratch.
    """
    depart_s, arrive_s, origin, target, trip, kind, may_board = events
    walk_start, walk_to, walk_s = walks
    n_stops = calls.size
    aboard[:] = NONE
    ready, next_ready_s = np.zeros(n_stops, np.uint64), np.empty(n_stops, np.int32)
    reached, next_reached_s = np.zeros(n_stops, np.uint64), np.full(n_stops, NEVER)
    for stop in range(n_stops):
        next_ready_s[stop] = ready_s[stop].min()
    for i in range(depart_s.size):
        now, here = depart_s[i], origin[i]
        on = aboard[trip[i]]
        if may_board[i]:
            if now >= next_ready_s[here]:
                ready[here], next_ready_s[here] = _not_after(ready_s[here], now)
                ready[here] &= calls[here]
            on |= ready[here]
        on &= runs[kind[i]]
        aboard[trip[i]] = on
        stop = target[i]
        if on == NONE or stop == n_stops:
            continue
        if now >= next_reached_s[stop]:
            reached[stop], next_reached_s[stop] = _not_after(reached_s[stop], now)
        left = on & calls[stop] & ~reached[stop]
        at = arrive_s[i]
        while left != NONE:
            lane = lowest_bit(left)
            left &= left - ONE
            if at >= reached_s[stop, lane]:
                continue
            reached_s[stop, lane] = at
            next_reached_s[stop] = min(next_reached_s[stop], at)
            change = at + change_s[stop]
            if change < ready_s[stop, lane]:
                ready_s[stop, lane] = change
                next_ready_s[stop] = min(next_ready_s[stop], change)
            for k in range(walk_start[stop], walk_start[stop + 1]):
                other, walked = walk_to[k], at + walk_s[k]
                if walked < ready_s[other, lane]:
                    ready_s[other, lane] = walked
                    next_ready_s[other] = min(next_ready_s[other], walked)


@njit(cache=True, nogil=True)
def leave(place, begin_s, leg_start, leg_stop, leg_s, ready_s, reached_s):  # type: ignore[no-untyped-def]
    """Set the lanes at the doors of their places at begin_s: at each stop of a leg after it."""
    ready_s[:] = NEVER
    reached_s[:] = NEVER
    for lane in range(place.size):
        for k in range(leg_start[place[lane]], leg_start[place[lane] + 1]):
            at = begin_s + leg_s[k]
            ready_s[leg_stop[k], lane] = min(ready_s[leg_stop[k], lane], at)


@njit(cache=True, nogil=True)
def arrive(hub_start, hub_stop, hub_s, reached_s, arrival_s):  # type: ignore[no-untyped-def]
    """Fill the first arrival of each lane at each hub by train, (n_lanes, n_hubs)."""
    for hub in range(hub_start.size - 1):
        for lane in range(arrival_s.shape[0]):
            first = NEVER
            for k in range(hub_start[hub], hub_start[hub + 1]):
                first = min(first, reached_s[hub_stop[k], lane] + hub_s[k])
            arrival_s[lane, hub] = min(first, NEVER)


@njit(cache=True, nogil=True)
def scan_one(events, walks, change_s, until_s, at_stop, on_trip):  # type: ignore[no-untyped-def]
    """Fill what led to each stop and onto each trip, for one place with everything open.

    The same scan as `scan` with one lane, of the events that leave by until_s. at_stop,
    (4, n_stops), has when people are ready to board, by which event, when they get off first,
    and by which event; -1 for their door. on_trip, (2, n_trips), has the first event aboard and
    the one that brought them there.
    """
    depart_s, arrive_s, origin, target, trip, _, may_board = events
    walk_start, walk_to, walk_s = walks
    n_stops = walk_start.size - 1
    ready, ready_by, reached, reached_by = at_stop[0], at_stop[1], at_stop[2], at_stop[3]
    boarded, boarded_after = on_trip[0], on_trip[1]
    for i in range(depart_s.size):
        if depart_s[i] > until_s:
            break
        if boarded[trip[i]] < 0:
            if not may_board[i] or ready[origin[i]] > depart_s[i]:
                continue
            boarded[trip[i]], boarded_after[trip[i]] = i, ready_by[origin[i]]
        stop, at = target[i], arrive_s[i]
        if stop == n_stops:
            continue
        if at < reached[stop]:
            reached[stop], reached_by[stop] = at, i
        if at + change_s[stop] < ready[stop]:
            ready[stop], ready_by[stop] = at + change_s[stop], i
        for k in range(walk_start[stop], walk_start[stop + 1]):
            if at + walk_s[k] < ready[walk_to[k]]:
                ready[walk_to[k]], ready_by[walk_to[k]] = at + walk_s[k], i
