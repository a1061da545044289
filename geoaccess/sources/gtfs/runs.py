"""Runs of a GTFS feed on one day: every departure of every trip, last night's included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.sources.gtfs.calls import FeedCalls
from geoaccess.sources.gtfs.trips import Frequencies
from geoaccess.sources.gtfs.values import MAX_DAYS
from geoaccess.units import (
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
    BoolArray,
    IntArray,
)

MAX_CALLS: Final = 100_000_000
"""More calls than any country has in a day (Germany: about 30 million); 3 GB of arrays."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FeedRuns:
    """Runs of a day and their calls.

    Attributes
    ----------
    trip
        Shape (n_runs,): row of the trip in trips.txt.
    suffix
        Per run, what is added to the id of its trip.
    start
        Shape (n_runs + 1,): calls of run r are rows start[r] : start[r + 1].
    call
        Shape (n_run_calls,): row of the call among the feed's calls.
    arrive_s, depart_s
        Shape (n_run_calls,): seconds of the service day, from 0 on.
    """

    trip: IntArray
    suffix: tuple[str, ...]
    start: IntArray
    call: IntArray
    arrive_s: IntArray
    depart_s: IntArray


def build_runs(
    calls: FeedCalls, frequencies: Frequencies, running: list[BoolArray], where: str
) -> FeedRuns:
    """Return the runs of a day.

    Parameters
    ----------
    running
        Per day back (0 is the day itself), which trips run, shape (n_trips,). Of earlier
        days only what is left after midnight is kept.

    Raises
    ------
    InputError
        When there are more calls than MAX_CALLS, or a time lies beyond MAX_DAYS.
    """
    trip, offset_s, leaves_s = _departures(calls, frequencies, where)
    length = np.diff(calls.start)
    last_s = (
        np.where(length > 0, calls.arrive_s[calls.start[1:] - 1], 0) if length.any() else length
    )
    chosen, shifts, back = [], [], []
    for days, runs in enumerate(running):
        shift_s = offset_s - days * SECONDS_PER_DAY
        kept = runs[trip] & (length[trip] > 0) & ((days == 0) | (last_s[trip] + shift_s > 0))
        chosen.append(np.flatnonzero(kept))
        shifts.append(shift_s[kept])
        back.append(np.full(chosen[-1].size, days))
    run, shift_s, days_back = (np.concatenate(parts) for parts in (chosen, shifts, back))
    _check_size(length[trip[run]].sum(), where)
    call, owner = _calls_of(calls.start, trip[run])
    depart_s = calls.depart_s[call] + shift_s[owner]
    if depart_s.size and depart_s.max() >= MAX_DAYS * SECONDS_PER_DAY:
        raise InputError(
            f"{where}: a trip of frequencies.txt runs until more than {MAX_DAYS} days after the "
            "service date; let it end earlier"
        )
    after_midnight = depart_s >= 0
    left = np.bincount(owner[after_midnight], minlength=run.size)
    kept_call = after_midnight & (left[owner] >= 2)
    kept_run = left >= 2
    call = call[kept_call]
    run, days_back = run[kept_run], days_back[kept_run]
    arrive_s = calls.arrive_s[call] + shift_s[owner[kept_call]]
    return FeedRuns(
        trip=trip[run],
        suffix=tuple(
            _suffix(leave, days)
            for leave, days in zip(leaves_s[run].tolist(), days_back.tolist(), strict=True)
        ),
        start=np.concatenate([[0], np.cumsum(left[kept_run])]),
        call=call,
        arrive_s=np.maximum(arrive_s, 0),  # aboard since before midnight
        depart_s=depart_s[kept_call],
    )


def _departures(
    calls: FeedCalls, frequencies: Frequencies, where: str
) -> tuple[IntArray, IntArray, IntArray]:
    """Return trip, seconds added to its written times, and departure (-1 if as written)."""
    n_trips = calls.start.size - 1
    has_calls = np.diff(calls.start) > 0
    period = np.flatnonzero(has_calls[frequencies.trip])
    owner = frequencies.trip[period]
    start_s, headway_s = frequencies.start_s[period], frequencies.headway_s[period]
    count = -((start_s - frequencies.end_s[period]) // headway_s)  # ceiling: before end_s
    _check_size((count * np.diff(calls.start)[owner]).sum(), where)
    row = np.repeat(np.arange(period.size), count)
    number = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count)
    leaves_s = start_s[row] + number * headway_s[row]
    first_s = calls.depart_s[calls.start[owner]] if period.size else start_s
    as_written = np.setdiff1d(np.arange(n_trips), frequencies.trip)
    zero = np.zeros(as_written.size, dtype=np.int64)
    return (
        np.concatenate([as_written, owner[row]]),
        np.concatenate([zero, leaves_s - first_s[row]]),
        np.concatenate([zero - 1, leaves_s]),
    )


def _calls_of(start: IntArray, trip: IntArray) -> tuple[IntArray, IntArray]:
    """Return the call rows of each trip in turn, and the position of the trip they belong to."""
    length = (start[1:] - start[:-1])[trip]
    owner = np.repeat(np.arange(trip.size), length)
    within = np.arange(owner.size) - np.repeat(np.cumsum(length) - length, length)
    return start[trip][owner] + within, owner


def _check_size(n_calls: int, where: str) -> None:
    if n_calls > MAX_CALLS:
        raise InputError(
            f"{where}: {n_calls:,} calls in a day are more than {MAX_CALLS:,}; "
            "check headway_secs, or give fewer feeds"
        )


def _suffix(leaves_s: int, days_back: int) -> str:
    """Return what tells runs of one trip apart: ``@06:10:00`` and ``:last-night``."""
    hours, rest = divmod(leaves_s, SECONDS_PER_HOUR)
    minutes, seconds = divmod(rest, SECONDS_PER_MINUTE)
    clock = f"@{hours:02d}:{minutes:02d}:{seconds:02d}" if leaves_s >= 0 else ""
    night = {0: "", 1: ":last-night"}.get(days_back, f":{days_back}-nights-ago")
    return clock + night
