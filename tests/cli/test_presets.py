"""`geoaccess score --preset`: the day of a published definition."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("preset", "stay", "one_way_min"),
    [("espon", "6h", 300), ("mlit-2019", "8h", 240), ("sanzenso-1987", "10h", 180)],
)
def test_a_preset_is_its_window_and_stay(
    run: Run, preset: str, stay: str, one_way_min: int
) -> None:
    options = ("agglomeration:suwa", "--format", "json")
    found = json.loads(run("score", *options, "--preset", preset).out)
    same = json.loads(run("score", *options, "--window", "06:00-22:00", "--stay", stay).out)
    assert found["sites"] == same["sites"]
    day = found["run"]["parameters"]["day"]
    assert (16 * 60 - day["stay_min"]) / 2 == one_way_min


@pytest.mark.parametrize("option", [("--stay", "4h"), ("--window", "06:00-22:00")])
def test_a_preset_stands_alone(run: Run, option: tuple[str, str]) -> None:
    found = run("score", "--preset", "espon", *option)
    assert found.code == 1
    assert "--preset espon sets window and stay; leave out" in found.err


def test_an_unknown_preset_is_a_usage_error(run: Run) -> None:
    found = run("score", "--preset", "espom")
    assert found.code == 2
    assert "mlit-2019" in found.err
