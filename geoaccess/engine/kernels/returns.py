"""Day returns of every pair, from the journeys of one place at a time."""

from __future__ import annotations

import numpy as np
from numba import njit

from geoaccess.engine.kernels.journeys import gather, most_boardings
from geoaccess.engine.kernels.sweep import RIDE_BITS, RIDE_MASK
from geoaccess.units import UNREACHED_S

N_COLUMNS = 9
"""Round trips, longest stay, meeting seconds, then of the pair shown: depart, arrive, return
departure, home, rides out, rides back."""


@njit(cache=True, nogil=True)
def _trips(  # type: ignore[no-untyped-def]
    count, door_s, boarding, value, direct_s, span, every_s, trips
):
    """Fill trips, (3, room), in the order of arrival, and return how many there are.

    Rows are departure, arrival and trains boarded, of the journeys inside the span and of a
    direct trip every `every_s` from its start on. Journeys come the latest first.
    """
    n, k, d = 0, count - 1, 0
    n_direct = 0
    if direct_s <= span[1] - span[0]:
        n_direct = (span[1] - span[0] - direct_s) // every_s + 1
    while k >= 0 or d < n_direct:
        leaves = span[0] + d * every_s
        if k >= 0:
            depart, arrive = door_s[boarding[k]], value[k] >> RIDE_BITS
            if depart < span[0] or arrive > span[1]:
                k -= 1
                continue
            if d >= n_direct or arrive <= leaves + direct_s:
                trips[0, n], trips[1, n], trips[2, n] = depart, arrive, value[k] & RIDE_MASK
                n += 1
                k -= 1
                continue
        trips[0, n], trips[1, n], trips[2, n] = leaves, leaves + direct_s, 0
        n += 1
        d += 1
    return n


@njit(cache=True, nogil=True)
def _pair_returns(n_out, out, n_back, back, stay_s, business, least_home, result):  # type: ignore[no-untyped-def]
    """Write what a pair offers in a day, see N_COLUMNS; without a stay 0, -1, 0, then -1.

    out are trips in the order of arrival, back in the order of departure. Most meeting time is
    had by the first arrival and the last return. Of all pairs with as much, the one with the
    least time away is shown, with the longer stay where several are equal. least_home, (room,),
    is scratch: of each return, which one from it on is home first, the latest of these.
    """
    result[:] = -1
    result[0], result[2] = 0, 0
    if n_out == 0 or n_back == 0 or back[0, n_back - 1] - out[1, 0] < stay_s:
        return
    result[1] = back[0, n_back - 1] - out[1, 0]
    be_there = max(out[1, 0], business[0])
    may_leave = min(back[0, n_back - 1], business[1])
    if may_leave > be_there:
        result[2] = may_leave - be_there
    else:
        be_there, may_leave = np.int64(UNREACHED_S), np.int64(-1)
    for j in range(n_back - 1, -1, -1):
        least_home[j] = j
        if j + 1 < n_back and back[1, least_home[j + 1]] <= back[1, j]:
            least_home[j] = least_home[j + 1]
    pairs, in_time = 0, 0
    least_away, longest_stay = np.int64(UNREACHED_S), np.int64(-1)
    for i in range(n_out):
        while in_time < n_back and back[0, in_time] - out[1, i] < stay_s:
            in_time += 1
        pairs += n_back - in_time
        if out[1, i] > be_there:
            continue
        j = in_time
        while j < n_back and back[0, j] < may_leave:
            j += 1
        if j == n_back:
            continue
        home = least_home[j]
        away, stay = back[1, home] - out[0, i], back[0, home] - out[1, i]
        if away < least_away or (away == least_away and stay > longest_stay):
            least_away, longest_stay = away, stay
            result[3], result[4], result[7] = out[0, i], out[1, i], out[2, i]
            result[5], result[6], result[8] = back[0, home], back[1, home], back[2, home]
    result[0] = pairs


@njit(cache=True, nogil=True)
def _mirror(n, trips, mirror_s, mirrored):  # type: ignore[no-untyped-def]
    """Fill trips of the mirrored timetable as they are made, in the order of departure."""
    for k in range(n):
        mirrored[0, n - 1 - k] = mirror_s - trips[1, k]
        mirrored[1, n - 1 - k] = mirror_s - trips[0, k]
        mirrored[2, n - 1 - k] = trips[2, k]


@njit(cache=True, nogil=True)
def day_returns(  # type: ignore[no-untyped-def]
    scale, best_out, out, best_back, back, window, stay_s, business, every_s, mirror_s, first_hub,
    result,
):  # fmt: skip
    """Write the day returns of all pairs of a block, (n_places, all hubs, N_COLUMNS).

    out and back are (row starts by place, door times, rows, seconds without a train by place
    and hub); back in mirrored time. Journeys are kept for one place at a time.
    """
    n_places, n_hubs = out[3].shape
    room = max(most_boardings(out[0]), most_boardings(back[0]))
    every = room + (window[1] - window[0]) // every_s + 2
    out_count, back_count = np.zeros(n_hubs, np.int64), np.zeros(n_hubs, np.int64)
    out_boarding, out_value = np.empty((n_hubs, room), np.int32), np.empty((n_hubs, room), np.int32)
    back_boarding, back_value = (
        np.empty((n_hubs, room), np.int32),
        np.empty((n_hubs, room), np.int32),
    )
    there, home = np.empty((3, every), np.int64), np.empty((3, every), np.int64)
    mirrored, least_home = np.empty((3, every), np.int64), np.empty(every, np.int64)
    current = np.empty(best_out.shape[1], best_out.dtype)
    mirrored_window = mirror_s - window[1], mirror_s - window[0]
    for p in range(n_places):
        mine = slice(out[0][p], out[0][p + 1])
        out_door = out[1][mine]
        gather(
            best_out, scale, out_door, out[2][mine], out[3][p], current, out_count, out_boarding,
            out_value,
        )  # fmt: skip
        mine = slice(back[0][p], back[0][p + 1])
        back_door = back[1][mine]
        gather(
            best_back, scale, back_door, back[2][mine], back[3][p], current, back_count,
            back_boarding, back_value,
        )  # fmt: skip
        for hub in range(n_hubs):
            n_out = _trips(
                out_count[hub], out_door, out_boarding[hub], out_value[hub], out[3][p, hub],
                (window[0], window[1]), every_s, there,
            )  # fmt: skip
            n_back = _trips(
                back_count[hub], back_door, back_boarding[hub], back_value[hub], back[3][p, hub],
                mirrored_window, every_s, mirrored,
            )  # fmt: skip
            _mirror(n_back, mirrored, mirror_s, home)
            _pair_returns(
                n_out, there, n_back, home, stay_s, business, least_home,
                result[p, first_hub + hub],
            )  # fmt: skip
