"""`geoaccess explain`: every sentence follows from the tables, and wrong folders are one line."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geoaccess.cli import app
from geoaccess.pipeline.explain import Results, explain_site, find_parts, load_results
from geoaccess.pipeline.request import Request
from geoaccess.pipeline.requestrecord import describe_request, read_request
from geoaccess.pipeline.telling import Row
from tests.cli.conftest import Run

SITES = "id,name,name_ja,lat,lon\nsuwa,Suwa,諏訪,36.0391,138.1140\nsanjo,Sanjo,三条,37.6486,138.9393\nnaha,Naha,那覇,26.2124,127.6809\n"


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scored")
    (folder / "sites.csv").write_text(SITES, encoding="utf-8")
    arguments = ["score", "sites.csv", "--draws", "20", "--no-map", "-o", "out"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert CliRunner().invoke(app, arguments).exit_code == 0
    return folder


@pytest.fixture
def results(scored: Path, tmp_path: Path) -> Path:
    shutil.copytree(scored, tmp_path, dirs_exist_ok=True)
    return tmp_path / "out"


def test_points_sum_to_the_score_and_sentences_to_both_languages(run: Run, results: Path) -> None:
    found = load_results(results)
    for row in found.scores:
        parts = find_parts(found, row)
        assert sum(part.points for part in parts) == pytest.approx(float(row["score"]), abs=0.01)
        assert sum(part.most for part in parts) == pytest.approx(100)
    told = run("explain", "out", "suwa")
    assert told.code == 0
    row = found.find("諏訪")
    assert f"Suwa scores {float(row['score']):.1f} of 100: rank {row['rank']} of 3." in told.out
    assert "Azusa" in told.out
    assert "no prediction of innovation" in told.out
    japanese = run("explain", "out", "諏訪", "--lang", "ja").out
    assert "あずさ" in japanese
    assert len(japanese.splitlines()) == len(told.out.splitlines())


def test_trains_are_those_of_the_clock_times(run: Run, results: Path) -> None:
    days = csv.DictReader((results / "contacts.csv").read_text(encoding="utf-8-sig").splitlines())
    met = [day for day in days if day["site_id"] == "suwa" and day["contactable"] == "True"]
    largest = max(met, key=lambda day: float(day["hub_mass"]))
    told = run("explain", "out", "suwa").out
    assert f"leave {largest['depart']}, there {largest['arrive']}" in told
    out = next(line for line in told.splitlines() if line.startswith("Out: "))
    first, last = out[5:].rstrip(".").split(" - ")[0][-5:], out.rstrip(".")[-5:]
    assert largest["depart"] <= first <= last <= largest["arrive"]


def test_a_value_that_would_do_does(run: Run, results: Path) -> None:
    """The value of an indicator that is named lifts the score to that of the rival."""
    found = load_results(results)
    row = found.find("suwa") if found.find("suwa")["rank"] != "1" else found.find("sanjo")
    parts = {part.name: part for part in find_parts(found, row)}
    rival = next(one for one in found.scores if int(one["rank"]) == int(row["rank"]) - 1)
    gap = float(rival["score"]) - float(row["score"])
    posts = found.record["parameters"]["indicators"]["nearness_min"]
    part = parts["nearness_min"]
    needed = part.value + gap / part.most * (posts["one_at"] - posts["zero_at"])
    told = run("explain", "out", row["site_id"]).out
    assert (f"nearness {needed:.0f} instead of {part.value:.0f} (min)" in told) == (
        part.points + gap <= part.most
    )


def test_the_smallest_change_of_a_weight_makes_another_site_first(run: Run, results: Path) -> None:
    found = load_results(results)
    stability = found.record["weight_stability"]
    weights = found.record["weights_used"]
    shares = {row["site_id"]: share_of(found, row) for row in found.scores}

    def best(indicator: str, to: float) -> str:
        rest = 1 - weights[indicator]
        moved = {k: w * (1 - to) / rest for k, w in weights.items()} | {indicator: to}
        return max(shares, key=lambda one: sum(moved[k] * shares[one][k] for k in moved))

    assert [one["indicator"] for one in stability["intervals"]] == list(weights)
    for one in stability["intervals"]:
        assert one["weight"] == pytest.approx(weights[one["indicator"]], abs=1e-4)
        for to, first in (
            (one["low"] + 0.002, stability["first"]),
            (one["high"] - 0.002, stability["first"]),
            (one["low"] - 0.002, one["first_below"]),
            (one["high"] + 0.002, one["first_above"]),
        ):
            if first is not None:
                assert best(one["indicator"], to) == first
    least = stability["smallest_change"]
    changes = [
        abs(one[bound] - one["weight"])
        for one in stability["intervals"]
        for bound, first in (("low", "first_below"), ("high", "first_above"))
        if one[first]
    ]
    assert abs(least["to"] - least["weight"]) == pytest.approx(min(changes), abs=1e-4)
    for site in shares:
        told = run("explain", "out", site).out
        rival = found.find(least["first"])["name"]
        assert f"past {least['to']:.3f} ({rival})" in told
        assert ("It stays first while one weight" in told) == (site == stability["first"])


def share_of(found: Results, row: Row) -> dict[str, float]:
    """Return the indicators of a site between their goalposts."""
    return {part.name: part.points / part.most for part in find_parts(found, row)}


def test_a_site_that_meets_nobody_is_told_so(run: Run, results: Path) -> None:
    told = run("explain", "out", "naha").out
    assert "It can meet 0 of" in told
    assert "Out: " not in told


def test_trains_are_left_out_where_a_file_has_changed(run: Run, results: Path) -> None:
    (results.parent / "sites.csv").write_text(
        SITES.replace("138.1140", "138.1150"), encoding="utf-8"
    )
    told = run("explain", "out", "suwa")
    assert told.code == 0
    assert "Its trains are not shown: files have changed since the run (sites)" in told.out
    (results.parent / "sites.csv").unlink()
    assert "Its trains are not shown" in run("explain", "out", "suwa").out


def test_json_has_parts_and_sentences(run: Run, results: Path) -> None:
    document = json.loads(run("explain", "out", "suwa", "--format", "json").out)
    assert document["site_id"] == "suwa"
    assert {"name", "value", "points", "most"} == set(document["parts"][0])
    assert all(set(one) == {"en", "ja"} for one in document["sentences"])


def test_a_request_comes_back_from_its_record(tmp_path: Path) -> None:
    import datetime as dt

    request = Request(
        sites="a.csv", networks=("japan", "b.zip@2019-06-05"), as_of=dt.date(2015, 3, 13),
        config=Path("mine.yaml"), window=(21600, 79200), stay_min=300, dem=Path("dem.tif"),
    )  # fmt: skip
    record = json.loads(json.dumps(describe_request(request)))
    assert read_request(record) == request


def spoil(folder: Path, what: str) -> None:
    if what == "no record":
        (folder / "run.json").unlink()
    elif what == "another command":
        (folder / "run.json").write_text('{"command": "matrix"}', encoding="utf-8")
    elif what == "no JSON":
        (folder / "run.json").write_text("<html>", encoding="utf-8")
    elif what == "no contacts":
        (folder / "contacts.csv").unlink()
    elif what == "other columns":
        (folder / "scores.csv").write_text("a,b\n1,2\n", encoding="utf-8")


@pytest.mark.parametrize(
    "what", ["no record", "another command", "no JSON", "no contacts", "other columns"]
)
def test_what_is_no_results_folder(run: Run, results: Path, what: str) -> None:
    spoil(results, what)
    found = run("explain", "out", "suwa")
    assert found.code == 1
    assert "holds no results of geoaccess score" in found.err


def test_unknown_sites_and_folders(run: Run, results: Path) -> None:
    found = run("explain", "out", "suwaa")
    assert found.code == 1
    assert "'suwaa' is no site of this run; give one of" in found.err
    assert run("explain", "nowhere", "suwa").code == 1
    assert explain_site(load_results(results), "三条")[0].ja.startswith("三条の得点")
