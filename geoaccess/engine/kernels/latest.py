"""The last departure of every pair that arrives by one time."""

from __future__ import annotations

import numpy as np
from numba import njit

from geoaccess.engine.kernels.journeys import AHEAD
from geoaccess.engine.kernels.prefetch import prefetch
from geoaccess.units import UNREACHED_S


@njit(cache=True, nogil=True)
def last_departures(  # type: ignore[no-untyped-def]
    best, latest, start, door_s, row, direct_s, by_s, first_hub, departure_s
):
    """Write the last departure by door of all pairs of a block, in seconds, NaN for none.

    latest is the highest value of best that arrives by `by_s`. Boardings of a place stand the
    latest first: the first of them that arrives in time is the last departure, and once every
    lane has one, the earlier ones need no look. departure_s has shape (n_places, all hubs);
    the block's hubs begin at first_hub.
    """
    n_places, n_hubs = direct_s.shape
    is_open = np.empty(best.shape[1], np.bool_)
    for p in range(n_places):
        for lane in range(n_hubs):
            direct = direct_s[p, lane]
            departure_s[p, first_hub + lane] = by_s - direct if direct < UNREACHED_S else np.nan
        is_open[:] = False
        is_open[:n_hubs] = True
        left = n_hubs
        for at in range(start[p], start[p + 1]):
            if left == 0:
                break
            if at + AHEAD < start[p + 1]:
                prefetch(best, row[at + AHEAD])
            values = best[row[at]]
            any_found = False
            for lane in range(values.size):
                any_found |= is_open[lane] & (values[lane] <= latest)
            if not any_found:
                continue
            for lane in range(n_hubs):
                if is_open[lane] and values[lane] <= latest:
                    is_open[lane] = False
                    left -= 1
                    known = departure_s[p, first_hub + lane]
                    if not known >= door_s[at]:
                        departure_s[p, first_hub + lane] = door_s[at]
