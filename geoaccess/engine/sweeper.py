"""Sweeps of blocks of hubs over the events of a day."""

from __future__ import annotations

import numpy as np

from geoaccess.engine.blocks import NO_LIMITS, HubBlock, Limits, whole_lanes
from geoaccess.engine.events import EventNet
from geoaccess.engine.kernels import sweep as kernels
from geoaccess.engine.scale import Scale
from geoaccess.errors import InputError
from geoaccess.units import BoolArray, IntArray


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
        self._pointers = (
            net.arrive_stop, net.trip, net.row, net.onward_start, net.onward, net.row_start
        )  # fmt: skip
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
        lanes = whole_lanes(block.n_hubs)
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
            *self._pointers,
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
        net, lanes = self._net, whole_lanes(block.n_hubs)
        n_rows = net.n_rows + 2
        n_table_rows, wide = n_rows + net.n_trips, n_rounds * lanes
        self._rounds = _at_least(self._rounds, n_table_rows * wide)
        table = self._rounds[: n_table_rows * wide].reshape(-1, n_rounds, lanes)
        best = table[:n_rows]
        kernels.sweep_rounds(
            net.arrive_s,
            *self._pointers,
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
