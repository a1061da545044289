"""Nearness: the time to the nth nearest hub, over all departures of the day."""

from __future__ import annotations

import numpy as np

from geoaccess.config import DayConfig
from geoaccess.model.profiles import Profiles
from geoaccess.scores import _kernels
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, FloatArray


def nearness_min(profiles: Profiles, day: DayConfig, *, nth: int) -> FloatArray:
    """Return the median minutes to the nth nearest hub, shape (n_places,); NaN if unreached.

    At every departure minute of the window the time to each hub is taken, then the nth
    smallest of them, then the median over the minutes (rank rule of `engine.matrix`: the
    value at position floor(0.5 * (n - 1)) of the sorted minutes; minutes without a
    connection count as infinite).
    """
    if nth > profiles.n_hubs:
        return np.full(profiles.n_places, np.nan)
    by_minute = _kernels.nth_nearest_by_minute(
        profiles.out.start,
        profiles.out.depart_s,
        profiles.out.arrive_s,
        profiles.direct.out_s.ravel(),
        profiles.n_places,
        profiles.n_hubs,
        np.array(day.window, dtype=np.int32),
        nth,
    )
    middle = (by_minute.shape[1] - 1) // 2
    median_s = np.sort(by_minute, axis=1)[:, middle]
    minutes: FloatArray = np.where(median_s < UNREACHED_S, median_s / SECONDS_PER_MINUTE, np.nan)
    return minutes
