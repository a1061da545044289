"""What the values of a sweep stand for, and the narrowest type that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geoaccess.engine.events import EventNet
from geoaccess.engine.kernels.sweep import RIDE_BITS
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, IntArray


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What a stored value stands for: arrivals, counted in units from a base, above some bits.

    Attributes
    ----------
    base_s, unit_s
        Second of the service day that is 0, and seconds of a unit.
    bits
        Bits below the arrival: 0, or those of the number of rides.
    dtype
        Of the stored values.
    """

    base_s: int
    unit_s: int
    bits: int
    dtype: type[np.unsignedinteger[Any] | np.signedinteger[Any]]

    @property
    def unreached(self) -> int:
        """Value of what cannot be reached."""
        return min(int(np.iinfo(self.dtype).max), UNREACHED_S)

    @property
    def for_kernels(self) -> tuple[int, int, int, int]:
        """Base, unit, bits and the unreached value."""
        return self.base_s, self.unit_s, self.bits, self.unreached


PACKED = Scale(base_s=0, unit_s=1, bits=RIDE_BITS, dtype=np.int32)
SECONDS = Scale(base_s=0, unit_s=1, bits=0, dtype=np.int32)


def choose_scale(net: EventNet, egress_s: IntArray, *, from_s: int) -> Scale:
    """Return the narrowest scale of arrivals without rides that holds every value exactly.

    16 bits hold minutes of any service day where all times are whole minutes, or the seconds
    of 18 hours after `from_s`; else it is seconds in 32 bits.
    """
    latest_s = int(net.arrive_s.max(initial=0)) + int(egress_s.max(initial=0))
    top = int(np.iinfo(np.uint16).max)
    in_minutes = not np.any(net.arrive_s % SECONDS_PER_MINUTE) and not np.any(
        egress_s % SECONDS_PER_MINUTE
    )
    if in_minutes and latest_s // SECONDS_PER_MINUTE < top:
        return Scale(base_s=0, unit_s=SECONDS_PER_MINUTE, bits=0, dtype=np.uint16)
    if latest_s - from_s < top:
        return Scale(base_s=from_s, unit_s=1, bits=0, dtype=np.uint16)
    return SECONDS
