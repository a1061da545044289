"""`geoaccess data hubs`: a table that `--hubs` reads, and what is said beside it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from geoaccess.sources.shipped import config_path
from tests.cli.conftest import Run
from tests.sources.institution_files import OFFICES, write, write_codes, write_universities


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_list_of_universities_becomes_hubs(run: Run, tmp_path: Path) -> None:
    write_universities(tmp_path)
    found = run("data", "hubs", "universities.json", "-o", "hubs.csv")
    assert found.code == 0
    assert found.out.startswith("hubs.csv: 3 hubs; use --hubs hubs.csv, with 'mass: equal'")
    assert "'神奈川県横浜鶴見区末広町1-7-29' names no municipality of Japan" in found.err
    assert "credit: 文部科学省の大学情報（2022年度）を加工して作成; localgovjp (CC0)" in found.err
    assert [row["municipality_code"] for row in rows_of(tmp_path / "hubs.csv")] == [
        "01100", "01202", "14100",
    ]  # fmt: skip


def test_ward_offices_and_prefectures(run: Run, tmp_path: Path) -> None:
    write_codes(tmp_path)
    write(tmp_path, "offices.csv", OFFICES)
    found = run(
        *("data", "hubs", "scode.csv", "-o", "hubs.csv", "--offices", "offices.csv"),
        *("--prefecture", "北海道", "--lang", "ja"),
    )
    assert (found.code, found.err.count("。\n") > 4) == (0, True)
    (row,) = rows_of(tmp_path / "hubs.csv")
    assert (row["id"], row["lat"], row["lon"]) == ("F101110100010-01102", "43.0908", "141.3409")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["none.json", "-o", "hubs.csv"], "none.json: no such file"),
        (["scode.csv", "-o", "hubs.xlsx"], "hubs.xlsx: hubs are written as CSV"),
        (["scode.csv", "-o", "hubs.csv", "--prefecture", "Atlantis"], "no prefecture is called"),
        (["scode.csv", "-o", "hubs.csv", "--offices", "scode.csv"], "scode.csv: column pid, cid"),
    ],
)
def test_a_fault_is_one_line_and_nothing_is_written(
    run: Run, tmp_path: Path, arguments: list[str], expected: str
) -> None:
    write_codes(tmp_path)
    found = run("data", "hubs", *arguments)
    assert (found.code, found.out) == (1, "")
    assert expected in found.err
    assert found.err.count("\n") == 1
    assert [one.name for one in tmp_path.iterdir()] == ["scode.csv"]


def test_hubs_are_read_by_a_run_with_equal_masses(run: Run, tmp_path: Path) -> None:
    write_universities(tmp_path)
    run("data", "hubs", "universities.json", "-o", "hubs.csv")
    given = config_path("score.yaml").read_text(encoding="utf-8")
    assert "mass: raw" in given
    (tmp_path / "equal.yaml").write_text(given.replace("mass: raw", "mass: equal"), "utf-8")
    arguments = ("score", "35.45,139.63", "--hubs", "hubs.csv", "--no-map", "-o", "out")
    refused = run(*arguments)
    assert (refused.code, "mass: equal" in refused.err) == (1, True)
    found = run(*arguments, "--config", "equal.yaml", "--format", "json")
    assert found.code == 0
    assert '"hub_id": "F114210104508-14100"' in found.out
