"""The guide to statistics and mesh says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geoaccess.model.mesh import LEVELS, children_of, code_of, find_level
from geoaccess.model.meshtable import Treatment
from geoaccess.sources import mesh, statistics
from geoaccess.sources.statistics.values import MARKS

GUIDE = (Path(__file__).parents[2] / "docs" / "statistics.md").read_text("utf-8")


def test_imports_of_the_guide() -> None:
    for module, names in re.findall(
        r"^from (geoaccess\.sources\.\w+) import (.+)$", GUIDE, re.MULTILINE
    ):
        loaded = {"mesh": mesh, "statistics": statistics}.get(module.rpartition(".")[2])
        assert loaded is None or all(hasattr(loaded, name) for name in names.split(", ")), module


def test_masses_of_the_guide(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    shared_data: Path,
) -> None:
    published = shared_data / "municipalities" / "SSDSE-A-2026.csv"
    (tmp_path / "SSDSE-A-2026.csv").write_bytes(published.read_bytes())
    monkeypatch.chdir(tmp_path)
    section = GUIDE.partition("## As masses")[2]
    example = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert example is not None
    exec(example[1], {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("73 [")
    assert lines[-1] == "1741"


def test_levels_and_digits_of_the_guide() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (\d+)[^|]* \|", GUIDE, re.MULTILINE)
    assert [name for name, _ in rows] == list(LEVELS)
    for level, digits in zip(LEVELS, (int(count) for _, count in rows), strict=True):
        code = str(code_of(139.7671, 35.6812, level)[0])
        assert len(code) == digits
        assert find_level(code) == level
    assert all(code.endswith("5") for code in children_of("533946", "2km"))


def test_marks_of_the_guide() -> None:
    for marks, reason in re.findall(r"^\| ((?:`[^`]+` ?)+)\| `([A-Z_]+)`", GUIDE, re.MULTILINE):
        for mark in re.findall("`([^`]+)`", marks):
            assert MARKS["..." if mark == "…" else mark].name == reason


def test_treatments_of_the_guide() -> None:
    assert len(re.findall(r"^\| [012] \| ", GUIDE, re.MULTILINE)) == len(Treatment)
