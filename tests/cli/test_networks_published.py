"""`--network` with published feeds: beside the shipped network, and alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

FEEDS = {
    "toyota_kikan_GTFS": "@2019-06-05", "yamanashi": "@2019-06-05", "wakayama": "@2019-06-05",
    "gtfs.1027.otashi_com": "@2019-06-05", "GTFS (2)": "@2019-06-05",
}  # fmt: skip


@pytest.mark.parametrize("name", FEEDS)
def test_published_feeds_run_with_the_shipped_network(
    run: Run, shared_data: Path, name: str
) -> None:
    path = f"{shared_data}/gtfs/{name}.zip{FEEDS[name]}"
    found = run(
        "score", "municipality:20206", "--network", "japan", "--network", path, "--format", "json"
    )
    assert found.code == 0, found.err
    warnings = json.loads(found.out)["warnings"]
    assert any("2019-06-05 (Wed)" in one for one in warnings)
    assert any("62 parent stations" in one for one in warnings) == (name == "GTFS (2)")


def test_nyuzen_liner_to_tokyo(run: Run, shared_data: Path) -> None:
    """The 07:10 liner, due 07:32 at the station, five minutes to the 07:56 to Tokyo."""
    feeds = ("town_nyuzen_liner_gtfs", "city_kurobe_shinkansen_ikuji_gtfs")
    networks = [f"{shared_data}/gtfs/{name}.zip@2019-06-05" for name in feeds]
    found = run(
        "itinerary", "station:入善駅前", "東京駅", "--depart", "07:00", "--format", "json",
        "--network", "japan", "--network", networks[0], "--network", networks[1],
    )  # fmt: skip
    document = json.loads(found.out)
    assert [(leg["kind"], leg["depart"], leg["arrive"]) for leg in document["legs"]] == [
        ("ride", "07:10", "07:32"), ("transfer", "07:32", "07:37"), ("ride", "07:56", "10:23"),
    ]  # fmt: skip


def test_the_shinkansen_feed_alone(run: Run, shared_data: Path) -> None:
    path = f"{shared_data}/rail/shinkansen-2026-03-10.gtfs.zip"
    assert "most trips: 2026-03-10" in run("score", "seats", "--network", path).err
    found = run("score", "seats", "--network", path, "--date", "2026-03-10", "--format", "json")
    best = json.loads(found.out)["sites"][0]
    assert best["score"] > 80
    assert sum(contact["contactable"] for contact in best["contacts"]) > 15


def test_porto_alegre_alone(run: Run, shared_data: Path) -> None:
    paths = [f"{shared_data}/gtfs/poa_{name}.zip" for name in ("eptc", "trensurb")]
    found = run(
        "itinerary", "station:poa_trensurb:MR", "station:poa_eptc:4220", "--format", "json",
        "--network", paths[0], "--network", paths[1], "--date", "2019-05-13",
    )  # fmt: skip
    document = json.loads(found.out)
    assert document["transfers"] >= 1
    assert document["legs"][-1]["kind"] == "egress"
