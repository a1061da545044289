"""Classes of planned lines: how fast any train of one is, and what the line then counts as."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TOP_SPEED_KMH: Final[Mapping[str, float]] = MappingProxyType(
    {
        "maglev": 505.0,
        "shinkansen": 360.0,
        "shinkansen-320": 360.0,
        "mini-shinkansen": 130.0,
        "conventional": 160.0,
    }
)
"""No train of the class runs faster, on a line that says nothing else: the Chuo maglev's service
speed (JR Central), the speed to which the Tohoku and Hokkaido lines are tested (JR East, ALFA-X),
the mini-Shinkansen's limit on conventional track, and the Keisei Skyliner's. The run-time model
has the speeds that trains of a class usually have."""

COUNTS_AS: Final[Mapping[str, str]] = MappingProxyType({"shinkansen-320": "shinkansen"})
"""Classes of the run-time model that are no class of lines."""

DWELL_MIN: Final = 1
"""Minutes that a train stands at a call which is tried out: the mode of Shinkansen trains."""
