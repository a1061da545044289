"""The sub-scores beside the composite: from the command line, against the measures themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from geoaccess.cli import app
from geoaccess.engine.sweep import compute_profiles
from geoaccess.pipeline.partnernetwork import NetworkQuestion, compute_network
from geoaccess.pipeline.request import Request, load_world
from geoaccess.pipeline.zones import load_zones
from geoaccess.scores.accessibility import compute_mean_access
from geoaccess.scores.impedance import Logistic
from geoaccess.sources.facts import load_manufacturing, load_markets, load_municipalities
from tests.cli.conftest import Run
from tests.scenario.test_network import TABLES
from tests.sources.areafiles import write_geojson

SITES = "id,name,lat,lon\nsuwa,Suwa,36.0391,138.1140\nsanjo,Sanjo,37.6486,138.9393\n"


@pytest.fixture(autouse=True)
def sites(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(SITES, encoding="utf-8")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `score sites.csv` prints."""
    folder = tmp_path_factory.mktemp("scored")
    (folder / "sites.csv").write_text(SITES, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        found = CliRunner().invoke(app, ["score", "sites.csv", "--format", "json"])
    assert found.exit_code == 0
    return json.loads(found.stdout)


def test_they_are_the_plain_measures(
    document: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
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


def test_marginal_reach_is_that_of_a_stay_two_hours_shorter(
    run: Run, document: dict[str, Any]
) -> None:
    shorter = json.loads(run("score", "sites.csv", "--format", "json", "--stay", "2h").out)
    now, nearer = ({site["site_id"]: site for site in one["sites"]} for one in (document, shorter))
    for site, record in now.items():
        gain = nearer[site]["indicators"]["reach_pct"] - record["indicators"]["reach_pct"]
        assert record["accessibilities"]["marginal_reach_pct"] == pytest.approx(gain, abs=2e-4)
        assert gain >= 0


def test_contact_potential_is_that_of_the_day_returns_of_the_network(
    document: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`network` has the day returns of the sites to the hubs, and of the hubs to the sites."""
    monkeypatch.chdir(tmp_path)
    found = {site["site_id"]: site for site in document["sites"]}
    both = compute_network(Request(sites="sites.csv"), NetworkQuestion(runs=1))
    ids, hours = both.nodes.places.id, both.contacts.meeting_s / 3600
    hubs = load_world(Request()).resolve("hubs", "hub")
    at = [ids.index(f"hub:{one}") for one in hubs.id]
    for site in ("suwa", "sanjo"):
        i, potential = ids.index(site), found[site]["accessibilities"]
        assert potential["contact_potential_out"] == pytest.approx(hours[i, at] @ hubs.mass)
        assert potential["contact_potential_in"] == pytest.approx(hours[at, i] @ hubs.mass)
        mean_h = found[site]["indicators"]["meeting_hours"]
        out = potential["contact_potential_out"]
        assert out == pytest.approx(mean_h * hubs.mass.sum(), rel=1e-4)


@pytest.mark.parametrize(
    ("trains", "out", "into"),
    [
        ("up,07:00\ndown,19:00", 100 * 9, 0),  # there all day; nobody could come and go
        ("down,07:00\nup,19:00", 0, 100 * 9),
        ("up,10:00\ndown,15:30", 100 * 4.5, 0),  # 11:00 to 15:30
        ("up,10:00\ndown,14:59", 0, 0),  # a minute less than the stay of four hours
        ("up,07:00\ndown,07:30\nup,17:00\ndown,19:00", 100 * 9, 100 * 8),  # 09:00 to 17:00
    ],
)
def test_contact_potential_by_hand(
    run: Run, tmp_path: Path, trains: str, out: float, into: float
) -> None:
    """A line of one hour from the site to a hub of 100 people; up leads to the hub."""
    table = TABLES["departures.csv"].splitlines()[0] + "\n"
    for train in trains.splitlines():
        direction, clock = train.split(",")
        table += f"shuttle,{direction},daily,{clock},,,,x,2025,high\n"
    service = "shuttle,Shuttle,往復,main,both,b a,60,,,,x,2025,high"
    changes = {
        "departures.csv": table,
        "services.csv": TABLES["services.csv"].splitlines()[0] + "\n" + service,
    }
    (tmp_path / "line").mkdir()
    for name, text in (TABLES | changes).items():
        (tmp_path / "line" / name).write_text(text, encoding="utf-8")
    (tmp_path / "home.csv").write_text("id,name,station\nhome,Home,a\n", encoding="utf-8")
    (tmp_path / "town.csv").write_text("id,name,station,mass\ntown,Town,b,100\n", encoding="utf-8")
    arguments = ("--hubs", "town.csv", "--network", "line", "--stay", "4h", "--format", "json")
    found = json.loads(run("score", "home.csv", *arguments).out)["sites"][0]["accessibilities"]
    assert found["contact_potential_out"] == pytest.approx(out)
    assert found["contact_potential_in"] == pytest.approx(into)


def test_markets_sum_to_all_and_makers_are_whole() -> None:
    assert load_markets().mass.sum() == pytest.approx(100)
    makers, codes = load_manufacturing()
    assert makers.mass[makers.id.index("toyota")] > 100_000
    assert all(codes)


def test_only_municipalities_have_equity(document: dict[str, Any]) -> None:
    assert document["run"]["equity"] is None


def test_equity_over_municipalities(run: Run, tmp_path: Path) -> None:
    """All municipalities of a country of five."""
    zones = write_geojson(tmp_path)
    country = load_municipalities()
    rows = [country.id.index(one) for one in load_zones(zones).places.id]
    lines = [
        f"{country.id[i]},{country.name[i]},{country.lat[i]},{country.lon[i]},{country.mass[i]}"
        f",{country.id[i]}"
        for i in rows
    ]
    table = "\n".join(["id,name,lat,lon,mass,municipality_code", *lines])
    (tmp_path / "all.csv").write_text(table, encoding="utf-8")
    found = run("score", "all.csv", "--zones", zones.name, "--format", "json")
    equity = json.loads(found.out)["run"]["equity"]
    reach = equity["reach_pct"]
    assert 0 < reach["gini"] < 1
    parts = reach["theil_between_prefectures"] + reach["theil_within_prefectures"]
    assert reach["theil"] == pytest.approx(parts, abs=2e-6)
    assert reach["theil_between_prefectures"] > 0
    shared_out = {"reach_pct", "meeting_hours", "round_trips", "robustness"}
    assert shared_out | {"resources_pct", "markets_pct", "manufacturing_pct"} <= set(equity)
    assert not {"nearness_min", "cost_yen", "marginal_reach_pct"} & set(equity)


def test_the_word_for_all_municipalities_gives_what_equity_needs() -> None:
    sites = load_world(Request(sites="municipalities")).resolve("municipalities", "site")
    assert len(sites) == 1741
    assert set(sites.id) == set(load_zones(None).places.id)
    assert not np.isnan(sites.mass).any()


def test_legs_asked_for_again_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    world = load_world(Request(sites="sites.csv"))
    places, hubs = world.resolve("sites.csv", "site"), world.resolve("hubs", "hub")
    direct = world.direct_legs(places, hubs)
    assert world.direct_legs(places, hubs) is direct
    back = world.direct_legs(hubs, places)
    for found, wanted in ((direct.turned(), back), (back.turned(), direct)):
        np.testing.assert_array_equal(found.out_s, wanted.out_s)
        np.testing.assert_array_equal(found.back_s, wanted.back_s)
        np.testing.assert_array_equal(found.backend, wanted.backend)
