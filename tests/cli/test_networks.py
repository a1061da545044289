"""`--network` with feeds, workbooks and changes: joined runs, dates, wrong inputs; export."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from geoaccess.sources.networkbook import write_network_workbook
from tests.cli.conftest import Run
from tests.scenario.test_network import TABLES
from tests.sources.areafiles import write_geojson
from tests.sources.gtfsfeeds import CALENDAR, stop_times, trips, write_feed, zip_feed

KUROBE = (36.8741, 137.4811)
"""Kurobe-Unazukionsen station, where a Hakutaka leaves for Tokyo at 07:56."""
STOPS = f"""stop_id,stop_name,stop_lat,stop_lon
hill,丘の上,36.95,137.55
front,駅前,{KUROBE[0]},{KUROBE[1] + 0.001}
"""
ROUTES = "route_id,route_short_name,route_long_name,route_type\nr,,丘線,3\n"
INFO = "feed_publisher_name,feed_publisher_url,feed_lang,feed_version\n丘町,https://a.jp/,ja,1\n"
ZONE = "agency_name,agency_timezone\n丘バス,{}\n"
RUNS = stop_times(
    "t: hill 07:00, front 07:40", "u: hill 07:25, front 07:54", "v: front 20:00, hill 20:40"
)
OLD = CALENDAR.replace("2026", "2019")
TRANSLATED = "trans_id,lang,translation\n丘の上,en,Hill\n駅前,en,Front\n丘線,en,Hill line\n"
OUTSIDE = "japan 2025-03-15 to 2026-03-13; bus.zip 2019-01-01 to 2019-12-31"


def bus(folder: Path, name: str = "bus", **tables: str | bytes | None) -> Path:
    content: dict[str, str | bytes | None] = {
        "stops": STOPS, "routes": ROUTES, "feed_info": INFO, "agency": ZONE.format("Asia/Tokyo"),
        "trips": trips("t", "u", "v"), "stop_times": RUNS, "translations": TRANSLATED,
        "calendar": CALENDAR.replace("20261231", "20270331"),
    }  # fmt: skip
    feed = write_feed(folder / "raw", name, **(content | tables))
    return zip_feed(feed, folder / f"{name}.zip")


BOTH = ("--network", "japan", "--network", "bus.zip")


def test_a_bus_brings_people_to_the_train(run: Run, tmp_path: Path) -> None:
    bus(tmp_path)
    found = run("itinerary", "station:bus:hill", "東京駅", *BOTH, "--format", "json")
    document = json.loads(found.out)
    rides = [leg for leg in document["legs"] if leg["kind"] == "ride"]
    assert [(leg["depart"], leg["from"], leg["to"]) for leg in rides] == [
        ("07:00", "Hill", "Front"), ("07:56", "Kurobe-Unazuki-Onsen", "Tokyo"),
    ]  # fmt: skip
    assert rides[0]["service"] == rides[0]["line"] == "Hill line"
    change = document["legs"][1]
    assert (change["kind"], change["depart"], change["arrive"]) == ("transfer", "07:40", "07:45")


def test_names_in_japanese(run: Run, tmp_path: Path) -> None:
    bus(tmp_path)
    found = run("itinerary", "station:丘の上", "東京駅", *BOTH, "--lang", "ja")
    assert "丘の上" in found.out
    assert "丘線" in found.out
    assert "(丘線)" not in found.out


def test_a_given_change_catches_the_later_bus(run: Run, tmp_path: Path) -> None:
    bus(tmp_path)
    table = "from,to,minutes\nbus:front,kurobe-unazukionsen,2\n"
    (tmp_path / "changes.csv").write_text(table, encoding="utf-8")
    arguments = (
        "station:bus:hill",
        "東京駅",
        *BOTH,
        "--network",
        "changes.csv",
        "--format",
        "json",
    )
    assert json.loads(run("itinerary", *arguments).out)["depart"] == "07:25"


def test_a_feed_never_makes_a_journey_worse(run: Run, tmp_path: Path) -> None:
    bus(tmp_path)
    place = "36.9495,137.5495"
    for depart in ("06:00", "07:10", "12:00"):
        arguments = ("itinerary", place, "東京駅", "--depart", depart, "--format", "json")
        alone, both = (json.loads(run(*arguments, *more).out) for more in ((), BOTH))
        assert both["arrive"] <= alone["arrive"]


def test_score_records_feed_credit_and_digest(run: Run, tmp_path: Path) -> None:
    path = bus(tmp_path, office_jp="x")
    small = ("--zones", write_geojson(tmp_path).name)  # a map of a few places is quick
    found = run("score", "36.95,137.55", *BOTH, *small, "-o", "out")
    assert found.code == 0
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["network"]["name"] == "japan+bus.zip"
    assert record["network"]["feeds"] == [
        {
            "name": "bus.zip", "date": "2026-03-10", "first": "2026-01-01", "last": "2027-03-31",
            "version": "1", "publisher": "丘町",
        }
    ]  # fmt: skip
    (source,) = [one for one in record["sources"] if one["id"] == "gtfs:bus.zip"]
    assert (source["credit"], source["licence"]) == ("丘町", "not stated in the feed")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert {"role": "network bus.zip", "name": "bus.zip", "sha256": digest} in record["inputs"]
    note = "bus.zip: files that are not used: office_jp.txt"
    assert note in record["warnings"]
    assert note in found.err
    page = (tmp_path / "out" / "map.html").read_text(encoding="utf-8")
    assert "丘町" in page
    assert note in page


def test_a_date_of_its_own_is_a_warning_everywhere(run: Run, tmp_path: Path) -> None:
    bus(tmp_path, calendar=OLD)
    dated = ("--network", "japan", "--network", "bus.zip@2019-06-04")
    note = (
        "bus.zip: its timetable of 2019-06-04 (Tue) is run together with the day 2026-03-10 (Tue)."
    )
    scored = run("score", "36.95,137.55", *dated, "--format", "json")
    assert note in json.loads(scored.out)["warnings"]
    assert json.loads(scored.out)["run"]["network"]["feeds"][0]["date"] == "2019-06-04"
    journey = run("itinerary", "station:bus:hill", "東京駅", *dated, "--format", "json")
    assert note in journey.err
    assert json.loads(journey.out)["legs"][0]["depart"] == "07:00"
    matrix = run("matrix", "station:bus:hill", "東京駅", *dated, "-o", "out.csv")
    assert note in matrix.err
    japanese = run("itinerary", "station:bus:hill", "東京駅", *dated, "--lang", "ja").err
    assert "2019-06-04（火）の時刻表を、2026-03-10（火）の列車とあわせて用いる" in japanese


def test_a_feed_alone(run: Run, tmp_path: Path) -> None:
    bus(tmp_path)
    alone = ("--network", "bus.zip", "--date", "2026-03-10", "--format", "json")
    document = json.loads(run("itinerary", "station:hill", "station:駅前", *alone).out)
    assert (document["depart"], document["arrive"]) == ("07:00", "07:40")
    scored = json.loads(run("score", "36.95,137.55", *alone).out)
    assert scored["run"]["network"]["title"]["en"] == "GTFS: bus.zip"
    assert scored["run"]["network"]["service_date"] == "2026-03-10"
    assert run("score", "36.95,137.55", *alone[:4], "-o", "out").code == 0


def test_a_stop_whose_name_ends_as_a_station(run: Run, tmp_path: Path) -> None:
    bus(tmp_path, stops=STOPS.replace("駅前", "黒部宇奈月温泉駅"))
    alone = ("--network", "bus.zip", "--date", "2026-03-10", "--format", "json")
    found = run("itinerary", "station:hill", "黒部宇奈月温泉駅", *alone)
    assert json.loads(found.out)["arrive"] == "07:40"
    both = run("itinerary", "黒部宇奈月温泉駅", "東京駅", *BOTH, "--format", "json")
    assert json.loads(both.out)["legs"][0]["from"] == "Kurobe-Unazuki-Onsen"


def test_the_date_of_a_feed_alone_may_stand_with_it(run: Run, tmp_path: Path) -> None:
    bus(tmp_path, calendar=OLD)
    found = run("score", "36.95,137.55", "--network", "bus.zip@2019-06-04", "--format", "json")
    assert json.loads(found.out)["run"]["network"]["service_date"] == "2019-06-04"
    assert "run together" not in found.err


def test_as_of_holds_for_tables_only(run: Run, tmp_path: Path) -> None:
    bus(tmp_path)
    found = run("itinerary", "station:bus:hill", "東京駅", *BOTH, "--as-of", "2020-01-01")
    assert "bus.zip: not as of 2020-01-01, but as published" in found.err


def test_a_workbook_as_network(run: Run) -> None:
    assert run("data", "export", "-o", "mine.xlsx").code == 0
    arguments = ("itinerary", "東京駅", "新大阪駅", "--format", "json")
    found = json.loads(run(*arguments, "--network", "mine.xlsx").out)
    assert found == json.loads(run(*arguments).out)


def test_a_workbook_is_exported_from_a_workbook(run: Run, tmp_path: Path) -> None:
    write_network_workbook(tables(tmp_path / "toy"), tmp_path / "toy.xlsx")
    found = run("data", "export", "-o", "again.xlsx", "--network", "toy.xlsx")
    assert (found.code, found.out) == (0, "again.xlsx\n")
    assert (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "toy.xlsx").read_bytes()


def test_a_faulty_workbook_is_named_by_its_file(run: Run, tmp_path: Path) -> None:
    write_network_workbook(tables(tmp_path / "toy"), tmp_path / "mine.xlsx")
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    book["services"].delete_rows(2)
    book.save(tmp_path / "mine.xlsx")
    for arguments in (("itinerary", "35,135", "35,136"), ("data", "export", "-o", "out.xlsx")):
        found = run(*arguments, "--network", "mine.xlsx")
        assert found.code == 1
        assert "geoaccess: mine.xlsx: departures of unknown services (all" in found.err
    assert not (tmp_path / "out.xlsx").exists()


def test_an_exported_workbook_without_trains_is_named_by_its_file(run: Run, tmp_path: Path) -> None:
    folder = tables(tmp_path / "toy")
    header = (folder / "network.yaml").read_text(encoding="utf-8")
    (folder / "network.yaml").write_text(re.sub("name: .*", "name: japan", header, count=1))
    write_network_workbook(folder, tmp_path / "mine.xlsx")
    arguments = ("35,135", "35,136", "--network", "mine.xlsx", "--date", "2039-01-03")
    assert "geoaccess: mine.xlsx: 2039-01-03 is outside" in run("itinerary", *arguments).err


def test_export_of_one_day_gives_the_same_journeys(run: Run, tmp_path: Path) -> None:
    bus(tmp_path)
    found = run("data", "export", *BOTH, "-o", "all.zip", "--publisher", "甲市", "https://a.jp/")
    assert found.out.startswith("all.zip: 704 stops")
    assert "2026-03-10 to 2026-03-10" in found.out
    again = ("--network", "all.zip", "--date", "2026-03-10")
    for origin in ("station:bus:hill", "36.95,137.55", "municipality:20206"):
        arguments = ("itinerary", origin, "station:tokyo", "--format", "json")
        wanted, found = (json.loads(run(*arguments, *more).out) for more in (BOTH, again))
        for name in ("depart", "arrive", "transfers"):
            assert found[name] == wanted[name]


def tables(folder: Path) -> Path:
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def as_workbook(folder: Path) -> None:
    (folder / "bus.xlsx").write_bytes(b"%PDF-1.7")


def changes(text: str):
    def write(folder: Path) -> None:
        bus(folder)
        (folder / "changes.csv").write_text(text, encoding="utf-8")

    return write


def old_bus(folder: Path) -> None:
    bus(folder, calendar=OLD)


def weekday_bus(folder: Path) -> None:
    bus(folder, calendar=CALENDAR.replace("1,1,1,1,1,1,1", "1,1,1,1,1,0,0"))


def foreign_bus(folder: Path) -> None:
    bus(folder, agency=ZONE.format("America/Sao_Paulo"))


def broken(folder: Path) -> None:
    data = bus(folder).read_bytes()
    (folder / "bus.zip").write_bytes(data[: len(data) // 2])


def pdf(folder: Path) -> None:
    (folder / "bus.zip").write_bytes(b"%PDF-1.7 not a feed")


def tables_zip(folder: Path) -> None:
    with zipfile.ZipFile(folder / "bus.zip", "w") as archive:
        archive.writestr("stations.csv", "id\n")


def empty_folder(folder: Path) -> None:
    (folder / "empty").mkdir()


CHANGED = (*BOTH, "--network", "changes.csv")
WRONG = {
    "another year": (old_bus, BOTH, OUTSIDE),
    "another year, a way out": (old_bus, BOTH, "--network bus.zip@2019-01-01"),
    "a date of the feed only": (old_bus, (*BOTH, "--date", "2019-06-04"), "2025-03-15 to 2026"),
    "no date": (bus, ("--network", "bus.zip"), "give --date from 2026-01-01 to 2027-03-31"),
    "a date outside a feed": (
        bus, ("--network", "bus.zip", "--date", "2031-01-01"),
        "bus.zip: 2031-01-01 is outside the calendar; give a date from 2026-01-01 to 2027-03-31",
    ),
    "a day off": (
        weekday_bus, ("--network", "bus.zip", "--date", "2026-03-14"), "no trip runs on 2026-03-14",
    ),
    "an own date outside": (
        old_bus, ("--network", "japan", "--network", "bus.zip@2026-03-10"),
        "bus.zip: 2026-03-10 is outside the calendar",
    ),
    "an own date that is none": (
        bus, ("--network", "bus.zip@2026-02-30"), "'2026-02-30' is not a date",
    ),
    "an own date of tables": (bus, ("--network", "japan@2026-03-10"), "GTFS feed only"),
    "another time zone": (foreign_bus, BOTH, "bus.zip: America/Sao_Paulo"),
    "as-of without tables": (
        bus, ("--network", "bus.zip", "--date", "2026-03-10", "--as-of", "2020-01-01"),
        "--as-of: a GTFS feed holds one timetable",
    ),
    "a feed twice": (bus, (*BOTH, "--network", "./bus.zip"), "1 are given twice (./bus.zip)"),
    "only changes": (
        changes("from,to,minutes\n"), ("--network", "changes.csv"), "no network is named",
    ),
    "changes at no stop": (
        changes("from,to,minutes\nbus:frnt,tokyo,3\n"), CHANGED, "nearest to the first: bus:front",
    ),
    "changes without minutes": (
        changes("from,to,minutes\nbus:front,tokyo,\n"), CHANGED, "minutes that are not 0 to 1440",
    ),
    "changes without a column": (
        changes("von,nach,minuten\n"), CHANGED, "changes.csv: column from, to, minutes is missing",
    ),
    "changes given twice": (
        changes("from,to,minutes\nbus:front,tokyo,3\nbus:front,tokyo,4\n"), CHANGED,
        "changes given twice (row 3: bus:front tokyo)",
    ),
    "a PDF named .zip": (pdf, ("--network", "bus.zip"), "bus.zip: not a zip file"),
    "half a download": (broken, ("--network", "bus.zip"), "bus.zip: not a zip file, or a broken"),
    "a zip of tables": (tables_zip, ("--network", "bus.zip"), "holds no GTFS file"),
    "a PDF named .xlsx": (as_workbook, ("--network", "bus.xlsx"), "the content is a PDF"),
    "a missing file": (bus, ("--network", "train.zip"), "there is no such file or folder; give"),
    "an empty folder": (empty_folder, ("--network", "empty"), "network.yaml: no such file"),
    "a file of another kind": (
        lambda folder: (folder / "n.geojson").write_text("{}"), ("--network", "n.geojson"),
        "files of this kind are not read; give japan",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("prepare", "arguments", "message"), WRONG.values(), ids=WRONG)
def test_wrong_networks_are_one_line_and_write_nothing(
    run: Run, tmp_path: Path, prepare, arguments: tuple[str, ...], message: str
) -> None:
    prepare(tmp_path)
    found = run("score", "36.95,137.55", *arguments, "-o", "out")
    assert found.code == 1
    assert message in found.err
    said = [line for line in found.err.strip().splitlines() if "first run" not in line]
    assert len(said) <= 2
    assert not (tmp_path / "out").exists()


WRONG_EXPORTS = {
    "another kind": (("-o", "out.pdf"), "out.pdf: give a name that ends in .zip"),
    "no address": (("-o", "out.zip", "--publisher", "A", "home"), "begins with https://"),
    "a workbook of a feed": ((*BOTH, "-o", "out.xlsx"), "tables of one network"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG_EXPORTS.values(), ids=WRONG_EXPORTS)
def test_wrong_exports_write_nothing(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    bus(tmp_path)
    found = run("data", "export", *arguments)
    assert found.code == 1
    assert message in found.err
    assert not list(tmp_path.glob("out*"))
