"""Access measures against other packages: their figures, and the examples of their guides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geoaccess.scores.accessibility import compute_access
from geoaccess.scores.competition import compute_floating_catchment
from geoaccess.scores.impedance import Cumulative, Gaussian, Power

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
