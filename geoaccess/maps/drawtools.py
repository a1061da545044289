"""What the page needs to compute a line that is drawn on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from geoaccess._validate import frozen_float, frozen_int
from geoaccess.errors import InputError
from geoaccess.maps.codes import Codes, pack_bytes, pack_symmetric
from geoaccess.units import FloatArray, IntArray

MOST_MIN = 255
"""Of a leg: longer ones do not fit into a byte, and no leg is as long."""


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawTools:
    """Stations of today's network, times between them, and the ways of all nodes to them.

    Attributes
    ----------
    station_id
        The k stations that lines can be drawn to, as a scenario file names them.
    change_min
        Shape (k,): minutes to change trains.
    minutes
        Shape (k, k), symmetric: `maps.codes.encode_minutes` of the mean of both directions.
    station_land, node_land
        Shapes (k,) and (n,): number of the landmass, negative at sea.
    leg_count
        Shape (n,): number of legs of each node of the map.
    leg_station, leg_to_min, leg_from_min
        Shape (sum of leg_count,): station by position, minutes door to platform and back.
    classes
        By class of line what the run-time model takes: see `pipeline.mapdraw`.
    access
        Speeds, bands and limits of the great-circle model, for stations that are new.

    Raises
    ------
    InputError
        When the parts do not fit each other.
    """

    station_id: tuple[str, ...]
    change_min: FloatArray
    minutes: Codes
    station_land: IntArray
    node_land: IntArray
    leg_count: IntArray
    leg_station: IntArray
    leg_to_min: IntArray
    leg_from_min: IntArray
    classes: Mapping[str, Mapping[str, Any]]
    access: Mapping[str, Any]

    def __post_init__(self) -> None:
        k, n = len(self.station_id), np.size(self.leg_count)
        n_legs = int(np.sum(self.leg_count))
        sizes = {"station_land": k, "node_land": n, "leg_count": n}
        sizes |= dict.fromkeys(("leg_station", "leg_to_min", "leg_from_min"), n_legs)
        for name, size in sizes.items():
            kept = frozen_int(getattr(self, name), f"map: {name}", size=size)
            object.__setattr__(self, name, kept)
        change_min = frozen_float(self.change_min, "map: change_min", size=k)
        object.__setattr__(self, "change_min", change_min)
        codes = self.minutes
        if codes.shape != (k, k) or codes.dtype != np.uint8 or not np.array_equal(codes, codes.T):
            raise InputError(f"map: times between {k} stations are no symmetric bytes ({k}, {k})")
        if n_legs and not (self.leg_station.min() >= 0 and self.leg_station.max() < k):
            raise InputError("map: a leg leads to a station that is not there")
        for name in ("leg_to_min", "leg_from_min"):
            of_legs = getattr(self, name)
            if n_legs and not (of_legs.min() >= 0 and of_legs.max() <= MOST_MIN):
                raise InputError(f"map: {name} are not from 0 to {MOST_MIN}")

    @property
    def n_nodes(self) -> int:
        """Number of nodes whose ways are known."""
        return int(self.leg_count.size)


def build_draw_packs(tools: DrawTools) -> dict[str, str]:
    """Return the times and legs as packed texts by the id of their element.

    The legs are bytes: number of legs of each node, then of all legs the minutes there and
    back, and the station's position, low byte and high byte.
    """
    parts = (
        tools.leg_count,
        tools.leg_to_min,
        tools.leg_from_min,
        tools.leg_station & 255,
        tools.leg_station >> 8,
    )
    return {
        "draw-minutes": pack_symmetric(tools.minutes),
        "draw-legs": pack_bytes(np.concatenate(parts).astype(np.uint8)),
    }


def describe_draw(tools: DrawTools, station_at: Mapping[str, int]) -> dict[str, Any]:
    """Return what is plain of the tools; `at` are positions among the stations of the page."""
    return {
        "ids": list(tools.station_id),
        "at": [station_at[one] for one in tools.station_id],
        "change": tools.change_min.tolist(),
        "stationLand": tools.station_land.tolist(),
        "nodeLand": tools.node_land.tolist(),
        "classes": {name: dict(one) for name, one in tools.classes.items()},
        "access": dict(tools.access),
    }
