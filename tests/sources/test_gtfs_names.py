"""Names of feeds in Japanese and English, kinds of lines, publishers, files that are not used."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoaccess.sources.gtfs import load_gtfs
from geoaccess.sources.gtfs.info import NO_LICENCE
from geoaccess.sources.gtfs.names import find_category
from tests.sources.gtfsfeeds import TUESDAY, english, load, stop_times, trips, write_feed, zip_feed

JA_STOPS = """stop_id,stop_name,tts_stop_name,stop_lat,stop_lon
A,東京,Tokyo,35.00,139.00
B,品川,しながわ,35.10,139.00
C,新横浜,,35.20,139.00
"""
JA_INFO = "feed_publisher_name,feed_publisher_url,feed_lang,feed_version\n某市,https://a.jp/,ja,7\n"
OLD = "trans_id,lang,translation\n"
NEW = "table_name,field_name,language,translation,record_id,field_value\n"


def test_old_translations_of_gtfs_jp(tmp_path: Path) -> None:
    table = f"{OLD}東京,ja-Hrkt,とうきょう\n東京,en,Tokio\n品川,en,Shinagawa\n東京,ja,東京\n"
    feed = load(tmp_path, stops=JA_STOPS, feed_info=JA_INFO, translations=table)
    assert [(one.ja, one.en) for one in feed.stops] == [
        ("東京", "Tokio"), ("品川", "Shinagawa"), ("新横浜", "新横浜"),
    ]  # fmt: skip


def test_translations_by_record_go_before_those_by_value(tmp_path: Path) -> None:
    table = (
        f"{NEW}stops,stop_name,en,By record,A,\nstops,stop_name,en,By value,,東京\n"
        "stops,stop_name,en-US,Shinagawa,,品川\nroutes,route_long_name,en,Main line,r,\n"
        "routes,route_short_name,ja,別名,r,\n"
    )
    routes = "route_id,route_short_name,route_long_name,route_type\nr,,本線,2\n"
    feed = load(tmp_path, stops=JA_STOPS, feed_info=JA_INFO, translations=table, routes=routes)
    assert [one.en for one in feed.stops] == ["By record", "Shinagawa", "新横浜"]
    assert [(one.ja, one.en, one.category) for one in feed.lines] == [("本線", "Main line", "rail")]


def test_readable_names_stand_for_english_only_in_latin_letters(tmp_path: Path) -> None:
    feed = load(tmp_path, stops=JA_STOPS, feed_info=JA_INFO)
    assert [one.en for one in feed.stops] == ["Tokyo", "品川", "新横浜"]


def test_two_translations_of_one_text_are_noted(tmp_path: Path) -> None:
    table = f"{OLD}東京,en,Tokyo\n東京,en,Tokio\n品川,en,Shinagawa\n品川,en,Shinagawa\n"
    feed = load(tmp_path, stops=JA_STOPS, feed_info=JA_INFO, translations=table)
    assert feed.stops[0].en == "Tokyo"
    assert english(feed) == (
        "feed: translations.txt: 1 texts have two translations, the first is taken (東京)",
    )


def test_a_feed_in_another_language_is_translated_to_japanese(tmp_path: Path) -> None:
    stops = "stop_id,stop_name,stop_lat,stop_lon\nA,Seoul,37.5,127\nB,Busan,35.1,129\nC,C,35,128\n"
    feed = load(
        tmp_path,
        stops=stops,
        feed_info=JA_INFO.replace(",ja,", ",en,"),
        translations=f"{OLD}Seoul,ja,ソウル\n",
    )
    assert [(one.ja, one.en) for one in feed.stops][:2] == [("ソウル", "Seoul"), ("Busan", "Busan")]
    assert feed.stop_name[0] == "Seoul"
    assert feed.editions[0].language == "en"


@pytest.mark.parametrize(
    ("columns", "label"),
    [
        ({}, ("R", "R")),
        ({"trip_headsign": "東京"}, ("R → Tokyo", "R → 東京")),
        (
            {"trip_short_name": "こだま1", "trip_headsign": "東京"},
            ("こだま1 → Tokyo", "こだま1 → 東京"),
        ),
        (
            {"trip_short_name": "東京行き", "trip_headsign": "東京"},
            ("東京行き → Tokyo", "東京行き"),
        ),
    ],
)
def test_label_of_a_trip(tmp_path: Path, columns: dict[str, str], label: tuple[str, str]) -> None:
    header = ",".join(["route_id", "service_id", "trip_id", *columns])
    row = ",".join(["r", "daily", "t", *columns.values()])
    feed = load(tmp_path, stops=JA_STOPS, feed_info=JA_INFO, trips=f"{header}\n{row}\n")
    (trip,) = feed.timetable.trips
    assert (trip.service, trip.service_ja) == label


def test_headsigns_are_translated_for_one_trip_or_all(tmp_path: Path) -> None:
    table = f"{NEW}trips,trip_headsign,en,Capital,,東京\ntrips,trip_headsign,en,Only u,u,\n"
    header = "route_id,service_id,trip_id,trip_headsign\n"
    feed = load(
        tmp_path,
        stops=JA_STOPS,
        feed_info=JA_INFO,
        translations=table,
        trips=f"{header}r,daily,t,東京\nr,daily,u,東京\n",
        stop_times=stop_times("t: A 08:00, B 08:10", "u: A 09:00, B 09:10"),
    )
    assert [trip.service for trip in feed.timetable.trips] == ["R → Capital", "R → Only u"]


def test_lines_are_those_that_run(tmp_path: Path) -> None:
    routes = "route_id,route_short_name,route_type\nr,R,3\nidle,I,3\n"
    feed = load(tmp_path, routes=routes, trips=trips("t") + "idle,never,u\n")
    assert [line.id for line in feed.lines] == ["r"]


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        (0, "tram"), (1, "subway"), (2, "rail"), (3, "bus"), (4, "ferry"), (11, "bus"),
        (12, "monorail"), (100, "rail"), (101, "high-speed"), (405, "monorail"), (401, "subway"),
        (700, "bus"), (900, "tram"), (1100, "air"), (1000, "ferry"), (1400, "cableway"),
        (-1, "other"), (9999, "other"),
    ],
)  # fmt: skip
def test_category_of_a_route_type(kind: int, category: str) -> None:
    assert find_category(kind) == category


def test_class_of_line_that_geoaccess_wrote(tmp_path: Path) -> None:
    routes = "route_id,route_short_name,route_type,network_id\nr,R,2,mini-shinkansen\n"
    assert load(tmp_path, routes=routes).lines[0].category == "mini-shinkansen"
    other = routes.replace("mini-shinkansen", "metro-zone")
    assert load(tmp_path / "other", routes=other).lines[0].category == "rail"


def test_publisher_and_credit(tmp_path: Path) -> None:
    credited = "attribution_id,organization_name,is_producer\n1,地図の会,1\n"
    (edition,) = load(tmp_path, feed_info=JA_INFO, attributions=credited).editions
    assert edition.source.publisher == "某市"
    assert edition.source.credit == "某市、地図の会"
    assert edition.source.licence == NO_LICENCE
    assert (edition.source.edition, edition.version, edition.language) == ("7", "7", "ja")
    assert "https://a.jp/" in edition.source.title
    assert str(edition.first) == "2026-01-01"
    assert str(edition.last) == "2026-12-31"


def test_agencies_publish_what_nobody_else_does(tmp_path: Path) -> None:
    agency = "agency_name,agency_timezone,agency_lang\n甲,Asia/Tokyo,ja\n乙,Asia/Tokyo,ja\n"
    (edition,) = load(tmp_path, agency=agency).editions
    assert edition.source.credit == "甲、乙"
    assert (edition.time_zone, edition.language) == ("Asia/Tokyo", "ja")


def test_files_that_are_not_used_are_named(tmp_path: Path) -> None:
    folder = write_feed(tmp_path, routes_jp="x", office_jp="", shapes="shape_id\n")
    (folder / "README.md").write_text("not a table")
    wanted = ("feed: files that are not used: office_jp.txt, routes_jp.txt, shapes.txt",)
    assert english(load_gtfs([folder], TUESDAY)) == wanted
    zipped = zip_feed(folder, tmp_path / "feed.zip", under="inner/")
    assert english(load_gtfs([zipped], TUESDAY)) == (wanted[0].replace("feed:", "feed.zip:"),)


def test_one_prefix_where_it_is_asked_for(tmp_path: Path) -> None:
    feed = load_gtfs([write_feed(tmp_path)], TUESDAY, prefixed=True)
    assert feed.timetable.stop_id[0] == "feed:A"
    assert feed.stops[0].id == "feed:A"
    assert feed.lines[0].id == "feed:r"
