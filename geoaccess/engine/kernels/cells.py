"""Percentiles of the minutes between one place and very many, from arrivals at every stop."""

from __future__ import annotations

from numba import njit

from geoaccess.units import UNREACHED_S


@njit(cache=True, nogil=True)
def _lower(earliest, arrive, leg):  # type: ignore[no-untyped-def]
    """Lower the arrivals of all departure minutes to those over one leg."""
    for k in range(earliest.size):
        earliest[k] = min(earliest[k], arrive[k] + leg)


@njit(cache=True, nogil=True)
def _nth_least(duration, rank, unit_s, never, counts, least):  # type: ignore[no-untyped-def]
    """Return the value at a position of the durations in order, -1 where too few are reached.

    Whole minutes are counted first, then seconds within one of them put in order: counts, zeros
    in and out, has room for every minute, least for every departure.
    """
    low, high, reached = counts.size - 1, 0, 0
    for k in range(duration.size):
        if duration[k] < never:
            minute = duration[k] if unit_s == 60 else duration[k] // 60
            counts[minute] += 1
            reached += 1
            low, high = min(low, minute), max(high, minute)
    found, before = -1, 0
    if rank < reached:
        found = low
        while before + counts[found] <= rank:
            before += counts[found]
            found += 1
    for minute in range(low, high + 1):
        counts[minute] = 0
    if found < 0 or unit_s == 60:
        return found
    n = 0
    for k in range(duration.size):
        if duration[k] < never and duration[k] // 60 == found:
            at = n
            while at > 0 and least[at - 1] > duration[k]:
                least[at] = least[at - 1]
                at -= 1
            least[at] = duration[k]
            n += 1
    return least[rank - before]


@njit(cache=True, nogil=True)
def cell_durations(  # type: ignore[no-untyped-def]
    arrive, never, start, stop, leg_s, direct_s, is_before, rank, scratch, counts, durations_s
):
    """Fill the duration at a rank of the departure minutes, (n_cells,); UNREACHED_S for none.

    arrive, (n_stops, minutes), counts from the first departure minute, in minutes where it has
    16 bits, else in seconds; `never` and above is unreached. Where the legs come before the
    train (`is_before`) it holds the arrivals at the place when ready at a stop at each minute,
    else those at the stop when leaving the place. The legs are whole minutes. scratch has shape
    (2, departure minutes) and the type of arrive; counts, int32, has room for every minute.
    """
    unit_s = 60 if arrive.itemsize == 2 else 1
    duration, least = scratch[0], scratch[1]
    n_minutes = duration.size
    step = arrive.dtype.type(60 // unit_s)
    for cell in range(start.size - 1):
        durations_s[cell] = direct_s[cell]
        if start[cell + 1] == start[cell]:
            continue
        duration[:] = never
        for k in range(start[cell], start[cell + 1]):
            if is_before:
                first = leg_s[k] // 60
                _lower(duration, arrive[stop[k], first : first + n_minutes], scratch.dtype.type(0))
            else:
                _lower(
                    duration, arrive[stop[k], :n_minutes], scratch.dtype.type(leg_s[k] // unit_s)
                )
        left = scratch.dtype.type(0)
        for k in range(n_minutes):
            if duration[k] < never:
                duration[k] -= left
            left += step
        took = _nth_least(duration, rank, unit_s, never, counts, least)
        if took >= 0:
            durations_s[cell] = min(UNREACHED_S, took * unit_s, direct_s[cell])
