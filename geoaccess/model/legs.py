"""Access legs: how people get from a place to a stop and back, and straight to another place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from geoaccess._validate import frozen_float, frozen_int
from geoaccess.errors import InputError
from geoaccess.units import FloatArray, IntArray

BACKENDS: Final = ("given", "platform", "great-circle", "roads", "r5")
"""What makes a leg: the caller, the timetable, the model without streets, streets, or R5."""
GIVEN, PLATFORM, GREAT_CIRCLE, ROADS, R5 = range(len(BACKENDS))
NO_LEG: Final = -1
"""Backend of a pair that has no direct leg."""


def _none() -> FloatArray:
    """Return no values, which stands for: not told."""
    return np.empty(0)


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
    backend
        What made each leg, one of BACKENDS; ``given`` where the maker does not tell.
    snap_m
        Shape (n_legs,): metres from the place's door to where the streets of the backend
        begin; 0 where it looks at none, or the maker does not tell.
    """

    start: IntArray
    stop_idx: IntArray
    to_stop_s: IntArray
    from_stop_s: IntArray
    mode: tuple[str, ...]
    backend: tuple[str, ...] = ()
    snap_m: FloatArray = field(default_factory=_none)

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", frozen_int(self.start, "access legs: start"))
        if self.start.size == 0 or self.start[0] != 0:
            raise InputError("access legs: start does not begin with 0")
        n_legs = int(self.start[-1])
        for name in ("stop_idx", "to_stop_s", "from_stop_s"):
            object.__setattr__(self, name, frozen_int(getattr(self, name), name, size=n_legs))
        object.__setattr__(self, "backend", self.backend or (BACKENDS[GIVEN],) * n_legs)
        snap_m = self.snap_m if self.snap_m.size else np.zeros(n_legs)
        object.__setattr__(self, "snap_m", frozen_float(snap_m, "snap_m", size=n_legs))
        is_known = set(self.backend) <= set(BACKENDS) and len(self.backend) == n_legs
        if not is_known or len(self.mode) != n_legs or np.any(np.diff(self.start) < 0):
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
            backend=tuple(self.backend[row] for row in rows.tolist()),
            snap_m=self.snap_m[rows],
        )

    def count_backends(self) -> dict[str, int]:
        """Return the number of legs of each backend that made any."""
        return dict(Counter(self.backend))


@dataclass(frozen=True, kw_only=True, eq=False)
class DirectLegs:
    """Door to door without a train, between n places and m hubs.

    Attributes
    ----------
    out_s, back_s
        Shape (n, m): seconds; UNREACHED_S where there is no direct leg.
    backend
        Shape (n, m): position among BACKENDS of what made the leg, NO_LEG where neither way
        has one; ``given`` where the maker does not tell.
    """

    out_s: IntArray
    back_s: IntArray
    backend: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int8))

    def __post_init__(self) -> None:
        if not self.backend.size:
            given = np.broadcast_to(np.int8(GIVEN), self.out_s.shape)
            object.__setattr__(self, "backend", given)
        if self.backend.shape != self.out_s.shape:
            raise InputError("direct legs: backend has another shape than the seconds")

    def take(self, places: IntArray) -> DirectLegs:
        """Return the legs of some places, by position."""
        return DirectLegs(
            out_s=self.out_s[places], back_s=self.back_s[places], backend=self.backend[places]
        )

    def turned(self) -> DirectLegs:
        """Return the legs as hubs see them: those from every hub to every place."""
        return DirectLegs(out_s=self.back_s.T, back_s=self.out_s.T, backend=self.backend.T)

    def count_backends(self) -> dict[str, int]:
        """Return the number of pairs of each backend that made any."""
        codes, counts = np.unique(self.backend[self.backend != NO_LEG], return_counts=True)
        named = (BACKENDS[code] for code in codes.tolist())
        return dict(zip(named, counts.tolist(), strict=True))
