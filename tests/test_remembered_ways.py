"""Ways found once for all targets equal ways found for some of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.access import GreatCircle, Points, RememberedWays
from geoaccess.config import load_config
from geoaccess.sources.shipped import config_path

CONFIG = load_config(config_path("score.yaml")).access
SPOT = st.tuples(st.integers(0, 8), st.integers(0, 8))


def points(spots: list[tuple[int, int]]) -> Points:
    """Points on a grid of about 9 by 11 km; the same spot may come twice."""
    return Points(
        np.array([138 + 0.1 * x for x, _ in spots]), np.array([36 + 0.1 * y for _, y in spots])
    )


@settings(deadline=None)
@given(
    origins=st.lists(SPOT, min_size=1, max_size=3, unique=True),
    targets=st.lists(SPOT, min_size=1, max_size=8),
    picked=st.lists(st.integers(0, 7), max_size=6),
)
def test_some_targets_of_all_equal_a_question_of_their_own(
    origins: list[tuple[int, int]], targets: list[tuple[int, int]], picked: list[int]
) -> None:
    finder = GreatCircle(config=CONFIG)
    remembered = RememberedWays(finder=finder, targets=points(targets))
    asked = points([targets[k % len(targets)] for k in picked])
    for _ in range(2):
        found = remembered.find_ways(points(origins), asked)
        alone = finder.find_ways(points(origins), asked)
        for one, other in zip(found, alone, strict=True):
            np.testing.assert_array_equal(one, other)
    assert len(remembered.known) == 1


def test_a_target_that_is_not_among_all_is_asked_of_the_finder() -> None:
    finder = GreatCircle(config=CONFIG)
    remembered = RememberedWays(finder=finder, targets=points([(0, 0)]))
    found = remembered.find_ways(points([(0, 1)]), points([(1, 1)]))
    alone = finder.find_ways(points([(0, 1)]), points([(1, 1)]))
    assert found.out_s.tolist() == alone.out_s.tolist()
    assert not remembered.known


@settings(deadline=None)
@given(
    targets=st.lists(SPOT, min_size=1, max_size=6),
    asked=st.lists(SPOT, min_size=1, max_size=8),
)
def test_a_station_that_is_new_is_asked_about_alone(
    targets: list[tuple[int, int]], asked: list[tuple[int, int]]
) -> None:
    finder = GreatCircle(config=CONFIG)
    remembered = RememberedWays(finder=finder, targets=points(targets))
    origins = points([(0, 0), (4, 4), (7, 2)])
    found = remembered.find_ways(origins, points(asked))
    for one, other in zip(found, finder.find_ways(origins, points(asked)), strict=True):
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype
