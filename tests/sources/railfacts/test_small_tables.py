"""Tables of facts as their sources lay them out, each trap in the small."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.model.published import Figure
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
    load_published_services,
    load_service_summaries,
    load_stitched_trips,
    load_track_lines,
)
from geoaccess.sources.railfacts.cells import after, parse_figure
from tests.sources.railfacts import facttables
from tests.sources.railfacts.facttables import write

IDS = ("tokyo", "shinagawa", "shin-yokohama", "sendai", "sendai-kagoshima", "shin-tosu")


# --- cells


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("78", Figure(low=78, high=78)),
        ("143-155", Figure(low=143, high=155)),
        ("~143 (140-146)", Figure(low=143, high=143, is_approximate=True, remark="140-146")),
        ("10 (approx)", Figure(low=10, high=10, is_approximate=True)),
        ("19 (incl. Tokiwa)", Figure(low=19, high=19, remark="incl. Tokiwa")),
        ("3+", Figure(low=3, high=math.inf)),
        ("27-42 rows", Figure(low=27, high=42, remark="rows")),
        ("~50 new", Figure(low=50, high=50, is_approximate=True, remark="new")),
        ("1035.2 (actual km)", Figure(low=1035.2, high=1035.2, remark="actual km")),
    ],
)
def test_figures_in_print(text: str, figure: Figure) -> None:
    assert parse_figure(text) == figure


@pytest.mark.parametrize("text", ["", "about 5", "-5", "155-143", "4h", "1,200", "5.", "2:05"])
def test_what_is_no_figure(text: str) -> None:
    with pytest.raises(ValueError):
        parse_figure(text)


@given(low=st.integers(0, 999), more=st.integers(0, 99), is_about=st.booleans())
def test_a_range_reads_back(low: int, more: int, is_about: bool) -> None:
    figure = parse_figure(f"{'~' if is_about else ''}{low}-{low + more}")
    assert (figure.low, figure.high, figure.is_approximate) == (low, low + more, is_about)
    assert figure.holds(low)
    assert figure.holds(low + more)
    assert not figure.holds(low - 1)
    assert figure.holds(low - 1, within=1)
    assert low <= figure.middle() <= low + more


@given(depart=st.integers(180, 1439), ride=st.integers(0, 600))
def test_an_arrival_after_midnight_is_on_the_next_day(depart: int, ride: int) -> None:
    assert after(depart, (depart + ride) % 1440) == depart + ride


# --- fares


def test_fares_by_station_id(tmp_path: Path) -> None:
    fares = load_fare_pairs(write(tmp_path, "fares.csv", facttables.FARES), IDS)
    assert len(fares) == 3
    assert fares.is_complete()
    row = fares.find("tokyo", "shin-yokohama")
    assert row == fares.find("shin-yokohama", "tokyo") == 1
    assert (fares.km[row], fares.base_yen[row], fares.unreserved_yen[row]) == (28.8, 510, 870)
    assert np.isnan(fares.nozomi_extra_yen).tolist() == [False, True, False]
    assert fares.find("tokyo", "sendai") is None
    assert not fares.base_yen.flags.writeable


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    rows = [line.split(",") for line in facttables.FARES.splitlines()]
    turned = "\n".join(",".join(reversed(row)) for row in rows)
    fares = load_fare_pairs(write(tmp_path, "fares.csv", turned), IDS)
    plain = load_fare_pairs(write(tmp_path, "plain.csv", facttables.FARES), IDS)
    for name in ("km", "base_yen", "reserved_yen", "unreserved_yen", "green_charge_yen"):
        assert getattr(fares, name).tolist() == getattr(plain, name).tolist()


def test_sendai_of_these_lines_is_in_kagoshima(tmp_path: Path) -> None:
    text = facttables.FARES.replace("shinyokohama", "sendai").replace("shinagawa", "shintoso")
    fares = load_fare_pairs(write(tmp_path, "fares.csv", text), IDS)
    assert set(fares.stations) == {"tokyo", "sendai-kagoshima", "shin-tosu"}


# --- planned links


def test_planned_links(tmp_path: Path) -> None:
    first, second, last = load_planned_links(write(tmp_path, "links.csv", facttables.LINKS))
    assert (first.minutes, first.km, first.opening) == (
        40,
        Figure(low=285.6, high=285.6),
        "2034, or later",
    )
    assert second.opening == first.opening  # "same"
    assert second.km is not None
    assert second.km.is_approximate
    assert (last.minutes, last.km, last.confidence) == (None, None, "low")


def test_planned_stations(tmp_path: Path) -> None:
    path = write(tmp_path, "stations.csv", facttables.PLANNED_STATIONS)
    found = load_planned_stations(path)
    assert [one.certainty_km for one in found] == [None, 0.3, 5]
    assert [one.chainage_km for one in found] == [0, 37.7, None]
    assert [one.confidence for one in found] == ["high", "high", "low"]


# --- published services, stations


def test_published_services(tmp_path: Path) -> None:
    path = write(tmp_path, "services.csv", facttables.SERVICES)
    thunderbird, lilac, inaho = load_published_services(path)
    assert (thunderbird.first_min, thunderbird.last_min) == (390, 1254)
    assert thunderbird.stops == ("新大阪", "京都")
    assert (lilac.services, lilac.destinations) == (("Lilac", "Kamui"), ("旭川", "深川"))
    assert (lilac.confidence, lilac.confidence_remark) == ("low", "time")
    assert inaho.fastest_min is inaho.trains_a_day is inaho.first_min is None
    assert inaho.stops == ()


def test_stations_in_order_along_each_line(tmp_path: Path) -> None:
    lines = load_line_stations(write(tmp_path, "master.csv", facttables.LINE_STATIONS))
    assert {line: [one.ja for one in found] for line, found in lines.items()} == {
        "Tokaido": ["東京", "品川"], "Nishi-Kyushu": ["武雄温泉"],
    }  # fmt: skip
    assert lines["Tokaido"][1].offset_km is None


# --- observed trains


def test_coupled_trains_leave_as_one(tmp_path: Path) -> None:
    trains = load_observed_trains(
        write(tmp_path, "trips.csv", facttables.TRIPS),
        write(tmp_path, "stop_times.csv", facttables.STOP_TIMES),
    )
    assert [train.days for train in trains] == ["daily", "daily", "extra"]
    assert trains[1].calls == ("東京", "仙台", "秋田")
    departures = list_departures(trains, "東京")
    assert [(minute, [one.id for one in group]) for minute, group in departures] == [
        (360, ["H1", "K1"]), (368, ["Y9"]),
    ]  # fmt: skip
    # behind Sendai they part: the next calls differ
    assert [len(group) for _, group in list_departures(trains, "仙台")] == [1, 1]
    assert [minute for minute, _ in list_departures(trains, "東京", ["盛岡"])] == [360]
    assert count_coupled(trains) == {
        frozenset({"Hayabusa", "Komachi"}): 1, frozenset({"Yamabiko", "Tsubasa"}): 0,
    }  # fmt: skip


def test_direct_pairs_are_ordered(tmp_path: Path) -> None:
    pairs = load_direct_pairs(write(tmp_path, "od.csv", facttables.PAIRS))
    assert list(pairs) == [("東京", "仙台"), ("仙台", "東京")]
    assert pairs["仙台", "東京"].last_arrive_min == 24 * 60 + 20


def test_service_summaries(tmp_path: Path) -> None:
    found = load_service_summaries(write(tmp_path, "patterns.csv", facttables.SUMMARIES))
    assert found["Asama", "down"].ends == (("東京", "長野", 17), ("軽井沢", "長野", 1))
    assert found["Asama", "down"].usual_calls == ("上田", "佐久平")
    assert found["Kodama", "up"].usual_calls == ()


def test_stitched_trips(tmp_path: Path) -> None:
    one, two = load_stitched_trips(write(tmp_path, "trips.csv", facttables.STITCHED))
    assert (one.depart_min, one.arrive_min) == (1365, 1477)
    assert two.names == ("けごん 1号", "会津 1号")


# --- boards


def test_boards(tmp_path: Path) -> None:
    found = load_boards(
        write(tmp_path, "boards.csv", facttables.BOARDS),
        write(tmp_path, "index.csv", facttables.INDEX),
    )
    weekday = found.by_id["W/niimi1"]
    assert weekday.minute.tolist() == [350, 365, 1449]  # 00:09 belongs to the day before
    assert weekday.train[0] == "特急やくも"
    assert weekday.observed == dt.date(2026, 4, 9)
    assert [board.station for board in found.boards] == ["新見"] * 5
    assert [board.days for board in found.boards] == [
        "weekday", "holiday", "daily", "daily", "daily",
    ]  # fmt: skip
    assert [board.kind for board in found.boards] == ["departures"] * 4 + ["arrivals"]
    doubts = [[doubt.en for doubt in board.doubts] for board in found.boards]
    assert doubts == [
        ["上り and 下り differ from its twin"],
        ["a holiday board titled 平日", "上り and 下り differ from its twin"],
        ["titled 武蔵小杉, but its file name is that of boards of 新見"],
        ["no title; taken as 新見"],
        ["07:30 普通 stands twice"],
    ]
    assert [one.id for one in found.departures_at("新見", "holiday")] == [
        "W/niimi1_H", "W/niimi2", "W/niimi3",
    ]  # fmt: skip
    assert {note.en.split(": ")[1] for note in found.notes} >= {
        "1 boards of arrivals, kept apart", "1 trains without a destination.",
    }  # fmt: skip


# --- drawn lines


def test_straight_pieces_are_reported(tmp_path: Path) -> None:
    found = load_track_lines(write(tmp_path, "lines.geojson", facttables.lines_json()))
    line = found.lines["chuo"]
    assert [gap.vertex for gap in line.gaps] == [0, 1]
    assert line.gaps[0].km == pytest.approx(13.02, abs=0.05)
    assert line.km == pytest.approx(sum(gap.km for gap in line.gaps))
    assert line.ja == "中央新幹線"
    assert found.edition == "2026-03-07"
    assert "2 straight pieces" in found.notes[0].en


@given(
    points=st.lists(
        st.tuples(st.floats(130, 140), st.floats(33, 40)), min_size=2, max_size=8, unique=True
    )
)
def test_a_line_is_as_long_drawn_back(tmp_path_factory: pytest.TempPathFactory, points) -> None:
    folder = tmp_path_factory.mktemp("lines")
    both = [
        facttables.feature("there", [list(one) for one in points], 1.0),
        facttables.feature("back", [list(one) for one in reversed(points)], 1.0),
    ]
    lines = load_track_lines(write(folder, "lines.json", facttables.lines_json(*both))).lines
    assert lines["there"].km == pytest.approx(lines["back"].km)
    assert len(lines["there"].gaps) == len(lines["back"].gaps)
    assert lines["there"].lon.tolist() == lines["back"].lon.tolist()[::-1]
