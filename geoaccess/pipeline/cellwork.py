"""The minutes of cells, tile by tile, over whatever finds their ways to stations."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from geoaccess.access import GreatCircle
from geoaccess.access.finder import Points
from geoaccess.access.many import ManyLegs
from geoaccess.access.ways import find_reach_m
from geoaccess.engine.blocks import THREADS, Limits
from geoaccess.engine.cells import BACK, PlainLegs, StopArrivals, compute_stop_arrivals
from geoaccess.model.legs import BACKENDS, GREAT_CIRCLE, ROADS
from geoaccess.model.places import Places
from geoaccess.model.surface import LandCells
from geoaccess.pipeline.request import Progress, World
from geoaccess.pipeline.roads import AccessSummary
from geoaccess.pipeline.surfacequestion import SurfaceQuestion
from geoaccess.units import (
    SECONDS_PER_MINUTE,
    UNREACHED_S,
    FloatArray,
    IntArray,
    great_circle_m,
)

MOST_LISTED: Final = 5000
"""Cells of which all ways to stations are listed at once: some 100 ways of a cell each."""


class Made(NamedTuple):
    """Legs to stops and pairs without a train by backend, and metres from doors to streets."""

    legs: Counter[str]
    direct: Counter[str]
    snap_m: list[FloatArray]

    def summarise(self, world: World) -> AccessSummary:
        """Return what made the legs, for the record and for people."""
        snap_m = np.concatenate([np.empty(0), *self.snap_m])
        streets = world.streets
        return AccessSummary(
            roads=streets.roads.name if streets else None,
            legs={name: n for name, n in sorted(self.legs.items()) if n},
            direct={name: n for name, n in sorted(self.direct.items()) if n},
            snap_m=(round(float(np.median(snap_m)), 1), round(float(snap_m.max()), 1))
            if snap_m.size
            else None,
            read=streets.notes if streets else (),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class CellWork:
    """What is the same for all cells."""

    world: World
    site: Places
    asked: SurfaceQuestion
    window: tuple[int, int]
    arrivals: StopArrivals
    many: ManyLegs | None

    @classmethod
    def prepare(
        cls, world: World, site: Places, asked: SurfaceQuestion, limits: Limits
    ) -> CellWork:
        """Return the work: the trains swept once for the place."""
        config = world.config
        window = config.day.window
        if asked.depart_s is not None:
            window = (asked.depart_s, asked.depart_s + SECONDS_PER_MINUTE)
        arrivals = compute_stop_arrivals(
            world.day,
            place=world.access_legs(site),
            window=window,
            direction=asked.direction,
            longest_leg_s=round(config.access.max_min * SECONDS_PER_MINUTE),
            limits=limits,
        )
        many = None
        ways = world.ways
        if world.r5_ways is None and isinstance(ways, GreatCircle) and ways.terrain is None:
            many = ManyLegs(
                timetable=world.day.timetable,
                ways=ways,
                land=world.land,
                stop_lines=world.stop_lines,
                fast_lines=world.fast_lines,
                walk_only=world.walk_only,
                platforms=world.platforms,
            )
        return cls(world=world, site=site, asked=asked, window=window, arrivals=arrivals, many=many)

    def durations(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, Made]:
        """Return seconds of cells, and what made their legs."""
        direct_s, direct = self._direct(lon, lat)
        legs: PlainLegs
        if self.many is not None:
            legs = self.many.build(Points(lon, lat))
            made = Made(Counter({BACKENDS[GREAT_CIRCLE]: legs.stop_idx.size}), direct, [])
        else:
            legs = named = self.world.access_legs(_as_places(lon, lat))
            on_roads = np.array([one == BACKENDS[ROADS] for one in named.backend], dtype=np.bool_)
            made = Made(Counter(named.backend), direct, [named.snap_m[on_roads]])
        return self.arrivals.durations(legs, direct_s, self.asked.percentile), made

    def _direct(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, Counter[str]]:
        """Return seconds without a train, UNREACHED_S for none."""
        seconds = np.full(lon.size, UNREACHED_S, dtype=np.int32)
        near = np.arange(lon.size)
        if self.many is not None:
            config = self.world.config.access
            limit_s = max(config.max_min, config.direct_max_min) * SECONDS_PER_MINUTE
            distance_m = great_circle_m(lon, lat, self.site.lon, self.site.lat)
            near = np.flatnonzero(distance_m <= find_reach_m(config, limit_s))
        if not near.size:
            return seconds, Counter()
        direct = self.world.direct_legs(_as_places(lon[near], lat[near]), self.site)
        there_s = direct.out_s if self.asked.direction == BACK else direct.back_s
        seconds[near] = there_s[:, 0]
        return seconds, Counter(direct.count_backends())


def compute_durations(
    work: CellWork, cells: LandCells, progress: Progress
) -> tuple[IntArray, AccessSummary]:
    """Return the seconds of all cells, tile by tile, and what made their legs."""
    seconds = np.empty(len(cells), dtype=np.int32)
    whole = Made(Counter(), Counter(), [])
    done = quarter = 0

    def fill(tile: IntArray) -> tuple[IntArray, IntArray, Made]:
        return tile, *work.durations(cells.lon[tile], cells.lat[tile])

    progress(f"minutes of {len(cells)} cells")
    # The kernels release the GIL; other backends are asked by one thread, for few cells at once.
    threads, most = (THREADS, len(cells)) if work.many else (1, MOST_LISTED)
    with ThreadPoolExecutor(threads) as pool:
        for tile, found, made in pool.map(fill, _split_tiles(cells, most)):
            seconds[tile] = found
            whole.legs.update(made.legs)
            whole.direct.update(made.direct)
            whole.snap_m.extend(made.snap_m)
            done += tile.size
            if 4 * done // len(cells) > quarter and done < len(cells):
                quarter = 4 * done // len(cells)
                progress(f"minutes of {len(cells)} cells: {25 * quarter} %")
    return seconds, whole.summarise(work.world)


def _split_tiles(cells: LandCells, most: int) -> list[IntArray]:
    """Return the positions of the cells of each square of a degree, at most so many at once."""
    tile = np.floor(cells.lat).astype(np.int64) * 360 + np.floor(cells.lon).astype(np.int64)
    order = np.argsort(tile, kind="stable")
    _, first = np.unique(tile[order], return_index=True)
    tiles = np.split(order, first[1:])
    return [one[k : k + most] for one in tiles for k in range(0, one.size, most)]


def _as_places(lon: FloatArray, lat: FloatArray) -> Places:
    """Return points as places, with their positions as ids."""
    ids = tuple(map(str, range(lon.size)))
    return Places(
        id=ids,
        name=ids,
        name_ja=ids,
        lon=lon,
        lat=lat,
        mass=np.full(lon.size, np.nan),
        role="zone",
    )
