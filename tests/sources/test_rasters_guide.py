"""The guide to rasters says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from geoaccess.access.terrain import CRITICAL_SLOPE, slope_effort
from geoaccess.sources import raster
from geoaccess.sources.raster.grid import SENTINELS
from geoaccess.sources.raster.sums import BLOCK

GUIDE = (Path(__file__).parents[2] / "docs" / "rasters.md").read_text("utf-8")


def test_example_of_the_guide(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    shared_data: Path,
) -> None:
    table = shared_data / "mesh" / "tblT001100S30.txt"
    (tmp_path / table.name).write_bytes(table.read_bytes())
    monkeypatch.chdir(tmp_path)
    example = re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert example is not None
    exec(example[1], {})
    wanted = re.findall(r"print\(.*\)  # (.+)$", example[1], re.MULTILINE)
    assert capsys.readouterr().out.splitlines() == wanted


def test_names_of_the_guide() -> None:
    for name in ("compute_weights_in", "sum_by_cell", "iterate_cells"):
        assert f"`{name}`" in GUIDE
        assert hasattr(raster, name)
    assert BLOCK == 1024


def test_marks_of_the_guide() -> None:
    sentence = GUIDE.partition("The usual marks (")[2].partition(")")[0]
    written = {float(one) for one in sentence.split(", ")}
    assert written - {-3.4e38} <= set(SENTINELS)


def test_figures_of_slopes() -> None:
    found = slope_effort(np.array([-0.05, 0.1, -0.1]))
    np.testing.assert_allclose(found, [0.84, 1.42, 1.00], atol=0.005)
    assert "0.84 of the time" in GUIDE
    assert "1.42, 10 % downhill 1.00" in GUIDE
    assert f"{CRITICAL_SLOPE:.1%}".replace("%", " %") in GUIDE


def test_commands_of_the_guide_exist() -> None:
    from typer.testing import CliRunner

    from geoaccess.cli import app

    text = CliRunner().invoke(app, ["score", "--help"], env={"COLUMNS": "200"}).stdout
    for option in sorted(set(re.findall(r"(--(?:mass|dem)[a-z-]*)", GUIDE))):
        assert option in text
