"""The last departure that arrives by one time, for all pairs at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geoaccess.engine.blocks import NO_LIMITS, HubBlock, for_each_block, hub_blocks, plan_blocks
from geoaccess.engine.kernels.latest import last_departures
from geoaccess.engine.scale import choose_scale
from geoaccess.engine.sweep import WHOLE_DAY, DayNet, check_shapes, list_boardings
from geoaccess.engine.sweeper import Sweeper, bytes_per_lane
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.units import FloatArray


def compute_last_departures(
    day: DayNet, *, places: AccessLegs, hubs: AccessLegs, direct: DirectLegs, by_s: int
) -> FloatArray:
    """Return when to leave n places at the latest to be at m hubs by a time, shape (n, m).

    In seconds of the service day; NaN where nobody arrives by then. Equal to the
    `last_departure_s` of a matrix whose window of arrivals is the minute from `by_s` on, without
    its statistics: journeys are not kept, and a place's boardings are looked at from the last
    one back, only as far as all hubs of a block have their answer.

    Raises
    ------
    InputError
        When the shapes differ.
    """
    check_shapes(places, hubs, direct)
    net = day.out
    scale = choose_scale(net, hubs.from_stop_s, from_s=0)
    latest = min((by_s - scale.base_s) // scale.unit_s, scale.unreached - 1)
    boarded = list_boardings(net, places, places.to_stop_s, span=(WHOLE_DAY[0], by_s + 1))
    departure_s = np.empty((places.n_places, hubs.n_places))
    plan = plan_blocks(
        hubs.n_places, NO_LIMITS, bytes_per_lane=bytes_per_lane(net, scale, NO_LIMITS)
    )

    def fill(blocks: Iterator[HubBlock]) -> None:
        sweeper = Sweeper(net, scale)
        for block in blocks:
            last_departures(
                sweeper.sweep(block),
                latest,
                boarded.start,
                boarded.door_s,
                boarded.row,
                np.ascontiguousarray(direct.out_s[:, block.hubs], dtype=np.int32),
                by_s,
                block.first,
                departure_s,
            )

    blocks = hub_blocks(hubs, hubs.from_stop_s, n_stops=net.n_stops, lanes=plan.lanes)
    for_each_block(blocks, fill, threads=plan.threads)
    return departure_s
