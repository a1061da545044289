"""Census figures by mesh cell, and which cells hold the figures of their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

import numpy as np

from geoaccess._validate import frozen_flags, frozen_int
from geoaccess.errors import InputError
from geoaccess.model.mesh import MeshLevel, find_level, find_levels
from geoaccess.model.statistics import StatTable
from geoaccess.units import BoolArray, FloatArray, IntArray


class Treatment(IntEnum):
    """What was done to a cell so that no person can be told (HTKSYORI, 秘匿処理)."""

    PLAIN = 0
    HOST = 1
    """Figures of suppressed cells were added to its own (合算)."""
    SUPPRESSED = 2
    """Its figures are withheld and stand in those of another cell (秘匿)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MeshTable:
    """Figures of mesh cells.

    Each person is in exactly one cell of each item: a suppressed cell has no figure, and its
    host has both. Sums over all cells are therefore those of the census; sums over a few cells,
    and maps, are shifted by a cell or two.

    Attributes
    ----------
    table
        Figures; the area codes are mesh codes, all of one level.
    treatment
        A `Treatment` per cell, shape (n,).
    host_code
        Code of the cell that holds the figures of a suppressed cell, '' for other cells,
        length n; the host may be in another table.
    is_merged
        Whether an item was merged: totals of persons and households are published for every
        cell, their parts are not, shape (m,).
    is_estimate
        Whether merged figures were spread back over their cells: no longer the census.
    """

    table: StatTable
    treatment: IntArray
    host_code: tuple[str, ...]
    is_merged: BoolArray
    is_estimate: bool = False

    def __post_init__(self) -> None:
        n, title = len(self.table), self.table.title
        object.__setattr__(self, "treatment", frozen_int(self.treatment, title, size=n))
        if len(self.host_code) != n:
            raise InputError(f"{title}: host_code has another length than the table")
        m = len(self.table.items)
        object.__setattr__(self, "is_merged", frozen_flags(self.is_merged, title, size=m))
        hosts = self.host_idx[self.host_idx >= 0]
        if np.any(self.treatment[hosts] != Treatment.HOST):
            raise InputError(f"{title}: a suppressed cell names a host that holds nothing")
        if len(set(find_levels(self.table.area_code))) > 1:
            raise InputError(f"{title}: the cells are of different levels")

    def __len__(self) -> int:
        return len(self.table)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the mesh codes."""
        return self.table.area_code

    @property
    def level(self) -> MeshLevel:
        """Return the level of the cells.

        Raises
        ------
        InputError
            When there is no cell.
        """
        level = find_level(self.codes[0]) if self.codes else None
        if level is None:
            raise InputError(f"{self.table.title}: there is no mesh cell")
        return level

    @cached_property
    def host_idx(self) -> IntArray:
        """Position of the host of each suppressed cell, -1 where there is none here, shape (n,)."""
        position = self.table.row_of
        host_idx = np.array([position.get(code, -1) for code in self.host_code], dtype=np.int32)
        host_idx.setflags(write=False)
        return host_idx

    def select(self, codes: Sequence[str]) -> MeshTable:
        """Return the table with these items only, in this order.

        Raises
        ------
        UnknownNameError
            When the table lacks one.
        """
        columns = [self.table.get_item(code) for code in codes]
        return replace(self, table=self.table.select(codes), is_merged=self.is_merged[columns])

    def group_of(self) -> IntArray:
        """Return, per cell, the position of the cell that holds its figures, shape (n,).

        Figures summed over a group are exact for every item.
        """
        own = np.arange(len(self), dtype=np.int32)
        return np.where(self.host_idx >= 0, self.host_idx, own)

    def known_values(self, item: str) -> FloatArray:
        """Return an item with 0 for suppressed cells, shape (n,): for sums, not for maps.

        Raises
        ------
        UnknownNameError
            When the table lacks the item.
        """
        return np.nan_to_num(self.table.get_values(item), nan=0.0)
