"""Real extracts: Shibuya (twice), Nerima, Porto Alegre, read and held against osmnx."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import shapely

from geoaccess.access import GreatCircle, Points
from geoaccess.access.paths import find_paths
from geoaccess.access.roads import RoadWays, build_road_ways
from geoaccess.access.streets import Snapped, Streets, build_streets
from geoaccess.config import load_config
from geoaccess.model.roads import Travel
from geoaccess.sources.osm import load_roads
from geoaccess.sources.osm.download import _settings
from geoaccess.sources.osm.tags import find_use
from geoaccess.sources.shipped import config_path
from tests.sources.test_osm_files import assert_same

osmnx = pytest.importorskip("osmnx")


@pytest.fixture(scope="module")
def osm(shared_data: Path) -> Path:
    return shared_data / "osm"


def test_xml_and_pbf_hold_the_same_streets(osm: Path, tmp_path: Path) -> None:
    one, other = (load_roads(osm / name, cache=tmp_path) for name in ("shibuya.osm", "map.osm.pbf"))
    assert_same(one, other)


@pytest.mark.parametrize(
    ("name", "drive_km", "walk_km", "kept"),
    [
        ("map.osm.pbf", (50, 65), (85, 100), 0.8),  # expressways end at its edge
        ("nerima_2011-12_tokyo.osm", (105, 130), (115, 140), 0.95),
        ("porto_alegre.osm.pbf", (1500, 1750), (1700, 2000), 0.97),
    ],
)
def test_lengths_are_plausible(
    name: str,
    drive_km: tuple[int, int],
    walk_km: tuple[int, int],
    kept: float,
    osm: Path,
    tmp_path: Path,
) -> None:
    roads = load_roads(osm / name, cache=tmp_path)
    for graph, (least, most) in ((roads.drive, drive_km), (roads.walk, walk_km)):
        assert least <= graph.length_m.sum() / 1000 <= most
        streets = build_streets(graph, np.ones(graph.n_edges))
        assert streets.graph.length_m.sum() > kept * graph.length_m.sum()


def by_osmnx(path: Path, travel: Travel, folder: Path) -> nx.DiGraph:
    """The streets as osmnx reads them, every point a node, lengths of its own."""
    with _settings(osmnx, folder):
        raw = osmnx.graph_from_xml(path, simplify=False, retain_all=True)
    graph = nx.DiGraph()
    for first, last, tags in raw.edges(data=True):
        use = find_use(tags, travel)
        if use is None:
            continue
        for one, other, is_open in ((first, last, use.is_forward), (last, first, use.is_backward)):
            # osmnx has turned what is tagged against its course; nothing is in this extract
            known = graph.get_edge_data(one, other, {"length": np.inf})["length"]
            if is_open:
                graph.add_edge(one, other, length=min(tags["length"], known))
    for node, at in raw.nodes(data=True):
        if node in graph:
            graph.nodes[node]["at"] = (round(at["x"], 7), round(at["y"], 7))
    return graph


@pytest.mark.parametrize("travel", ["drive", "walk"])
def test_shortest_paths_are_those_of_osmnx_and_networkx(
    travel: Travel, osm: Path, tmp_path: Path
) -> None:
    roads = load_roads(osm / "map.osm.pbf", cache=tmp_path)
    graph = roads.drive if travel == "drive" else roads.walk
    streets = build_streets(graph, np.ones(graph.n_edges))
    theirs = by_osmnx(osm / "shibuya.osm", travel, tmp_path)
    largest = max(nx.strongly_connected_components(theirs), key=len)
    node_at = {theirs.nodes[node]["at"]: node for node in largest}
    rng = np.random.default_rng(7)
    edges = rng.choice(streets.graph.n_edges, 25, replace=False)
    ends = Snapped(edges, np.zeros(25), np.zeros(25))
    first = shapely.get_point(streets.graph.lines[edges], 0)
    nodes = [node_at[round(point.x, 7), round(point.y, 7)] for point in first]
    found = find_paths(streets, ends, ends, 1e9)
    table = found.out_s.reshape(25, 25)
    for i, node in enumerate(nodes):
        wanted = nx.single_source_dijkstra_path_length(theirs, node, weight="length")
        assert table[i] == pytest.approx([wanted[other] for other in nodes], abs=0.5)


def finder_of(streets: Path, cache: Path) -> RoadWays:
    config = load_config(config_path("score.yaml"))
    roads = load_roads(streets, cache=cache)
    fallback = GreatCircle(config=config.access)
    return build_road_ways(roads, config.access, config.roads, fallback=fallback)


def test_from_shibuya_station_to_ebisu_way_on_foot_and_by_road(osm: Path, tmp_path: Path) -> None:
    """Hachiko to the Hikarie is 350 m on foot; to Namikibashi about 800 m."""
    finder = finder_of(osm / "map.osm.pbf", tmp_path)
    hachiko = Points(np.array([139.7006]), np.array([35.6591]))
    there = Points(np.array([139.7036, 139.7052]), np.array([35.6590, 35.6540]))
    walk = finder.find_walks(hachiko, there)
    minutes = walk.out_s / 60
    assert 3 < minutes[0] < 9
    assert 8 < minutes[1] < 16
    assert walk.snap_m[0] < 30


def test_across_porto_alegre_takes_about_half_an_hour(osm: Path, tmp_path: Path) -> None:
    """From the market in the centre to the south-east of the extract, 11 km as the crow flies."""
    finder = finder_of(osm / "porto_alegre.osm.pbf", tmp_path)
    ends = Points(np.array([-51.2280, -51.1500]), np.array([-30.0275, -30.0900]))
    ways = finder.find_ways(ends, ends)
    table = {(i, j): s / 60 for i, j, s in zip(ways.origin, ways.target, ways.out_s, strict=True)}
    assert 22 < table[0, 1] < 50
    assert 22 < table[1, 0] < 50
    assert type(finder.drive) is Streets
