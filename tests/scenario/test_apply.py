"""What operations make of a network."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from geoaccess.errors import InputError
from geoaccess.model.network import FaresLike
from geoaccess.model.scenario import (
    AddService,
    AddTransfer,
    CloseLine,
    CloseSection,
    CloseStop,
    NetworkYear,
    PlannedStation,
    Scenario,
)
from geoaccess.model.text import Text
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.asof import network_as_of
from geoaccess.scenario.trains import build_timetable
from tests.scenario.lines import NEW_STATION, make_line, make_network, make_scenario, make_service


def test_no_operations_are_the_same_network() -> None:
    network = make_network()
    assert apply_scenario(network, make_scenario()) is network


def test_a_line_runs_both_ways_in_the_same_minutes() -> None:
    network = apply_scenario(make_network(), make_scenario(make_line()))
    timetable = build_timetable(network)
    trains = {}
    for i, trip in enumerate(timetable.trips):
        if trip.service == "Star":
            calls = slice(timetable.trip_start[i], timetable.trip_start[i + 1])
            stops = "".join(timetable.stop_id[s] for s in timetable.call_stop_idx[calls])
            first = timetable.call_departure_s[calls][0]
            trains[stops, int(first) // 60] = tuple(
                (timetable.call_arrival_s[calls][1:] - first) // 60
            )
    assert len(trains) == 2 * 33
    assert trains["and", 360] == (18, 43)  # one minute at the new station
    assert trains["dna", 360] == (24, 43)


def test_a_line_keeps_every_train_of_today() -> None:
    base = make_network()
    network = apply_scenario(base, make_scenario(make_line()))
    assert network.patterns[: len(base.patterns)] == base.patterns
    assert network.departures[: len(base.departures)] == base.departures
    assert network.stations[: len(base.stations)] == base.stations


def test_sections_take_the_length_of_the_drawn_line() -> None:
    drawn = ((136.0, 35.0), (136.5, 35.3), (137.0, 35.6), (137.5, 35.0))
    straight = apply_scenario(make_network(), make_scenario(make_line()))
    along = apply_scenario(make_network(), make_scenario(make_line(path=drawn)))
    lengths = [one.km for one in along.sections if one.line == "planned"]
    assert lengths == pytest.approx([56.4, 136.8], rel=0.01)
    assert lengths[1] > [one.km for one in straight.sections if one.line == "planned"][1]


def test_a_platform_is_a_way_from_its_station() -> None:
    line = make_line(
        stations=("a", "c", "d"),
        services=(make_service(calls=("a", "c", "d"), run_min=(25, 15)),),
        transfer_min={"c": 12},
    )
    network = apply_scenario(make_network(), make_scenario(line))
    assert network.platforms == {"c@planned": "c"}
    assert network.patterns[-1].calls == ("a", "c@planned", "d")
    walks = {(t.station, t.to_station): t.minutes for t in network.transfers}
    assert walks == {("c", ""): 8, ("c@planned", "c"): 12}


def test_trains_run_through_over_two_lines() -> None:
    through = make_service(
        calls=("n", "d", "c", "e"), lines=("planned", "coast", "branch"), run_min=(24, 18, 30)
    )
    network = apply_scenario(
        make_network(), make_scenario(make_line(), AddService(service=through))
    )
    assert network.patterns[-1].calls == ("n", "d", "c", "e")
    assert any("branch" in lines for lines in build_timetable(network).call_lines)


def test_a_closed_section_cuts_trains_back() -> None:
    closed = CloseSection(line="coast", from_station="b", to_station="c")
    network = apply_scenario(make_network(), make_scenario(closed))
    calls = sorted("".join(one.calls) for one in network.patterns)
    assert calls == ["ab", "ab", "cd", "cd", "ce"]


def test_trains_run_through_a_closed_stop_in_the_same_time() -> None:
    network = apply_scenario(make_network(), make_scenario(CloseStop(station="b")))
    fast = next(one for one in network.patterns if one.service == "Fast")
    assert fast.calls == ("a", "c", "d")
    assert fast.run_min == (42, 20)


def test_adding_and_closing_a_line_leaves_the_trains_of_today() -> None:
    base = make_network()
    line = make_line(transfer_min={"a": 10})
    network = apply_scenario(base, make_scenario(line, CloseLine(line="planned")))
    assert network.patterns == base.patterns
    assert network.departures == base.departures
    assert network.transfers == base.transfers
    assert network.platforms == {}


def test_a_year_is_the_network_of_that_day() -> None:
    base = make_network()
    day = dt.date(2025, 3, 20)
    network = apply_scenario(base, make_scenario(NetworkYear(as_of=day)))
    assert network.patterns == network_as_of(base, day).patterns


def test_assumptions_are_among_the_notes() -> None:
    scenario = Scenario(
        name="noted",
        title=Text("Noted", "注記"),
        operations=(CloseStop(station="b"),),
        assumptions=(Text("Assumed.", "仮定。"),),
    )
    assert apply_scenario(make_network(), scenario).notes == (Text("Assumed.", "仮定。"),)


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (make_line(stations=("a", "x")), "no station 'x'"),
        (make_line(category="magglev"), "class 'magglev' is none of maglev, shinkansen"),
        (make_line(id="coast"), "a line 'coast' is there already"),
        (make_line(stations=("a",)), "two stations at least"),
        (make_line(stations=("a", "d", "a"), services=()), "comes to 'a' twice"),
        (make_line(transfer_min={"b": 5}), "'b' is no station of the line"),
        (make_line(transfer_min={"a": -1}), "-1 minutes to change"),
        (make_line(km=(3.0,)), "km needs 2 lengths"),
        (make_line(fares=FaresLike(like=("a", "zz"))), "no station 'zz'"),
        (make_line(fares=FaresLike(like=("a", "b"))), "no Shinkansen of today runs from a to b"),
        (make_line(fares=FaresLike(like=("a", "b"), supplement_yen=-9)), "0 or more yen"),
        (make_line(path=((136.0, 36.0), (137.5, 36.0))), "passes 111.2 km from a"),
        (make_line(services=(make_service(run_min=(18.0, 2.0)),)), "the line allows 360"),
        (make_line(services=(make_service(run_min=(18.0, 0.0)),)), "0 minutes"),
        (make_line(services=(make_service(run_min=(18.0,)),)), "run_min needs 2 minutes"),
        (make_line(services=(make_service(dwell_min=()),)), "dwell_min needs 1"),
        (make_line(services=(make_service(headway_min=0.0),)), "headway_min is 0"),
        (make_line(services=(make_service(last_min=300),)), "leaves before the first"),
        (make_line(services=(make_service(calls=("a",), run_min=()),)), "two stations at least"),
        (make_line(services=(make_service(calls=("a", "n", "b")),)), "do not connect n and b"),
        (
            make_line(
                stations=(NEW_STATION, PlannedStation(id="m", ja="m", en="M", lat=35.5, lon=137)),
                services=(),
            ),
            "line planned is joined to nothing",
        ),
        (CloseLine(line="cost"), "no line 'cost'; nearest: coast"),
        (CloseSection(line="coast", from_station="a", to_station="e"), "stations are a, b, c, d"),
        (CloseStop(station="f"), "no station 'f'"),
        (CloseStop(station="e", line="coast"), "no train of coast calls at e"),
        (NetworkYear(as_of=dt.date(1950, 1, 1)), "before 1960-06-01"),
    ],
)
def test_what_does_not_fit_the_network_is_refused(operation: object, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        apply_scenario(make_network(), make_scenario(operation))  # type: ignore[arg-type]


def test_a_walk_joins_a_line_to_the_network() -> None:
    far = PlannedStation(id="m", ja="m", en="M", lat=35.5, lon=137)
    line = make_line(stations=(NEW_STATION, far), services=())
    walk = AddTransfer(station="m", to_station="e", minutes=900)
    assert apply_scenario(make_network(), make_scenario(line, walk)).station_by_id["m"]


def test_faults_of_all_operations_are_named_at_once() -> None:
    operations = (
        CloseLine(line="cost"),
        make_line(id="coast", services=()),
        CloseStop(station="zz"),
    )
    with pytest.raises(InputError, match=r"3 faults: .*operation 1 .*operation 2 .*operation 3"):
        apply_scenario(make_network(), make_scenario(*operations))
