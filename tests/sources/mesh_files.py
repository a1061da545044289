"""Small mesh tables in the layout of e-Stat, with suppressed cells."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.sources.statistics_files import write

HEADER = "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T001100001,T001100004,T001100034"
LABELS = ",,,,　人口（総数）,　０～１４歳人口　総数,　世帯総数"
ROWS = (
    "53394611,0,,,100,10,40",
    "53394612,1,,53394613;53394622,60,12,30",
    "53394613,2,53394612,,3,*,2",
    "53394621,0,,,50,5,20",
    "53394622,2,53394612,,1,*,1",
)
"""Twelve children live in 53394612, 53394613 and 53394622 together, of 64 people."""


def mesh_text(rows: Iterable[str] = ROWS) -> str:
    """Return a table as text."""
    return "\n".join([HEADER, LABELS, *rows]) + "\n"


def write_mesh(folder: Path, rows: Iterable[str] = ROWS, name: str = "tblT001100S13.txt") -> Path:
    """Write a table and return its path."""
    return write(folder, name, mesh_text(rows))
