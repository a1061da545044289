"""Mesh tables of several prefectures or first meshes as one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.meshtable import MeshTable, Treatment
from geoaccess.model.statistics import Missing, StatTable


def combine_mesh_tables(tables: Sequence[MeshTable]) -> MeshTable:
    """Return several tables of the same items and level as one; sums are those of all.

    A cell on the border of prefectures is in the table of each with the part that lies there:
    the parts are added. Hosts in another table are found. Where a part of a cell is suppressed
    the figure is that of its other part; the rest stands in the host as before.

    Raises
    ------
    InputError
        When there is no table, items or levels differ, or a table is given twice.
    """
    _check(tables)
    first = tables[0].table
    codes = list(dict.fromkeys(code for one in tables for code in one.codes))
    position = {code: i for i, code in enumerate(codes)}
    shape = (len(codes), len(first.items))
    total, n_known = np.zeros(shape), np.zeros(shape, dtype=np.int32)
    missing = np.zeros(shape, dtype=np.uint8)
    n_parts = np.zeros(len(codes), dtype=np.int32)
    treatment = np.full(len(codes), Treatment.SUPPRESSED, dtype=np.int32)
    host_code = np.full(len(codes), "", dtype="<U11")
    for one in tables:
        rows = np.array([position[code] for code in one.codes])
        total[rows] += np.nan_to_num(one.table.values, nan=0.0)
        n_known[rows] += one.table.missing == Missing.PRESENT
        missing[rows] = np.maximum(missing[rows], one.table.missing)
        treatment[rows] = _weaker(treatment[rows], one.treatment)
        hosts = np.array(one.host_code)
        host_code[rows[hosts != ""]] = hosts[hosts != ""]
        n_parts[rows] += 1
    host_code[treatment != Treatment.SUPPRESSED] = ""
    is_partial = (n_known > 0) & (n_known < n_parts[:, None])
    values = np.where(n_known > 0, total, np.nan)
    missing = np.where(n_known > 0, np.uint8(Missing.PRESENT), missing)
    n_shared = int((n_parts > 1).sum())
    notes = [f"{one.table.title}: {note}" for one in tables for note in one.table.notes]
    if n_shared:
        notes.append(
            f"{n_shared} cells are in several tables: their parts were added; in "
            f"{int(is_partial.any(axis=1).sum())} of them a part is suppressed"
        )
    table = StatTable(
        title=describe_offenders([one.table.title for one in tables]),
        area_code=tuple(codes),
        area_ja=("",) * len(codes),
        items=first.items,
        values=values,
        missing=missing,
        notes=tuple(notes),
    )
    return MeshTable(
        table=table,
        treatment=treatment,
        host_code=tuple(host_code.tolist()),
        is_merged=np.any([one.is_merged for one in tables], axis=0),
        is_estimate=any(one.is_estimate for one in tables),
    )


def _weaker(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return host before plain before suppressed: a cell is suppressed only in all its parts."""
    order = np.array([1, 0, 2])
    return np.where(order[one] <= order[other], one, other)


def _check(tables: Sequence[MeshTable]) -> None:
    if not tables:
        raise InputError("mesh tables: there is none; name at least one")
    first = tables[0]
    for other in tables[1:]:
        names = f"{first.table.title} and {other.table.title}"
        if [one.code for one in other.table.items] != [one.code for one in first.table.items]:
            raise InputError(f"{names}: the items differ; combine tables of one survey (T001100)")
        if other.level != first.level:
            raise InputError(f"{names}: cells of {first.level} and {other.level}; take one level")
    for i, one in enumerate(tables):
        for other in tables[:i]:
            rows = other.table.row_of
            shared = [(row, rows[code]) for row, code in enumerate(one.codes) if code in rows]
            if len(shared) > len(one) / 2 and all(
                np.array_equal(one.table.values[a], other.table.values[b], equal_nan=True)
                for a, b in shared
            ):
                raise InputError(
                    f"{other.table.title} and {one.table.title}: {len(shared)} cells are the same "
                    "in both; give each table once"
                )
