"""Statistics over the minutes of a window, from the step function of journeys."""

from __future__ import annotations

import numpy as np
from numba import njit

from geoaccess.engine.kernels.journeys import gather, most_boardings
from geoaccess.units import UNREACHED_S

NEVER = np.int64(UNREACHED_S)


@njit(cache=True, nogil=True)
def _whole_minutes(seconds):  # type: ignore[no-untyped-def]
    """Return the whole minutes of seconds that are not negative (unsigned division is fast)."""
    return np.int64(np.uint32(seconds) // np.uint32(60))


@njit(cache=True, nogil=True)
def _departure_runs(count, door_s, arrive_s, window, first, end, second):  # type: ignore[no-untyped-def]
    """Fill the durations that each journey gives to the departure minutes of a window.

    Journeys stand the latest first. One serves the minutes after the journey before it has
    left and up to its own departure, and takes a minute less each minute: from `first` up to
    and without `end` whole minutes, and always the same seconds beyond.
    """
    last_minute = (window[1] - window[0]) // 60 - 1
    leaves = np.int64(-1)
    if count:
        leaves = min(_whole_minutes(door_s[0] - window[0]), last_minute)
    for k in range(count):
        before = np.int64(-1)
        if k + 1 < count:
            before = min(_whole_minutes(door_s[k + 1] - window[0]), last_minute)
        reach = _whole_minutes(arrive_s[k] - window[0])
        first[k], end[k] = reach - leaves, reach - before
        second[k] = arrive_s[k] - window[0] - reach * 60
        leaves = before


@njit(cache=True, nogil=True)
def _arrival_runs(count, door_s, arrive_s, window, first, end, second):  # type: ignore[no-untyped-def]
    """Fill the same for the minutes of a window as arrivals.

    A journey serves the minutes from its arrival until the next one arrives, and takes a
    minute more each minute.
    """
    until = (window[1] - window[0]) // 60
    for k in range(count):
        since = min(max(-((window[0] - arrive_s[k]) // 60), 0), until)
        waited = (window[0] - door_s[k]) // 60
        first[k], end[k] = waited + since, waited + until
        second[k] = window[0] - door_s[k] - waited * 60
        until = since


@njit(cache=True, nogil=True)
def _count_up(steps, low, high, here, total):  # type: ignore[no-untyped-def]
    """Turn steps, (n_bins, n_lanes), into how many minutes have at most each duration.

    They hold the differences, from one whole minute of duration to the next, of how many
    minutes of the window have it. All lanes are counted at once; here and total, (n_lanes,),
    are scratch.
    """
    here[:] = 0
    total[:] = 0
    for minutes in range(low, high + 1):
        step = steps[minutes]
        for lane in range(here.size):
            here[lane] += step[lane]
            total[lane] += here[lane]
            step[lane] = total[lane]


@njit(cache=True, nogil=True)
def _first_above(totals, lane, low, high, rank):  # type: ignore[no-untyped-def]
    """Return the first duration that more than `rank` minutes have at most."""
    while low < high:
        middle = (low + high) >> 1
        if totals[middle, lane] > rank:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True, nogil=True)
def _nth_second(minutes, nth, count, first, end, second, least):  # type: ignore[no-untyped-def]
    """Return the nth least seconds of the runs that pass through a whole minute.

    They are few; `least`, (room,), is scratch for them in order.
    """
    n = 0
    for k in range(count):
        if first[k] <= minutes < end[k]:
            at = n
            while at > 0 and least[at - 1] > second[k]:
                least[at] = least[at - 1]
                at -= 1
            least[at] = second[k]
            n += 1
    return least[nth]


@njit(cache=True, nogil=True)
def _figures(  # type: ignore[no-untyped-def]
    count, door_s, arrive_s, first, end, second, direct_s, window, by_arrival
):
    """Return fastest duration, first arrival and last departure of one pair, NaN for none.

    The last departure by door and the first arrival by arrival are of the journeys inside the
    window, the others of the journeys that serve a minute of it. The fastest is of the
    journeys inside, or, where a minute waits for less long a journey outside, of that minute.
    """
    fastest, first_arrival, last_departure = NEVER, NEVER, -NEVER
    for k in range(count):
        door, arrive = np.int64(door_s[k]), np.int64(arrive_s[k])
        decides = arrive if by_arrival else door
        is_inside, serves = window[0] <= decides < window[1], first[k] < end[k]
        if is_inside:
            fastest = min(fastest, arrive - door)
        elif serves:
            fastest = min(fastest, np.int64(first[k]) * 60 + second[k])
        if is_inside if by_arrival else serves:
            first_arrival = min(first_arrival, arrive)
        if serves if by_arrival else is_inside:
            last_departure = max(last_departure, door)
    if direct_s < NEVER:
        last_minute = window[0] + ((window[1] - window[0]) // 60 - 1) * 60
        fastest = min(fastest, direct_s)
        first_arrival = min(first_arrival, window[0] + (0 if by_arrival else direct_s))
        last_departure = max(last_departure, last_minute - (direct_s if by_arrival else 0))
    return (
        fastest / 60 if fastest < NEVER else np.nan,
        np.float64(first_arrival) if first_arrival < NEVER else np.nan,
        np.float64(last_departure) if last_departure > -NEVER else np.nan,
    )


@njit(cache=True, nogil=True)
def window_statistics(  # type: ignore[no-untyped-def]
    best, scale, start, door_s, row, direct_s, window, ranks, by_arrival, n_bins, first_hub,
    minutes, extra,
):  # fmt: skip
    """Write durations in minutes at rising ranks, and four figures, for all pairs of a block.

    minutes has shape (n_ranks, n_places, all hubs), extra (4, n_places, all hubs): share of
    the window's minutes with a connection, fastest duration in minutes, first arrival and last
    departure in seconds; NaN where there is none. The block's hubs begin at first_hub.
    """
    base_s, unit_s, bits, _ = scale
    n_places, n_hubs = direct_s.shape
    n_minutes = (window[1] - window[0]) // 60
    current = np.empty(best.shape[1], best.dtype)
    count = np.zeros(n_hubs, np.int64)
    room = most_boardings(start)
    boarding, value = np.empty((n_hubs, room), np.int32), np.empty((n_hubs, room), np.int32)
    first, end = np.empty((n_hubs, room), np.int32), np.empty((n_hubs, room), np.int32)
    second, door = np.empty((n_hubs, room), np.int32), np.empty(room, np.int32)
    steps = np.zeros((n_bins, current.size), np.int16)
    here = np.empty(current.size, np.int16)
    total = np.empty(current.size, np.int16)
    whole = np.empty(n_hubs, np.bool_)
    for p in range(n_places):
        mine = slice(start[p], start[p + 1])
        gather(best, scale, door_s[mine], row[mine], direct_s[p], current, count, boarding, value)
        low, high = np.int64(n_bins - 1), np.int64(0)
        for lane in range(n_hubs):
            n, hub, arrive = count[lane], first_hub + lane, value[lane]
            for k in range(n):
                door[k] = door_s[start[p] + boarding[lane, k]]
                arrive[k] = base_s + (arrive[k] >> bits) * unit_s
            runs = first[lane], end[lane], second[lane]
            if by_arrival:
                _arrival_runs(n, door, arrive, window, *runs)
            else:
                _departure_runs(n, door, arrive, window, *runs)
            extra[1, p, hub], extra[2, p, hub], extra[3, p, hub] = _figures(
                n, door, arrive, *runs, direct_s[p, lane], window, by_arrival
            )
            any_second = 0
            for k in range(n):
                if first[lane, k] < end[lane, k]:
                    steps[first[lane, k], lane] += 1
                    steps[end[lane, k], lane] -= 1
                    low = min(low, np.int64(first[lane, k]))
                    high = max(high, np.int64(end[lane, k]))
                    any_second |= second[lane, k]
            whole[lane] = any_second == 0
        _count_up(steps, low, high, here, total)
        for lane in range(n_hubs):
            hub, direct = first_hub + lane, direct_s[p, lane]
            is_always = direct < UNREACHED_S
            extra[0, p, hub] = 1.0 if is_always else total[lane] / n_minutes
            found = low
            for r in range(ranks.size):
                minutes[r, p, hub] = direct / 60 if is_always else np.nan
                if ranks[r] >= total[lane]:
                    continue
                found = _first_above(steps, lane, found, high, ranks[r])
                took_s = found * 60
                if not whole[lane]:
                    nth = ranks[r] - (steps[found - 1, lane] if found > low else 0)
                    took_s += _nth_second(
                        found, nth, count[lane], first[lane], end[lane], second[lane], door
                    )
                minutes[r, p, hub] = min(took_s, direct) / 60
        steps[low : high + 1] = 0
