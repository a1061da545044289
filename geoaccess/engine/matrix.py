"""Travel times over a window of departures or arrivals: percentiles of the step function."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geoaccess.engine import _kernels
from geoaccess.engine.events import MIRROR_S
from geoaccess.engine.sweep import mirror_journeys
from geoaccess.errors import InputError
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.model.profiles import Profiles
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, FloatArray, IntArray


def compute_matrix(
    profiles: Profiles,
    *,
    window: tuple[int, int],
    percentiles: Sequence[int],
    arrive_by: bool = False,
) -> TravelTimeMatrix:
    """Return travel times of every pair over the departure minutes of a window.

    Departures are the whole minutes of [a, b). At each the duration is the first arrival
    minus that minute, waiting included; a minute after the last connection of the service
    day is infinite. Percentile p is the value at position floor(p / 100 * (n - 1)) of the n
    sorted durations ("lower" rank), missing where that is infinite.

    With `arrive_by` the minutes of [a, b) are arrivals: the duration is the minute minus the
    last departure that is there by then, the first arrival is that of the journeys that
    arrive inside the window, and the last departure is that of the last minute.

    Raises
    ------
    InputError
        When the window is empty or a percentile is outside 0-100.
    """
    n_minutes = (window[1] - window[0]) // SECONDS_PER_MINUTE
    if n_minutes <= 0:
        raise InputError("window: it has no whole minute; give it as 06:00-22:00")
    if not percentiles or any(not 0 <= p <= 100 for p in percentiles):
        raise InputError("percentiles: give whole numbers from 0 to 100, for example 5,50,95")
    ranks = np.array([p * (n_minutes - 1) // 100 for p in percentiles], dtype=np.int64)
    journeys, span = profiles.out, window
    if arrive_by:
        journeys = mirror_journeys(profiles.out)
        last_minute = window[0] + (n_minutes - 1) * SECONDS_PER_MINUTE
        span = (MIRROR_S - last_minute, MIRROR_S - window[0] + SECONDS_PER_MINUTE)
    seconds, extra = _kernels.window_statistics(
        journeys.start,
        journeys.depart_s,
        journeys.arrive_s,
        profiles.direct.out_s.ravel(),
        np.array(span, dtype=np.int64),
        ranks,
    )
    reached, fastest, first, last = (
        _cut(column, profiles) for column in np.vstack([extra[:, 0], extra[:, 1:].T])
    )
    if arrive_by:
        first, last = MIRROR_S - last, MIRROR_S - first
    return TravelTimeMatrix(
        percentiles=tuple(percentiles),
        window=window,
        travel_time_min=np.stack([_cut(column, profiles) for column in seconds.T])
        / SECONDS_PER_MINUTE,
        reachable_share=reached / n_minutes,
        fastest_min=fastest / SECONDS_PER_MINUTE,
        first_arrival_s=first,
        last_departure_s=last,
    )


def _cut(column: IntArray, profiles: Profiles) -> FloatArray:
    """Return a column over pairs as (n, m), NaN where unreached."""
    missing = (column >= UNREACHED_S) | (column < 0)
    return np.where(missing, np.nan, column).reshape(profiles.n_places, profiles.n_hubs)
