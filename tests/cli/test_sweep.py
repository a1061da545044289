"""What a sweep prints and writes, in both languages."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from geoaccess.clioptions import ResultsFormat
from geoaccess.clisweep import run_sweep
from geoaccess.errors import GeoaccessError
from geoaccess.pipeline import sweep
from geoaccess.pipeline.request import Request
from geoaccess.pipeline.sweepwork import describe_left
from tests.cli.conftest import Run
from tests.pipeline.test_closures import PLACES, TABLES

SCENARIO = """name: star
title: {ja: 星, en: Star}
operations:
  - add_line:
      id: new
      ja: 新線
      en: New Line
      class: shinkansen
      stations: [a, {id: n, ja: 新, en: New, lat: 36.05, lon: 138.6}, c]
      transfers_min: {a: 8}
      services:
        - {name: Star, name_ja: 星, calls: [a, n, c], run_min: [17, 30], headway_min: 30,
           first: "06:00", last: "22:00"}
"""
STAR = "star.yaml"
AXES = ["headway:Star=20,60", "station:a:n=km/20"]


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    monkeypatch.chdir(tmp_path)
    (tmp_path / STAR).write_text(SCENARIO, encoding="utf-8")
    folder = tmp_path / "toy"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "towns.csv").write_text(PLACES, encoding="utf-8")
    towns = str(tmp_path / "towns.csv")
    return Request(sites=towns, hubs=towns, networks=(str(folder),))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_tables_are_written_beside_the_journal(
    toy: Request, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    run_sweep(toy, [STAR], AXES, output=out)
    shown = capsys.readouterr()
    assert "Best place on station:a:n (headway:Star=20): km " in shown.out
    assert "A minute less of headway:Star (20-60 min): " in shown.out
    assert "robustness, cost and compactness are held" in shown.err
    names = {path.name for path in out.iterdir()}
    assert names == {
        "journal.jsonl", "run.json", "variants.csv", "marginals.csv", "marginal_sites.csv",
        "corridor.csv",
    }  # fmt: skip
    variants = rows_of(out / "variants.csv")
    assert [int(row["rank"]) for row in variants] == list(range(1, len(variants) + 1))
    scores = [float(row["score"]) for row in variants]
    assert scores == sorted(scores, reverse=True)
    assert sum(row["as_written"] == "True" for row in variants) == 1
    places = rows_of(out / "corridor.csv")
    assert len(places) == len(variants) - 3  # as written, and two without the station
    assert {float(row["km"]) % 20 for row in places} == {0}
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["command"] == "whatif --sweep"
    assert record["variants"] == len(variants)
    assert len(record["best_places"]) == 2


def test_minutes_of_sites_sum_to_the_minute_of_the_table(toy: Request, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_sweep(toy, [STAR], ["headway:Star=20,60", "transfer:a=2,20"], output=out)
    sums: dict[tuple[str, str], float] = {}
    for row in rows_of(out / "marginal_sites.csv"):
        key = row["axis"], row["others"]
        sums[key] = sums.get(key, 0.0) + float(row["per_min"])
    whole = rows_of(out / "marginals.csv")
    assert len(whole) == 4
    for row in whole:
        found = sums.get((row["axis"], row["others"]), 0.0)
        assert found == pytest.approx(float(row["score_sum_per_min"]), abs=5e-4)


def test_json_and_csv_and_japanese(toy: Request, capsys: pytest.CaptureFixture[str]) -> None:
    run_sweep(toy, [STAR], ["headway:Star=60"], output_format=ResultsFormat.JSON)
    document = json.loads(capsys.readouterr().out)
    assert [row["variant"] for row in document["variants"]] == [0, 1]
    assert document["variants"][0]["population"] is None
    run_sweep(toy, [STAR], ["headway:Star=60"], output_format=ResultsFormat.CSV)
    assert capsys.readouterr().out.startswith("rank,variant,as_written,headway:Star,score,")
    run_sweep(toy, [STAR], AXES[1:], lang="ja", objective="pairs")
    shown = capsys.readouterr()
    assert "順位は新たに会える組" in shown.out
    assert "原案" in shown.out
    assert "頑健性・費用・集積度" in shown.err


def test_an_interruption_says_what_is_kept(
    toy: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "evaluate_each", interrupt)
    with pytest.raises(GeoaccessError, match="interrupted; what was found is kept in "):
        run_sweep(toy, [STAR], AXES, output=tmp_path / "out")
    with pytest.raises(KeyboardInterrupt):
        run_sweep(toy, [STAR], AXES)


def test_the_command_whatif_sweeps(toy: Request, tmp_path: Path, run: Run) -> None:
    where = ("--hubs", toy.hubs, "--network", toy.networks[0])
    common = ("whatif", toy.sites, *where, "--scenario", str(tmp_path / STAR))
    (tmp_path / "sweep.yaml").write_text(
        "objective: reach_pct\naxes:\n  - headway:Star=20,60\n", encoding="utf-8"
    )
    found = run(*common, "--sweep", str(tmp_path / "sweep.yaml"), "-o", "out", "--format", "json")
    assert found.code == 0
    document = json.loads(found.out)
    assert document["objective"] == "reach_pct"
    assert document["run"]["scenario"]["name"] == "star"
    assert len(document["variants"]) == 3
    today = ("whatif", toy.sites, *where)
    found = run(*today, "--sweep", "transfer:b=2", "--format", "csv")
    assert found.out.startswith("rank,variant,as_written,transfer:b,")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--sweep", "headway:Star"), "write KIND:TARGET=VALUES"),
        (("--sweep", "bogus:Star=1"), "no kind 'bogus'"),
        (("--sweep", "headway:Star=20", "--draws", "5"), "--draws cannot be taken"),
        (("--sweep", "headway:Star=20", "--timeline"), "--timeline cannot be taken"),
        (("--sweep", "headway:Star=20", "--objective", "joy"), "no 'joy'; give one of"),
        (("--sweep", "headway:Star=20", "--scenario", STAR), "a sweep varies one"),
        (("--objective", "score"), "--objective: is for sweeps; give --sweep"),
        (("--people",), "--people: is for sweeps; give --sweep"),
        (("--sweep", "none.yaml"), "none.yaml: cannot be read"),
        (("--sweep", "run:Star=9"), "km/h"),
        (("--sweep", "headway:Star=20", "-o", "."), "this is the working folder"),
    ],
)
def test_wrong_inputs_are_one_line(
    toy: Request, tmp_path: Path, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    given = ("whatif", toy.sites, "--hubs", toy.hubs, "--network", toy.networks[0])
    found = run(*given, "--scenario", str(tmp_path / STAR), *arguments)
    assert found.code == 1
    assert message in found.err
    assert found.err.strip().count("geoaccess: ") >= 1
    assert len(found.err.strip().splitlines()[-1]) < 1000
    assert not found.out


@pytest.mark.parametrize(
    ("left_s", "said"),
    [(0.2, "about 1 s left"), (59, "about 59 s left"), (130, "about 2 min left")],
)
def test_time_left_in_words(left_s: float, said: str) -> None:
    assert describe_left(120, 1000, left_s) == f"variant 120 of 1,000, {said}"
