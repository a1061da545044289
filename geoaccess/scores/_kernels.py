"""Numba kernels of the measures: arrays in, arrays out."""

from __future__ import annotations

import numpy as np
from numba import njit

from geoaccess.units import UNREACHED_S


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


@njit(cache=True, nogil=True)
def mean_weights(  # type: ignore[no-untyped-def]
    start, depart_s, arrive_s, direct_s, weight_at, window, n_places, n_hubs
):
    """Return the mean weight of each pair over the departure minutes, (n_places, n_hubs)."""
    n_minutes = (window[1] - window[0]) // 60
    mean = np.empty((n_places, n_hubs))
    for place in range(n_places):
        for hub in range(n_hubs):
            pair = place * n_hubs + hub
            k, end = start[pair], start[pair + 1]
            total = 0.0
            for minute in range(n_minutes):
                now = window[0] + minute * 60
                while k < end and depart_s[k] < now:
                    k += 1
                seconds = direct_s[pair]
                if k < end:
                    seconds = min(seconds, arrive_s[k] - now)
                if seconds < weight_at.size:
                    total += weight_at[seconds]
            mean[place, hub] = total / n_minutes
    return mean
