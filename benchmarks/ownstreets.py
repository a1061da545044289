"""Porto Alegre over our own streets: the same trips from door to door, each on its own walks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks import ours
from benchmarks.national import to_minutes
from benchmarks.peers import WALK_KMH, Departures, Streets
from benchmarks.porto import City
from geoaccess.access import GreatCircle, Points
from geoaccess.access.roads import RoadWays, build_road_ways
from geoaccess.config import AccessConfig, RoadBand, RoadsConfig
from geoaccess.model.legs import ROADS
from geoaccess.sources.osm import load_roads
from geoaccess.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, UNREACHED_S, FloatArray, IntArray

SHOWN_MIN = (1, 2, 5)


def render_own_streets(city: City, folder: Path, osm_pbf: Path, when: Departures) -> str:
    """Return how far door-to-door times over our own walks are from those of the peers."""
    finder = _find_streets(osm_pbf, folder / "streets")
    mine, at_once = _door_to_door(city, finder, when), []
    its = to_minutes(city.cafein.between_points(city.points, when, router="tbtr"))
    off_diagonal = ~np.eye(len(city.points), dtype=bool)
    lines = [
        "| door to door, each on its own walks | cells | median off | "
        + " | ".join(f"within {one} min" for one in SHOWN_MIN)
        + " | only one has a way |",
        "|---|--:|--:|" + "--:|" * (len(SHOWN_MIN) + 1),
        _row("cafein, five percentiles", mine[off_diagonal], its[off_diagonal]),
    ]
    theirs, points = [], city.ferrobus.points(city.points)
    for hour in range(3):
        one = replace(when, first_s=when.first_s + hour * SECONDS_PER_HOUR, n_minutes=1)
        at_once.append(_door_to_door(city, finder, one)[:, :, 0])
        theirs.append(city.ferrobus.at_minute(points, one.first_s) / SECONDS_PER_MINUTE)
    pairs = np.stack(at_once)[:, off_diagonal], np.stack(theirs)[:, off_diagonal]
    lines.append(_row("ferrobus, three departures; nearest stop only", *pairs))
    return "\n".join(lines)


def _find_streets(osm_pbf: Path, cache: Path) -> RoadWays:
    access = AccessConfig(
        walk_speed_kmh=WALK_KMH,
        walk_within_m=WALK_KMH * 1000 * Streets.access_min / 60,
        road_bands=(RoadBand(up_to_km=1000, speed_kmh=40),),
    )
    roads = load_roads(osm_pbf, cache=cache)
    return build_road_ways(roads, access, RoadsConfig(), fallback=GreatCircle(config=access))


def _door_to_door(city: City, finder: RoadWays, when: Departures) -> FloatArray:
    """Return minutes between the points, shape (n, n, n_percentiles)."""
    table = city.bare
    doors = Points(city.points[:, 1], city.points[:, 0])
    stops = Points(table.stop_lon, table.stop_lat)
    a, b, seconds = _walks(finder, stops, stops, Streets.transfer_min)
    apart = a != b
    walked = replace(table, walk_from_idx=a[apart], walk_to_idx=b[apart], walk_s=seconds[apart])
    place, stop, leg_s = _walks(finder, doors, stops, Streets.access_min)
    by_place: list[dict[str, int]] = [{} for _ in city.points]
    for i, j, s in zip(place.tolist(), stop.tolist(), leg_s.tolist(), strict=True):
        by_place[i][table.stop_id[j]] = s
    legs = ours.timed_legs(walked, by_place)
    i, j, direct = _walks(finder, doors, doors, Streets.access_min)
    direct_s = np.full((len(city.points), len(city.points)), UNREACHED_S, dtype=np.int32)
    direct_s[i, j] = direct
    found = ours.matrix(
        ours.build_day(walked),
        legs,
        legs,
        window=when.window,
        percentiles=when.percentiles,
        direct_s=direct_s,
    )
    return np.moveaxis(found.travel_time_min, 0, -1)


def _walks(
    finder: RoadWays, origins: Points, targets: Points, within_min: float
) -> tuple[IntArray, IntArray, IntArray]:
    """Return walks over the streets within a time: origin, target, whole seconds."""
    ways = finder.find_walks(origins, targets)
    kept = (ways.backend == ROADS) & (ways.out_s <= within_min * SECONDS_PER_MINUTE)
    return ways.origin[kept], ways.target[kept], np.round(ways.out_s[kept]).astype(np.int32)


def _row(what: str, mine: FloatArray, its: FloatArray) -> str:
    both = ~np.isnan(mine) & ~np.isnan(its)
    off = np.abs(mine[both] - its[both])
    shares = " | ".join(f"{100 * np.mean(off <= one):.1f} %" for one in SHOWN_MIN)
    alone = 100 * np.mean(np.isnan(mine) != np.isnan(its))
    return f"| {what} | {mine.size:,} | {np.median(off):.1f} min | {shares} | {alone:.1f} % |"
