"""Changes: the default, stations, transfers.txt, walks between near stops."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geoaccess.errors import InputError
from geoaccess.sources.gtfs import load_gtfs
from geoaccess.units import UNREACHED_S, great_circle_m
from tests.sources.gtfsfeeds import STOPS, TUESDAY, english, load, walks_of, write_feed

STATION = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
S,Station,35.0,139.0,1,
A,1,35.0,139.0,0,S
B,2,35.0,139.0,,S
C,3,35.0,139.0,0,S
D,other,35.1,139.0,,
E,entrance,35.0,139.0,2,S
"""
TRANSFER = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"


def change_s(folder: Path, **tables: str) -> dict[str, int]:
    timetable = load(folder, **tables).timetable
    return dict(zip(timetable.stop_id, timetable.change_s.tolist(), strict=True))


def test_default(tmp_path: Path) -> None:
    timetable = load(tmp_path).timetable
    assert timetable.change_s.tolist() == [60] * 4
    assert timetable.walk_s.size == 0


def test_stations_and_entrances_are_no_stops(tmp_path: Path) -> None:
    assert load(tmp_path, stops=STATION).timetable.stop_id == ("A", "B", "C", "D")


def test_stops_of_one_station_are_changed_between(tmp_path: Path) -> None:
    assert walks_of(load(tmp_path, stops=STATION).timetable) == dict.fromkeys(
        ("A B", "A C", "B A", "B C", "C A", "C B"), 60
    )


def test_station_that_is_not_there_still_joins_its_stops(tmp_path: Path) -> None:
    stops = "".join(line for line in STATION.splitlines(keepends=True) if line[0] != "S")
    feed = load(tmp_path, stops=stops)
    assert len(walks_of(feed.timetable)) == 6
    assert english(feed) == (
        "feed: stops.txt: 4 stops name a parent_station that is not there; they form it still",
    )


def test_stop_without_coordinates_lies_at_its_station(tmp_path: Path) -> None:
    stops = STATION.replace("A,1,35.0,139.0", "A,1,,")
    timetable = load(tmp_path, stops=stops).timetable
    assert (timetable.stop_lat[0], timetable.stop_lon[0]) == (35.0, 139.0)


@pytest.mark.parametrize("place", [",", "0,0", "0.0,0.000"])
def test_unused_stop_without_coordinates_is_left_out(tmp_path: Path, place: str) -> None:
    feed = load(tmp_path, stops=STOPS.replace("35.30,139.00", place))
    assert feed.timetable.stop_id == ("A", "B", "C")
    assert english(feed) == (
        "feed: stops.txt: 1 stops without coordinates that no trip of the day calls at left out",
    )


@pytest.mark.parametrize(("kind", "seconds"), [("", 300), ("0", 300), ("2", 300), ("1", 0)])
def test_change_at_a_stop(tmp_path: Path, kind: str, seconds: int) -> None:
    found = change_s(tmp_path, transfers=f"{TRANSFER}B,B,{kind},300\n")
    assert found == {"A": 60, "B": seconds, "C": 60, "D": 60}


def test_change_that_is_not_possible(tmp_path: Path) -> None:
    found = change_s(tmp_path, transfers=f"{TRANSFER}B,B,3,\n")
    assert found["B"] == UNREACHED_S


def test_walk_between_stops_is_one_way(tmp_path: Path) -> None:
    feed = load(tmp_path, transfers=f"{TRANSFER}A,B,2,400\nC,D,1,\n")
    assert walks_of(feed.timetable) == {"A B": 400, "C D": 0}


def test_recommended_change_without_a_time_is_walked(tmp_path: Path) -> None:
    stops = STOPS.replace("35.10", "35.01")
    feed = load(tmp_path, stops=stops, transfers=f"{TRANSFER}A,B,0,\nC,C,0,\n")
    distance_m = great_circle_m(139.0, 35.0, 139.0, 35.01)
    assert walks_of(feed.timetable) == {"A B": round(distance_m * 1.25 / (4800 / 3600))}
    assert feed.timetable.change_s.tolist() == [60] * 4


def test_table_goes_before_the_station(tmp_path: Path) -> None:
    rows = f"{TRANSFER}A,B,2,500\nB,A,3,\n"
    walks = walks_of(load(tmp_path, stops=STATION, transfers=rows).timetable)
    assert walks == {"A B": 500, "A C": 60, "B C": 60, "C A": 60, "C B": 60}


def test_row_of_a_station_holds_for_its_stops(tmp_path: Path) -> None:
    timetable = load(tmp_path, stops=STATION, transfers=f"{TRANSFER}S,D,2,700\n").timetable
    walks = walks_of(timetable)
    assert {pair: s for pair, s in walks.items() if "D" in pair} == {
        "A D": 700, "B D": 700, "C D": 700,
    }  # fmt: skip


@pytest.mark.parametrize("rows", ["S,S,2,240\nA,A,2,30\nA,B,3,\n", "A,A,2,30\nA,B,3,\nS,S,2,240\n"])
def test_row_of_stops_goes_before_one_of_stations(tmp_path: Path, rows: str) -> None:
    timetable = load(tmp_path, stops=STATION, transfers=TRANSFER + rows).timetable
    assert timetable.change_s.tolist() == [30, 240, 240, 60]
    assert walks_of(timetable) == dict.fromkeys(("A C", "B A", "B C", "C A", "C B"), 240)


def test_transfers_of_routes_trips_and_seats_are_ignored_with_a_note(tmp_path: Path) -> None:
    header = "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_route_id,to_trip_id\n"
    feed = load(tmp_path, transfers=f"{header}A,A,2,900,r,\nB,B,2,900,,t\n,,4,,,\nC,C,2,90,,\n")
    assert feed.timetable.change_s.tolist() == [60, 60, 90, 60]
    assert english(feed) == (
        "feed: transfers.txt: 3 transfers of certain routes or trips, or in the seat, ignored",
    )


def near(folder: Path, **options: float) -> dict[str, int]:
    """Return the walks of two feeds: A and B 111 m apart, a stop of the other feed at B."""
    stops = "stop_id,stop_lat,stop_lon\nA,35.000,139\nB,35.001,139\nC,35.2,139\n"
    east = write_feed(folder, "e", stops=stops)
    west = write_feed(
        folder, "w", stops=stops.replace("35.000", "35.001").replace("B,35.001", "B,36")
    )
    return walks_of(load_gtfs([east, west], TUESDAY, default_transfer_s=30, **options).timetable)


def test_walks_within_a_distance_join_feeds_both_ways(tmp_path: Path) -> None:
    walks = near(tmp_path, walk_within_m=120)
    seconds = round(float(great_circle_m(139, 35.0, 139, 35.001)) * 1.25 * 3.6 / 4.8)
    assert walks == {
        "e:A e:B": seconds, "e:B e:A": seconds, "e:A w:A": seconds, "w:A e:A": seconds,
        "e:B w:A": 30, "w:A e:B": 30, "e:C w:C": 30, "w:C e:C": 30,
    }  # fmt: skip


def test_walks_end_at_the_distance(tmp_path: Path) -> None:
    assert set(near(tmp_path, walk_within_m=110)) == {"e:B w:A", "w:A e:B", "e:C w:C", "w:C e:C"}


def test_speed_and_detour_of_walks(tmp_path: Path) -> None:
    walks = near(tmp_path, walk_within_m=120, walk_speed_kmh=3.6, walk_detour=1.0)
    assert walks["e:A e:B"] == 111


def test_table_and_station_go_before_the_distance(tmp_path: Path) -> None:
    path = write_feed(
        tmp_path, stops=STATION.replace("35.1,", "35.001,"), transfers=f"{TRANSFER}A,D,3,\n"
    )
    walks = walks_of(load_gtfs([path], TUESDAY, default_transfer_s=5, walk_within_m=200).timetable)
    assert walks["A B"] == 5
    assert "A D" not in walks
    assert walks["D A"] == walks["B D"] == 104


def test_walks_over_a_pole_and_at_high_latitude(tmp_path: Path) -> None:
    stops = "stop_id,stop_lat,stop_lon\nA,80,139\nB,80,139.05\nC,90,0\n"
    path = write_feed(tmp_path, stops=stops)
    walks = walks_of(load_gtfs([path], TUESDAY, walk_within_m=1000).timetable)
    assert set(walks) == {"A B", "B A"}


@pytest.mark.parametrize(
    "options",
    [
        {"default_transfer_s": -1},
        {"walk_within_m": float("nan")},
        {"walk_speed_kmh": 0},
        {"walk_detour": -0.5},
    ],
)
def test_unusable_parameters(tmp_path: Path, options: dict[str, float]) -> None:
    with pytest.raises(InputError, match="none may be negative"):
        load_gtfs([write_feed(tmp_path)], dt.date(2026, 3, 10), **options)
