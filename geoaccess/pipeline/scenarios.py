"""The world of a scenario: a network changed, and everything else that of the base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geoaccess.model.scenario import Scenario
from geoaccess.model.text import Text
from geoaccess.pipeline.changed import change_network, get_rail
from geoaccess.pipeline.request import World
from geoaccess.scenario.apply import apply_scenario
from geoaccess.sources.gazetteer import build_station_places
from geoaccess.sources.scenariofile import find_scenario


def load_scenario_world(base: World, scenario: Scenario) -> World:
    """Return the world of a scenario on top of a base.

    Land, places, parameters, streets and ways are those of the base; places keep the stations
    they set out from, as far as trains call there, and get those that came.

    Raises
    ------
    InputError
        When operations do not fit the network, or the run has GTFS feeds only.
    """
    rail = get_rail(base)
    changed = apply_scenario(rail, scenario)
    world = change_network(base, changed)
    notes = (*changed.notes[len(rail.notes) :], *describe_assumed(scenario))
    networks = world.networks
    if notes:
        told = [note for one in (*base.scenarios, scenario) for note in describe_assumed(one)]
        networks = replace(
            networks,
            joined=replace(networks.joined, notes=(*networks.joined.notes, *told)),
            scenario_notes=(*networks.scenario_notes, *notes),
        )
    gazetteer = base.gazetteer
    if networks.joined.stations != base.network.stations:
        joined = networks.joined
        gazetteer = replace(gazetteer, stations=lambda: build_station_places(joined))
    return replace(
        world,
        networks=networks,
        gazetteer=gazetteer,
        scenarios=(*base.scenarios, scenario),
        known_ways=base.ways,
    )


def load_scenario_worlds(base: World, texts: Sequence[str]) -> World:
    """Return the world of scenarios on top of each other, as `--scenario` names them.

    Raises
    ------
    GeoaccessError
        When a file cannot be read or has faults, or operations do not fit.
    """
    world = base
    for text in texts:
        world = load_scenario_world(world, find_scenario(text))
    return world


def describe_assumed(scenario: Scenario) -> tuple[Text, ...]:
    """Return the first thing to be known: that this is not the network of today."""
    if not scenario.all_operations:
        return ()
    title, opening = scenario.title, scenario.opening
    if opening is None:
        when = Text("", "")
    elif opening.first_year == opening.last_year:
        when = Text(f", opening {opening.first_year}", f"（{opening.first_year}年開業の想定）")
    else:
        first, last = opening.first_year, opening.last_year
        when = Text(f", opening {first} to {last}", f"（{first}～{last}年開業の想定）")
    chosen = [
        (option.title, choice.title)
        for option in scenario.options
        for choice in option.choices
        if choice.name == scenario.chosen.get(option.name, option.default)
    ]
    en = "".join(f"; {what.en}: {how.en}" for what, how in chosen)
    ja = "".join(f"。{what.ja}: {how.ja}" for what, how in chosen)
    return (
        Text(
            en=f"Scenario {title.en}{when.en}{en}. An assumption, not a timetable.",
            ja=f"シナリオ「{title.ja}」{when.ja}{ja}。時刻表ではなく想定である。",
        ),
    )
