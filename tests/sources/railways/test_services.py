"""Trains of the service model: minutes, clock faces, rings, cuts, through trains."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.model.network import RailNetwork, StoppingPattern
from geoaccess.sources.railways.build import build_conventional_network
from geoaccess.sources.railways.servicemodel import (
    Headway,
    Join,
    RunTime,
    ServiceModel,
    Through,
    load_service_model,
)
from geoaccess.sources.railways.services import _whole_minutes
from tests.sources.railways.layers import Layers, town

MODEL = load_service_model()
JR = "東日本旅客鉄道"


def build(layers: Layers, folder: Path, **changes: object) -> RailNetwork:
    return build_conventional_network(*layers.load(folder), MODEL.model_copy(update=changes))


def named(network: RailNetwork, pattern: StoppingPattern) -> list[str]:
    ja = {station.id: station.ja for station in network.stations}
    return [ja[call] for call in pattern.calls]


def minutes_of(network: RailNetwork, pattern: StoppingPattern, direction: str) -> list[int]:
    rows = [
        row
        for row in network.departures
        if row.pattern == pattern.id and row.direction == direction
    ]
    return [minute for row in rows for minute in row.departures_min]


@given(st.lists(st.floats(0.05, 40), min_size=1, max_size=40), st.floats(20, 130), st.floats(0, 4))
def test_whole_minutes_keep_to_the_sum(km: list[float], speed_kmh: float, stop_min: float) -> None:
    run_time = RunTime(speed_kmh=speed_kmh, stop_min=stop_min, source="x", confidence="low")
    minutes = _whole_minutes(run_time, km)
    wanted = [60 * one / speed_kmh + stop_min for one in km]
    assert min(minutes) >= 1
    assert sum(minutes) >= sum(wanted) - 0.51
    if min(wanted) >= 1:
        assert abs(sum(minutes) - sum(wanted)) <= 0.51


def test_every_path_has_trains_both_ways_from_first_to_last(tmp_path: Path) -> None:
    network = build(town(), tmp_path)
    runs = [named(network, pattern) for pattern in network.patterns]
    assert ["果", "西", "中", "東"] in runs  # down: away from Tokyo, which lies east
    assert ["中", "北"] in runs
    assert ["島", "東"] in runs
    for pattern in network.patterns:
        for direction in ("down", "up"):
            minutes = minutes_of(network, pattern, direction)
            assert minutes == sorted(set(minutes))
            assert 330 <= minutes[0] < 600
            assert minutes[-1] > 1140
    assert all(row.is_headway_model for row in network.departures)
    assert {pattern.confidence for pattern in network.patterns} == {"low"}
    assert network.notes[0].en.startswith("Modelled services, not a timetable")


def test_a_ring_runs_from_two_stations_at_twice_the_headway(tmp_path: Path) -> None:
    ring = Layers().line(
        "環状線",
        *[
            (name, x, y)
            for name, x, y in [("甲", 0, 0), ("乙", 3, 0), ("丙", 3, 3), ("丁", 0, 3), ("甲", 0, 0)]
        ],
    )
    network = build(ring, tmp_path)
    runs = [named(network, pattern) for pattern in network.patterns]
    assert len(runs) == 2
    assert {run[0] for run in runs} in ({"甲", "丙"}, {"乙", "丁"})
    assert all(run[0] == run[-1] and len(set(run)) == 4 for run in runs)


def test_lines_of_one_operator_that_meet_end_to_end_run_through(tmp_path: Path) -> None:
    layers = (
        Layers().line("東線", ("甲", 0, 0), ("乙", 4, 0)).line("西線", ("乙", 4, 0), ("丙", 8, 0.5))
    )
    layers.line("他線", ("丙", 8, 0.5), ("丁", 12, 0.5), operator="他社")
    network = build(layers, tmp_path)
    assert sorted(len(pattern.calls) for pattern in network.patterns) == [2, 3]


def test_lines_that_meet_back_to_back_do_not(tmp_path: Path) -> None:
    layers = (
        Layers().line("東線", ("甲", 0, 0), ("乙", 4, 0)).line("西線", ("乙", 4, 0), ("丙", 0, 0.5))
    )
    assert [len(pattern.calls) for pattern in build(layers, tmp_path).patterns] == [2, 2]


def test_no_train_takes_both_ways_of_a_fork(tmp_path: Path) -> None:
    layers = (
        Layers().line("東線", ("甲", 0, 0), ("乙", 20, 1)).line("東線", ("甲", 0, 0), ("丙", 20, 0))
    )
    runs = [
        set(named(network, one))
        for network in [build(layers, tmp_path)]
        for one in network.patterns
    ]
    assert sorted(map(sorted, runs)) == [["丙", "甲"], ["乙", "甲"]]


@pytest.mark.parametrize(
    ("operator", "listed", "n_calls"),
    [("他社", False, 3), ("私鉄", False, 2), ("私鉄", True, 3)],
)
def test_where_a_third_line_runs_on_only_listed_lines_are_joined(
    tmp_path: Path, operator: str, listed: bool, n_calls: int
) -> None:
    """As at Himeji, where the Kishin and the Bantan Line end and the Sanyo Line runs on."""
    layers = (
        Layers()
        .line("東線", ("甲", 0, 0), ("乙", 4, 0))
        .line("西線", ("乙", 4, 0), ("丙", 8, 0.5))
        .line("他線", ("丁", 4, 3), ("乙", 4, 0), ("戊", 4, -3), operator=operator)
    )
    join = Join(operator="私鉄", station="乙", lines=("西線", "東線"), source="x", confidence="low")
    network = build(layers, tmp_path, joins=(join,) if listed else ())
    runs = [p for p in network.patterns if p.lines[0].startswith("n02-私鉄-東")]
    assert [len(run.calls) for run in runs] == [n_calls]


def test_through_trains_pass_by_the_stations_that_are_listed(tmp_path: Path) -> None:
    layers = Layers().line("東線", ("甲", 0, 0), ("乙", 4, 0), ("丙", 8, 0), ("丁", 12, 0))
    through = Through(
        name="Through", name_ja="直通", operator="私鉄", lines=("東線",), via=("甲", "丁"),
        passes=("乙", "無"), headway=Headway(peak=10, day=20, edge=30), source="x",
        confidence="low",
    )  # fmt: skip
    network = build(layers, tmp_path, through=(through,))
    (found,) = [one for one in network.patterns if one.service == "Through Rapid"]
    assert sorted(named(network, found)) == ["丁", "丙", "甲"]
    assert found.service_ja == "直通 快速"


def test_long_lines_are_cut_and_trains_connect(tmp_path: Path) -> None:
    stops = [(f"駅{i:02d}", 6.0 * i, 0.0) for i in range(40)]
    network = build(Layers().line("長線", *stops, operator=JR, railway="11", owner="2"), tmp_path)
    assert len(network.patterns) >= 2
    assert max(sum(pattern.run_min) for pattern in network.patterns) <= 1.3 * MODEL.cuts.max_run_min
    ends = [named(network, pattern) for pattern in network.patterns]
    assert all(a[-1] == b[0] for a, b in pairwise(ends))
    for first, second in pairwise(network.patterns):
        wait = MODEL.cuts.connection_min
        arrive = {
            minute + sum(first.run_min) + wait for minute in minutes_of(network, first, "down")
        }
        leave = minutes_of(network, second, "down")
        inside = [minute for minute in arrive if leave[0] <= minute <= leave[-1]]
        assert sum(minute in leave for minute in inside) >= 0.8 * len(inside)


def test_through_trains_pass_the_stations_they_name(tmp_path: Path) -> None:
    layers = (
        Layers()
        .line("東線", ("甲", 0, 0), ("乙", 4, 0), ("丙", 8, 0))
        .line("西線", ("乙", 4, 0), ("丁", 4, 5))
    )
    through = Through(
        name="Through", name_ja="直通", operator="私鉄", lines=("東線", "西線"), via=("甲", "丁"),
        headway=Headway(peak=10, day=20, edge=30), source="x", confidence="low",
    )  # fmt: skip
    network = build(
        layers, tmp_path, through=(through, through.model_copy(update={"via": ("甲", "無")}))
    )
    found = [pattern for pattern in network.patterns if pattern.service_ja.startswith("直通")]
    assert [named(network, pattern) for pattern in found] == [["甲", "乙", "丁"]]
    assert {b - a for a, b in pairwise(minutes_of(network, found[0], "down"))} <= {10, 20, 30}


def test_expresses_call_at_junctions_and_ends(tmp_path: Path) -> None:
    stops = [(f"駅{i:02d}", 3.0 * i, 0.0) for i in range(30)]
    layers = Layers().line("長線", *stops, operator=JR, railway="11", owner="2")
    layers.line("支線", stops[10], ("北", 30, 9), operator=JR, railway="11", owner="2")
    express = build(layers, tmp_path, kinds=("express",)).patterns
    calls = [pattern.calls for pattern in express if len(pattern.calls) > 2]
    assert calls
    assert all("n02-駅10" in one for one in calls if "n02-駅00" in one)
    assert min(len(one) for one in calls) < 10


def test_classes_follow_the_rules_in_order(tmp_path: Path) -> None:
    layers = (
        Layers()
        .line(
            "飯田線", ("甲", 0, 0), ("乙", 4, 0), operator="東海旅客鉄道", railway="11", owner="2"
        )
        .line(
            "東海道線", ("丙", 0, 9), ("丁", 4, 9), operator="東海旅客鉄道", railway="11", owner="2"
        )
        .line(
            "東海道新幹線",
            ("丙", 0, 9.1),
            ("丁", 4, 9.1),
            operator="東海旅客鉄道",
            railway="11",
            owner="1",
        )
        .line("市電", ("戊", 0, 20), ("己", 1, 20), operator="市", railway="21", owner="3")
        .line("鋼索線", ("庚", 0, 30), ("辛", 1, 30), railway="13")
        .line("小田急線", ("壬", 0, 40), ("癸", 1, 40), operator="小田急電鉄")
        .line("山線", ("子", 0, 50), ("丑", 1, 50), owner="5")
    )
    network = build(layers, tmp_path)
    assert [(line.ja.split()[1], line.category) for line in network.lines] == [
        ("小田急線", "private_urban"),
        ("山線", "third_sector"),
        ("市電", "tram"),
        ("東海道線", "jr_main"),
        ("鋼索線", "cable"),
        ("飯田線", "jr_local"),
    ]
    assert any("東海道新幹線" in note.en and "left out" in note.en for note in network.notes)


@pytest.mark.parametrize("kind", ["local", "rapid"])
def test_a_class_without_a_tier_has_no_train_there(tmp_path: Path, kind: str) -> None:
    headways = dict(MODEL.headways)
    local = headways["private_local"]["local"]
    headways["private_local"] = {
        kind: local.model_copy(update={"tiers": {"core": local.tiers["core"]}})
    }
    run_times = dict(MODEL.run_times)
    run_times["private_local"] = {kind: run_times["private_local"]["local"]}
    network = build(town(), tmp_path, headways=headways, run_times=run_times)
    assert network.patterns == ()
    assert network.sections


def test_model_is_not_changed_by_a_build(tmp_path: Path) -> None:
    before = MODEL.model_dump()
    build(town(), tmp_path)
    assert isinstance(MODEL, ServiceModel)
    assert MODEL.model_dump() == before
    assert replace(build(town(), tmp_path), notes=()).patterns == build(town(), tmp_path).patterns
