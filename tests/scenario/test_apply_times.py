"""What operations on trains that run make of their times."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from geoaccess.errors import InputError
from geoaccess.model.network import Departures, RailNetwork, StoppingPattern
from geoaccess.model.scenario import (
    AddService,
    AddStop,
    AddTransfer,
    CloseStop,
    Operation,
    PlannedStation,
    RemoveTrips,
    SetHeadway,
    SetRunTime,
    SetSpan,
)
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.trains import build_timetable
from tests.scenario.lines import make_line, make_network, make_scenario, make_service


def _apply(*operations: Operation, base: RailNetwork | None = None) -> RailNetwork:
    return apply_scenario(base or make_network(), make_scenario(*operations))


def _pattern(network: RailNetwork, name: str) -> StoppingPattern:
    return next(one for one in network.patterns if one.id == name)


def _minutes(network: RailNetwork, name: str, direction: str = "down") -> list[tuple[int, ...]]:
    return [
        row.departures_min
        for row in network.departures
        if (row.pattern, row.direction) == (name, direction)
    ]


def test_a_headway_is_that_of_the_first_of_two_stations() -> None:
    network = _apply(SetHeadway(service="Fast", between=("b", "d"), headway_min=30))
    (down,), (up,) = _minutes(network, "fast"), _minutes(network, "fast", "up")
    assert down == tuple(range(360, 1321, 30))  # b follows a by the same minutes in every train
    assert up == down


def test_trains_that_do_not_call_at_both_keep_their_departures() -> None:
    base = make_network()
    network = _apply(SetHeadway(service="Through", between=("a", "c"), headway_min=20), base=base)
    assert _minutes(network, "fast") == _minutes(base, "fast")
    assert len(_minutes(network, "through")[0]) == 49


def test_each_train_runs_as_the_nearest_in_time() -> None:
    base = make_network()
    late = replace(_pattern(base, "fast"), id="late", run_min=(22, 22, 22))
    rows = (
        Departures(pattern="fast", direction="down", days="daily", departures_min=(360, 420)),
        Departures(pattern="late", direction="down", days="daily", departures_min=(1200,)),
    )
    base = replace(base, patterns=(*base.patterns, late), departures=rows)
    network = _apply(SetHeadway(service="Fast", between=("a", "d"), headway_min=60), base=base)
    assert _minutes(network, "fast") == [tuple(range(360, 781, 60))]
    assert _minutes(network, "late") == [tuple(range(840, 1201, 60))]


def test_weekdays_and_holidays_stay_apart() -> None:
    base = make_network()
    rows = (
        Departures(pattern="fast", direction="down", days="daily", departures_min=(360, 1200)),
        Departures(pattern="fast", direction="down", days="weekday", departures_min=(1320,)),
    )
    base = replace(base, departures=rows)
    network = _apply(SetHeadway(service="Fast", between=("a", "d"), headway_min=120), base=base)
    got = {row.days: row.departures_min for row in network.departures}
    assert got == {
        "weekday": tuple(range(360, 1321, 120)),
        "holiday": tuple(range(360, 1201, 120)),
    }


def test_setting_a_headway_back_restores_the_departures() -> None:
    base = make_network()
    network = _apply(
        SetHeadway(service="Fast", between=("a", "d"), headway_min=15),
        SetHeadway(service="Fast", between=("a", "d"), headway_min=60),
        base=base,
    )
    assert [replace(one, is_headway_model=False) for one in network.departures] == list(
        base.departures
    )


def test_a_span_cuts_and_carries_the_headway_on() -> None:
    network = _apply(SetSpan(service="速達", first_min=300, last_min=600), base=_japanese())
    assert _minutes(network, "fast") == [tuple(range(300, 601, 60))]


def _japanese() -> RailNetwork:
    base = make_network()
    fast = replace(_pattern(base, "fast"), service_ja="速達")
    return replace(base, patterns=(fast, *base.patterns[1:]))


@pytest.mark.parametrize(("share", "left"), [(1.0, 0), (0.5, 8), (0.25, 12), (0.1, 15)])
def test_a_share_of_the_trains_goes_evenly(share: float, left: int) -> None:
    network = _apply(RemoveTrips(service="Local", share=share, direction="down"))
    rows = _minutes(network, "local")
    assert sum(map(len, rows)) == pytest.approx(left, abs=1)
    assert len(_minutes(network, "local", "up")[0]) == 17
    if share == 0.5:
        assert {b - a for a, b in zip(rows[0], rows[0][1:], strict=False)} == {120}


def test_a_service_without_trains_is_gone() -> None:
    network = _apply(RemoveTrips(service="Local"))
    assert "local" not in {one.id for one in network.patterns}


def test_minutes_between_two_stations_keep_the_shares() -> None:
    network = _apply(SetRunTime(service="Local", between=("d", "b"), minutes=65))
    assert _pattern(network, "local").run_min == (40, 30, 30)
    assert _pattern(network, "fast").run_min == (20, 20, 20)


def test_a_factor_reaches_the_part_of_a_hop_that_lies_between() -> None:
    network = _apply(
        CloseStop(station="b"),
        SetRunTime(line="coast", between=("b", "c"), factor=1.5),
    )
    fast = next(one for one in network.patterns if one.service == "Fast")
    assert fast.run_min == (round(42 * 1.25), 20)


def test_a_new_call_costs_the_loss_and_the_stop() -> None:
    network = _apply(AddStop(service="Through", station="b", loss_min=4, dwell_min=2))
    through = _pattern(network, "through")
    assert through.calls == ("a", "b", "c", "e")
    assert through.run_min == (32, 32, 40)
    assert through.dwell_min == (2, 3)


def test_a_new_station_is_put_on_the_section_where_it_lies() -> None:
    planned = PlannedStation(id="m", ja="中間", en="Middle", lat=35.0, lon=136.75)
    network = _apply(AddStop(service="Local", station=planned, line="coast", loss_min=0))
    assert [(s.from_station, s.to_station, round(s.km)) for s in network.sections][1:3] == [
        ("b", "m", 25),
        ("m", "c", 25),
    ]
    assert _pattern(network, "local").calls == ("a", "b", "m", "c", "d")
    assert _pattern(network, "fast").calls == ("a", "b", "c", "d")
    assert build_timetable(network).n_stops == 6


def test_a_change_takes_what_is_said() -> None:
    base = make_network()
    network = _apply(
        AddTransfer(station="c", to_station="", minutes=3),
        AddTransfer(station="b", to_station="e", minutes=200),
        AddTransfer(station="e", to_station="b", minutes=150),
        base=base,
    )
    assert {(t.station, t.to_station): t.minutes for t in network.transfers} == {
        ("c", ""): 3,
        ("b", "e"): 150,
    }


def test_names_in_both_languages_are_the_stations() -> None:
    network = _apply(
        AddTransfer(station="枝駅", to_station="", minutes=3),
        AddTransfer(station="branch station", to_station="AAA", minutes=900),
    )
    assert {(t.station, t.to_station) for t in network.transfers} >= {("e", ""), ("e", "a")}


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (SetHeadway(service="Fats", between=("a", "b"), headway_min=9), "nearest: Fast"),
        (SetHeadway(service="Fast", between=("a", "e"), headway_min=9), "calls at a and e"),
        (SetHeadway(service="Fast", between=("a", "b"), headway_min=0.5), "1 or more"),
        (
            SetHeadway(
                service="Fast", between=("a", "b"), headway_min=9, first_min=500, last_min=400
            ),
            "after midnight write 24:30",
        ),
        (SetSpan(service="Fast"), "give first, last or both"),
        (RemoveTrips(service="Fast", share=0.0), "a share of 0"),
        (RemoveTrips(service="Fast", between=("a", "e")), "no train of Fast is meant"),
        (SetRunTime(between=("a", "b"), minutes=3), "either the service or the line"),
        (SetRunTime(between=("a", "b"), line="coast"), "either minutes or factor"),
        (SetRunTime(between=("a", "d"), service="Local", minutes=12), "12 minutes are too few"),
        (SetRunTime(between=("a", "b"), service="Fast", minutes=5), "the line allows 160"),
        (SetRunTime(between=("a", "e"), line="coast", factor=2), "runs between them"),
        (AddStop(service="Fast", station="e"), "runs through e without calling"),
        (AddStop(service="Fast", station="b", line="coast"), "not there yet"),
        (AddTransfer(station="a", to_station="a", minutes=3), "to itself"),
        (AddTransfer(station="a", to_station="b", minutes=-3), "-3 minutes to change"),
        (AddTransfer(station="a", to_station="b", minutes=3), "give 69 min or more, or a line"),
        (SetHeadway(service="Fast", between=("a", "a"), headway_min=9), "between a and itself"),
        (RemoveTrips(service="Fast", between=("b", "b")), "between b and itself"),
    ],
)
def test_what_cannot_be_is_refused(operation: Operation, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        _apply(operation)


def test_a_longer_span_needs_one_first_station() -> None:
    base = make_network()
    short = replace(
        _pattern(base, "fast"), id="short", calls=("b", "c", "d"), run_min=(20, 20), dwell_min=(2,)
    )
    row = Departures(pattern="short", direction="down", days="daily", departures_min=(400,))
    base = replace(base, patterns=(*base.patterns, short), departures=(*base.departures, row))
    with pytest.raises(InputError, match="start at a, b: where a longer span begins is not clear"):
        _apply(SetSpan(service="Fast", first_min=200), base=base)


def test_platforms_are_meant_where_their_station_is_named() -> None:
    line = make_line(transfer_min={"a": 10})
    network = _apply(line, SetHeadway(service="Star", between=("a", "d"), headway_min=60))
    assert _minutes(network, "planned-Star") == [tuple(range(360, 1321, 60))]


def test_running_times_that_are_not_given_are_modelled_and_said_so() -> None:
    given = _apply(make_line())
    network = _apply(make_line(services=(make_service(run_min=None),)))
    assert _pattern(network, "planned-Star").run_min == pytest.approx((17, 28), abs=2)
    assert "modelled" in network.notes[-1].en
    assert not given.notes


def test_a_faster_line_has_shorter_modelled_times() -> None:
    fast = _apply(make_line(category="maglev", services=(make_service(run_min=None),)))
    slow = _apply(make_line(category="conventional", services=(make_service(run_min=None),)))
    assert sum(_pattern(fast, "planned-Star").run_min) < sum(_pattern(slow, "planned-Star").run_min)


def test_through_trains_take_the_times_of_today_on_the_lines_of_today() -> None:
    through = make_service(calls=("n", "d", "c"), lines=("planned", "coast"), run_min=None)
    network = _apply(make_line(), AddService(service=through))
    assert network.patterns[-1].run_min == (24, 20)
