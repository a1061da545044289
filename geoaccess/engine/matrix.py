"""Travel times over a window of departures or arrivals: percentiles of the step function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from geoaccess.engine.blocks import (
    NO_LIMITS,
    SECONDS,
    HubBlock,
    Limits,
    Sweeper,
    bytes_per_lane,
    choose_scale,
    for_each_block,
    hub_blocks,
    plan_blocks,
)
from geoaccess.engine.kernels.sweep import PACKED_UNREACHED, RIDE_BITS
from geoaccess.engine.kernels.window import window_statistics
from geoaccess.engine.sweep import WHOLE_DAY, DayNet, check_shapes, list_boardings
from geoaccess.errors import InputError
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, IntArray

MOST_MINUTES = 2**15 - 1
"""Longest window: minutes are counted in 16 bits."""


def compute_matrix(
    day: DayNet,
    *,
    places: AccessLegs,
    hubs: AccessLegs,
    direct: DirectLegs,
    window: tuple[int, int],
    percentiles: Sequence[int],
    arrive_by: bool = False,
    limits: Limits = NO_LIMITS,
) -> TravelTimeMatrix:
    """Return travel times from n places to m hubs over the departure minutes of a window.

    Departures are the whole minutes of [a, b). At each the duration is the first arrival
    minus that minute, waiting included; a minute after the last connection of the service
    day is infinite. Percentile p is the value at position floor(p / 100 * (n - 1)) of the n
    sorted durations ("lower" rank), missing where that is infinite. Hubs are swept in blocks
    and journeys are kept for one place at a time: memory is that of the result and, for each
    thread, of one block.

    With `arrive_by` the minutes of [a, b) are arrivals: the duration is the minute minus the
    last departure that is there by then, the first arrival is that of the journeys that
    arrive inside the window, and the last departure is that of the last minute.

    Raises
    ------
    InputError
        When the window is empty, a percentile is outside 0-100, the shapes differ, or the
        memory allowed is too small.
    """
    check_shapes(places, hubs, direct)
    n_minutes = _count_minutes(window)
    if not percentiles or any(not 0 <= p <= 100 for p in percentiles):
        raise InputError("percentiles: give whole numbers from 0 to 100, for example 5,50,95")
    wanted = np.array([p * (n_minutes - 1) // 100 for p in percentiles], dtype=np.int16)
    ranks, of_percentile = np.unique(wanted, return_inverse=True)
    net, begin, end = day.out, *window
    from_s = 0 if arrive_by else max(begin, 0)
    scale = choose_scale(net, hubs.from_stop_s, from_s=from_s)
    if limits.max_transfers is not None:
        scale = SECONDS
    span = (WHOLE_DAY[0], end) if arrive_by else (begin, end)
    boarded = list_boardings(net, places, places.to_stop_s, span=span)
    shape = (places.n_places, hubs.n_places)
    n_figures = ranks.size + 4
    plan = plan_blocks(
        hubs.n_places,
        limits,
        bytes_per_lane=bytes_per_lane(net, scale, limits),
        taken_bytes=8 * n_figures * shape[0] * shape[1] + 8 * boarded.row.size,
    )
    minutes = np.empty((ranks.size, *shape))
    extra = np.empty((4, *shape))
    latest_s = int(net.arrive_s.max(initial=0)) + int(hubs.from_stop_s.max(initial=0))
    longest_s = end - int(boarded.door_s.min(initial=end)) if arrive_by else latest_s - begin

    def fill(blocks: Iterator[HubBlock]) -> None:
        sweeper = Sweeper(net, scale, from_s=from_s)
        for block in blocks:
            best = sweeper.sweep(block, limits)
            if limits.max_transfers is not None:
                best = _without_rides(best)
            window_statistics(
                best,
                scale.for_kernels,
                boarded.start,
                boarded.door_s,
                boarded.row,
                np.ascontiguousarray(direct.out_s[:, block.hubs], dtype=np.int32),
                np.array(window, dtype=np.int64),
                ranks,
                arrive_by,
                max(longest_s, 0) // SECONDS_PER_MINUTE + 3,
                block.first,
                minutes,
                extra,
            )

    blocks = hub_blocks(hubs, hubs.from_stop_s, n_stops=net.n_stops, lanes=plan.lanes)
    for_each_block(blocks, fill, threads=plan.threads)
    return TravelTimeMatrix(
        percentiles=tuple(percentiles),
        window=window,
        travel_time_min=minutes if np.array_equal(ranks, wanted) else minutes[of_percentile],
        reachable_share=extra[0],
        fastest_min=extra[1],
        first_arrival_s=extra[2],
        last_departure_s=extra[3],
    )


def _count_minutes(window: tuple[int, int]) -> int:
    """Return the whole minutes of a window, or raise an InputError."""
    n_minutes = (window[1] - window[0]) // SECONDS_PER_MINUTE
    if not 0 < n_minutes <= MOST_MINUTES:
        raise InputError("window: it has no whole minute; give it as 06:00-22:00")
    return n_minutes


def _without_rides(packed: IntArray) -> IntArray:
    """Return packed arrivals in seconds."""
    seconds = packed >> RIDE_BITS
    seconds[packed >= PACKED_UNREACHED] = UNREACHED_S
    return seconds
