"""The backward sweep: the earliest arrival at every hub from every departure of a day.

Values are arrivals in units of time in 16 or 32 bits; or packed: the arrival in seconds in the
high bits and the trains still to board in the low RIDE_BITS, so that the lesser of two is the
earlier one, then the one with fewer rides.
"""

from __future__ import annotations

from numba import njit

from geoaccess.engine.kernels.prefetch import prefetch
from geoaccess.units import UNREACHED_S

RIDE_BITS = 10
RIDE_MASK = (1 << RIDE_BITS) - 1
PACKED_UNREACHED = UNREACHED_S

AHEAD = 6
"""Events ahead of which rows are fetched. They lie all over memory: waiting for them was half
the time of a sweep (benchmarks limits)."""


@njit(cache=True, nogil=True)
def sweep(  # type: ignore[no-untyped-def]
    span, under_way, arrive, arrive_stop, trip, row, onward_start, onward, row_start,
    egress_start, egress_lane, egress, unreached, shift, boarding, best, aboard,
):  # fmt: skip
    """Fill arrivals at each lane's hub from every row, shape (n_rows + 2, n_lanes).

    Row r is the best that can be done when ready to board there or any later train of the
    stop; the row behind the last of each stop is unreached. arrive and egress are in the unit
    of the values, which are shifted by `shift` bits; `boarding` is added with every train.

    Rows of the events span[0] up to span[1] are filled. Those of later events must be there
    already; of them only the trips `under_way`, (n_trips,), are taken aboard again. Earlier
    ones are left out.

    `aboard`, (n_trips, n_lanes), is scratch. Both are given so that they are taken once for
    all blocks: the first touch of fresh memory costs as much as the sweep.
    """
    n_lanes = best.shape[1]
    for stop in range(row_start.size - 1):
        best[row_start[stop + 1] - 1, :] = unreached
    best[best.shape[0] - 1, :] = unreached
    aboard[:] = unreached
    for i in range(arrive.size - 1, span[0] - 1, -1):
        if i >= span[1] and not under_way[trip[i]]:
            continue
        if i >= AHEAD:
            prefetch(best, row[i - AHEAD])
            prefetch(aboard, trip[i - AHEAD])
            for k in range(onward_start[i - AHEAD], onward_start[i - AHEAD + 1]):
                prefetch(best, onward[k])
        on = aboard[trip[i]]
        for k in range(onward_start[i], onward_start[i + 1]):
            change = best[onward[k]]
            for lane in range(n_lanes):
                on[lane] = min(on[lane], change[lane])
        for k in range(egress_start[arrive_stop[i]], egress_start[arrive_stop[i] + 1]):
            lane = egress_lane[k]
            on[lane] = min(on[lane], (arrive[i] + egress[k]) << shift)
        if i >= span[1]:
            continue
        wait, here = best[row[i] + 1], best[row[i]]
        if boarding:
            for lane in range(n_lanes):
                here[lane] = on[lane] + boarding
            for lane in range(n_lanes):
                here[lane] = min(here[lane], wait[lane])
        else:
            for lane in range(n_lanes):
                here[lane] = min(on[lane], wait[lane])


@njit(cache=True, nogil=True)
def sweep_rounds(  # type: ignore[no-untyped-def]
    arrive_s, arrive_stop, trip, row, onward_start, onward, row_start,
    egress_start, egress_lane, egress_s, n_rounds, best, aboard,
):  # fmt: skip
    """Fill what `sweep` fills, packed, with at most n_rounds trains boarded.

    best has shape (n_rows + 2, n_rounds, n_lanes), aboard (n_trips, n_rounds, n_lanes).
    """
    n_lanes = best.shape[2]
    for stop in range(row_start.size - 1):
        best[row_start[stop + 1] - 1] = PACKED_UNREACHED
    best[best.shape[0] - 1] = PACKED_UNREACHED
    aboard[:] = PACKED_UNREACHED
    for i in range(arrive_s.size - 1, -1, -1):
        on = aboard[trip[i]]
        for k in range(onward_start[i], onward_start[i + 1]):
            change = best[onward[k]]
            for r in range(1, n_rounds):
                for lane in range(n_lanes):
                    on[r, lane] = min(on[r, lane], change[r - 1, lane])
        for k in range(egress_start[arrive_stop[i]], egress_start[arrive_stop[i] + 1]):
            lane = egress_lane[k]
            reached = (arrive_s[i] + egress_s[k]) << RIDE_BITS
            for r in range(n_rounds):
                on[r, lane] = min(on[r, lane], reached)
        wait, here = best[row[i] + 1], best[row[i]]
        for r in range(n_rounds):
            for lane in range(n_lanes):
                here[r, lane] = min(on[r, lane] + 1, wait[r, lane])
