"""Speeds along a surveyed track: circles of known radius, limits, spurs, pieces."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.scenario.runclasses import get_model_class
from geoaccess.scenario.trackspeeds import (
    Stretch,
    build_track_speeds,
    compute_radius_m,
    drop_retraced,
)

M_PER_DEG = 6_371_008.8 * np.pi / 180


def at(x_m: np.ndarray, y_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return degrees of metres east and north of 136° E, 36° N."""
    return 136 + x_m / (M_PER_DEG * np.cos(np.radians(36))), 36 + y_m / M_PER_DEG


def arc(radius_m: float, *, straight_m: float = 4000.0) -> tuple[np.ndarray, np.ndarray]:
    """Return a straight track, a quarter of a circle, and a straight track."""
    before = np.arange(-straight_m, 0, 40.0)
    turn = np.linspace(0, np.pi / 2, max(20, int(radius_m / 20)))
    after = np.arange(40.0, straight_m, 40.0)
    x = np.concatenate([before, radius_m * np.sin(turn), np.full(len(after), radius_m)])
    y = np.concatenate([0 * before, radius_m * (1 - np.cos(turn)), radius_m + after])
    return at(x, y)


@pytest.mark.parametrize("radius_m", [600.0, 1500.0, 4000.0])
def test_the_radius_of_a_circle_is_found(radius_m: float) -> None:
    found = compute_radius_m(*arc(radius_m), 400.0)
    assert found.min() == pytest.approx(radius_m, rel=0.03)
    assert np.isinf(found[:8]).all()
    assert found[20] > 1e5


def test_noise_of_metres_is_no_curve() -> None:
    x = np.arange(0, 20_000, 60.0)
    y = np.random.default_rng(1).normal(0, 1.0, len(x))
    assert compute_radius_m(*at(x, y), 400.0).min() > 6000


@pytest.mark.parametrize(
    ("category", "radius_m", "kmh"),
    [("shinkansen", 4000.0, 300), ("maglev", 8000.0, 505), ("mini-shinkansen", 300.0, 65)],
)
def test_curves_are_taken_at_published_speeds(category: str, radius_m: float, kmh: float) -> None:
    model = get_model_class(category)
    speeds = build_track_speeds(*arc(radius_m), model)
    assert kmh - 10 <= speeds.limit_kmh.min() <= kmh + 5


def test_the_lower_of_limits_holds() -> None:
    line = at(np.arange(0, 10_000, 50.0), np.zeros(200))
    speeds = build_track_speeds(
        *line,
        get_model_class("shinkansen"),
        [Stretch(2.0, 6.0, 160.0), Stretch(5.0, 4.0, 110.0), Stretch(0.0, 10.0, 260.0)],
    )
    assert speeds.pieces(0.0, 9.0)[1] == (260.0, 160.0, 110.0, 160.0, 260.0)
    assert speeds.pieces(0.0, 9.0)[0] == pytest.approx((2.0, 2.0, 1.0, 1.0, 3.0))
    assert speeds.pieces(9.0, 4.5)[1] == (260.0, 160.0, 110.0)


@settings(max_examples=50)
@given(st.floats(0.0, 9.9), st.floats(0.0, 9.9))
def test_pieces_sum_to_the_way_and_turn_round(a: float, b: float) -> None:
    line = at(np.arange(0, 10_001, 50.0), np.zeros(201))
    speeds = build_track_speeds(
        *line, get_model_class("conventional"), [Stretch(1.0, 3.0, 60.0), Stretch(7.0, 8.0, 75.0)]
    )
    km, limits = speeds.pieces(a, b)
    assert sum(km) == pytest.approx(abs(a - b), abs=1e-9)
    assert speeds.pieces(b, a) == (km[::-1], limits[::-1])


def test_a_spur_that_is_run_up_and_back_is_cut() -> None:
    x = np.concatenate([np.arange(0, 5000, 50.0), np.full(80, 5000.0), np.arange(5000, 9000, 50.0)])
    y = np.concatenate([np.zeros(100), np.arange(80) * 50.0, np.zeros(80)])
    y[140:180] = y[139:99:-1]
    lon, lat, cut_km = drop_retraced(*at(x, y))
    assert cut_km > 3
    assert len(lon) == len(lat) < len(x)
    assert np.abs((lat - 36) * M_PER_DEG).max() < 60
    straight = at(np.arange(0, 9000, 50.0), np.zeros(180))
    assert drop_retraced(*straight)[2] == 0.0


def test_a_point_is_no_track() -> None:
    with pytest.raises(InputError, match="fewer than two"):
        compute_radius_m(np.array([136.0]), np.array([36.0]), 400.0)
