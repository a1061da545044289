"""The real tables of facts held against each other and against what is shipped."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from geoaccess.model.boards import Boards
from geoaccess.model.network import RailNetwork
from geoaccess.model.observed import ObservedTrain
from geoaccess.model.published import TrackLine, TrackLines
from geoaccess.sources.gtfs import load_gtfs
from geoaccess.sources.network import load_network
from geoaccess.sources.railfacts import (
    count_coupled,
    list_departures,
    load_boards,
    load_direct_pairs,
    load_fare_pairs,
    load_line_stations,
    load_observed_trains,
    load_planned_links,
    load_planned_stations,
    load_service_summaries,
    load_stitched_trips,
    load_track_lines,
)
from geoaccess.sources.railways.calibration import load_observed_trips
from geoaccess.sources.shipped import data_path
from geoaccess.units import great_circle_m

# Basic fare, reserved express charge and what a Nozomi adds, from Tokyo (rail/FACTS.md).
FROM_TOKYO = {
    "nagoya": (6_380, 4_710, 210),
    "kyoto": (8_360, 5_490, 320),
    "shin-osaka": (8_910, 5_490, 320),
    "okayama": (10_670, 6_460, 640),
    "hiroshima": (11_880, 7_030, 850),
    "hakata": (14_080, 8_670, 1_060),
}
FARE_LINES = ("Tokaido", "Sanyo", "Kyushu")
# Lines of the table of stations, and the drawn line that they lie on.
DRAWN = {
    "Tokaido": "tokaido", "Sanyo": "sanyo", "Kyushu": "kyushu", "Tohoku": "tohoku",
    "Hokkaido": "hokkaido", "Joetsu": "joetsu", "Hokuriku": "hokuriku", "Yamagata": "yamagata",
    "Akita": "akita", "Nishi-Kyushu": "nishi-kyushu",
}  # fmt: skip
PLANNED = {"chuo": "chuo", "hokkaido_ext": "hokkaido-extension"}
WRONG_STATIONS = {
    "JRE_T/fukushima4": ("水戸", "福島"),
    "JRW/niimi3": ("武蔵小杉", "新見"),
    "JRW_S/himeji_S2": ("広島", "姫路"),
}


@pytest.fixture(scope="module")
def rail(shared_data: Path) -> Path:
    return shared_data / "rail"


@pytest.fixture(scope="module")
def network() -> RailNetwork:
    return load_network(data_path("network"))


@pytest.fixture(scope="module")
def trains(rail: Path) -> tuple[ObservedTrain, ...]:
    return load_observed_trains(
        rail / "timetable" / "trips.csv", rail / "timetable" / "stop_times.csv"
    )


@pytest.fixture(scope="module")
def boards(rail: Path) -> Boards:
    return load_boards(rail / "express" / "boards.csv", rail / "express" / "boards_index.csv")


@pytest.fixture(scope="module")
def drawn(rail: Path) -> TrackLines:
    return load_track_lines(rail / "shinkansen_lines_osm.geojson")


def km_to(line: TrackLine, lon: float, lat: float) -> tuple[float, float]:
    """Return the distance of a point to the nearest vertex, and the km along the line there."""
    here = great_circle_m(line.lon, line.lat, np.array(lon), np.array(lat)) / 1000
    hop = great_circle_m(line.lon[:-1], line.lat[:-1], line.lon[1:], line.lat[1:]) / 1000
    nearest = int(np.argmin(here))
    return float(here[nearest]), float(hop[:nearest].sum())


# --- fares


def test_fares_are_those_known_and_their_km_are_operating_km(
    rail: Path, network: RailNetwork
) -> None:
    fares = load_fare_pairs(rail / "fares/tokaido_sanyo_kyushu_pairs.csv", network.station_by_id)
    for station, known in FROM_TOKYO.items():
        row = fares.find("tokyo", station)
        found = fares.base_yen[row], fares.reserved_yen[row], fares.nozomi_extra_yen[row]
        assert found == known
    lines = load_line_stations(rail / "shinkansen_stations_master.csv")
    km = {one.ja: one.km for line in FARE_LINES for one in lines[line]}
    assert len(km) == len(fares.stations) == 46
    ja = {one.id: one.ja for one in network.stations}
    ends = zip(fares.origin, fares.destination, strict=True)
    apart = [abs(km[ja[a]] - km[ja[b]]) for a, b in ends]
    assert np.abs(fares.km - apart).max() < 0.051  # rounded to 0.1 km at either end
    assert km["川内"] == 1417.7  # the "sendai" of this table, whose namesake is in Miyagi


def test_fares_grow_with_the_way_and_charges_with_comfort(rail: Path, network: RailNetwork) -> None:
    """A reserved seat costs 530 yen more than none on one system, the Green Car as much less."""
    fares = load_fare_pairs(rail / "fares/tokaido_sanyo_kyushu_pairs.csv", network.station_by_id)
    assert np.corrcoef(fares.km, fares.base_yen)[0, 1] > 0.98
    assert (fares.unreserved_yen < fares.reserved_yen).all()
    assert (fares.green_charge_yen > 0).all()
    share = np.mean(fares.green_yen == fares.reserved_yen - 530 + fares.green_charge_yen)
    print(f"\nGreen = reserved - 530 + Green charge in {share:.0%} of {len(fares)} pairs")
    assert share > 0.75
    assert np.isnan(fares.nozomi_extra_yen).sum() == 917


# --- observed trains


def test_direct_pairs_are_those_of_the_trains(rail: Path, trains) -> None:
    rides: dict[tuple[str, str], list[tuple[int, int, bool]]] = defaultdict(list)
    for train in trains:
        for i, origin in enumerate(train.calls):
            for k in range(i + 1, len(train.calls)):
                ends = int(train.depart_min[i]), int(train.arrive_min[k])
                rides[origin, train.calls[k]].append((*ends, train.days != "extra"))
    pairs = load_direct_pairs(rail / "timetable" / "od_direct.csv")
    assert set(pairs) == set(rides)
    for ends, one in pairs.items():
        minutes = [arrive - depart for depart, arrive, _ in rides[ends]]
        assert (one.fastest_min, one.trains) == (min(minutes), len(minutes)), ends
        assert one.median_min == pytest.approx(statistics.median(minutes), abs=0.051), ends
        assert one.regular_trains == sum(regular for *_, regular in rides[ends]), ends
        assert one.first_depart_min == min(depart for depart, *_ in rides[ends]), ends
        assert one.last_arrive_min == max(arrive for _, arrive, _ in rides[ends]), ends


def test_service_summaries_are_those_of_the_trains(rail: Path, trains) -> None:
    groups: dict[tuple[str, str], list[ObservedTrain]] = defaultdict(list)
    for train in trains:
        groups[train.service, train.direction].append(train)
    found = load_service_summaries(rail / "timetable" / "service_patterns.csv")
    assert set(found) == set(groups)
    for key, one in found.items():
        group = groups[key]
        assert one.trains == len(group)
        assert one.extra_trains == sum(train.days == "extra" for train in group)
        assert one.median_calls == statistics.median(len(train.calls) for train in group)
        assert one.first_depart_min == min(train.depart_min[0] for train in group)
        assert one.last_arrive_min == max(train.arrive_min[-1] for train in group)
        ends = {(origin, target): count for origin, target, count in one.ends}
        assert (
            ends.items()
            <= {
                pair: sum((train.calls[0], train.calls[-1]) == pair for train in group)
                for pair in {(train.calls[0], train.calls[-1]) for train in group}
            }.items()
        )
        usual = {
            call
            for call in {call for train in group for call in train.calls}
            if sum(call in train.calls for train in group) >= 0.8 * len(group)
        }
        assert set(one.usual_calls) == usual


def test_trains_are_those_of_the_feed(rail: Path, trains) -> None:
    feed = load_gtfs([rail / "shinkansen-2026-03-10.gtfs.zip"], dt.date(2026, 3, 10))
    table, names = feed.timetable, feed.stop_name
    in_feed = {
        trip.id: (
            tuple(names[i] for i in table.call_stop_idx[a:b]),
            tuple((table.call_arrival_s[a:b] // 60).tolist()),
            tuple((table.call_departure_s[a:b] // 60).tolist()),
        )
        for trip, (a, b) in zip(table.trips, pairwise(table.trip_start.tolist()), strict=True)
    }
    mine = {
        train.id: (train.calls, tuple(train.arrive_min.tolist()), tuple(train.depart_min.tolist()))
        for train in trains
    }
    assert sorted(mine.values()) == sorted(in_feed.values())


def test_coupled_trains_are_counted_once(trains) -> None:
    """31 and 24 regular ones, as data/README.md says of the shipped table."""
    regular = [train for train in trains if train.days != "extra"]
    assert count_coupled(regular) == {
        frozenset({"Hayabusa", "Komachi"}): 31, frozenset({"Yamabiko", "Tsubasa"}): 24,
    }  # fmt: skip
    apart = [
        train.depart_min[train.calls.index("東京")]
        for train in trains
        if {"東京", "仙台"} <= set(train.calls)
        and train.calls.index("東京") < train.calls.index("仙台")
    ]
    together = list_departures(trains, "東京", ["仙台"])
    print(f"\nTokyo to Sendai: {len(apart)} trains, {len(together)} departures")
    assert (len(apart), len(together)) == (87, 71)
    assert len({minute for minute, _ in together}) == len(together)  # one departure a minute


def test_stitched_trips_are_those_with_calls(rail: Path) -> None:
    """N'EX portions stand twice: they leave together with the same ends."""
    trips = {one.id: one for one in load_stitched_trips(rail / "express" / "mt3d_trips.csv")}
    observed = {one.id: one for one in load_observed_trips(rail / "express")}
    assert set(trips) == set(observed)
    for one, trip in trips.items():
        first, last = observed[one].depart_min[0], observed[one].arrive_min[-1]
        assert (first, last) == (trip.depart_min, trip.arrive_min), one
        assert len(observed[one].calls) <= trip.calls  # overlapping pieces repeat a station


# --- plans and drawn lines


def test_planned_stations_lie_on_the_drawn_lines(rail: Path, drawn: TrackLines) -> None:
    stations = load_planned_stations(rail / "planned" / "planned_stations.csv")
    for scheme, line in PLANNED.items():
        for one in stations:
            if one.scheme == scheme and one.chainage_km is not None and one.id != "chuo_shinosaka":
                off, along = km_to(drawn.lines[line], one.lon, one.lat)
                # Hokkaido is drawn with few vertices in its tunnels: stations lie between two
                assert off < 2, one.id
                assert abs(along - one.chainage_km) < 2, one.id


def test_published_lengths_are_those_drawn(rail: Path, drawn: TrackLines) -> None:
    links = load_planned_links(rail / "planned" / "planned_links.csv")
    chuo = next(one.km for one in links if (one.origin, one.destination) == ("品川", "名古屋"))
    hokkaido = next(one.km for one in links if one.origin == "新函館北斗")
    assert drawn.lines["chuo"].km == pytest.approx(chuo.low, rel=0.005)
    assert drawn.lines["hokkaido-extension"].km == pytest.approx(hokkaido.low, rel=0.005)
    fastest = min(
        one.minutes for one in links if one.scheme == "chuo" and one.destination == "新大阪"
        and one.origin == "品川"
    )  # fmt: skip
    assert fastest == 67
    assert [one.scheme for one in links if one.minutes is None] == ["sanin", "kyushu_crossing"]


def test_stations_lie_on_the_drawn_lines(rail: Path, drawn: TrackLines) -> None:
    off = {
        (line, one.ja): km_to(drawn.lines[DRAWN[line]], one.lon, one.lat)[0]
        for line, stations in load_line_stations(rail / "shinkansen_stations_master.csv").items()
        for one in stations
        if not (line == "Joetsu" and one.ja in ("東京", "上野", "大宮"))
    }
    worst = sorted(off.items(), key=lambda item: -item[1])[:5]
    print(
        f"\nstations to the drawn track: median {statistics.median(off.values()):.2f} km, {worst}"
    )
    assert statistics.median(off.values()) < 0.1
    assert sum(km > 1 for km in off.values()) <= 5


def test_stations_stand_where_the_shipped_ones_do(rail: Path, network: RailNetwork) -> None:
    by_name = {one.ja: one for one in network.stations}
    for stations in load_line_stations(rail / "shinkansen_stations_master.csv").values():
        for one in stations:
            other = by_name[one.ja]
            metres = great_circle_m(*map(np.array, (one.lon, one.lat, other.lon, other.lat)))
            assert metres < 400, one.ja


def test_long_straight_pieces_are_reported(drawn: TrackLines) -> None:
    print(*(note.en for note in drawn.notes), sep="\n")
    gaps = [gap.km for line in drawn.lines.values() for gap in line.gaps]
    assert len(gaps) == 28
    assert 19 < max(gaps) < 20
    assert "28 straight pieces of 5 km or more" in drawn.notes[0].en
    assert "tohoku 676.1 km, stated 678.8" in drawn.notes[1].en
    same = [abs(one.km / one.stated_km - 1) < 1e-3 for one in drawn.lines.values()]
    assert sum(same) == 12


# --- boards


def test_wrong_titles_are_named_and_not_believed(boards: Boards) -> None:
    for board, (titled, station) in WRONG_STATIONS.items():
        one = boards.by_id[board]
        assert titled in one.title
        assert one.station == station
        assert titled in one.doubts[0].en
    doubtful = {board.id for board in boards.boards if board.doubts}
    assert len(doubtful) == 14
    assert doubtful >= {*WRONG_STATIONS, "Hokuriku/fukui2_H", "JRE/shinagawa3", "JRC/gifu3"}
    untitled = [board for board in boards.boards if not board.title]
    assert [(board.id, board.station) for board in untitled] == [
        ("JRE/shinagawa3", "品川"), ("JRE/shinagawa4", "品川"),
    ]  # fmt: skip


def test_the_board_titled_hiroshima_is_of_himeji(boards: Boards, trains) -> None:
    """Its minutes are those of trains that leave Himeji, not Hiroshima."""
    board = boards.by_id["JRW_S/himeji_S2"]

    def share(station: str) -> float:
        minutes = {minute for minute, _ in list_departures(trains, station)}
        return float(np.mean([minute in minutes for minute in board.minute.tolist()]))

    print(f"\nHimeji {share('姫路'):.0%}, Hiroshima {share('広島'):.0%}")
    assert share("姫路") > 0.9
    assert share("広島") < 0.5


def test_boards_of_holidays_are_kept_apart(boards: Boards) -> None:
    holiday = [board for board in boards.boards if board.days == "holiday"]
    assert len(holiday) == 79
    assert all(board.id.endswith("_H") for board in holiday)
    assert not [one for one in boards.departures_at("大阪", "weekday") if one.days == "holiday"]
    arrivals = [board.id for board in boards.boards if board.kind == "arrivals"]
    assert arrivals == ["JRW/tsurugaStop", "JRW_SH/tsurugaStop"]
    assert all(board.station for board in boards.boards)
    assert sum(not one for board in boards.boards for one in board.destination) == 463
