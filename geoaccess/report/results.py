"""Tables and records of a run: text for the terminal, and a results folder written whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaccess.config import INDICATORS
from geoaccess.model.accessibilities import Accessibilities
from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.places import Places
from geoaccess.model.ranking import Uncertainty
from geoaccess.model.text import Text
from geoaccess.report.files import RUN_FILE, Record, csv_text, json_text, replaced_folder, to_number
from geoaccess.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, format_clock

if TYPE_CHECKING:
    pass

WINS_UP_TO = 200
"""Of more sites wins.csv is not written: it grows with their square."""
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
    weak_links: tuple[Text | None, ...] = ()

    def order(self) -> list[int]:
        """Return the positions of the sites by rank, then as given."""
        return sorted(range(len(self.sites)), key=lambda i: (self.table.rank[i], i))

    def site_record(self, i: int) -> Record:
        """Return the row of a site; a value that is missing is None."""
        sites, table = self.sites, self.table
        drawn = table.uncertainty.ranking if table.uncertainty else None
        return {
            "site_id": sites.id[i],
            "name": sites.name[i],
            "name_ja": sites.name_ja[i],
            "lat": float(sites.lat[i]),
            "lon": float(sites.lon[i]),
            "mass": to_number(sites.mass[i]),
            "score": to_number(table.score[i]),
            "score_geometric": to_number(table.score_geometric[i]),
            "score_p05": to_number(drawn.score_p05[i]) if drawn else None,
            "score_p95": to_number(drawn.score_p95[i]) if drawn else None,
            "rank": int(table.rank[i]),
            "rank_geometric": int(table.rank_geometric[i]),
            "rank_best": int(drawn.rank_best[i]) if drawn else None,
            "rank_worst": int(drawn.rank_worst[i]) if drawn else None,
            "p_best": to_number(drawn.p_best[i]) if drawn else None,
        }

    def indicators(self, i: int) -> Record:
        """Return the indicators of a site; a missing one is None."""
        return {name: to_number(self.table.indicators[name][i]) for name in INDICATORS}

    def accessibilities(self, i: int) -> Record:
        """Return the sub-scores of a site beside the composite; a missing one is None."""
        found = self.table.accessibilities
        names = [one.name for one in fields(Accessibilities)]
        return {name: to_number(getattr(found, name)[i]) if found else None for name in names}

    def weak_link(self, i: int) -> Record:
        """Return the names of the section that a site hangs on; None where on none."""
        link = self.weak_links[i] if self.weak_links else None
        return {"worst_link": link.en if link else None, "worst_link_ja": link.ja if link else None}

    def contact_record(self, i: int, j: int) -> Record:
        """Return the day return of site i to hub j; what is not contactable has None times."""
        c = self.contacts
        met = bool(c.contactable[i, j])
        depart, arrive, leave, home = (
            int(times[i, j]) for times in (c.depart_s, c.arrive_s, c.return_depart_s, c.home_s)
        )
        drawn = self.table.uncertainty
        rides = max(int(c.out_rides[i, j]), int(c.back_rides[i, j]))
        return {
            "hub_id": self.hubs.id[j],
            "contactable": met,
            "probability": to_number(drawn.probability[i, j]) if drawn else None,
            "depart": format_clock(depart) if met else None,
            "arrive": format_clock(arrive) if met else None,
            "stay_min": _minutes(leave - arrive) if met else None,
            "return_depart": format_clock(leave) if met else None,
            "home": format_clock(home) if met else None,
            "out_min": _minutes(arrive - depart) if met else None,
            "back_min": _minutes(home - leave) if met else None,
            "round_trips": int(c.round_trips[i, j]),
            "transfers": max(rides - 1, 0) if met else None,
            "fare_yen": None if c.fare_yen is None else to_number(c.fare_yen[i, j]),
            "longest_stay_min": _minutes(int(c.longest_stay_s[i, j])) if met else None,
            "meeting_hours": to_number(c.meeting_s[i, j] / SECONDS_PER_HOUR),
        }

    def to_document(self) -> Record:
        """Return the plain content of `score --format json`."""
        return {
            "run": dict(self.run),
            "sites": [
                {
                    **self.site_record(i),
                    "indicators": self.indicators(i),
                    "accessibilities": self.accessibilities(i),
                    **self.weak_link(i),
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
                **self.accessibilities(i),
                **{name: text or "" for name, text in self.weak_link(i).items()},
                "missing": missing,
            }
            for i in self.order()
        ]

    def draw_tables(self, drawn: Uncertainty) -> dict[str, list[Record]]:
        """Return the tables of the draws by file name.

        draws.csv has by site the shares of its variance; ranks.csv a row for each rank that a
        site has in any draw; wins.csv the share of draws in which the site of the row is above
        that of the column, for up to WINS_UP_TO sites.
        """
        order, ids = self.order(), self.sites.id
        ranked = drawn.ranking.acceptability
        tables: dict[str, list[Record]] = {
            "draws.csv": [
                {
                    "site_id": ids[i],
                    "site_name": self.sites.name[i],
                    "site_name_ja": self.sites.name_ja[i],
                    **{
                        f"variance_{name}": to_number(share[i])
                        for name, share in drawn.variance_share.items()
                    },
                }
                for i in order
            ],
            "ranks.csv": [
                {"site_id": ids[i], "rank": rank + 1, "share": to_number(ranked[i, rank])}
                for i in order
                for rank in np.flatnonzero(ranked[i]).tolist()
            ],
        }
        if len(order) <= WINS_UP_TO:
            tables["wins.csv"] = [
                {"site_id": ids[i], **{ids[k]: to_number(drawn.ranking.wins[i, k]) for k in order}}
                for i in order
            ]
        return tables

    def contact_rows(self) -> list[Record]:
        """Return contacts.csv: one row a site and hub, by rank of the site."""
        return [
            {
                "site_id": self.sites.id[i],
                "site_name": self.sites.name[i],
                "site_name_ja": self.sites.name_ja[i],
                "hub_name": self.hubs.name[j],
                "hub_name_ja": self.hubs.name_ja[j],
                "hub_mass": to_number(self.hubs.mass[j]),
                **self.contact_record(i, j),
            }
            for i in self.order()
            for j in range(len(self.hubs))
        ]


def write_results(
    results: ScoreResults, folder: Path, *, map_html: str | None, map_data: bytes | None = None
) -> None:
    """Write the results folder whole: scores, contacts, draws, map and run record, or nothing.

    `map_data` is what the map can be made from again.

    Raises
    ------
    FileError
        When the folder holds something else than earlier results, or cannot be written.
    """
    with replaced_folder(folder) as fresh:
        scores = results.score_rows()
        (fresh / "scores.csv").write_bytes(csv_text(scores).encode("utf-8-sig"))
        contacts = csv_text(results.contact_rows())
        (fresh / "contacts.csv").write_bytes(contacts.encode("utf-8-sig"))
        drawn = results.table.uncertainty
        if drawn is not None:
            for name, rows in results.draw_tables(drawn).items():
                (fresh / name).write_bytes(csv_text(rows).encode("utf-8-sig"))
        _write_parquet(scores, fresh / "scores.parquet")
        _write_geopackage(scores, fresh / "scores.gpkg")
        if map_html is not None:
            (fresh / "map.html").write_text(map_html, encoding="utf-8")
        if map_data is not None:
            (fresh / "map.data").write_bytes(map_data)
        (fresh / RUN_FILE).write_text(json_text(results.run), encoding="utf-8")


def _write_parquet(rows: Sequence[Record], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    always_missing = {"mass", "score_p05", "score_p95", "p_best", *INDICATORS}
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


def _minutes(seconds: int) -> int:
    return round(seconds / SECONDS_PER_MINUTE)
