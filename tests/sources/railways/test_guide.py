"""The guide to railways: its example runs, its tables say what the service model says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geoaccess.sources.network import load_network
from geoaccess.sources.railways import loading
from geoaccess.sources.railways.servicemodel import LEFT_OUT, load_service_model
from tests.conftest import ROOT
from tests.sources.railways.layers import town

GUIDE = (ROOT / "docs" / "railways.md").read_text(encoding="utf-8")


def test_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in town().write(tmp_path):
        path.rename(tmp_path / path.name.replace("N02-19", "N02-20"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(loading, "default_cache", lambda: tmp_path / "cache")
    example = re.search(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)
    assert example is not None
    exec(example[1], {})
    assert capsys.readouterr().out.startswith("Modelled services, not a timetable")
    assert load_network(tmp_path / "n02").edition == "N02-20"


def test_calibrated_figures_are_those_of_the_model() -> None:
    run_times = load_service_model().run_times
    for line_class in ("jr_main", "private_urban"):
        given = run_times[line_class]["express"]
        assert f"{given.speed_kmh} km/h, {given.stop_min:.2f} min" in GUIDE
    local = run_times["jr_main"]["local"]
    assert f"{local.speed_kmh} km/h and {local.stop_min} min a call" in GUIDE


def test_the_table_of_headways_is_that_of_the_model() -> None:
    kinds = load_service_model().headways["jr_main"]
    for tier in (one.name for one in load_service_model().density.tiers):
        per_hour = [
            sum(
                60 / getattr(kinds[kind].tiers[tier], part)
                for kind in ("local", "rapid")
                if tier in kinds[kind].tiers
            )
            for part in ("peak", "day", "edge")
        ]
        row = next(line for line in GUIDE.splitlines() if line.startswith(f"| {tier} |"))
        assert row.split("|")[-2].strip() == ", ".join(f"{one:g}" for one in per_hour)


def test_every_class_is_described() -> None:
    classes = {rule.line_class for rule in load_service_model().rules} - set(LEFT_OUT)
    assert all(f"`{one}`" in GUIDE for one in classes)
