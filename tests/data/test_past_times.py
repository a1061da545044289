"""Past running times: each is met by the trains of its days, and today's network is untouched."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from geoaccess.model.network import PastTime, RailNetwork
from geoaccess.scenario.asof import DatedNetwork, call_times
from tests.data.test_network_tables import shipped

WITHIN_MIN = 2
ONE_DAY = dt.timedelta(days=1)
FASTEST = {
    ("2015-01-01", "tokyo", "hakata"): 290,
    ("1975-03-10", "tokyo", "hakata"): 416,
    ("1972-03-15", "tokyo", "okayama"): 250,
    ("1993-03-18", "tokyo", "hakata"): 304,
    ("1997-11-29", "tokyo", "hakata"): 289,
    ("1985-12-01", "ueno", "fukushima"): 97,  # Yamabiko 31
    ("1985-12-01", "ueno", "utsunomiya"): 47,
    ("2011-03-12", "shin-osaka", "kagoshima-chuo"): 225,
    ("2015-03-14", "tokyo", "toyama"): 128,
    ("2022-06-23", "tokyo", "shin-aomori"): 178,
    ("2022-05-20", "tokyo", "shin-hakodate-hokuto"): 237,
}
"""Published times that no row of the table sets: over two lines, or of a part."""
OFF_MIN = 5


@cache
def dated() -> DatedNetwork:
    return DatedNetwork(shipped())


@cache
def network_on(day: dt.date) -> RailNetwork:
    return dated().as_of(day)


def fastest_min(day: dt.date, begin: str, end: str, services: tuple[str, ...] = ()) -> int:
    """Minutes of the fastest train of a day that calls at both stations."""
    network = network_on(day)
    departs = {row.pattern for row in network.departures}
    rides = []
    for pattern in network.patterns:
        if (
            pattern.id in departs
            and {begin, end} <= set(pattern.calls)
            and (not services or pattern.service in services)
        ):
            arrive, depart = call_times(pattern)
            first, last = sorted(pattern.calls.index(one) for one in (begin, end))
            rides.append(arrive[last] - depart[first])
    return min(rides)


def label(fact: PastTime) -> str:
    return f"{fact.from_station}-{fact.to_station}-{fact.opened}"


@pytest.mark.parametrize("fact", shipped().past_times, ids=label)
def test_a_past_time_is_met_on_its_first_and_its_last_day(fact: PastTime) -> None:
    for day in (fact.opened, fact.closed - ONE_DAY):
        found = fastest_min(day, fact.from_station, fact.to_station, fact.services)
        assert abs(found - fact.minutes) <= WITHIN_MIN, day


@pytest.mark.parametrize("day", [shipped().valid_from, shipped().service_date, shipped().valid_to])
def test_the_network_of_the_edition_is_the_one_without_past_times(day: dt.date) -> None:
    found = dated().as_of(day)
    plain = DatedNetwork(replace(shipped(), past_times=())).as_of(day)
    assert found.patterns == plain.patterns
    assert found.departures == plain.departures
    assert found.notes == plain.notes == shipped().notes
    of_tables = {id(pattern) for pattern in shipped().patterns}
    assert {id(pattern) for pattern in found.patterns} <= of_tables


@pytest.mark.parametrize(("day", "begin", "end"), FASTEST, ids=lambda one: one)
def test_times_that_follow_from_the_table_are_those_published(
    day: str, begin: str, end: str
) -> None:
    found = fastest_min(dt.date.fromisoformat(day), begin, end)
    assert abs(found - FASTEST[day, begin, end]) <= OFF_MIN


def test_no_stretch_became_slower_from_one_row_to_the_next() -> None:
    slower = [
        label(after)
        for before, after in pairwise(shipped().past_times)
        if (before.services, before.from_station, before.to_station, before.closed)
        == (after.services, after.from_station, after.to_station, after.opened)
        and after.minutes > before.minutes
    ]
    assert slower == []


def test_a_former_network_says_how_many_stretches_are_scaled() -> None:
    day = dt.date(1990, 1, 1)
    count = sum(fact.opened <= day < fact.closed for fact in shipped().past_times)
    notes = [note.en for note in network_on(day).notes]
    assert any(note.startswith(f"On {count} stretches (past_times.csv)") for note in notes)
    assert not any("change nothing" in note for note in notes)
