"""Tables and records of a run: text for the terminal, and a results folder written whole."""

from __future__ import annotations

import codecs
import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaccess.config import INDICATORS
from geoaccess.errors import FileError, describe_offenders
from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, FloatArray, format_clock

if TYPE_CHECKING:
    import pyarrow as pa

Record = dict[str, Any]
RUN_FILE = "run.json"
RESULT_FILES = frozenset(
    ("scores.csv", "contacts.csv", "scores.parquet", "scores.gpkg", "map.html", RUN_FILE)
)
_DECIMALS = 4
_FIXED_DATE = "2025-01-01T00:00:00.000Z"
"""Time stamp inside GeoPackages: the same run gives the same bytes."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoreResults:
    """What is printed and written of a scored run."""

    sites: Places
    hubs: Places
    table: ScoreTable
    contacts: Contacts
    run: Mapping[str, Any]
    warnings: tuple[Text, ...]

    def order(self) -> list[int]:
        """Return the positions of the sites by rank, then as given."""
        return sorted(range(len(self.sites)), key=lambda i: (self.table.rank[i], i))

    def site_record(self, i: int) -> Record:
        """Return the row of a site; a value that is missing is None."""
        sites, table = self.sites, self.table
        return {
            "site_id": sites.id[i],
            "name": sites.name[i],
            "name_ja": sites.name_ja[i],
            "lat": float(sites.lat[i]),
            "lon": float(sites.lon[i]),
            "score": _number(table.score[i]),
            "score_geometric": _number(table.score_geometric[i]),
            "score_p05": None,
            "score_p95": None,
            "rank": int(table.rank[i]),
            "rank_geometric": int(table.rank_geometric[i]),
            "rank_best": None,
            "rank_worst": None,
            "p_best": None,
        }

    def indicators(self, i: int) -> Record:
        """Return the indicators of a site; a missing one is None."""
        return {name: _number(self.table.indicators[name][i]) for name in INDICATORS}

    def contact_record(self, i: int, j: int) -> Record:
        """Return the day return of site i to hub j; what is not contactable has None times."""
        c = self.contacts
        met = bool(c.contactable[i, j])
        depart, arrive, leave, home = (
            int(times[i, j]) for times in (c.depart_s, c.arrive_s, c.return_depart_s, c.home_s)
        )
        rides = max(int(c.out_rides[i, j]), int(c.back_rides[i, j]))
        return {
            "hub_id": self.hubs.id[j],
            "contactable": met,
            "probability": None,
            "depart": format_clock(depart) if met else None,
            "arrive": format_clock(arrive) if met else None,
            "stay_min": _minutes(leave - arrive) if met else None,
            "return_depart": format_clock(leave) if met else None,
            "home": format_clock(home) if met else None,
            "out_min": _minutes(arrive - depart) if met else None,
            "back_min": _minutes(home - leave) if met else None,
            "round_trips": int(c.round_trips[i, j]),
            "transfers": max(rides - 1, 0) if met else None,
            "fare_yen": None,
            "longest_stay_min": _minutes(int(c.longest_stay_s[i, j])) if met else None,
            "meeting_hours": _number(c.meeting_s[i, j] / SECONDS_PER_HOUR),
        }

    def to_document(self) -> Record:
        """Return the plain content of `score --format json`."""
        return {
            "run": dict(self.run),
            "sites": [
                {
                    **self.site_record(i),
                    "indicators": self.indicators(i),
                    "missing": list(self.table.missing),
                    "contacts": [self.contact_record(i, j) for j in range(len(self.hubs))],
                }
                for i in self.order()
            ],
            "warnings": [warning.en for warning in self.warnings],
        }

    def score_rows(self) -> list[Record]:
        """Return scores.csv: one row a site, by rank."""
        missing = " ".join(self.table.missing)
        return [
            {
                "rank": self.table.rank[i].item(),
                **{k: v for k, v in self.site_record(i).items() if k != "rank"},
                "municipality_code": self.sites.municipality_code[i],
                "hubs_met": int(self.contacts.contactable[i].sum()),
                "hubs": len(self.hubs),
                **self.indicators(i),
                "missing": missing,
            }
            for i in self.order()
        ]

    def contact_rows(self) -> list[Record]:
        """Return contacts.csv: one row a site and hub, by rank of the site."""
        return [
            {
                "site_id": self.sites.id[i],
                "site_name": self.sites.name[i],
                "site_name_ja": self.sites.name_ja[i],
                "hub_name": self.hubs.name[j],
                "hub_name_ja": self.hubs.name_ja[j],
                **self.contact_record(i, j),
            }
            for i in self.order()
            for j in range(len(self.hubs))
        ]


def write_results(results: ScoreResults, folder: Path, *, map_html: str | None) -> None:
    """Write the results folder whole: scores, contacts, map and run record, or nothing.

    Raises
    ------
    FileError
        When the folder holds something else than earlier results, or cannot be written.
    """
    with _replaced_folder(folder) as fresh:
        scores = results.score_rows()
        (fresh / "scores.csv").write_bytes(csv_text(scores).encode("utf-8-sig"))
        contacts = csv_text(results.contact_rows())
        (fresh / "contacts.csv").write_bytes(contacts.encode("utf-8-sig"))
        _write_parquet(scores, fresh / "scores.parquet")
        _write_geopackage(scores, fresh / "scores.gpkg")
        if map_html is not None:
            (fresh / "map.html").write_text(map_html, encoding="utf-8")
        (fresh / RUN_FILE).write_text(json_text(results.run), encoding="utf-8")


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


def build_matrix_table(matrix: TravelTimeMatrix, origins: Places, targets: Places) -> pa.Table:
    """Return the table of a matrix: one row a pair, by origin, then target.

    Columns: from_id, to_id, travel_time_p05 … in minutes, reachable_share, fastest_min,
    first_arrival and last_departure as HH:MM; null where there is no connection.
    """
    import pyarrow as pa

    n, m = len(origins), len(targets)
    columns = {
        "from_id": pa.array(origins.id).take(pa.array(np.repeat(np.arange(n), m))),
        "to_id": pa.array(targets.id).take(pa.array(np.tile(np.arange(m), n))),
    }
    for p, values in zip(matrix.percentiles, matrix.travel_time_min, strict=True):
        columns[f"travel_time_p{p:02d}"] = _numbers(values)
    columns["reachable_share"] = _numbers(matrix.reachable_share)
    columns["fastest_min"] = _numbers(matrix.fastest_min)
    columns["first_arrival"] = _clocks(matrix.first_arrival_s)
    columns["last_departure"] = _clocks(matrix.last_departure_s)
    return pa.table(columns)


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

    with _replaced_file(path) as fresh:
        if path.suffix == ".parquet":
            pq.write_table(table, fresh)
            return
        with fresh.open("wb") as file:
            file.write(codecs.BOM_UTF8)
            pc.write_csv(
                table, file, pc.WriteOptions(quoting_style="needed", quoting_header="needed")
            )


def _write_parquet(rows: Sequence[Record], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    always_missing = {"score_p05", "score_p95", "p_best", *INDICATORS}
    table = pa.Table.from_pylist(list(rows))
    for name in always_missing & set(table.column_names):
        column = table.column(name).cast(pa.float64())
        table = table.set_column(table.column_names.index(name), name, column)
    for name in ("rank_best", "rank_worst"):
        column = table.column(name).cast(pa.int64())
        table = table.set_column(table.column_names.index(name), name, column)
    pq.write_table(table, path)


def _write_geopackage(rows: Sequence[Record], path: Path) -> None:
    """Write the scores as points (EPSG:4326) through pyogrio: geopandas costs 2 s to import."""
    import pyogrio
    import pyogrio.raw
    import shapely

    geometry = shapely.to_wkb(shapely.points([[row["lon"], row["lat"]] for row in rows]))
    names = list(rows[0])
    columns: list[np.ndarray[Any, Any]] = [
        np.array([row[name] for row in rows], dtype=_dtype(rows, name)) for name in names
    ]
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_DATE})
    pyogrio.raw.write(
        path, geometry, columns, names, layer="scores", driver="GPKG", geometry_type="Point",
        crs="EPSG:4326", dataset_options={"VERSION": "1.3"},
    )  # fmt: skip


def _dtype(rows: Sequence[Record], name: str) -> type:
    """Return the array type of a column: text, whole numbers, or numbers with gaps."""
    values = [row[name] for row in rows]
    if any(isinstance(value, str) for value in values):
        return object
    return np.int64 if all(isinstance(value, int) for value in values) else np.float64


@contextmanager
def _replaced_folder(folder: Path) -> Iterator[Path]:
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
def _replaced_file(path: Path) -> Iterator[Path]:
    """Give a temporary file beside the wanted one; rename it when all went well."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield fresh
        fresh.replace(path)
    except OSError as error:
        raise FileError(f"{path}: cannot be written ({error.strerror or error})") from None
    finally:
        fresh.unlink(missing_ok=True)


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else round(float(value), _DECIMALS)


def _minutes(seconds: int) -> int:
    return round(seconds / SECONDS_PER_MINUTE)


def _numbers(values: FloatArray) -> pa.Array:
    """Return values as a column, rounded, null for NaN."""
    import pyarrow as pa

    return pa.array(np.round(values.ravel(), _DECIMALS), from_pandas=True)


def _clocks(seconds: FloatArray) -> pa.Array:
    """Return seconds of the service day as a column of HH:MM, null for NaN."""
    import pyarrow as pa

    flat = seconds.ravel()
    missing = np.isnan(flat)
    minutes = np.where(missing, 0, flat // SECONDS_PER_MINUTE).astype(np.int64)
    labels = pa.array(
        [format_clock(minute * SECONDS_PER_MINUTE) for minute in range(minutes.max(initial=0) + 1)]
    )
    return labels.take(pa.array(minutes, mask=missing))
