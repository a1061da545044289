"""From the rows that a place can board to its journeys worth making."""

from __future__ import annotations

import numpy as np
from numba import njit

from geoaccess.engine.kernels.prefetch import prefetch
from geoaccess.units import IntArray

AHEAD = 8
"""Boardings ahead of which rows are fetched (a sixth of the time on the buses of Porto Alegre:
rows of a place lie all over memory)."""


@njit(cache=True, nogil=True)
def gather(  # type: ignore[no-untyped-def]
    best, scale, door_s, row, direct_s, current, count, boarding, value
):
    """Fill the Pareto journeys of one place to all lanes, the latest departure first.

    scale is (second that stands for 0, seconds of a unit, bits below the arrival, unreached
    value) of best. door_s and row are the boardings of the place, direct_s its seconds
    without a train, shape (n_hubs,); journeys no faster are left out. current, (n_lanes,), is
    scratch of the type of best. count has shape (n_hubs,), boarding (positions in door_s) and
    value (n_hubs, room). Most boardings improve no lane, which one pass without
    branches tells (a third of the time of looking at every lane alone).
    """
    base_s, unit_s, bits, unreached = scale
    n_lanes, n_hubs = current.size, count.size
    current[:] = unreached
    count[:] = 0
    for at in range(door_s.size):
        if at + AHEAD < door_s.size:
            prefetch(best, row[at + AHEAD])
        values = best[row[at]]
        improved = False
        for lane in range(n_lanes):
            improved |= values[lane] < current[lane]
        if not improved:
            continue
        for lane in range(n_hubs):
            if values[lane] >= current[lane]:
                continue
            new, old = np.int64(values[lane]), np.int64(current[lane])
            current[lane] = values[lane]
            if base_s + (new >> bits) * unit_s - door_s[at] >= direct_s[lane]:
                continue
            k = count[lane]
            if k > 0 and door_s[boarding[lane, k - 1]] == door_s[at]:
                value[lane, k - 1] = new
            elif new >> bits < old >> bits:
                boarding[lane, k], value[lane, k] = at, new
                count[lane] = k + 1


@njit(cache=True, nogil=True)
def most_boardings(start):  # type: ignore[no-untyped-def]
    """Return the most boardings of a place."""
    most = 0
    for p in range(start.size - 1):
        most = max(most, start[p + 1] - start[p])
    return most


@njit(cache=True, nogil=True)
def _fill_journeys(  # type: ignore[no-untyped-def]
    best, scale, start, door_s, row, direct_s, first_place, found, room, row_start, departure_s,
    value,
):  # fmt: skip
    """Fill journeys from a place on, as long as there is room; return the next place and row."""
    n_places, n_hubs = direct_s.shape
    current = np.empty(best.shape[1], best.dtype)
    count = np.zeros(n_hubs, np.int64)
    by_hub = np.empty((n_hubs, room), np.int32)
    value_by_hub = np.empty((n_hubs, room), np.int32)
    for p in range(first_place, n_places):
        mine = slice(start[p], start[p + 1])
        if found + n_hubs * (start[p + 1] - start[p]) > value.size:
            return p, found
        gather(
            best, scale, door_s[mine], row[mine], direct_s[p], current, count, by_hub, value_by_hub
        )
        for hub in range(n_hubs):
            for k in range(count[hub]):
                departure_s[found] = door_s[start[p] + by_hub[hub, k]]
                value[found] = value_by_hub[hub, k]
                found += 1
            row_start[p * n_hubs + hub + 1] = found
    return n_places, found


def place_journeys(
    best: IntArray,
    scale: tuple[int, int, int, int],
    start: IntArray,
    door_s: IntArray,
    row: IntArray,
    direct_s: IntArray,
) -> tuple[IntArray, IntArray, IntArray]:
    """Return Pareto journeys of all places to all lanes: (row starts, departures, values).

    Rows are by place, then hub, each run in descending order of departure.
    """
    n_places, n_hubs = direct_s.shape
    room = int(np.diff(start).max(initial=0))
    row_start = np.zeros(n_places * n_hubs + 1, dtype=np.int64)
    departure_s = np.empty(0, dtype=np.int32)
    value = np.empty(0, dtype=np.int32)
    place = found = 0
    while place < n_places:
        more = np.empty(max(value.size, n_hubs * room, 1024), dtype=np.int32)
        departure_s, value = np.concatenate((departure_s, more)), np.concatenate((value, more))
        place, found = _fill_journeys(
            best, scale, start, door_s, row, direct_s, place, found, room, row_start, departure_s,
            value,
        )  # fmt: skip
    return row_start, departure_s[:found].copy(), value[:found].copy()
