"""Fares on the command line: of every day return, of one journey, and where there are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from geoaccess.sources.shipped import config_path
from tests.cli.conftest import Run

SITES = "name,lat,lon\nSuwa,36.0391,138.1140\nHamamatsu,34.7108,137.7261\n"


@pytest.fixture(autouse=True)
def sites(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(SITES, encoding="utf-8")


def score(run: Run, *options: str) -> dict:
    return json.loads(run("score", "sites.csv", "--format", "json", *options).out)


def test_every_day_return_has_its_fare_and_the_cost_enters_the_score(run: Run) -> None:
    document = score(run)
    for site in document["sites"]:
        for contact in site["contacts"]:
            assert (contact["fare_yen"] is not None) == contact["contactable"]
        assert 0 < site["indicators"]["cost_yen"] < 40_000
    assert document["run"]["weights_used"]["cost_yen"] == pytest.approx(0.1)
    assert any("Fares are computed by rule" in one for one in document["warnings"])
    assert "jr-east-express-table" in {one["id"] for one in document["run"]["sources"]}
    hamamatsu = next(site for site in document["sites"] if site["name"] == "Hamamatsu")
    nagoya = next(one for one in hamamatsu["contacts"] if one["hub_id"] == "nagoya")
    assert 2 * 1_980 <= nagoya["fare_yen"] <= 2 * 6_000


def test_dearer_time_makes_every_hub_dearer(run: Run, tmp_path: Path) -> None:
    content = yaml.safe_load(config_path("score.yaml").read_text(encoding="utf-8"))
    content["cost"]["value_of_time_yen_h"] = 6000
    (tmp_path / "dear.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    plain, dear = score(run), score(run, "--config", "dear.yaml")
    for before, after in zip(
        *(sorted(one["sites"], key=lambda s: s["name"]) for one in (plain, dear)), strict=True
    ):
        assert after["indicators"]["cost_yen"] > before["indicators"]["cost_yen"]


def test_a_journey_tells_its_fare_one_way(run: Run) -> None:
    found = run("itinerary", "東京駅", "新大阪駅", "--depart", "08:00", "--format", "json")
    assert found.code == 0
    document = json.loads(found.out)
    rides = [leg["service"] for leg in document["legs"] if leg["kind"] == "ride"]
    assert (rides, document["fare_yen"]) == (["Nozomi"], 14_720)
