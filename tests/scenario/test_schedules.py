"""Timetables that nobody knows: trains of a scenario move, those of the base stay."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from geoaccess.model.scenario import AddService, SetHeadway
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.asof import call_times
from geoaccess.scenario.schedules import ScheduleDraw, draw_schedule, list_drawn
from tests.scenario.lines import make_line, make_network, make_scenario, make_service

BASE = make_network()
PLANNED = make_scenario(make_line())
STATED = apply_scenario(BASE, PLANNED)
ROWS = list_drawn(BASE, STATED, PLANNED)


def test_planned_trains_are_drawn_in_each_direction_and_no_others() -> None:
    assert len(ROWS) == 2
    assert all(name.startswith("planned-Star ") for name in ROWS)
    assert list_drawn(BASE, BASE, make_scenario()) == ()


def test_the_neutral_draw_is_the_stated_timetable() -> None:
    drawn = draw_schedule(BASE, STATED, PLANNED, ScheduleDraw(phase=dict.fromkeys(ROWS, 0.0)))
    assert drawn.departures == STATED.departures
    assert drawn.patterns == STATED.patterns


def test_half_a_headway_later_and_a_slower_train_by_hand() -> None:
    draw = ScheduleDraw(run_factor=1.1, phase={ROWS[0]: 0.5})
    drawn = draw_schedule(BASE, STATED, PLANNED, draw)
    rows = {f"{r.pattern} {r.direction} {r.days}": r.departures_min for r in drawn.departures}
    assert rows[ROWS[0]][:2] == (375, 405)
    assert rows[ROWS[0]][-1] == 1335
    assert rows[ROWS[1]][:2] == (360, 390)
    pattern = next(one for one in drawn.patterns if one.service == "Star")
    stated = next(one for one in STATED.patterns if one.service == "Star")
    assert stated.run_min == (18, 24)
    assert pattern.run_min == (20, 26)  # 19.8 and 46.2 minutes on the way
    assert pattern.dwell_min == stated.dwell_min
    assert sum(pattern.run_min) == 46
    assert call_times(pattern)[0][-1] == 46 + sum(pattern.dwell_min)


@given(
    run=st.floats(0.9, 1.2), headway=st.floats(0.8, 1.25),
    phase=st.lists(st.floats(-0.5, 0.5), min_size=2, max_size=2),
)  # fmt: skip
def test_trains_of_the_base_stay_and_planned_ones_keep_their_hours(
    run: float, headway: float, phase: list[float]
) -> None:
    draw = ScheduleDraw(
        run_factor=run, headway_factor=headway, phase=dict(zip(ROWS, phase, strict=True))
    )
    drawn = draw_schedule(BASE, STATED, PLANNED, draw)
    known = {one.id for one in BASE.patterns}
    assert tuple(one for one in drawn.patterns if one.id in known) == BASE.patterns
    kept = tuple(row for row in drawn.departures if row.pattern in known)
    assert kept == BASE.departures
    for row in drawn.departures:
        if row.pattern not in known:
            minutes = row.departures_min
            assert minutes == tuple(sorted(set(minutes)))
            assert minutes[0] >= 360 - 0.5 * 30 * 1.25 - 1
            assert minutes[-1] <= 1320 + 15
            assert max(b - a for a, b in itertools.pairwise(minutes)) <= 30 * 1.25 + 1


def test_a_new_headway_of_today_s_trains_is_drawn_but_not_their_running_times() -> None:
    scenario = make_scenario(SetHeadway(service="Fast", between=("a", "d"), headway_min=30))
    network = apply_scenario(BASE, scenario)
    rows = list_drawn(BASE, network, scenario)
    assert rows
    draw = ScheduleDraw(run_factor=1.5, phase=dict.fromkeys(rows, 0.25))
    drawn = draw_schedule(BASE, network, scenario, draw)
    assert drawn.patterns == network.patterns
    assert drawn.departures != network.departures


def test_a_service_with_one_train_a_day_leaves_as_stated() -> None:
    scenario = make_scenario(
        AddService(service=make_service(name="Once", lines=("coast",), calls=("a", "d"),
                                        run_min=(70.0,), last_min=360))
    )  # fmt: skip
    assert list_drawn(BASE, apply_scenario(BASE, scenario), scenario) == ()
