"""The legs of many points are those of `build_access_legs`, leg by leg."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.access import GreatCircle, Points, build_access_legs
from geoaccess.access.many import ManyLegs
from geoaccess.config import AccessConfig
from geoaccess.model.places import Places
from geoaccess.pipeline.request import Request, World, load_world

CORNERS = {
    "Tokyo Bay": (139.4, 140.2, 35.0, 35.8),
    "Inland Sea": (132.2, 134.2, 33.8, 34.7),
    "Tsugaru": (140.0, 141.5, 40.8, 42.2),
    "Amakusa": (129.5, 130.8, 32.0, 33.3),
    "Alps": (137.0, 138.5, 35.5, 37.0),
}


@cache
def world() -> World:
    return load_world(Request())


def points_in(corner: str, seed: int, n: int = 25) -> Points:
    draw = np.random.default_rng(seed)
    west, east, south, north = CORNERS[corner]
    return Points(draw.uniform(west, east, n), draw.uniform(south, north, n))


def as_places(points: Points) -> Places:
    ids = tuple(map(str, range(points.lon.size)))
    return Places(
        id=ids, name=ids, name_ja=ids, lon=points.lon, lat=points.lat,
        mass=np.full(len(ids), np.nan), role="zone",
    )  # fmt: skip


def rows_of(legs, place: int) -> list[tuple[int, int, int]]:
    mine = slice(int(legs.start[place]), int(legs.start[place + 1]))
    columns = legs.stop_idx[mine], legs.to_stop_s[mine], legs.from_stop_s[mine]
    return sorted(zip(*(one.tolist() for one in columns), strict=True))


def assert_same_legs(points: Points, config: AccessConfig, lines, walk_only) -> None:
    here = world()
    ways = GreatCircle(config=config, land=here.land)
    shared = {"stop_lines": lines, "fast_lines": here.fast_lines, "walk_only": walk_only}
    expected = build_access_legs(as_places(points), here.day.timetable, config, ways=ways, **shared)
    many = ManyLegs(timetable=here.day.timetable, ways=ways, land=here.land, **shared)
    found = many.build(points)
    for place in range(points.lon.size):
        assert rows_of(found, place) == rows_of(expected, place)


@settings(max_examples=15, deadline=None)
@given(
    corner=st.sampled_from(sorted(CORNERS)),
    seed=st.integers(0, 10_000),
    max_stops=st.sampled_from([1, 3, 8, 30]),
    max_min=st.sampled_from([30, 61.5, 90, 150]),
    max_water_m=st.sampled_from([0, 500, 3000, 8000]),
    two_networks=st.booleans(),
    walked_share=st.sampled_from([0.0, 0.4]),
)
def test_same_legs(
    corner, seed, max_stops, max_min, max_water_m, two_networks, walked_share
) -> None:
    here = world()
    config = here.config.access.model_copy(
        update={
            "max_stops": max_stops,
            "max_min": max_min,
            "max_water_m": max_water_m,
            "walk_within_m": 5000 if seed % 2 else 1200,
            "max_walk_stops": 2,
        }
    )
    lines = here.stop_lines
    if two_networks:  # lines of either half of the alphabet, some stops in both
        halves = [
            {stop: frozenset(n for n in names if (n < "m") == low) for stop, names in one.items()}
            for one in lines
            for low in (True, False)
        ]
        lines = tuple({stop: names for stop, names in one.items() if names} for one in halves)
    draw = np.random.default_rng(seed)
    walk_only = draw.random(here.day.timetable.n_stops) < walked_share
    assert_same_legs(points_in(corner, seed), config, lines, walk_only)


def test_far_at_sea_and_on_an_island() -> None:
    """Beside Hachijojima, on Oki, and in the middle of the Pacific."""
    points = Points(np.array([139.79, 133.3, 150.0]), np.array([33.11, 36.2, 30.0]))
    here = world()
    assert_same_legs(points, here.config.access, here.stop_lines, here.walk_only)
    many = ManyLegs(
        timetable=here.day.timetable, ways=here.ways, land=here.land, stop_lines=here.stop_lines,
        fast_lines=here.fast_lines, walk_only=here.walk_only,
    )  # fmt: skip
    assert many.build(points).stop_idx.size == 0
    assert many.build(Points(np.empty(0), np.empty(0))).start.tolist() == [0]


@pytest.mark.parametrize("corner", sorted(CORNERS))
def test_stops_are_found_in_every_corner(corner: str) -> None:
    here = world()
    many = ManyLegs(
        timetable=here.day.timetable, ways=here.ways, land=here.land, stop_lines=here.stop_lines,
        fast_lines=here.fast_lines, walk_only=here.walk_only,
    )  # fmt: skip
    assert many.build(points_in(corner, 1)).stop_idx.size > 25
