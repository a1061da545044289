"""Day returns: cases computed by hand, trying every pair, and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.config import DayConfig
from geoaccess.engine.blocks import Limits
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import build_day
from geoaccess.model.contacts import Contacts
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.scores.composite import meeting_hours, reach_pct
from geoaccess.units import UNREACHED_S, format_clock
from tests.engine.problems import Problem, problems
from tests.engine.timetables import legs, no_direct, timetable
from tests.oracles import returns, rounds

T_MIN = np.array([[60, 120, 240], [90, 90, 150], [200, 30, 100]])
MASS = np.array([100.0, 50.0, 20.0])


def by_train(out: str, back: str, day: DayConfig) -> Contacts:
    """Return what trains given as ``06:30-09:00 08:00-10:30`` there and back offer in a day."""
    lines = ["change H 0", "change M 0"]
    for way, clocks in (("H{0} M", out), ("M{0} H", back)):
        for number, pair in enumerate(clocks.split()):
            leave, arrive = pair.split("-")
            stops = way.split("{0} ")
            lines.append(f"{way[0]}{number}: {stops[0]} {leave}, {stops[1]} {arrive}")
    table = timetable("\n".join(lines))
    home, hub = legs(table, {"H": 0}), legs(table, {"M": 0})
    return compute_day_returns(build_day(table), day, places=home, hubs=hub, direct=no_direct(1, 1))


def only_direct(minutes: np.ndarray, day: DayConfig) -> Contacts:
    """Return what the way without a train offers in a day."""
    table = timetable("change A 0")
    nowhere = [legs(table, *({} for _ in range(n))) for n in minutes.shape]
    direct_s = (minutes * 60).astype(np.int32)
    direct = DirectLegs(out_s=direct_s, back_s=direct_s)
    return compute_day_returns(
        build_day(table), day, places=nowhere[0], hubs=nowhere[1], direct=direct
    )


def test_case_b_three_pairs_longest_stay_510_min() -> None:
    found = by_train(
        "06:30-09:00 08:00-10:30",
        "15:00-17:30 17:30-20:00 19:40-22:10",
        DayConfig(stay_min=360),
    )
    assert found.contactable[0, 0]
    assert found.round_trips[0, 0] == 3
    assert found.longest_stay_s[0, 0] == 510 * 60


def test_the_pair_shown_gives_most_meeting_time_then_least_time_away() -> None:
    found = by_train("06:00-07:00 06:30-08:30", "18:30-19:30 20:00-21:00", DayConfig())
    shown = (found.depart_s, found.arrive_s, found.return_depart_s, found.home_s)
    assert [format_clock(times[0, 0]) for times in shown] == ["06:30", "08:30", "18:30", "19:30"]
    assert found.meeting_s[0, 0] == 9 * 3600


def test_of_pairs_with_as_little_time_away_the_longer_stay_is_shown() -> None:
    """From 07:00 the train home at 18:00 is too early; both ways take 14 hours."""
    found = by_train("06:00-08:00 07:00-08:20", "18:00-20:00 18:30-21:00", DayConfig(stay_min=600))
    shown = (found.depart_s, found.arrive_s, found.return_depart_s, found.home_s)
    assert [format_clock(times[0, 0]) for times in shown] == ["07:00", "08:20", "18:30", "21:00"]


def test_not_contactable_has_no_clock_times() -> None:
    found = by_train("12:00-16:00", "18:00-21:00", DayConfig())
    assert not found.contactable[0, 0]
    assert found.depart_s[0, 0] == -1
    assert found.longest_stay_s[0, 0] == -1
    assert found.meeting_s[0, 0] == 0


def test_fixture_a_reach_with_nine_hours() -> None:
    found = only_direct(T_MIN, DayConfig(stay_min=540))
    reach = reach_pct(found.contactable.astype(float), MASS)
    assert reach == pytest.approx([100 * 150 / 170, 100, 100])
    assert reach.round(3).tolist() == [88.235, 100, 100]


def test_fixture_a_meeting_hours() -> None:
    found = only_direct(T_MIN, DayConfig())
    hours = meeting_hours(found.meeting_s.astype(float), MASS)
    assert hours.round(3).tolist() == [8.882, 9.0, 8.804]


@pytest.mark.parametrize(
    ("stay_h", "one_way_min"), [(6, 300), (8, 240)], ids=["ESPON", "one-day rail area 2019"]
)
def test_closed_form_of_published_presets(stay_h: int, one_way_min: int) -> None:
    """In 06-22, s = 6 h means 300 min one way (ESPON), s = 8 h means 240 (MLIT 2019)."""
    minutes = np.array([[one_way_min, one_way_min + 1]])
    found = only_direct(minutes, DayConfig(stay_min=60 * stay_h))
    assert found.contactable.tolist() == [[True, False]]


NIGHT = DayConfig(
    window=(0, 26 * 3600), stay_min=5, business_hours=(600, 1500), direct_every_min=700
)
SMALL_HOURS = DayConfig(
    window=(0, 1800), stay_min=0, business_hours=(300, 1200), direct_every_min=7
)
days = st.sampled_from([NIGHT, SMALL_HOURS])


def compute(problem: Problem, day: DayConfig, limits: Limits) -> Contacts:
    table, places, hubs, direct = problem
    return compute_day_returns(
        build_day(table, both_ways=True), day, places=places, hubs=hubs, direct=direct,
        limits=limits,
    )  # fmt: skip


@settings(max_examples=200)
@given(problems(), days, st.sampled_from([None, 0, 1]))
def test_day_returns_equal_trying_every_pair(
    problem: Problem, day: DayConfig, max_transfers: int | None
) -> None:
    table, places, hubs, direct = problem
    found = compute(problem, day, Limits(max_transfers=max_transfers))
    most = rounds.MAX_RIDES if max_transfers is None else max_transfers + 1
    out, back = (
        rounds.profiles(table, places, hubs, direct, out=is_out, max_rides=most)
        for is_out in (True, False)
    )
    for pair in range(len(out)):
        at = divmod(pair, hubs.n_places)
        expected = returns.day_return(out[pair], back[pair], int(direct.out_s[at]), day)
        assert found.contactable[at] == (expected is not None)
        if expected is None:
            assert found.round_trips[at] == 0
            assert found.longest_stay_s[at] == found.depart_s[at] == -1
            continue
        assert found.round_trips[at] == expected.round_trips
        assert found.longest_stay_s[at] == expected.longest_stay_s
        assert found.meeting_s[at] == expected.meeting_s
        assert found.home_s[at] - found.depart_s[at] == expected.least_away_s
        go = (found.depart_s[at], found.arrive_s[at], found.out_rides[at])
        come = (found.return_depart_s[at], found.home_s[at], found.back_rides[at])
        assert go in out[pair] or (go[2] == 0 and go[1] - go[0] == direct.out_s[at])
        assert come in back[pair] or (come[2] == 0 and come[1] - come[0] == direct.back_s[at])
        assert come[0] - go[1] >= day.stay_s


@settings(max_examples=60)
@given(problems(), st.integers(0, 20), st.integers(0, 20), st.integers(0, 10))
def test_contact_is_monotone_in_stay_and_window(
    problem: Problem, stay_min: int, more: int, wider: int
) -> None:
    table, places, hubs, _ = problem
    trains_only = (table, places, hubs, no_direct(places.n_places, hubs.n_places))

    def round_trips(**changes: object) -> np.ndarray:
        base = {"window": (300, 1500), "stay_min": stay_min, "business_hours": (300, 1200)}
        day = DayConfig(**{**base, **changes})  # type: ignore[arg-type]
        return compute(trains_only, day, Limits()).round_trips

    base = round_trips()
    assert (round_trips(stay_min=stay_min + more) <= base).all()
    assert (round_trips(window=(300 - 30 * wider, 1500 + 60 * wider)) >= base).all()


def test_many_hubs_are_swept_in_blocks_with_the_same_result() -> None:
    table = timetable("T1: A 08:00, B 08:30\nT2: B 17:00, A 17:40\nT3: A 09:00, B 09:20")
    place, hub = legs(table, {"A": 3}), {"B": 2}
    one = legs(table, hub)
    many = AccessLegs(
        start=np.arange(151),
        stop_idx=np.repeat(one.stop_idx, 150),
        to_stop_s=np.repeat(one.to_stop_s, 150),
        from_stop_s=np.repeat(one.from_stop_s, 150),
        mode=one.mode * 150,
    )
    found = compute_day_returns(
        build_day(table), DayConfig(), places=place, hubs=many, direct=no_direct(1, 150)
    )
    assert np.unique(found.round_trips).tolist() == [2]
    assert {format_clock(t) for t in found.depart_s[0]} == {"07:57"}
    assert UNREACHED_S not in found.home_s
