"""Travel times over a window of departures or arrivals: percentiles of the step function."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from geoaccess.engine import _kernels
from geoaccess.engine.events import MIRROR_S, EventNet
from geoaccess.engine.sweep import DayNet, check_shapes, sweep_blocks
from geoaccess.errors import InputError
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, FloatArray, IntArray

THREADS = 2
"""Places are split among so many threads; the kernels release the GIL."""


def compute_matrix(
    day: DayNet,
    *,
    places: AccessLegs,
    hubs: AccessLegs,
    direct: DirectLegs,
    window: tuple[int, int],
    percentiles: Sequence[int],
    arrive_by: bool = False,
    max_transfers: int | None = None,
) -> TravelTimeMatrix:
    """Return travel times from n places to m hubs over the departure minutes of a window.

    Departures are the whole minutes of [a, b). At each the duration is the first arrival
    minus that minute, waiting included; a minute after the last connection of the service
    day is infinite. Percentile p is the value at position floor(p / 100 * (n - 1)) of the n
    sorted durations ("lower" rank), missing where that is infinite. Hubs are swept in blocks
    and journeys are kept for one place at a time: memory is that of the result.

    With `arrive_by` the minutes of [a, b) are arrivals: the duration is the minute minus the
    last departure that is there by then, the first arrival is that of the journeys that
    arrive inside the window, and the last departure is that of the last minute.

    Raises
    ------
    InputError
        When the window is empty, a percentile is outside 0-100, or the shapes differ.
    """
    check_shapes(places, hubs, direct, max_transfers)
    n_minutes = (window[1] - window[0]) // SECONDS_PER_MINUTE
    if n_minutes <= 0:
        raise InputError("window: it has no whole minute; give it as 06:00-22:00")
    if not percentiles or any(not 0 <= p <= 100 for p in percentiles):
        raise InputError("percentiles: give whole numbers from 0 to 100, for example 5,50,95")
    wanted = np.array([p * (n_minutes - 1) // 100 for p in percentiles], dtype=np.int64)
    ranks, back = np.unique(wanted, return_inverse=True)
    last_minute = window[0] + (n_minutes - 1) * SECONDS_PER_MINUTE
    span = np.array([window[0], last_minute + SECONDS_PER_MINUTE], dtype=np.int64)
    inside = np.array(window, dtype=np.int64)
    if arrive_by:
        span = MIRROR_S - span[::-1] + SECONDS_PER_MINUTE
        inside = MIRROR_S - inside[::-1] + 1
    shape = (places.n_places, hubs.n_places)
    values = np.empty((*shape, ranks.size), dtype=np.int64)
    extra = np.empty((*shape, 4), dtype=np.int64)
    for lanes, best in sweep_blocks(
        day.out, hubs=hubs, from_stop_s=hubs.from_stop_s, max_transfers=max_transfers
    ):
        direct_s = np.ascontiguousarray(direct.out_s[:, lanes], dtype=np.int32)
        values[:, lanes], extra[:, lanes] = _block_statistics(
            day.out, best, places, direct_s, (span, inside, ranks, arrive_by)
        )
    first, last = _known(extra[..., 2]), _known(extra[..., 3])
    if arrive_by:
        first, last = MIRROR_S - last, MIRROR_S - first
    minutes = _known(values)[..., back.ravel()] / SECONDS_PER_MINUTE
    return TravelTimeMatrix(
        percentiles=tuple(percentiles),
        window=window,
        travel_time_min=np.moveaxis(minutes, -1, 0),
        reachable_share=extra[..., 0] / n_minutes,
        fastest_min=_known(extra[..., 1]) / SECONDS_PER_MINUTE,
        first_arrival_s=first,
        last_departure_s=last,
    )


def _block_statistics(
    net: EventNet,
    best: IntArray,
    places: AccessLegs,
    direct_s: IntArray,
    wanted: tuple[IntArray, IntArray, IntArray, bool],
) -> tuple[IntArray, IntArray]:
    """Return durations at the ranks and four figures per pair for one block of hubs.

    Shapes (n_places, n_lanes, n_ranks) and (n_places, n_lanes, 4), see
    `_kernels.window_statistics`; the places are split among threads.
    """
    span, inside, ranks, arrive_by = wanted
    values = np.empty((*direct_s.shape, ranks.size), dtype=np.int64)
    extra = np.empty((*direct_s.shape, 4), dtype=np.int64)
    start, stops, legs_s = (
        np.array(column) for column in (places.start, places.stop_idx, places.to_stop_s)
    )

    def fill(first: int, end: int) -> None:
        _kernels.window_statistics(
            best,
            net.depart_s,
            net.stop_start,
            net.stop_events,
            start[first : end + 1],
            stops,
            legs_s,
            direct_s[first:end],
            span,
            inside,
            ranks,
            arrive_by,
            MIRROR_S,
            values[first:end],
            extra[first:end],
        )

    bounds = np.linspace(0, places.n_places, THREADS + 1).astype(int).tolist()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(fill, bounds[:-1], bounds[1:]))
    return values, extra


def _known(seconds: IntArray) -> FloatArray:
    """Return seconds as numbers, NaN where unreached."""
    return np.where((seconds >= UNREACHED_S) | (seconds < 0), np.nan, seconds)
