"""`geoaccess whatif`: equal to two runs of score, exact zeros, files, order, wrong inputs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
from click.testing import Result
from typer.testing import CliRunner

from geoaccess.cli import app
from geoaccess.config import INDICATORS
from geoaccess.pipeline.request import Request
from geoaccess.pipeline.score import compute_score
from geoaccess.pipeline.whatif import compute_whatif
from geoaccess.pipeline.whatifquestion import WhatifQuestion, find_alternatives
from tests.cli.conftest import Run
from tests.sources.gtfsfeeds import write_feed, zip_feed

SITES = (
    "id,name,name_ja,lat,lon\niida,Iida,飯田,35.5147,137.8219\nkurume,Kurume,久留米,33.3193,130.5084\n"
    "naha,Naha,那覇,26.2124,127.6809\n"
)
HUBS = (
    "id,name,lat,lon,mass\ntokyo,Tokyo,35.6812,139.7671,50\nosaka,Osaka,34.7025,135.4959,30\n"
    "nagoya,Nagoya,35.1709,136.8815,20\nsendai,Sendai,38.2536,140.8733,10\n"
)
LINE = """
name: line
title: {ja: 計画線, en: Planned line}
opening: {from: 2035, to: 2038}
assumptions: [{ja: 仮の線, en: A made-up line.}]
operations:
  - add_line:
      id: new-line
      ja: 新線
      en: New Line
      class: maglev
      stations:
        - shinagawa
        - {id: new-iida, ja: 新飯田, en: New Iida, lat: 35.526, lon: 137.85}
        - nagoya
      services:
        - {name: Quick, name_ja: 速達, calls: [shinagawa, new-iida, nagoya], run_min: [25, 18],
           headway_min: 30, first: "06:00", last: "22:00"}
      transfers_min: {shinagawa: 10, nagoya: 9}
"""
FEWER = """
name: fewer
title: {ja: 減便, en: Fewer trains}
opening: {from: 2030, to: 2031}
operations:
  - remove_trips: {service: Nozomi}
"""
NOTHING = "name: nothing\ntitle: {ja: 現状, en: As it is}\noperations: []\n"
ASKED = ("sites.csv", "--hubs", "hubs.csv", "--draws", "6", "--schedules", "3")


def write_files(folder: Path) -> None:
    texts = {
        "sites.csv": SITES, "hubs.csv": HUBS, "line.yaml": LINE, "fewer.yaml": FEWER,
        "nothing.yaml": NOTHING,
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def rows_of(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Folder of a comparison of three scenarios, and what was printed."""
    folder = tmp_path_factory.mktemp("whatif")
    write_files(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        named = [
            one for name in ("line", "fewer", "nothing") for one in ("--scenario", f"{name}.yaml")
        ]
        found = CliRunner().invoke(app, ["whatif", *ASKED, *named, "-o", "out", "--no-map"])
    return folder / "out", found


def test_the_difference_is_that_of_two_runs_of_score(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    request = Request(sites="sites.csv", hubs="hubs.csv")
    alternatives = find_alternatives(["line.yaml", "fewer.yaml"])
    question = WhatifQuestion(alternatives=alternatives, n_schedules=0, with_zones=False)
    run, base = compute_whatif(request, question), compute_score(request)
    for name, found in zip(("line", "fewer"), run.alternatives, strict=True):
        after = compute_score(replace(request, scenarios=(f"{name}.yaml",)))
        for key in INDICATORS:
            if key in found.changes:
                before, now = (one.table.indicators[key] for one in (base, after))
                np.testing.assert_array_equal(found.changes[key].before, before)
                np.testing.assert_array_equal(found.changes[key].after, now)
                known = ~np.isnan(before) & ~np.isnan(now)
                np.testing.assert_array_equal(
                    found.changes[key].difference[known], (now - before)[known]
                )
        assert found.table.missing == base.table.missing == after.table.missing
        np.testing.assert_array_equal(
            found.changes["score"].difference, after.table.score - base.table.score
        )
        np.testing.assert_array_equal(found.contacts.home_s, after.contacts.home_s)
        assert found.changes["meeting_hours"].difference.any()


def test_a_scenario_that_changes_nothing_differs_by_exactly_zero_in_every_column(
    written: tuple[Path, Result],
) -> None:
    out, found = written
    assert "Changes nothing: every difference is exactly 0." in found.stdout
    rows = [row for row in rows_of(out / "whatif.csv") if row["scenario"] == "nothing"]
    assert len(rows) == 3
    for row in rows:
        assert (row["unchanged"], row["worse_off"]) == ("True", "False")
        checked = 0
        for name, value in row.items():
            is_difference = name.endswith(
                ("_change", "_change_p05", "_change_p95", "_p_above_zero")
            )
            if is_difference or name.endswith(("_gained", "_lost", "_better", "_worse")):
                assert float(value or 0) == 0.0, name
                checked += 1
            if name.endswith("_scenario"):
                assert value == row[name.removesuffix("_scenario") + "_base"]
        assert checked > 40
    assert not [r for r in rows_of(out / "contacts_change.csv") if r["scenario"] == "nothing"]
    for row in rows_of(out / "municipalities.csv"):
        if row["scenario"] == "nothing":
            assert float(row["reach_pct_change"]) == float(row["nearness_min_change"]) == 0.0
            assert row["hubs_gained"] == row["hubs_lost"] == "0"


def test_files_agree_with_each_other(written: tuple[Path, Result]) -> None:
    out, found = written
    assert found.exit_code == 0, found.stderr
    rows = {(row["scenario"], row["site_id"]): row for row in rows_of(out / "whatif.csv")}
    contacts = rows_of(out / "contacts_change.csv")
    for (scenario, site), row in rows.items():
        own = [one for one in contacts if (one["scenario"], one["site_id"]) == (scenario, site)]
        for kind in ("gained", "lost", "better", "worse"):
            assert int(row[f"hubs_{kind}"]) == sum(one["change"] == kind for one in own)
        change = float(row["hub_mass_gained"]) - float(row["hub_mass_lost"])
        assert float(row["reach_pct_change"]) == pytest.approx(100 * change / 110, abs=1e-3)
        low, high = (float(row[f"reach_pct_change_p{q}"]) for q in ("05", "95"))
        assert low <= high
    assert float(rows["line", "iida"]["reach_pct_change"]) > 0
    assert float(rows["fewer", "kurume"]["meeting_hours_change"]) < 0
    assert rows["fewer", "kurume"]["worse_off"] == "True"
    assert rows["line", "naha"]["unchanged"] == "True"
    for one in contacts:
        if one["change"] == "gained":
            assert not one["depart_base"]
            assert one["depart_scenario"] < one["arrive_scenario"] < one["home_scenario"]
    stations = {row["station_id"] for row in rows_of(out / "stations.csv")}
    assert "new-iida" in stations
    people = rows_of(out / "populations.csv")
    for row in people:
        total = float(row["population_base"]) + float(row["population_gained"])
        assert float(row["population_scenario"]) == total - float(row["population_lost"])
    assert any(float(row["population_gained"]) > 0 for row in people if row["role"] == "hub")
    zones = rows_of(out / "municipalities.csv")
    assert len(zones) == 3 * 1741
    assert {row["status"] for row in zones} == {"assumption"}
    assert pyogrio.read_info(out / "whatif.gpkg", layer="municipalities")["features"] == 3 * 1741
    assert pyogrio.read_info(out / "whatif.gpkg", layer="sites")["features"] == 9


def test_every_output_says_that_it_is_an_assumption(written: tuple[Path, Result]) -> None:
    out, found = written
    assert "Planned line [line]: assumption, opening 2035-2038" in found.stdout
    assert "A made-up line." in found.stderr
    for path in out.iterdir():
        if path.suffix == ".csv":
            for row in rows_of(path):
                assert (row["status"], row["status_ja"]) == ("assumption", "仮定")
                assert row["scenario"] != "line" or "A made-up line." in row["assumptions"]
        if path.suffix in (".csv", ".json"):
            assert "predicted innovation" not in path.read_text(encoding="utf-8-sig")
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["status"] == {"en": "assumption", "ja": "仮定"}
    told, fares = record["scenarios"][0]["assumptions"]
    assert told == {"en": "A made-up line.", "ja": "仮の線"}
    assert "Fares of planned lines are approximate" in fares["en"]
    assert record["scenarios"][2]["changes_nothing"]
    assert record["draws"]["schedules"] == {"line": 3, "fewer": 0, "nothing": 0}


def test_neither_order_nor_others_on_the_command_line_change_a_number(
    written: tuple[Path, Result], run: Run, tmp_path: Path
) -> None:
    write_files(tmp_path)
    named = ("--scenario", "fewer.yaml", "--scenario", "line.yaml")
    done = run(
        "whatif", *ASKED, *named, "--no-municipalities", "--timeline", "-o", "out", "--no-map"
    )
    assert done.code == 0, done.err
    for name in ("whatif.csv", "contacts_change.csv", "parts.csv", "stations.csv"):
        here, there = rows_of(tmp_path / "out" / name), rows_of(written[0] / name)
        shared = sorted(set(here[0]) & set(there[0]))
        assert len(shared) >= len(here[0])
        one, other = (
            {tuple(row[key] for key in shared) for row in rows if row["scenario"] != "nothing"}
            for rows in (here, there)
        )
        assert one == other
    years = rows_of(tmp_path / "out" / "timeline.csv")
    by_year = {int(row["year"]): row for row in years if row["site_id"] == "iida"}
    assert list(by_year) == list(range(2029, 2039))
    assert [float(by_year[year]["p_open_line"]) for year in (2029, 2036, 2038)] == [0, 0.5, 1]
    assert float(by_year[2030]["p_open_fewer"]) == 0.5
    reach = {year: float(row["reach_pct_expected"]) for year, row in by_year.items()}
    assert reach[2038] > reach[2034]
    assert float(by_year[2034]["reach_pct_p05"]) <= reach[2034]


def test_scenarios_are_combined_in_order_and_shared_out(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    asked = ["sites.csv", "--hubs", "hubs.csv", "--draws", "0", "--schedules", "0"]
    done = run("whatif", *asked, "--scenario", "line.yaml+fewer.yaml", "--no-municipalities",
               "--lang", "ja", "-o", "out")  # fmt: skip
    assert done.code == 0, done.err
    assert "計画線＋減便 [line+fewer]：仮定、開業 2035-2038 / 2030-2031年" in done.out
    assert "不利になる地点" in done.out
    rows = rows_of(tmp_path / "out" / "parts.csv")
    for site in ("iida", "kurume", "naha"):
        own = [row for row in rows if row["site_id"] == site]
        assert [row["part_ja"] for row in own] == ["新線", "Nozomi：減便"]
        shared = sum(float(row["reach_pct_share"]) for row in own)
        assert shared == pytest.approx(float(own[0]["reach_pct_change"]), abs=1e-3)
    assert not (tmp_path / "out" / "municipalities.csv").exists()


WRONG = {
    "no scenario": ([], "--scenario: none is given"),
    "an unknown scenario": (["--scenario", "chou-nagoya"], "chou-nagoya"),
    "a scenario twice": (["--scenario", "line.yaml"] * 2, "line is given twice"),
    "a plus at the end": (["--scenario", "line.yaml+"], "a + with nothing beside it"),
    "years that are missing": (
        ["--scenario", "nothing.yaml", "--timeline"], "no opening years in nothing",
    ),
    "opposite orders": (
        ["--scenario", "line.yaml+fewer.yaml", "--scenario", "fewer.yaml+line.yaml", "--timeline"],
        "opposite orders",
    ),
    "a line that is there already": (
        ["--scenario", "line.yaml+again.yaml"], "a line 'new-line' is there already",
    ),
    "a service that is not there": (["--scenario", "ghost.yaml"], "Ghost"),
    "a faulty file": (["--scenario", "faulty.yaml"], "line 3"),
    "feeds only": (
        ["--scenario", "line.yaml", "--network", "bus.zip@2026-04-01"],
        "a scenario changes network tables",
    ),
    "a folder of other things": (
        ["--scenario", "line.yaml", "-o", "mine"], "holds what is no earlier result (notes.txt)",
    ),
    "a window backwards": (
        ["--scenario", "line.yaml", "--window", "22:00-06:00"], "ends before it begins",
    ),
    "a date outside the edition": (
        ["--scenario", "line.yaml", "--date", "2031-04-01"], "2025-03-15 to 2026-03-13",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG.keys())
def test_wrong_inputs_are_one_line_and_exit_1(
    run: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    write_files(tmp_path)
    (tmp_path / "again.yaml").write_text(
        LINE.replace("name: line", "name: again").replace("new-iida", "other"), encoding="utf-8"
    )
    (tmp_path / "ghost.yaml").write_text(FEWER.replace("Nozomi", "Ghost"), encoding="utf-8")
    (tmp_path / "faulty.yaml").write_text(
        NOTHING.replace("operations", "operation"), encoding="utf-8"
    )
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    zip_feed(write_feed(tmp_path / "raw", "bus"), tmp_path / "bus.zip")
    found = run("whatif", "sites.csv", "--hubs", "hubs.csv", *arguments)
    assert found.code == 1
    last = found.err.splitlines()[-1]
    assert last.startswith("geoaccess: ")
    assert message in last
    assert "Traceback" not in found.err
    assert found.out == ""
