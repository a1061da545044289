"""An estimate, on request: figures of merged cells spread back by population."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.meshtable import MeshTable
from geoaccess.model.statistics import Missing


def spread_merged(mesh: MeshTable, weight: str) -> MeshTable:
    """Return the table with merged figures spread over their cells by another item.

    What a group of cells has together (host and suppressed cells) is shared out in proportion
    to the weight of each cell. Sums of groups, and so of the whole table, stay as they are;
    the figures of single cells become estimates that are not whole numbers, and say nothing
    about differences within a group. Where a group has no weight at all the figures stay with
    the host. Cells whose host is in no file stay missing.

    Parameters
    ----------
    weight
        An item published for every cell: total population, or households for households.

    Raises
    ------
    InputError
        When the weight is itself suppressed, or the table was spread before.
    UnknownNameError
        When the table lacks the weight.
    """
    table = mesh.table
    if mesh.is_estimate:
        raise InputError(f"{table.title}: its merged figures have been spread already")
    weights = table.get_values(weight)
    if np.isnan(weights).any():
        raise InputError(
            f"{table.title}: {weight} is missing in {int(np.isnan(weights).sum())} cells; spread "
            "by an item that is published for every cell, such as the total population"
        )
    group = mesh.group_of()
    whole = np.bincount(group, weights=weights, minlength=len(mesh))
    share = np.divide(weights, whole[group], out=np.zeros(len(mesh)), where=whole[group] > 0)
    is_own = group == np.arange(len(mesh))
    share[is_own & (whole == 0)] = 1.0
    is_alone = np.bincount(group, minlength=len(mesh))[group] == 1
    values = table.values.copy()
    columns = np.flatnonzero(mesh.is_merged)
    spread = values[group][:, columns] * share[:, None]
    values[:, columns] = np.where(is_alone[:, None], values[:, columns], spread)
    missing = np.where(np.isnan(values), table.missing, np.uint8(Missing.PRESENT))
    note = (
        f"{int((~is_alone).sum())} cells of {len(mesh)} hold estimates in {len(columns)} items: "
        f"merged figures were spread by {weight}; sums are unchanged"
    )
    return replace(
        mesh,
        table=replace(table, values=values, missing=missing, notes=(*table.notes, note)),
        is_estimate=True,
    )
