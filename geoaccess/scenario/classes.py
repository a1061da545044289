"""What is known of planned lines by their class."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TOP_SPEED_KMH: Final[Mapping[str, float]] = MappingProxyType(
    {"maglev": 505.0, "shinkansen": 360.0, "mini-shinkansen": 130.0, "conventional": 160.0}
)
"""No train of the class runs faster, on a line that says nothing else: the Chuo maglev's service
speed (JR Central), the speed to which the Tohoku and Hokkaido lines are tested (JR East, ALFA-X),
the mini-Shinkansen's limit on conventional track, and the Keisei Skyliner's."""
DETOUR: Final[Mapping[str, float]] = MappingProxyType(
    {"maglev": 1.05, "shinkansen": 1.12, "mini-shinkansen": 1.25, "conventional": 1.25}
)
"""Length of the track by the great circle between stations."""
DWELL_MIN: Final = 1
"""Minutes a train stands at a call on the way where none are given."""
