"""Hubs in blocks of lanes: what a lane holds, how many fit in memory, who sweeps which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from geoaccess.engine.events import EventNet
from geoaccess.engine.kernels import sweep as kernels
from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.legs import AccessLegs
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, BoolArray, IntArray

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


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What a stored value stands for: arrivals, counted in units from a base, above some bits.

    Attributes
    ----------
    base_s, unit_s
        Second of the service day that is 0, and seconds of a unit.
    bits
        Bits below the arrival: 0, or those of the number of rides.
    dtype
        Of the stored values.
    """

    base_s: int
    unit_s: int
    bits: int
    dtype: type[np.unsignedinteger[Any] | np.signedinteger[Any]]

    @property
    def unreached(self) -> int:
        """Value of what cannot be reached."""
        return min(int(np.iinfo(self.dtype).max), UNREACHED_S)

    @property
    def for_kernels(self) -> tuple[int, int, int, int]:
        """Base, unit, bits and the unreached value."""
        return self.base_s, self.unit_s, self.bits, self.unreached


PACKED = Scale(base_s=0, unit_s=1, bits=kernels.RIDE_BITS, dtype=np.int32)
SECONDS = Scale(base_s=0, unit_s=1, bits=0, dtype=np.int32)


def choose_scale(net: EventNet, egress_s: IntArray, *, from_s: int) -> Scale:
    """Return the narrowest scale of arrivals without rides that holds every value exactly.

    16 bits hold minutes of any service day where all times are whole minutes, or the seconds
    of 18 hours after `from_s`; else it is seconds in 32 bits.
    """
    latest_s = int(net.arrive_s.max(initial=0)) + int(egress_s.max(initial=0))
    top = int(np.iinfo(np.uint16).max)
    in_minutes = not np.any(net.arrive_s % SECONDS_PER_MINUTE) and not np.any(
        egress_s % SECONDS_PER_MINUTE
    )
    if in_minutes and latest_s // SECONDS_PER_MINUTE < top:
        return Scale(base_s=0, unit_s=SECONDS_PER_MINUTE, bits=0, dtype=np.uint16)
    if latest_s - from_s < top:
        return Scale(base_s=from_s, unit_s=1, bits=0, dtype=np.uint16)
    return SECONDS


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
    lanes = min(LANES, _whole_steps(share))
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


def padded(n_hubs: int) -> int:
    """Return the lanes of a block of hubs."""
    return _whole_steps(n_hubs)


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


class Sweeper:
    """Sweeps blocks of hubs over one net; its memory is taken once, for all blocks.

    Not to be shared between threads.
    """

    def __init__(self, net: EventNet, scale: Scale, *, from_s: int = 0) -> None:
        """Prepare to sweep the events that depart at or after `from_s`."""
        self._net, self._scale = net, scale
        latest_s = int(net.arrive_s.max(initial=0))
        self._room_s = (scale.unreached >> scale.bits) * scale.unit_s + scale.base_s - latest_s
        self._first = int(np.searchsorted(net.depart_s, from_s))
        self._all = np.zeros(net.n_trips, dtype=np.bool_)
        self._arrive = net.arrive_s
        if (scale.base_s, scale.unit_s) != (0, 1):
            self._arrive = ((net.arrive_s - scale.base_s) // scale.unit_s).astype(np.int32)
        self._best = self._aboard = self._rounds = np.empty(0, dtype=scale.dtype)

    def sweep(self, block: HubBlock, limits: Limits = NO_LIMITS) -> IntArray:
        """Return arrivals at each hub from every row, shape (n_rows + 2, lanes).

        The array is overwritten by the next sweep. A limit of transfers needs the scale PACKED.

        Raises
        ------
        InputError
            When a leg is so long that an arrival cannot be told from never.
        """
        net = self._net
        if block.egress_s.max(initial=0) >= self._room_s:
            raise InputError("access legs: a leg is too long to be added to a time of day")
        if limits.max_transfers is not None:
            return self._sweep_rounds(block, limits.max_transfers + 1)
        lanes = padded(block.n_hubs)
        self._best = _at_least(self._best, (net.n_rows + 2) * lanes)
        best = self._best[: (net.n_rows + 2) * lanes].reshape(-1, lanes)
        self._fill(block, best, net.n_events, self._all)
        return best

    def complete(self, block: HubBlock, best: IntArray, *, kept: int) -> None:
        """Fill the rows of all but the last `kept` events, whose rows are there already."""
        net = self._net
        end = net.n_events - kept
        under_way = np.zeros(net.n_trips, dtype=np.bool_)
        under_way[net.trip[:end]] = True
        self._fill(block, best, end, under_way)

    def _fill(self, block: HubBlock, best: IntArray, end: int, under_way: BoolArray) -> None:
        net, scale = self._net, self._scale
        size = net.n_trips * best.shape[1]
        self._aboard = _at_least(self._aboard, size)
        kernels.sweep(
            (min(self._first, end), end),
            under_way,
            self._arrive,
            net.arrive_stop,
            net.trip,
            net.row,
            net.onward_start,
            net.onward,
            net.row_start,
            block.egress_start,
            block.egress_lane,
            (block.egress_s // scale.unit_s).astype(np.int32),
            scale.unreached,
            scale.bits,
            1 if scale.bits else 0,
            best,
            self._aboard[:size].reshape(-1, best.shape[1]),
        )

    def _sweep_rounds(self, block: HubBlock, n_rounds: int) -> IntArray:
        net, lanes = self._net, padded(block.n_hubs)
        n_rows = net.n_rows + 2
        n_table_rows, wide = n_rows + net.n_trips, n_rounds * lanes
        self._rounds = _at_least(self._rounds, n_table_rows * wide)
        table = self._rounds[: n_table_rows * wide].reshape(-1, n_rounds, lanes)
        best = table[:n_rows]
        kernels.sweep_rounds(
            net.arrive_s,
            net.arrive_stop,
            net.trip,
            net.row,
            net.onward_start,
            net.onward,
            net.row_start,
            block.egress_start,
            block.egress_lane,
            block.egress_s,
            n_rounds,
            best,
            table[n_rows:],
        )
        self._best = _at_least(self._best, n_rows * lanes)
        last = self._best[: n_rows * lanes].reshape(n_rows, lanes)
        last[:] = best[:, -1]
        return last


def bytes_per_lane(net: EventNet, scale: Scale, limits: Limits) -> int:
    """Return the memory that a sweep takes for one lane."""
    rounds = 1 if limits.max_transfers is None else limits.max_transfers + 2
    return (net.n_rows + 2 + net.n_trips) * np.dtype(scale.dtype).itemsize * rounds


def _at_least(memory: IntArray, size: int) -> IntArray:
    """Return memory of at least a size: that given where it is enough."""
    return memory if memory.size >= size else np.empty(size, dtype=memory.dtype)


def _whole_steps(lanes: int) -> int:
    return -(-lanes // LANE_STEP) * LANE_STEP
