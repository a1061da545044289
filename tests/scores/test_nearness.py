"""Nearness: cases computed by hand."""

from __future__ import annotations

import numpy as np

from geoaccess.config import DayConfig
from geoaccess.model.legs import DirectLegs
from geoaccess.model.profiles import JourneySet, Profiles
from geoaccess.scores.nearness import nearness_min
from geoaccess.units import UNREACHED_S, parse_clock

NEVER = np.full((1, 1), UNREACHED_S, dtype=np.int32)

T_MIN = np.array([[60, 120, 240], [90, 90, 150], [200, 30, 100]])


def journey_set(journeys: list[tuple[int, int]]) -> JourneySet:
    times = np.array(journeys, dtype=np.int32).reshape(-1, 2)
    return JourneySet(
        start=np.array([0, len(journeys)]),
        depart_s=times[:, 0].copy(),
        arrive_s=times[:, 1].copy(),
        rides=np.ones(len(journeys), dtype=np.int32),
    )


def one_pair(
    out: list[tuple[int, int]], back: list[tuple[int, int]], direct_s: np.ndarray = NEVER
) -> Profiles:
    direct = DirectLegs(out_s=direct_s, back_s=direct_s)
    return Profiles(
        n_places=1, n_hubs=1, out=journey_set(out), back=journey_set(back), direct=direct
    )


def only_direct(minutes: np.ndarray) -> Profiles:
    none = JourneySet(
        start=np.zeros(minutes.size + 1, dtype=np.int64),
        depart_s=np.empty(0, np.int32),
        arrive_s=np.empty(0, np.int32),
        rides=np.empty(0, np.int32),
    )
    direct_s = np.where(np.isfinite(minutes), minutes * 60, UNREACHED_S).astype(np.int32)
    direct = DirectLegs(out_s=direct_s, back_s=direct_s)
    return Profiles(
        n_places=minutes.shape[0], n_hubs=minutes.shape[1], out=none, back=none, direct=direct
    )


def clock_pairs(text: str) -> list[tuple[int, int]]:
    pairs = (pair.split("-") for pair in text.split())
    return [(parse_clock(a), parse_clock(b)) for a, b in pairs]


def test_fixture_a_time_to_the_second_hub() -> None:
    assert nearness_min(only_direct(T_MIN), DayConfig(), nth=2).tolist() == [120, 90, 100]


def test_nearness_is_missing_where_too_few_hubs_exist_or_are_reached() -> None:
    profiles = only_direct(np.array([[60, np.inf]]))
    assert np.isnan(nearness_min(profiles, DayConfig(), nth=2)).all()
    assert np.isnan(nearness_min(profiles, DayConfig(), nth=3)).all()


def test_nearness_counts_the_wait_at_every_minute() -> None:
    """One train at 10:00 taking 60 min in a window of 09:00-10:00: waits of 60 … 1 min."""
    day = DayConfig(window=(9 * 3600, 10 * 3600), business_hours=(9 * 3600, 10 * 3600))
    profiles = one_pair(clock_pairs("10:00-11:00"), [])
    durations = sorted(60 + wait for wait in range(1, 61))
    assert nearness_min(profiles, day, nth=1)[0] == durations[(60 - 1) // 2]
