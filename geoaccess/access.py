"""Door to station and door to door over the great circle: the model that needs no streets.

A leg is walked or made by road, whichever is quicker; long ways are not walked:

    walk  minutes = detour * distance / speed
    road  minutes = terminal + sum over bands of (road distance in the band / its speed)

with road distance = detour * distance. At a station the way from the entrance to the platform
is added, and on the way to a train a margin of the time on the road. All legs take whole
minutes, rounded up. Roads do not cross the sea:
both ends must lie on one landmass, and the straight line must not run over a longer stretch
of water than `max_water_m`, unless a bridge or road tunnel lies near the line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

from geoaccess.config import AccessConfig
from geoaccess.errors import UnknownNameError, describe_offenders
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.nearness import find_near_pairs
from geoaccess.model.places import Places
from geoaccess.model.timetable import Timetable
from geoaccess.units import (
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
    UNREACHED_S,
    BoolArray,
    FloatArray,
    IntArray,
    great_circle_m,
)

M_PER_KM = 1000
STOPS_PER_LINE = 2
"""Of one line, two stops are tried before other lines: one in either direction."""
KEPT_FOR_FAST = 2
"""Of the stops tried per place, how many may be farther ones of fast lines."""
LINK_DETOUR = 1.4
"""A bridge is worth a way of so many times the straight line, and no more."""
SLACK = 1.001
"""Pairs are sought a little farther than the limit, then measured."""
ROUNDING = 1e-9
""""Whole minutes" forgives this share of a minute of floating-point noise."""


StopLines = Sequence[Mapping[int, frozenset[str]]]
"""Per network the lines at each stop where its trains call, by position of the stop."""


class Land(Protocol):
    """What the model asks of a land mask."""

    def landmass_at(self, lon: FloatArray, lat: FloatArray) -> IntArray:
        """Return the landmass of each point, negative at sea."""

    @property
    def links(self) -> FloatArray:
        """Road bridges and tunnels over the sea, shape (k, 4): lon, lat of either end."""

    def water_gap_m(
        self, lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
    ) -> FloatArray:
        """Return the longest stretch of water on each straight line, in metres."""


def walk_s(distance_m: FloatArray, config: AccessConfig) -> FloatArray:
    """Return walking seconds for straight distances in metres."""
    metres_per_s = config.walk_speed_kmh * M_PER_KM / SECONDS_PER_HOUR
    seconds: FloatArray = distance_m * config.walk_detour / metres_per_s
    return seconds


def road_s(distance_m: FloatArray, config: AccessConfig) -> FloatArray:
    """Return seconds by road for straight distances in metres, terminal time included.

    Beyond the last band its speed goes on.
    """
    road_km = distance_m * config.road_detour / M_PER_KM
    seconds = np.full(road_km.shape, config.road_terminal_min * SECONDS_PER_MINUTE, dtype=float)
    begin_km = 0.0
    for i, band in enumerate(config.road_bands):
        is_last = i == len(config.road_bands) - 1
        end_km = np.inf if is_last else band.up_to_km
        in_band_km = np.clip(road_km, begin_km, end_km) - begin_km
        seconds += in_band_km / band.speed_kmh * SECONDS_PER_HOUR
        begin_km = band.up_to_km
    return seconds


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
    ways = _find_ways(places, timetable.stop_lon[stops], timetable.stop_lat[stops], config, land)
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


def build_direct_legs(
    places: Places, hubs: Places, config: AccessConfig, *, land: Land | None = None
) -> DirectLegs:
    """Return the legs from every place to every hub without a train, shape (n, m).

    A place that is a station platform has none, but to itself.
    """
    ways = _find_ways(places, hubs.lon, hubs.lat, config, land)
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


def _over_links_m(ends: tuple[FloatArray, ...], land: Land, max_water_m: float) -> FloatArray:
    """Return the shortest way in metres over a bridge or tunnel near each straight line.

    Straight to one end of the link, over it, and straight on, neither part over a longer
    stretch of water; infinite where no link makes a way of at most LINK_DETOUR times the
    straight line. All parts are looked at in one go: the grid is read in steps along them.
    """
    lon1, lat1, lon2, lat2 = ends
    links = np.vstack([land.links, land.links[:, [2, 3, 0, 1]]])
    way_m = (
        _all_distances_m(lon1, lat1, links[:, 0], links[:, 1])
        + great_circle_m(links[:, 0], links[:, 1], links[:, 2], links[:, 3])
        + _all_distances_m(lon2, lat2, links[:, 2], links[:, 3])
    )
    way_m[way_m > LINK_DETOUR * great_circle_m(lon1, lat1, lon2, lat2)[:, None]] = np.inf
    line, link = np.nonzero(np.isfinite(way_m))
    before_m = land.water_gap_m(lon1[line], lat1[line], links[link, 0], links[link, 1])
    after_m = land.water_gap_m(links[link, 2], links[link, 3], lon2[line], lat2[line])
    wet = np.maximum(before_m, after_m) > max_water_m
    way_m[line[wet], link[wet]] = np.inf
    shortest_m: FloatArray = np.min(way_m, axis=1, initial=np.inf)
    return shortest_m


def _all_distances_m(
    lon: FloatArray, lat: FloatArray, to_lon: FloatArray, to_lat: FloatArray
) -> FloatArray:
    """Return metres from n points to m others, shape (n, m); points that come again cost nothing.

    41,000 lines over water between places and stations have 900 and 5,100 different ends.
    """
    once, again = np.unique(lon + 1j * lat, return_inverse=True)
    distance_m = great_circle_m(once.real[:, None], once.imag[:, None], to_lon, to_lat)
    return distance_m[again]


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


class _Ways(NamedTuple):
    """Ways between places and stops, in order of the place and then of the stop.

    Seconds are infinite where the sea lies between; pairs out of reach are left out.
    """

    place: IntArray
    stop: IntArray
    seconds: FloatArray
    is_walk: BoolArray


def _find_ways(
    origins: Places, lon: FloatArray, lat: FloatArray, config: AccessConfig, land: Land | None
) -> _Ways:
    """Return seconds on foot or by road from places to the points within the limits.

    Only pairs within reach are looked at: of 1,741 places and 9,000 stations one in thirty.
    """
    limit_s = max(config.max_min, config.direct_max_min) * SECONDS_PER_MINUTE
    pairs, distance_m = find_near_pairs(
        origins.lon, origins.lat, lon, lat, within_m=_reach_m(config, limit_s)
    )
    place, stop = pairs[:, 0], pairs[:, 1]
    on_foot_s = np.where(distance_m <= config.walk_within_m, walk_s(distance_m, config), np.inf)
    by_road_s = road_s(distance_m, config)
    by_road_s[by_road_s > limit_s] = np.inf
    if land is not None:
        near = np.flatnonzero(np.isfinite(by_road_s))
        here, there = land.landmass_at(origins.lon, origins.lat), land.landmass_at(lon, lat)
        apart = (here[place[near]] < 0) | (here[place[near]] != there[stop[near]])
        by_road_s[near[apart]] = np.inf
        long = near[~apart & (distance_m[near] > config.max_water_m)]
        ends = origins.lon[place[long]], origins.lat[place[long]], lon[stop[long]], lat[stop[long]]
        wet = land.water_gap_m(*ends) > config.max_water_m
        over_m = _over_links_m(tuple(end[wet] for end in ends), land, config.max_water_m)
        by_road_s[long[wet]] = road_s(over_m, config)
    is_walk = np.isfinite(on_foot_s) & (on_foot_s <= by_road_s)
    return _Ways(place, stop, np.minimum(on_foot_s, by_road_s), is_walk)


def _reach_m(config: AccessConfig, limit_s: float) -> float:
    """Return the straight distance beyond which nothing is reached within a limit, in metres."""
    left_h = max(limit_s / SECONDS_PER_HOUR - config.road_terminal_min / 60, 0.0)
    reach_km = begin_km = 0.0
    for i, band in enumerate(config.road_bands):
        is_last = i == len(config.road_bands) - 1
        band_h = np.inf if is_last else (band.up_to_km - begin_km) / band.speed_kmh
        reach_km += min(left_h, band_h) * band.speed_kmh
        left_h = max(left_h - band_h, 0.0)
        begin_km = band.up_to_km
    by_road_m = reach_km * M_PER_KM / config.road_detour
    return max(by_road_m, config.walk_within_m, 1.0) * SLACK
