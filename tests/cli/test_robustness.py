"""`geoaccess robustness`: the answer in its forms, and wrong inputs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_networks import bus

SITES = "id,name,lat,lon\nsuwa,諏訪市役所,36.0391,138.1140\ntsubame,燕三条,37.6486,138.9393\n"
QUICK = ("robustness", "sites.csv", "--orders", "4")


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(SITES, encoding="utf-8")
    (tmp_path / "mine.csv").write_text(
        "id,ja,en,line,from,to\nfuji,富士山,Mount Fuji,tokaido,mishima,shizuoka\n", encoding="utf-8"
    )


def test_json_names_what_each_site_hangs_on(run: Run) -> None:
    found = run(*QUICK, "--format", "json")
    assert found.code == 0
    document = json.loads(found.out)
    assert set(document) == {"run", "sites", "links", "warnings"}
    assert document["run"]["command"] == "robustness"
    assert document["run"]["closed"]["section"] > 800
    tsubame = next(site for site in document["sites"] if site["site_id"] == "tsubame")
    assert tsubame["section_worst"].startswith("Joetsu Shinkansen: ")
    assert tsubame["section_worst_ja"].startswith("上越新幹線 ")
    for site in document["sites"]:
        for kind in ("section", "line", "station", "corridor"):
            assert 0 <= site[f"{kind}_retention"] <= site[f"{kind}_mean_retention"] <= 1
        assert site["line_retention"] <= site["section_retention"] + 1e-9
        assert site["hubs_line_disjoint"] <= site["hubs_survive_any_line"] <= site["hubs_met"]
        shares = [line["shapley_pct"] for line in site["lines"]]
        assert shares == sorted(shares, reverse=True)
        carried = site["reach_pct"] - site["reach_without_lines_pct"]
        assert sum(shares) == pytest.approx(carried, abs=0.02)
    kinds = [link["kind"] for link in document["links"]]
    assert kinds == sorted(kinds, key=["section", "line", "station", "corridor"].index)


def test_the_folder_holds_every_site_and_link(run: Run, tmp_path: Path) -> None:
    assert run(*QUICK, "-o", "out", "--lang", "ja").code == 0
    folder = tmp_path / "out"
    assert {path.name for path in folder.iterdir()} == {
        "sites.csv", "robustness.csv", "links.csv", "attribution.csv", "run.json",
    }  # fmt: skip

    def rows(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader((folder / name).read_text(encoding="utf-8-sig").splitlines()))

    effects = rows("robustness.csv")
    sites = {row["site_id"]: row for row in rows("sites.csv")}
    for site, row in sites.items():
        mine = [one for one in effects if one["site_id"] == site and one["kind"] == "section"]
        least = min(float(one["retention"]) for one in mine)
        assert float(row["section_retention"]) == least
        worst = next(one for one in mine if one["link"] == row["section_worst"])
        assert float(worst["retention"]) == least
    used = [one for one in rows("links.csv") if one["kind"] == "section"]
    assert {one["link_id"] for one in used} == {
        one["link_id"] for one in effects if one["kind"] == "section"
    }
    assert all(float(row["shapley_pct"]) >= 0 for row in rows("attribution.csv"))


def test_the_same_run_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert run(*QUICK, "-o", folder, "--seed", "9").code == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_the_table_speaks_both_languages(run: Run) -> None:
    english, japanese = (run(*QUICK, "--lang", lang) for lang in ("en", "ja"))
    assert "Joetsu Shinkansen" in english.out
    assert "standard error" in english.out
    assert english.err.count("great-circle") == 1
    assert "上越新幹線" in japanese.out
    assert "標準誤差" in japanese.out
    assert "不通区間の手前で打ち切る" in japanese.err


def test_corridors_of_a_planner(run: Run) -> None:
    arguments = (*QUICK[:2], "--orders", "0", "--corridors", "mine.csv", "--format", "json")
    document = json.loads(run(*arguments).out)
    (corridor,) = [link for link in document["links"] if link["kind"] == "corridor"]
    assert (corridor["link_id"], corridor["link_ja"]) == ("fuji", "富士山")
    assert all(site["lines"] == [] for site in document["sites"])
    assert any(one["role"] == "corridors" for one in document["run"]["inputs"])


def test_a_chosen_corridor_is_the_only_one(run: Run) -> None:
    found = run(*QUICK[:2], "--orders", "0", "--corridor", "tohoku-2022", "--format", "json")
    links = json.loads(found.out)["links"]
    assert [link["link_id"] for link in links if link["kind"] == "corridor"] == ["tohoku-2022"]


def test_a_network_of_an_earlier_day_has_no_later_corridors(run: Run) -> None:
    found = run(*QUICK[:2], "--orders", "0", "--as-of", "2014-01-01", "--format", "json")
    document = json.loads(found.out)
    assert any("hagibis-2019 hokuriku nagano-joetsumyoko" in one for one in document["warnings"])


def test_lines_of_a_feed_beside_tables_can_be_closed_its_track_cannot(
    run: Run, tmp_path: Path
) -> None:
    bus(tmp_path)
    both = ("--network", "japan", "--network", "bus.zip")
    found = run(*QUICK[:2], "--orders", "0", *both, "-o", "out")
    assert found.code == 0
    kinds = {"section", "line", "station", "corridor"}
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert set(record["closed"]) == kinds
    alone = run(*QUICK[:2], "--orders", "0", "-o", "alone")
    assert alone.code == 0
    before = json.loads((tmp_path / "alone" / "run.json").read_text(encoding="utf-8"))["closed"]
    assert record["closed"]["section"] == before["section"]
    assert record["closed"]["line"] > before["line"]


def test_a_feed_alone_has_nothing_to_close(run: Run, tmp_path: Path) -> None:
    bus(tmp_path)
    alone = ("--network", "bus.zip", "--date", "2026-03-10")
    found = run("robustness", "35.68,139.76", "--hubs", "35.69,139.70", *alone)
    assert found.code == 1
    assert "no sections are known" in found.err


def test_a_site_that_meets_nobody_has_no_robustness(run: Run) -> None:
    found = run("robustness", "municipality:47201", "--orders", "0", "--format", "json")
    document = json.loads(found.out)
    assert document["sites"][0]["section_retention"] is None
    assert document["sites"][0]["section_worst"] is None
    assert any("meet nobody" in one for one in document["warnings"])


WRONG_TABLES = {
    "no rows": ("id,line,from,to\n", "no corridor"),
    "a column missing": ("id,line,from\nx,tokaido,tokyo\n", "column to is missing"),
    "an empty cell": ("id,line,from,to\nx,tokaido,,nagoya\n", "row 2: from"),
    "no way": ("id,line,from,to\nx,tokaido,tokyo,nagano\n", "tokaido tokyo-nagano"),
    "an unknown line": ("id,line,from,to\nx,tokaidou,tokyo,nagoya\n", "nearest to 'tokaidou': "),
    "an unknown station": ("id,line,from,to\nx,tokaido,tokio,nagoya\n", "nearest to 'tokio': tokyo"),
    "a stretch twice": (
        "id,line,from,to\nx,tokaido,tokyo,nagoya\nx,tokaido,tokyo,nagoya\n", "given twice (row 3",
    ),
    "a stretch of no length": ("id,line,from,to\nx,tokaido,tokyo,tokyo\n", "end where they begin"),
    "two names": (
        "id,ja,line,from,to\nx,甲,tokaido,tokyo,nagoya\nx,乙,sanyo,okayama,hiroshima\n", "two names",
    ),
    "another number of cells": ("id,line,from,to\nx,tokaido\n", "another number of cells"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), WRONG_TABLES.values(), ids=WRONG_TABLES)
def test_wrong_corridors_are_one_line(run: Run, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "wrong.csv").write_text(text, encoding="utf-8")
    found = run("robustness", "sites.csv", "--corridors", "wrong.csv", "-o", "out")
    assert found.code == 1
    assert message in found.err.strip().splitlines()[-1]
    assert not (tmp_path / "out").exists()


WRONG = {
    "an unknown corridor": (("--corridor", "nankai"), "nearest: nankai-trough"),
    "a missing table": (("--corridors", "none.csv"), "none.csv: no such file"),
    "an odd number of orders": (("--orders", "7"), "even number of at least 4"),
    "too few orders": (("--orders", "2"), "even number of at least 4"),
    "a seed below 0": (("--seed", "-1"), "--seed: -1 is below 0"),
    "an unknown hub": (("--hubs", "Atlantis"), "Atlantis"),
    "a day outside the edition": (("--date", "2031-04-01"), "2025-03-15 to 2026-03-13"),
    "a folder of something else": (("-o", "full"), "holds what is no earlier result"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_wrong_inputs_are_one_line_and_exit_1(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("keep", encoding="utf-8")
    found = run("robustness", "sites.csv", *arguments)
    assert found.code == 1
    assert message in found.err.strip().splitlines()[-1]
    assert "Traceback" not in found.err
