"""Ways over the streets of an extract, on foot or by road.

    walk  minutes = length of the shortest path / walking speed
    road  minutes = terminal + sum over its edges of (length / speed of their class)

Doors are joined to the nearest point of a street that can be walked or driven, at walking
speed. Speeds are averages by class of road, capped by signed limits; one-way streets count,
turns do not. What is farther from the streets than `max_snap_m`, or on streets that are not
connected with the others, is left to another way finder, and marked so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from geoaccess.access.finder import Points, WayFinder, Ways
from geoaccess.access.paths import Paths, find_paths
from geoaccess.access.streets import Snapped, Streets, build_streets
from geoaccess.access.terrain import Terrain
from geoaccess.config import AccessConfig, RoadsConfig
from geoaccess.model.legs import ROADS
from geoaccess.model.nearness import find_near_pairs
from geoaccess.model.roads import RoadGraph, Roads
from geoaccess.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, FloatArray, IntArray

M_PER_KM: Final = 1000
KEPT_DOORS: Final = 4
"""Sets of places whose snaps are kept: sites and hubs are asked for three times in a run."""


class Doors(NamedTuple):
    """Places with the nearest points on the streets for driving and for walking."""

    points: Points
    drive: Snapped
    walk: Snapped

    @property
    def snap_m(self) -> FloatArray:
        """Metres to the nearest street of either kind, shape (n,)."""
        nearest_m: FloatArray = np.minimum(self.drive.distance_m, self.walk.distance_m)
        return nearest_m

    def take(self, rows: IntArray) -> Doors:
        """Return some of the doors, by position."""
        points = Points(self.points.lon[rows], self.points.lat[rows])
        return Doors(points, self.drive.take(rows), self.walk.take(rows))


@dataclass(frozen=True, kw_only=True, eq=False)
class RoadWays:
    """The way finder over streets.

    Attributes
    ----------
    config
        Walking speed, terminal minutes and limits.
    drive, walk
        Streets with their seconds.
    max_snap_m
        How far a door may be from the streets.
    fallback
        Finds the ways of doors that are not on the streets.
    """

    config: AccessConfig
    drive: Streets
    walk: Streets
    max_snap_m: float
    fallback: WayFinder
    _kept: dict[bytes, Doors] = field(default_factory=dict, repr=False)

    def find_doors(self, points: Points) -> Doors:
        """Return the points with their snaps, those of the last few sets from memory."""
        key = np.concatenate(points).tobytes()
        if key not in self._kept:
            if len(self._kept) >= KEPT_DOORS:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = Doors(points, self.drive.snap(points), self.walk.snap(points))
        return self._kept[key]

    def find_ways(self, origins: Points, targets: Points) -> Ways:
        """Return the quicker way of walking and road for all pairs within the time limits."""
        here, there = self.find_doors(origins), self.find_doors(targets)
        road, walk = self.drives(here, there), self.walks(here, there)
        n = targets.lon.size
        road = road.joined_to(walk, n)
        walk = walk.at(road.origin, road.target, n)
        on_foot_s, by_road_s = walk.out_s + walk.back_s, road.out_s + road.back_s
        is_walk = np.isfinite(on_foot_s) & (on_foot_s <= by_road_s)
        origin = road.origin
        ways = Ways(
            origin=origin,
            target=road.target,
            out_s=np.where(is_walk, walk.out_s, road.out_s),
            back_s=np.where(is_walk, walk.back_s, road.back_s),
            is_walk=is_walk,
            backend=np.full(origin.size, ROADS, dtype=np.int8),
            snap_m=np.where(is_walk, here.walk.distance_m[origin], here.drive.distance_m[origin]),
        )
        return self._with_fallback(ways, here, there, only_walks=False)

    def find_walks(self, origins: Points, targets: Points) -> Ways:
        """Return the ways on foot for all pairs within walking distance."""
        here, there = self.find_doors(origins), self.find_doors(targets)
        walk = self.walks(here, there)
        ways = Ways(
            origin=walk.origin,
            target=walk.target,
            out_s=walk.out_s,
            back_s=walk.back_s,
            is_walk=np.ones(walk.origin.size, dtype=np.bool_),
            backend=np.full(walk.origin.size, ROADS, dtype=np.int8),
            snap_m=here.walk.distance_m[walk.origin],
        )
        return self._with_fallback(ways, here, there, only_walks=True)

    @property
    def _limit_s(self) -> float:
        return max(self.config.max_min, self.config.direct_max_min) * SECONDS_PER_MINUTE

    def drives(self, here: Doors, there: Doors) -> Paths:
        """Return the pairs within the limits by road, terminal time included."""
        found = self._paths(self.drive, here.drive, there.drive)
        terminal_s = np.full(found.origin.size, self.config.road_terminal_min * SECONDS_PER_MINUTE)
        return found.plus(terminal_s).within(self._limit_s)

    def walks(self, here: Doors, there: Doors) -> Paths:
        """Return the pairs within walking distance, in a straight line, that can be walked.

        Between doors that are nearer to each other than to the streets people go straight.
        """
        pairs, distance_m = find_near_pairs(
            *here.points, *there.points, within_m=self.config.walk_within_m
        )
        near, row = np.unique(pairs[:, 0], return_inverse=True)
        far, column = np.unique(pairs[:, 1], return_inverse=True)
        here, there = here.take(near), there.take(far)
        found = self._paths(self.walk, here.walk, there.walk).at(row, column, far.size)
        snap_m = here.walk.distance_m[row], there.walk.distance_m[column]
        is_straight = (np.maximum(*snap_m) <= self.max_snap_m) & (distance_m <= sum(snap_m))
        straight_s = np.where(is_straight, distance_m, np.inf) / walk_m_per_s(self.config)
        out_s, back_s = np.minimum(found.out_s, straight_s), np.minimum(found.back_s, straight_s)
        return Paths(pairs[:, 0], pairs[:, 1], out_s, back_s).within(self._limit_s)

    def _paths(self, streets: Streets, here: Snapped, there: Snapped) -> Paths:
        """Return the paths within the limits from door to door, without terminal time."""
        rows = np.flatnonzero(here.distance_m <= self.max_snap_m)
        columns = np.flatnonzero(there.distance_m <= self.max_snap_m)
        found = find_paths(streets, here.take(rows), there.take(columns), self._limit_s)
        found = found._replace(origin=rows[found.origin], target=columns[found.target])
        doors_m = here.distance_m[found.origin] + there.distance_m[found.target]
        return found.plus(doors_m / walk_m_per_s(self.config))

    def _with_fallback(self, ways: Ways, here: Doors, there: Doors, *, only_walks: bool) -> Ways:
        """Return the ways with those that the fallback finds where an end is off the streets."""
        find = self.fallback.find_walks if only_walks else self.fallback.find_ways
        is_here, is_there = here.snap_m <= self.max_snap_m, there.snap_m <= self.max_snap_m
        parts = [ways]
        for rows, columns in (
            (np.flatnonzero(~is_here), np.arange(is_there.size)),
            (np.flatnonzero(is_here), np.flatnonzero(~is_there)),
        ):
            if rows.size and columns.size:
                found = find(here.take(rows).points, there.take(columns).points)
                parts.append(
                    found._replace(origin=rows[found.origin], target=columns[found.target])
                )
        if len(parts) == 1:
            return ways
        joined = Ways._make(np.concatenate(columns) for columns in zip(*parts, strict=True))
        order = np.lexsort((joined.target, joined.origin))
        return Ways._make(column[order] for column in joined)


def build_road_ways(
    roads: Roads,
    access: AccessConfig,
    config: RoadsConfig,
    *,
    fallback: WayFinder,
    terrain: Terrain | None = None,
) -> RoadWays:
    """Return the way finder over the streets of an extract, on foot by the slopes of a DEM.

    Raises
    ------
    InputError
        When no street is left that can be driven, or walked.
    """
    graph = roads.drive.take(~roads.drive.is_toll) if config.avoid_tolls else roads.drive
    walk_s_per_m = np.full((roads.walk.n_edges, 1), 1 / walk_m_per_s(access))
    if terrain is not None:
        effort = terrain.find_street_effort(roads.walk.lines, roads.walk.length_m)
        walk_s_per_m = walk_s_per_m * np.column_stack((effort.out, effort.back))
    return RoadWays(
        config=access,
        drive=build_streets(graph, drive_s_per_m(graph, config)),
        walk=build_streets(roads.walk, walk_s_per_m),
        max_snap_m=config.max_snap_m,
        fallback=fallback,
    )


def drive_s_per_m(graph: RoadGraph, config: RoadsConfig) -> FloatArray:
    """Return seconds by road for a metre of each edge, shape (n_edges,)."""
    by_class_kmh = [config.speeds_kmh[one] for one in graph.road_class]
    speed_kmh = np.fmin(by_class_kmh, graph.limit_kmh)
    seconds: FloatArray = SECONDS_PER_HOUR / (speed_kmh * M_PER_KM)
    return seconds


def walk_m_per_s(config: AccessConfig) -> float:
    """Return the walking speed in metres a second."""
    return config.walk_speed_kmh * M_PER_KM / SECONDS_PER_HOUR
