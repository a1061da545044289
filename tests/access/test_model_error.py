"""The error of the great-circle model against streets where it is known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geoaccess.access import Points
from geoaccess.access.modelerror import BANDS_KM, compute_model_error, draw_points
from geoaccess.config import AccessConfig, RoadBand, RoadsConfig
from tests.access.streetfiles import DEGREES_PER_KM, equator_road

CONFIG = AccessConfig(
    road_bands=(RoadBand(up_to_km=1000, speed_kmh=40),), road_detour=1.25, walk_detour=1.5
)


def test_error_over_a_straight_street_is_that_of_detour_and_speed() -> None:
    """By road 1.25 times the way at 40 km/h against 25 km/h: 1.875 minutes a km less 2.4."""
    ways = equator_road(CONFIG, RoadsConfig(speeds_kmh={"tertiary": 25}), km=5)
    lon = np.linspace(-4, 4, 41) * DEGREES_PER_KM
    rows = compute_model_error(ways, Points(lon, np.zeros(41)))
    road = {(one.setting, one.from_km): one for one in rows if one.mode == "road"}
    one = road["all", 2]
    assert one.street_min == pytest.approx(5 + 2.4 * 3.2, abs=0.6)
    assert one.bias_min == pytest.approx(-0.525 * 3.2, abs=0.2)
    assert one.median_min == pytest.approx(-one.bias_min)
    assert one.p90_min >= one.median_min
    assert one.detour == pytest.approx(1, abs=1e-3)
    assert ("dense", 2) not in road
    assert road["open", 2].n_pairs == one.n_pairs
    walk = {one.from_km: one for one in rows if (one.mode, one.setting) == ("walk", "all")}
    assert walk[0.6].bias_min == pytest.approx(0.5 * 0.8 * 12.5, rel=0.2)
    assert set(walk) <= set(BANDS_KM["walk"])


def test_points_lie_on_the_streets_and_come_again_with_the_seed() -> None:
    ways = equator_road(CONFIG, RoadsConfig(), km=5)
    one, again, other = (draw_points(ways, 50, seed=seed) for seed in (1, 1, 2))
    assert ways.find_doors(one).snap_m.max() < 0.01
    assert one.lon.tolist() == again.lon.tolist() != other.lon.tolist()
