"""Travel times over a window of departures or arrivals: percentiles of the step function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geoaccess.engine.blocks import (
    NO_LIMITS,
    HubBlock,
    Limits,
    for_each_block,
    hub_blocks,
    plan_blocks,
)
from geoaccess.engine.events import EventNet
from geoaccess.engine.kernels.window import window_statistics
from geoaccess.engine.scale import PACKED, Scale, choose_scale
from geoaccess.engine.sweep import WHOLE_DAY, DayNet, check_shapes, list_boardings
from geoaccess.engine.sweeper import Sweeper, bytes_per_lane
from geoaccess.errors import InputError
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.units import SECONDS_PER_MINUTE, IntArray

MOST_MINUTES = 2**15 - 1
"""Longest window: minutes are counted in 16 bits."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MatrixQuestion:
    """What a matrix is asked for, see `compute_matrix`.

    Raises
    ------
    InputError
        When the window is empty, a percentile is outside 0-100, or the shapes differ.
    """

    places: AccessLegs
    hubs: AccessLegs
    direct: DirectLegs
    window: tuple[int, int]
    percentiles: tuple[int, ...]
    arrive_by: bool = False

    def __post_init__(self) -> None:
        check_shapes(self.places, self.hubs, self.direct)
        if self.n_minutes <= 0:
            raise InputError("window: it has no whole minute; give it as 06:00-22:00")
        if self.n_minutes > MOST_MINUTES:
            raise InputError(f"window: {self.n_minutes} minutes are more than {MOST_MINUTES}")
        if not self.percentiles or any(not 0 <= p <= 100 for p in self.percentiles):
            raise InputError("percentiles: give whole numbers from 0 to 100, for example 5,50,95")

    @property
    def n_minutes(self) -> int:
        """Whole minutes of the window."""
        return (self.window[1] - self.window[0]) // SECONDS_PER_MINUTE

    @property
    def ranks(self) -> IntArray:
        """Position of each percentile among the sorted minutes, shape (n_percentiles,)."""
        return np.array([p * (self.n_minutes - 1) // 100 for p in self.percentiles], np.int16)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of places and hubs."""
        return self.places.n_places, self.hubs.n_places

    @property
    def from_s(self) -> int:
        """Second before which no departure matters."""
        return 0 if self.arrive_by else max(self.window[0], 0)

    def scale(self, net: EventNet) -> Scale:
        """Return the narrowest scale for the values of a sweep."""
        return choose_scale(net, self.hubs.from_stop_s, from_s=self.from_s)

    def of_places(self, chosen: IntArray) -> MatrixQuestion:
        """Return the question for some of the places, by position."""
        return replace(
            self,
            places=self.places.take(chosen),
            direct=self.direct.take(chosen),
        )


class MatrixWriter:
    """Turns swept blocks of hubs into a matrix; blocks may come from several threads."""

    def __init__(self, net: EventNet, scale: Scale, question: MatrixQuestion) -> None:
        """List what the places can board and take memory for the result."""
        self._scale, self._question = scale, question
        begin, end = question.window
        span = (WHOLE_DAY[0], end) if question.arrive_by else (begin, end)
        self._boarded = list_boardings(net, question.places, question.places.to_stop_s, span=span)
        latest_s = int(net.arrive_s.max(initial=0)) + int(question.hubs.from_stop_s.max(initial=0))
        longest_s = latest_s - begin
        if question.arrive_by:
            longest_s = end - int(self._boarded.door_s.min(initial=end))
        self._n_bins = max(longest_s, 0) // SECONDS_PER_MINUTE + 3
        self._ranks, self._of_percentile = np.unique(question.ranks, return_inverse=True)
        self._minutes = np.empty((self._ranks.size, *question.shape))
        self._extra = np.empty((4, *question.shape))

    @property
    def n_bytes(self) -> int:
        """Memory of the result and the boardings."""
        boarded = self._boarded.row.nbytes + self._boarded.door_s.nbytes
        return result_bytes(self._question) + boarded

    def write(self, block: HubBlock, best: IntArray) -> None:
        """Write the columns of a block of hubs from its rows."""
        direct_s = self._question.direct.out_s[:, block.hubs]
        window_statistics(
            best,
            self._scale.for_kernels,
            self._boarded.start,
            self._boarded.door_s,
            self._boarded.row,
            np.ascontiguousarray(direct_s, dtype=np.int32),
            np.array(self._question.window, dtype=np.int64),
            self._ranks,
            self._question.arrive_by,
            self._n_bins,
            block.first,
            self._minutes,
            self._extra,
        )

    def result(self) -> TravelTimeMatrix:
        """Return the matrix, after all blocks are written."""
        minutes, ranks = self._minutes, self._question.ranks
        return TravelTimeMatrix(
            percentiles=self._question.percentiles,
            window=self._question.window,
            travel_time_min=(
                minutes if np.array_equal(ranks, self._ranks) else minutes[self._of_percentile]
            ),
            reachable_share=self._extra[0],
            fastest_min=self._extra[1],
            first_arrival_s=self._extra[2],
            last_departure_s=self._extra[3],
        )


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
    question = MatrixQuestion(
        places=places,
        hubs=hubs,
        direct=direct,
        window=window,
        percentiles=tuple(percentiles),
        arrive_by=arrive_by,
    )
    net = day.out
    scale = question.scale(net) if limits.max_transfers is None else PACKED
    check_result(question, limits)
    writer = MatrixWriter(net, scale, question)
    plan = plan_blocks(
        hubs.n_places,
        limits,
        bytes_per_lane=bytes_per_lane(net, scale, limits),
        taken_bytes=writer.n_bytes,
    )

    def fill(blocks: Iterator[HubBlock]) -> None:
        sweeper = Sweeper(net, scale, from_s=question.from_s)
        for block in blocks:
            writer.write(block, sweeper.sweep(block, limits))

    blocks = hub_blocks(hubs, hubs.from_stop_s, n_stops=net.n_stops, lanes=plan.lanes)
    for_each_block(blocks, fill, threads=plan.threads)
    return writer.result()


def check_result(question: MatrixQuestion, limits: Limits) -> None:
    """Raise an InputError when the result alone is more than the memory allowed."""
    limits.check(result_bytes(question))


def result_bytes(question: MatrixQuestion) -> int:
    """Return the memory of the result, and of its copy where ranks repeat or fall."""
    ranks = question.ranks.tolist()
    rising = sorted(set(ranks))
    n_figures = len(rising) + 4 + (0 if rising == ranks else len(ranks))
    return 8 * n_figures * question.shape[0] * question.shape[1]
