"""A results folder as it was written: its record and its tables, every cell a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class RunFolder:
    """What a run wrote.

    Attributes
    ----------
    name
        Name of the folder, for messages.
    command
        The command that wrote it: score, history, robustness, network or whatif.
    record
        Content of run.json.
    tables
        Rows by file name; a table that the run did not write is not among them.
    """

    name: str
    command: str
    record: Mapping[str, Any]
    tables: Mapping[str, tuple[Row, ...]]

    def rows(self, file: str) -> tuple[Row, ...]:
        """Return the rows of a table, none where the run did not write it."""
        return self.tables.get(file, ())


def number(text: str | None) -> float:
    """Return a cell as a number, NaN where it is empty."""
    return float(text) if text else np.nan


def name_of(row: Row, lang: str, stem: str = "name") -> str:
    """Return a name in a language; the other one where it is empty."""
    ja, en = row.get(f"{stem}_ja") or "", row.get(stem) or ""
    return (ja or en) if lang == "ja" else (en or ja)
