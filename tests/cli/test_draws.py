"""`geoaccess score --draws`: intervals in every output, the same bytes for the same seed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

SITES = "name,lat,lon\nSuwa,36.0391,138.1140\nSanjo,37.6486,138.9393\nTsukuba,36.0830,140.1110\n"


@pytest.fixture(autouse=True)
def sites(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(SITES, encoding="utf-8")


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_every_output_carries_the_draws(run: Run, tmp_path: Path) -> None:
    found = run("score", "sites.csv", "--draws", "60", "--seed", "7", "--no-map", "-o", "out")
    assert found.code == 0
    assert "nine in ten of 60 draws" in found.out
    scores = rows(tmp_path / "out" / "scores.csv")
    for row in scores:
        assert float(row["score_p05"]) < float(row["score_p95"])
        assert 1 <= int(row["rank_best"]) <= int(row["rank_worst"]) <= 3
    assert sum(float(row["p_best"]) for row in scores) == pytest.approx(1, abs=2e-4)
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert (record["draws"]["draws"], record["draws"]["seed"]) == (60, 7)
    assert record["draws"]["drawn"]["access_factor"]["mean"] == pytest.approx(1, abs=0.01)
    ranks = rows(tmp_path / "out" / "ranks.csv")
    for row in scores:
        mine = [float(one["share"]) for one in ranks if one["site_id"] == row["site_id"]]
        assert sum(mine) == pytest.approx(1, abs=1e-3)
    wins = {row["site_id"]: row for row in rows(tmp_path / "out" / "wins.csv")}
    a, b = list(wins)[:2]
    assert float(wins[a][b]) + float(wins[b][a]) == pytest.approx(1)
    shares = rows(tmp_path / "out" / "draws.csv")
    assert {"variance_access", "variance_depart", "variance_mass", "variance_weights"} <= set(
        shares[0]
    )
    met = {row["probability"] for row in rows(tmp_path / "out" / "contacts.csv")}
    assert {"0.0", "1.0"} < met


def test_draws_leave_the_scores_and_repeat(run: Run) -> None:
    def sites_of(*options: str) -> list[dict]:
        return json.loads(run("score", "sites.csv", "--format", "json", *options).out)["sites"]

    plain, once, again = sites_of(), sites_of("--draws", "40"), sites_of("--draws", "40")
    other = sites_of("--draws", "40", "--seed", "1")
    assert [one["score"] for one in plain] == [one["score"] for one in once]
    assert {one["score_p05"] for one in plain} == {None}
    assert once == again
    assert [one["score_p05"] for one in other] != [one["score_p05"] for one in once]


def test_without_spread_the_interval_is_the_score(run: Run, tmp_path: Path) -> None:
    import yaml

    from geoaccess.sources.shipped import config_path

    content = yaml.safe_load(config_path("score.yaml").read_text(encoding="utf-8"))
    content["draws"] = {
        "access_pct": 0,
        "depart_min": 0,
        "mass_pct": 0,
        "weight_concentration": 1e9,
        "value_of_time_yen_h": [4500, 4500],
        "transfer_min": [10, 10],
    }
    (tmp_path / "still.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    found = run("score", "sites.csv", "--draws", "5", "--config", "still.yaml", "--format", "json")
    for site in json.loads(found.out)["sites"]:
        assert site["score_p05"] == pytest.approx(site["score"], abs=0.01)
        assert site["score_p95"] == pytest.approx(site["score"], abs=0.01)
        assert site["rank_best"] == site["rank_worst"] == site["rank"]
        assert {one["probability"] for one in site["contacts"]} <= {0.0, 1.0}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--draws", "-1"), "draws"),
        (("--draws", "5", "--seed", "-1"), "seed"),
        (("--draws", "x"), "draws"),
    ],
)
def test_wrong_numbers_of_draws_are_usage_errors(
    run: Run, options: tuple[str, ...], words: str
) -> None:
    found = run("score", "sites.csv", *options)
    assert found.code == 2
    assert words in found.err
