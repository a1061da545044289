"""The guide to rail facts says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geoaccess.sources import railfacts

GUIDE = (Path(__file__).parents[3] / "docs" / "rail-facts.md").read_text("utf-8")


def test_every_function_is_in_the_guide_and_there() -> None:
    table = GUIDE.partition("| function |")[2].partition("\n\n")[0]
    named = {
        name
        for line in table.splitlines()
        for name in re.findall(r"`(\w+)`", line.split("|")[1] if line.count("|") > 2 else "")
    }
    assert named == set(railfacts.__all__)


def test_fares_of_the_guide(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shared_data: Path
) -> None:
    monkeypatch.chdir(shared_data / "rail" / "fares")
    example = re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert example is not None
    exec(example[1], {})
    assert capsys.readouterr().out.strip() == "14400.0"
    assert "# 14,400 yen" in example[1]
