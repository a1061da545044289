"""Stations in order: paths, branches and loops."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from geoaccess.sources.railways.paths import order_stations, path_km
from geoaccess.sources.railways.ways import Hops


def hops(*pairs: tuple[int, int, float]) -> Hops:
    return {(min(a, b), max(a, b)): km for a, b, km in pairs}


def test_a_line_without_branches_is_one_path() -> None:
    assert order_stations(hops((2, 0, 1), (0, 3, 1), (3, 1, 1))) == [(1, 3, 0, 2)]


def test_the_longest_way_is_the_main_path_and_branches_follow() -> None:
    line = hops((0, 1, 5), (1, 2, 5), (1, 3, 2), (3, 4, 1))
    assert order_stations(line) == [(0, 1, 2), (1, 3, 4)]


def test_a_ring_closes() -> None:
    ring = order_stations(hops((0, 1, 1), (1, 2, 1), (2, 3, 1), (3, 0, 1)))
    assert ring == [(0, 1, 2, 3, 0)]


def test_a_ring_with_a_tail_has_its_end_at_the_junction_of_another_line() -> None:
    # As the Chuo Line: one way to the junction 3 is shorter, the other has station 4.
    line = hops((0, 1, 9), (1, 3, 2), (1, 4, 3), (4, 3, 3))
    assert order_stations(line, frozenset({3})) == [(0, 1, 3), (1, 4, 3)]


def test_an_end_shared_with_the_same_operator_goes_before_a_slightly_longer_branch() -> None:
    line = hops((0, 1, 1.8), (1, 2, 50), (1, 3, 2.7))
    assert order_stations(line)[0] == (2, 1, 3)
    assert set(order_stations(line, frozenset({0}), frozenset({0}))[0]) == {0, 1, 2}


TREES = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 50)), min_size=1, max_size=14).map(
    lambda rows: hops(*((i + 1, at % (i + 1), km) for i, (at, km) in enumerate(rows)))
)
EXTRA = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14), st.integers(1, 50)), max_size=4)


@given(TREES, EXTRA)
def test_paths_run_over_every_hop_once(tree: Hops, extra: list[tuple[int, int, int]]) -> None:
    n = max(b for _, b in tree)
    line = tree | {
        (min(a, b), max(a, b)): float(km) for a, b, km in extra if a != b and max(a, b) <= n
    }
    paths = order_stations(line)
    run = [(min(pair), max(pair)) for path in paths for pair in pairwise(path)]
    assert sorted(run) == sorted(line)


@given(TREES)
def test_the_first_path_of_a_tree_is_its_longest(tree: Hops) -> None:
    n = max(b for _, b in tree) + 1
    far = [[0.0 if a == b else float("inf") for b in range(n)] for a in range(n)]
    for (a, b), km in tree.items():
        far[a][b] = far[b][a] = km
    for k in range(n):
        for a in range(n):
            for b in range(n):
                far[a][b] = min(far[a][b], far[a][k] + far[k][b])
    assert path_km(order_stations(tree)[0], tree) == max(
        far[a][b] for a, b in combinations(range(n), 2)
    )
