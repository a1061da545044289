"""The sub-scores beside the composite: from the command line, against the measures themselves."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from geoaccess.engine.sweep import compute_profiles
from geoaccess.pipeline.request import Request, load_world
from geoaccess.scores.accessibility import compute_mean_access
from geoaccess.scores.impedance import Logistic
from geoaccess.sources.facts import load_manufacturing, load_markets
from tests.cli.conftest import Run

SITES = "id,name,lat,lon\nsuwa,Suwa,36.0391,138.1140\nsanjo,Sanjo,37.6486,138.9393\n"


@pytest.fixture(autouse=True)
def sites(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(SITES, encoding="utf-8")


def test_they_are_the_plain_measures(run: Run) -> None:
    document = json.loads(run("score", "sites.csv", "--format", "json").out)
    found = {site["site_id"]: site["accessibilities"] for site in document["sites"]}
    world = load_world(Request(sites="sites.csv"))
    places = world.resolve("sites.csv", "site")
    legs = world.access_legs(places)
    hubs, markets, (makers, codes) = (
        world.resolve("hubs", "hub"),
        load_markets(),
        load_manufacturing(),
    )
    for name, targets in (
        ("resources_pct", hubs),
        ("markets_pct", markets),
        ("manufacturing_pct", makers),
    ):
        profiles = compute_profiles(
            world.day,
            places=legs,
            hubs=world.access_legs(targets),
            direct=world.direct_legs(places, targets),
        )
        for i, site in enumerate(places.id):
            mass = np.array(targets.mass)
            if name == "manufacturing_pct":
                mass[
                    [
                        places.municipality_code[i] in one or site == m
                        for one, m in zip(codes, makers.id, strict=True)
                    ]
                ] = 0
            plain = compute_mean_access(profiles, mass, Logistic(), window=world.config.day.window)
            assert found[site][name] == pytest.approx(100 * plain[i] / mass.sum(), abs=1e-3)


def test_marginal_reach_is_that_of_a_stay_two_hours_shorter(run: Run) -> None:
    def reach(*options: str) -> dict[str, dict]:
        document = json.loads(run("score", "sites.csv", "--format", "json", *options).out)
        return {site["site_id"]: site for site in document["sites"]}

    now, nearer = reach(), reach("--stay", "2h")
    for site, record in now.items():
        gain = nearer[site]["indicators"]["reach_pct"] - record["indicators"]["reach_pct"]
        assert record["accessibilities"]["marginal_reach_pct"] == pytest.approx(gain, abs=2e-4)
        assert gain >= 0


def test_markets_sum_to_all_and_makers_are_whole() -> None:
    assert load_markets().mass.sum() == pytest.approx(100)
    makers, codes = load_manufacturing()
    assert makers.mass[makers.id.index("toyota")] > 100_000
    assert all(codes)


def test_only_municipalities_have_equity(run: Run) -> None:
    document = json.loads(run("score", "sites.csv", "--format", "json").out)
    assert document["run"]["equity"] is None


def test_equity_over_municipalities(run: Run) -> None:
    document = json.loads(run("score", "municipalities", "--format", "json").out)
    equity = document["run"]["equity"]
    reach = equity["reach_pct"]
    assert 0 < reach["gini"] < 1
    parts = reach["theil_between_prefectures"] + reach["theil_within_prefectures"]
    assert reach["theil"] == pytest.approx(parts, abs=2e-6)
    shared_out = {"reach_pct", "meeting_hours", "round_trips", "robustness"}
    assert shared_out | {"resources_pct", "markets_pct", "manufacturing_pct"} <= set(equity)
    assert not {"nearness_min", "cost_yen", "marginal_reach_pct"} & set(equity)
