"""Numba kernels of the face-to-face measures: arrays in, arrays out."""

from __future__ import annotations

import numpy as np
from numba import njit

from geoaccess.units import UNREACHED_S


@njit(cache=True, nogil=True)
def _with_direct(begin, end, depart_s, arrive_s, rides, direct_s, window, every_s, by_home):  # type: ignore[no-untyped-def]
    """Return the journeys of one pair inside the window, direct trips among them.

    A direct trip is made every `every_s`, counted from the window's start on the way out and
    back from its end on the way home. In no order.
    """
    n_direct = 0
    if window[0] + direct_s <= window[1]:
        n_direct = (window[1] - window[0] - direct_s) // every_s + 1
    room = end - begin + n_direct
    depart = np.empty(room, np.int32)
    arrive = np.empty(room, np.int32)
    trains = np.empty(room, np.int32)
    filled = 0
    for k in range(begin, end):
        if depart_s[k] >= window[0] and arrive_s[k] <= window[1]:
            depart[filled], arrive[filled], trains[filled] = depart_s[k], arrive_s[k], rides[k]
            filled += 1
    for k in range(n_direct):
        leave = window[1] - direct_s - k * every_s if by_home else window[0] + k * every_s
        depart[filled], arrive[filled], trains[filled] = leave, leave + direct_s, 0
        filled += 1
    return depart[:filled], arrive[:filled], trains[:filled]


@njit(cache=True, nogil=True)
def day_returns(  # type: ignore[no-untyped-def]
    out_start,
    out_depart,
    out_arrive,
    out_rides,
    back_start,
    back_depart,
    back_arrive,
    back_rides,
    direct_out,
    direct_back,
    window,
    stay_s,
    business,
    every_s,
):
    """Return per pair: count of feasible pairs, longest stay, meeting seconds, shown clock times.

    Result columns: round trips, longest stay, meeting, depart, arrive, return depart, home,
    rides out, rides back. Without a feasible pair: 0, -1, 0, and -1 for the rest.
    """
    n = direct_out.size
    result = np.full((n, 9), -1, np.int32)
    for pair in range(n):
        result[pair, 0] = 0
        result[pair, 2] = 0
        o_dep, o_arr, o_rides = _with_direct(
            out_start[pair],
            out_start[pair + 1],
            out_depart,
            out_arrive,
            out_rides,
            direct_out[pair],
            window,
            every_s,
            False,
        )
        b_dep, b_arr, b_rides = _with_direct(
            back_start[pair],
            back_start[pair + 1],
            back_depart,
            back_arrive,
            back_rides,
            direct_back[pair],
            window,
            every_s,
            True,
        )
        best_meeting, best_away = np.int32(-1), np.int32(UNREACHED_S)
        for i in range(o_dep.size):
            for j in range(b_dep.size):
                stay = b_dep[j] - o_arr[i]
                if stay < stay_s:
                    continue
                result[pair, 0] += 1
                result[pair, 1] = max(result[pair, 1], stay)
                meeting = max(0, min(b_dep[j], business[1]) - max(o_arr[i], business[0]))
                away = b_arr[j] - o_dep[i]
                if meeting > best_meeting or (meeting == best_meeting and away < best_away):
                    best_meeting, best_away = meeting, away
                    result[pair, 2] = meeting
                    result[pair, 3], result[pair, 4] = o_dep[i], o_arr[i]
                    result[pair, 5], result[pair, 6] = b_dep[j], b_arr[j]
                    result[pair, 7], result[pair, 8] = o_rides[i], b_rides[j]
    return result


@njit(cache=True, nogil=True)
def nth_nearest_by_minute(  # type: ignore[no-untyped-def]
    start, depart_s, arrive_s, direct_s, n_places, n_hubs, window, nth
):
    """Return seconds to the nth nearest hub at every departure minute, (n_places, n_minutes)."""
    n_minutes = (window[1] - window[0]) // 60
    result = np.empty((n_places, n_minutes), np.int32)
    times = np.empty((n_minutes, n_hubs), np.int32)
    nearest = np.empty(nth, np.int32)
    for place in range(n_places):
        for hub in range(n_hubs):
            pair = place * n_hubs + hub
            k, end = start[pair], start[pair + 1]
            for minute in range(n_minutes):
                now = window[0] + minute * 60
                while k < end and depart_s[k] < now:
                    k += 1
                seconds = direct_s[pair]
                if k < end:
                    seconds = min(seconds, arrive_s[k] - now)
                times[minute, hub] = seconds
        for minute in range(n_minutes):
            nearest[:] = UNREACHED_S
            for hub in range(n_hubs):
                seconds, k = times[minute, hub], nth - 1
                while k >= 0 and seconds < nearest[k]:
                    if k < nth - 1:
                        nearest[k + 1] = nearest[k]
                    nearest[k] = seconds
                    k -= 1
            result[place, minute] = nearest[nth - 1]
    return result
