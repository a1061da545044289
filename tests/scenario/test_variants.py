"""Variants of a scenario: what each value of an axis makes of its operations."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geoaccess.errors import InputError
from geoaccess.model.network import RailNetwork, StoppingPattern
from geoaccess.model.scenario import AddLine, AddService, PlannedStation, Scenario, SetHeadway
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.axes import parse_axes
from geoaccess.scenario.corridors import find_corridor, model_loss_min
from geoaccess.scenario.lengths import straight_km
from geoaccess.scenario.runtimes import model_run_min
from geoaccess.scenario.variants import VariantSet, build_variants
from tests.scenario.lines import make_line, make_network, make_scenario, make_service

STAR = make_scenario(make_line(transfer_min={"a": 6.0}))


def vary(*axes: str, scenario: Scenario = STAR, network: RailNetwork | None = None) -> VariantSet:
    """Return the variants of a scenario on the small network."""
    changed = apply_scenario(network or make_network(), scenario)
    return build_variants(changed, scenario, parse_axes(list(axes)))


def networks(found: VariantSet) -> list[RailNetwork]:
    """Return the network of each variant."""
    return [apply_scenario(make_network(), one.scenario) for one in found.variants]


def pattern(network: RailNetwork, service: str) -> StoppingPattern:
    return next(one for one in network.patterns if one.service == service)


def departures(network: RailNetwork, service: str) -> tuple[int, ...]:
    ids = {one.id for one in network.patterns if one.service == service}
    return next(one.departures_min for one in network.departures if one.pattern in ids)


def test_the_first_variant_is_the_scenario_as_written() -> None:
    found = vary("headway:Star=10,20", "transfer:a=3,6")
    assert [one.settings for one in found.variants] == [
        (None, None), (10, 3), (10, 6), (20, 3), (20, 6),
    ]  # fmt: skip
    assert [one.number for one in found.variants] == [0, 1, 2, 3, 4]
    written = apply_scenario(make_network(), STAR)
    assert repr(networks(found)[0]) == repr(written)


def test_a_headway_of_a_planned_service() -> None:
    _, ten, sixty = networks(vary("headway:Star=10,60"))
    assert departures(ten, "Star") == tuple(range(360, 1321, 10))
    assert departures(sixty, "Star") == tuple(range(360, 1321, 60))


def test_a_headway_of_trains_that_run_today() -> None:
    _, half = networks(vary("headway:Fast:a:d=30"))
    assert departures(half, "Fast") == tuple(range(360, 1321, 30))


def test_minutes_from_end_to_end_hold_with_the_stops() -> None:
    found = vary("run:Star=33,50")
    for one, network in zip(found.variants[1:], networks(found)[1:], strict=True):
        star = pattern(network, "Star")
        assert sum(star.run_min) + sum(star.dwell_min) == one.settings[0]


def test_minutes_between_two_stations_of_trains_that_run() -> None:
    _, slower = networks(vary("run:Local:a:c=100"))
    assert sum(pattern(slower, "Local").run_min[:2]) + 5 == 100
    assert pattern(slower, "Local").run_min[2] == 40


def test_factors_of_a_service_and_of_a_line() -> None:
    _, slow = networks(vary("factor:Star=1.5"))
    assert pattern(slow, "Star").run_min == (27, 36)
    _, slow = networks(vary("factor:coast:a:d=1.5"))
    assert pattern(slow, "Local").run_min == (60, 60, 60)
    assert pattern(slow, "Fast").run_min == (30, 30, 30)
    _, slow = networks(vary("factor:planned=2"))
    assert pattern(slow, "Star").run_min == (36, 48)


def test_a_faster_line_scales_given_times_as_the_model_does() -> None:
    line = make_line(top_speed_kmh=260.0)
    scenario = make_scenario(line)
    found = vary("speed:planned=260,320", scenario=scenario)
    same, fast = networks(found)[1:]
    assert pattern(same, "Star").run_min == (18, 24)
    km = [one.km for one in fast.sections if one.line == "planned"]
    ratio = [
        model_run_min([one], "shinkansen", top_speed_kmh=320.0)[0]
        / model_run_min([one], "shinkansen", top_speed_kmh=260.0)[0]
        for one in km
    ]
    exact = 18 * ratio[0], 24 * ratio[1]
    assert sum(pattern(fast, "Star").run_min) == pytest.approx(sum(exact), abs=1)
    assert sum(exact) < 42


def test_changes_to_a_planned_line_and_at_a_station() -> None:
    found = vary("transfer:a=3,12", "transfer:c=2")
    for one, network in zip(found.variants[1:], networks(found)[1:], strict=True):
        rows = {(t.station, t.to_station): t.minutes for t in network.transfers}
        assert rows["a@planned", "a"] == one.settings[0]
        assert rows["c", ""] == 2


def test_a_new_station_on_a_planned_line_cuts_hop_and_section() -> None:
    found = vary("station:a:n=20,30")
    assert list(found.axes[0].values) == [None, 20, 30]
    without, *tried = networks(found)
    whole = pattern(without, "Star")
    length = next(s.km for s in without.sections if s.line == "planned")
    for one, network in zip(found.variants[1:], tried, strict=True):
        km = one.settings[0] or 0.0
        star = pattern(network, "Star")
        assert star.calls == ("a@planned", "sweep-station", "n", "d")
        parts = [s.km for s in network.sections if s.line == "planned"]
        assert parts[:2] == pytest.approx([km, length - km])
        site = one.sites["station:a:n"]
        loss = model_loss_min(km, length - km, "shinkansen")
        assert site.loss_min == pytest.approx(loss + 1)
        total = sum(star.run_min) + sum(star.dwell_min)
        before = sum(whole.run_min) + sum(whole.dwell_min)
        assert total == pytest.approx(before + site.loss_min, abs=1)
        here = network.station_by_id["sweep-station"]
        a, n = network.station_by_id["a"], network.station_by_id["n"]
        assert straight_km(a, here) / straight_km(a, n) == pytest.approx(km / length, abs=0.01)


def test_a_stretch_turned_round_gives_the_same_places() -> None:
    there, back = vary("station:a:n=20"), vary("station:n:a=km/1")
    planned = {"planned": make_line()}
    corridor = find_corridor(networks(there)[0], "n", "a", planned=planned)
    assert corridor is not None
    length = corridor.length_km
    turned = vary(f"station:n:a={length - 20:.6f}").variants[1]
    ours = there.variants[1]
    assert turned.sites["station:n:a"].lat == pytest.approx(ours.sites["station:a:n"].lat, abs=1e-5)
    one, other = (apply_scenario(make_network(), v.scenario) for v in (ours, turned))
    assert pattern(one, "Star").calls == pattern(other, "Star").calls
    assert pattern(one, "Star").run_min == pattern(other, "Star").run_min
    assert len(back.axes[0].values) == int(length - 0.5) + 1


def test_a_new_station_on_a_line_that_is_there_stops_the_slow_trains() -> None:
    found = vary("station:a:b=25", scenario=make_scenario())
    _, tried = networks(found)
    assert pattern(tried, "Fast").calls == tuple("abcd")
    assert pattern(tried, "Through").calls == ("a", "c", "e")
    assert pattern(tried, "Local").calls == ("a", "sweep-station", "b", "c", "d")


def test_a_service_may_be_named_and_all_may_stop() -> None:
    base = make_scenario()
    _, named = networks(vary("station:a:b:Through=25", scenario=base))
    assert pattern(named, "Through").calls == ("a", "sweep-station", "c", "e")
    assert pattern(named, "Local").calls == tuple("abcd")
    _, every = networks(vary("station:a:b:*=25", scenario=base))
    assert all("sweep-station" in one.calls for one in every.patterns)


def test_every_kilometre_leaves_out_what_is_near_a_station() -> None:
    values = vary("station:a:c=km", scenario=make_scenario()).axes[0].values
    assert values == (None, *(k for k in range(1, 100) if k != 50))
    values = vary("station:a:c=km/25", scenario=make_scenario()).axes[0].values
    assert values == (None, 25, 75)


def test_a_station_follows_the_drawn_line() -> None:
    path = ((136.0, 35.0), (136.5, 35.3), (137.0, 35.6), (137.5, 35.0))
    scenario = make_scenario(make_line(path=path))
    found = vary("station:n:d=km/10", scenario=scenario)
    north = max(one.sites["station:n:d"].lat for one in found.variants if one.sites)
    assert north > 35.5


def test_a_planned_station_is_moved_and_its_hops_keep_their_sum() -> None:
    found = vary("site:n=km/10")
    length = sum(s.km for s in networks(found)[0].sections if s.line == "planned")
    assert found.axes[0].values == tuple(range(10, int(length), 10))
    for one, network in zip(found.variants[1:], networks(found)[1:], strict=True):
        star = pattern(network, "Star")
        assert sum(star.run_min) == 42
        km = [s.km for s in network.sections if s.line == "planned"]
        assert km == pytest.approx([one.settings[0], length - (one.settings[0] or 0)])
    runs = [pattern(network, "Star").run_min[0] for network in networks(found)[1:]]
    assert runs == sorted(runs)


def test_a_moved_station_where_it_was_stays_there() -> None:
    written = networks(vary("site:n=20"))[0]
    km = next(s.km for s in written.sections if s.line == "planned")
    moved = networks(vary(f"site:n={km:.9f}"))[1]
    new, old = (one.station_by_id["n"] for one in (moved, written))
    assert (new.lat, new.lon) == pytest.approx((old.lat, old.lon), abs=1e-5)


def test_a_new_stop_costs_its_minutes_after_running_times_were_set() -> None:
    found = vary("station:a:n=30", "run:Star=40")
    *_, with_stop = networks(found)
    star = pattern(with_stop, "Star")
    assert sum(star.run_min) + sum(star.dwell_min) > 42


def test_trains_of_a_through_service_stop_too() -> None:
    through = make_service(name="Beam", lines=("planned",), calls=("a", "d"), run_min=(38.0,))
    scenario = make_scenario(make_line(), AddService(service=through))
    _, tried = networks(vary("station:a:n:*=30", scenario=scenario))
    for name in ("Star", "Beam"):
        assert "sweep-station" in pattern(tried, name).calls


def test_a_value_that_is_written_changes_nothing() -> None:
    for axis in ("headway:Star=30", "factor:Star=1", "transfer:a=6", "run:Star=43"):
        written, varied = networks(vary(axis))
        assert repr(written) == repr(varied), axis


def test_operations_that_are_not_varied_stay() -> None:
    fewer = SetHeadway(service="Fast", between=("a", "d"), headway_min=120)
    found = vary("headway:Star=10", scenario=make_scenario(make_line(), fewer))
    assert found.variants[1].scenario.operations[1] == fewer


@pytest.mark.parametrize(
    ("axis", "message"),
    [
        ("headway:Stra=10", "no service 'Stra'; nearest: Star"),
        ("headway:Fast=10", "say between which of its stations: headway:Fast:FROM:TO"),
        ("headway:Fast:a:zz=10", "no station 'zz'"),
        ("headway:Through:a:b=10", "calls at both a and b"),
        ("run:Star=2", "too short for its stops"),
        ("factor:coast=2", "give two of its stations: factor:coast:FROM:TO"),
        ("speed:coast=300", "adds no line 'coast'"),
        ("speed:planned=5000", "no speed of a train"),
        ("transfer:aa=3", "no station 'aa'"),
        ("transfer:a=999", "no time to change"),
        ("site:b=3", "plans no station 'b'"),
        ("site:n=500", "not between"),
        ("station:a:e=km", "no line joins a and e"),
        ("station:a:b:Star=25", "no line that 'Star' runs over joins a and b"),
        ("station:a:b=50", "no free place"),
        ("station:a:b=0.2", "no free place"),
        ("station:a:b:Nobody=25", "no service 'Nobody'"),
        ("station:a:zz=km", "no station 'zz'"),
    ],
)
def test_what_does_not_fit_is_told_with_its_remedy(axis: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        vary(axis)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InputError) as told:
        vary("headway:Nobody=10", "transfer:zz=3", "site:b=3")
    assert str(told.value).startswith("--sweep: 3 faults: ")


def test_too_many_variants_are_refused() -> None:
    with pytest.raises(InputError, match="variants; give fewer values"):
        vary("headway:Star=1..200", "transfer:a=1..170")


def test_positions_need_a_planned_station_between_two_others() -> None:
    end = PlannedStation(id="n", ja="終", en="End", lat=35.3, lon=136.5)
    line = replace(make_line(), stations=("a", end), services=())
    assert isinstance(line, AddLine)
    with pytest.raises(InputError, match="is an end of planned"):
        vary("site:n=3", scenario=make_scenario(line))
