"""Wrong tables of facts: one clear line each, every fault of a table at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from geoaccess.errors import FileError, InputError
from geoaccess.sources.railfacts import (
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
from tests.sources.railfacts import facttables as good
from tests.sources.railfacts.facttables import feature, lines_json, write

IDS = ("tokyo", "shinagawa", "shin-yokohama")


def fares(path: Path) -> object:
    return load_fare_pairs(path, IDS)


def boards(path: Path) -> object:
    return load_boards(path, write(path.parent, "index.csv", good.INDEX))


def index(path: Path) -> object:
    return load_boards(write(path.parent, "boards.csv", good.BOARDS), path)


def trips(path: Path) -> object:
    return load_observed_trains(path, write(path.parent, "stop_times.csv", good.STOP_TIMES))


def calls(path: Path) -> object:
    return load_observed_trains(write(path.parent, "trips.csv", good.TRIPS), path)


F, B, T, C = good.FARES, good.BOARDS, good.TRIPS, good.STOP_TIMES
CASES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "fares-unknown": (
        fares, F.replace("shinyokohama,t", "shinyokoham,t"),
        r"unknown stations \(row 3: 'shinyokoham' \(near: shin-yokohama\)\)",
    ),
    "fares-no-yen": (fares, F.replace(",510,", ",５百,"), "ticket_fare is no number .*row 3: '５百'"),
    "fares-negative": (fares, F.replace(",510,", ",-510,"), "ticket_fare is no number"),
    "fares-missing": (fares, F.replace(",180,", ",,"), "ticket_fare is no number .*row 2: ''"),
    "fares-column": (fares, F.replace("ticket_fare", "fare"), "column ticket_fare is missing"),
    "fares-twice": (
        fares, F + "tokyo,shinagawa,6.8,180,2290,870,,3060,1300\n",
        r"pairs that stand twice \(row 5: tokyo-shinagawa\)",
    ),
    "fares-itself": (fares, F.replace("shinagawa,tokyo", "tokyo,tokyo"), "pairs of one station"),
    "fares-header-only": (fares, F.splitlines()[0], "no fares"),
    "fares-empty": (fares, "", "the table is empty"),
    "fares-pdf": (fares, "%PDF-1.7 fares", "the content is a PDF"),
    "fares-ragged": (fares, F + "tokyo,kyoto\n", r"another number of cells .*row 5"),
    "links-minutes": (
        load_planned_links, good.LINKS.replace(",40,", ",forty,"), "published_min is no number",
    ),
    "links-length": (
        load_planned_links, good.LINKS.replace("285.6", "long"), "length_km is no figure or range",
    ),
    "links-same": (
        load_planned_links, good.LINKS.replace("basic plan", "same"),
        r"opening is 'same' as no row above \(row 4: sanin\)",
    ),
    "links-trust": (
        load_planned_links, good.LINKS.replace("press,high", "press,certain"),
        "confidence is none of high, medium, low",
    ),
    "planned-swapped": (
        load_planned_stations,
        good.PLANNED_STATIONS.replace("35.62793,139.73991", "139.73991,35.62793"),
        "positions outside Japan",
    ),
    "planned-order": (
        load_planned_stations, good.PLANNED_STATIONS.replace("chuo,3,", "chuo,4,"),
        "order does not go on from 1",
    ),
    "planned-id": (
        load_planned_stations, good.PLANNED_STATIONS.replace("chuo_mie", "chuo_kanagawa"),
        "ids that stand twice",
    ),
    "planned-chainage": (
        load_planned_stations, good.PLANNED_STATIONS.replace("37.7", "0"), "chainage does not grow",
    ),
    "services-clock": (
        load_published_services, good.SERVICES.replace("06:30", "6.30"), "first_dep is no clock time",
    ),
    "services-slower": (
        load_published_services, good.SERVICES.replace(",78,81,", ",78,18,"),
        "the usual time is below the fastest",
    ),
    "services-last": (
        load_published_services, good.SERVICES.replace("20:54", "05:54"),
        "the last train is before the first",
    ),
    "master-km": (
        load_line_stations, good.LINE_STATIONS.replace(",6.8,", ",0.0,"), "km do not grow",
    ),
    "master-gap": (
        load_line_stations, good.LINE_STATIONS.replace("Tokaido,2", "Tokaido,3"),
        "order does not go on from 1",
    ),
    "trips-direction": (trips, T.replace("1号,0,1,毎日", "1号,2,1,毎日"), "direction is not 0 or 1"),
    "trips-day": (trips, T.replace("毎日", "土日"), "service_day is not 毎日, 平日 or empty"),
    "trips-count": (trips, T.replace("0,3,東京,盛岡", "0,4,東京,盛岡"), "another number of calls"),
    "trips-lost": (
        trips, "\n".join(T.splitlines()[:-1]), "has calls of trains that are not here .Y9",
    ),
    "calls-back": (calls, C.replace("08:12:00,08:12:00", "07:12:00,07:12:00"), "time goes back"),
    "calls-clock": (calls, C.replace("06:00:00,06:00:00", "06:00:00,6"), "is no clock time"),
    "pairs-twice": (load_direct_pairs, good.PAIRS.replace("仙台,東京", "東京,仙台"), "stand twice"),
    "pairs-regular": (load_direct_pairs, good.PAIRS.replace(",3,2,", ",3,4,"), "more regular trains"),
    "pairs-median": (load_direct_pairs, good.PAIRS.replace("91.0", "90.5"), "the median is below"),
    "summary-ends": (
        load_service_summaries, good.SUMMARIES.replace("東京-長野(17)", "東京-長野"),
        "top_od is no list of origin-destination",
    ),
    "stitched-twice": (
        load_stitched_trips, good.STITCHED.replace("\nB,", "\nA,"), "ids that stand twice",
    ),
    "boards-hour": (boards, B.replace(",6,5,", ",26,5,"), "hour is not 0 to 23"),
    "boards-minute": (boards, B.replace(",6,5,", ",6,60,"), "minute is not 0 to 59"),
    "boards-train": (boards, B.replace("特急やくも", ""), "train is empty"),
    "boards-lost": (
        boards, B + "W/kobe1,x,6,0,普通,x\n", r"boards of broken.* that are not listed \(W/kobe1\)",
    ),
    "boards-count": (
        index, good.INDEX.replace("04-09,3", "04-09,4"), r"another number of trains .*has 3",
    ),
    "boards-date": (index, good.INDEX.replace("2026-04-09,3", "April,3"), "is no ISO date"),
    "boards-arrivals": (
        lambda path: load_boards(
            path, write(path.parent, "i.csv", "file,title,last_commit,departures\na,,2026-01-01,1\n")
        ),
        "file,title,hour,minute,train,dest\na,,6,0,普通,当駅止\n", "no board has departures",
    ),
    "lines-json": (load_track_lines, "{", "not JSON in UTF-8"),
    "lines-kind": (load_track_lines, '{"type": "Topology"}', "no GeoJSON FeatureCollection"),
    "lines-point": (
        load_track_lines, lines_json(feature("a", [[139.0, 35.0]], 1, kind="Point")),
        "'Point' is no LineString",
    ),
    "lines-short": (
        load_track_lines, lines_json(feature("a", [[139.0, 35.0]], 1)), "fewer than two vertices",
    ),
    "lines-swapped": (
        load_track_lines, lines_json(feature("a", [[35.0, 139.0 - 60], [35.1, 79.1]], 1)),
        "does not lie in Japan",
    ),
    "lines-twice": (
        load_track_lines, lines_json(*[feature("a", [[139.0, 35.0], [139.1, 35.1]], 1)] * 2),
        "stands twice",
    ),
    "lines-bare": (load_track_lines, lines_json({"type": "Feature"}), r"feature 1 \(no line\)"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_one_clear_line(case: str, tmp_path: Path) -> None:
    load, text, words = CASES[case]
    path = write(tmp_path, "broken.csv", text)
    with pytest.raises((InputError, FileError)) as caught:
        load(path)
    message = str(caught.value)
    assert re.search(words, message), message
    assert "\n" not in message
    assert re.match(r"(broken|stop_times|index|boards|trips|i)\.csv: ", message)


@pytest.mark.parametrize(
    "load", [fares, load_planned_links, load_track_lines, load_direct_pairs, load_stitched_trips]
)
def test_no_such_file(load: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"nothing\.csv: no such file"):
        load(tmp_path / "nothing.csv")


def test_all_faults_of_a_table_at_once(tmp_path: Path) -> None:
    text = F.replace(",510,", ",x,").replace("shinagawa,tokyo", "kyoto,tokyo")
    with pytest.raises(InputError) as caught:
        fares(write(tmp_path, "broken.csv", text))
    assert "unknown stations (row 2: 'kyoto'" in str(caught.value)
    assert "ticket_fare is no number" in str(caught.value)
