"""`matrix --engine r5` and `--access r5` on the command line, with a stand-in for r5py."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from geoaccess.cli import app
from tests.engine.r5.cities import write_buses, write_streets
from tests.engine.r5.conftest import Computer
from tests.engine.r5.fakes import read_log, write_java

SITES = "name,lat,lon\nEast,35.660,139.700\nWest,35.662,139.702\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "sites.csv").write_text(SITES)
    return tmp_path


def call(*words: str) -> Result:
    found = CliRunner().invoke(app, list(words))
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def test_a_matrix_by_r5_has_our_columns_and_says_what_is_empty(
    computer: Computer, here: Path
) -> None:
    streets, bus = write_streets(here / "city.osm.pbf"), write_buses(here)
    found = call(
        "matrix", "sites.csv", "sites.csv", "-o", "m.csv", "--engine", "r5", "--roads",
        str(streets), "--network", str(bus), "--date", "2026-03-10", "--window", "08:00-10:00",
        "--percentiles", "5,50", "--max-time", "90min", "--max-transfers", "1",
    )  # fmt: skip
    assert found.exit_code == 0, found.stderr
    rows = list(csv.DictReader((here / "m.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert list(rows[0]) == [
        "from_id", "to_id", "travel_time_p05", "travel_time_p50", "reachable_share",
        "fastest_min", "first_arrival", "last_departure",
    ]  # fmt: skip
    assert [row["travel_time_p05"] for row in rows] == ["0", "3", "3", "0"]
    assert {row["reachable_share"] + row["fastest_min"] + row["first_arrival"] for row in rows} == {
        ""
    }
    assert "R5 gives no reachable_share" in found.stderr
    assert "OpenStreetMap contributors" in found.stderr
    assert "R5 says: R5 reported the following issues" in found.stderr
    assert "2 x 2 pairs by R5" in found.stdout
    asked = read_log(computer.log)[1]
    assert asked["departure"] == "2026-03-10 08:00:00"
    assert asked["max_time"] == "1:30:00"
    assert asked["max_public_transport_rides"] == 2
    record = json.loads((here / "m.run.json").read_text(encoding="utf-8"))
    assert record["engine"]["name"] == "r5"
    assert record["engine"]["r5py"] == "1.1.7"
    assert len(record["engine"]["r5_jar_sha256"]) == 64
    assert record["time_zone"] == "Asia/Tokyo"
    assert set(record["inputs"]) == {"city.osm.pbf", "bus.zip"}
    assert record["settings"]["modes"] == "walk,transit"


def test_nothing_is_written_where_r5_fails(
    computer: Computer, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_R5PY_FAULT", "stack")
    streets = write_streets(here / "city.osm.pbf")
    words = ("matrix", "sites.csv", "sites.csv", "-o", "m.csv", "--engine", "r5", "--modes", "car")
    found = call(*words, "--roads", str(streets))
    assert found.exit_code == 1
    assert found.stderr.strip().splitlines()[-1].startswith("geoaccess: R5 could not answer")
    assert "\tat " not in found.stderr
    assert not (here / "m.csv").exists()
    assert not (here / "m.run.json").exists()


WRONG = {
    "modes without R5": (["--modes", "walk"], "--modes is for R5 only"),
    "jar without R5": (["--r5-jar", "x.jar"], "--r5-jar is for R5 only"),
    "longest time without R5": (["--max-time", "2h"], "--max-time is for R5 only"),
    "stations without R5": (["--join", "tokyo"], "--join is for R5 only; give --access r5"),
    "stations of whole trips": (["--engine", "r5", "--join", "tokyo"], "give --access r5"),
    "both": (["--engine", "r5", "--access", "r5"], "give one of them"),
    "arrivals": (["--engine", "r5", "--arrive-by"], "R5 takes departures only"),
    "fallback": (
        ["--engine", "r5", "--roads", "x.osm.pbf", "--roads-fallback"],
        "no model without streets",
    ),
    "no streets": (["--engine", "r5", "--modes", "walk"], "give an extract: --roads FILE.osm.pbf"),
    "unknown mode": (["--engine", "r5", "--modes", "horse"], "--modes: 'horse' is not known"),
    "longest time": (
        ["--engine", "r5", "--modes", "car", "--max-time", "20h", "--roads", "city.osm.pbf"],
        "--max-time: 1200 minutes is not between",
    ),
    "percentiles": (
        ["--engine", "r5", "--modes", "car", "--percentiles", "0,50", "--roads", "city.osm.pbf"],
        "R5 gives those from 1 to 99, not 0",
    ),
    "memory": (["--engine", "r5", "--modes", "car", "--max-memory", "100MB"], "too little for R5"),
    "address": (
        ["--engine", "r5", "--modes", "car", "--r5-jar", "https://example.org/r5.jar"],
        "nothing is downloaded here",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_options_that_do_not_fit_are_one_line(computer: Computer, here: Path, case: str) -> None:
    words, said = WRONG[case]
    if "city.osm.pbf" in words:
        write_streets(here / "city.osm.pbf")
    found = call("matrix", "sites.csv", "sites.csv", "-o", "m.csv", *words)
    assert found.exit_code == 1
    assert said in found.stderr.strip().splitlines()[-1]
    assert not computer.log.exists()


def test_ways_to_stations_by_r5_are_marked_in_the_itinerary(
    computer: Computer, here: Path, shared_data: Path
) -> None:
    pytest.importorskip("osmnx", reason="osmnx is not installed (extra roads)")
    stops = "stop_id,stop_name,stop_lat,stop_lon\n"
    rail = write_buses(here, "rail", stops=f"{stops}A,Near,35.6585,139.7013\nB,Far,35.6,139.6\n"
                       "C,Beyond,34.7,137.4\n")  # fmt: skip
    words = (
        "itinerary",
        "35.6605,139.7060",
        "station:C",
        "--format",
        "json",
        "--date",
        "2026-03-10",
    )
    streets = ("--roads", str(shared_data / "osm" / "map.osm.pbf"), "--roads-fallback")
    by_r5 = ("--access", "r5", "--modes", "walk", "--join", "A")
    found = call(*words, *streets, *by_r5, "--network", str(rail))
    assert found.exit_code == 0, found.stderr
    assert "1 of 1 places have legs to stations by R5 (1 legs" in found.stderr
    there, back = (one for one in read_log(computer.log) if one["what"] == "matrix")
    assert there["percentiles"] == back["percentiles"] == [50]
    access = json.loads(found.stdout)["legs"][0]
    assert (access["kind"], access["to"], access["backend"]) == ("access", "Near", "r5")


def test_doctor_names_the_parts_of_r5(computer: Computer, here: Path) -> None:
    found = call("doctor")
    assert found.exit_code == 0, found.stdout
    for word in ("1.1.7", "21.0.2", "v7.5.1", "Java for R5", "memory for R5"):
        assert word in found.stdout


def test_doctor_does_not_mind_that_r5_is_absent(
    computer: Computer, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("R5_CLASSPATH")
    monkeypatch.setenv("JAVA_HOME", str(write_java(here / "old", 'java version "1.8.0_1"')))
    found = call("doctor")
    assert found.exit_code == 0
    assert "absent" in found.stdout
    assert "R5_CLASSPATH" in " ".join(found.stdout.split())
    assert "r5py" not in sys.modules


def test_doctor_minds_a_jar_that_is_named_and_broken(
    computer: Computer, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("R5_CLASSPATH", str(here / "sites.csv"))
    found = call("doctor")
    assert found.exit_code == 1
    assert "doctor: R5 jar need attention" in found.stderr
