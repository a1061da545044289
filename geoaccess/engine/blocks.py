"""Hubs in blocks of lanes: how many fit in memory, and which thread works on which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.legs import AccessLegs
from geoaccess.units import IntArray

Part = TypeVar("Part")
Work = TypeVar("Work")

THREADS = 2
"""Blocks swept at the same time; the kernels release the GIL."""

LANES = 64
"""Most hubs of a block: rows of 128 bytes, two cache lines."""

LANE_STEP = 16
"""Blocks have a multiple of so many lanes, whole SIMD registers; spare lanes stay unreached."""

MEGABYTE = 2**20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a computation may not go beyond.

    Attributes
    ----------
    max_transfers
        Most changes of train in a journey; None for any number.
    max_memory_bytes
        Most memory for results and sweeps, None for no limit; smaller blocks are taken to stay
        below it.
    """

    max_transfers: int | None = None
    max_memory_bytes: int | None = None

    def __post_init__(self) -> None:
        if self.max_transfers is not None and self.max_transfers < 0:
            raise InputError(
                f"max_transfers: {self.max_transfers} is below 0; give 0 or more, or None"
            )

    def check(self, needed_bytes: int, *, result_bytes: int = 0) -> None:
        """Raise an InputError when more memory is needed than allowed."""
        if self.max_memory_bytes is None or needed_bytes <= self.max_memory_bytes:
            return
        allowed = self.max_memory_bytes // MEGABYTE
        needed, result = (-(-n // MEGABYTE) for n in (needed_bytes, result_bytes or needed_bytes))
        raise InputError(
            f"memory: {allowed} MB are allowed and at least {needed} MB are needed "
            f"({result} MB of them for the result); allow more, or ask for fewer places at a time"
        )


NO_LIMITS = Limits()


def check_stops(legs: AccessLegs, n_stops: int) -> None:
    """Raise an InputError when legs lead to stops that are not there."""
    unknown = np.unique(legs.stop_idx[(legs.stop_idx < 0) | (legs.stop_idx >= n_stops)])
    if unknown.size:
        raise InputError(
            f"access legs: {unknown.size} stops are not in the timetable of {n_stops} "
            f"(positions {describe_offenders(unknown.astype(str).tolist())}); "
            "build the legs for this timetable"
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class HubBlock:
    """Some hubs in a row, and their legs in compressed rows by stop.

    Attributes
    ----------
    first, n_hubs
        Position of the first hub, and how many there are.
    egress_start, egress_lane, egress_s
        Legs from each stop (and from nowhere, which has none) to hubs of the block.
    """

    first: int
    n_hubs: int
    egress_start: IntArray
    egress_lane: IntArray
    egress_s: IntArray

    @property
    def hubs(self) -> slice:
        """Positions of the hubs."""
        return slice(self.first, self.first + self.n_hubs)


def hub_blocks(
    hubs: AccessLegs, from_stop_s: IntArray, *, n_stops: int, lanes: int
) -> Iterator[HubBlock]:
    """Yield the hubs in blocks of at most `lanes`."""
    check_stops(hubs, n_stops)
    hub_of_leg = np.repeat(np.arange(hubs.n_places), np.diff(hubs.start))
    for first in range(0, hubs.n_places, lanes):
        end = min(first + lanes, hubs.n_places)
        legs = slice(int(hubs.start[first]), int(hubs.start[end]))
        stop = hubs.stop_idx[legs]
        order = np.argsort(stop, kind="stable")
        start = np.searchsorted(stop[order], np.arange(n_stops + 2)).astype(np.int32)
        yield HubBlock(
            first=first,
            n_hubs=end - first,
            egress_start=start,
            egress_lane=(hub_of_leg[legs] - first)[order].astype(np.int32),
            egress_s=from_stop_s[legs][order].astype(np.int32),
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How many hubs are swept at once, and by how many threads."""

    lanes: int
    threads: int


def plan_blocks(n_hubs: int, limits: Limits, *, bytes_per_lane: int, taken_bytes: int = 0) -> Plan:
    """Return the plan that fits in memory, before any is taken.

    Parameters
    ----------
    bytes_per_lane
        Of the memory of one thread for one hub.
    taken_bytes
        Of the results, which are held whatever the plan.

    Raises
    ------
    InputError
        When not even one thread with the fewest lanes fits.
    """
    share = -(-max(n_hubs, 1) // THREADS)
    lanes = min(LANES, whole_lanes(share))
    threads = min(THREADS, -(-max(n_hubs, 1) // lanes))
    if limits.max_memory_bytes is None:
        return Plan(lanes=lanes, threads=threads)
    free = limits.max_memory_bytes - taken_bytes
    if threads * lanes * bytes_per_lane > free:
        threads = 1
        lanes = min(lanes, free // bytes_per_lane // LANE_STEP * LANE_STEP)
    lanes = max(lanes, LANE_STEP)
    limits.check(taken_bytes + lanes * bytes_per_lane, result_bytes=taken_bytes)
    return Plan(lanes=lanes, threads=threads)


def for_each_block(
    blocks: Iterator[Work], work: Callable[[Iterator[Work]], None], *, threads: int
) -> None:
    """Share blocks among threads: each calls work with an iterator of its own blocks.

    Every block is worked on alone and writes to its own hubs, so any number of threads gives
    the same result, bit for bit.
    """
    every = list(blocks)
    if threads == 1 or len(every) < 2:
        work(iter(every))
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, [iter(every[k::threads]) for k in range(threads)]))


def share_among_threads(work: Callable[[int, int], Part], n: int) -> list[Part]:
    """Return what work gives for n things in parts [first, end), one part for each thread."""
    bounds = np.linspace(0, n, THREADS + 1).astype(int).tolist()
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, bounds[:-1], bounds[1:]))


def whole_lanes(lanes: int) -> int:
    """Return the lanes of a block that is to have room for so many hubs."""
    return -(-lanes // LANE_STEP) * LANE_STEP
