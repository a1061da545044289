"""What lines are drawn with: checked, packed, kept in map.data, and equal to the engine's."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.maps.codes import pack_symmetric, unpack_symmetric
from geoaccess.maps.drawtools import build_draw_packs
from geoaccess.maps.shapes import build_packs, build_shapes
from geoaccess.maps.store import dump_content, load_content
from tests.maps.cases import build_case, build_network
from tests.maps.drawcase import CHANGE_MIN, STATIONS, build_drawn_case, build_tools


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 12), st.randoms(use_true_random=False))
def test_a_symmetric_matrix_comes_back(size, random):
    half = np.array([[random.randrange(256) for _ in range(size)] for _ in range(size)])
    codes = np.triu(half).astype(np.uint8)
    codes = codes | np.triu(codes, 1).T
    assert np.array_equal(unpack_symmetric(pack_symmetric(codes), size), codes)


def test_legs_are_bytes_in_five_parts():
    tools = build_tools(
        leg_station=np.array([0, 4, 2, 1, 4, 2, 0, 3]),
        leg_to_min=np.array([15, 40, 20, 88, 30, 12, 14, 18]),
    )
    raw = gzip.decompress(base64.b64decode(build_draw_packs(tools)["draw-legs"]))
    n, m = tools.n_nodes, tools.leg_station.size
    assert len(raw) == n + 4 * m
    assert sum(raw[:n]) == m
    assert list(raw[n : n + m]) == tools.leg_to_min.tolist()
    assert list(raw[n + 2 * m : n + 3 * m]) == tools.leg_station.tolist()


def test_the_page_gets_stations_by_their_position():
    shapes = build_shapes(build_drawn_case())
    draw, stations = shapes["draw"], shapes["network"]["stations"]
    assert draw["ids"] == list(STATIONS)
    assert [stations[k][0].lower() for k in draw["at"]] == list(STATIONS)
    assert draw["change"] == list(CHANGE_MIN)
    assert draw["classes"]["maglev"]["top"] == 505


def test_without_tools_nothing_of_them_is_on_the_page():
    assert "draw" not in build_shapes(build_case())
    assert not any(name.startswith("draw") for name in build_packs(build_case()))


def test_tools_come_back_from_map_data():
    content = build_drawn_case()
    raw = dump_content(content)
    again = load_content(raw, "map.data")
    assert build_packs(again) == build_packs(content)
    assert json.dumps(build_shapes(again)) == json.dumps(build_shapes(content))
    assert dump_content(again) == raw


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"minutes": np.zeros((4, 4), np.uint8)}, "symmetric"),
        ({"minutes": np.zeros((5, 5), np.int32)}, "symmetric"),
        ({"minutes": np.arange(25, dtype=np.uint8).reshape(5, 5)}, "symmetric"),
        ({"change_min": np.zeros(4)}, "change_min"),
        ({"station_land": np.zeros(6, np.int32)}, "station_land"),
        ({"node_land": np.zeros(3, np.int32)}, "node_land"),
        ({"leg_count": np.zeros(15, np.int32)}, "leg_station"),
        ({"leg_station": np.full(8, 5)}, "a station that is not there"),
        ({"leg_station": np.full(8, -1)}, "a station that is not there"),
        ({"leg_to_min": np.full(8, 256)}, "leg_to_min"),
        ({"leg_from_min": np.full(8, -1)}, "leg_from_min"),
    ],
)
def test_parts_that_do_not_fit_are_refused(changes, message):
    with pytest.raises(InputError, match=message):
        build_tools(**changes)


def test_tools_of_other_places_are_refused():
    tools = build_tools(leg_count=np.r_[build_tools().leg_count, 0], node_land=np.zeros(16, int))
    with pytest.raises(InputError, match="ways of 16 places"):
        build_case(draw=tools)


def test_tools_without_travel_times_are_refused():
    with pytest.raises(InputError, match="travel times of the first view"):
        build_case(draw=build_tools(), travel=None)


def test_a_station_that_is_not_on_the_map_is_refused():
    network = build_network()
    less = replace(network, stations=network.stations[1:], sections=network.sections[1:3])
    with pytest.raises(InputError, match="no station 'tokyo'"):
        build_shapes(build_drawn_case(network=less))
