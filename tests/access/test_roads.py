"""Ways over streets: speeds, one-way streets, tolls, doors, and what is off the streets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geoaccess.access import GreatCircle, Points, build_access_legs, build_direct_legs
from geoaccess.access.finder import Ways
from geoaccess.access.roads import RoadWays, build_road_ways, drive_s_per_m
from geoaccess.access.terrain import Terrain, edge_walk_s
from geoaccess.config import AccessConfig, RoadBand, RoadsConfig
from geoaccess.errors import InputError
from geoaccess.model.legs import GREAT_CIRCLE, ROADS
from geoaccess.sources.osm import load_roads
from tests.access.streetfiles import DEGREES_PER_KM, equator_road, graph_of, write_town
from tests.test_access import places, stops_at
from tests.test_terrain import Hill

CONFIG = AccessConfig(road_bands=(RoadBand(up_to_km=1000, speed_kmh=40),))
ROADS_CONFIG = RoadsConfig()


def at(*xy_km: tuple[float, float]) -> Points:
    lon, lat = np.array(xy_km, dtype=float).T * DEGREES_PER_KM
    return Points(lon, lat)


def town(folder: Path, config: AccessConfig = CONFIG, **changes: object) -> RoadWays:
    roads = load_roads(write_town(folder / "town.osm"), cache=folder / "cache")
    parameters = RoadsConfig.model_validate(changes)
    return build_road_ways(roads, config, parameters, fallback=GreatCircle(config=config))


def minutes(finder: RoadWays, here: tuple[float, float], there: tuple[float, float]) -> list[float]:
    ways = finder.find_ways(at(here), at(there))
    return [round(float(one) / 60, 2) for one in (ways.out_s[0], ways.back_s[0])]


def test_driving_is_length_over_speed_and_terminal_minutes(tmp_path: Path) -> None:
    """2 km of a secondary road at 30 km/h are 4 minutes, and 5 at its ends."""
    slow_toll = {"speeds_kmh": {"motorway": 1}}
    assert minutes(town(tmp_path, **slow_toll), (0, 0), (2, 0)) == [9.0, 9.0]


def test_one_way_streets_lead_one_way(tmp_path: Path) -> None:
    """From B north to E is a kilometre at 18 km/h; back it leads by F and C: 3 km of it, 1 at 30."""
    finder = town(tmp_path, CONFIG.model_copy(update={"walk_within_m": 0}))
    there, back = minutes(finder, (1, 0), (1, 1))
    assert there == pytest.approx(5 + 60 / 18, abs=0.01)
    assert back == pytest.approx(5 + 2 * 60 / 18 + 60 / 30, abs=0.01)


def test_people_walk_against_one_way_streets(tmp_path: Path) -> None:
    near = CONFIG.model_copy(update={"road_terminal_min": 60})
    ways = town(tmp_path, near).find_ways(at((1, 0)), at((1, 1)))
    assert ways.is_walk.tolist() == [True]
    assert ways.out_s == pytest.approx(60 * 12.5, rel=1e-4)
    assert ways.back_s == pytest.approx(60 * 12.5, rel=1e-4)


def test_a_footpath_is_walked_only(tmp_path: Path) -> None:
    """To P at its end; by road one would walk the 500 m from the main street to the door."""
    ways = town(tmp_path).find_ways(at((1, 0)), at((1, -0.5)))
    assert ways.is_walk.tolist() == [True]
    assert ways.out_s[0] == pytest.approx(60 * 6.25, rel=1e-4)


def test_tolls_may_be_avoided(tmp_path: Path) -> None:
    with_toll = minutes(town(tmp_path), (0, 0), (4, 0))[0]
    without = minutes(town(tmp_path, avoid_tolls=True), (0, 0), (4, 0))[0]
    assert with_toll == pytest.approx(5 + 4 * 60 / 80, abs=0.01)
    assert without == pytest.approx(5 + 4 * 60 / 30, abs=0.01)


def test_nobody_joins_an_expressway_between_its_ramps(tmp_path: Path) -> None:
    """The expressway from A to D passes the door at 3 km as the main street does."""
    finder = town(tmp_path)
    edges = finder.find_doors(at((3, 0), (0.5, 0))).drive.edge
    assert {finder.drive.graph.road_class[edge] for edge in edges.tolist()} == {"secondary"}


def test_doors_are_walked_to_at_walking_speed(tmp_path: Path) -> None:
    """240 m from the main street are 3 minutes more, either way."""
    finder = town(tmp_path, avoid_tolls=True)
    ways = finder.find_ways(at((3.5, 0.24)), at((0, 0)))
    assert ways.out_s[0] / 60 == pytest.approx(5 + 3.5 * 2 + 3, abs=0.01)
    assert ways.snap_m[0] == pytest.approx(240, rel=0.01)


def test_the_nearest_point_of_a_street_is_metres_away_at_any_latitude() -> None:
    north = [(0.0, 40 * 111.195), (10.0, 40 * 111.195)]
    graph = graph_of([(0, 1, 7660.0, True, True)], xy_km=north)
    roads = equator_road(CONFIG, ROADS_CONFIG)
    made = build_road_ways(
        type("R", (), {"drive": graph, "walk": graph})(), CONFIG, ROADS_CONFIG, fallback=roads
    )
    doors = made.find_doors(Points(np.array([0.02]), np.array([40.005])))
    assert doors.snap_m[0] == pytest.approx(0.005 * 111_195, rel=1e-3)


def test_streets_are_walked_on_their_slopes_and_driven_as_they_are(tmp_path: Path) -> None:
    """A slope of 10 % to the north: P to B is half a kilometre up, Tobler's function either way."""
    near = CONFIG.model_copy(update={"road_terminal_min": 60})
    roads = load_roads(write_town(tmp_path / "town.osm"), cache=tmp_path / "cache")
    hill = Terrain(heights=Hill(lambda lon, lat: 100 * lat / DEGREES_PER_KM))

    def ways(terrain: Terrain | None, config: AccessConfig) -> Ways:
        finder = build_road_ways(
            roads, config, ROADS_CONFIG, fallback=GreatCircle(config=config), terrain=terrain
        )
        return finder.find_ways(at((1, -0.5)), at((1, 0)))

    on_foot = ways(hill, near)
    up, down = edge_walk_s(np.array([500.0]), np.array([50.0]), near.walk_speed_kmh)
    assert on_foot.is_walk.all()
    assert on_foot.out_s == pytest.approx(up, rel=1e-3)
    assert on_foot.back_s == pytest.approx(down, rel=1e-3)
    driven = CONFIG.model_copy(update={"walk_within_m": 0})
    up_hill, level = (
        build_road_ways(
            roads, driven, ROADS_CONFIG, fallback=GreatCircle(config=driven), terrain=terrain
        ).find_ways(at((1, 0)), at((1, 1)))
        for terrain in (hill, None)
    )
    assert up_hill.out_s.tolist() == level.out_s.tolist()
    assert hill.n_ways["street slope"] == 2 * roads.walk.n_edges
    assert hill.n_ways["slope"] == 0


def test_neighbours_off_the_street_go_straight(tmp_path: Path) -> None:
    ways = town(tmp_path).find_ways(at((3, 0.5)), at((3.08, 0.5)))
    assert ways.is_walk.tolist() == [True]
    assert ways.out_s[0] == pytest.approx(60, rel=0.01)


def test_signed_limits_cap_the_speed_of_a_class() -> None:
    graph = graph_of([(0, 1, 1000, True, True)] * 3)
    object.__setattr__(graph, "limit_kmh", np.array([np.nan, 20.0, 60.0]))
    assert drive_s_per_m(graph, ROADS_CONFIG) * 1000 == pytest.approx([144, 180, 144])


def test_an_island_and_what_is_outside_take_the_model_and_are_marked(tmp_path: Path) -> None:
    finder = town(tmp_path)
    here = at((0, 0), (9, 9), (30, 0))
    assert np.flatnonzero(finder.find_doors(here).snap_m > finder.max_snap_m).tolist() == [1, 2]
    ways = finder.find_ways(here, here)
    backends = {
        (i, j): code for i, j, code in zip(ways.origin, ways.target, ways.backend, strict=True)
    }
    assert backends[0, 0] == ROADS
    assert {code for pair, code in backends.items() if pair != (0, 0)} == {GREAT_CIRCLE}
    model = GreatCircle(config=CONFIG).find_ways(here, here)
    assert set(zip(ways.origin.tolist(), ways.target.tolist(), strict=True)) == set(
        zip(model.origin.tolist(), model.target.tolist(), strict=True)
    )
    assert ways.out_s[ways.backend == GREAT_CIRCLE] == pytest.approx(model.out_s[1:])
    assert np.all(np.diff(ways.origin * 3 + ways.target) > 0)
    assert not ways.snap_m[ways.backend == GREAT_CIRCLE].any()


def test_legs_of_both_backends_stand_side_by_side(tmp_path: Path) -> None:
    legs = build_access_legs(places(0.5), stops_at(2, 30), CONFIG, ways=town(tmp_path))
    assert legs.backend == ("roads", "great-circle")
    direct = build_direct_legs(places(0.5), places(2, 30), CONFIG, ways=town(tmp_path))
    assert direct.backend.tolist() == [[ROADS, GREAT_CIRCLE]]


def test_a_leg_must_be_within_the_limit_both_ways() -> None:
    """Eastwards 10 km take 24 minutes; back over the slow street 72."""
    config = CONFIG.model_copy(update={"max_min": 60, "direct_max_min": 60})
    finder = equator_road(config, ROADS_CONFIG, one_way=True)
    table = stops_at(5, 10)
    legs = build_access_legs(places(0), table, config, ways=finder)
    assert legs.stop_idx.tolist() == [0]
    assert legs.to_stop_s[0] < legs.from_stop_s[0]
    direct = build_direct_legs(places(0), places(10), config, ways=finder)
    assert direct.out_s[0, 0] == 60 * (24 + 5)
    assert direct.back_s[0, 0] > 10**6
    assert direct.backend.tolist() == [[ROADS]]


def test_speeds_of_a_class_that_is_none_are_refused() -> None:
    with pytest.raises(ValueError, match="autobahn: no class of road"):
        RoadsConfig(speeds_kmh={"autobahn": 130})


def test_an_extract_of_toll_roads_only_has_no_street_without_tolls() -> None:
    graph = graph_of([(0, 1, 10, True, True)])
    object.__setattr__(graph, "is_toll", np.array([True]))
    made = type("R", (), {"drive": graph, "walk": graph})()
    with pytest.raises(InputError, match="no street that one can drive"):
        build_road_ways(
            made, CONFIG, RoadsConfig(avoid_tolls=True), fallback=GreatCircle(config=CONFIG)
        )
