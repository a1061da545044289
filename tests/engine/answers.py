"""Everything the engine computes, as arrays by name, to be compared between two ways."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from geoaccess.config import DayConfig
from geoaccess.engine.blocks import NO_LIMITS, Limits
from geoaccess.engine.matrix import compute_matrix
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import build_day, compute_profiles
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.timetable import Timetable
from geoaccess.units import UNREACHED_S
from tests.engine.networks import random_legs, random_network
from tests.engine.timetables import legs, no_direct, timetable

Answers = dict[str, np.ndarray]

WINDOW = (5 * 3600, 7 * 3600 + 1800)
DAY = DayConfig(window=(5 * 3600, 10 * 3600), stay_min=20, business_hours=(19_800, 32_400))


def every_answer(
    table: Timetable,
    places: AccessLegs,
    hubs: AccessLegs,
    direct: DirectLegs,
    *,
    window: tuple[int, int] = WINDOW,
    day_config: DayConfig = DAY,
    limits: Limits = NO_LIMITS,
) -> Answers:
    """Return profiles, matrices by departure and by arrival, and day returns."""
    day = build_day(table)
    ways: dict[str, Any] = {"places": places, "hubs": hubs, "direct": direct}
    profiles = compute_profiles(day, **ways, limits=limits)
    found = {"out": profiles.out, "back": profiles.back}
    percentiles = (0, 5, 50, 95, 100)
    for name, arrive_by in (("depart", False), ("arrive", True)):
        found[name] = compute_matrix(
            day, **ways, window=window, percentiles=percentiles, arrive_by=arrive_by, limits=limits
        )
    found["returns"] = compute_day_returns(day, day_config, **ways, limits=limits)
    return {
        f"{name} {field.name}": np.asarray(getattr(one, field.name))
        for name, one in found.items()
        for field in fields(one)
        if getattr(one, field.name) is not None  # what the engine does not know: fares
    }


def small_answers() -> Answers:
    """Return the answers to a few small timetables with all that makes routing hard."""
    lines = (
        "A: S 05:10, T 05:30/05:31, U 05:50\nB: T 05:40, V 05:40, W 06:10\nLoop: U 06:00, S 06:00\n"
    )
    text = timetable(lines + "C: W 07:00, T 07:10, S 07:20\nD: X 23:50, S 24:20\nwalk U X 4\n")
    two = legs(text, {"S": 5, "U": 0.5}, {}), legs(text, {"W": 2}, {"T": 0, "V": 3}, {"X": 0})
    never = UNREACHED_S
    direct_s = np.array([[never, 2400, never], [2400, never, 5400]])
    with_direct = DirectLegs(out_s=direct_s, back_s=direct_s + 60 * (direct_s < never))
    problems = [("text", (text, *two, with_direct))]
    for name, grain_s in (("minutes", 60), ("seconds", 37)):
        table = random_network(3, n_stops=8, n_trips=7, n_walks=9, grain_s=grain_s)
        mine = [random_legs(seed, table, 3, grain_s=grain_s) for seed in (1, 2)]
        problems.append((name, (table, *mine, no_direct(3, 3))))
    return {
        f"{name} {limits.max_transfers} {key}": value
        for name, problem in problems
        for limits in (NO_LIMITS, Limits(max_transfers=0))
        for key, value in every_answer(*problem, limits=limits).items()
    }


def assert_same(found: Answers, expected: Answers) -> None:
    """Compare all arrays bit for bit, types included."""
    assert found.keys() == expected.keys()
    for name, array in found.items():
        assert array.dtype == expected[name].dtype, name
        np.testing.assert_array_equal(array, expected[name], err_msg=name)


if __name__ == "__main__":
    np.savez(Path(sys.argv[1]), **small_answers())
