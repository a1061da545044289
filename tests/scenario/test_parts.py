"""Parts of a scenario: what needs what, combined and taken apart again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from geoaccess.model.scenario import (
    AddService,
    AddTransfer,
    Choice,
    CloseSection,
    CloseStop,
    NetworkYear,
    Option,
    RemoveTrips,
    SetRunTime,
)
from geoaccess.model.text import Text
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.parts import combine_scenarios, split_scenario, take_parts
from tests.scenario.lines import make_line, make_network, make_scenario, make_service

BASE = make_network()
THROUGH = AddService(service=make_service(name="Onward", lines=("planned",), calls=("a", "d"),
                                          run_min=(40.0,)))  # fmt: skip
FEWER = RemoveTrips(service="Fast", share=0.5)
SHUT = CloseSection(line="branch", from_station="c", to_station="e")


def test_what_runs_over_a_planned_line_belongs_to_it() -> None:
    parts = split_scenario(make_scenario(make_line(), FEWER, THROUGH, SHUT), BASE)
    assert [one.operations for one in parts] == [(0, 2), (1,), (3,)]
    assert [one.name.en for one in parts] == [
        "Planned Line", "Fast: fewer trains", "Branch Line c-e: closed",
    ]  # fmt: skip
    assert parts[2].name.ja == "枝線 c-e：廃止"


def test_a_walk_to_a_planned_station_and_a_stop_that_it_does_without_belong_to_it() -> None:
    walk = AddTransfer(station="b", to_station="n", minutes=12)
    slower = SetRunTime(between=("a", "n"), service="Star", factor=1.2)
    parts = split_scenario(make_scenario(make_line(), walk, slower, CloseStop(station="b")), BASE)
    assert [one.operations for one in parts] == [(0, 1, 2), (3,)]
    assert parts[1].name == Text("BBB: no stop", "b駅名：通過")


def test_a_network_of_an_earlier_day_is_the_ground_of_all() -> None:
    scenario = make_scenario(NetworkYear(as_of=dt.date(2000, 1, 1)), FEWER, SHUT)
    assert [one.operations for one in split_scenario(scenario, BASE)] == [(0, 1, 2)]


def test_parts_together_are_the_scenario_and_each_can_stand_alone() -> None:
    option = Option(
        name="more", title=Text("More", "追加"), default="yes",
        choices=(Choice(name="yes", title=Text("Yes", "はい"), operations=(SHUT,)),),
    )  # fmt: skip
    scenario = replace(make_scenario(make_line(), THROUGH, FEWER), options=(option,))
    parts = split_scenario(scenario, BASE)
    assert [one.operations for one in parts] == [(0, 1), (2,), (3,)]
    whole = take_parts(scenario, parts)
    assert whole.all_operations == scenario.all_operations
    for one in parts:
        alone = take_parts(scenario, [one])
        assert apply_scenario(BASE, alone) is not BASE
    assert apply_scenario(BASE, take_parts(scenario, [])) is BASE


def test_combined_scenarios_apply_one_after_the_other() -> None:
    one, other = make_scenario(make_line(), name="line"), make_scenario(THROUGH, name="trains")
    both = combine_scenarios([one, other])
    assert both.name == "line+trains"
    found = apply_scenario(BASE, both)
    step = apply_scenario(apply_scenario(BASE, one), other)
    assert (found.patterns, found.departures, found.sections) == (
        step.patterns, step.departures, step.sections,
    )  # fmt: skip
    assert combine_scenarios([one]) is one
