"""Door to station and door to door: which stations are tried, and how long the way takes.

At a station the way from the entrance to the platform is added, and on the way to a train a
margin of the time on the road. All legs take whole minutes, rounded up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from geoaccess.access.ways import Land, find_ways, walk_s
from geoaccess.config import AccessConfig
from geoaccess.errors import UnknownNameError, describe_offenders
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.nearness import find_near_pairs
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
    land: Land | None = None,
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
    land
        Land mask; without it the sea is no obstacle.
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
    served = np.bincount(timetable.call_stop_idx, minlength=timetable.n_stops) > 0
    is_walked = np.zeros(timetable.n_stops, dtype=bool) if walk_only is None else walk_only
    stop_of = {stop: i for i, stop in enumerate(timetable.stop_id)}
    unknown = [one for one in places.station_id if one and one not in stop_of]
    if unknown:
        raise UnknownNameError(
            f"stations that this network does not have: {describe_offenders(unknown)}"
        )
    stations = _station_legs(
        places, timetable, config, np.flatnonzero(served & ~is_walked), land, lines, fast_lines
    )
    walked = _walked_legs(places, timetable, config, np.flatnonzero(served & is_walked), lines)
    legs: list[_Leg] = []
    start = [0]
    for i, station in enumerate(places.station_id):
        if station:
            legs.append(_Leg(stop_of[station], 0.0, 0.0, "platform"))
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
    )


def build_direct_legs(
    places: Places, hubs: Places, config: AccessConfig, *, land: Land | None = None
) -> DirectLegs:
    """Return the legs from every place to every hub without a train, shape (n, m).

    A place that is a station platform has none, but to itself.
    """
    ways = find_ways(places, hubs.lon, hubs.lat, config, land)
    seconds = np.full((len(places), len(hubs)), np.inf)
    seconds[ways.place, ways.stop] = ways.seconds
    seconds[seconds > config.direct_max_min * SECONDS_PER_MINUTE] = np.inf
    on_platform = np.array([bool(s) for s in places.station_id])[:, None]
    on_platform = on_platform | np.array([bool(s) for s in hubs.station_id])[None, :]
    same = np.array(places.station_id)[:, None] == np.array(hubs.station_id)[None, :]
    seconds[on_platform] = np.inf
    seconds[on_platform & same] = 0
    seconds = _whole_minutes(seconds)
    direct_s = np.where(np.isfinite(seconds), seconds, UNREACHED_S).astype(np.int32)
    direct_s.setflags(write=False)
    return DirectLegs(out_s=direct_s, back_s=direct_s)


class _Leg(NamedTuple):
    """One leg between a place and a stop."""

    stop: int
    to_stop_s: float
    from_stop_s: float
    mode: str


def _legs_across(timetable: Timetable, stop: int) -> list[_Leg]:
    """Return the legs from a bus stop to those near it: a pole is no place to be bound to."""
    to_s, from_s = (
        {int(there[i]): float(timetable.walk_s[i]) for i in np.flatnonzero(here == stop)}
        for here, there in (
            (timetable.walk_from_idx, timetable.walk_to_idx),
            (timetable.walk_to_idx, timetable.walk_from_idx),
        )
    )
    return [_Leg(other, to_s[other], from_s[other], "walk") for other in to_s if other in from_s]


def _station_legs(
    places: Places,
    timetable: Timetable,
    config: AccessConfig,
    stops: IntArray,
    land: Land | None,
    lines: StopLines,
    fast_lines: frozenset[str],
) -> list[list[_Leg]]:
    """Return per place the legs to stations, on foot or by road."""
    ways = find_ways(places, timetable.stop_lon[stops], timetable.stop_lat[stops], config, land)
    margin_s = np.where(ways.is_walk, 0, config.road_margin * _on_road(ways.seconds, config))
    platform_s = config.platform_min * SECONDS_PER_MINUTE
    to_stop_s = _whole_minutes(ways.seconds + margin_s + platform_s)
    from_stop_s = _whole_minutes(ways.seconds + platform_s)
    to_stop_s[to_stop_s > config.max_min * SECONDS_PER_MINUTE] = np.inf
    first = np.searchsorted(ways.place, np.arange(len(places) + 1)).tolist()
    near = stops[ways.stop].tolist()
    legs: list[list[_Leg]] = []
    for begin, end in pairwise(first):
        chosen: set[int] = set()
        for network in lines:
            rows = [row for row in range(begin, end) if near[row] in network]
            here = [network[near[row]] for row in rows]
            found = _choose(to_stop_s[rows], config.max_stops, here, fast_lines)
            chosen.update(rows[k] for k in found)
        legs.append(
            [
                _Leg(
                    near[row],
                    float(to_stop_s[row]),
                    float(from_stop_s[row]),
                    "walk" if ways.is_walk[row] else "road",
                )
                for row in sorted(chosen)
            ]
        )
    return legs


def _walked_legs(
    places: Places,
    timetable: Timetable,
    config: AccessConfig,
    stops: IntArray,
    lines: StopLines,
) -> dict[int, list[_Leg]]:
    """Return by place the legs to stops that people only walk to; places without are left out."""
    pairs, distance_m = find_near_pairs(
        places.lon,
        places.lat,
        timetable.stop_lon[stops],
        timetable.stop_lat[stops],
        within_m=config.walk_within_m,
    )
    seconds = walk_s(distance_m, config)
    to_stop_s = _whole_minutes(seconds + config.stop_margin_min * SECONDS_PER_MINUTE)
    from_stop_s = _whole_minutes(seconds)
    to_stop_s[to_stop_s > config.max_min * SECONDS_PER_MINUTE] = np.inf
    first = np.searchsorted(pairs[:, 0], np.arange(len(places) + 1))
    nothing: frozenset[str] = frozenset()
    legs = {}
    for i in np.unique(pairs[:, 0]).tolist():
        rows = slice(first[i], first[i + 1])
        near = stops[pairs[rows, 1]].tolist()
        here = [nothing.union(*(one.get(stop, nothing) for one in lines)) for stop in near]
        legs[i] = [
            _Leg(near[k], float(to_stop_s[rows][k]), float(from_stop_s[rows][k]), "walk")
            for k in _choose(to_stop_s[rows], config.max_walk_stops, here, frozenset())
        ]
    return legs


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
    fast = [stop for stop in useful if lines[stop] & fast_lines][:KEPT_FOR_FAST]
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
