"""Closures by rebuilding everything: trips cut in pieces, tables without a section, a whole run."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np

from geoaccess.config import DayConfig
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import build_day
from geoaccess.model.contacts import Contacts
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.network import RailNetwork, Section
from geoaccess.model.timetable import Timetable
from geoaccess.scenario.asof import network_as_of


def closed_timetable(table: Timetable, cut: set[int], shut: set[int]) -> Timetable:
    """Return a timetable whose trips end before the hops from `cut` calls and begin after them."""
    pieces: list[list[int]] = []
    owner: list[int] = []
    for trip in range(len(table.trips)):
        piece: list[int] = []
        for call in range(table.trip_start[trip], table.trip_start[trip + 1]):
            piece.append(call)
            if call in cut:
                pieces.append(piece)
                owner.append(trip)
                piece = []
        pieces.append(piece)
        owner.append(trip)
    kept = [k for k, piece in enumerate(pieces) if len(piece) >= 2]
    rows = np.array([call for k in kept for call in pieces[k]], dtype=int)
    calls_there = ~np.isin(table.call_stop_idx, list(shut))
    return replace(
        table,
        trips=tuple(replace(table.trips[owner[k]], id=f"piece {k}") for k in kept),
        trip_start=np.cumsum([0, *(len(pieces[k]) for k in kept)]),
        call_stop_idx=table.call_stop_idx[rows],
        call_arrival_s=table.call_arrival_s[rows],
        call_departure_s=table.call_departure_s[rows],
        call_lines=tuple(table.call_lines[row] for row in rows),
        call_can_board=(table.call_can_board & calls_there)[rows],
        call_can_alight=(table.call_can_alight & calls_there)[rows],
    )


def network_without(network: RailNetwork, closed: set[Section], on: dt.date) -> RailNetwork:
    """Return the network of a day on which sections have just been closed."""
    shut = tuple(replace(s, closed=on) if s in closed else s for s in network.sections)
    return network_as_of(replace(network, sections=shut), on)


def full_run(
    table: Timetable, places: AccessLegs, hubs: AccessLegs, direct: DirectLegs, day: DayConfig
) -> Contacts:
    """Return the day returns of a timetable, computed from nothing."""
    return compute_day_returns(build_day(table), day, places=places, hubs=hubs, direct=direct)
