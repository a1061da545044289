"""Communities: cases by hand, and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.model.partners import PartnerGraph
from geoaccess.scores.communities import (
    compute_rand_index,
    find_articulations,
    find_communities,
    find_merged,
)

TRIANGLES = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)]


def graph_of(n: int, edges: list[tuple[int, int]], hours: float = 1) -> PartnerGraph:
    is_edge = np.zeros((n, n), dtype=bool)
    for i, j in edges:
        is_edge[i, j] = is_edge[j, i] = True
    weight_s = np.where(is_edge, round(3600 * hours), 0)
    return PartnerGraph(can_visit=is_edge, is_edge=is_edge, weight_s=weight_s)


graphs = st.integers(1, 9).flatmap(
    lambda n: st.lists(
        st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda e: e[0] != e[1]),
        max_size=14,
    ).map(lambda edges: graph_of(n, edges, 2.5))
)


def test_two_triangles_with_a_bridge() -> None:
    """Q = 2 (3/7 - (7/14)^2) = 5/14: three of seven edges and half the ends in each."""
    found = find_communities(graph_of(6, [*TRIANGLES, (2, 3)]), seed=0)
    assert found.label.tolist() == [0, 0, 0, 1, 1, 1]
    assert found.modularity == pytest.approx(5 / 14)
    assert found.n_communities == 2
    assert found.agreement == 1
    assert found.belonging.tolist() == [1] * 6


def test_a_finer_division_of_the_same_graph() -> None:
    """Each place alone has Q = -gamma sum (k/14)^2 = -gamma 38/196, which wins where 2 gamma / 4
    less 6/7 is more than that: gamma > 2.8."""
    graph = graph_of(6, [*TRIANGLES, (2, 3)])
    assert find_communities(graph, seed=0, resolution=2.5).n_communities < 6
    assert find_communities(graph, seed=0, resolution=10).n_communities == 6


def test_the_largest_community_is_first_and_a_place_alone_belongs_to_nobody() -> None:
    found = find_communities(graph_of(6, [(3, 4), (4, 5), (3, 5), (0, 1)]), seed=3)
    assert found.label.tolist() == [1, 1, 2, 0, 0, 0]
    assert np.isnan(found.belonging[2])


def test_without_edges_everybody_is_alone() -> None:
    found = find_communities(graph_of(3, []), seed=0)
    assert found.n_communities == 3
    assert np.isnan(found.modularity)


def test_the_place_that_holds_two_triangles_together() -> None:
    bow_tie = graph_of(5, [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (2, 4)])
    assert find_articulations(bow_tie) == (2,)
    assert find_articulations(graph_of(6, [*TRIANGLES, (2, 3)])) == (2, 3)


def test_adjusted_rand_index_of_a_published_example() -> None:
    """scikit-learn, adjusted_rand_score: [0, 0, 1, 2] against [0, 0, 1, 1] is 0.57..., and
    [0, 0, 0, 0] against [0, 1, 2, 3] is 0."""
    assert compute_rand_index(np.array([0, 0, 1, 2]), np.array([0, 0, 1, 1])) == pytest.approx(
        4 / 7
    )
    assert compute_rand_index(np.zeros(4, int), np.arange(4)) == 0
    assert compute_rand_index(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])) == 1


def test_merged_communities_are_those_whose_places_mostly_went_together() -> None:
    before = find_communities(graph_of(6, TRIANGLES), seed=0)
    full = [(i, j) for i in range(6) for j in range(i)]
    after = find_communities(graph_of(6, full), seed=0)
    (merged,) = find_merged(before, after)
    assert merged.after == 0
    assert merged.before == (0, 1)
    assert find_merged(before, before) == ()


@settings(max_examples=30)
@given(graphs, st.integers(0, 5))
def test_communities_divide_the_places_and_are_the_same_for_the_same_seed(
    graph: PartnerGraph, seed: int
) -> None:
    found, again = (find_communities(graph, seed=seed, runs=4) for _ in range(2))
    sizes = np.bincount(found.label)
    assert sizes.sum() == len(graph.is_edge)
    assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)
    assert found.label.tolist() == again.label.tolist()
    assert -1 <= found.agreement <= 1
    assert all(0 <= share <= 1 for share in found.belonging if not np.isnan(share))


@pytest.mark.parametrize(
    ("runs", "seed", "resolution"),
    [(0, 0, 1), (1, -1, 1), (1, 0, 0), (1, 0, np.nan), (1, 0, np.inf)],
)
def test_refuses_what_is_no_search(runs: int, seed: int, resolution: float) -> None:
    with pytest.raises(InputError, match="communities"):
        find_communities(graph_of(2, [(0, 1)]), seed=seed, runs=runs, resolution=resolution)
