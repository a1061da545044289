"""Trains of former timetables: as fast as the fastest of the day was, the others in proportion."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.model.network import PastTime, RailNetwork, StoppingPattern
from geoaccess.scenario.asof import DatedNetwork, call_times, network_as_of
from geoaccess.scenario.trains import TrainBook, build_timetable
from geoaccess.sources.network import load_network
from tests.scenario.test_network import TABLES, trains

DAY = dt.date(2010, 1, 1)
SERVICES = """id,service,service_ja,lines,direction,calls,run_min,dwell_min,opened,closed,source,edition,confidence
local,Local,各停,main,both,a b c d,20 20 20,2 2,,,x,2025,high
fast,Fast,特急,main,both,a c d,30 14,1,,,x,2025,high
old,Old,旧特急,main,both,a d,70,,,2015-01-01,x,2025,high
"""  # fmt: skip
DEPARTURES = """service,direction,days,departures,first,last,headway_min,source,edition,confidence
local,down,daily,06:00 22:40,,,,x,2025,high
local,up,daily,07:00,,,,x,2025,high
fast,down,daily,08:00 23:12 23:20,,,,x,2025,high
fast,up,daily,09:00,,,,x,2025,high
old,down,daily,10:00,,,,x,2025,high
old,up,daily,10:00,,,,x,2025,high
"""
SECTIONS = """line,from,to,km,opened,closed,source,edition,confidence
main,a,b,45,,,x,2025,high
main,b,c,45,,,x,2025,high
main,c,d,45,,,x,2025,high
"""


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> RailNetwork:
    folder: Path = tmp_path_factory.mktemp("past")
    own = {"services.csv": SERVICES, "departures.csv": DEPARTURES, "sections.csv": SECTIONS}
    for name, text in (TABLES | own).items():
        if name != "station_openings.csv":
            (folder / name).write_text(text, encoding="utf-8")
    return load_network(folder)


def fact(minutes: int, ends: str = "a d", services: tuple[str, ...] = (), **dates: str) -> PastTime:
    """A past time on the main line, by default from 2000 to 2020."""
    begin, end = ends.split()
    opened, closed = dates.get("opened", "2000-01-01"), dates.get("closed", "2020-01-01")
    return PastTime(
        lines=("main",), services=services, from_station=begin, to_station=end,
        opened=dt.date.fromisoformat(opened), closed=dt.date.fromisoformat(closed), minutes=minutes,
    )  # fmt: skip


def on_day(toy: RailNetwork, *facts: PastTime, day: dt.date = DAY) -> dict[str, StoppingPattern]:
    found = network_as_of(replace(toy, past_times=facts), day)
    return {pattern.id: pattern for pattern in found.patterns}


def ride_min(pattern: StoppingPattern, begin: str, end: str) -> int:
    arrive, depart = call_times(pattern)
    return arrive[pattern.calls.index(end)] - depart[pattern.calls.index(begin)]


def test_the_fastest_takes_the_published_time_and_the_others_their_ratio(toy: RailNetwork) -> None:
    found = on_day(toy, fact(89))  # fast: 44 run, 1 stays; 88 run
    assert ride_min(found["fast"], "a", "d") == 89
    assert found["fast"].run_min == (60, 28)
    assert found["local"].run_min == (40, 40, 40)
    assert found["local"].dwell_min == (2, 2)


def test_ended_services_are_scaled_among_themselves(toy: RailNetwork) -> None:
    assert on_day(toy, fact(89))["old"].run_min == (89,)


def test_a_stretch_scales_its_share_of_a_hop_by_kilometres(toy: RailNetwork) -> None:
    found = on_day(toy, fact(40, "a b"))  # local is the only train that calls at b
    assert found["local"].run_min == (40, 20, 20)
    assert found["fast"].run_min == (45, 14)  # half of 30 min twice as long


def test_an_earlier_row_sets_its_own_and_a_later_one_the_rest(toy: RailNetwork) -> None:
    found = on_day(toy, fact(45, "a c"), fact(74, "a d"))
    assert found["fast"].run_min == (45, 28)
    assert found["local"].run_min == (30, 30, 40)
    found = on_day(toy, fact(74, "a d"), fact(45, "a c"))
    assert ride_min(found["fast"], "a", "d") == 74
    assert ride_min(found["fast"], "a", "c") == 50


def test_a_fact_of_named_services_leaves_the_others(toy: RailNetwork) -> None:
    found = on_day(toy, fact(89, services=("Fast",)))
    assert found["fast"].run_min == (60, 28)
    assert found["local"].run_min == (20, 20, 20)
    assert found["old"].run_min == (70,)


def test_trains_may_have_been_faster(toy: RailNetwork) -> None:
    assert ride_min(on_day(toy, fact(38))["fast"], "a", "d") == 38


@pytest.mark.parametrize(
    ("day", "minutes"), [("1999-12-31", 45), ("2000-01-01", 89), ("2019-12-31", 89)]
)
def test_a_fact_holds_from_its_first_day_to_its_last(
    toy: RailNetwork, day: str, minutes: int
) -> None:
    found = on_day(toy, fact(89), day=dt.date.fromisoformat(day))
    assert ride_min(found["fast"], "a", "d") == minutes


def test_after_the_last_fact_the_network_is_the_one_of_the_tables(toy: RailNetwork) -> None:
    network = replace(toy, past_times=(fact(89),))
    found = network_as_of(network, toy.service_date)
    assert all(a is b for a, b in zip(found.patterns, (toy.patterns[:2]), strict=True))
    assert found.notes == toy.notes


def test_last_trains_leave_earlier_to_end_by_midnight(toy: RailNetwork) -> None:
    found = trains(build_timetable(network_as_of(replace(toy, past_times=(fact(89),)), DAY)))
    assert "a 22:31 c 23:32 d 24:00" in found  # of 23:12; the train of 23:20 ended at 24:05
    assert "a 23:20 c 24:21 d 24:49" in found
    assert "a 06:00 b 06:42 c 07:24 d 08:04" in found


def test_trains_that_would_leave_together_are_one(toy: RailNetwork) -> None:
    rows = tuple(
        replace(row, departures_min=(1380, 1385, 1390))
        if (row.pattern, row.direction) == ("fast", "down")
        else row
        for row in toy.departures
    )
    found = network_as_of(replace(toy, departures=rows, past_times=(fact(89),)), DAY)
    fast = next(r for r in found.departures if (r.pattern, r.direction) == ("fast", "down"))
    assert fast.departures_min == (1440 - 89,)


def test_a_fact_of_two_stations_without_a_train_is_named_and_changes_nothing(
    toy: RailNetwork,
) -> None:
    only_fast = tuple(p for p in toy.patterns if p.id == "fast")
    rows = tuple(row for row in toy.departures if row.pattern == "fast")
    network = replace(toy, patterns=only_fast, departures=rows, past_times=(fact(40, "a b"),))
    found = network_as_of(network, DAY)
    assert found.patterns == only_fast
    assert "1 past times name two stations" in found.notes[-1].en
    assert "a-b" in found.notes[-1].en


def test_a_result_says_that_trains_are_scaled(toy: RailNetwork) -> None:
    found = network_as_of(replace(toy, past_times=(fact(89),)), DAY)
    assert "On 1 stretches (past_times.csv)" in found.notes[-1].en
    assert "past_times.csv" in found.notes[-1].ja


@pytest.mark.parametrize("minutes", [20, 150])
def test_a_time_that_no_train_can_be_meant_by_is_an_error(toy: RailNetwork, minutes: int) -> None:
    with pytest.raises(InputError, match=f"less than half or more .*a-d in {minutes} min"):
        on_day(toy, fact(minutes))


def test_stations_that_the_lines_do_not_connect_are_an_error(toy: RailNetwork) -> None:
    sections = toy.sections[:2]
    local = replace(toy.patterns[0], calls=("a", "b", "c"), run_min=(20, 20), dwell_min=(2,))
    rows = tuple(row for row in toy.departures if row.pattern == "local")
    network = replace(toy, sections=sections, patterns=(local,), departures=rows)
    with pytest.raises(InputError, match="lines do not connect"):
        on_day(network, fact(89))


def slow_scale(toy: RailNetwork, minutes: int) -> float:
    """The least of many scales with which no train of today is faster than published."""
    scale = 0.5
    while True:
        rides = [
            sum(run * scale for run in p.run_min) + sum(p.dwell_min)
            for p in toy.patterns
            if p.closed is None
        ]
        if min(rides) >= minutes:
            return scale
        scale += 1e-3


@settings(deadline=None, max_examples=40)
@given(minutes=st.integers(30, 120), dwell=st.integers(0, 30), run=st.integers(5, 40))
def test_the_scale_is_the_least_that_no_train_beats(
    toy: RailNetwork, minutes: int, dwell: int, run: int
) -> None:
    fast = replace(toy.patterns[1], dwell_min=(dwell,), run_min=(run, 14))
    network = replace(toy, patterns=(toy.patterns[0], fast))
    network = replace(network, departures=toy.departures[:4])
    scale = slow_scale(network, minutes)
    if not 0.51 < scale < 2.99:
        return
    found = on_day(network, fact(minutes))
    rides = {one: ride_min(pattern, "a", "d") for one, pattern in found.items()}
    assert abs(min(rides.values()) - minutes) <= 1
    for one, pattern in (("local", toy.patterns[0]), ("fast", fast)):
        exact = scale * sum(pattern.run_min) + sum(pattern.dwell_min)
        assert rides[one] == pytest.approx(exact, abs=1.2)


@settings(deadline=None, max_examples=30)
@given(
    minutes=st.lists(st.integers(40, 120), min_size=1, max_size=3),
    days=st.lists(st.dates(dt.date(1999, 6, 1), dt.date(2012, 1, 1)), min_size=2, max_size=5),
)
def test_dates_in_any_order_share_rows_and_equal_each_date_alone(
    toy: RailNetwork, minutes: list[int], days: list[dt.date]
) -> None:
    facts = tuple(
        fact(one, opened=f"{2000 + 4 * i}-01-01", closed=f"{2003 + 4 * i}-01-01")
        for i, one in enumerate(minutes)
    )
    network = replace(toy, past_times=facts)
    dated, book = DatedNetwork(network), TrainBook()
    seen: dict[int, RailNetwork] = {}
    for day in days:
        found, alone = dated.as_of(day), network_as_of(network, day)
        assert (found.patterns, found.departures) == (alone.patterns, alone.departures)
        assert trains(build_timetable(found, book=book)) == trains(build_timetable(alone))
        before = seen.setdefault(dated.state_of(day), found)
        assert all(a is b for a, b in zip(before.patterns, found.patterns, strict=True))
        assert all(a is b for a, b in zip(before.departures, found.departures, strict=True))
