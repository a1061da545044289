"""Profiles of a whole service day between places and hubs, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geoaccess.engine.blocks import (
    LANES,
    NO_LIMITS,
    HubBlock,
    Limits,
    check_stops,
    hub_blocks,
    share_among_threads,
)
from geoaccess.engine.events import MIRROR_S, EventNet, build_events
from geoaccess.engine.kernels import boardings, journeys
from geoaccess.engine.kernels.sweep import RIDE_BITS, RIDE_MASK
from geoaccess.engine.scale import PACKED
from geoaccess.engine.sweeper import Sweeper
from geoaccess.errors import InputError
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.profiles import JourneySet, Profiles
from geoaccess.model.timetable import Timetable
from geoaccess.units import IntArray

WHOLE_DAY = (-MIRROR_S, 2 * MIRROR_S)
"""Span of door times that leaves out none."""

MANY_LEGS = 16
"""Legs of a place from which listing each train once pays: it leaves out a third of the
boardings of Porto Alegre (66 legs a place), a tenth of those of the shipped network (5)."""


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


def build_day(timetable: Timetable, *, both_ways: bool = False) -> DayNet:
    """Return the events of a timetable, with both_ways those of the way back at once.

    Raises
    ------
    InputError
        As `build_events`.
    """
    if not both_ways:
        return DayNet(timetable=timetable, out=build_events(timetable))
    with ThreadPoolExecutor(1) as pool:
        mirrored = pool.submit(build_events, timetable, mirrored=True)
        day = DayNet(timetable=timetable, out=build_events(timetable))
        # What the cached property would build: a frozen class cannot be assigned to.
        day.__dict__["back"] = mirrored.result()
    return day


@dataclass(frozen=True, kw_only=True, eq=False)
class Boardings:
    """What each place can board, door times included, the latest first.

    Attributes
    ----------
    start
        Shape (n_places + 1,), int64: boardings of place i are rows start[i] : start[i + 1].
    door_s, row
        Shape (n_boardings,): when to leave the door, and the row of the net.
    """

    start: IntArray
    door_s: IntArray
    row: IntArray


def list_boardings(
    net: EventNet, places: AccessLegs, to_stop_s: IntArray, *, span: tuple[int, int] = WHOLE_DAY
) -> Boardings:
    """Return what places can board when leaving the door within a span [a, b), or next after it.

    Where places have many legs the same train is listed once, where it is boarded furthest up
    the line without leaving earlier: nothing is lost by that.
    """
    check_stops(places, net.n_stops)
    one_each = places.stop_idx.size > MANY_LEGS * places.n_places
    leg_start, stop, leg_s = (
        np.array(column) for column in (places.start, places.stop_idx, to_stop_s)
    )

    def of_places(first: int, end: int) -> tuple[IntArray, IntArray, IntArray]:
        found: tuple[IntArray, IntArray, IntArray] = boardings.list_boardings(
            leg_start[first : end + 1],
            stop,
            leg_s,
            net.row_start,
            net.row_depart_s,
            net.row_trip,
            net.row_hop,
            net.n_trips if one_each else 0,
            np.array(span, dtype=np.int64),
        )
        return found

    parts = share_among_threads(of_places, places.n_places)
    sizes = np.cumsum([0, *(row.size for _, _, row in parts)])
    starts = [start[1:] + size for (start, _, _), size in zip(parts, sizes[:-1], strict=True)]
    return Boardings(
        start=np.concatenate([np.zeros(1, np.int64), *starts]),
        door_s=np.concatenate([door_s for _, door_s, _ in parts]),
        row=np.concatenate([row for _, _, row in parts]),
    )


def compute_profiles(
    day: DayNet,
    *,
    places: AccessLegs,
    hubs: AccessLegs,
    direct: DirectLegs,
    limits: Limits = NO_LIMITS,
) -> Profiles:
    """Return every Pareto journey of the day from places to hubs and back.

    Parameters
    ----------
    places, hubs
        Legs of n places and m hubs to the stops of the day's timetable.
    direct
        Legs without a train, shape (n, m); journeys no faster are left out.
    limits
        Only the limit of transfers counts here; the journeys themselves are the memory.

    Raises
    ------
    InputError
        When the shapes differ, or a leg is too long.
    """
    check_shapes(places, hubs, direct)
    with ThreadPoolExecutor(max_workers=2) as threads:  # the kernels release the GIL
        out = threads.submit(
            _journeys,
            day.out,
            places=places,
            to_stop_s=places.to_stop_s,
            hubs=hubs,
            from_stop_s=hubs.from_stop_s,
            direct_s=direct.out_s,
            limits=limits,
        )
        back = threads.submit(
            _journeys,
            day.back,
            places=places,
            to_stop_s=places.from_stop_s,
            hubs=hubs,
            from_stop_s=hubs.to_stop_s,
            direct_s=direct.back_s,
            limits=limits,
        )
    out_start, leave, arrive = out.result()
    back_start, home, leave_hub = back.result()
    latest_last = _reversed_runs(out_start)
    return Profiles(
        n_places=places.n_places,
        n_hubs=hubs.n_places,
        out=JourneySet(
            start=out_start,
            depart_s=leave[latest_last],
            arrive_s=arrive[latest_last] >> RIDE_BITS,
            rides=arrive[latest_last] & RIDE_MASK,
        ),
        back=JourneySet(
            start=back_start,
            depart_s=MIRROR_S - (leave_hub >> RIDE_BITS),
            arrive_s=MIRROR_S - home,
            rides=leave_hub & RIDE_MASK,
        ),
        direct=direct,
    )


def check_shapes(places: AccessLegs, hubs: AccessLegs, direct: DirectLegs) -> None:
    """Raise an InputError when legs do not fit each other."""
    shape = (places.n_places, hubs.n_places)
    for direct_s in (direct.out_s, direct.back_s):
        if direct_s.shape != shape:
            raise InputError(f"direct legs: shape {direct_s.shape} does not fit {shape}")
        if direct_s.min(initial=0) < 0:
            raise InputError("direct legs: a leg takes less than nothing")


def sweep_packed(
    net: EventNet, *, hubs: AccessLegs, from_stop_s: IntArray, limits: Limits = NO_LIMITS
) -> Iterator[tuple[HubBlock, IntArray]]:
    """Yield blocks of hubs and packed arrivals at them (see `kernels.sweep`) from every row.

    The arrivals are overwritten by the next block.
    """
    sweeper = Sweeper(net, PACKED)
    for block in hub_blocks(hubs, from_stop_s, n_stops=net.n_stops, lanes=LANES):
        yield block, sweeper.sweep(block, limits)


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
    limits: Limits,
) -> tuple[IntArray, IntArray, IntArray]:
    """Return row starts, departures and packed arrivals of all pairs.

    Rows are by place, then hub, each run with the latest departure first.
    """
    boarded = list_boardings(net, places, to_stop_s)
    pairs, departures, packed = [], [], []
    for block, best in sweep_packed(net, hubs=hubs, from_stop_s=from_stop_s, limits=limits):
        start, departure, arrival = journeys.place_journeys(
            best,
            PACKED.for_kernels,
            boarded.start,
            boarded.door_s,
            boarded.row,
            np.ascontiguousarray(direct_s[:, block.hubs], dtype=np.int32),
        )
        if block.n_hubs == hubs.n_places:
            return start, departure, arrival
        hub = np.arange(block.first, block.first + block.n_hubs)
        pair = np.arange(places.n_places)[:, None] * hubs.n_places + hub
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
