"""Meetings of several, and third places: by hand, against trying everything, and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.config import DayConfig
from geoaccess.engine.sweep import build_day, compute_profiles
from geoaccess.errors import InputError
from geoaccess.model.legs import DirectLegs
from geoaccess.model.partners import DaySpans, Meeting
from geoaccess.model.profiles import Profiles
from geoaccess.scores.meetings import compute_spans, find_meetings, find_third_places, plan_trip
from geoaccess.units import UNREACHED_S, format_clock, parse_clock
from tests.engine.timetables import legs, timetable
from tests.oracles import meetings as oracle
from tests.scores.circles import DAY, Circle, circles

STAR = """
a1: A 07:00, M 09:30
a2: M 16:00, A 18:30
a3: M 20:00, A 22:30
b1: B 06:30, M 10:00
b2: M 17:00, B 20:30
c1: C 08:00, M 09:10
c2: M 18:30, C 19:40
"""
WORKDAY = DayConfig()


def star() -> Profiles:
    """Return the journeys of three towns that all have trains to a place in the middle."""
    table = timetable(STAR)
    homes = legs(table, {"A": 0}, {"B": 0}, {"C": 0}, {"M": 0})
    direct_s = np.where(np.eye(4, dtype=bool), 0, UNREACHED_S).astype(np.int32)
    return compute_profiles(
        build_day(table),
        places=homes,
        hubs=homes,
        direct=DirectLegs(out_s=direct_s, back_s=direct_s),
    )


def rule(day: DayConfig) -> dict[str, object]:
    return {"stay_s": day.stay_s, "business_hours": day.business_hours}


def test_a_meeting_of_three_in_the_middle() -> None:
    """From 10:00, when B is there, to 16:00: the later train of A is home after 22:00."""
    profiles = star()
    spans = compute_spans(profiles, WORKDAY.window)
    (found,) = find_meetings(spans, [0, 1, 2], **rule(WORKDAY))
    assert (found.at_idx, found.common_s) == (3, 6 * 3600)
    assert (format_clock(found.from_s), format_clock(found.to_s)) == ("10:00", "16:00")
    days = [plan_trip(profiles, one, found, window=WORKDAY.window) for one in range(3)]
    assert [
        [format_clock(t) for t in (d.depart_s, d.arrive_s, d.leave_s, d.home_s)] for d in days
    ] == [
        ["07:00", "09:30", "16:00", "18:30"],
        ["06:30", "10:00", "17:00", "20:30"],
        ["08:00", "09:10", "18:30", "19:40"],
    ]


def test_two_that_cannot_visit_each_other_meet_in_the_middle() -> None:
    spans = compute_spans(star(), WORKDAY.window)
    is_edge = np.zeros((4, 4), dtype=bool)
    found = {one.pair: one.meeting for one in find_third_places(spans, is_edge, **rule(WORKDAY))}
    assert len(found) == 6
    assert found[0, 2] == Meeting(
        at_idx=3, from_s=parse_clock("09:30"), to_s=parse_clock("16:00"), common_s=round(6.5 * 3600)
    )
    assert found[0, 3] is None


def test_a_meeting_after_hours_shows_all_the_time_together() -> None:
    """16:00-21:00 leaves the least stay, but only two business hours."""
    spans = DaySpans(
        arrive_s=np.full((2, 1), 16 * 3600), leave_s=np.array([[21 * 3600], [22 * 3600]])
    )
    (found,) = find_meetings(spans, [0, 1], **rule(WORKDAY))
    assert (found.from_s, found.to_s, found.common_s) == (16 * 3600, 21 * 3600, 2 * 3600)


@pytest.mark.parametrize("members", [[], [0], [0, 0], [1, 2, 1]])
def test_a_meeting_needs_two_and_each_once(members: list[int]) -> None:
    spans = compute_spans(star(), WORKDAY.window)
    with pytest.raises(InputError, match="at least two places, each once"):
        find_meetings(spans, members, **rule(WORKDAY))


def test_nobody_is_planned_to_a_meeting_out_of_reach() -> None:
    never = Meeting(at_idx=1, from_s=36000, to_s=50000, common_s=0)
    with pytest.raises(InputError, match="cannot be at place 1"):
        plan_trip(star(), 0, never, window=WORKDAY.window)


def stays(circle: Circle) -> list[list[set[tuple[int, int]]]]:
    n = circle.n
    out, back = (circle.journeys(is_out=is_out) for is_out in (True, False))

    def of(i: int, j: int) -> set[tuple[int, int]]:
        there, home = ([one[:2] for one in all_[i * n + j]] for all_ in (out, back))
        direct = int(circle.direct.out_s[i, j]), int(circle.direct.back_s[i, j])
        return oracle.stays(there, home, direct, DAY.window)

    return [[of(i, j) for j in range(n)] for i in range(n)]


@settings(max_examples=20)
@given(circles().filter(lambda circle: circle.n > 1), st.data())
def test_meetings_equal_trying_every_journey_of_everybody(
    circle: Circle, data: st.DataObject
) -> None:
    profiles = circle.profiles()
    spans = compute_spans(profiles, DAY.window)
    members = data.draw(st.permutations(range(circle.n)))
    found = find_meetings(spans, members, **rule(DAY))
    assert found == find_meetings(spans, sorted(members), **rule(DAY))
    every = stays(circle)
    expected = [
        oracle.best([every[i][j] for i in members], DAY.stay_s, DAY.business_hours)
        for j in range(circle.n)
    ]
    assert {one.at_idx for one in found} == {j for j, one in enumerate(expected) if one}
    best = [one.common_s for one in found]
    assert best == sorted(best, reverse=True)
    for one in found:
        assert expected[one.at_idx][0] == one.common_s
        assert one.to_s - one.from_s >= DAY.stay_s
        for i in members:
            trip = plan_trip(profiles, i, one, window=DAY.window)
            assert DAY.window[0] <= trip.depart_s <= trip.arrive_s <= one.from_s
            assert one.to_s <= trip.leave_s <= trip.home_s <= DAY.window[1]
            direct = circle.direct.out_s[i, one.at_idx], circle.direct.back_s[i, one.at_idx]
            if min(direct) == UNREACHED_S and max(direct) == UNREACHED_S:
                assert (trip.arrive_s, trip.leave_s) in every[i][one.at_idx]


@settings(max_examples=20)
@given(circles())
def test_together_nobody_has_more_hours_than_alone(circle: Circle) -> None:
    contacts, spans = circle.contacts(), compute_spans(circle.profiles(), DAY.window)
    lasts = spans.leave_s - spans.arrive_s
    assert ((lasts >= DAY.stay_s) == contacts.contactable).all()
    if circle.n < 3:
        return
    of_three = find_meetings(spans, [0, 1, 2], **rule(DAY))
    for one in of_three:
        assert all(one.common_s <= contacts.meeting_s[i, one.at_idx] for i in range(3))
    for pair in ([0, 1], [0, 2], [1, 2]):
        of_two = {one.at_idx: one.common_s for one in find_meetings(spans, pair, **rule(DAY))}
        assert all(one.common_s <= of_two[one.at_idx] for one in of_three)


@settings(max_examples=20)
@given(circles().filter(lambda circle: circle.n == 3))
def test_third_places_are_the_best_meeting_elsewhere(circle: Circle) -> None:
    graph, spans = circle.graph(), compute_spans(circle.profiles(), DAY.window)
    found = find_third_places(spans, graph.is_edge, **rule(DAY))
    assert [one.pair for one in found] == [
        (i, k) for i in range(3) for k in range(i + 1, 3) if not graph.is_edge[i, k]
    ]
    for one in found:
        elsewhere = [
            meeting
            for meeting in find_meetings(spans, one.pair, **rule(DAY))
            if meeting.at_idx not in one.pair
        ]
        assert one.meeting == (elsewhere[0] if elsewhere else None)
