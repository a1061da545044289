"""The shipped tables: what there is, how much, of which edition, from which sources."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from geoaccess.sources.csvtable import read_table
from geoaccess.sources.shipped import data_path


def list_tables() -> list[dict[str, Any]]:
    """Return one record per shipped file: name, rows (None if not a table), editions, sources."""
    root = data_path()
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return [_describe(path, root) for path in files if path.suffix not in (".py", ".md", ".pyc")]


def _describe(path: Path, root: Path) -> dict[str, Any]:
    record: dict[str, Any] = {
        "file": path.relative_to(root).as_posix(),
        "rows": None,
        "kB": max(1, path.stat().st_size // 1024),
        "editions": "",
        "sources": "",
    }
    if path.suffix == ".csv":
        rows = read_table(path, _header(path))
        record["rows"] = len(rows)
        if rows and "edition" in rows[0].cells:
            editions = sorted({row["edition"] for row in rows} - {""})
            record["editions"] = _span(editions)
        if rows and "source" in rows[0].cells:
            words = dict.fromkeys(word for row in rows for word in row.words("source"))
            record["sources"] = " ".join(words)
    return record


def _span(editions: list[str]) -> str:
    return " … ".join(dict.fromkeys(editions[:1] + editions[-1:]))


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file), [])
