"""Files written whole or not at all: text forms, results folders, tables."""

from __future__ import annotations

import codecs
import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaccess.errors import FileError, describe_offenders

if TYPE_CHECKING:
    import pyarrow as pa

Record = dict[str, Any]
DECIMALS = 4
"""Of every number in tables and JSON."""
RUN_FILE = "run.json"
RESULT_FILES = frozenset(
    (
        "scores.csv",
        "contacts.csv",
        "draws.csv",
        "ranks.csv",
        "wins.csv",
        "scores.parquet",
        "scores.gpkg",
        "map.html",
        "map.data",
        "sites.csv",
        "robustness.csv",
        "links.csv",
        "attribution.csv",
        "nodes.csv",
        "edges.csv",
        "communities.csv",
        "third_places.csv",
        "lines.csv",
        "changes.csv",
        "network.graphml",
        "network.gpkg",
        "history.csv",
        "openings.csv",
        "events.csv",
        "whatif.csv",
        "contacts_change.csv",
        "municipalities.csv",
        "populations.csv",
        "parts.csv",
        "stations.csv",
        "timeline.csv",
        "whatif.gpkg",
        RUN_FILE,
    )
)


def check_folder(folder: Path) -> None:
    """Raise a FileError when a folder cannot be replaced without losing what is not ours."""
    if folder.resolve() == Path.cwd():
        raise FileError(f"{folder}: this is the working folder; give a folder of its own with -o")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FileError(f"{folder}: is a file; give a folder with -o")
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in RESULT_FILES)
    if foreign or not (_is_results(folder) or not any(folder.iterdir())):
        what = describe_offenders(foreign) if foreign else RUN_FILE
        raise FileError(
            f"{folder}: holds what is no earlier result ({what}); give another folder with -o"
        )


def to_number(value: Any) -> float | None:
    """Return a value of a table, rounded to DECIMALS; None, an empty cell, for NaN."""
    return None if np.isnan(value) else round(float(value), DECIMALS)


def json_text(content: Any) -> str:
    """Return content as JSON text; no NaN can pass."""
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)


def csv_text(rows: Sequence[Record]) -> str:
    """Return rows as CSV text with a header; None is an empty cell."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table as .parquet or .csv (UTF-8 with BOM), whole or not at all.

    Raises
    ------
    FileError
        When the ending is another, or the file cannot be written.
    """
    if path.suffix not in (".parquet", ".csv"):
        raise FileError(f"{path.name}: give a file that ends in .parquet or .csv")
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    with replaced_file(path) as fresh:
        if path.suffix == ".parquet":
            pq.write_table(table, fresh)
            return
        with fresh.open("wb") as file:
            file.write(codecs.BOM_UTF8)
            pc.write_csv(
                table, file, pc.WriteOptions(quoting_style="needed", quoting_header="needed")
            )


def write_record(record: Mapping[str, Any], path: Path) -> None:
    """Write the record of a run as JSON, whole or not at all.

    Raises
    ------
    FileError
        When the file cannot be written.
    """
    with replaced_file(path) as fresh:
        fresh.write_text(json_text(record) + "\n", encoding="utf-8")


def write_text(text: str, path: Path) -> None:
    """Write a text in UTF-8, whole or not at all.

    Raises
    ------
    FileError
        When the file cannot be written.
    """
    with replaced_file(path) as fresh:
        fresh.write_text(text, encoding="utf-8")


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files, by name, as a results folder, whole or not at all.

    Raises
    ------
    FileError
        When the folder holds something else than earlier results, or cannot be written.
    """
    with replaced_folder(folder) as fresh:
        for name, content in files.items():
            (fresh / name).write_bytes(content)


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """Give a fresh folder beside the wanted one; put it in its place when all went well."""
    check_folder(folder)
    fresh: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        fresh.chmod(0o755)
        yield fresh
        if folder.exists():
            old = fresh.with_name(fresh.name + "-old")
            folder.rename(old)
            fresh.rename(folder)
            shutil.rmtree(old)
        else:
            fresh.rename(folder)
    except OSError as error:
        raise FileError(f"{folder}: cannot be written ({error.strerror or error})") from None
    finally:
        if fresh is not None and fresh.exists():
            shutil.rmtree(fresh, ignore_errors=True)


def _is_results(folder: Path) -> bool:
    """Return whether the record in a folder is one of geoaccess's own."""
    try:
        record = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(record, dict) and {"digest", "command", "versions"} <= set(record)


@contextmanager
def replaced_file(path: Path) -> Iterator[Path]:
    """Give a temporary file beside the wanted one; rename it when all went well."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield fresh
        fresh.replace(path)
    except OSError as error:
        raise FileError(f"{path}: cannot be written ({error.strerror or error})") from None
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
