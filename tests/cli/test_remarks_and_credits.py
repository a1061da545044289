"""What was done to read a file, and whose data a result rests on, are said in every output."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from geoaccess.sources.facts import load_sources
from tests.cli.conftest import ROOT, Run

SITES = "名称,緯度,経度,駅名\n工場,36°2′24″,138°6′36″,\n駅前,,,上諏訪\n別館,36.04,138.11,\n"


def test_every_credit_is_on_the_map_as_its_publisher_words_it(mapped: Path) -> None:
    record = json.loads((mapped / "run.json").read_text(encoding="utf-8"))
    page = (mapped / "map.html").read_text(encoding="utf-8")
    worded = {one.id: (one.credit, one.licence) for one in load_sources()}
    assert len(record["sources"]) > 10
    for source in record["sources"]:
        assert (source["credit"], source["licence"]) == worded[source["id"]]
        assert source["credit"] in page
    assert "国土数値情報（鉄道データ）（国土交通省）を加工して作成" in page


def test_what_was_read_and_how_is_a_warning(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(SITES, encoding="utf-8")
    found = run("score", "sites.csv", "--format", "json")
    assert json.loads(found.out)["warnings"][:3] == [
        "sites.csv: row 2: position read from degrees, minutes and seconds.",
        "sites.csv: row 3: placed on the platform of the station.",
        "sites.csv: row 4: same position as an earlier row.",
    ]
    shown = run("score", "sites.csv", "--no-map", "--lang", "ja").err
    assert "sites.csv：3行目：駅のホームの位置とした。" in shown


def test_a_source_that_no_table_describes_is_named(run: Run, tmp_path: Path) -> None:
    network = tmp_path / "network"
    shutil.copytree(ROOT / "data" / "network", network)
    stations = network / "transfers.csv"
    lines = stations.read_text(encoding="utf-8").splitlines()
    column = lines[0].split(",").index("source")
    cells = lines[1].split(",")
    cells[column] = "our-survey"
    stations.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", "utf-8")
    found = run("score", "36.04,138.11", "--network", str(network), "--format", "json")
    (warning,) = [one for one in json.loads(found.out)["warnings"] if "credit" in one]
    assert warning.endswith("their credit is missing: our-survey.")
