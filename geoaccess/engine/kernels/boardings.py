"""The departures that a place can catch, over all stops of its access legs, in one list."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def first_at(row_depart_s, begin, end, time_s):  # type: ignore[no-untyped-def]
    """Return the first row in [begin, end) that departs at or after a time, else end."""
    while begin < end:
        middle = (begin + end) >> 1
        if row_depart_s[middle] < time_s:
            begin = middle + 1
        else:
            end = middle
    return begin


@njit(cache=True, nogil=True)
def _sort_latest_first(time_s, item, sorted_s, sorted_item):  # type: ignore[no-untyped-def]
    """Fill times and their items, the latest time first, equal ones in the order given.

    They are counted by minute, then put right within the minutes (a fifth of the time of
    merging the legs, whose branches nobody can predict).
    """
    if time_s.size == 0:
        return
    latest_s, earliest_s = time_s[0], time_s[0]
    for time in time_s:
        latest_s, earliest_s = max(latest_s, time), min(earliest_s, time)
    begin = np.zeros((latest_s - earliest_s) // 60 + 2, np.int32)
    for time in time_s:
        begin[np.uint32(latest_s - time) // np.uint32(60) + 1] += 1
    for k in range(1, begin.size):
        begin[k] += begin[k - 1]
    for k in range(time_s.size):
        minute = np.uint32(latest_s - time_s[k]) // np.uint32(60)
        sorted_s[begin[minute]], sorted_item[begin[minute]] = time_s[k], item[k]
        begin[minute] += 1
    for k in range(1, time_s.size):
        time, one, at = sorted_s[k], sorted_item[k], k
        while at > 0 and sorted_s[at - 1] < time:
            sorted_s[at], sorted_item[at] = sorted_s[at - 1], sorted_item[at - 1]
            at -= 1
        sorted_s[at], sorted_item[at] = time, one


@njit(cache=True, nogil=True)
def list_boardings(  # type: ignore[no-untyped-def]
    leg_start, leg_stop, leg_s, row_start, row_depart_s, row_trip, row_hop, n_trips, span
):
    """Return row starts by place, door times and rows, the latest door time first.

    Rows are those with a door time in [span[0], span[1]), and of each leg the first one after
    it, which stands for all later ones. With n_trips above 0 a row inside the span is left out
    where the same trip can be boarded further up the line without leaving earlier.
    """
    n_places = leg_start.size - 1
    first = np.empty(leg_stop.size, np.int32)
    last = np.empty(leg_stop.size, np.int32)
    room, most = 0, 0
    for p in range(n_places):
        begin = room
        for k in range(leg_start[p], leg_start[p + 1]):
            rows = row_start[leg_stop[k]], row_start[leg_stop[k] + 1] - 1
            first[k] = first_at(row_depart_s, rows[0], rows[1], span[0] + leg_s[k])
            last[k] = first_at(row_depart_s, first[k], rows[1], span[1] + leg_s[k])
            if last[k] < rows[1]:
                last[k] += 1
            room += last[k] - first[k]
        most = max(most, room - begin)
    start = np.zeros(n_places + 1, np.int64)
    door_s, row = np.empty(room, np.int32), np.empty(room, np.int32)
    mine_s, mine = np.empty(most, np.int32), np.empty(most, np.int32)
    sorted_s, in_order = np.empty(most, np.int32), np.empty(most, np.int32)
    boarded_by, boarded_at = np.zeros(n_trips, np.int32), np.empty(n_trips, np.int32)
    filled = 0
    for p in range(n_places):
        n = 0
        for leg in range(leg_start[p], leg_start[p + 1]):
            for r in range(last[leg] - 1, first[leg] - 1, -1):
                mine_s[n], mine[n] = row_depart_s[r] - leg_s[leg], r
                n += 1
        several = leg_start[p + 1] - leg_start[p] > 1
        if several:
            _sort_latest_first(mine_s[:n], mine[:n], sorted_s[:n], in_order[:n])
            mine_s, mine, sorted_s, in_order = sorted_s, in_order, mine_s, mine
        for at in range(n):
            if n_trips and several and mine_s[at] < span[1]:
                trip, hop = row_trip[mine[at]], row_hop[mine[at]]
                if boarded_by[trip] == p + 1 and boarded_at[trip] <= hop:
                    continue
                boarded_by[trip], boarded_at[trip] = p + 1, hop
            door_s[filled], row[filled] = mine_s[at], mine[at]
            filled += 1
        start[p + 1] = filled
    return start, door_s[:filled], row[:filled]
