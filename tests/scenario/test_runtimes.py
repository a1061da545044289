"""Modelled running times: closed forms, properties, and a slow oracle in small steps."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.errors import InputError, UnknownNameError
from geoaccess.scenario.runclasses import MODEL_CLASSES, ModelClass, get_model_class
from geoaccess.scenario.runtimes import model_run_min

KM = st.floats(0.5, 120.0)
SPEED = st.floats(40.0, 500.0)
CATEGORY = st.sampled_from(sorted(MODEL_CLASSES))


def fast_part_min(minutes: float, model: ModelClass) -> float:
    """Return the bare running minutes: without the call and the allowance."""
    return (minutes - model.call_s / 60) / (1 + model.allowance)


def test_constant_acceleration_by_hand() -> None:
    """Maglev, 100 km at 505 km/h: 2 v/2a of distance to start and brake, the rest held."""
    model = get_model_class("maglev")
    v, up, down = 505 / 3.6, model.start_kmhps / 3.6, model.brake_kmhps / 3.6
    held_m = 100_000 - v * v / 2 / up - v * v / 2 / down
    by_hand_s = v / up + v / down + held_m / v
    (found,) = model_run_min([100.0], "maglev")
    assert fast_part_min(found, model) * 60 == pytest.approx(by_hand_s, rel=1e-4)


def test_a_short_hop_never_reaches_the_top_speed() -> None:
    model = get_model_class("maglev")
    up, down = model.start_kmhps / 3.6, model.brake_kmhps / 3.6
    peak = (2 * 2000 / (1 / up + 1 / down)) ** 0.5
    (found,) = model_run_min([2.0], "maglev")
    assert fast_part_min(found, model) * 60 == pytest.approx(peak / up + peak / down, rel=1e-3)


def oracle_s(km: list[float], limits: list[float], model: ModelClass) -> float:
    """Return seconds from standstill to standstill in steps of 10 m: slow and plain."""
    step = 10.0
    ends = [sum(km[: i + 1]) * 1000 for i in range(len(km))]
    n = int(ends[-1] / step)

    def limit(i: int) -> float:
        return next(v for v, end in zip(limits, ends, strict=True) if (i + 0.5) * step <= end) / 3.6

    allowed = [limit(i) for i in range(n)]
    speed = [0.0] * (n + 1)
    for i in range(n):
        v = max(speed[i], 0.3)
        pull = model.start_kmhps / 3.6
        if model.power_w_per_kg is not None:
            pull = min(pull, model.power_w_per_kg / (1.06 * v))
        pull -= model.drag[0] + model.drag[1] * (v * 3.6) ** 2
        nxt = min(allowed[i], allowed[min(i + 1, n - 1)])
        speed[i + 1] = min((speed[i] ** 2 + 2 * max(pull, 0) * step) ** 0.5, nxt)
    speed[n] = 0.0
    brake = model.brake_kmhps / 3.6
    for i in range(n - 1, -1, -1):
        speed[i] = min(speed[i], (speed[i + 1] ** 2 + 2 * brake * step) ** 0.5)
    return sum(2 * step / (a + b) for a, b in pairwise(speed))


@pytest.mark.parametrize(
    ("km", "limits", "category"),
    [
        ([30.0], [260.0], "shinkansen"),
        ([5.0, 3.0, 22.0], [260.0, 110.0, 260.0], "shinkansen"),
        ([4.0, 0.5, 60.0, 2.0], [130.0, 60.0, 320.0, 70.0], "shinkansen"),
        ([1.0, 1.0, 1.0, 9.0], [130.0, 65.0, 90.0, 130.0], "mini-shinkansen"),
        ([12.0, 6.0], [85.0, 120.0], "conventional"),
    ],
)
def test_joints_of_speed_limits_agree_with_small_steps(
    km: list[float], limits: list[float], category: str
) -> None:
    model = get_model_class(category)
    stops = [False] * (len(km) - 1)
    (found,) = model_run_min(km, category, top_speed_kmh=max(limits), limit_kmh=limits, stops=stops)
    assert fast_part_min(found, model) * 60 == pytest.approx(oracle_s(km, limits, model), rel=0.01)


@settings(max_examples=60)
@given(CATEGORY, KM, KM, SPEED)
def test_passing_is_faster_than_calling(category: str, a: float, b: float, top: float) -> None:
    calling = model_run_min([a, b], category, top_speed_kmh=top)
    passing = model_run_min([a, b], category, top_speed_kmh=top, stops=[False])
    assert len(passing) == 1
    assert passing[0] < sum(calling)


@settings(max_examples=60)
@given(CATEGORY, KM, SPEED, st.floats(1.01, 2.0))
def test_longer_is_slower_and_faster_is_not(
    category: str, km: float, top: float, factor: float
) -> None:
    (here,) = model_run_min([km], category, top_speed_kmh=top)
    (longer,) = model_run_min([km * factor], category, top_speed_kmh=top)
    (faster,) = model_run_min([km], category, top_speed_kmh=top * factor)
    assert longer > here
    assert faster <= here + 1e-9
    assert here >= km / top * 60


@settings(max_examples=60)
@given(CATEGORY, st.lists(KM, min_size=2, max_size=5), SPEED)
def test_cutting_a_piece_changes_nothing(category: str, km: list[float], top: float) -> None:
    (whole,) = model_run_min([sum(km)], category, top_speed_kmh=top)
    (cut,) = model_run_min(km, category, top_speed_kmh=top, stops=[False] * (len(km) - 1))
    assert cut == pytest.approx(whole, rel=2e-3)


@settings(max_examples=40)
@given(CATEGORY, st.lists(KM, min_size=2, max_size=5), st.data())
def test_a_lower_limit_never_hastens(category: str, km: list[float], data: st.DataObject) -> None:
    limits = [data.draw(SPEED) for _ in km]
    at = data.draw(st.integers(0, len(km) - 1))
    lower = [v * 0.8 if i == at else v for i, v in enumerate(limits)]
    stops = [False] * (len(km) - 1)
    (here,) = model_run_min(km, category, limit_kmh=limits, stops=stops)
    (slower,) = model_run_min(km, category, limit_kmh=lower, stops=stops)
    assert slower >= here * (1 - 1e-3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"km": []}, "no lengths"),
        ({"km": [0.0]}, "length 0 km"),
        ({"km": [-3.0, 2.0]}, "length -3 km"),
        ({"km": [float("nan")]}, "length nan km"),
        ({"km": [float("inf")]}, "length inf km"),
        ({"km": [5.0], "top_speed_kmh": 0.0}, "speed 0 km/h"),
        ({"km": [5.0], "top_speed_kmh": -10.0}, "speed -10 km/h"),
        ({"km": [5.0], "limit_kmh": [float("nan")]}, "speed nan km/h"),
        ({"km": [5.0, 5.0], "limit_kmh": [100.0]}, "1 speeds for 2 lengths"),
        ({"km": [5.0, 5.0], "stops": []}, "0 calls between 2 pieces"),
        ({"km": [0.0], "stops": [True], "limit_kmh": [-1.0, 2.0]}, "4 faults|5 faults"),
    ],
)
def test_wrong_input_is_named(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        model_run_min(category="shinkansen", **arguments)  # type: ignore[arg-type]


def test_an_unknown_class_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean maglev"):
        model_run_min([5.0], "magleev")
