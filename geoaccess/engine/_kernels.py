"""Numba kernels: arrays in, arrays out. No validation here; see `events` and `sweep`.

A packed time holds the arrival in seconds in its high bits and the trains still to board in
the low RIDE_BITS, so that the lesser of two is the earlier, then the one with fewer rides.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from geoaccess.units import UNREACHED_S

RIDE_BITS = 10
RIDE_MASK = (1 << RIDE_BITS) - 1
PACKED_UNREACHED = np.int32(UNREACHED_S)


@njit(cache=True, nogil=True)
def link_stops(depart_stop, can_board, n_stops):  # type: ignore[no-untyped-def]
    """Return the next event at the same stop, and each stop's events in time order.

    Events that nobody may board are in no list; their next event is none.
    """
    n = depart_stop.size
    stop_start = np.zeros(n_stops + 1, np.int32)
    for i in range(n):
        stop_start[depart_stop[i] + 1] += can_board[i]
    for s in range(n_stops):
        stop_start[s + 1] += stop_start[s]
    fill = stop_start[:-1].copy()
    stop_events = np.empty(stop_start[n_stops], np.int32)
    next_at_stop = np.full(n, n, np.int32)
    for i in range(n):
        if not can_board[i]:
            continue
        s = depart_stop[i]
        if fill[s] > stop_start[s]:
            next_at_stop[stop_events[fill[s] - 1]] = i
        stop_events[fill[s]] = i
        fill[s] += 1
    return next_at_stop, stop_start, stop_events


@njit(cache=True, nogil=True)
def _first_at(stop, time_s, depart_s, stop_start, stop_events):  # type: ignore[no-untyped-def]
    """Return the first event departing from a stop at or after a time, -1 if none."""
    low, high = stop_start[stop], stop_start[stop + 1]
    end = high
    while low < high:
        middle = (low + high) >> 1
        if depart_s[stop_events[middle]] < time_s:
            low = middle + 1
        else:
            high = middle
    return stop_events[low] if low < end else np.int32(-1)


@njit(cache=True, nogil=True)
def link_onward(  # type: ignore[no-untyped-def]
    depart_s, arrive_s, arrive_stop, change_s, walk_start, walk_to, walk_s, stop_start, stop_events
):
    """Return in compressed rows the first events to board after alighting from each event."""
    n = depart_s.size
    room = n
    for i in range(n):
        if arrive_stop[i] >= 0:
            room += walk_start[arrive_stop[i] + 1] - walk_start[arrive_stop[i]]
    onward_start = np.zeros(n + 1, np.int32)
    onward = np.empty(room, np.int32)
    filled = 0
    for i in range(n):
        stop = arrive_stop[i]
        if stop < 0:
            onward_start[i + 1] = filled
            continue
        first = _first_at(stop, arrive_s[i] + change_s[stop], depart_s, stop_start, stop_events)
        if first >= 0:
            onward[filled] = first
            filled += 1
        for k in range(walk_start[stop], walk_start[stop + 1]):
            first = _first_at(
                walk_to[k], arrive_s[i] + walk_s[k], depart_s, stop_start, stop_events
            )
            if first >= 0:
                onward[filled] = first
                filled += 1
        onward_start[i + 1] = filled
    return onward_start, onward[:filled].copy()


@njit(cache=True, nogil=True)
def sweep(  # type: ignore[no-untyped-def]
    arrive_s,
    arrive_stop,
    trip,
    next_at_stop,
    onward_start,
    onward,
    egress_start,
    egress_lane,
    egress_s,
    best,
    aboard,
):
    """Fill packed arrivals at each lane's hub from every event, shape (n_events + 1, n_lanes).

    Row i is the best that can be done when ready to board event i (or any later one at its
    stop); the last row is unreached and stands behind the last event of every stop. `aboard`,
    (n_trips, n_lanes), is scratch. Both are given so that they are taken once for all blocks:
    the first touch of fresh memory costs more than the sweep (benchmarks/national.py).
    """
    n, n_lanes = arrive_s.size, best.shape[1]
    best[n, :] = PACKED_UNREACHED
    aboard[:] = PACKED_UNREACHED
    for i in range(n - 1, -1, -1):
        on = aboard[trip[i]]
        for k in range(onward_start[i], onward_start[i + 1]):
            change = best[onward[k]]
            for lane in range(n_lanes):
                on[lane] = min(on[lane], change[lane])
        stop = arrive_stop[i]
        if stop >= 0:
            for k in range(egress_start[stop], egress_start[stop + 1]):
                lane = egress_lane[k]
                on[lane] = min(on[lane], (arrive_s[i] + egress_s[k]) << RIDE_BITS)
        wait, here = best[next_at_stop[i]], best[i]
        for lane in range(n_lanes):
            here[lane] = min(on[lane] + 1, wait[lane])


@njit(cache=True, nogil=True)
def sweep_rounds(  # type: ignore[no-untyped-def]
    arrive_s, arrive_stop, trip, next_at_stop, onward_start, onward,
    egress_start, egress_lane, egress_s, n_trips, n_lanes, n_rounds,
):  # fmt: skip
    """Return what `sweep` fills, with at most n_rounds trains boarded."""
    n = arrive_s.size
    best = np.full((n + 1, n_rounds, n_lanes), PACKED_UNREACHED, np.int32)
    aboard = np.full((n_trips, n_rounds, n_lanes), PACKED_UNREACHED, np.int32)
    for i in range(n - 1, -1, -1):
        on = aboard[trip[i]]
        for k in range(onward_start[i], onward_start[i + 1]):
            change = best[onward[k]]
            for r in range(1, n_rounds):
                for lane in range(n_lanes):
                    on[r, lane] = min(on[r, lane], change[r - 1, lane])
        stop = arrive_stop[i]
        if stop >= 0:
            for k in range(egress_start[stop], egress_start[stop + 1]):
                lane = egress_lane[k]
                reached = (arrive_s[i] + egress_s[k]) << RIDE_BITS
                for r in range(n_rounds):
                    on[r, lane] = min(on[r, lane], reached)
        wait, here = best[next_at_stop[i]], best[i]
        for r in range(n_rounds):
            for lane in range(n_lanes):
                here[r, lane] = min(on[r, lane] + 1, wait[r, lane])
    return best[:, n_rounds - 1, :].copy()


@njit(cache=True, nogil=True)
def place_room(leg_start, leg_stop, stop_start):  # type: ignore[no-untyped-def]
    """Return the most events that any place has at the stops of its legs."""
    most = 0
    for p in range(leg_start.size - 1):
        room = 0
        for k in range(leg_start[p], leg_start[p + 1]):
            room += stop_start[leg_stop[k] + 1] - stop_start[leg_stop[k]]
        most = max(most, room)
    return most


@njit(cache=True, nogil=True)
def gather(  # type: ignore[no-untyped-def]
    best, depart_s, stop_start, stop_events, leg_stop, leg_s, direct_s, count, departure, packed
):
    """Fill the Pareto journeys of one place to all lanes, latest departure first.

    legs and direct_s are those of the place; count has shape (n_lanes,), departure and packed
    (n_lanes, room). The events of the place's stops are merged from the last backwards; most
    improve no lane, which one pass without branches tells (a third of the time of looking at
    every lane alone).
    """
    n_lanes, n_legs = best.shape[1], leg_stop.size
    last = np.full(n_lanes, PACKED_UNREACHED, np.int32)
    left = np.empty(n_legs, np.int64)
    for k in range(n_legs):
        left[k] = stop_start[leg_stop[k] + 1]
    count[:] = 0
    while True:
        chosen, door = -1, np.int32(0)
        for k in range(n_legs):
            if left[k] > stop_start[leg_stop[k]]:
                leaves = depart_s[stop_events[left[k] - 1]] - leg_s[k]
                if chosen < 0 or leaves > door:
                    chosen, door = k, leaves
        if chosen < 0:
            break
        left[chosen] -= 1
        values = best[stop_events[left[chosen]]]
        improved = False
        for lane in range(n_lanes):
            improved |= values[lane] < last[lane]
        if not improved:
            continue
        for lane in range(n_lanes):
            value, before = values[lane], last[lane]
            if value >= before:
                continue
            last[lane] = value
            arrive = value >> RIDE_BITS
            if arrive - door >= direct_s[lane]:
                continue
            at = count[lane]
            if at > 0 and departure[lane, at - 1] == door:
                packed[lane, at - 1] = value
            elif arrive < before >> RIDE_BITS:
                departure[lane, at], packed[lane, at] = door, value
                count[lane] = at + 1


@njit(cache=True, nogil=True)
def place_journeys(best, depart_s, stop_start, stop_events, leg_start, leg_stop, leg_s, direct_s):  # type: ignore[no-untyped-def]
    """Return Pareto journeys of all places to all lanes: (row starts, departures, packed arrivals).

    Rows are by place, then lane, each run in descending order of departure.
    """
    n_places, n_lanes = leg_start.size - 1, best.shape[1]
    room = place_room(leg_start, leg_stop, stop_start)
    count = np.zeros(n_lanes, np.int64)
    by_lane = np.empty((n_lanes, room), np.int32)
    packed_by_lane = np.empty((n_lanes, room), np.int32)
    departure = np.empty(1024, np.int32)
    packed = np.empty(1024, np.int32)
    row_start = np.zeros(n_places * n_lanes + 1, np.int64)
    found = 0
    for p in range(n_places):
        legs = slice(leg_start[p], leg_start[p + 1])
        gather(
            best, depart_s, stop_start, stop_events, leg_stop[legs], leg_s[legs], direct_s[p],
            count, by_lane, packed_by_lane,
        )  # fmt: skip
        while found + count.sum() > departure.size:
            departure = np.concatenate((departure, np.empty_like(departure)))
            packed = np.concatenate((packed, np.empty_like(packed)))
        for lane in range(n_lanes):
            for k in range(count[lane]):
                departure[found], packed[found] = by_lane[lane, k], packed_by_lane[lane, k]
                found += 1
            row_start[p * n_lanes + lane + 1] = found
    return row_start, departure[:found].copy(), packed[:found].copy()


@njit(cache=True, nogil=True)
def _rank_values(count, leave, arrive, direct, window, inside, ranks, steps, values):  # type: ignore[no-untyped-def]
    """Fill the durations at ascending ranks of one pair over the minutes of a window.

    leave and arrive are its journeys, latest departure first. Between two departures the
    duration falls by a minute each minute, so every journey adds one value to each whole
    minute q of a run of durations: `steps` counts them by differences. Within a minute values
    differ by the seconds of the arrival alone. Returns the minutes that have a train, the
    fastest journey that leaves in the span `inside`, the last one's departure, and the first
    arrival of the minutes.
    """
    begin, n_minutes = window[0], (window[1] - window[0]) // 60
    low_bin, high_bin = np.int64(steps.size), np.int64(-1)
    trains, first_seconds, same_seconds = 0, np.int64(-1), True
    fastest, last_departure, first_arrival = (
        np.int64(UNREACHED_S),
        np.int64(-1),
        np.int64(UNREACHED_S),
    )
    for k in range(count):
        last_minute = min((np.int64(leave[k]) - begin) // 60, n_minutes - 1)
        first_minute = np.int64(0)
        if k + 1 < count:
            first_minute = max((np.int64(leave[k + 1]) - begin) // 60 + 1, np.int64(0))
        if inside[0] <= leave[k] < inside[1]:
            fastest = min(fastest, np.int64(arrive[k]) - leave[k])
            last_departure = max(last_departure, np.int64(leave[k]))
        if first_minute > last_minute:
            continue
        trains += last_minute - first_minute + 1
        first_arrival = min(first_arrival, np.int64(arrive[k]))
        reach = np.int64(arrive[k]) - begin
        seconds = reach % 60
        if first_seconds < 0:
            first_seconds = seconds
        same_seconds &= seconds == first_seconds
        low, high = reach // 60 - last_minute, reach // 60 - first_minute
        steps[low] += 1
        steps[high + 1] -= 1
        low_bin, high_bin = min(low_bin, low), max(high_bin, high)
    r, below, here = 0, np.int64(0), np.int64(0)
    q = low_bin
    while r < ranks.size and q <= high_bin:
        here += steps[q]
        while r < ranks.size and ranks[r] < below + here:
            seconds = first_seconds
            if not same_seconds:
                seconds = _nth_seconds(count, leave, arrive, begin, n_minutes, q, ranks[r] - below)
            values[r] = min(q * 60 + seconds, direct)
            r += 1
        below += here
        q += 1
    while r < ranks.size:
        values[r] = direct
        r += 1
    if high_bin >= 0:
        steps[low_bin : high_bin + 2] = 0
    return trains, fastest, last_departure, first_arrival


@njit(cache=True, nogil=True)
def _nth_seconds(count, leave, arrive, begin, n_minutes, q, nth):  # type: ignore[no-untyped-def]
    """Return the nth smallest seconds among the journeys whose durations pass minute q."""
    seconds = np.zeros(60, np.int32)
    for k in range(count):
        last_minute = min((np.int64(leave[k]) - begin) // 60, n_minutes - 1)
        first_minute = np.int64(0)
        if k + 1 < count:
            first_minute = max((np.int64(leave[k + 1]) - begin) // 60 + 1, np.int64(0))
        reach = np.int64(arrive[k]) - begin
        if (
            first_minute <= last_minute
            and reach // 60 - last_minute <= q <= reach // 60 - first_minute
        ):
            seconds[reach % 60] += 1
    passed = 0
    for second in range(60):
        passed += seconds[second]
        if passed > nth:
            return second
    return 59


@njit(cache=True, nogil=True)
def window_statistics(  # type: ignore[no-untyped-def]
    best, depart_s, stop_start, stop_events, leg_start, leg_stop, leg_s, direct_s, window, inside,
    ranks, by_arrival, mirror_s, values, extra,
):  # fmt: skip
    """Fill durations at the ranks, (n_places, n_lanes, n_ranks), and four figures per pair.

    These are, (n_places, n_lanes, 4): minutes with a connection, fastest duration, first
    arrival, last departure; UNREACHED_S or -1 where there is none. By arrival, the journeys
    are mirrored in time about mirror_s first. No journey is kept longer than for its place.
    """
    n_places, n_lanes = leg_start.size - 1, best.shape[1]
    n_minutes = (window[1] - window[0]) // 60
    room = place_room(leg_start, leg_stop, stop_start)
    count = np.zeros(n_lanes, np.int64)
    departure = np.empty((n_lanes, room), np.int32)
    packed = np.empty((n_lanes, room), np.int32)
    leave = np.empty(room, np.int32)
    arrive = np.empty(room, np.int32)
    steps = np.zeros((2 * mirror_s - window[0]) // 60 + 2, np.int32)
    for p in range(n_places):
        legs = slice(leg_start[p], leg_start[p + 1])
        gather(
            best, depart_s, stop_start, stop_events, leg_stop[legs], leg_s[legs], direct_s[p],
            count, departure, packed,
        )  # fmt: skip
        for lane in range(n_lanes):
            n = count[lane]
            for k in range(n):
                if by_arrival:
                    leave[n - 1 - k] = mirror_s - (packed[lane, k] >> RIDE_BITS)
                    arrive[n - 1 - k] = mirror_s - departure[lane, k]
                else:
                    leave[k], arrive[k] = departure[lane, k], packed[lane, k] >> RIDE_BITS
            direct = np.int64(direct_s[p, lane])
            trains, fastest, last_departure, first_arrival = _rank_values(
                n, leave, arrive, direct, window, inside, ranks, steps, values[p, lane]
            )
            if direct < UNREACHED_S:
                trains = n_minutes
                last_departure = max(last_departure, window[0] + (n_minutes - 1) * 60)
                first_arrival = min(first_arrival, window[0] + direct)
            extra[p, lane, 0], extra[p, lane, 1] = trains, min(fastest, direct)
            extra[p, lane, 2], extra[p, lane, 3] = first_arrival, last_departure
