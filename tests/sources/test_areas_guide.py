"""The guide to areas: its example runs and prints what it should."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.sources.areafiles import parts_of, write_shapefile, write_zip

GUIDE = (ROOT / "docs" / "areas.md").read_text(encoding="utf-8")


def test_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_zip(tmp_path / "N03-21_210101.zip", parts_of(write_shapefile(tmp_path)))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("geoaccess.sources.areas.load.find_cache_dir", lambda: tmp_path / "cache")
    example = re.search(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)
    assert example is not None
    exec(example[1], {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "6 ['20206']"
    assert "文字コードはCP932と判断した" in lines[1]
    assert lines[-1].startswith("{'22100': 70.05")
    assert lines[-1].endswith("('22100',)")
