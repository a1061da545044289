"""Travel times over a window of departures: percentiles from the step function."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geoaccess.engine import _kernels
from geoaccess.errors import InputError
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.model.profiles import Profiles
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S


def compute_matrix(
    profiles: Profiles, *, window: tuple[int, int], percentiles: Sequence[int]
) -> TravelTimeMatrix:
    """Return travel times of every pair over the departure minutes of a window.

    Departures are the whole minutes of [a, b). At each the duration is the first arrival
    minus that minute, waiting included; a minute after the last connection of the service
    day is infinite. Percentile p is the value at position floor(p / 100 * (n - 1)) of the n
    sorted durations ("lower" rank), missing where that is infinite.

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
    seconds, extra = _kernels.window_statistics(
        profiles.out.start,
        profiles.out.depart_s,
        profiles.out.arrive_s,
        profiles.direct.out_s.ravel(),
        np.array(window, dtype=np.int64),
        ranks,
    )
    shape = (profiles.n_places, profiles.n_hubs)

    def cut(column: np.ndarray, unit: float) -> np.ndarray:
        missing = (column >= UNREACHED_S) | (column < 0)
        return np.where(missing, np.nan, column / unit).reshape(shape)

    return TravelTimeMatrix(
        percentiles=tuple(percentiles),
        window=window,
        travel_time_min=np.stack([cut(column, SECONDS_PER_MINUTE) for column in seconds.T]),
        reachable_share=(extra[:, 0] / n_minutes).reshape(shape),
        fastest_min=cut(extra[:, 1], SECONDS_PER_MINUTE),
        first_arrival_s=cut(extra[:, 2], 1),
        last_departure_s=cut(extra[:, 3], 1),
    )
