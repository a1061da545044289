"""`data list`, `data fetch`, `data verify`, `data path`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TABLE = "Code,Prefecture\n".encode("cp932") + "01100,北海道\n".encode("cp932")


@pytest.fixture
def carried(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    (folder / "SSDSE-A-2026.csv").write_bytes(TABLE)
    return folder


def test_a_carried_file_is_kept_verified_and_found(run: Run, carried: Path, tmp_path: Path) -> None:
    found = run("data", "fetch", "ssdse-a-2026", "--from", str(carried), "--offline")
    assert found.code == 0, found.err
    path = Path(found.out.strip())
    assert path.read_bytes() == TABLE
    assert path.is_relative_to(tmp_path / "cache")
    assert (
        "出典：独立行政法人統計センター「SSDSE-市区町村（SSDSE-A-2026）」を加工して作成"
        in found.err
    )
    assert run("data", "path", "SSDSE-A-2026").out.strip() == str(path)
    (verdict,) = json.loads(run("data", "verify", "--format", "json").out)
    assert verdict["state"] == "as fetched"
    official = json.loads(run("data", "list", "official", "--format", "json").out)["official"]
    assert {"ssdse-a-2026": str(path)} in [one["here"] for one in official]


def test_a_changed_file_fails_every_command(run: Run, carried: Path) -> None:
    path = Path(run("data", "fetch", "ssdse-a-2026", "--from", str(carried)).out.strip())
    path.write_bytes(TABLE + b"02201,x\n")
    for command in (["verify"], ["path", "ssdse-a-2026"], ["fetch", "ssdse-a-2026", "--offline"]):
        found = run("data", *command)
        assert found.code == 1
        assert "has changed since it was fetched" in found.err
        assert len(found.err.strip().splitlines()) == 1


def test_a_folder_of_ones_own(run: Run, carried: Path, tmp_path: Path) -> None:
    to = tmp_path / "mine"
    run("data", "fetch", "ssdse-a-2026", "--from", str(carried), "--to", str(to))
    assert (to / "SSDSE-A-2026.csv").read_bytes() == TABLE
    assert run("data", "path", "ssdse-a-2026").code == 1
    assert run("data", "path", "ssdse-a-2026", "--in", str(to)).code == 0
    assert "as fetched" in run("data", "verify", "--in", str(to)).out


def test_what_can_be_had_is_had(run: Run, carried: Path) -> None:
    found = run("data", "fetch", "n02-2020", "ssdse-a-2026", "--from", str(carried))
    assert found.code == 1
    assert "there is no N02-20_GML.zip" in found.err
    assert Path(found.out.strip()).name == "SSDSE-A-2026.csv"


WRONG = {
    "an unknown id": (["fetch", "n04-2021"], "the nearest are n0"),
    "a prefecture that is none": (["fetch", "n03-2026-48"], "01 to 47, such as n03-2026-20"),
    "an unknown id beside a known one": (["fetch", "ssdse-a-2026", "x"], "no official file is"),
    "offline": (["fetch", "n02-2025", "--offline"], "--offline asks no network; fetch https://n"),
    "no address": (["fetch", "ssdse-a-2022", "--offline"], "no certain address is registered"),
    "no folder": (["fetch", "n02-2025", "--from", "none"], "none: is not there; give with --from"),
    "a file that is not here": (["path", "n02-2025"], "`geoaccess data fetch n02-2025` gets it"),
    "nothing to verify": (["verify", "n02-2025"], "1 of 1 files are not good: N02-25_GML.zip: not"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG.keys())
def test_wrong_calls(run: Run, arguments: list[str], message: str, tmp_path: Path) -> None:
    found = run("data", *arguments)
    assert found.code == 1
    assert message in found.err
    assert len(found.err.strip().splitlines()) == 1
    assert not list(tmp_path.rglob("*.zip"))


def test_usage(run: Run) -> None:
    assert run("data", "fetch").code == 2
    assert run("data", "fetch", "n02-2025", "--retries", "-1").code == 2
    assert run("data", "list", "nothing").code == 2


def test_verify_with_nothing_fetched(run: Run) -> None:
    found = run("data", "verify")
    assert (found.code, found.out) == (0, "")
    assert "no official file is in" in found.err


def test_lists(run: Run) -> None:
    assert "municipalities.csv" not in run("data", "list", "official").out
    assert "n03-2026" not in run("data", "list", "shipped").out
    assert "国土数値情報（鉄道データ）2025年" in run("data", "list", "official", "--lang", "ja").out
