"""Weights from comparisons and ratios to the best, from the configuration to the outputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from geoaccess.sources.shipped import config_path
from tests.cli.conftest import Run

SITES = "name,lat,lon\nSuwa,36.0391,138.1140\nSanjo,37.6486,138.9393\n"


def configure(folder: Path, **changes: object) -> str:
    (folder / "sites.csv").write_text(SITES, encoding="utf-8")
    content = yaml.safe_load(config_path("score.yaml").read_text(encoding="utf-8"))
    (folder / "mine.yaml").write_text(yaml.safe_dump(content | changes), encoding="utf-8")
    return "mine.yaml"


def test_weights_are_those_of_the_comparisons(run: Run, tmp_path: Path) -> None:
    pairs = [
        ["reach_pct", "nearness_min", 3],
        ["meeting_hours", "reach_pct", 1],
        ["nearness_min", "meeting_hours", 1 / 3],
    ]
    config = configure(tmp_path, pairwise=pairs)
    document = json.loads(run("score", "sites.csv", "--config", config, "--format", "json").out)
    assert document["run"]["weights_used"] == pytest.approx(
        {"reach_pct": 3 / 7, "nearness_min": 1 / 7, "meeting_hours": 3 / 7}
    )
    assert any("consistency ratio 0.00." in one for one in document["warnings"])


def test_comparisons_in_a_circle_are_warned_of(run: Run, tmp_path: Path) -> None:
    pairs = [
        ["reach_pct", "nearness_min", 9],
        ["nearness_min", "meeting_hours", 9],
        ["meeting_hours", "reach_pct", 9],
    ]
    config = configure(tmp_path, pairwise=pairs)
    document = json.loads(run("score", "sites.csv", "--config", config, "--format", "json").out)
    assert any("contradict each other" in one for one in document["warnings"])


def test_ratios_to_the_best_say_so(run: Run, tmp_path: Path) -> None:
    config = configure(tmp_path, normalisation="ratio-best")
    document = json.loads(run("score", "sites.csv", "--config", config, "--format", "json").out)
    assert any("ratios to the best site" in one for one in document["warnings"])
    weights = document["run"]["weights_used"]
    for site in document["sites"]:
        values, parts = site["indicators"], {}
        for name in weights:
            others = [one["indicators"][name] for one in document["sites"]]
            if name in ("nearness_min", "cost_yen"):
                parts[name] = min(others) / values[name]
            else:
                parts[name] = values[name] / max(others) if max(others) else 0
        assert site["score"] == pytest.approx(
            100 * sum(weights[k] * v for k, v in parts.items()), abs=0.01
        )


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([["reach_pct", "beauty", 2]], "beauty is no indicator"),
        ([["reach_pct", "reach_pct", 1]], "with itself"),
        ([["reach_pct", "cost_yen", 2], ["cost_yen", "reach_pct", 2]], "compared twice"),
        (
            [["reach_pct", "cost_yen", 2], ["cost_yen", "nearness_min", 2]],
            "not compared: nearness_min and reach_pct",
        ),
        ([["reach_pct", "cost_yen", 0]], "greater than 0"),
        ([["reach_pct", "cost_yen"]], "pairwise"),
    ],
)
def test_wrong_comparisons(run: Run, tmp_path: Path, pairs: list, words: str) -> None:
    found = run("score", "sites.csv", "--config", configure(tmp_path, pairwise=pairs))
    assert found.code == 1
    said = [line for line in found.err.splitlines() if "first run" not in line]
    assert len(said) == 1
    assert words in said[0]
