"""Shortest paths between points on streets, against slow and obvious searches."""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.access import Points
from geoaccess.access.paths import Paths, find_paths
from geoaccess.access.streets import Snapped, Streets, build_streets
from geoaccess.errors import InputError
from geoaccess.units import great_circle_m
from tests.access.streetfiles import DEGREES_PER_KM, graph_of

NODES = 7


@st.composite
def networks(draw: st.DrawFn) -> Streets:
    """A ring that holds all nodes together, and edges of any kind between them."""
    metres = st.integers(1, 500).map(float)
    ring = [(i, (i + 1) % NODES, draw(metres), True, draw(st.booleans())) for i in range(NODES)]
    ends = st.integers(0, NODES - 1)
    ways = st.sampled_from([(True, True), (True, False), (False, True)])
    more = draw(st.lists(st.tuples(ends, ends, metres, ways), max_size=10))
    edges = [*ring, *((a, b, length_m, *way) for a, b, length_m, way in more)]
    return build_streets(graph_of(edges), np.ones(len(edges)))


@st.composite
def points(draw: st.DrawFn, streets: Streets) -> Snapped:
    shares = st.sampled_from([0.0, 0.25, 0.5, 0.8, 1.0])
    some = draw(
        st.lists(
            st.tuples(st.integers(0, streets.graph.n_edges - 1), shares), min_size=1, max_size=5
        )
    )
    return Snapped(
        np.array([edge for edge, _ in some]),
        np.array([share for _, share in some]),
        np.zeros(len(some)),
    )


def cut_graph(streets: Streets, *sets: Snapped) -> dict:
    """Every edge cut at its points: arcs {from: [(to, seconds)]}, points named (set, position)."""
    on_edge = defaultdict(list)
    for k, some in enumerate(sets):
        for i, (edge, share) in enumerate(
            zip(some.edge.tolist(), some.share.tolist(), strict=True)
        ):
            on_edge[edge].append((share, (k, i)))
    arcs = defaultdict(list)
    for edge in range(streets.graph.n_edges):
        first, last = int(streets.graph.from_node[edge]), int(streets.graph.to_node[edge])
        stops = [(0.0, first), *sorted(on_edge[edge], key=lambda one: one[0]), (1.0, last)]
        along_s, against_s = streets.edge_s[edge]
        for (share, one), (next_share, other) in itertools.pairwise(stops):
            part = next_share - share
            if np.isfinite(along_s) or part == 0:
                arcs[one].append((other, part * along_s if part else 0.0))
            if np.isfinite(against_s) or part == 0:
                arcs[other].append((one, part * against_s if part else 0.0))
    return arcs


def search(arcs: dict, source: object) -> dict:
    """Dijkstra's algorithm in ten lines."""
    best, heap, tie = {}, [(0.0, 0, source)], itertools.count(1)
    while heap:
        seconds, _, node = heapq.heappop(heap)
        if node in best:
            continue
        best[node] = seconds
        for other, more in arcs[node]:
            heapq.heappush(heap, (seconds + more, next(tie), other))
    return best


def as_dict(found: Paths) -> dict:
    rows = zip(*(column.tolist() for column in found), strict=True)
    return {(i, j): (out_s, back_s) for i, j, out_s, back_s in rows}


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_against_a_plain_search(data: st.DataObject) -> None:
    streets = data.draw(networks())
    here, there = data.draw(points(streets)), data.draw(points(streets))
    limit_s = data.draw(st.sampled_from([100.0, 400.0, 1e6]))
    arcs = cut_graph(streets, here, there)
    found = as_dict(find_paths(streets, here, there, limit_s))
    for i, j in itertools.product(range(here.edge.size), range(there.edge.size)):
        out_s, back_s = search(arcs, (0, i))[1, j], search(arcs, (1, j))[0, i]
        wanted = tuple(one if one <= limit_s else np.inf for one in (out_s, back_s))
        if min(abs(out_s - limit_s), abs(back_s - limit_s)) > 1e-6:
            assert found.get((i, j), (np.inf, np.inf)) == pytest.approx(wanted)


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_against_networkx(data: st.DataObject) -> None:
    streets = data.draw(networks())
    here, there = data.draw(points(streets)), data.draw(points(streets))
    graph = nx.DiGraph()
    for one, others in cut_graph(streets, here, there).items():
        for other, seconds in others:
            known = graph.get_edge_data(one, other, {"seconds": np.inf})["seconds"]
            graph.add_edge(one, other, seconds=min(seconds, known))
    found = as_dict(find_paths(streets, here, there, 1e6))
    for i in range(here.edge.size):
        wanted = nx.single_source_dijkstra_path_length(graph, (0, i), weight="seconds")
        for j in range(there.edge.size):
            assert found[i, j][0] == pytest.approx(wanted[1, j])


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_either_side_may_be_the_smaller(data: st.DataObject) -> None:
    streets = data.draw(networks())
    here, there = data.draw(points(streets)), data.draw(points(streets))
    one, other = (
        as_dict(find_paths(streets, *pair, 1e6)) for pair in ((here, there), (there, here))
    )
    assert {(j, i) for i, j in one} == set(other)
    for (i, j), (out_s, back_s) in one.items():
        assert other[j, i] == pytest.approx((back_s, out_s))


def test_pairs_come_in_order_of_the_origin() -> None:
    streets = build_streets(graph_of([(0, 1, 10, True, True)]), np.ones(1))
    many = Snapped(np.zeros(5, int), np.linspace(0, 1, 5), np.zeros(5))
    found = find_paths(streets, many, many.take(np.array([0, 4])), 1e6)
    assert list(zip(found.origin.tolist(), found.target.tolist(), strict=True)) == sorted(
        itertools.product(range(5), range(2))
    )


def test_many_pairs_are_sought_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    streets = build_streets(graph_of([(0, 1, 10, True, True), (1, 2, 20, True, True)]), np.ones(2))
    many = Snapped(np.array([0, 1, 0, 1]), np.array([0.1, 0.2, 0.9, 0.7]), np.zeros(4))
    whole = as_dict(find_paths(streets, many, many, 1e6))
    monkeypatch.setattr("geoaccess.access.paths.TABLE_CELLS", 5)
    assert as_dict(find_paths(streets, many, many, 1e6)) == whole


def test_only_the_largest_connected_part_is_kept() -> None:
    """A dead end that is one-way, an island and a part that one cannot leave are left out."""
    edges = [
        (0, 1, 10, True, True), (1, 2, 10, True, True), (2, 0, 10, True, False),
        (1, 3, 10, True, False),
        (4, 5, 10, True, True),
    ]  # fmt: skip
    streets = build_streets(graph_of(edges), np.ones(5))
    assert streets.graph.length_m.size == 3
    assert streets.lost_m == 20
    assert np.isfinite(streets.edge_s).tolist() == [[True, True], [True, True], [True, False]]


def test_streets_that_nobody_may_use_are_an_error() -> None:
    with pytest.raises(InputError, match="no street that one can drive"):
        build_streets(graph_of([(0, 1, 10, False, False)]), np.ones(1))


PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 3)), st.tuples(st.floats(0, 9), st.floats(0, 9))
)


def paths_of(pairs: dict) -> Paths:
    rows = sorted(pairs.items())
    ends = np.array([pair for pair, _ in rows], dtype=np.int64).reshape(-1, 2)
    seconds = np.array([both for _, both in rows], dtype=float).reshape(-1, 2)
    return Paths(ends[:, 0], ends[:, 1], seconds[:, 0], seconds[:, 1])


@given(PAIRS, PAIRS)
def test_pairs_of_two_sets_are_joined_in_order(one: dict, other: dict) -> None:
    joined = paths_of(one).joined_to(paths_of(other), 4)
    nothing = (np.inf, np.inf)
    assert as_dict(joined) == {pair: one.get(pair, nothing) for pair in {**one, **other}}
    keys = list(zip(joined.origin.tolist(), joined.target.tolist(), strict=True))
    assert keys == sorted(set(keys))
    at = paths_of(other).at(joined.origin, joined.target, 4)
    assert as_dict(at) == {pair: other.get(pair, nothing) for pair in {**one, **other}}


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)), min_size=4, max_size=7, unique=True),
    st.lists(st.tuples(st.floats(-1, 4), st.floats(-1, 4)), min_size=1, max_size=5),
)
def test_doors_are_snapped_to_the_nearest_point(
    nodes: list[tuple[float, float]], doors: list[tuple[float, float]]
) -> None:
    """At 36 degrees north, against a hundred points along every edge."""
    xy = [(x / np.cos(np.radians(36)), y + 36 * 111.195) for x, y in nodes]
    edges = [(i, (i + 1) % len(xy), 100.0, True, True) for i in range(len(xy))]
    streets = build_streets(graph_of(edges, xy_km=xy), np.ones(len(edges)))
    lon = np.array([x for x, _ in doors]) * DEGREES_PER_KM / np.cos(np.radians(36))
    lat = 36 + np.array([y for _, y in doors]) * DEGREES_PER_KM
    found = streets.snap(Points(lon, lat))
    along = shapely.line_interpolate_point(
        streets.graph.lines[:, None], np.linspace(0, 1, 101), normalized=True
    ).ravel()
    all_m = great_circle_m(
        lon[:, None], lat[:, None], shapely.get_x(along)[None], shapely.get_y(along)[None]
    )
    spacing_m = 60
    assert np.all(found.distance_m <= all_m.min(axis=1) + 1)
    assert np.all(found.distance_m >= all_m.min(axis=1) - spacing_m)
    assert np.all((found.share >= 0) & (found.share <= 1))
