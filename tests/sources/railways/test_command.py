"""`geoaccess data railways`: from two files to a folder that `--network` takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from geoaccess.cli import app
from geoaccess.sources.network import load_network
from geoaccess.sources.railways import loading
from tests.sources.railways.layers import town


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "default_cache", lambda: tmp_path / "cache")


def run(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["data", "railways", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def test_it_writes_tables_and_says_what_it_did(tmp_path: Path) -> None:
    code, out, err = run(*town().write(tmp_path), "-o", tmp_path / "n02")
    assert code == 0
    assert f"use --network japan --network {tmp_path / 'n02'}" in out
    assert err.startswith("Modelled services, not a timetable")
    assert len(load_network(tmp_path / "n02").patterns) == 5


def test_alone_is_used_alone(tmp_path: Path) -> None:
    code, out, _ = run(*town().write(tmp_path), "-o", tmp_path / "n02", "--alone")
    assert (code, "use --network japan" in out) == (0, False)


def test_a_fault_is_one_line_and_nothing_is_written(tmp_path: Path) -> None:
    stations, sections = town().write(tmp_path)
    code, _, err = run(sections, stations, "-o", tmp_path / "n02")
    assert code == 1
    assert err.startswith("geoaccess: N02-19_RailroadSection.geojson: not a station layer of N02")
    assert err.count("\n") == 1
    assert not (tmp_path / "n02").exists()
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "x").write_text("x")
    code, _, err = run(stations, sections, "-o", tmp_path / "kept")
    assert code == 1
    assert "exists already" in err
