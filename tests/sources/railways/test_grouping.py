"""Which platforms are one station."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.sources.railways.grouping import build_groups
from geoaccess.sources.railways.records import LineKey, PlatformLayer
from geoaccess.units import great_circle_m
from tests.sources.railways.layers import degrees


def layer(*platforms: tuple[str, float, float]) -> PlatformLayer:
    """Return platforms as points (name, km east, km north)."""
    places = np.array([degrees(x, y) for _, x, y in platforms]).reshape(-1, 2)
    n = len(platforms)
    return PlatformLayer(
        where="x",
        name=tuple(name for name, _, _ in platforms),
        line=(LineKey("線", "社"),) * n,
        railway=("",) * n,
        institution=("",) * n,
        shape=shapely.points(places),
        lon=places[:, 0],
        lat=places[:, 1],
    )


def test_one_name_across_operators_within_300_m() -> None:
    groups = build_groups(layer(("中", 0, 0), ("西", 0.1, 0), ("中", 0.29, 0)))
    assert groups.name == ("中", "西")
    assert groups.of_platform.tolist() == [0, 1, 0]
    assert groups.spread_m[0] == pytest.approx(290, rel=0.01)


def test_one_name_far_apart_stays_apart() -> None:
    assert build_groups(layer(("中", 0, 0), ("中", 0.4, 0))).name == ("中", "中")
    assert build_groups(layer(("中", 0, 0), ("中", 0.4, 0)), within_m=500).name == ("中",)


def test_other_names_are_never_guessed() -> None:
    assert len(build_groups(layer(("梅田", 0, 0), ("大阪梅田", 0.05, 0))).name) == 2


def test_spellings_of_one_name_are_one() -> None:
    assert build_groups(layer(("市ケ谷", 0, 0), ("市ヶ谷", 0.1, 0), ("市ヶ谷", 0.1, 0.1))).name == (
        "市ヶ谷",
    )


PLATFORMS = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 12), st.integers(0, 12)),
    min_size=1,
    max_size=14,
)


@given(PLATFORMS)
def test_groups_are_what_steps_of_at_most_300_m_reach(cells: list[tuple[str, int, int]]) -> None:
    given_layer = layer(*((name, x * 0.13, y * 0.13) for name, x, y in cells))
    found = build_groups(given_layer).of_platform
    for start in range(len(cells)):
        reached, todo = {start}, [start]
        while todo:
            here = todo.pop()
            for other in range(len(cells)):
                metres = great_circle_m(
                    given_layer.lon[here],
                    given_layer.lat[here],
                    given_layer.lon[other],
                    given_layer.lat[other],
                )
                if other not in reached and cells[here][0] == cells[other][0] and metres <= 300:
                    reached.add(other)
                    todo.append(other)
        assert {i for i, group in enumerate(found) if group == found[start]} == reached
