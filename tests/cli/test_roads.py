"""`--roads` and `--roads-fallback`: legs name what made them, and what is off is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geoaccess.model.roads import RoadGraph
from geoaccess.sources.osm import load
from tests.access.streetfiles import write_osm
from tests.cli.conftest import Run

TOKYO = 35.6812, 139.7671
"""Tokyo Station, about which the town is built."""


@pytest.fixture
def streets(tmp_path: Path) -> Path:
    """A grid of streets, 40 km each way from Tokyo Station, a street every 2 km."""
    km = range(-40, 41, 2)
    x0, y0 = TOKYO[1] * 111.195, TOKYO[0] * 111.195
    stretch = 1 / 0.8123  # a kilometre eastwards is more of a degree here
    nodes = {f"{i},{j}": (x0 + i * stretch, y0 + j) for i in km for j in km}
    tags = {"highway": "secondary"}
    ways = [([f"{i},{j}" for i in km], tags) for j in km]
    ways += [([f"{i},{j}" for j in km], tags) for i in km]
    return write_osm(tmp_path / "kanto.osm", nodes, ways)


def test_itinerary_names_the_backend_of_each_leg(run: Run, streets: Path) -> None:
    roads = "--roads", str(streets)
    found = run("itinerary", "35.69,139.75", "station:nagoya", *roads, "--format", "json")
    assert found.code == 0, found.err
    legs = json.loads(found.out)["legs"]
    assert (legs[0]["kind"], legs[0]["backend"]) == ("access", "roads")
    assert {leg["backend"] for leg in legs if leg["kind"] in ("ride", "transfer")} <= {None}
    assert "© OpenStreetMap contributors" in found.err
    assert "From door to street" in found.err
    assert "kanto.osm: 6,560 km of streets to drive and 6,560 km to walk" in found.err


def test_without_streets_legs_name_the_model(run: Run) -> None:
    found = run("itinerary", "35.69,139.75", "station:nagoya", "--format", "json")
    assert json.loads(found.out)["legs"][0]["backend"] == "great-circle"


def test_direct_legs_go_over_streets_and_the_extract_is_read_once(
    run: Run, streets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = "itinerary", "35.69,139.75", "35.70,139.76", "--roads", str(streets)
    found = json.loads(run(*arguments, "--format", "json").out)
    assert [(leg["kind"], leg["backend"]) for leg in found["legs"]] == [("direct", "roads")]

    def never(*_: object) -> RoadGraph:
        raise AssertionError("read again")

    monkeypatch.setattr(load, "read_ways", never)
    table = run(*arguments, "--lang", "ja")
    assert table.code == 0, table.err
    assert "鉄道なし [道路網]" in table.out


def test_places_off_the_streets_are_one_error_that_lists_them(run: Run, streets: Path) -> None:
    sites = Path("sites.csv")
    sites.write_text("id,name,lat,lon\na,Here,35.69,139.75\nb,Mito,36.366,140.471\n")
    arguments = "matrix", "sites.csv", "station:nagoya", "-o", "m.csv", "--roads", str(streets)
    found = run(*arguments)
    assert found.code == 1
    assert "kanto.osm: 1 of 2 places (Mito " in found.err
    assert "--roads-fallback" in found.err
    assert found.err.count("\n") == 1 or "first run" in found.err
    assert not Path("m.csv").exists()
    asked = run(*arguments, "--roads-fallback")
    assert asked.code == 0, asked.err
    assert "By the great-circle model, without streets" in asked.err
    assert len(Path("m.csv").read_text(encoding="utf-8-sig").splitlines()) == 3


def test_stations_off_the_streets_are_named(run: Run, tmp_path: Path) -> None:
    """A few streets about the site, none of which reaches a station."""
    x, y = 139.75 * 111.195, 35.69 * 111.195
    nodes = {"A": (x - 0.2, y), "B": (x, y), "C": (x, y + 0.2)}
    path = write_osm(tmp_path / "few.osm", nodes, [("ABC", {"highway": "residential"})])
    found = run("itinerary", "35.69,139.75", "station:nagoya", "--roads", str(path))
    assert found.code == 1
    assert " nearby stations (" in found.err
    assert "Tokyo" in found.err


def test_score_records_what_made_the_legs(run: Run, streets: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = run(
        "score", "35.69,139.75", "--hubs", "hub:tsukuba", "--roads", str(streets),
        "--roads-fallback", "--no-map", "-o", str(out),
    )  # fmt: skip
    assert found.code == 0, found.err
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    access = record["access"]
    assert access["roads"] == "kanto.osm"
    assert access["legs"]["roads"] > 0
    assert access["snap_m"]["median"] >= 0
    assert [one["name"] for one in record["inputs"] if one["role"] == "roads"] == ["kanto.osm"]
    assert "© OpenStreetMap contributors, ODbL" in [one["credit"] for one in record["sources"]]
    assert any("Access over the streets of kanto.osm" in one for one in record["warnings"])


@pytest.mark.parametrize(
    ("command", "place"), [("network", "sites.csv"), ("partners", "a.csv"), ("robustness", "a.csv")]
)
def test_other_commands_take_streets(
    run: Run, streets: Path, tmp_path: Path, command: str, place: str
) -> None:
    """With streets other ways are found, they are told, and what is off them is an error."""
    rows = "id,name,lat,lon\na,Here,35.69,139.75\nb,There,35.75,139.60\n"
    (tmp_path / "sites.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "a.csv").write_text("\n".join(rows.splitlines()[:2]), encoding="utf-8")
    roads = "--roads", str(streets)
    orders = ("--orders", "0") if command == "robustness" else ()
    asked = (command, place, "--hubs", "hub:tsukuba", *orders, "--format", "json")
    plain = json.loads(run(*asked).out)
    off = run(*asked, *roads)
    assert off.code == 1
    assert "--roads-fallback" in off.err
    found = run(*asked, *roads, "--roads-fallback")
    assert found.code == 0, found.err
    document = json.loads(found.out)
    record = document["run"]
    assert plain["run"]["access"]["roads"] is None
    assert record["access"]["roads"] == "kanto.osm"
    assert record["access"]["legs"]["roads"] > 0
    assert record["digest"] != plain["run"]["digest"]
    assert [one["name"] for one in record["inputs"] if one["role"] == "roads"] == ["kanto.osm"]
    assert "© OpenStreetMap contributors, ODbL" in [one["credit"] for one in record["sources"]]
    assert any("Access over the streets of kanto.osm" in one for one in record["warnings"])
    assert any("no streets were looked at" in one for one in plain["run"]["warnings"])


def test_without_streets_the_run_says_so(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert (
        run("score", "35.69,139.75", "--hubs", "hub:tsukuba", "--no-map", "-o", str(out)).code == 0
    )
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["access"]["roads"] is None
    assert set(record["access"]["legs"]) == {"great-circle"}
    assert record["access"]["snap_m"] == {"median": None, "max": None}
    assert any("no streets were looked at" in one for one in record["warnings"])
    assert not [one for one in record["sources"] if one["id"] == "osm-streets"]


def test_an_extract_of_another_country_is_told(run: Run, shared_data: Path) -> None:
    extract = shared_data / "osm" / "porto_alegre.osm.pbf"
    found = run("itinerary", "35.69,139.75", "station:nagoya", "--roads", str(extract))
    assert found.code == 1
    assert "porto_alegre.osm.pbf: 1 of 1 places (35.69,139.75 18," in found.err
    assert "stations" not in found.err
    assert "lat -30.11 and -29.99, lon -51.27 and -51.13" in found.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--roads-fallback",), "--roads-fallback: there are no streets"),
        (("--roads", "no.osm"), "no.osm: no such file"),
        (("--roads", "osm:"), "names no place"),
    ],
)
def test_wrong_options(run: Run, arguments: tuple[str, ...], message: str) -> None:
    found = run("itinerary", "35.69,139.75", "station:nagoya", *arguments)
    assert found.code == 1
    assert message in found.err


def test_speeds_of_an_unknown_class_are_refused(run: Run, tmp_path: Path) -> None:
    shipped = Path(__file__).resolve().parents[2] / "configs" / "score.yaml"
    config = tmp_path / "own.yaml"
    text = shipped.read_text(encoding="utf-8")
    config.write_text(text.replace("    motorway: 80", "    autobahn: 80"), encoding="utf-8")
    found = run("itinerary", "35.69,139.75", "station:nagoya", "--config", str(config))
    assert found.code == 1
    assert "own.yaml: roads.speeds_kmh" in found.err
    assert "autobahn: no class of road; they are motorway" in found.err


def test_doctor_names_the_packages_of_the_extra(run: Run) -> None:
    found = run("doctor")
    assert "streets (extra)" in found.out
    assert "osmium" in found.out
