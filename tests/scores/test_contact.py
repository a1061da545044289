"""Face-to-face measures: cases computed by hand, an oracle, and laws."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.config import DayConfig
from geoaccess.model.legs import DirectLegs
from geoaccess.model.profiles import JourneySet, Profiles
from geoaccess.scores.composite import meeting_hours, reach_pct
from geoaccess.scores.contact import compute_contacts, nearness_min
from geoaccess.units import UNREACHED_S, format_clock, parse_clock

NEVER = np.full((1, 1), UNREACHED_S, dtype=np.int32)

T_MIN = np.array([[60, 120, 240], [90, 90, 150], [200, 30, 100]])
MASS = np.array([100.0, 50.0, 20.0])


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


def test_case_b_three_pairs_longest_stay_510_min() -> None:
    out = clock_pairs("06:30-09:00 08:00-10:30")
    back = clock_pairs("15:00-17:30 17:30-20:00 19:40-22:10")
    found = compute_contacts(one_pair(out, back), DayConfig(stay_min=360))
    assert found.contactable[0, 0]
    assert found.round_trips[0, 0] == 3
    assert found.longest_stay_s[0, 0] == 510 * 60


def test_the_pair_shown_gives_most_meeting_time_then_least_time_away() -> None:
    out = clock_pairs("06:00-07:00 06:30-08:30")
    back = clock_pairs("18:30-19:30 20:00-21:00")
    found = compute_contacts(one_pair(out, back), DayConfig())
    shown = (found.depart_s, found.arrive_s, found.return_depart_s, found.home_s)
    assert [format_clock(times[0, 0]) for times in shown] == ["06:30", "08:30", "18:30", "19:30"]
    assert found.meeting_s[0, 0] == 9 * 3600


def test_not_contactable_has_no_clock_times() -> None:
    out, back = clock_pairs("12:00-16:00"), clock_pairs("18:00-21:00")
    found = compute_contacts(one_pair(out, back), DayConfig())
    assert not found.contactable[0, 0]
    assert found.depart_s[0, 0] == -1
    assert found.longest_stay_s[0, 0] == -1
    assert found.meeting_s[0, 0] == 0


def test_fixture_a_reach_with_nine_hours() -> None:
    found = compute_contacts(only_direct(T_MIN), DayConfig(stay_min=540))
    reach = reach_pct(found.contactable.astype(float), MASS)
    assert reach == pytest.approx([100 * 150 / 170, 100, 100])
    assert reach.round(3).tolist() == [88.235, 100, 100]


def test_fixture_a_meeting_hours() -> None:
    found = compute_contacts(only_direct(T_MIN), DayConfig())
    hours = meeting_hours(found.meeting_s.astype(float), MASS)
    assert hours.round(3).tolist() == [8.882, 9.0, 8.804]


def test_fixture_a_time_to_the_second_hub() -> None:
    assert nearness_min(only_direct(T_MIN), DayConfig(), nth=2).tolist() == [120, 90, 100]


@pytest.mark.parametrize(
    ("stay_h", "one_way_min"), [(6, 300), (8, 240)], ids=["ESPON", "one-day rail area 2019"]
)
def test_closed_form_of_published_presets(stay_h: int, one_way_min: int) -> None:
    """In 06-22, s = 6 h means 300 min one way (ESPON), s = 8 h means 240 (MLIT 2019)."""
    minutes = np.array([[one_way_min, one_way_min + 1]])
    found = compute_contacts(only_direct(minutes), DayConfig(stay_min=60 * stay_h))
    assert found.contactable.tolist() == [[True, False]]


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


times = st.integers(5 * 60, 24 * 60).map(lambda minute: minute * 60)
journeys = st.lists(st.tuples(times, st.integers(1, 400)), max_size=8).map(
    lambda drawn: pareto([(depart, depart + 60 * minutes) for depart, minutes in drawn])
)


def pareto(drawn: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep journeys that no other beats, ascending."""
    kept: list[tuple[int, int]] = []
    for depart, arrive in sorted(set(drawn), key=lambda j: (-j[0], j[1])):
        if not kept or arrive < kept[-1][1]:
            kept.append((depart, arrive))
    return kept[::-1]


@settings(max_examples=200, deadline=None)
@given(journeys, journeys, st.sampled_from([0, 120, 240, 540]))
def test_contacts_equal_trying_all_pairs(
    out: list[tuple[int, int]], back: list[tuple[int, int]], stay_min: int
) -> None:
    day = DayConfig(stay_min=stay_min)
    found = compute_contacts(one_pair(out, back), day)
    feasible = [
        (o, b)
        for o, b in product(out, back)
        if o[0] >= day.window[0]
        and b[1] <= day.window[1]
        and b[0] - o[1] >= day.stay_s
        and o[1] <= day.window[1]
    ]
    assert found.round_trips[0, 0] == len(feasible)
    assert found.contactable[0, 0] == bool(feasible)
    assert found.longest_stay_s[0, 0] == max((b[0] - o[1] for o, b in feasible), default=-1)
    h0, h1 = day.business_hours
    usable = [max(0, min(b[0], h1) - max(o[1], h0)) for o, b in feasible]
    assert found.meeting_s[0, 0] == max(usable, default=0)


@settings(max_examples=100, deadline=None)
@given(journeys, journeys, st.integers(0, 500), st.integers(0, 120), st.integers(0, 120))
def test_contact_is_monotone_in_stay_and_window(
    out: list[tuple[int, int]], back: list[tuple[int, int]], stay_min: int, more: int, wider: int
) -> None:
    profiles = one_pair(out, back)
    base = compute_contacts(profiles, DayConfig(stay_min=stay_min)).round_trips[0, 0]
    longer = compute_contacts(profiles, DayConfig(stay_min=stay_min + more)).round_trips[0, 0]
    window = (6 * 3600 - 60 * wider, 22 * 3600 + 60 * wider)
    open_longer = compute_contacts(profiles, DayConfig(stay_min=stay_min, window=window))
    assert longer <= base <= open_longer.round_trips[0, 0]
