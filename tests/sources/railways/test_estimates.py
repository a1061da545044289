"""Lines without track whose stations are put in order, and those whose order is not plain."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.sources.railways.build import build_conventional_network
from geoaccess.sources.railways.estimates import find_chain
from geoaccess.sources.railways.servicemodel import Estimate, load_service_model
from tests.sources.railways.layers import Layers, Stop, edges

LISTED = Estimate(operators=("急行",), line="急線", detour=1.1, source="x", confidence="low")
MODEL = load_service_model().model_copy(update={"estimates": (LISTED,)})


def with_bare_line(*stops: Stop) -> Layers:
    layers = Layers().line("本線", ("東", 0, 0), ("中", 4, 0), ("西", 9, 0), ("北", 9, 6))
    layers.line("本線", ("北", 9, 6), ("奥", 9, 12), ("果", 9, 20))
    for name, x, y in stops:
        layers.platform("急線", name, x, y, operator="急行")
    return layers


BARE = [("乙", 2, 31), ("丁", 6, 30), ("甲", 0, 30), ("丙", 4, 30)]


@settings(deadline=None)  # the first call imports scipy
@given(st.lists(st.floats(0.2, 3), min_size=1, max_size=30), st.randoms())
def test_stations_along_a_gentle_curve_are_found_in_order(
    steps: list[float], random: object
) -> None:
    at = np.cumsum([0, *steps]) / 100
    shuffled = list(range(len(at)))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    lon, lat = 139 + at[shuffled], 35 + at[shuffled] ** 2
    found = find_chain(lon, lat)
    true = sorted(range(len(at)), key=lambda i: shuffled[i])
    # Where steps differ by much the nearest station may lie behind: then the order is refused.
    assert found in (None, true, true[::-1])
    if max(steps) < 2 * min(steps):
        assert found is not None


def test_a_fork_a_lone_station_and_a_jump_back_are_not_plain() -> None:
    fork = np.array([139.0, 139.1, 139.2, 139.1]), np.array([35.0, 35.0, 35.0, 35.08])
    assert find_chain(*fork) is None
    assert find_chain(np.array([139.0]), np.array([35.0])) is None
    hairpin = np.array([0.0, 1, 2, 3, 3, 2, 1, 0]) / 50, np.array([0.0] * 4 + [1.0] * 4) / 200
    assert find_chain(139 + hairpin[0], 35 + hairpin[1]) is None


def test_a_listed_line_without_track_is_estimated_and_marked(tmp_path: Path) -> None:
    network = build_conventional_network(*with_bare_line(*BARE).load(tmp_path), MODEL)
    km = edges(network)
    assert {pair for pair in km if "乙" in pair} == {("乙", "甲"), ("丙", "乙")}
    assert 2.2 * 1.09 < km["乙", "甲"] < 2.3 * 1.1
    (line,) = [line for line in network.lines if "急線" in line.ja]
    assert (line.ja, line.en) == ("急行 急線（線形推定）", "急行 急線 (track estimated)")
    assert any(
        "1 lines have no track" in note.en and "急行 急線" in note.en for note in network.notes
    )
    assert any(pattern.lines == (line.id,) for pattern in network.patterns)


def test_a_line_that_is_not_listed_or_not_plain_is_left_out_and_named(tmp_path: Path) -> None:
    unlisted = MODEL.model_copy(update={"estimates": ()})
    network = build_conventional_network(*with_bare_line(*BARE).load(tmp_path), unlisted)
    assert not any("急線" in line.ja for line in network.lines)
    assert any("4 platforms have no track" in note.en for note in network.notes)
    forked = with_bare_line(*BARE, ("戊", 4, 33))
    network = build_conventional_network(*forked.load(tmp_path), MODEL)
    assert not any("急線" in line.ja for line in network.lines)
    assert any("cannot be told from positions: 急行 急線" in note.en for note in network.notes)


def test_a_listed_line_with_track_keeps_it(tmp_path: Path) -> None:
    layers = with_bare_line(*BARE)
    layers.piece("急線", (0, 30), (2, 31), (4, 30), (6, 30), operator="急行")
    network = build_conventional_network(*layers.load(tmp_path), MODEL)
    assert [line.ja for line in network.lines if "急線" in line.ja] == ["急行 急線"]
