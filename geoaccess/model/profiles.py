"""Profiles: for each place and hub every journey of the day worth making, both ways."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geoaccess.model.legs import DirectLegs
from geoaccess.units import IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class JourneySet:
    """Pareto journeys of n x m ordered pairs, in compressed rows by (place, hub).

    A journey is kept when none leaves later and arrives no later, or leaves no earlier and
    arrives earlier. Within a pair both times strictly increase.

    Attributes
    ----------
    start
        Shape (n * m + 1,), int64: journeys of pair (i, j) are rows start[i*m + j] : ...
    depart_s, arrive_s
        Shape (n_journeys,): seconds of the service day, door to door.
    rides
        Shape (n_journeys,): trains boarded; transfers are rides - 1.
    """

    start: IntArray
    depart_s: IntArray
    arrive_s: IntArray
    rides: IntArray

    def pair(self, row: int) -> slice:
        """Return the rows of journeys of pair number ``place_idx * n_hubs + hub_idx``."""
        return slice(int(self.start[row]), int(self.start[row + 1]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Profiles:
    """All journeys of a service day between n places and m hubs.

    Journeys no faster than the direct leg are left out: `direct` can be made at any time.

    Attributes
    ----------
    out, back
        Journeys place to hub, and hub to place (both in rows by place, then hub).
    direct
        Legs without a train.
    """

    n_places: int
    n_hubs: int
    out: JourneySet
    back: JourneySet
    direct: DirectLegs

    def visits(self) -> Profiles:
        """Return the journeys as people of the hubs make them: out to the place, back to the hub.

        Rows stay by place, then hub.
        """
        direct = replace(self.direct, out_s=self.direct.back_s, back_s=self.direct.out_s)
        return replace(self, out=self.back, back=self.out, direct=direct)
