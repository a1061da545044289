"""`itinerary`, `matrix`, `data`, `doctor`, `--version`."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from geoaccess import __version__
from tests.cli.conftest import Run

MATRIX_COLUMNS = [
    "from_id", "to_id", "travel_time_p05", "travel_time_p50", "travel_time_p95",
    "reachable_share", "fastest_min", "first_arrival", "last_departure",
]  # fmt: skip


def journey(run: Run, *arguments: str) -> dict:
    found = run("itinerary", *arguments, "--format", "json")
    assert found.code == 0, found.err
    return json.loads(found.out)


def test_itinerary_between_platforms_is_the_train(run: Run) -> None:
    found = journey(run, "東京駅", "新大阪駅", "--depart", "08:00")
    rides = found["legs"]
    assert [leg["kind"] for leg in rides] == ["ride"]
    assert [leg["service"] for leg in rides] == ["Nozomi"]
    assert rides[0]["line"] == "Tokaido Shinkansen"
    assert found["transfers"] == 0
    assert 140 <= found["duration_min"] <= 155
    assert found["depart"] >= "08:00"


def test_itinerary_arrive_by(run: Run) -> None:
    found = journey(run, "station:nagoya", "Tokyo Station", "--arrive", "09:00")
    assert found["arrive"] <= "09:00"
    later = journey(run, "station:nagoya", "Tokyo Station", "--arrive", "10:00")
    assert later["depart"] > found["depart"]


def test_itinerary_legs_join(run: Run) -> None:
    found = journey(run, "agglomeration:tsubame", "hub:tsukuba")
    legs = found["legs"]
    assert legs[0]["kind"] == "access"
    assert legs[-1]["kind"] == "egress"
    for before, after in itertools.pairwise(legs):
        assert before["arrive"] <= after["depart"]
        assert before["to"] == after["from"]


def test_neighbouring_towns_need_no_train(run: Run) -> None:
    found = journey(run, "municipality:20206", "municipality:20204", "--depart", "10:00")
    assert [leg["kind"] for leg in found["legs"]] == ["direct"]
    assert found["depart"] == "10:00"


def test_no_journey_is_null(run: Run) -> None:
    assert journey(run, "municipality:47201", "東京駅") is None
    assert "no journey" in run("itinerary", "municipality:47201", "東京駅").out


def test_itinerary_speaks_japanese(run: Run) -> None:
    found = run("itinerary", "東京駅", "新大阪駅", "--lang", "ja").out
    assert "のぞみ" in found
    assert "東海道新幹線" in found


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["itinerary", "東京駅", "hubs"], "names 2"),
        (["itinerary", "東京駅", "新大坂駅"], "新大阪"),
        (["itinerary", "東京駅", "新大阪駅", "--depart", "8 o'clock"], "HH:MM"),
        (["itinerary", "東京駅", "新大阪駅", "--depart", "08:00", "--arrive", "9:00"], "not both"),
        (["itinerary", "府中市", "東京駅"], "municipality:13206"),
        (["itinerary", "139.76,35.68", "東京駅"], "swapped"),
        (["matrix", "hubs", "hubs", "-o", "out.xlsx"], ".parquet or .csv"),
        (["matrix", "hubs", "hubs", "-o", "out.csv", "--percentiles", "5,500"], "0 to 100"),
        (["matrix", "hubs", "hubs", "-o", "out.csv", "--window", "09:00-09:00"], "window"),
        (["matrix", "hubs", "hubs", "-o", "out.csv", "--max-memory", "lots"], "1.5GB"),
        (["matrix", "hubs", "hubs", "-o", "out.csv", "--max-memory", "1MB"], "MB are needed"),
    ],
)
def test_wrong_inputs(run: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    found = run(*arguments)
    assert found.code == 1
    assert message in found.err
    assert not list(tmp_path.glob("out.*"))


def test_matrix_columns_and_units(run: Run, tmp_path: Path) -> None:
    arguments = ("matrix", "hub:nagoya", "hubs", "--percentiles", "5,50,95")
    assert run(*arguments, "-o", "m.csv").code == 0
    assert run(*arguments, "-o", "m.parquet").code == 0
    with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == MATRIX_COLUMNS
    assert pq.read_table(tmp_path / "m.parquet").column_names == MATRIX_COLUMNS
    tokyo = next(row for row in rows if row["to_id"] == "tokyo-otemachi")
    assert float(tokyo["fastest_min"]) <= float(tokyo["travel_time_p05"])
    assert float(tokyo["travel_time_p05"]) <= float(tokyo["travel_time_p50"])
    assert 100 < float(tokyo["fastest_min"]) < 150
    here = next(row for row in rows if row["to_id"] == "nagoya")
    assert float(here["travel_time_p50"]) == 0


def test_matrix_in_little_memory_by_arrival_and_with_few_changes(run: Run, tmp_path: Path) -> None:
    def times(*options: str) -> list[dict[str, str]]:
        arguments = ("matrix", "agglomerations", "hub:nagoya", "--percentiles", "50")
        found = run(*arguments, "-o", "m.csv", *options)
        assert found.code == 0
        with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    plain = times()
    assert times("--max-memory", "10MB") == plain
    by_arrival = times("--arrive-by")
    assert by_arrival != plain
    assert {row["to_id"] for row in by_arrival} == {"nagoya"}
    few = times("--max-transfers", "0")
    slower = [
        (float(one["fastest_min"]), float(other["fastest_min"]))
        for one, other in zip(few, plain, strict=True)
        if one["fastest_min"]
    ]
    assert 0 < len(slower) < len(plain)
    assert all(one >= other for one, other in slower)


def test_data_list_names_every_table_with_its_sources(run: Run) -> None:
    tables = json.loads(run("data", "list", "--format", "json").out)["shipped"]
    by_name = {table["file"]: table for table in tables}
    assert by_name["municipalities.csv"]["rows"] == 1741
    assert by_name["network/stations.csv"]["sources"]
    assert "network/stations.csv" in run("data", "list").out


def test_data_path_is_a_folder(run: Run) -> None:
    assert Path(run("data", "path").out.strip()).is_dir()


def test_doctor_finds_a_good_installation(run: Run) -> None:
    found = run("doctor")
    assert found.code == 0
    assert "FAULT" not in found.out


def test_version(run: Run) -> None:
    assert run("--version").out == f"geoaccess {__version__}\n"
