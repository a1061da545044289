"""Day returns: whom one can meet and be home the same day, for all pairs at once."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from geoaccess.config import DayConfig
from geoaccess.engine.blocks import (
    NO_LIMITS,
    HubBlock,
    Limits,
    for_each_block,
    hub_blocks,
    plan_blocks,
)
from geoaccess.engine.events import MIRROR_S
from geoaccess.engine.kernels.returns import N_COLUMNS, day_returns
from geoaccess.engine.scale import PACKED
from geoaccess.engine.sweep import Boardings, DayNet, check_shapes, list_boardings
from geoaccess.engine.sweeper import Sweeper, bytes_per_lane
from geoaccess.model.contacts import Contacts
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.units import SECONDS_PER_MINUTE, IntArray


def compute_day_returns(
    day: DayNet,
    parameters: DayConfig,
    *,
    places: AccessLegs,
    hubs: AccessLegs,
    direct: DirectLegs,
    limits: Limits = NO_LIMITS,
) -> Contacts:
    """Return the day returns of every pair, arrays of shape (n_places, n_hubs).

    An outbound journey (depart, arrive) and a return journey (depart, home) are feasible
    together when depart >= a, home <= b and return departure - arrival >= s for the window
    [a, b] and the least stay s. Then

    - contactable K = 1 when any pair is feasible;
    - round trips = number of feasible pairs of Pareto journeys;
    - longest stay = last return departure - first arrival;
    - meeting = the most seconds inside business hours [h0, h1] that a feasible pair leaves,
      max over pairs of min(return departure, h1) - max(arrival, h0), at least 0;
    - the pair shown gives these meeting seconds with the least time away from home.

    A direct leg can be made at any time; it is counted as one departure every
    `direct_every_min`, on the way out from the window's start on, on the way home so that the
    last one is home at its end. Journeys are kept for one place at a time only.

    Raises
    ------
    InputError
        When the shapes differ, or the memory allowed is too small.

    Notes
    -----
    Contact potential after Törnqvist (1970); the closed form for symmetric times, K = 1 iff
    (b - a) - t_ij - t_ji >= s, is ESPON's contact potential of day trips.
    """
    check_shapes(places, hubs, direct)
    begin, end = parameters.window
    nets = day.out, day.back
    out = list_boardings(nets[0], places, places.to_stop_s, span=(begin, end))
    home = (MIRROR_S - end, MIRROR_S - begin)
    back = list_boardings(nets[1], places, places.from_stop_s, span=home)
    shape = (N_COLUMNS, places.n_places, hubs.n_places)
    plan = plan_blocks(
        hubs.n_places,
        limits,
        bytes_per_lane=sum(bytes_per_lane(net, PACKED, limits) for net in nets),
        taken_bytes=4 * math.prod(shape) + 8 * (out.row.size + back.row.size),
    )
    columns = np.empty(shape, dtype=np.int32)
    result = np.moveaxis(columns, 0, -1)

    def fill(blocks: Iterator[tuple[HubBlock, HubBlock]]) -> None:
        sweep_out, sweep_back = (Sweeper(net, PACKED) for net in nets)
        for there, return_from in blocks:
            day_returns(
                PACKED.for_kernels,
                sweep_out.sweep(there, limits),
                _of_block(out, direct.out_s, there),
                sweep_back.sweep(return_from, limits),
                _of_block(back, direct.back_s, there),
                (begin, end),
                parameters.stay_s,
                parameters.business_hours,
                parameters.direct_every_min * SECONDS_PER_MINUTE,
                MIRROR_S,
                there.first,
                result,
            )

    there = hub_blocks(hubs, hubs.from_stop_s, n_stops=nets[0].n_stops, lanes=plan.lanes)
    return_from = hub_blocks(hubs, hubs.to_stop_s, n_stops=nets[1].n_stops, lanes=plan.lanes)
    for_each_block(zip(there, return_from, strict=True), fill, threads=plan.threads)
    return _contacts(columns)


def _of_block(
    boarded: Boardings, direct_s: IntArray, block: HubBlock
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return boardings with the seconds without a train to the hubs of a block."""
    on_foot = np.ascontiguousarray(direct_s[:, block.hubs], dtype=np.int32)
    return boarded.start, boarded.door_s, boarded.row, on_foot


def _contacts(columns: IntArray) -> Contacts:
    columns.setflags(write=False)
    return Contacts(
        contactable=columns[0] > 0,
        round_trips=columns[0],
        longest_stay_s=columns[1],
        meeting_s=columns[2],
        depart_s=columns[3],
        arrive_s=columns[4],
        return_depart_s=columns[5],
        home_s=columns[6],
        out_rides=columns[7],
        back_rides=columns[8],
    )
