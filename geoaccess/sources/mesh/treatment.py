"""Suppressed cells and the cells that hold their figures: HTKSYORI, HTKSAKI and GASSAN.

As e-Stat defines them: HTKSYORI 0 is a plain cell; 1 a cell to which the figures of others were
added, listed in GASSAN (合算); 2 a cell whose figures are withheld (``*``) and were added to the
cell in HTKSAKI (秘匿先).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.meshtable import Treatment
from geoaccess.model.statistics import Missing, Reasons
from geoaccess.units import IntArray

_SEPARATORS: Final = re.compile(r"[;,、\s]+")
_REMEDY: Final = "give the table as published, none of its rows left out"


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Cells of the three columns as written, with the number of each row."""

    row: tuple[int, ...]
    treatment: tuple[str, ...]
    host: tuple[str, ...]
    merged: tuple[str, ...]


def read_treatment(
    codes: Sequence[str], marks: Marks, missing: Reasons, where: str
) -> tuple[IntArray, tuple[str, ...], tuple[str, ...]]:
    """Return treatment and host code of each cell, length n each, and notes.

    Raises
    ------
    InputError
        When a mark is unknown, or hosts and suppressed cells contradict each other: no person
        may be counted twice or lost.
    """
    treatment = _read_marks(marks, where)
    hosts = [_split(text) for text in marks.host]
    guests = [_split(text) for text in marks.merged]
    faults = _find_contradictions(codes, treatment, hosts, guests)
    withheld = (missing == Missing.SUPPRESSED).any(axis=1)
    faults += [
        f"row {marks.row[i]}: {codes[i]} has suppressed figures but HTKSYORI {treatment[i]}"
        for i in np.flatnonzero(withheld & (treatment != Treatment.SUPPRESSED)).tolist()
    ]
    if faults:
        raise InputError(
            f"{where}: {len(faults)} marks of suppressed cells contradict each other "
            f"({describe_offenders(faults)}); {_REMEDY}"
        )
    host_code = tuple(one[0] if one else "" for one in hosts)
    return treatment, host_code, _describe(codes, treatment, hosts, guests)


def _read_marks(marks: Marks, where: str) -> IntArray:
    known = {str(int(one)): int(one) for one in Treatment} | {"": 0}
    texts = [unicodedata.normalize("NFKC", text) for text in marks.treatment]
    wrong = [
        f"row {row}: '{text}'"
        for row, text in zip(marks.row, texts, strict=True)
        if text not in known
    ]
    if wrong:
        raise InputError(
            f"{where}: {len(wrong)} cells have another HTKSYORI than 0, 1 or 2 "
            f"({describe_offenders(wrong)}); {_REMEDY}"
        )
    return np.array([known[text] for text in texts], dtype=np.int32)


def _split(text: str) -> list[str]:
    return [one for one in _SEPARATORS.split(unicodedata.normalize("NFKC", text)) if one]


def _find_contradictions(
    codes: Sequence[str], treatment: IntArray, hosts: list[list[str]], guests: list[list[str]]
) -> list[str]:
    """Return what does not fit between cells of the table; cells of other files are not judged."""
    own = set(codes)
    named = {(code, host) for code, one in zip(codes, hosts, strict=True) for host in one}
    listed = {(guest, code) for code, one in zip(codes, guests, strict=True) for guest in one}
    faults = [
        f"{guest} names {host} in HTKSAKI, whose GASSAN lacks it"
        for guest, host in sorted(named - listed)
        if host in own
    ]
    faults += [
        f"{host} lists {guest} in GASSAN, whose HTKSAKI lacks it"
        for guest, host in sorted(listed - named)
        if guest in own
    ]
    for code, mark, host, guest in zip(codes, treatment, hosts, guests, strict=True):
        if bool(guest) != (mark == Treatment.HOST):
            faults.append(f"{code}: HTKSYORI {mark} with {len(guest)} cells in GASSAN")
        if (bool(host) and mark != Treatment.SUPPRESSED) or len(host) > 1:
            faults.append(f"{code}: HTKSYORI {mark} with {len(host)} cells in HTKSAKI")
    return faults


def _describe(
    codes: Sequence[str], treatment: IntArray, hosts: list[list[str]], guests: list[list[str]]
) -> tuple[str, ...]:
    own = set(codes)
    suppressed = int((treatment == Treatment.SUPPRESSED).sum())
    if not suppressed and not any(guests):
        return ()
    n_hosts = int((treatment == Treatment.HOST).sum())
    notes = [
        f"{suppressed} of {len(codes)} cells are suppressed; {n_hosts} cells hold their figures"
    ]
    nowhere = [
        code
        for code, mark, one in zip(codes, treatment, hosts, strict=True)
        if mark == Treatment.SUPPRESSED and not one
    ]
    elsewhere = [code for code, one in zip(codes, hosts, strict=True) if one and one[0] not in own]
    foreign = [one for listed in guests for one in listed if one not in own]
    for found, what in (
        (nowhere, "suppressed cells name no other cell: their figures are in no sum"),
        (elsewhere, "suppressed cells have their figures in cells of another file"),
        (foreign, "cells of other files have their figures in cells of this one"),
    ):
        if found:
            notes.append(f"{len(found)} {what} ({describe_offenders(found)})")
    return tuple(notes)
