"""What the great-circle model costs: its minutes held against those over streets."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from geoaccess.access.finder import Points
from geoaccess.access.paths import find_paths
from geoaccess.access.roads import RoadWays
from geoaccess.access.streets import WITHOUT_DOORS, Streets, build_streets
from geoaccess.access.ways import road_s, walk_s
from geoaccess.units import (
    EARTH_RADIUS_M,
    SECONDS_PER_MINUTE,
    BoolArray,
    FloatArray,
    great_circle_m,
)

BANDS_KM: Final = {
    "walk": (0.0, 0.3, 0.6, 1.2),
    "road": (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0),
}
"""Edges of the bands of straight distance."""
DENSE_KM_PER_KM2: Final = 15.0
"""Streets to drive about an end, from which on it counts as dense."""
AROUND_M: Final = 250
"""Streets that pass a square of twice this side about an end are counted; a bigger one would
reach over the edge of small extracts."""
LEAST_PAIRS: Final = 30
"""Bands with fewer pairs are left out."""

Setting = Literal["all", "dense", "open"]


@dataclass(frozen=True, kw_only=True)
class BandError:
    """How far the model is from streets, for pairs of one band of straight distance.

    Attributes
    ----------
    mode
        ``walk`` or ``road``.
    setting
        Both ends in ``dense`` streets, any end in ``open`` ones, or ``all`` pairs.
    from_km, to_km
        Straight distance.
    street_min
        Median minutes over streets, terminal time included.
    bias_min
        Median of model less streets: above 0 the model is too slow.
    median_min, p90_min
        Median and 90th percentile of the difference, whatever its sign.
    detour
        Median of the length of the shortest way over the straight distance.
    """

    mode: Literal["walk", "road"]
    setting: Setting
    from_km: float
    to_km: float
    n_pairs: int
    street_min: float
    bias_min: float
    median_min: float
    p90_min: float
    detour: float


def draw_points(ways: RoadWays, n: int, *, seed: int) -> Points:
    """Return n points on the streets for driving, as many to a kilometre everywhere."""
    import shapely

    graph = ways.drive.graph
    has_doors = np.array([one not in WITHOUT_DOORS for one in graph.road_class], dtype=np.bool_)
    length_m = np.where(has_doors, graph.length_m, 0.0)
    rng = np.random.default_rng(seed)
    edge = rng.choice(graph.n_edges, size=n, p=length_m / length_m.sum())
    point = shapely.line_interpolate_point(graph.lines[edge], rng.random(n), normalized=True)
    return Points(shapely.get_x(point), shapely.get_y(point))


def compute_model_error(ways: RoadWays, points: Points) -> tuple[BandError, ...]:
    """Return the error of the great-circle model between points on streets, band by band.

    Compared are all ordered pairs of the points, minutes by road and on foot each for
    itself; the sea is no obstacle to the model here. Bands with fewer than LEAST_PAIRS pairs
    are left out.
    """
    doors = ways.find_doors(points)
    n = points.lon.size
    here, there = (one.ravel() for one in np.mgrid[:n, :n])
    straight_m = great_circle_m(
        points.lon[here], points.lat[here], points.lon[there], points.lat[there]
    )
    is_dense = _measure_density(ways.drive, points) >= DENSE_KM_PER_KM2
    both = is_dense[here] & is_dense[there]
    settings: dict[Setting, BoolArray] = {
        "all": np.ones(both.size, dtype=np.bool_),
        "dense": both,
        "open": ~both,
    }
    road = ways.drives(doors, doors).at(here, there, n).out_s
    walk = ways.walks(doors, doors).at(here, there, n).out_s
    found: list[BandError] = []
    for mode, street_s, model_s, streets in (
        ("walk", walk, walk_s(straight_m, ways.config), ways.walk),
        ("road", road, road_s(straight_m, ways.config), ways.drive),
    ):
        unit = build_streets(streets.graph, np.ones(streets.graph.n_edges))
        ends = unit.snap(points)
        street_m = find_paths(unit, ends, ends, np.inf).at(here, there, n).out_s
        for setting, is_there in settings.items():
            edges = BANDS_KM[mode]
            for from_km, to_km in pairwise(edges):
                is_in = (straight_m >= from_km * 1000) & (straight_m < to_km * 1000)
                rows = np.flatnonzero(
                    is_in & is_there & np.isfinite(street_s + street_m) & (here != there)
                )
                if rows.size >= LEAST_PAIRS:
                    made = street_s[rows], model_s[rows], street_m[rows] / straight_m[rows]
                    found.append(
                        _describe(
                            "walk" if mode == "walk" else "road", setting, from_km, to_km, made
                        )
                    )
    return tuple(found)


def _describe(
    mode: Literal["walk", "road"],
    setting: Setting,
    from_km: float,
    to_km: float,
    made: tuple[FloatArray, FloatArray, FloatArray],
) -> BandError:
    street_s, model_s, detour = made
    difference_min = (model_s - street_s) / SECONDS_PER_MINUTE
    return BandError(
        mode=mode,
        setting=setting,
        from_km=from_km,
        to_km=to_km,
        n_pairs=difference_min.size,
        street_min=float(np.median(street_s)) / SECONDS_PER_MINUTE,
        bias_min=float(np.median(difference_min)),
        median_min=float(np.median(np.abs(difference_min))),
        p90_min=float(np.percentile(np.abs(difference_min), 90)),
        detour=float(np.median(detour)),
    )


def _measure_density(streets: Streets, points: Points) -> FloatArray:
    """Return kilometres of streets per square kilometre about each point, shape (n,)."""
    import shapely

    dlat = np.degrees(AROUND_M / EARTH_RADIUS_M)
    dlon = dlat / np.cos(np.radians(points.lat))
    lon, lat = points
    graph, square = streets.graph, shapely.box(lon - dlon, lat - dlat, lon + dlon, lat + dlat)
    end, edge = shapely.STRtree(graph.lines).query(square)
    inside = shapely.length(shapely.intersection(graph.lines[edge], square[end]))
    share = inside / np.maximum(shapely.length(graph.lines[edge]), 1e-12)
    metres = np.bincount(end, share * graph.length_m[edge], lon.size)
    density: FloatArray = metres / 1000 / (2 * AROUND_M / 1000) ** 2
    return density
