"""The guide to GTFS: its example runs, and its tables name what is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geoaccess.sources.gtfs.archive import READ_FILES
from tests.conftest import ROOT
from tests.sources.gtfsfeeds import write_feed, zip_feed

GUIDE = (ROOT / "docs" / "gtfs.md").read_text(encoding="utf-8")


def test_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("rail", "bus"):
        zip_feed(write_feed(tmp_path, name), tmp_path / f"{name}.zip")
    monkeypatch.chdir(tmp_path)
    example = re.search(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)
    assert example is not None
    exec(example[1], {})
    assert capsys.readouterr().out == "2026-01-01 2026-12-31 2026-01-01\n8 2\n"


def test_every_file_that_is_read_is_described() -> None:
    assert set(re.findall(r"^\| (\w+\.txt) \|", GUIDE, flags=re.MULTILINE)) == set(READ_FILES)
