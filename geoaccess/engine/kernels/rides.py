"""The trains of one journey a pair, followed through the values of a sweep."""

from __future__ import annotations

from numba import njit

from geoaccess.engine.kernels.sweep import RIDE_BITS


@njit(cache=True, nogil=True)
def trace_rides(  # type: ignore[no-untyped-def]
    best, net, egress_of_stop, boarded, shown, step, event_of_call, rows, board, alight
):
    """Write the calls between which trains are taken, in rows[p, hub, 0] up to rows[p, hub, 1].

    Parameters: best, (n_rows + 2, n_lanes), packed; net is (arrive_s, arrive_stop, row, call,
    row_event, onward_start, onward); egress_of_stop is (start, lane, s); boarded is
    (start, door_s, row) by place; shown is (door_s, packed arrival), each (n, m), the arrival -1
    where there is no journey; step is 1, or -1 in a mirrored net, whose calls run down.
    """
    arrive_s, arrive_stop, row_of, call, row_event, onward_start, onward = net
    egress_start, egress_lane, egress_s = egress_of_stop
    boarded_start, boarded_door, boarded_row = boarded
    n_places, n_hubs = shown[1].shape
    for p in range(n_places):
        for hub in range(n_hubs):
            packed = shown[1][p, hub]
            if packed < 0:
                continue
            k, end = rows[p, hub, 0], rows[p, hub, 1]
            event = -1
            for at in range(boarded_start[p], boarded_start[p + 1]):
                if boarded_door[at] == shown[0][p, hub] and best[boarded_row[at], hub] == packed:
                    event = row_event[boarded_row[at]]
                    break
            wanted = packed - 1
            while event >= 0 and k < end:
                taken = event
                here = event
                onward_event = -1
                is_done = False
                while here >= 0 and not is_done:
                    stop = arrive_stop[here]
                    for e in range(egress_start[stop], egress_start[stop + 1]):
                        reached = (arrive_s[here] + egress_s[e]) << RIDE_BITS
                        is_done |= egress_lane[e] == hub and reached == wanted
                    if is_done:
                        break
                    for o in range(onward_start[here], onward_start[here + 1]):
                        if best[onward[o], hub] == wanted:
                            onward_event, is_done = row_event[onward[o]], True
                            break
                    if is_done:
                        break
                    following = call[here] + step
                    here = -1
                    if 0 <= following < event_of_call.size:
                        here = event_of_call[following]
                if not is_done:
                    event = row_event[row_of[taken] + 1]
                    continue
                board[k], alight[k] = call[taken], call[here] + step
                k += 1
                wanted -= 1
                event = onward_event
