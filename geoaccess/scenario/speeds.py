"""Whether a train can be as fast as a scenario says."""

from __future__ import annotations

import math
from typing import Final

from geoaccess.model.network import Line, RailNetwork
from geoaccess.scenario.classes import TOP_SPEED_KMH
from geoaccess.scenario.faults import OperationFaults
from geoaccess.scenario.lengths import straight_km
from geoaccess.scenario.paths import Hop

_ROUNDING_MIN: Final = 0.5
"""Published minutes are whole: a train may be so much slower than they say."""


def check_speed(
    network: RailNetwork,
    ends: tuple[str, str],
    *,
    minutes: float,
    hop: Hop,
    faults: OperationFaults,
    place: tuple[str | int, ...],
    is_new_line: bool = True,
) -> None:
    """Note a fault where a hop is faster on the straight way than the lines under it allow.

    The track is longer than the straight way: what is refused cannot be, whatever the route.
    """
    one, other = (network.station_by_id[end] for end in ends)
    km = straight_km(one, other)
    top = max(_top_speed(network.line_by_id[section.line]) for section in hop)
    if km / ((minutes + _ROUNDING_MIN) / 60) > top:
        faults.add(
            f"{one.en} to {other.en} in {minutes:g} min is {km / minutes * 60:.0f} km/h over "
            f"{km:.0f} km as the crow flies, and the line allows {top:.0f}; give "
            f"{math.ceil(km / top * 60)} min or more{', or top_speed_kmh' if is_new_line else ''}",
            *place,
        )


def _top_speed(line: Line) -> float:
    return line.top_speed_kmh or TOP_SPEED_KMH.get(line.category, max(TOP_SPEED_KMH.values()))
