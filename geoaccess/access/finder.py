"""What finds the ways between points: over the great circle, over streets, or another engine."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from geoaccess.units import BoolArray, FloatArray, IntArray


class Points(NamedTuple):
    """Positions in degrees, shape (n,)."""

    lon: FloatArray
    lat: FloatArray


class Ways(NamedTuple):
    """Ways between origins and targets, in order of the origin and then of the target.

    Attributes
    ----------
    origin, target
        Positions of the two ends, shape (n_pairs,). Pairs out of reach are left out.
    out_s, back_s
        Seconds from origin to target and from target to origin, terminal time included;
        infinite where there is no way. One-way streets make them differ.
    is_walk
        Whether the way is made on foot, else by road.
    backend
        What found each way, as position among `model.legs.BACKENDS`.
    snap_m
        Metres from the origin to where the backend's streets begin, 0 without streets.
    """

    origin: IntArray
    target: IntArray
    out_s: FloatArray
    back_s: FloatArray
    is_walk: BoolArray
    backend: IntArray
    snap_m: FloatArray


class WayFinder(Protocol):
    """Finds ways between points: the one thing in which the access backends differ.

    Which stops are tried, margins, platform minutes and whole minutes are the same for all
    (`access.legs`). A backend may leave some pairs to the great-circle model, and marks them.
    """

    def find_ways(self, origins: Points, targets: Points) -> Ways:
        """Return the quicker way of walking and road for all pairs within the time limits."""

    def find_walks(self, origins: Points, targets: Points) -> Ways:
        """Return the ways on foot for all pairs within walking distance."""
