"""Travel between every two places of a map: times and day returns, two ways each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geoaccess.engine.latest import compute_last_departures
from geoaccess.engine.matrix import compute_matrix
from geoaccess.model.legs import AccessLegs
from geoaccess.model.places import Places
from geoaccess.pipeline.request import World
from geoaccess.units import IntArray

if TYPE_CHECKING:
    from geoaccess.maps.views import TravelCodes

PERCENTILE: Final = 50
"""Of the departure minutes of the window: half of them are at least as quick."""
MOST_SITES: Final = 300
"""With travel times of their own; more would make the page larger than it may be."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MapNodes:
    """Places with travel times: the municipalities, then the sites and hubs that are none.

    Attributes
    ----------
    parts
        Municipalities, sites and hubs that are nodes, in the order of the nodes.
    site_nodes, hub_nodes
        Position of each site and hub among the nodes; that of its municipality for sites of
        runs with more than MOST_SITES, -1 where that is not known.
    """

    parts: tuple[Places, ...]
    site_nodes: IntArray
    hub_nodes: IntArray

    @property
    def places(self) -> Places:
        """All nodes as one set of places."""

        def joined(name: str) -> Any:
            return np.concatenate([getattr(part, name) for part in self.parts])

        return Places(
            id=tuple(f"{k}:{one}" for k, part in enumerate(self.parts) for one in part.id),
            name=tuple(one for part in self.parts for one in part.name),
            name_ja=tuple(one for part in self.parts for one in part.name_ja),
            lon=joined("lon"),
            lat=joined("lat"),
            mass=joined("mass"),
            role="zone",
            station_id=tuple(one for part in self.parts for one in part.station_id),
        )


def build_map_nodes(zones: Places, sites: Places, hubs: Places) -> MapNodes:
    """Return the nodes of a map: a site that is a municipality is not counted twice."""
    at = {code: k for k, code in enumerate(zones.id)}
    are_zones = all(
        (k := at.get(one)) is not None
        and (zones.lat[k], zones.lon[k]) == (sites.lat[i], sites.lon[i])
        for i, one in enumerate(sites.id)
    )
    n = len(zones)
    parts = [zones]
    if are_zones:
        site_nodes = np.array([at[one] for one in sites.id], dtype=np.int32)
    elif len(sites) > MOST_SITES:
        codes = sites.municipality_code
        site_nodes = np.array([at.get(code, -1) for code in codes], dtype=np.int32)
    else:
        site_nodes = np.arange(n, n + len(sites), dtype=np.int32)
        parts.append(sites)
        n += len(sites)
    return MapNodes(
        parts=(*parts, hubs),
        site_nodes=site_nodes,
        hub_nodes=np.arange(n, n + len(hubs), dtype=np.int32),
    )


def compute_map_travel(world: World, nodes: MapNodes) -> TravelCodes:
    """Return median travel times and day returns between all nodes, as the map keeps them.

    A day return is possible when the first arrival of the window and the last departure that
    is home by its end leave the least stay; between these two lie the meeting hours. They equal
    those of `engine.returns` (a test compares them).
    """
    from geoaccess.maps.codes import encode_hours, encode_minutes
    from geoaccess.maps.views import TravelCodes

    day, config = world.day, world.config.day
    legs = join_legs([world.access_legs(part, may_be_off=True) for part in nodes.parts])
    places = nodes.places
    direct = world.direct_legs(places, places)
    begin, end = config.window
    out = compute_matrix(
        day,
        places=legs,
        hubs=legs,
        direct=direct,
        window=(begin, end),
        percentiles=(PERCENTILE,),
    )
    minutes = encode_minutes(out.travel_time_min[0])
    np.fill_diagonal(minutes, 0)
    arrive_s = out.first_arrival_s
    home_s = compute_last_departures(day, places=legs, hubs=legs, direct=direct, by_s=end)
    leave_s = home_s.T
    can = np.nan_to_num(leave_s - arrive_s, nan=-1) >= config.stay_s
    opens_s, closes_s = config.business_hours
    usable_s = np.minimum(leave_s, closes_s) - np.maximum(arrive_s, opens_s)
    meeting_s = np.where(can, np.maximum(usable_s, 0), 0).astype(np.int32)
    return TravelCodes(minutes=minutes, hours=encode_hours(can, meeting_s))


def join_legs(parts: Sequence[AccessLegs]) -> AccessLegs:
    """Return the legs of several sets of places as those of one."""
    lengths = np.concatenate([np.diff(part.start) for part in parts])
    return AccessLegs(
        start=np.concatenate(([0], np.cumsum(lengths))),
        stop_idx=np.concatenate([part.stop_idx for part in parts]),
        to_stop_s=np.concatenate([part.to_stop_s for part in parts]),
        from_stop_s=np.concatenate([part.from_stop_s for part in parts]),
        mode=tuple(one for part in parts for one in part.mode),
        backend=tuple(one for part in parts for one in part.backend),
        snap_m=np.concatenate([part.snap_m for part in parts]),
    )
