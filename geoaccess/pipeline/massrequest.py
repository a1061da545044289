"""Which cells are masses of places, as a user writes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from geoaccess.sources.raster.files import split_reference
from geoaccess.sources.raster.grid import Unit

WeightedRole = Literal["both", "hubs", "sites"]


@dataclass(frozen=True, kw_only=True)
class MassRequest:
    """Which cells are masses, and how they are summed.

    Attributes
    ----------
    files
        ``FILE.tif``, ``FILE.tif@BAND``, or mesh tables ``FILE.txt@ITEM``.
    unit
        ``count`` or ``per-km2``; None for files that say it themselves.
    within
        A distance (``5km``, ``800m``), or ``municipality``.
    of
        Whose masses they are.
    """

    files: tuple[str, ...]
    unit: Unit | None = None
    within: str = "5km"
    of: WeightedRole = "both"

    @property
    def paths(self) -> tuple[Path, ...]:
        """Files without band or item."""
        return tuple(split_reference(one)[0] for one in self.files)
