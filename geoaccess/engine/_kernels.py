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
    n_trips,
    egress_start,
    egress_lane,
    egress_s,
    n_lanes,
):
    """Return packed arrivals at each lane's hub from every event, shape (n_events + 1, n_lanes).

    Row i is the best that can be done when ready to board event i (or any later one at its
    stop); the last row is unreached and stands behind the last event of every stop.
    """
    n = arrive_s.size
    best = np.empty((n + 1, n_lanes), np.int32)
    best[n, :] = PACKED_UNREACHED
    aboard = np.full((n_trips, n_lanes), PACKED_UNREACHED, np.int32)
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
    return best


@njit(cache=True, nogil=True)
def sweep_rounds(  # type: ignore[no-untyped-def]
    arrive_s, arrive_stop, trip, next_at_stop, onward_start, onward, n_trips,
    egress_start, egress_lane, egress_s, n_lanes, n_rounds,
):  # fmt: skip
    """Return what `sweep` returns, with at most n_rounds trains boarded."""
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
def place_journeys(best, depart_s, stop_start, stop_events, leg_start, leg_stop, leg_s, direct_s):  # type: ignore[no-untyped-def]
    """Return Pareto journeys of all places to all lanes: (row starts, departures, packed arrivals).

    Rows are by place, then lane, each run in descending order of departure. The events of a
    place's stops are merged from the last backwards; most improve no lane, which one pass
    without branches tells (a third of the time of looking at every lane alone).
    """
    n_places, n_lanes = leg_start.size - 1, best.shape[1]
    pair = np.empty(1024, np.int64)
    departure = np.empty(1024, np.int32)
    packed = np.empty(1024, np.int32)
    found = 0
    last_packed = np.empty(n_lanes, np.int32)
    last_row = np.empty(n_lanes, np.int64)
    row_start = np.zeros(n_places * n_lanes + 1, np.int64)
    for p in range(n_places):
        first_leg, n_legs = leg_start[p], leg_start[p + 1] - leg_start[p]
        left = np.empty(n_legs, np.int64)
        for k in range(n_legs):
            left[k] = stop_start[leg_stop[first_leg + k] + 1]
        last_packed[:] = PACKED_UNREACHED
        last_row[:] = -1
        while True:
            chosen, door = -1, np.int32(0)
            for k in range(n_legs):
                if left[k] > stop_start[leg_stop[first_leg + k]]:
                    leaves = depart_s[stop_events[left[k] - 1]] - leg_s[first_leg + k]
                    if chosen < 0 or leaves > door:
                        chosen, door = k, leaves
            if chosen < 0:
                break
            left[chosen] -= 1
            values = best[stop_events[left[chosen]]]
            improved = False
            for lane in range(n_lanes):
                improved |= values[lane] < last_packed[lane]
            if not improved:
                continue
            if found + n_lanes > pair.size:
                pair = np.concatenate((pair, np.empty_like(pair)))
                departure = np.concatenate((departure, np.empty_like(departure)))
                packed = np.concatenate((packed, np.empty_like(packed)))
            for lane in range(n_lanes):
                value, before = values[lane], last_packed[lane]
                if value >= before:
                    continue
                last_packed[lane] = value
                arrive = value >> RIDE_BITS
                if arrive - door >= direct_s[p, lane]:
                    continue
                row = last_row[lane]
                if row >= 0 and departure[row] == door:
                    packed[row] = value
                elif arrive < before >> RIDE_BITS:
                    pair[found] = p * n_lanes + lane
                    departure[found] = door
                    packed[found] = value
                    last_row[lane] = found
                    row_start[p * n_lanes + lane + 1] += 1
                    found += 1
    for row in range(n_places * n_lanes):
        row_start[row + 1] += row_start[row]
    fill = row_start[:-1].copy()
    by_pair_departure = np.empty(found, np.int32)
    by_pair_packed = np.empty(found, np.int32)
    for k in range(found):
        at = fill[pair[k]]
        by_pair_departure[at], by_pair_packed[at] = departure[k], packed[k]
        fill[pair[k]] += 1
    return row_start, by_pair_departure, by_pair_packed


@njit(cache=True, nogil=True)
def window_statistics(start, depart_s, arrive_s, direct_s, window, ranks):  # type: ignore[no-untyped-def]
    """Return durations at the ranks, (n_pairs, n_ranks), and four more figures per pair.

    These are, (n_pairs, 4): minutes that have a connection, fastest duration, first arrival,
    last departure.
    """
    n_minutes = (window[1] - window[0]) // 60
    n_pairs = start.size - 1
    at_rank = np.empty((n_pairs, ranks.size), np.int64)
    extra = np.empty((n_pairs, 4), np.int64)
    duration = np.empty(n_minutes, np.int64)
    for pair in range(n_pairs):
        k, end, direct = start[pair], start[pair + 1], np.int64(direct_s[pair])
        reached, first_arrival, last_departure = 0, np.int64(UNREACHED_S), np.int64(-1)
        fastest = direct
        for minute in range(n_minutes):
            now = window[0] + minute * 60
            while k < end and depart_s[k] < now:
                k += 1
            seconds = direct
            if k < end:
                seconds = min(seconds, arrive_s[k] - now)
            duration[minute] = seconds
            if seconds < UNREACHED_S:
                reached += 1
                first_arrival = min(first_arrival, now + seconds)
        for k in range(start[pair], end):
            if window[0] <= depart_s[k] < window[1]:
                fastest = min(fastest, np.int64(arrive_s[k] - depart_s[k]))
                last_departure = max(last_departure, np.int64(depart_s[k]))
        if direct < UNREACHED_S and n_minutes > 0:
            last_departure = max(last_departure, window[0] + (n_minutes - 1) * 60)
        ordered = np.sort(duration)
        for r in range(ranks.size):
            at_rank[pair, r] = ordered[ranks[r]]
        extra[pair, 0], extra[pair, 1] = reached, fastest
        extra[pair, 2], extra[pair, 3] = first_arrival, last_departure
    return at_rank, extra
