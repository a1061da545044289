"""Durations between one place and very many, at one percentile of the departures of a window.

The trains are swept once for the place. What is left of them is a table: for every stop and
minute the first arrival, at the place or at the stop. The answer for a cell is put together
from the rows of the few stops that it has legs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from geoaccess.engine.blocks import LANE_STEP, NO_LIMITS, Limits, hub_blocks
from geoaccess.engine.events import MIRROR_S, EventNet
from geoaccess.engine.matrix import MOST_MINUTES
from geoaccess.engine.scale import PACKED, choose_scale
from geoaccess.engine.sweep import DayNet
from geoaccess.engine.sweeper import Sweeper
from geoaccess.errors import InputError
from geoaccess.model.legs import AccessLegs
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, IntArray

OUT: Final = "from"
"""From the place to the cells."""
BACK: Final = "to"
"""From the cells to the place."""

NEVER_MIN: Final = 2**14
"""What cannot be reached, in minutes of 16 bits: eleven days, and safe to add a leg to."""


class PlainLegs(Protocol):
    """What is asked of the legs of cells: `AccessLegs`, or bare arrays of the same names."""

    @property
    def start(self) -> IntArray:
        """Legs of cell i are rows start[i] : start[i + 1]."""

    @property
    def stop_idx(self) -> IntArray:
        """Position of the stop in the timetable."""

    @property
    def to_stop_s(self) -> IntArray:
        """Seconds door to platform."""

    @property
    def from_stop_s(self) -> IntArray:
        """Seconds platform to door."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StopArrivals:
    """First arrivals between a place and every stop, by departure minute.

    Attributes
    ----------
    is_before
        Whether legs come before the train: cells are where people set out.
    n_minutes
        Departure minutes of the window.
    arrive
        Shape (n_stops, minutes), after the first departure minute: at the place when ready at
        the stop at each minute, else at the stop when leaving the place; in the first case with
        minutes beyond the window, for the legs. Minutes in 16 bits where all are whole
        (half the time of seconds, benchmarks/surfaces), else seconds in 32 bits; `never` where
        there is none.
    """

    is_before: bool
    n_minutes: int
    arrive: IntArray

    @property
    def never(self) -> int:
        """Value of what cannot be reached; a leg can be added to it."""
        return NEVER_MIN if self.arrive.dtype == np.int16 else UNREACHED_S

    def durations(self, legs: PlainLegs, direct_s: IntArray, percentile: int) -> IntArray:
        """Return seconds between the place and each of n cells, UNREACHED_S for none, (n,).

        Equal to the percentile of `compute_matrix`: the value at position
        floor(p / 100 * (n_minutes - 1)) of the sorted durations.

        Parameters
        ----------
        legs
            Of the cells; whole minutes.
        direct_s
            Shape (n,): seconds without a train, UNREACHED_S for none.

        Raises
        ------
        InputError
            When the percentile is outside 0-100, or a leg is no whole minutes or too long.
        """
        from geoaccess.engine.kernels.cells import cell_durations

        if not 0 <= percentile <= 100:
            raise InputError("percentiles: give a whole number from 0 to 100, for example 50")
        leg_s = np.array(legs.to_stop_s if self.is_before else legs.from_stop_s)
        longest_s = int(leg_s.max(initial=0))
        room_s = (self.arrive.shape[1] - self.n_minutes) * SECONDS_PER_MINUTE
        if np.any(leg_s % SECONDS_PER_MINUTE) or (self.is_before and longest_s > room_s):
            raise InputError(
                "access legs: they are no whole minutes, or longer than the longest leg given"
            )
        unit_s = SECONDS_PER_MINUTE if self.arrive.dtype == np.int16 else 1
        if (
            not self.is_before
            and longest_s // unit_s + self.never > np.iinfo(self.arrive.dtype).max
        ):
            raise InputError("access legs: a leg is too long to be added to a time of day")
        latest = int(self.arrive[self.arrive < self.never].max(initial=0)) * unit_s + longest_s
        durations_s = np.empty(direct_s.size, dtype=np.int32)
        cell_durations(
            self.arrive,
            self.arrive.dtype.type(self.never),
            np.array(legs.start, dtype=np.int64),
            np.array(legs.stop_idx, dtype=np.int32),
            leg_s.astype(np.int32),
            np.array(direct_s, dtype=np.int32),
            self.is_before,
            percentile * (self.n_minutes - 1) // 100,
            np.empty((2, self.n_minutes), dtype=self.arrive.dtype),
            np.zeros(latest // SECONDS_PER_MINUTE + 2, dtype=np.int32),
            durations_s,
        )
        return durations_s


def compute_stop_arrivals(
    day: DayNet,
    *,
    place: AccessLegs,
    window: tuple[int, int],
    direction: str,
    longest_leg_s: int = 0,
    limits: Limits = NO_LIMITS,
) -> StopArrivals:
    """Return the first arrivals between a place and all stops for the minutes of a window.

    Parameters
    ----------
    place
        Legs of the one place.
    direction
        `OUT` from the place, `BACK` to it.
    longest_leg_s
        Of the legs from cells to stops, for `BACK`.

    Raises
    ------
    InputError
        When there is not one place, the window is empty or too long, or there is too little
        memory.
    """
    n_minutes = (window[1] - window[0]) // SECONDS_PER_MINUTE
    if place.n_places != 1:
        raise InputError(f"surface: {place.n_places} places; give one")
    if not 0 < n_minutes <= MOST_MINUTES:
        raise InputError(f"window: {n_minutes} minutes; give 1 to {MOST_MINUTES}")
    is_before = direction == BACK
    net = day.out if is_before else day.back
    more = -(-longest_leg_s // SECONDS_PER_MINUTE) if is_before else 0
    limits.check(4 * net.n_stops * (n_minutes + more) + 4 * LANE_STEP * (net.n_rows + net.n_trips))
    arrive_s = np.full((net.n_stops, n_minutes + more), UNREACHED_S, dtype=np.int32)
    best_s = _sweep(net, place, is_before=is_before, limits=limits)
    minute_s = window[0] + SECONDS_PER_MINUTE * np.arange(n_minutes + more)
    for stop in range(net.n_stops):
        rows = slice(int(net.row_start[stop]), int(net.row_start[stop + 1]) - 1)
        depart_s, reached_s = net.row_depart_s[rows], best_s[rows]
        if is_before:
            at = np.searchsorted(depart_s, minute_s)
            found_s = np.append(reached_s, UNREACHED_S)[at]
        else:  # mirrored: departures are arrivals here, arrivals there departures of the place
            at = np.searchsorted(reached_s, MIRROR_S - minute_s, side="right") - 1
            found_s = np.where(at >= 0, MIRROR_S - np.append(depart_s, 0)[at], UNREACHED_S)
        is_reached = found_s < UNREACHED_S
        arrive_s[stop, is_reached] = found_s[is_reached] - window[0]
    return StopArrivals(is_before=is_before, n_minutes=n_minutes, arrive=_narrow(arrive_s))


def _narrow(arrive_s: IntArray) -> IntArray:
    """Return whole minutes in 16 bits where they hold every value, else the seconds."""
    is_reached = arrive_s < UNREACHED_S
    known_s = arrive_s[is_reached]
    if np.any(known_s % SECONDS_PER_MINUTE) or known_s.max(initial=0) >= 60 * NEVER_MIN:
        return arrive_s
    return np.where(is_reached, arrive_s // SECONDS_PER_MINUTE, NEVER_MIN).astype(np.int16)


def _sweep(net: EventNet, place: AccessLegs, *, is_before: bool, limits: Limits) -> IntArray:
    """Return the arrival at the place from every row in seconds, UNREACHED_S for none."""
    egress_s = place.from_stop_s if is_before else place.to_stop_s
    scale = choose_scale(net, egress_s, from_s=0) if limits.max_transfers is None else PACKED
    (block,) = hub_blocks(place, egress_s, n_stops=net.n_stops, lanes=LANE_STEP)
    best = Sweeper(net, scale).sweep(block, limits)[:, 0]
    seconds = scale.base_s + (best.astype(np.int64) >> scale.bits) * scale.unit_s
    return np.where(best < scale.unreached, seconds, UNREACHED_S)
