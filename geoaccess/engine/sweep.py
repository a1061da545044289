"""Profiles of a whole service day between places and hubs, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geoaccess.engine import _kernels
from geoaccess.engine.events import MIRROR_S, EventNet, build_events
from geoaccess.errors import InputError
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.profiles import JourneySet, Profiles
from geoaccess.model.timetable import Timetable
from geoaccess.units import IntArray

Scratch = tuple[IntArray, IntArray]
"""Memory that sweeps write to: packed arrivals by event, and by trip."""

LANES = 64
"""Hubs swept at once: 256-byte rows, a whole number of cache lines and SIMD registers."""


@dataclass(frozen=True, kw_only=True, eq=False)
class DayNet:
    """Events of a service day; built once, swept many times.

    Attributes
    ----------
    out
        Events in the order of time.
    """

    timetable: Timetable
    out: EventNet

    @cached_property
    def back(self) -> EventNet:
        """Events of the timetable's mirror image, built when a way back is first asked for."""
        return build_events(self.timetable, mirrored=True)


def build_day(timetable: Timetable) -> DayNet:
    """Return the events of a timetable; raises like `build_events`."""
    return DayNet(timetable=timetable, out=build_events(timetable))


def compute_profiles(
    day: DayNet,
    *,
    places: AccessLegs,
    hubs: AccessLegs,
    direct: DirectLegs,
    max_transfers: int | None = None,
) -> Profiles:
    """Return every Pareto journey of the day from places to hubs and back.

    Parameters
    ----------
    places, hubs
        Legs of n places and m hubs to the stops of the day's timetable.
    direct
        Legs without a train, shape (n, m); journeys no faster are left out.
    max_transfers
        Most changes of train in a journey; None for any number.

    Raises
    ------
    InputError
        When the shapes differ, or fewer than no transfers are allowed.
    """
    check_shapes(places, hubs, direct, max_transfers)
    shape = (places.n_places, hubs.n_places)
    nets = day.out, day.back
    with ThreadPoolExecutor(max_workers=2) as threads:  # the kernels release the GIL
        out = threads.submit(
            _journeys,
            nets[0],
            places=places,
            to_stop_s=places.to_stop_s,
            hubs=hubs,
            from_stop_s=hubs.from_stop_s,
            direct_s=direct.out_s,
            max_transfers=max_transfers,
        )
        back = threads.submit(
            _journeys,
            nets[1],
            places=places,
            to_stop_s=places.from_stop_s,
            hubs=hubs,
            from_stop_s=hubs.to_stop_s,
            direct_s=direct.back_s,
            max_transfers=max_transfers,
        )
    out_start, leave, arrive = out.result()
    back_start, home, leave_hub = back.result()
    latest_last = _reversed_runs(out_start)
    return Profiles(
        n_places=shape[0],
        n_hubs=shape[1],
        out=JourneySet(
            start=out_start,
            depart_s=leave[latest_last],
            arrive_s=arrive[latest_last] >> _kernels.RIDE_BITS,
            rides=arrive[latest_last] & _kernels.RIDE_MASK,
        ),
        back=JourneySet(
            start=back_start,
            depart_s=MIRROR_S - (leave_hub >> _kernels.RIDE_BITS),
            arrive_s=MIRROR_S - home,
            rides=leave_hub & _kernels.RIDE_MASK,
        ),
        direct=direct,
    )


def check_shapes(
    places: AccessLegs, hubs: AccessLegs, direct: DirectLegs, max_transfers: int | None
) -> None:
    """Raise an InputError when legs do not fit each other or the limit makes no sense."""
    shape = (places.n_places, hubs.n_places)
    if direct.out_s.shape != shape or direct.back_s.shape != shape:
        raise InputError(f"direct legs: shape {direct.out_s.shape} does not fit {shape}")
    if max_transfers is not None and max_transfers < 0:
        raise InputError(f"max_transfers: {max_transfers} is below 0; give 0 or more, or None")


def sweep_blocks(
    net: EventNet, *, hubs: AccessLegs, from_stop_s: IntArray, max_transfers: int | None = None
) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield positions of hubs and packed arrivals at them (see `sweep_lanes`), LANES at a time.

    The arrivals are overwritten by the next block.
    """
    hub_of_leg = np.repeat(np.arange(hubs.n_places), np.diff(hubs.start))
    room: Scratch | None = None
    for first in range(0, hubs.n_places, LANES):
        lanes = np.arange(first, min(first + LANES, hubs.n_places))
        legs = slice(int(hubs.start[lanes[0]]), int(hubs.start[lanes[-1] + 1]))
        if room is None or room[0].shape[1] != lanes.size:
            room = build_scratch(net, lanes.size)
        best = sweep_lanes(
            net,
            stop_idx=hubs.stop_idx[legs],
            lane=hub_of_leg[legs] - first,
            egress_s=from_stop_s[legs],
            scratch=room,
            max_transfers=max_transfers,
        )
        yield lanes, best


def build_scratch(net: EventNet, n_lanes: int) -> Scratch:
    """Return memory for a sweep: (n_events + 1, n_lanes) and (n_trips, n_lanes)."""
    return (
        np.empty((net.n_events + 1, n_lanes), dtype=np.int32),
        np.empty((net.n_trips, n_lanes), dtype=np.int32),
    )


def sweep_lanes(
    net: EventNet,
    *,
    stop_idx: IntArray,
    lane: IntArray,
    egress_s: IntArray,
    scratch: Scratch,
    max_transfers: int | None = None,
) -> IntArray:
    """Return packed arrivals (see `_kernels`) at every lane's hub from every event.

    Parameters
    ----------
    stop_idx, lane, egress_s
        Shape (n_legs,): from which stop to which lane's hub in how many seconds.
    scratch
        Memory from `build_scratch`; the result lies in it.

    Returns
    -------
    Array of shape (n_events + 1, n_lanes); the last row is unreached.
    """
    n_stops = net.stop_start.size - 1
    order = np.argsort(stop_idx, kind="stable")
    start = np.searchsorted(stop_idx[order], np.arange(n_stops + 1)).astype(np.int32)
    arguments = (
        net.arrive_s,
        net.arrive_stop,
        net.trip,
        net.next_at_stop,
        net.onward_start,
        net.onward,
        start,
        lane[order].astype(np.int32),
        egress_s[order].astype(np.int32),
    )
    best, aboard = scratch
    if max_transfers is None:
        _kernels.sweep(*arguments, best, aboard)
        return best
    packed: IntArray = _kernels.sweep_rounds(
        *arguments, net.n_trips, best.shape[1], max_transfers + 1
    )
    return packed


def _reversed_runs(start: IntArray) -> IntArray:
    """Return the positions that turn every run of compressed rows round."""
    length = np.diff(start)
    run = np.repeat(np.arange(length.size), length)
    within = np.arange(int(start[-1])) - start[:-1][run]
    return (start[1:] - 1)[run] - within


def _journeys(
    net: EventNet,
    *,
    places: AccessLegs,
    to_stop_s: IntArray,
    hubs: AccessLegs,
    from_stop_s: IntArray,
    direct_s: IntArray,
    max_transfers: int | None,
) -> tuple[IntArray, IntArray, IntArray]:
    """Return row starts, departures and packed arrivals of all pairs.

    Rows are by place, then hub, each run with the latest departure first.
    """
    pairs, departures, packed = [], [], []
    for lanes, best in sweep_blocks(
        net, hubs=hubs, from_stop_s=from_stop_s, max_transfers=max_transfers
    ):
        start, departure, arrival = _kernels.place_journeys(
            best,
            net.depart_s,
            net.stop_start,
            net.stop_events,
            np.array(places.start),
            np.array(places.stop_idx),
            np.array(to_stop_s),
            np.ascontiguousarray(direct_s[:, lanes], dtype=np.int32),
        )
        if lanes.size == hubs.n_places:
            return start, departure, arrival
        pair = np.arange(places.n_places)[:, None] * hubs.n_places + lanes
        pairs.append(np.repeat(pair.ravel(), np.diff(start)))
        departures.append(departure)
        packed.append(arrival)
    if not pairs:
        none = np.empty(0, np.int32)
        return np.zeros(1, np.int64), none, none
    pair = np.concatenate(pairs)
    order = np.argsort(pair, kind="stable")
    start = np.searchsorted(pair[order], np.arange(places.n_places * hubs.n_places + 1))
    return start, np.concatenate(departures)[order], np.concatenate(packed)[order]
