"""The world of a scenario on the shipped network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geoaccess.errors import InputError
from geoaccess.model.network import RailNetwork
from geoaccess.model.scenario import (
    AddLine,
    AddStop,
    CloseLine,
    CloseSection,
    Opening,
    PlannedService,
    PlannedStation,
    RemoveTrips,
    Scenario,
    SetHeadway,
)
from geoaccess.model.text import Text
from geoaccess.pipeline.changed import get_rail
from geoaccess.pipeline.itinerary import compute_itinerary, find_journey
from geoaccess.pipeline.request import Request, World, load_world
from geoaccess.pipeline.requestrecord import describe_request, read_request
from geoaccess.pipeline.scenariorecord import describe_scenario
from geoaccess.pipeline.scenarios import load_scenario_world
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.trains import build_timetable, find_hops

CHUO = AddLine(
    id="chuo",
    ja="中央新幹線",
    en="Chuo Shinkansen",
    category="maglev",
    stations=(
        "shinagawa",
        PlannedStation(id="chuo-kofu", ja="山梨県", en="Yamanashi", lat=35.604, lon=138.5615),
        "nagoya",
    ),
    services=(
        PlannedService(
            name="Fast",
            name_ja="速達",
            calls=("shinagawa", "nagoya"),
            headway_min=15,
            first_min=360,
            last_min=1320,
            lines=("chuo",),
            run_min=(40,),
        ),
    ),
    transfer_min={"shinagawa": 10, "nagoya": 9},
)


def scenario_of(*operations: object, name: str = "test") -> Scenario:
    """Return a scenario of some operations."""
    return Scenario(name=name, title=Text("Test", "試験"), operations=operations)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def base() -> World:
    """Return the world of ten hubs and as many sites on the shipped network."""
    return load_world(Request(sites="agglomerations", hubs="hubs"))


def answers(world: World) -> tuple[np.ndarray, ...]:
    """Return the legs, profiles and contacts of the agglomerations and the hubs."""
    sites, hubs = world.resolve("agglomerations", "site"), world.resolve("hubs", "hub")
    legs, hub_legs = world.access_legs(sites), world.access_legs(hubs)
    profiles = world.profiles(sites, hubs, legs=legs, hub_legs=hub_legs)
    contacts = world.day_returns(sites, hubs, legs=legs, hub_legs=hub_legs)
    found = [legs.start, legs.to_stop_s, legs.from_stop_s]
    for one in (profiles, contacts):
        found += [value for value in vars(one).values() if isinstance(value, np.ndarray)]
    return tuple(found)


def test_no_operations_leave_every_answer_bit_for_bit(base: World) -> None:
    world = load_scenario_world(base, scenario_of())
    assert world.networks.rail is base.networks.rail
    for before, after in zip(answers(base), answers(world), strict=True):
        assert before.tobytes() == after.tobytes()


def test_adding_and_closing_a_line_leaves_every_answer_bit_for_bit(base: World) -> None:
    world = load_scenario_world(base, scenario_of(CHUO, CloseLine(line="chuo")))
    assert world.networks.rail is not base.networks.rail
    for before, after in zip(answers(base), answers(world), strict=True):
        assert before.tobytes() == after.tobytes()


def test_a_station_reaches_its_platform_at_once_and_other_trains_by_a_walk(base: World) -> None:
    world = load_scenario_world(base, scenario_of(CHUO))
    ends = [world.resolve(f"station:{one}", "site") for one in ("shinagawa", "nagoya")]
    fast = find_journey(world, ends[0], ends[1], arrive_s=10 * 3600)
    assert fast.itinerary is not None
    assert fast.itinerary.duration_s == 40 * 60
    onward = find_journey(world, ends[0], world.resolve("station:gifu", "site"), depart_s=9 * 3600)
    assert onward.itinerary is not None
    assert "transfer" in [leg.kind for leg in onward.itinerary.legs]


def test_platforms_are_no_places(base: World) -> None:
    world = load_scenario_world(base, scenario_of(CHUO))
    stations = world.resolve("stations", "site")
    assert "chuo-kofu" in stations.id
    assert len(stations) == len(base.resolve("stations", "site")) + 1
    assert len(world.resolve("名古屋駅", "site")) == 1
    assert set(world.network.platforms) == {"shinagawa@chuo", "nagoya@chuo"}


def test_nobody_is_slower_with_a_line_more(base: World) -> None:
    world = load_scenario_world(base, scenario_of(CHUO))
    sites, hubs = base.resolve("agglomerations", "site"), base.resolve("hubs", "hub")
    before, after = (
        one.day_returns(
            sites, hubs, legs=one.access_legs(sites), hub_legs=one.access_legs(hubs)
        ).contactable
        for one in (base, world)
    )
    assert np.all(after | ~before)


def _trains(network: RailNetwork) -> list[tuple[str, tuple[str, ...], tuple[int, ...]]]:
    """Return the trains of a day as calls and clock times, in an order of their own."""
    table = build_timetable(network)
    trains = []
    for i, trip in enumerate(table.trips):
        calls = slice(table.trip_start[i], table.trip_start[i + 1])
        trains.append(
            (
                trip.service,
                tuple(table.stop_id[stop] for stop in table.call_stop_idx[calls]),
                tuple(table.call_departure_s[calls].tolist()),
            )
        )
    return sorted(trains)


def test_operations_on_different_things_commute(base: World) -> None:
    one = CloseSection(line="sanyo", from_station="okayama", to_station="hiroshima")
    other = SetHeadway(service="Hokuto", between=("hakodate", "sapporo"), headway_min=45)
    third = RemoveTrips(service="Azusa", share=0.5)
    rail = get_rail(base)
    forward = apply_scenario(rail, scenario_of(CHUO, one, other, third))
    backward = apply_scenario(rail, scenario_of(third, other, one, CHUO))
    assert _trains(forward) == _trains(backward)


def test_headways_set_back_leave_the_trains_of_before(base: World) -> None:
    rail = get_rail(base)
    even = apply_scenario(
        rail,
        scenario_of(SetHeadway(service="Nozomi", between=("tokyo", "nagoya"), headway_min=12)),
    )
    again = apply_scenario(
        even,
        scenario_of(
            SetHeadway(service="Nozomi", between=("tokyo", "nagoya"), headway_min=6),
            SetHeadway(service="Nozomi", between=("tokyo", "nagoya"), headway_min=12),
        ),
    )
    assert _at_tokyo(again) == _at_tokyo(even)
    assert len(_at_tokyo(even)) > 70


def _at_tokyo(network: RailNetwork) -> list[int]:
    """Return when Nozomi trains leave Tokyo."""
    trains = (train for train in _trains(network) if train[0] == "Nozomi")
    return sorted(times[0] for _, calls, times in trains if calls[0] == "tokyo")


def test_trains_call_where_they_did_after_stations_before_them_are_gone(base: World) -> None:
    new = PlannedStation(id="second-end", ja="端", en="End", lat=35.4, lon=136.6)
    trains = replace(
        CHUO.services[0], name="Second", calls=("shinagawa", "second-end"), lines=("second",)
    )
    other = replace(
        CHUO, id="second", stations=("shinagawa", new), services=(trains,), transfer_min={}
    )
    both = load_scenario_world(base, scenario_of(CHUO, other))
    assert both.day.timetable.n_stops == len(both.network.stations)
    world = load_scenario_world(both, scenario_of(CloseLine(line="chuo")))
    table = world.day.timetable
    ends = {
        table.stop_id[table.call_stop_idx[table.trip_start[i + 1] - 1]]
        for i, trip in enumerate(table.trips)
        if trip.service == "Second"
    }
    assert ends == {"shinagawa", "second-end"}


def test_notes_say_what_is_assumed(base: World) -> None:
    scenario = Scenario(
        name="noted",
        title=Text("Noted", "注記"),
        operations=(CHUO,),
        opening=Opening(first_year=2035, last_year=2040),
        assumptions=(Text("Times assumed.", "所要時間は仮定。"),),
    )
    notes = load_scenario_world(base, scenario).networks.notes
    assert notes[0] == Text("Times assumed.", "所要時間は仮定。")
    assert notes[1].en.startswith("Scenario Noted, opening 2035 to 2040. An assumption")


def test_the_record_of_a_scenario_does_not_depend_on_its_file(base: World) -> None:
    del base
    plain = describe_scenario(scenario_of(CHUO))
    assert plain["operations"] == 1
    assert plain == describe_scenario(scenario_of(replace(CHUO, mark=None)))
    other = scenario_of(replace(CHUO, transfer_min={"nagoya": 8}))
    assert plain["operations_digest"] != describe_scenario(other)["operations_digest"]


def test_a_request_keeps_its_scenarios(tmp_path: Path) -> None:
    request = Request(scenarios=("a", f"{tmp_path}/b.yaml:x=y"))
    assert read_request(describe_request(request)).scenarios == request.scenarios


def test_scenarios_apply_in_the_order_given(tmp_path: Path) -> None:
    (tmp_path / "line.yaml").write_text(
        "name: line\ntitle: Line\noperations:\n  - add_line: {id: x, class: maglev, stations: "
        "[shinagawa, nagoya], services: [{name: Star, run_min: 40, headway_min: 30, first: 6:00, "
        "last: 9:00}]}\n",
        encoding="utf-8",
    )
    (tmp_path / "less.yaml").write_text(
        "name: less\ntitle: Less\noperations:\n  - remove_trips: {service: Star, share: 1}\n",
        encoding="utf-8",
    )
    texts = tuple(str(tmp_path / f"{one}.yaml") for one in ("line", "less"))
    world = load_world(Request(scenarios=texts))
    assert [one.name for one in world.scenarios] == ["line", "less"]
    with pytest.raises(InputError, match=r"less.yaml: line 4, column 29: no service 'Star'"):
        load_world(Request(scenarios=texts[::-1]))
    journey = compute_itinerary(
        Request(sites="station:shinagawa", hubs="station:nagoya", scenarios=texts[:1]),
        arrive_s=8 * 3600,
    )
    assert journey.itinerary is not None
    assert journey.itinerary.duration_s == 40 * 60


def test_a_feed_alone_has_nothing_to_change(base: World) -> None:
    with pytest.raises(InputError, match="changes network tables, not a GTFS feed"):
        load_scenario_world(
            replace(base, networks=replace(base.networks, rail=None)), scenario_of(CHUO)
        )


def test_trains_that_run_through_a_new_station_run_over_its_two_sections(base: World) -> None:
    station = PlannedStation(id="okaya-north", ja="岡谷北", en="Okaya North", lat=36.088, lon=138.0)
    call = AddStop(
        service="Azusa", station=station, line="chuo-main", after="okaya", before="shiojiri"
    )
    world = load_scenario_world(base, scenario_of(call))
    rail = get_rail(world)
    known = set(rail.sections)
    for network, book in ((get_rail(base), base.networks.book), (rail, world.networks.book)):
        build_timetable(network, world.service_date, book=book)
    hops = find_hops(rail, world.service_date, book=world.networks.book)
    assert hops == find_hops(rail, world.service_date)
    assert {section for hop in hops for section in hop} <= known


def test_every_scenario_of_several_is_told(base: World) -> None:
    first = replace(scenario_of(CHUO), title=Text("First", "一"))
    second = replace(scenario_of(CloseLine(line="oito")), title=Text("Second", "二"))
    world = load_scenario_world(load_scenario_world(base, first), second)
    told = " ".join(note.en for note in world.network.notes)
    assert "Scenario First" in told
    assert "Scenario Second" in told
