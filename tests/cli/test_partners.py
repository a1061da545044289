"""`geoaccess network` and `geoaccess partners`: tables, files, known facts, wrong inputs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import networkx as nx
import pyogrio
import pytest

from geoaccess.pipeline import Request
from geoaccess.pipeline.partnernetwork import NetworkQuestion, compute_network
from geoaccess.report.partnerfiles import write_network
from geoaccess.report.partners import NetworkResults
from tests.cli.conftest import Run

SITES = """id,name,lat,lon,mass
suwa,Suwa,36.0391,138.1140,10
sanjo,Sanjo,37.6486,138.9393,20
sapporo,Sapporo,43.0621,141.3544,30
"""
HUBS = "id,name,lat,lon,mass\ntokyo,Tokyo,35.6867,139.7639,500\nkyoto,Kyoto,35.0262,135.7808,90\n"
FILES = {
    "nodes.csv", "edges.csv", "communities.csv", "third_places.csv", "lines.csv",
    "network.graphml", "network.gpkg", "run.json",
}  # fmt: skip


@pytest.fixture(autouse=True)
def tables(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(SITES, encoding="utf-8")
    (tmp_path / "hubs.csv").write_text(HUBS, encoding="utf-8")
    (tmp_path / "one.csv").write_text("\n".join(SITES.splitlines()[:2]), encoding="utf-8")
    (tmp_path / "same.csv").write_text(HUBS.replace("tokyo,Tokyo", "suwa,Tokyo"), encoding="utf-8")


@pytest.fixture(scope="module")
def shipped() -> NetworkResults:
    import datetime as dt

    return compute_network(Request(), NetworkQuestion(compare=dt.date(2015, 3, 13), runs=5))


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def partners_of(results: NetworkResults, place: str) -> set[str]:
    i, ids = results.nodes.places.id.index(place), results.nodes.places.id
    return {ids[j] for j in range(len(ids)) if results.graph.is_edge[i, j]}


def test_suwa_can_work_with_tokyo_and_nagoya_but_not_with_fukuoka(shipped: NetworkResults) -> None:
    found = partners_of(shipped, "agglomeration:suwa")
    assert {"hub:tokyo-otemachi", "agglomeration:sakaki", "agglomeration:iida"} <= found
    assert {"agglomeration:greater-nagoya", "agglomeration:tama"} <= found
    assert not {"hub:sapporo", "hub:fukuoka", "agglomeration:tsuruoka"} & found


def test_hokkaido_stands_alone_by_rail(shipped: NetworkResults) -> None:
    ids, label = shipped.nodes.places.id, shipped.communities.label
    alone = label[ids.index("hub:sapporo")]
    assert {ids[i] for i in range(len(ids)) if label[i] == alone} == {
        "agglomeration:sapporo",
        "agglomeration:asahikawa",
        "hub:sapporo",
    }


def test_communities_are_east_and_west(shipped: NetworkResults) -> None:
    label = dict(zip(shipped.nodes.places.id, shipped.communities.label.tolist(), strict=True))
    for id_ in ("hub:sendai", "agglomeration:tsubame", "agglomeration:hitachi"):
        assert label[id_] == label["hub:tokyo-otemachi"]
    for id_ in ("hub:fukuoka", "agglomeration:tsuyama", "agglomeration:toyota"):
        assert label[id_] == label["agglomeration:higashi-osaka"]
    assert label["hub:tokyo-otemachi"] != label["agglomeration:higashi-osaka"]


def test_most_hangs_on_the_tokaido_shinkansen(shipped: NetworkResults) -> None:
    left = shipped.run["redundancy"]
    assert left["worst_line"] == "tokaido"
    assert 0.5 < left["least_share_left"] < left["mean_share_left"] < 1
    edges = [row for row in shipped.edge_rows() if "tokaido" in row["hangs_on_lines"].split()]
    hanging = {(row["a_id"], row["b_id"]) for row in edges}
    assert ("hub:tokyo-otemachi", "hub:osaka-nakanoshima") in hanging
    assert ("hub:tokyo-otemachi", "hub:kyoto") not in hanging  # by Tsuruga, 4 hours in Kyoto
    assert len(edges) == shipped.line_rows()[0]["edges_lost"]


def test_the_hokuriku_extension_made_partners_and_its_change_of_trains_cost_some(
    shipped: NetworkResults,
) -> None:
    """Nagano-Kanazawa opened on 2015-03-14, the way through from Ueno to Tokyo on the same day,
    Kanazawa-Tsuruga in 2024, since when Osaka-Fukui takes a change at Tsuruga."""
    changes = {(row["a_id"], row["b_id"]): row["change"] for row in shipped.change_rows()}
    assert changes["hub:sendai", "hub:kanazawa"] == "gained"
    assert changes["agglomeration:sakaki", "hub:kanazawa"] == "gained"
    assert changes["agglomeration:sabae", "agglomeration:kurume"] == "lost"
    compared = shipped.run["compared"]
    assert compared["edges_after"] - compared["edges_before"] == (
        compared["gained"] - compared["lost"]
    )


def test_third_places_lie_between(shipped: NetworkResults) -> None:
    found = {(row["a_id"], row["b_id"]): row for row in shipped.third_place_rows()}
    assert found["agglomeration:sapporo", "agglomeration:kumamoto"]["place_id"] is None
    pair = found["agglomeration:yonezawa", "agglomeration:higashi-osaka"]
    assert pair["place_id"] == "hub:tokyo-otemachi"
    assert pair["a_depart"] < pair["a_arrive"] <= pair["from"]
    assert pair["to"] <= pair["b_leave"] < pair["b_home"] <= "22:00"
    n = len(shipped.nodes)
    assert len(found) + len(shipped.edge_rows()) == n * (n - 1) // 2


def test_sums_agree(shipped: NetworkResults) -> None:
    nodes, edges = shipped.node_rows(), shipped.edge_rows()
    assert sum(row["places"] for row in shipped.community_rows()) == len(nodes) == 67
    assert sum(row["partners"] for row in nodes) == 2 * len(edges)
    assert sum(row["meeting_hours"] for row in nodes) == pytest.approx(
        2 * sum(row["meeting_hours"] for row in edges), abs=0.1
    )
    inside = sum(row["edges_inside"] for row in shipped.community_rows())
    assert inside == sum(row["same_community"] for row in edges)


def test_common_industries_are_those_of_both(shipped: NetworkResults) -> None:
    (edge,) = [
        row
        for row in shipped.edge_rows()
        if (row["a_id"], row["b_id"]) == ("agglomeration:suwa", "agglomeration:iida")
    ]
    assert edge["industries_in_common"] == "precision machinery"
    assert edge["industries_in_common_ja"] == "精密機械"


def test_files_open_elsewhere(shipped: NetworkResults, tmp_path: Path) -> None:
    write_network(shipped, tmp_path / "out")
    graph = nx.read_graphml(tmp_path / "out" / "network.graphml")
    edges = rows_of(tmp_path / "out" / "edges.csv")
    assert (len(graph), graph.number_of_edges()) == (67, len(edges))
    assert graph.nodes["agglomeration:suwa"]["name_ja"] == "諏訪"
    path = tmp_path / "out" / "network.gpkg"
    assert pyogrio.list_layers(path)[:, 0].tolist() == ["nodes", "edges"]
    assert pyogrio.read_info(path, layer="nodes")["features"] == 67
    assert pyogrio.read_info(path, layer="edges")["geometry_type"] == "LineString"
    assert {one.name for one in (tmp_path / "out").iterdir()} == FILES | {"changes.csv"}


def test_same_seed_same_bytes(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("network", "sites.csv", "--hubs", "hubs.csv", "-o", name).code == 0
    found = {path.name for path in (tmp_path / "one").iterdir()}
    assert found == FILES
    for name in found:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    rows = rows_of(tmp_path / "one" / "nodes.csv")
    assert [row["id"] for row in rows] == ["suwa", "sanjo", "sapporo", "tokyo", "kyoto"]
    assert {row["kind"] for row in rows} == {"place"}
    assert rows[3]["mass"] == "500.0"


def test_the_table_is_spoken_in_japanese(run: Run) -> None:
    done = run("network", "sites.csv", "--hubs", "hubs.csv", "--lang", "ja")
    assert done.code == 0
    assert "互いに日帰りできる" in done.out
    assert "第三の場所" in done.out
    assert "コミュニティは乱数に依存する" in done.err


def test_partners_by_meeting_hours(run: Run, shipped: NetworkResults) -> None:
    document: dict[str, Any] = json.loads(
        run("partners", "agglomeration:suwa", "--among", "sites.csv", "--format", "json").out
    )
    found = document["partners"]
    ids = [row["partner_id"] for row in found]
    assert len(ids) == len(set(ids)) == 66 + 3
    assert "agglomeration:suwa" not in ids
    weights = [row["meeting_hours"] for row in found if row["is_partner"]]
    assert weights == sorted(weights, reverse=True)
    sapporo = next(row for row in found if row["partner_id"] == "hub:sapporo")
    assert not sapporo["is_partner"]
    assert sapporo["visit_depart"] is sapporo["host_home"] is None
    assert document["meetings"] is None
    shown = {row["partner_id"] for row in found if row["is_partner"]}
    assert shown - {"suwa", "sanjo"} == partners_of(shipped, "agglomeration:suwa")


def test_a_meeting_of_three_is_the_same_whoever_asks(run: Run) -> None:
    three = ["agglomeration:suwa", "hub:tsukuba", "agglomeration:tsubame"]
    asked = []
    for order in (three, three[::-1]):
        site, *meet = order
        options = [word for one in meet for word in ("--meet", one)]
        document = json.loads(run("partners", site, *options, "--format", "json").out)
        best = document["meetings"][0]
        days = {one["place_id"]: (one["depart"], one["home"]) for one in best["participants"]}
        asked.append((best["place_id"], best["from"], best["to"], days))
    assert asked[0] == asked[1]
    assert asked[0][0] == "hub:tokyo-otemachi"
    assert set(asked[0][3]) == set(three)


def test_those_who_cannot_meet_are_told(run: Run) -> None:
    done = run("partners", "agglomeration:sapporo", "--meet", "hub:fukuoka")
    assert done.code == 0
    assert "no place where all can meet" in done.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("network", "--compare", "1982"), "--compare: '1982' is not a date"),
        (("network", "--compare", "2030-01-01"), "is not before 2026-03-10"),
        (("network", "--compare", "1960-01-01"), "before 1960-06-01"),
        (("network", "--resolution", "0"), "--resolution: 0.0 is not above 0"),
        (("network", "--resolution", "nan"), "--resolution: nan is not above 0"),
        (("network", "--stay", "long"), "'long' is not a duration"),
        (("network", "--window", "22:00-06:00"), "ends before it begins"),
        (("network", "one.csv", "--hubs", "one.csv"), "1 places; partners are looked for among"),
        (("network", "municipalities"), "1768 places; partners are looked for among 2 to 500"),
        (("network", "sites.csv", "--hubs", "same.csv"), "1 ids stand for several places (suwa)"),
        (("network", "-o", "."), "give a folder of its own"),
        (("partners", "agglomerations"), "'agglomerations' names 40 places; name one"),
        (("partners", "Swua"), "no place is called 'Swua'"),
        (("partners", "agglomeration:suwa", "--meet", "hubs"), "'hubs' names 27 places"),
        (
            ("partners", "agglomeration:suwa", "--meet", "agglomeration:suwa"),
            "is the same place as 'agglomeration:suwa'",
        ),
        (("partners", "agglomeration:suwa", "--among", "missing.csv"), "missing.csv"),
    ],
)
def test_wrong_input_is_one_clear_line(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = sorted(tmp_path.iterdir())
    done = run(*arguments)
    assert done.code == 1
    assert done.out == ""
    assert message in done.err
    assert len(done.err.strip().splitlines()[-1:]) == 1
    assert "Traceback" not in done.err
    assert [path for path in sorted(tmp_path.iterdir()) if path.name != "cache"] == before
