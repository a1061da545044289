"""The calls into geoaccess that the benchmarks time: the one place to follow the engine's API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from geoaccess.config import DayConfig
from geoaccess.engine.blocks import hub_blocks
from geoaccess.engine.matrix import compute_matrix
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.scale import choose_scale
from geoaccess.engine.sweep import DayNet, build_day, compute_profiles
from geoaccess.engine.sweeper import Sweeper
from geoaccess.model.contacts import Contacts
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.model.profiles import Profiles
from geoaccess.model.timetable import Timetable
from geoaccess.units import UNREACHED_S, IntArray

__all__ = [
    "build_day",
    "day_returns",
    "matrix",
    "prepare_sweep",
    "profiles",
    "stop_legs",
    "timed_legs",
]


def profiles(day: DayNet, places: AccessLegs, hubs: AccessLegs) -> Profiles:
    """Return all journeys both ways, by train only."""
    return compute_profiles(day, places=places, hubs=hubs, direct=_direct(places, hubs, None))


def day_returns(day: DayNet, places: AccessLegs, hubs: AccessLegs) -> Contacts:
    """Return the day returns of all pairs with contact times, by train only."""
    return compute_day_returns(
        day, DayConfig(), places=places, hubs=hubs, direct=_direct(places, hubs, None)
    )


def matrix(
    day: DayNet,
    places: AccessLegs,
    hubs: AccessLegs,
    *,
    window: tuple[int, int],
    percentiles: Sequence[int],
    direct_s: IntArray | None = None,
) -> TravelTimeMatrix:
    """Return percentiles of travel times from places to hubs over a window of departures.

    `direct_s` (n, m) is the way without a train; there is none where it is left out.
    """
    return compute_matrix(
        day,
        places=places,
        hubs=hubs,
        direct=_direct(places, hubs, direct_s),
        window=window,
        percentiles=percentiles,
    )


def prepare_sweep(day: DayNet, hubs: AccessLegs) -> tuple[Callable[[], object], int]:
    """Return the bare sweep of one direction by one thread, and the bytes of its lanes.

    Bytes are those of the rows that it reads or writes: per event the row of who is aboard is
    read and written, the row behind its own read and its own written; and one row is read for
    each train that can be boarded onward. Rows met twice in a short time come from a cache.
    """
    net = day.out
    scale = choose_scale(net, hubs.from_stop_s, from_s=0)
    (block,) = hub_blocks(hubs, hubs.from_stop_s, n_stops=net.n_stops, lanes=hubs.n_places)
    sweeper = Sweeper(net, scale)
    n_bytes = (4 * net.n_events + net.onward.size) * sweeper.sweep(block).itemsize
    return partial(sweeper.sweep, block), n_bytes * hubs.n_places


def stop_legs(timetable: Timetable, stops: IntArray, *, walks: bool) -> AccessLegs:
    """Return legs of places that are stops: the stop itself, and with `walks` its neighbours."""
    start, stop_idx, seconds = [0], [], []
    near: dict[int, list[tuple[int, int]]] = {}
    if walks:
        columns = (timetable.walk_from_idx, timetable.walk_to_idx, timetable.walk_s)
        for origin, target, walk_s in zip(*(c.tolist() for c in columns), strict=True):
            near.setdefault(origin, []).append((target, walk_s))
    for stop in stops.tolist():
        legs = [(stop, 0), *near.get(stop, [])]
        stop_idx += [leg[0] for leg in legs]
        seconds += [leg[1] for leg in legs]
        start.append(len(stop_idx))
    return AccessLegs(
        start=np.array(start),
        stop_idx=np.array(stop_idx),
        to_stop_s=np.array(seconds),
        from_stop_s=np.array(seconds),
        mode=("walk",) * len(stop_idx),
    )


def timed_legs(timetable: Timetable, seconds_by_stop: Sequence[dict[str, int]]) -> AccessLegs:
    """Return legs of places whose walking seconds to stops are known by stop id."""
    position = {stop: k for k, stop in enumerate(timetable.stop_id)}
    flat = [(position[stop], s) for legs in seconds_by_stop for stop, s in legs.items()]
    stop_idx, seconds = np.array(flat, dtype=np.int32).reshape(-1, 2).T
    return AccessLegs(
        start=np.cumsum([0, *(len(legs) for legs in seconds_by_stop)]),
        stop_idx=stop_idx,
        to_stop_s=seconds,
        from_stop_s=seconds,
        mode=("walk",) * len(flat),
    )


def _direct(places: AccessLegs, hubs: AccessLegs, seconds: IntArray | None) -> DirectLegs:
    shape = (places.n_places, hubs.n_places)
    either_way = np.full(shape, UNREACHED_S, dtype=np.int32) if seconds is None else seconds
    return DirectLegs(out_s=either_way, back_s=either_way)
