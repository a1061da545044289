"""Faults of a planner's table: all collected, raised once, in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from geoaccess.errors import SHOWN_OFFENDERS, InputError, describe_offenders

Subject = Literal["cells", "id", "position", "code", "mass", "compactness"]
SHOWN_CHARACTERS: Final = 40

_ONE: Final[dict[Subject, str]] = {
    "cells": "has more cells than the header",
    "id": "repeats an id",
    "position": "has no usable position",
    "code": "has an unusable municipality code",
    "mass": "has no usable mass",
    "compactness": "has no usable compactness",
}
_MANY: Final[dict[Subject, str]] = {
    "cells": "have more cells than the header",
    "id": "repeat an id",
    "position": "have no usable position",
    "code": "have an unusable municipality code",
    "mass": "have no usable mass",
    "compactness": "have no usable compactness",
}


@dataclass(frozen=True)
class Cause:
    """Why a value cannot be used: the kind of fault, the value as shown, the remedy.

    `hint` is what costs time to find (the nearest names): it is called for what is shown only.
    """

    kind: str
    shown: str
    remedy: str
    hint: Callable[[], str] | None = None


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault of one row (numbered as Excel shows it)."""

    row: int
    subject: Subject
    cause: Cause


def quote(text: object) -> str:
    """Return the text on one line, in single quotes, shortened where it is long."""
    line = " ".join(str(text).split())
    if len(line) > SHOWN_CHARACTERS:
        line = f"{line[: SHOWN_CHARACTERS - 1]}…"
    return f"'{line}'"


def raise_faults(where: str, unit: str, n_rows: int, faults: Sequence[Fault]) -> None:
    """Raise all faults of a table as one line; do nothing where there is none.

    Parameters
    ----------
    where
        Name of the file.
    unit
        What is counted: ``row``, or ``feature`` of a GIS layer.
    n_rows
        Rows of data in the table.
    faults
        Every fault found.

    Raises
    ------
    InputError
        When there is a fault.
    """
    if not faults:
        return
    sections = [
        _describe_subject(unit, n_rows, subject, group)
        for subject in _ONE
        if (group := [fault for fault in faults if fault.subject == subject])
    ]
    remedies = _unique(fault.cause.remedy for fault in faults)
    raise InputError(f"{where}: {'; '.join([*sections, *remedies])}.")


def _describe_subject(unit: str, n_rows: int, subject: Subject, faults: Sequence[Fault]) -> str:
    """Return ``3 of 41 rows have no usable position (rows 7, 12, 30: lat '35,68')``."""
    count = len({fault.row for fault in faults})
    kinds = _unique(fault.cause.kind for fault in faults)
    details = []
    for kind in kinds[:SHOWN_OFFENDERS]:
        group = [fault for fault in faults if fault.cause.kind == kind]
        rows = _unique(str(fault.row) for fault in group)
        plural = "s" if len(rows) > 1 else ""
        cause = group[0].cause
        hint = cause.hint() if cause.hint else ""
        details.append(f"{unit}{plural} {describe_offenders(rows)}: {cause.shown}{hint}")
    if len(kinds) > SHOWN_OFFENDERS:
        details.append(f"and {len(kinds) - SHOWN_OFFENDERS} more kinds of fault")
    of = f"{count} of {n_rows} {unit}{'' if n_rows == 1 else 's'}"
    return f"{of} {(_ONE if count == 1 else _MANY)[subject]} ({'; '.join(details)})"


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
