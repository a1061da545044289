"""`--scenario` and `geoaccess scenario`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

LINE = """name: line
title: {ja: 路線, en: Line}
opening: {from: 2035, to: 2040}
assumptions: [{ja: 仮定である。, en: It is assumed.}]
operations:
  - add_line:
      id: star
      title: {ja: 星線, en: Star Line}
      class: maglev
      stations: [shinagawa, nagoya]
      services: [{name: Star, run_min: 40, headway_min: 30, first: 6:00, last: 22:00}]
      transfers_min: {nagoya: 9}
options:
  trains:
    title: Trains
    default: as-today
    choices:
      as-today: {title: As today, operations: []}
      fewer: {title: Fewer, operations: [remove_trips: {service: Nozomi, share: 0.5}]}
"""


@pytest.fixture
def line(tmp_path: Path) -> str:
    (tmp_path / "line.yaml").write_text(LINE, encoding="utf-8")
    return "line.yaml"


def test_an_itinerary_takes_the_new_line(run: Run, line: str) -> None:
    ends = ("itinerary", "station:shinagawa", "station:nagoya", "--depart", "09:00")
    base = json.loads(run(*ends, "--format", "json").out)
    found = run(*ends, "--format", "json", "--scenario", line)
    document = json.loads(found.out)
    assert document["duration_min"] == 40
    assert base["duration_min"] > 80
    assert [leg["line"] for leg in document["legs"]] == ["Star Line"]
    assert "It is assumed." in found.err
    assert "Scenario Line, opening 2035 to 2040; Trains: As today." in found.err


def test_a_score_keeps_its_scenario(run: Run, line: str, tmp_path: Path) -> None:
    found = run(
        "score", "agglomeration:suwa", "--hubs", "hub:nagoya", "--scenario",
        f"{line}:trains=fewer", "-o", "out", "--no-map",
    )  # fmt: skip
    assert found.code == 0, found.err
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    (kept,) = record["scenarios"]
    assert (kept["name"], kept["options"]) == ("line", {"trains": "fewer"})
    assert record["request"]["scenarios"] == ["line.yaml:trains=fewer"]
    assert "It is assumed." in record["warnings"]
    explained = run("explain", "out", "suwa")
    assert explained.code == 0, explained.err


def test_faults_are_one_line_and_exit_one(run: Run, line: str, tmp_path: Path) -> None:
    text = LINE.replace("nagoya]", "nagoyaa]").replace("class: maglev", "clas: maglev")
    (tmp_path / line).write_text(text, encoding="utf-8")
    found = run("score", "--scenario", line)
    assert found.code == 1
    assert "line.yaml: 2 faults: line 7, column 7: add_line needs class; line 9, col" in found.err
    (tmp_path / line).write_text(text.replace("clas:", "class:"), encoding="utf-8")
    found = run("scenario", "check", line)
    assert found.code == 1
    assert "line.yaml: line 10, column 29: no station 'nagoyaa'; nearest: na" in found.err


def test_check_applies_every_choice(run: Run, line: str) -> None:
    found = run("scenario", "check", line)
    assert found.code == 0, found.err
    assert "trains=as-today" in found.out
    assert "trains=fewer" in found.out
    assert "+66" in found.out  # 33 trains each way


def test_the_template_fits_the_network(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(run("scenario", "template").out, encoding="utf-8")
    found = run("scenario", "check", "mine.yaml")
    assert found.code == 0, found.err
    assert "nozomi=fewer" in found.out


def test_shipped_scenarios_are_listed(run: Run) -> None:
    assert run("scenario", "list").code == 0


def test_an_unknown_scenario_is_an_error(run: Run) -> None:
    found = run("score", "--scenario", "no-such-line")
    assert found.code == 1
    assert "no scenario 'no-such-line'" in found.err
