"""Access legs: how people get from a place to a stop and back, and straight to another place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoaccess._validate import frozen_int
from geoaccess.errors import InputError
from geoaccess.units import IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class AccessLegs:
    """Legs between n places and stops, in compressed rows.

    Attributes
    ----------
    start
        Shape (n + 1,): legs of place i are rows start[i] : start[i + 1].
    stop_idx
        Shape (n_legs,): position of the stop in the timetable.
    to_stop_s, from_stop_s
        Shape (n_legs,): seconds door to platform, and platform to door.
    mode
        How each leg is made: ``walk``, ``road`` or ``platform`` (the clock starts there).
    """

    start: IntArray
    stop_idx: IntArray
    to_stop_s: IntArray
    from_stop_s: IntArray
    mode: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", frozen_int(self.start, "access legs: start"))
        if self.start.size == 0 or self.start[0] != 0:
            raise InputError("access legs: start does not begin with 0")
        n_legs = int(self.start[-1])
        for name in ("stop_idx", "to_stop_s", "from_stop_s"):
            object.__setattr__(self, name, frozen_int(getattr(self, name), name, size=n_legs))
        if len(self.mode) != n_legs or np.any(np.diff(self.start) < 0):
            raise InputError("access legs: rows do not fit")
        if n_legs and min(self.to_stop_s.min(), self.from_stop_s.min()) < 0:
            raise InputError("access legs: a leg takes less than nothing")

    @property
    def n_places(self) -> int:
        """Number of places."""
        return self.start.size - 1

    def take(self, places: IntArray) -> AccessLegs:
        """Return the legs of some places, by position."""
        n_legs = np.diff(self.start)[places]
        start = np.concatenate(([0], np.cumsum(n_legs)))
        rows = np.repeat(self.start[:-1][places] - start[:-1], n_legs) + np.arange(start[-1])
        return AccessLegs(
            start=start,
            stop_idx=self.stop_idx[rows],
            to_stop_s=self.to_stop_s[rows],
            from_stop_s=self.from_stop_s[rows],
            mode=tuple(self.mode[row] for row in rows.tolist()),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class DirectLegs:
    """Door to door without a train, between n places and m hubs.

    Attributes
    ----------
    out_s, back_s
        Shape (n, m): seconds; UNREACHED_S where there is no direct leg.
    """

    out_s: IntArray
    back_s: IntArray
