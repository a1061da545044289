"""The world of a changed network: land, places, parameters and legs that hold are shared."""

from __future__ import annotations

from dataclasses import replace

from geoaccess.errors import InputError
from geoaccess.model.network import RailNetwork
from geoaccess.pipeline.request import World
from geoaccess.scenario.joined import join_network
from geoaccess.scenario.trains import TrainBook


def get_rail(world: World) -> RailNetwork:
    """Return the network tables of a world, which scenarios change.

    Raises
    ------
    InputError
        When the run has GTFS feeds only.
    """
    rail = world.networks.rail
    if rail is None:
        raise InputError(
            f"{world.network.name}: a scenario changes network tables, not a GTFS feed; "
            "add them (--network japan)"
        )
    return rail


def change_network(base: World, rail: RailNetwork, *, keeps_legs: bool = True) -> World:
    """Return the world in which the tables of a base are changed; it itself where they are not.

    Parameters
    ----------
    keeps_legs
        Whether people keep the stations they set out from in the base (see
        `extend_access_legs`), else every place chooses anew.
    """
    networks = base.networks
    before = get_rail(base)
    if rail is before:
        return base
    known = {line.id for line in before.lines}
    came = frozenset(line.id for line in rail.lines) - known
    joined = rail
    if networks.feed is not None:
        change_min = base.config.feeds.change_min
        joined = join_network(rail, networks.feed, networks.service_date, change_min)
    first, *others = networks.line_sets
    # A book of trains knows stops by position: stations that came stand behind those of before.
    keeps_book = rail.stations[: len(before.stations)] == before.stations
    gone = frozenset(before.sections) - frozenset(rail.sections)
    return replace(
        base,
        networks=replace(
            networks,
            rail=rail,
            joined=joined,
            line_sets=(first | came, *others),
            book=networks.book.without(gone) if keeps_book else TrainBook(),
        ),
        known_ways=base.ways,
        base=base if keeps_legs else None,
    )
