"""Small towns for tests: OSM files, and graphs made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely

from geoaccess.access import GreatCircle
from geoaccess.access.roads import RoadWays, build_road_ways
from geoaccess.config import AccessConfig, RoadsConfig
from geoaccess.model.roads import RoadGraph, Roads, Travel

DEGREES_PER_KM = 1 / 111.195
"""Along the equator, and along a meridian."""

Ways = Sequence[tuple[Sequence[str], Mapping[str, str]]]


def write_osm(path: Path, nodes: Mapping[str, tuple[float, float]], ways: Ways) -> Path:
    """Write an OSM XML file: nodes (km east, km north of 0, 0), ways (names of nodes, tags)."""
    number = {name: i + 1 for i, name in enumerate(nodes)}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
    lines += [
        f'<node id="{number[name]}" lon="{x * DEGREES_PER_KM:.7f}" lat="{y * DEGREES_PER_KM:.7f}"/>'
        for name, (x, y) in nodes.items()
    ]
    for i, (names, tags) in enumerate(ways):
        refs = "".join(f'<nd ref="{number.get(name, 10_000)}"/>' for name in names)
        rows = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        lines.append(f'<way id="{i + 1}">{refs}{rows}</way>')
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def write_town(path: Path) -> Path:
    """Write a town: a main street of 4 km, a one-way loop, a footpath, an island, a toll road."""
    nodes = {
        "A": (0, 0), "B": (1, 0), "C": (2, 0), "D": (4, 0),
        "E": (1, 1), "F": (2, 1), "P": (1, -0.5),
        "I": (9, 9), "J": (9.5, 9), "K": (9.5, 9.5),
    }  # fmt: skip
    ways = [
        ("ABCD", {"highway": "secondary", "name": "Main Street"}),
        ("BEFC", {"highway": "residential", "oneway": "yes"}),
        ("BP", {"highway": "footway"}),
        ("AD", {"highway": "motorway", "toll": "yes", "oneway": "no"}),
        ("IJK", {"highway": "residential"}),
    ]
    return write_osm(path, nodes, ways)


def graph_of(
    edges: Sequence[tuple[int, int, float, bool, bool]],
    *,
    travel: Travel = "drive",
    road_class: str = "tertiary",
    xy_km: Sequence[tuple[float, float]] | None = None,
) -> RoadGraph:
    """Return a graph: edges as (from, to, metres, along, against), nodes in km from 0, 0."""
    n_nodes = 1 + max(max(edge[:2]) for edge in edges)
    where = np.array(xy_km or [(i, i % 3) for i in range(n_nodes)], dtype=float) * DEGREES_PER_KM
    n = len(edges)
    return RoadGraph(
        travel=travel,
        lines=shapely.linestrings([[where[a], where[b]] for a, b, *_ in edges]),
        from_node=np.array([edge[0] for edge in edges]),
        to_node=np.array([edge[1] for edge in edges]),
        length_m=np.array([edge[2] for edge in edges], dtype=float),
        road_class=(road_class,) * n,
        is_forward=np.array([edge[3] for edge in edges], dtype=bool),
        is_backward=np.array([edge[4] for edge in edges], dtype=bool),
        limit_kmh=np.full(n, np.nan),
        is_toll=np.zeros(n, dtype=bool),
    )


def equator_road(
    config: AccessConfig, roads: RoadsConfig, *, km: int = 100, one_way: bool = False
) -> RoadWays:
    """Return ways over one straight street along the equator, `km` either way from 0.

    With `one_way` it can be driven eastwards only, and a slow second one leads back.
    """
    points = list(range(-km, km + 1))
    steps = list(zip(range(2 * km), range(1, 2 * km + 1), strict=True))
    there = [(a, b, 1000.0, True, not one_way) for a, b in steps]
    back = [(a, b, 3000.0, False, True) for a, b in steps] if one_way else []
    xy = [(float(x), 0.0) for x in points]
    drive = graph_of([*there, *back], xy_km=xy)
    walk = graph_of([(a, b, 1000.0, True, True) for a, b in steps], travel="walk", xy_km=xy)
    bounds = (-km * DEGREES_PER_KM, 0.0, km * DEGREES_PER_KM, 0.0)
    made = Roads(name="equator.osm", drive=drive, walk=walk, bounds=bounds)
    return build_road_ways(made, config, roads, fallback=GreatCircle(config=config))
