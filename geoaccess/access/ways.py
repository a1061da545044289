"""Ways over the great circle, on foot or by road: the way finder that needs no streets.

A leg is walked or made by road, whichever is quicker; long ways are not walked:

    walk  minutes = detour * distance / speed, times the effort of slopes (`access.terrain`)
    road  minutes = terminal + sum over bands of (road distance in the band / its speed)

with road distance = detour * distance. Roads do not cross the sea:
both ends must lie on one landmass, and the straight line must not run over a longer stretch
of water than `max_water_m`, unless a bridge or road tunnel lies near the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from geoaccess.access.finder import Points, Ways
from geoaccess.access.terrain import Terrain
from geoaccess.config import AccessConfig
from geoaccess.model.legs import GREAT_CIRCLE
from geoaccess.model.nearness import find_near_pairs
from geoaccess.units import (
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
    BoolArray,
    FloatArray,
    IntArray,
    great_circle_m,
)

M_PER_KM = 1000
LINK_DETOUR = 1.4
"""A bridge is worth a way of so many times the straight line, and no more."""
SLACK = 1.001
"""Pairs are sought a little farther than the limit, then measured."""


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


@dataclass(frozen=True, kw_only=True, eq=False)
class GreatCircle:
    """The way finder without streets.

    Attributes
    ----------
    config
        Speeds, detours and limits.
    land
        Land mask; without it the sea is no obstacle.
    terrain
        Slopes, which make walking slower or faster; without it all ground is level.
    """

    config: AccessConfig
    land: Land | None = None
    terrain: Terrain | None = None

    def find_ways(self, origins: Points, targets: Points) -> Ways:
        """Return the quicker way of walking and road for all pairs within the time limits.

        Only pairs within reach are looked at: of 1,741 places and 9,000 stations one in
        thirty. Seconds are infinite where the sea lies between.
        """
        config = self.config
        limit_s = max(config.max_min, config.direct_max_min) * SECONDS_PER_MINUTE
        pairs, distance_m = find_near_pairs(
            *origins, *targets, within_m=find_reach_m(config, limit_s)
        )
        out_s, back_s = self._on_foot(origins, targets, pairs, distance_m)
        by_road_s = road_s(distance_m, config)
        by_road_s[by_road_s > limit_s] = np.inf
        if self.land is not None:
            by_road_s = self._over_land(by_road_s, pairs, distance_m, origins, targets)
        is_walk = np.isfinite(out_s) & ((out_s + back_s) / 2 <= by_road_s)
        return _straight_ways(
            pairs,
            np.where(is_walk, out_s, by_road_s),
            np.where(is_walk, back_s, by_road_s),
            is_walk,
        )

    def find_walks(self, origins: Points, targets: Points) -> Ways:
        """Return the ways on foot for all pairs within walking distance."""
        pairs, distance_m = find_near_pairs(*origins, *targets, within_m=self.config.walk_within_m)
        out_s, back_s = self._on_foot(origins, targets, pairs, distance_m)
        return _straight_ways(pairs, out_s, back_s, np.ones(out_s.size, dtype=np.bool_))

    def _on_foot(
        self, origins: Points, targets: Points, pairs: IntArray, distance_m: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return walking seconds there and back, infinite beyond walking distance."""
        is_near = distance_m <= self.config.walk_within_m
        level_s = np.where(is_near, walk_s(distance_m, self.config), np.inf)
        if self.terrain is None:
            return level_s, level_s
        near = np.flatnonzero(is_near)
        here, there = pairs[near, 0], pairs[near, 1]
        effort = self.terrain.find_effort(
            (origins.lon[here], origins.lat[here]),
            (targets.lon[there], targets.lat[there]),
            distance_m[near],
            self.config.walk_detour,
        )
        out_s, back_s = level_s.copy(), level_s.copy()
        out_s[near], back_s[near] = level_s[near] * effort.out, level_s[near] * effort.back
        return out_s, back_s

    def _over_land(
        self,
        by_road_s: FloatArray,
        pairs: IntArray,
        distance_m: FloatArray,
        origins: Points,
        targets: Points,
    ) -> FloatArray:
        """Return the seconds by road with those over the sea mended or infinite."""
        land, config, seconds = self.land, self.config, by_road_s.copy()
        if land is None:
            return seconds
        (lon, lat), (to_lon, to_lat) = origins, targets
        place, stop = pairs[:, 0], pairs[:, 1]
        near = np.flatnonzero(np.isfinite(seconds))
        here, there = land.landmass_at(lon, lat), land.landmass_at(to_lon, to_lat)
        apart = (here[place[near]] < 0) | (here[place[near]] != there[stop[near]])
        seconds[near[apart]] = np.inf
        long = near[~apart & (distance_m[near] > config.max_water_m)]
        ends = lon[place[long]], lat[place[long]], to_lon[stop[long]], to_lat[stop[long]]
        wet = land.water_gap_m(*ends) > config.max_water_m
        over_m = _over_links_m(tuple(end[wet] for end in ends), land, config.max_water_m)
        seconds[long[wet]] = road_s(over_m, config)
        return seconds


def _straight_ways(
    pairs: IntArray, out_s: FloatArray, back_s: FloatArray, is_walk: BoolArray
) -> Ways:
    """Return ways of the great-circle model; they take as long there as back where level."""
    return Ways(
        origin=pairs[:, 0],
        target=pairs[:, 1],
        out_s=out_s,
        back_s=back_s,
        is_walk=is_walk,
        backend=np.full(out_s.size, GREAT_CIRCLE, dtype=np.int8),
        snap_m=np.zeros(out_s.size),
    )


def find_reach_m(config: AccessConfig, limit_s: float) -> float:
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
