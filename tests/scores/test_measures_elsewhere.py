"""Access measures against other packages: their figures, and the examples of their guides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoaccess.scores.accessibility import compute_access, compute_location_indicator
from geoaccess.scores.competition import compute_floating_catchment, compute_spatial_availability
from geoaccess.scores.equity import compute_gini, compute_theil
from geoaccess.scores.impedance import (
    Cumulative,
    CumulativeInterval,
    Exponential,
    Gaussian,
    Logistic,
    Power,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "pysal_access.json"


@pytest.fixture(scope="module")
def theirs() -> dict[str, Any]:
    """Return what PySAL access gives for six places and four clinics."""
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_two_stage_floating_catchments(theirs: dict[str, Any]) -> None:
    minutes, demand, supply = (
        np.array(theirs[k], dtype=float) for k in ("minutes", "demand", "supply")
    )
    within_30 = Cumulative(limit_min=30).weight(minutes)
    by_steps = np.select([minutes <= 10, minutes <= 20, minutes <= 30], [1, 0.68, 0.22], 0.0)
    for name, weights in (
        ("two_stage_30", within_30),
        ("enhanced_10_20_30", by_steps),
        ("two_stage_gaussian_20", Gaussian(sigma_min=20).weight(minutes)),
    ):
        found = compute_floating_catchment(weights, demand, supply)
        assert found == pytest.approx(theirs[name], rel=1e-12), name


def test_weighted_catchments(theirs: dict[str, Any]) -> None:
    minutes, supply = (np.array(theirs[k], dtype=float) for k in ("minutes", "supply"))
    gravity = Power(scale_min=60, exponent=1, floored=False)
    for name, impedance in (("gravity_60_1", gravity), ("gaussian_20", Gaussian(sigma_min=20))):
        assert compute_access(minutes, supply, impedance) == pytest.approx(theirs[name], rel=1e-12)


def test_weights_of_the_guide_of_pysal_access() -> None:
    """The examples in the docstrings of `access.weights` 1.1.10: gaussian(20), gravity(20, -2)."""
    at = np.array([0.0, 20, 40, 60])
    wanted = [1.0, 0.6065306597126334, 0.1353352832366127, 0.011108996538242306]
    assert Gaussian(sigma_min=20).weight(at) == pytest.approx(wanted, rel=1e-15)
    gravity = Power(scale_min=20, exponent=2, floored=False).weight(np.array([1.0, 2, 20, 40, 60]))
    assert gravity.round(2).tolist() == [400, 100, 1, 0.25, 0.11]


@pytest.fixture(scope="module")
def r() -> dict[str, Any]:
    """Return the examples of the R package accessibility, and its steps on the same places."""
    path = GOLDEN.with_name("r_accessibility.json")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def test_decay_functions_of_the_r_package(r: dict[str, Any]) -> None:
    """What its vignette and tests print, to the digits printed there."""
    documented = r["documented"]
    example = documented["decay_exponential"]
    for rate, wanted in example["values"].items():
        found = _exponential(float(rate)).weight(np.array(example["minutes"], dtype=float))
        assert found == pytest.approx(wanted, rel=1e-6)
    for name in ("decay_power", "decay_power_quarter", "my_decay"):
        example = documented[name]
        for exponent, wanted in example["values"].items():
            power = Power(scale_min=1, exponent=float(exponent))
            found = power.weight(np.array(example["minutes"], dtype=float))
            assert found == pytest.approx(wanted, rel=1e-12), name
    for one in documented["decay_logistic"]["values"]:
        logistic = Logistic(mean_min=one["cutoff"], sd_min=one["sd"])
        found = logistic.weight(np.array(one["minutes"], dtype=float))
        assert found == pytest.approx(one["weights"], abs=1e-3)


def test_competition_of_the_r_package(r: dict[str, Any]) -> None:
    example = r["documented"]["spatial_availability"]
    minutes, people, jobs = (
        np.array(example[k], dtype=float) for k in ("minutes", "population", "jobs")
    )
    weights = _exponential(example["decay_value"]).weight(minutes)
    found = compute_spatial_availability(weights, people, jobs)
    assert found.round().tolist() == example["values"]
    example = r["documented"]["singly_constrained"]
    minutes, people, jobs = (
        np.array(example[k], dtype=float) for k in ("minutes", "population", "jobs")
    )
    weights = _exponential(example["decay_value"]).weight(minutes)
    assert compute_spatial_availability(weights, people, jobs).sum() == pytest.approx(490)


def test_steps_of_the_r_package(theirs: dict[str, Any], r: dict[str, Any]) -> None:
    """Its functions by R on the places and clinics of the other package."""
    minutes, demand, supply = (
        np.array(theirs[k], dtype=float) for k in ("minutes", "demand", "supply")
    )
    steps, exponential = r["steps"], _exponential(0.1)
    logistic = Logistic(mean_min=25, sd_min=5)
    interval = CumulativeInterval(first_min=20, last_min=40, step_min=1)
    for name, impedance in (
        ("gravity_exponential_01", exponential),
        ("gravity_power_05", Power(scale_min=1, exponent=0.5)),
        ("gravity_logistic_25_5", logistic),
        ("cumulative_30", Cumulative(limit_min=30)),
        ("cumulative_interval_mean_20_40", interval),
    ):
        found = compute_access(minutes, supply, impedance)
        assert found == pytest.approx(steps[name], rel=1e-12), name
    for name, measure, impedance in (
        ("spatial_availability_exponential_01", compute_spatial_availability, exponential),
        ("spatial_availability_logistic_25_5", compute_spatial_availability, logistic),
        ("two_stage_binary_30", compute_floating_catchment, Cumulative(limit_min=30)),
        ("two_stage_exponential_01", compute_floating_catchment, exponential),
    ):
        found = measure(impedance.weight(minutes), demand, supply)
        assert found == pytest.approx(steps[name], rel=1e-12), name
    access = compute_access(minutes, supply, exponential)
    assert compute_gini(access, demand) == pytest.approx(steps["gini"], rel=1e-12)
    parts = compute_theil(access, demand, regions=list("aabbcc"))
    between, within, total = steps["theil_between_within_total"]
    assert (parts.between, parts.within) == (pytest.approx(between), pytest.approx(within))
    assert parts.total == pytest.approx(total, rel=1e-12)


def test_examples_of_pysal_access() -> None:
    content = json.loads(GOLDEN.with_name("pysal_examples.json").read_text(encoding="utf-8"))
    hospitals = content["hospitals"]
    people, doctors = (np.array(hospitals[k], dtype=float) for k in ("people", "doctors"))
    for name, one in hospitals["scenarios"].items():
        minutes = np.array(one["minutes"], dtype=float)
        gravity = Power(scale_min=1, exponent=1).weight(minutes)
        weights = gravity * Cumulative(limit_min=61).weight(minutes)
        found = compute_floating_catchment(weights, people, doctors)
        assert found == pytest.approx(one["two_stage"], rel=1e-12), name
    grid = content["grid"]
    y, x = np.divmod(np.arange(25), 5)
    distance = np.hypot(x[:, None] - x, y[:, None] - y).astype(float)
    far = compute_location_indicator(distance, np.ones(25)) * 25 / 60
    at = np.array(grid["points"]) - 1
    assert far[at] == pytest.approx(grid["values"], rel=1e-8)


def _exponential(rate: float) -> Exponential:
    """Return exp(-rate * t)."""
    return Exponential(half_life_min=np.log(2) / rate)
