"""Door to station and door to door: which stations are tried, and how long the way takes.

At a station the way from the entrance to the platform is added, and on the way to a train a
margin of the time on the road. All legs take whole minutes, rounded up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from geoaccess.access.finder import Points, WayFinder, Ways
from geoaccess.access.ways import GreatCircle
from geoaccess.config import AccessConfig
from geoaccess.errors import UnknownNameError, describe_offenders
from geoaccess.model.legs import (
    BACKENDS,
    NO_LEG,
    PLATFORM,
    AccessLegs,
    DirectLegs,
)
from geoaccess.model.places import Places
from geoaccess.model.timetable import Timetable
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, BoolArray, FloatArray, IntArray

STOPS_PER_LINE = 2
"""Of one line, two stops are tried before other lines: one in either direction."""
KEPT_FOR_FAST = 2
"""Of the stops tried per place, how many may be farther ones of fast lines."""
ROUNDING = 1e-9
""""Whole minutes" forgives this share of a minute of floating-point noise."""

StopLines = Sequence[Mapping[int, frozenset[str]]]
"""Per network the lines at each stop where its trains call, by position of the stop."""


def build_access_legs(
    places: Places,
    timetable: Timetable,
    config: AccessConfig,
    *,
    ways: WayFinder | None = None,
    stop_lines: StopLines | None = None,
    fast_lines: frozenset[str] = frozenset(),
    walk_only: BoolArray | None = None,
) -> AccessLegs:
    """Return the legs of every place to the stops worth trying, `max_stops` of each network.

    Tried are the nearest stops within `max_min`, two of a line at most as long as other lines
    are in reach; two places on the list are kept for fast lines farther off. Every network has a
    list of its own, so that adding one never takes a station away. Legs take whole
    minutes, rounded up. On the way to a train, `road_margin` of the time on the road is added
    for being in time. Stops that people only walk to (of buses and trams) come on top, at most
    `max_walk_stops` of them, so that they never take the place of a station.

    Parameters
    ----------
    ways
        What finds the ways; without it the great-circle model with no sea.
    stop_lines
        Lines of each stop, network by network; without it the nearest stops are taken.
    fast_lines
        Lines whose stops are worth a longer way.
    walk_only
        Shape (n_stops,): stops to which nobody drives; none, where left out.

    Raises
    ------
    UnknownNameError
        When a place is a station that has no stop in the timetable.
    """
    lines = stop_lines or [{i: frozenset((stop,)) for i, stop in enumerate(timetable.stop_id)}]
    served = find_served(timetable, stop_lines or ())
    is_walked = np.zeros(timetable.n_stops, dtype=bool) if walk_only is None else walk_only
    stop_of = {stop: i for i, stop in enumerate(timetable.stop_id)}
    unknown = [one for one in places.station_id if one and one not in stop_of]
    if unknown:
        raise UnknownNameError(
            f"stations that this network does not have: {describe_offenders(unknown)}"
        )
    finder = ways or GreatCircle(config=config)
    table = _Stops(timetable, np.flatnonzero(served & ~is_walked), lines)
    stations = _station_legs(places, table, config, finder, fast_lines)
    table = _Stops(timetable, np.flatnonzero(served & is_walked), lines)
    walked = _walked_legs(places, table, config, finder)
    legs: list[_Leg] = []
    start = [0]
    for i, station in enumerate(places.station_id):
        if station:
            legs.append(_Leg(stop_of[station], 0.0, 0.0, "platform", PLATFORM, 0.0))
            if is_walked[stop_of[station]]:
                legs += _legs_across(timetable, stop_of[station])
        else:
            legs += sorted(stations[i] + walked.get(i, []), key=lambda leg: leg.to_stop_s)
        start.append(len(legs))
    return AccessLegs(
        start=np.array(start),
        stop_idx=np.array([leg.stop for leg in legs], dtype=np.int32),
        to_stop_s=np.array([leg.to_stop_s for leg in legs], dtype=np.int32),
        from_stop_s=np.array([leg.from_stop_s for leg in legs], dtype=np.int32),
        mode=tuple(leg.mode for leg in legs),
        backend=tuple(BACKENDS[leg.backend] for leg in legs),
        snap_m=np.array([leg.snap_m for leg in legs], dtype=np.float64),
    )


def find_served(timetable: Timetable, stop_lines: StopLines) -> BoolArray:
    """Return the stops where trains call, there or at a platform of their own, shape (n_stops,)."""
    served: BoolArray = np.bincount(timetable.call_stop_idx, minlength=timetable.n_stops) > 0
    for network in stop_lines:
        served[list(network)] = True
    return served


def build_direct_legs(
    places: Places,
    hubs: Places,
    config: AccessConfig,
    *,
    ways: WayFinder | None = None,
    bus_stops: frozenset[str] = frozenset(),
) -> DirectLegs:
    """Return the legs from every place to every hub without a train, shape (n, m).

    Between a door and a platform the way between platform and entrance is added; there is no
    train to be in time for. Two platforms have none, but a platform to itself.

    Parameters
    ----------
    ways
        What finds the ways; without it the great-circle model with no sea.
    bus_stops
        Ids of the stops of buses and trams: no way leads from them to a platform.
    """
    finder = ways or GreatCircle(config=config)
    found = _find_direct(finder, places, hubs)
    backend = np.full((len(places), len(hubs)), NO_LEG, dtype=np.int8)
    backend[found.origin, found.target] = found.backend
    here, there = np.array(places.station_id)[:, None], np.array(hubs.station_id)[None, :]
    same = (here != "") & (here == there)
    backend[same] = PLATFORM
    more_s = _platform_s(places, config, bus_stops)[:, None] + _platform_s(hubs, config, bus_stops)
    both: list[IntArray] = []
    for found_s in (found.out_s, found.back_s):
        seconds = np.full(backend.shape, np.inf)
        seconds[found.origin, found.target] = found_s
        seconds += more_s
        seconds[seconds > config.direct_max_min * SECONDS_PER_MINUTE] = np.inf
        seconds[same] = 0
        seconds = _whole_minutes(seconds)
        both.append(np.where(np.isfinite(seconds), seconds, UNREACHED_S).astype(np.int32))
    backend[np.minimum(*both) >= UNREACHED_S] = NO_LEG
    for array in (*both, backend):
        array.setflags(write=False)
    return DirectLegs(out_s=both[0], back_s=both[1], backend=backend)


def _find_direct(finder: WayFinder, places: Places, hubs: Places) -> Ways:
    """Return the ways of all pairs of which one end at least is a door."""
    hub_doors, hub_points = _find_doors(hubs)
    from_doors = _find_from_doors(finder.find_ways, places, Points(hubs.lon, hubs.lat))
    platforms = np.flatnonzero(np.array([bool(one) for one in places.station_id], dtype=bool))
    if not platforms.size or not hub_doors.size:
        return from_doors
    ways = finder.find_ways(Points(places.lon[platforms], places.lat[platforms]), hub_points)
    ways = ways._replace(origin=platforms[ways.origin], target=hub_doors[ways.target])
    return Ways(*(np.concatenate(both) for both in zip(from_doors, ways, strict=True)))


def _platform_s(places: Places, config: AccessConfig, bus_stops: frozenset[str]) -> FloatArray:
    """Return the seconds between entrance and platform, 0 for doors and bus stops."""
    is_station = [bool(one) and one not in bus_stops for one in places.station_id]
    return np.where(is_station, config.platform_min * SECONDS_PER_MINUTE, 0.0)


class _Stops(NamedTuple):
    """Some stops of a timetable, with the lines at every stop of it."""

    timetable: Timetable
    idx: IntArray
    lines: StopLines

    @property
    def points(self) -> Points:
        """Where the stops are."""
        return Points(self.timetable.stop_lon[self.idx], self.timetable.stop_lat[self.idx])


class _Leg(NamedTuple):
    """One leg between a place and a stop."""

    stop: int
    to_stop_s: float
    from_stop_s: float
    mode: str
    backend: int
    snap_m: float


def _legs_across(timetable: Timetable, stop: int) -> list[_Leg]:
    """Return the legs from a bus stop to those near it: a pole is no place to be bound to."""
    to_s, from_s = (
        {int(there[i]): float(timetable.walk_s[i]) for i in np.flatnonzero(here == stop)}
        for here, there in (
            (timetable.walk_from_idx, timetable.walk_to_idx),
            (timetable.walk_to_idx, timetable.walk_from_idx),
        )
    )
    return [
        _Leg(other, to_s[other], from_s[other], "walk", PLATFORM, 0.0)
        for other in to_s
        if other in from_s
    ]


def _station_legs(
    places: Places,
    stops: _Stops,
    config: AccessConfig,
    finder: WayFinder,
    fast_lines: frozenset[str],
) -> list[list[_Leg]]:
    """Return per place the legs to stations, on foot or by road."""
    ways = _find_from_doors(finder.find_ways, places, stops.points)
    margin_s = np.where(ways.is_walk, 0, config.road_margin * _on_road(ways.out_s, config))
    made = _leg_of_way(
        ways, stops.idx, config, margin_s, platform_s=config.platform_min * SECONDS_PER_MINUTE
    )
    first = np.searchsorted(ways.origin, np.arange(len(places) + 1)).tolist()
    near = stops.idx[ways.target].tolist()
    legs: list[list[_Leg]] = []
    for begin, end in pairwise(first):
        chosen: set[int] = set()
        for network in stops.lines:
            rows = [row for row in range(begin, end) if near[row] in network]
            here = [network[near[row]] for row in rows]
            found = _choose(made.to_stop_s[rows], config.max_stops, here, fast_lines)
            chosen.update(rows[k] for k in found)
        legs.append([made.leg(row) for row in sorted(chosen)])
    return legs


def _find_doors(places: Places) -> tuple[IntArray, Points]:
    """Return the places that have a door, by position, and where it is: platforms have none."""
    doors = np.flatnonzero(np.array([not station for station in places.station_id], dtype=bool))
    return doors, Points(places.lon[doors], places.lat[doors])


def _find_from_doors(
    find: Callable[[Points, Points], Ways], places: Places, targets: Points
) -> Ways:
    """Return the ways from the doors of places: none are looked for from a platform."""
    doors, points = _find_doors(places)
    ways = find(points, targets)
    return ways._replace(origin=doors[ways.origin])


def _walked_legs(
    places: Places, stops: _Stops, config: AccessConfig, finder: WayFinder
) -> dict[int, list[_Leg]]:
    """Return by place the legs to stops that people only walk to; places without are left out."""
    ways = _find_from_doors(finder.find_walks, places, stops.points)
    margin_s = np.full(ways.out_s.size, config.stop_margin_min * SECONDS_PER_MINUTE)
    made = _leg_of_way(ways, stops.idx, config, margin_s, platform_s=0)
    first = np.searchsorted(ways.origin, np.arange(len(places) + 1))
    nothing: frozenset[str] = frozenset()
    legs = {}
    for i in np.unique(ways.origin).tolist():
        rows = slice(first[i], first[i + 1])
        near = stops.idx[ways.target[rows]].tolist()
        here = [nothing.union(*(one.get(stop, nothing) for one in stops.lines)) for stop in near]
        chosen = _choose(made.to_stop_s[rows], config.max_walk_stops, here, frozenset())
        legs[i] = [made.leg(int(first[i]) + k) for k in chosen]
    return legs


class _Made(NamedTuple):
    """Ways made into legs: margins and platform minutes added, whole minutes."""

    stop: IntArray
    to_stop_s: FloatArray
    from_stop_s: FloatArray
    ways: Ways

    def leg(self, row: int) -> _Leg:
        """Return the leg of one way."""
        return _Leg(
            int(self.stop[row]),
            float(self.to_stop_s[row]),
            float(self.from_stop_s[row]),
            "walk" if self.ways.is_walk[row] else "road",
            int(self.ways.backend[row]),
            float(self.ways.snap_m[row]),
        )


def _leg_of_way(
    ways: Ways, stops: IntArray, config: AccessConfig, margin_s: FloatArray, *, platform_s: float
) -> _Made:
    """Return the legs of ways, infinite to the stop where either direction is beyond the limit."""
    to_stop_s = _whole_minutes(ways.out_s + margin_s + platform_s)
    from_stop_s = _whole_minutes(ways.back_s + platform_s)
    limit_s = config.max_min * SECONDS_PER_MINUTE
    to_stop_s[(to_stop_s > limit_s) | (from_stop_s > limit_s)] = np.inf
    return _Made(stops[ways.target], to_stop_s, from_stop_s, ways)


def _choose(
    seconds: FloatArray,
    max_stops: int,
    lines: Sequence[frozenset[str]],
    fast_lines: frozenset[str],
) -> list[int]:
    """Return the stops to try: nearest first, few of a line, some of fast lines farther off."""
    near = np.flatnonzero(np.isfinite(seconds))
    ranked: list[int] = near[np.argsort(seconds[near], kind="stable")].tolist()
    if len(ranked) <= max_stops:
        return ranked
    taken: Counter[str] = Counter()
    useful: list[int] = []
    for stop in ranked:
        if any(taken[line] < STOPS_PER_LINE for line in lines[stop]):
            useful.append(stop)
            taken.update(lines[stop])
    kept = min(KEPT_FOR_FAST, max_stops)
    fast = [stop for stop in useful if lines[stop] & fast_lines][:kept]
    others = [stop for stop in (*useful, *ranked) if stop not in fast]
    chosen = {*fast, *list(dict.fromkeys(others))[: max_stops - len(fast)]}
    return [stop for stop in ranked if stop in chosen]


def _whole_minutes(seconds: FloatArray) -> FloatArray:
    """Return seconds rounded up to whole minutes, so that all clock times add up."""
    minutes: FloatArray = np.ceil(seconds / SECONDS_PER_MINUTE - ROUNDING) * SECONDS_PER_MINUTE
    return minutes


def _on_road(seconds: FloatArray, config: AccessConfig) -> FloatArray:
    """Return the part of the seconds by road that is spent on the road."""
    return np.maximum(seconds - config.road_terminal_min * SECONDS_PER_MINUTE, 0)
