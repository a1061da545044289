"""A changed timetable: what is computed anew equals a full run, and no more is computed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.engine.matrix import MatrixQuestion, compute_matrix
from geoaccess.engine.rerun import KeptMatrix, keep_matrix, recompute_matrix
from geoaccess.engine.sweep import build_day
from geoaccess.errors import InputError
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.model.timetable import Timetable
from tests.engine.problems import Problem, problems
from tests.engine.timetables import legs, no_direct, timetable

DAY = (8 * 3600, 20 * 3600)


def without(table: Timetable, trips: set[int], *, later_s: int = 0) -> Timetable:
    """Return a timetable without some trips, or with them later."""
    kept = [k for k in range(len(table.trips)) if later_s or k not in trips]
    calls = [np.arange(table.trip_start[k], table.trip_start[k + 1]) for k in kept]
    shift = np.concatenate([
        *(np.full(c.size, later_s if k in trips else 0) for k, c in zip(kept, calls, strict=True)),
        np.empty(0, int),
    ])  # fmt: skip
    rows = np.concatenate([*calls, np.empty(0, int)]).astype(int)
    return Timetable(
        stop_id=table.stop_id,
        stop_lon=table.stop_lon,
        stop_lat=table.stop_lat,
        trips=tuple(table.trips[k] for k in kept),
        trip_start=np.cumsum([0, *(c.size for c in calls)]),
        call_stop_idx=table.call_stop_idx[rows],
        call_arrival_s=table.call_arrival_s[rows] + shift,
        call_departure_s=table.call_departure_s[rows] + shift,
        call_lines=((),) * rows.size,
        change_s=table.change_s,
        walk_from_idx=table.walk_from_idx,
        walk_to_idx=table.walk_to_idx,
        walk_s=table.walk_s,
        call_can_board=table.call_can_board[rows],
        call_can_alight=table.call_can_alight[rows],
    )


def assert_same(found: TravelTimeMatrix, full: TravelTimeMatrix) -> None:
    for name in ("travel_time_min", "reachable_share", "fastest_min", "first_arrival_s",
                 "last_departure_s"):  # fmt: skip
        assert getattr(found, name).tobytes() == getattr(full, name).tobytes(), name


def full_run(question: MatrixQuestion, table: Timetable) -> TravelTimeMatrix:
    return compute_matrix(
        build_day(table),
        places=question.places,
        hubs=question.hubs,
        direct=question.direct,
        window=question.window,
        percentiles=question.percentiles,
        arrive_by=question.arrive_by,
    )


@settings(max_examples=150)
@given(
    problems(),
    st.data(),
    st.sampled_from([(0, 1200), (600, 2400), (85_800, 88_200)]),
    st.booleans(),
)
def test_a_changed_timetable_gives_the_same_as_a_full_run(
    problem: Problem, data: st.DataObject, window: tuple[int, int], arrive_by: bool
) -> None:
    table, places, hubs, direct = problem
    question = MatrixQuestion(
        places=places, hubs=hubs, direct=direct, window=window, percentiles=(0, 50, 100),
        arrive_by=arrive_by,
    )  # fmt: skip
    trips = st.sets(st.integers(0, len(table.trips) - 1), max_size=3)
    later_s = st.sampled_from([0, 0, 60, 240])
    first = without(table, data.draw(trips), later_s=data.draw(later_s))
    second = without(table, data.draw(trips), later_s=data.draw(later_s))
    kept = keep_matrix(question, build_day(first))
    assert_same(kept.matrix, full_run(question, first))
    for changed in (second, first):
        kept = recompute_matrix(kept, changed)
        assert_same(kept.matrix, full_run(question, changed))


LINES = (
    "Morning: A 08:00, B 08:30, C 09:00\nNoon: A 12:00, B 12:30, C 13:00\n"
    "Evening: A 18:00, B 18:30, C 19:00\nBranch: D 08:10, B 08:25\nOther: E 08:00, C 10:00"
)


def kept_matrix(lines: str) -> KeptMatrix:
    table = timetable(lines)
    question = MatrixQuestion(
        places=legs(table, {"A": 0}, {"D": 0}, {"E": 0}),
        hubs=legs(table, {"C": 0}),
        direct=no_direct(3, 1),
        window=DAY,
        percentiles=(50,),
    )
    return keep_matrix(question, build_day(table))


def test_k02_only_events_before_the_last_change_are_swept() -> None:
    before = kept_matrix(LINES)
    after = recompute_matrix(before, timetable(LINES.replace("08:10, B 08:25", "08:12, B 08:25")))
    earlier = ["A 08:00", "E 08:00", "D 08:12"]
    assert after.swept_events == len(earlier)
    assert before.swept_events == 8


def test_k03_only_places_that_feel_the_change_are_computed() -> None:
    before = kept_matrix(LINES)
    after = recompute_matrix(before, timetable(LINES.replace("Noon: A 12:00", "Noon: A 12:05")))
    assert after.computed_places == 1
    assert after.matrix.travel_time_min[0, 0, 0] != before.matrix.travel_time_min[0, 0, 0]


def test_k04_the_same_timetable_computes_nothing() -> None:
    before = kept_matrix(LINES)
    after = recompute_matrix(before, timetable(LINES))
    assert (after.swept_events, after.computed_places) == (0, 0)
    assert_same(after.matrix, before.matrix)


def test_other_stops_are_refused() -> None:
    with pytest.raises(InputError, match="other stops"):
        recompute_matrix(kept_matrix(LINES), timetable("T: A 08:00, Z 09:00"))
