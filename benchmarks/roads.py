"""Streets: reading, shortest paths from 1,000 sites to 8 stops, and what the model costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geoaccess.access import GreatCircle, Points
from geoaccess.access.modelerror import BandError, compute_model_error, draw_points
from geoaccess.access.paths import find_paths
from geoaccess.access.roads import RoadWays, build_road_ways
from geoaccess.access.streets import Streets
from geoaccess.config import ScoreConfig, load_config
from geoaccess.model.roads import RoadGraph, Roads, Travel
from geoaccess.sources.osm import load_roads
from geoaccess.sources.shipped import config_path

GRID_SIDE = 450
"""Junctions along each side of the made-up town: 202,500 of them, 100 m apart."""
NEAR_S = 900
"""A limit that leaves most of the town out."""
N_SITES, N_STOPS, N_POINTS = 1000, 8, 400
EXTRACTS = ("osm/porto_alegre.osm.pbf", "osm/nerima_2011-12_tokyo.osm", "osm/map.osm.pbf")


def timed(work: Callable[[], Any], repeat: int = 1) -> tuple[float, Any]:
    """Return the shortest of some runs in seconds, and the answer."""
    best, answer = float("inf"), None
    for _ in range(repeat):
        began = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - began)
    return best, answer


def make_grid(travel: Travel) -> RoadGraph:
    """Return the made-up town: a square grid of streets, a third of them one-way for cars."""
    rng = np.random.default_rng(1)
    node = np.arange(GRID_SIDE**2).reshape(GRID_SIDE, GRID_SIDE)
    first = np.concatenate((node[:, :-1].ravel(), node[:-1].ravel()))
    last = np.concatenate((node[:, 1:].ravel(), node[1:].ravel()))
    y, x = np.divmod(np.arange(GRID_SIDE**2), GRID_SIDE)
    at = np.column_stack((139.5 + x * 0.0011, 35.5 + y * 0.0009))
    n = first.size
    one_way = (rng.random(n) < 1 / 3) & (travel == "drive")
    classes = np.where(y[first] % 10 == 0, "primary", "residential")
    return RoadGraph(
        travel=travel,
        lines=shapely.linestrings(np.stack((at[first], at[last]), axis=1)),
        from_node=first,
        to_node=last,
        length_m=np.full(n, 100.0),
        road_class=tuple(classes.tolist()),
        is_forward=np.ones(n, dtype=bool),
        is_backward=~one_way,
        limit_kmh=np.full(n, np.nan),
        is_toll=np.zeros(n, dtype=bool),
    )


def build_ways(roads: Roads, config: ScoreConfig) -> RoadWays:
    """Return the way finder with the shipped parameters."""
    model = GreatCircle(config=config.access)
    return build_road_ways(roads, config.access, config.roads, fallback=model)


def time_extract(path: Path, folder: Path, repeat: int) -> list[tuple[str, str]]:
    """Return what it takes to read an extract and to find the ways of sites to stops."""
    config = load_config(config_path("score.yaml"))
    read_s, roads = timed(lambda: load_roads(path, cache=folder))
    cached_s, _ = timed(lambda: load_roads(path, cache=folder), repeat)
    build_s, ways = timed(lambda: build_ways(roads, config), repeat)
    return [
        ("read", f"{read_s:.2f} s"),
        ("read from the cache", f"{cached_s:.2f} s"),
        ("build", f"{build_s:.2f} s"),
        *time_ways(ways, repeat),
    ]


def time_ways(ways: RoadWays, repeat: int) -> list[tuple[str, str]]:
    """Return what legs of 1,000 sites and 8 stops take, snapping included, nothing remembered."""
    sites, stops = (draw_points(ways, n, seed=n) for n in (N_SITES, N_STOPS))
    ways.find_ways(sites, stops)  # compiles

    def find() -> Any:
        ways._kept.clear()  # noqa: SLF001
        return ways.find_ways(sites, stops)

    found_s, found = timed(find, repeat)
    graph = ways.drive.graph
    nodes = np.unique(np.concatenate((graph.from_node, graph.to_node))).size
    return [
        ("junctions to drive, edges", f"{nodes:,}, {graph.n_edges:,}"),
        (f"ways of {N_SITES:,} sites and {N_STOPS} stops", f"{found_s:.2f} s"),
        ("pairs found", f"{found.origin.size:,}"),
    ]


def time_peers(streets: Streets, repeat: int) -> list[tuple[str, str]]:
    """Return times of one table from 8 points to all junctions, ours, scipy's and networkx's."""
    import networkx as nx
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    graph = streets.graph
    rng = np.random.default_rng(3)
    edges = rng.choice(graph.n_edges, N_STOPS, replace=False)
    sources = graph.from_node[edges].astype(np.int64)
    start, head, seconds = streets.out
    matrix = csr_array((seconds, head, start), shape=(graph.n_nodes, graph.n_nodes))
    ends = streets.snap(_nodes(graph, edges))
    targets = streets.snap(draw_points_of(graph, N_SITES))
    find_paths(streets, ends, targets, 1e9)
    ours_s, _ = timed(lambda: find_paths(streets, ends, targets, 1e9), repeat)
    near_s, _ = timed(lambda: find_paths(streets, ends, targets, NEAR_S), repeat)
    scipy_s, _ = timed(lambda: dijkstra(matrix, indices=sources), repeat)
    scipy_near_s, _ = timed(lambda: dijkstra(matrix, indices=sources, limit=NEAR_S), repeat)
    both = nx.DiGraph()
    tail = np.repeat(np.arange(graph.n_nodes), np.diff(start))
    both.add_weighted_edges_from(zip(tail.tolist(), head.tolist(), seconds.tolist(), strict=True))
    one_s, _ = timed(lambda: nx.single_source_dijkstra_path_length(both, int(sources[0])))
    return [
        (f"ours, {N_STOPS} points there and back", f"{ours_s:.2f} s"),
        (f"scipy, {N_STOPS} points there only", f"{scipy_s:.2f} s"),
        (f"ours, there and back, within {NEAR_S // 60} min", f"{near_s:.3f} s"),
        (f"scipy, there only, within {NEAR_S // 60} min", f"{scipy_near_s:.3f} s"),
        ("networkx, 1 point there only", f"{one_s:.2f} s"),
    ]


def _nodes(graph: RoadGraph, edges: Any) -> Points:
    first = shapely.get_point(graph.lines[edges], 0)
    return Points(shapely.get_x(first), shapely.get_y(first))


def draw_points_of(graph: RoadGraph, n: int) -> Points:
    """Return the first points of n edges."""
    return _nodes(graph, np.random.default_rng(4).choice(graph.n_edges, n, replace=False))


def grid_ways() -> RoadWays:
    """Return the way finder over the made-up town."""
    config = load_config(config_path("score.yaml"))
    drive, walk = make_grid("drive"), make_grid("walk")
    roads = Roads(name="grid", drive=drive, walk=walk, bounds=(139.5, 35.5, 140.0, 35.9))
    return build_ways(roads, config)


def measure_error(path: Path, folder: Path) -> tuple[BandError, ...]:
    """Return the error of the great-circle model in an extract."""
    config = load_config(config_path("score.yaml"))
    ways = build_ways(load_roads(path, cache=folder), config)
    return compute_model_error(ways, draw_points(ways, N_POINTS, seed=5))


def time_osmnx(path: Path, folder: Path) -> list[tuple[str, str]]:
    """Return what osmnx takes for the same extract as XML, where it can be read by it."""
    import osmnx

    from geoaccess.sources.osm.download import _settings

    def read() -> Any:
        with _settings(osmnx, folder):
            return osmnx.graph_from_xml(path, simplify=False, retain_all=True)

    read_s, graph = timed(read)
    simplify_s, simple = timed(lambda: osmnx.simplify_graph(graph))
    return [
        ("osmnx reads", f"{read_s:.2f} s"),
        ("osmnx simplifies", f"{simplify_s:.2f} s, {len(graph):,} to {len(simple):,} nodes"),
    ]


def render_roads(folder: Path, data: Path, *, repeat: int) -> str:
    """Return all tables of the task as Markdown."""
    parts = ["### made-up town", _render_pairs([*time_ways(grid_ways(), repeat)])]
    parts += [_render_pairs(time_peers(grid_ways().drive, min(repeat, 2)))]
    for name in EXTRACTS:
        path = data / name
        if not path.is_file():
            parts.append(f"skipped: {name} is not in {data}; set GEOACCESS_TEST_DATA")
            continue
        parts += [f"### {path.name}", _render_pairs(time_extract(path, folder, repeat))]
        if path.suffix == ".osm":
            parts.append(_render_pairs(time_osmnx(path, folder)))
        parts.append(render_errors(measure_error(path, folder)))
    return "\n\n".join(parts)


def render_errors(errors: tuple[BandError, ...]) -> str:
    """Return the error of the great-circle model as a table in Markdown."""
    lines = [
        "| | streets | km | pairs | over streets | model less | off by, median | P90 | detour |",
        "|---|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {one.mode} | {one.setting} | {one.from_km:g}-{one.to_km:g} | {one.n_pairs:,} "
        f"| {one.street_min:.1f} min | {one.bias_min:+.1f} | {one.median_min:.1f} "
        f"| {one.p90_min:.1f} | {one.detour:.2f} |"
        for one in errors
    ]
    return "\n".join(lines)


def _render_pairs(rows: list[tuple[str, str]]) -> str:
    return "\n".join(["| | |", "|---|--:|", *(f"| {what} | {value} |" for what, value in rows)])
