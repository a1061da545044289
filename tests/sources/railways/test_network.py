"""The network as a whole: its tables, its trains, its place beside another network."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from pathlib import Path

import pytest

from geoaccess.errors import FileError
from geoaccess.model.network import RailNetwork, Station, Transfer
from geoaccess.scenario.trains import build_timetable
from geoaccess.sources.facts import load_sources
from geoaccess.sources.network import check_network, load_network, merge_networks
from geoaccess.sources.railways.build import build_conventional_network
from geoaccess.sources.railways.notes import find_components
from geoaccess.sources.railways.servicemodel import load_service_model
from geoaccess.sources.railways.writing import write_network
from tests.sources.railways.layers import Layers, degrees, edges, town

MODEL = load_service_model()


@pytest.fixture
def network(tmp_path: Path) -> RailNetwork:
    return build_conventional_network(*town().load(tmp_path), MODEL)


def other(*stations: tuple[str, str, float, float], **changes: object) -> RailNetwork:
    """Return a network of stations (id, name, km east, km north) without trains."""
    found = [(i, ja, *degrees(x, y)) for i, ja, x, y in stations]
    day = dt.date(2026, 3, 10)
    return RailNetwork(
        name="other", title={"en": "Other", "ja": "他"}, edition="x", valid_from=day, valid_to=day,
        service_date=day, default_transfer_min=5,
        stations=tuple(Station(id=i, ja=ja, en=i.title(), lat=lat, lon=lon) for i, ja, lon, lat in found),
        lines=(), sections=(), station_openings=(), patterns=(), departures=(), transfers=(), **changes,
    )  # fmt: skip


def test_lines_sections_and_lengths(network: RailNetwork) -> None:
    check_network(network)
    km = edges(network)
    assert km["中", "東"] == pytest.approx(4, rel=0.003)
    assert km["果", "西"] == pytest.approx(6, rel=0.003)
    assert len([line for line in network.lines if "本線" in line.id]) == 1
    assert {pair for pair in km if "輪一" in pair} == {("輪一", "輪二"), ("輪一", "輪三")}


def test_namesakes_far_apart_are_told_apart_by_their_position(network: RailNetwork) -> None:
    ids = sorted(station.id for station in network.stations if station.ja == "東")
    assert ids == ["n02-東@36.000,138.000", "n02-東@36.000,138.666"]


def test_stations_near_each_other_are_joined_on_foot(network: RailNetwork) -> None:
    walks = {(t.station, t.to_station): t.minutes for t in network.transfers if t.to_station}
    assert walks == {("n02-西", "n02-輪一"): pytest.approx(7)}  # 250 m * 1.25 / 80 m/min + 3, up


def test_islands_are_named(network: RailNetwork) -> None:
    parts = find_components(network)
    assert [len(part) for part in parts] == [8, 2]
    assert any("falls into 2 parts" in note.en and "東–島 (2)" in note.en for note in network.notes)


def test_tables_bring_the_same_network_back(network: RailNetwork, tmp_path: Path) -> None:
    write_network(network, tmp_path / "tables")
    again = load_network(tmp_path / "tables")
    for one in fields(RailNetwork):
        assert getattr(again, one.name) == getattr(network, one.name), one.name


def test_tables_are_written_whole_into_a_new_folder_only(
    network: RailNetwork, tmp_path: Path
) -> None:
    write_network(network, tmp_path / "new" / "tables")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["tables"]
    with pytest.raises(FileError, match="exists already"):
        write_network(network, tmp_path / "new" / "tables")


def test_trains_run_on_every_section_and_day(network: RailNetwork) -> None:
    for day in (dt.date(2026, 3, 10), dt.date(2026, 3, 15)):
        timetable = build_timetable(network, day)
        lines = {line for hop in timetable.call_lines for line in hop}
        assert lines == {section.line for section in network.sections}
    assert set(timetable.call_stop_idx.tolist()) == set(range(len(network.stations)))


def test_sources_are_known_and_credited(network: RailNetwork) -> None:
    credit = {one.id: one.credit for one in load_sources()}
    assert set(network.sources) <= set(credit)
    assert credit["mlit-n02"] == "国土数値情報（鉄道データ）（国土交通省）を加工して作成"


def test_a_station_of_the_joined_network_keeps_its_id_and_place(tmp_path: Path) -> None:
    known = other(("naka", "中", 4.3, 0), ("higashi", "東", 0, 3), ("hotel", "宿", 9, 0.2))
    network = build_conventional_network(*town().load(tmp_path), MODEL, join=known)
    ids = {station.id: station for station in network.stations}
    assert ids["naka"] == known.stations[0]
    assert "higashi" not in ids  # same name, 3 km away
    walks = {frozenset((t.station, t.to_station)) for t in network.transfers if t.to_station}
    assert frozenset(("n02-西", "hotel")) in walks
    merged = merge_networks([known, network])
    check_network(merged)
    assert len(merged.stations) == len(network.stations) + 1
    build_timetable(merged)


def test_transfers_of_the_joined_network_hold(tmp_path: Path) -> None:
    change = Transfer(station="naka", to_station="", minutes=12)
    walk = Transfer(station="nishi", to_station="wa", minutes=9)
    known = replace(
        other(("naka", "中", 4.3, 0), ("nishi", "西", 9, 0), ("wa", "輪一", 9.25, 0)),
        transfers=(change, walk),
    )
    layers = town().platform("支線", "中", 4.25, 0.2, operator="大鉄道")
    network = build_conventional_network(*layers.load(tmp_path), MODEL, join=known)
    assert network.transfers == ()
    assert set(merge_networks([known, network]).transfers) == {change, walk}


def test_wide_stations_take_longer_to_change(tmp_path: Path) -> None:
    layers = town().line("地下線", ("中", 4.28, 0), ("南", 4.28, -3), operator="市")
    network = build_conventional_network(*layers.load(tmp_path), MODEL)
    change = {t.station: t.minutes for t in network.transfers if not t.to_station}
    assert change == {"n02-中": 8}  # 280 m * 1.25 / 80 m/min + 3, rounded up


def test_stations_off_the_track_are_left_out_and_named(tmp_path: Path) -> None:
    layers: Layers = town().platform("本線", "廃", 30, 30, operator="大鉄道")
    network = build_conventional_network(*layers.load(tmp_path), MODEL)
    assert "廃" not in {station.ja for station in network.stations}
    assert any("1 platforms have no track" in note.en for note in network.notes)
