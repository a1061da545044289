"""One text file of a GTFS feed: columns by name, values converted once per distinct text."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geoaccess.errors import FileError, InputError, describe_offenders
from geoaccess.sources.faults import quote
from geoaccess.sources.gtfs.archive import FeedFiles
from geoaccess.sources.gtfs.faults import GtfsFaults
from geoaccess.units import BoolArray, IntArray

_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_BLOCK_BYTES: Final = 1 << 24
"""Arrow's unit of reading; no record may be longer."""


@dataclass(frozen=True, eq=False)
class GtfsTable:
    """Columns of one file as Arrow string arrays without outer blanks.

    Attributes
    ----------
    where
        Feed and file, as messages name them.
    row
        Shape (n_rows,): number of each record in the file, the header being 1; lines with
        nothing in them are not counted.
    columns
        Arrays by column name; a column that the file has not is all empty.
    missing
        Needed columns that the file has not: noted as a fault once, then let be.
    """

    where: str
    row: IntArray
    columns: dict[str, Any]
    faults: GtfsFaults
    missing: frozenset[str] = frozenset()

    @property
    def n_rows(self) -> int:
        """Number of records."""
        return self.row.size

    def strings(self, column: str) -> list[str]:
        """Return the texts of a column."""
        texts: list[str] = self.columns[column].to_pylist()
        return texts

    def blank(self, column: str) -> BoolArray:
        """Return which cells are empty."""
        import pyarrow.compute as pc

        flags: BoolArray = pc.equal(self.columns[column], "").to_numpy(zero_copy_only=False)
        return flags

    def index_in(self, column: str, values: Any) -> IntArray:
        """Return the positions of the cells in an Arrow array of values, -1 if not there."""
        import pyarrow.compute as pc

        found = pc.index_in(self.columns[column], value_set=values).fill_null(-1)
        index: IntArray = found.to_numpy(zero_copy_only=False)
        return index

    def convert(
        self, column: str, parse: Callable[[str], float], dtype: type[np.generic], remedy: str
    ) -> NDArray[Any]:
        """Return the parsed cells of a column; texts on which `parse` fails become faults."""
        if column in self.missing:
            return np.zeros(self.n_rows, dtype=dtype)
        encoded = self.columns[column].dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        values = np.zeros(len(texts), dtype=dtype)
        bad = np.zeros(len(texts), dtype=bool)
        for i, text in enumerate(texts):
            try:
                values[i] = parse(text)
            except (ValueError, OverflowError):
                bad[i] = True
        index = encoded.indices.to_numpy(zero_copy_only=False)
        self.refuse(bad[index], f"unusable {column}", remedy, shown=column)
        converted: NDArray[Any] = values[index]
        return converted

    def refuse(self, bad: BoolArray, what: str, remedy: str, *, shown: str) -> None:
        """Note the rows that are bad as a fault, with the cells of the column `shown`."""
        rows = np.flatnonzero(bad) if shown not in self.missing else np.zeros(0, dtype=int)
        cells = self.columns[shown]
        offenders = [f"row {self.row[i]}: {quote(cells[int(i)].as_py())}" for i in rows[:5]]
        offenders += [""] * max(rows.size - 5, 0)  # only counted
        self.faults.add(self.where, f"{rows.size} of {self.n_rows} rows: {what}", offenders, remedy)

    def refuse_repeated(self, column: str) -> None:
        """Note ids that appear more than once, or are empty, as a fault."""
        import pyarrow.compute as pc

        if column in self.missing:
            return
        counts = pc.value_counts(self.columns[column])
        repeated = counts.filter(pc.greater(counts.field("counts"), 1)).field("values").to_pylist()
        self.refuse(self.blank(column), f"empty {column}", "give every row an id", shown=column)
        self.faults.add(
            self.where,
            f"{len(repeated)} values of {column} appear more than once",
            [quote(one) for one in repeated if one],
            "keep one row of each",
        )


def read_gtfs_table(
    data: bytes, where: str, faults: GtfsFaults, *, needed: Sequence[str], optional: Sequence[str]
) -> GtfsTable:
    """Return the table of a file; needed columns that it has not are noted as a fault.

    Records whose known columns are all empty are left out.

    Raises
    ------
    FileError
        When the content is not UTF-8 (with or without byte order mark).
    InputError
        When it is not CSV, or records have another number of cells than the header.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    header, begin = _read_header(data, where)
    known = [name for name in (*needed, *optional) if name in header]
    twice = [name for name in known if header.count(name) > 1]
    faults.add(where, f"{len(twice)} columns appear more than once", twice, "keep one of each")
    missing = [name for name in needed if name not in header]
    faults.add(where, f"{len(missing)} columns are missing", missing, "add them to the header")
    table = _parse(data, begin, where, header, known)
    columns = {name: pc.utf8_trim_whitespace(table.column(name).combine_chunks()) for name in known}
    filled = np.zeros(table.num_rows, dtype=bool)
    for column in columns.values():
        filled |= pc.not_equal(column, "").to_numpy(zero_copy_only=False)
    if not np.all(filled):
        columns = {name: column.filter(pa.array(filled)) for name, column in columns.items()}
    row = np.flatnonzero(filled) + 2
    empty = pa.array([""] * row.size, type=pa.string())
    for name in (*needed, *optional):
        columns.setdefault(name, empty)
    return GtfsTable(
        where=where, row=row, columns=columns, faults=faults, missing=frozenset(missing)
    )


def read_needed(
    files: FeedFiles,
    name: str,
    faults: GtfsFaults,
    *,
    needed: Sequence[str],
    optional: Sequence[str] = (),
) -> GtfsTable:
    """Return a table that every feed has; its absence is noted as a fault."""
    if not files.content.get(name, b"").strip():
        faults.add(files.name, "a file is missing or empty", [name], "add it to the feed")
    return read_optional(files, name, faults, needed=needed, optional=optional)


def read_optional(
    files: FeedFiles,
    name: str,
    faults: GtfsFaults,
    *,
    needed: Sequence[str],
    optional: Sequence[str] = (),
) -> GtfsTable:
    """Return a table that a feed may have; one without records where it has not."""
    where = f"{files.name}: {name}"
    data = files.content.get(name, b"")
    if not data.strip():
        data = ",".join((*needed, *optional)).encode()
    return read_gtfs_table(data, where, faults, needed=needed, optional=optional)


def _read_header(data: bytes, where: str) -> tuple[list[str], int]:
    """Return the column names, and where the records begin."""
    end = _LINE_END.search(data)
    line, begin = (data[: end.start()], end.end()) if end else (data, len(data))
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"{where}: not UTF-8 text; save it as CSV in UTF-8") from error
    if not text.strip() or "\0" in text:
        raise InputError(f"{where}: there is no header row; the file is empty or not CSV")
    return [cell.strip() for cell in next(csv.reader([text]))], begin


def _parse(data: bytes, begin: int, where: str, header: Sequence[str], known: Sequence[str]) -> Any:
    """Return an Arrow table of the known columns, all as text."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    ragged: list[str] = []

    def skip(bad: Any) -> str:
        ragged.append(f"row {bad.number + 1}: {bad.actual_columns} cells")
        return "skip"

    names = [name if name in known else f"#{i}" for i, name in enumerate(header)]
    names = [name if name not in names[:i] else f"#{i}" for i, name in enumerate(names)]
    records = pa.py_buffer(data).slice(begin)
    if not data[begin:].strip():
        return pa.table({name: pa.array([], type=pa.string()) for name in known})
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(records),
            read_options=arrow_csv.ReadOptions(
                use_threads=False,  # so that faulty rows have their number
                block_size=_BLOCK_BYTES,
                column_names=names,
            ),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=skip),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=list(known), column_types=dict.fromkeys(known, pa.string())
            ),
        )
    except pa.ArrowInvalid as error:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            raise FileError(f"{where}: not UTF-8 text; save it as CSV in UTF-8") from None
        raise InputError(
            f"{where}: not a CSV table ({quote(error)}); check quotes and commas"
        ) from None
    if ragged:
        raise InputError(
            f"{where}: {len(ragged)} rows have another number of cells than the header "
            f"({describe_offenders(ragged)}); quote cells that hold a comma"
        )
    return table
