"""One network on many dates: as if each date were looked at alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoaccess.errors import InputError
from geoaccess.model.network import RailNetwork
from geoaccess.model.timetable import Timetable
from geoaccess.scenario.asof import FIRST_AS_OF, DatedNetwork, network_as_of
from geoaccess.scenario.openings import find_openings
from geoaccess.scenario.trains import TrainBook, build_timetable
from geoaccess.sources.network import load_network, load_shipped_network
from tests.scenario.test_network import TABLES

ONE_DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(1973, 1, 1), dt.date(2026, 3, 13))


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> RailNetwork:
    folder: Path = tmp_path_factory.mktemp("dated")
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_network(folder)


def same(one: Timetable, other: Timetable) -> bool:
    """Whether two timetables are equal in every column."""
    pairs = ((getattr(one, f.name), getattr(other, f.name)) for f in fields(Timetable))
    return all(np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b for a, b in pairs)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(days=st.lists(DAYS, min_size=1, max_size=6))
def test_any_order_of_dates_equals_each_date_alone(toy: RailNetwork, days: list[dt.date]) -> None:
    dated, book = DatedNetwork(toy), TrainBook()
    for day in days:
        found, alone = dated.as_of(day), network_as_of(toy, day)
        assert (found.patterns, found.departures) == (alone.patterns, alone.departures)
        assert (found.sections, found.notes) == (alone.sections, alone.notes)
        assert same(build_timetable(found, book=book), build_timetable(alone))


@pytest.mark.parametrize("days", [("2012-05-01", "1963-05-01", "1983-01-01")])
def test_the_shipped_network_over_dates_equals_each_date_alone(days: tuple[str, ...]) -> None:
    network = load_shipped_network()
    dated, book = DatedNetwork(network), TrainBook()
    for day in map(dt.date.fromisoformat, days):
        found = build_timetable(dated.as_of(day), book=book)
        assert same(found, build_timetable(network_as_of(network, day)))


@settings(deadline=None, max_examples=30)
@given(one=DAYS, other=DAYS)
def test_days_of_one_state_have_one_network(toy: RailNetwork, one: dt.date, other: dt.date) -> None:
    dated = DatedNetwork(toy)
    if dated.state_of(one) == dated.state_of(other):
        a, b = dated.as_of(one), dated.as_of(other)
        assert (a.patterns, a.sections, a.departures) == (b.patterns, b.sections, b.departures)


def test_states_change_on_the_dates_of_the_tables_only(toy: RailNetwork) -> None:
    dated = DatedNetwork(toy)
    assert dt.date(1972, 3, 15) in dated.dates
    for day in dated.dates:
        assert dated.state_of(day) == dated.state_of(day - ONE_DAY) + 1


def test_openings_name_unbroken_runs_of_new_sections(toy: RailNetwork) -> None:
    found = find_openings(toy, {"main"})
    assert [one.date.isoformat() for one in found] == ["1964-10-01", "1972-03-15", "2015-03-14"]
    assert found[1].sections == (("main", "b", "c"),)
    assert found[1].stations == {"b", "c"}
    assert found[1].name_sections(toy, "ja") == "本線 乙-丙"
    assert find_openings(toy, set()) == ()


def test_the_shipped_openings_are_the_nineteen_of_the_shinkansen_and_the_spur() -> None:
    network = load_shipped_network()
    fast = {one.id for one in network.lines if one.category != "conventional"}
    dates = [one.date.isoformat() for one in find_openings(network, fast)]
    assert dates == [
        "1964-10-01", "1972-03-15", "1975-03-10", "1982-06-23", "1982-11-15", "1985-03-14",
        "1990-12-20", "1991-06-20", "1992-07-01", "1997-03-22", "1997-10-01", "1999-12-04",
        "2002-12-01", "2004-03-13", "2010-12-04", "2011-03-12", "2015-03-14", "2016-03-26",
        "2022-09-23", "2024-03-16",
    ]  # fmt: skip


def test_a_day_before_the_tables_is_an_error(toy: RailNetwork) -> None:
    with pytest.raises(InputError, match="before 1960-06-01"):
        DatedNetwork(toy).as_of(FIRST_AS_OF - ONE_DAY)
