"""The cases of accessibility, competition, equity and specialisation computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geoaccess.config import IndicatorConfig
from geoaccess.errors import InputError
from geoaccess.scores.accessibility import (
    compute_access,
    compute_generalised_min,
    compute_location_indicator,
    compute_logsum,
    compute_network_efficiency,
    find_nth_min,
)
from geoaccess.scores.competition import compute_floating_catchment, compute_spatial_availability
from geoaccess.scores.equity import compute_gini, compute_palma, compute_theil
from geoaccess.scores.impedance import (
    Cumulative,
    CumulativeInterval,
    Exponential,
    Gaussian,
    Impedance,
    Logistic,
    Power,
)
from geoaccess.scores.specialisation import (
    compute_ellison_glaeser,
    compute_location_quotients,
    compute_mutual_share,
)

T = np.array([[60.0, 120, 240], [90, 90, 150], [200, 30, 100]])
M = np.array([100.0, 50, 20])

CASE_A: list[tuple[Impedance, list[float]]] = [
    (Cumulative(limit_min=120), [150, 150, 70]),
    (
        CumulativeInterval(first_min=90, last_min=150, step_min=30),
        [133.333333, 156.666667, 63.333333],
    ),
    (Exponential(half_life_min=90), [85.988368, 81.299605, 70.374873]),
    (Power(exponent=2, scale_min=60, floored=False), [113.75, 69.866667, 216.2]),
    (Gaussian(sigma_min=90), [101.200665, 95.966643, 66.551922]),
    (Logistic(mean_min=120, sd_min=30), [122.511439, 131.869756, 66.021018]),
]


@pytest.mark.parametrize(("impedance", "expected"), CASE_A, ids=lambda one: type(one).__name__)
def test_case_a_access(impedance: Impedance, expected: list[float]) -> None:
    assert compute_access(T, M, impedance) == pytest.approx(expected, abs=5e-7)


def test_case_a_second_hub() -> None:
    assert find_nth_min(T, 2).tolist() == [120, 90, 100]


def test_case_a_logsum_and_location() -> None:
    assert compute_logsum(T, M, theta_per_min=0.01) == pytest.approx(
        [4.273261, 4.181257, 4.059270], abs=5e-7
    )
    assert compute_location_indicator(T, M) == pytest.approx(
        [98.823529, 97.058824, 138.235294], abs=5e-7
    )


def test_network_efficiency_is_one_at_the_ideal() -> None:
    assert compute_network_efficiency(T, T, M) == pytest.approx([1, 1, 1])
    assert compute_network_efficiency(T, T / 2, M) == pytest.approx([2, 2, 2])


def test_case_a_reach_and_meeting_hours() -> None:
    # closed form for symmetric times: K = 1 iff (b - a) - 2 t >= s, in 06-22 with s = 9 h
    reach = 100 * ((16 * 60 - 2 * T >= 9 * 60) @ M) / M.sum()
    assert reach == pytest.approx([88.235294, 100, 100], abs=5e-7)
    # inside 09-18 from an arrival at 06:00 + t to a departure at 22:00 - t
    hours = np.clip(np.minimum(18, 22 - T / 60) - np.maximum(9, 6 + T / 60), 0, None)
    assert hours @ M / M.sum() == pytest.approx([8.882353, 9.0, 8.803922], abs=5e-7)


def test_case_c_spatial_availability() -> None:
    minutes = np.array([[15.0, 30, 100], [30, 15, 100], [100, 100, 15]])
    people, jobs = np.array([50e3, 150e3, 10e3]), np.array([100e3, 100e3, 10e3])
    available = compute_spatial_availability(np.exp(-0.1 * minutes), people, jobs)
    assert available == pytest.approx([66_833.466, 133_203.363, 9_963.171], abs=5e-4)
    assert available.sum() == pytest.approx(210_000)


def test_floating_catchment_by_hand() -> None:
    # clinic 0 serves both places (300 people), clinic 1 the second only (200)
    weights = np.array([[1.0, 0], [1, 1]])
    access = compute_floating_catchment(weights, np.array([100.0, 200]), np.array([6.0, 4]))
    assert access == pytest.approx([0.02, 0.04])


def test_case_g_generalised_cost() -> None:
    found = [
        compute_generalised_min(
            np.array([100.0]),
            transfers=np.array([1.0]),
            fare_yen=np.array([13_320.0]),
            wait_min=10,
            value_of_time_yen_h=value,
        ).item()
        for value in (3000, 4500, 6000)
    ]
    assert found == pytest.approx([386.4, 297.6, 253.2])


def test_case_e_equity() -> None:
    values = np.array([10.0, 20, 30, 40])
    assert compute_gini(values) == pytest.approx(0.25)
    assert compute_theil(values).total == pytest.approx(0.10644, abs=5e-6)


def test_theil_between_and_within_by_hand() -> None:
    # regions with means 15 and 35 around 25
    parts = compute_theil(np.array([10.0, 20, 30, 40]), regions=["a", "a", "b", "b"])
    between = 0.5 * 0.6 * np.log(0.6) + 0.5 * 1.4 * np.log(1.4)
    assert parts.between == pytest.approx(between)
    assert parts.total == pytest.approx(0.10644, abs=5e-6)


def test_palma_by_hand() -> None:
    # ten people: the top one has 10, the bottom four 1 + 2 + 3 + 4
    assert compute_palma(np.arange(1.0, 11)) == pytest.approx(1.0)
    assert compute_palma(np.array([0.0, 1]), np.array([9.0, 1])) == float("inf")


def test_case_f_specialisation() -> None:
    quotients = compute_location_quotients(np.array([[80, 20], [20, 80]]))
    assert quotients == pytest.approx(np.array([[1.6, 0.4], [0.4, 1.6]]))
    gamma = compute_ellison_glaeser(np.array([0.8, 0.2]), np.array([0.5, 0.5]), herfindahl=0.02)
    assert gamma == pytest.approx(0.346939, abs=5e-7)


def test_mutual_share_by_hand() -> None:
    # parts of 60, 30, 10 jobs; only the first two are near each other: (90² + 10²) / 100²
    minutes = np.array([[0.0, 20, 50], [30, 0, 50], [50, 50, 0]])
    assert compute_mutual_share(minutes, np.array([60.0, 30, 10]), within_min=30) == pytest.approx(
        0.82
    )
    assert compute_mutual_share(minutes, np.array([60.0, 30, 10]), within_min=29) == pytest.approx(
        0.46
    )


def test_case_h_access_at_the_mean_time_is_another_number() -> None:
    # t = 60 + U(0, 30), limit 75, mass 100: half of the time within it
    minutes = 60 + (np.arange(3000) + 0.5)[:, None] / 100
    mean = compute_access(minutes, np.array([100.0]), Cumulative(limit_min=75)).mean()
    at_mean = compute_access(
        minutes.mean(axis=0)[None], np.array([100.0]), Cumulative(limit_min=75)
    )
    assert (mean, at_mean.item()) == (50, 100)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: compute_access(T, M[:2], Gaussian()), "do not fit"),
        (lambda: compute_access(-T, M, Gaussian()), "missing or negative"),
        (lambda: compute_access(np.full((1, 1), np.nan), M[:1], Gaussian()), "missing or negative"),
        (lambda: compute_access(T, -M, Gaussian()), "a mass is missing"),
        (lambda: find_nth_min(T, 4), "4. nearest of 3 hubs"),
        (lambda: Gaussian(sigma_min=0), "sigma"),
        (lambda: Exponential(half_life_min=-1), "half-life"),
        (lambda: Logistic(sd_min=0), "standard deviation"),
        (lambda: CumulativeInterval(first_min=300, last_min=180), "make no range"),
        (lambda: Cumulative(limit_min=-1), "less than nothing"),
        (lambda: Power(exponent=0), "above 0"),
        (lambda: compute_logsum(T, M, theta_per_min=0), "theta"),
        (lambda: compute_gini(np.zeros(3)), "all values are 0"),
        (lambda: compute_theil(np.ones(3), regions=["a"]), "1 regions for 3 values"),
        (lambda: compute_palma(np.array([1.0, -1])), "negative"),
        (lambda: compute_spatial_availability(T, M, M[:2]), "do not fit"),
        (lambda: compute_location_quotients(np.zeros((2, 2))), "at least 0 are needed"),
        (lambda: compute_ellison_glaeser(M / 170, M, herfindahl=0), "sum to 1"),
        (lambda: compute_ellison_glaeser(M / 170, M / 170, herfindahl=1), "not in 0-1"),
        (lambda: compute_mutual_share(T, M[:2], within_min=30), "do not fit"),
        (lambda: IndicatorConfig(zero_at=1, one_at=1, weight=1), "equal"),
    ],
)
def test_wrong_arrays(call, words: str) -> None:
    with pytest.raises((InputError, ValueError), match=words):
        call()
