"""Tables and records of a history: by year, by opening, and around every event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from geoaccess.model.history import MEASURES, Event, OpeningChange, StateFigures
from geoaccess.model.network import RailNetwork
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.report.files import RUN_FILE, Record, csv_text, json_text, replaced_folder, to_number

_CHANGES = {"reach_pct": "reach", "nearness_min": "nearness", "meeting_hours": "meeting"}
"""Stem of the columns of changes, by measure."""


@dataclass(frozen=True, kw_only=True, eq=False)
class HistoryResults:
    """What is printed and written of a history."""

    sites: Places
    hubs: Places
    years: tuple[int, ...]
    figures: tuple[StateFigures, ...]
    openings: tuple[OpeningChange, ...]
    events: tuple[Event, ...]
    network: RailNetwork
    run: Mapping[str, Any]
    warnings: tuple[Text, ...]

    def history_rows(self) -> list[Record]:
        """Return history.csv: one row a site and year."""
        return [
            {
                **self._site(i),
                "year": year,
                **{name: to_number(found.measure(name)[i]) for name in MEASURES},
                "hubs_met": int(found.hubs_met[i]),
                "hubs": len(self.hubs),
                "network_state": found.state,
            }
            for i in range(len(self.sites))
            for year, found in zip(self.years, self.figures, strict=True)
        ]

    def opening_rows(self) -> list[Record]:
        """Return openings.csv: one row an opening and site, the day before against the day."""
        rows = []
        for change in self.openings:
            opened = {
                "opening_date": change.opening.date.isoformat(),
                "sections": change.opening.name_sections(self.network, "en"),
                "sections_ja": change.opening.name_sections(self.network, "ja"),
            }
            for i in range(len(self.sites)):
                row = {**opened, **self._site(i), "served": bool(change.served[i])}
                for name, stem in _CHANGES.items():
                    before, after = change.before.measure(name)[i], change.after.measure(name)[i]
                    row |= {
                        f"{name}_before": to_number(before),
                        f"{name}_after": to_number(after),
                        f"{stem}_change": to_number(after - before),
                    }
                row["hubs_met_before"] = int(change.before.hubs_met[i])
                row["hubs_met_after"] = int(change.after.hubs_met[i])
                rows.append(row)
        return rows

    def event_rows(self) -> list[Record]:
        """Return events.csv: one row an event, site and year, five years before to after.

        Changes are since the end of the year before the event; differences are from the mean
        change of the sites that it did not serve.
        """
        rows = []
        for event in self.events:
            study = event.study
            if study is None:
                continue
            head = {
                "event_id": event.id,
                "kind": event.kind,
                "event": event.name,
                "event_ja": event.name_ja,
                "event_date": event.date,
                "event_year": event.year,
            }
            for i in range(len(self.sites)):
                for k, year in enumerate(study.year):
                    row = {
                        **head,
                        **self._site(i),
                        "year": year,
                        "relative_year": year - event.year,
                        "served": bool(event.served[i]),
                        "compared_with": bool(event.compared[i]),
                    }
                    for name, stem in _CHANGES.items():
                        row |= {
                            name: to_number(study.value[name][k, i]),
                            f"{stem}_change": to_number(study.change[name][k, i]),
                            f"{stem}_change_not_served": to_number(study.others[name][k]),
                            f"{stem}_difference": to_number(study.difference[name][k, i]),
                        }
                    rows.append(row)
        return rows

    def summary_rows(self, lang: Literal["en", "ja"]) -> list[tuple[str, ...]]:
        """Return what the terminal shows by site: first and last year, and the greatest gain.

        The gain is that of the day of an opening that served the site.
        """
        names = self.sites.name_ja if lang == "ja" else self.sites.name
        first, last = self.figures[0], self.figures[-1]
        gains = np.array(
            [
                np.where(one.served, one.after.reach_pct - one.before.reach_pct, 0)
                for one in self.openings
            ]
        ).reshape(len(self.openings), len(self.sites))
        rows: list[tuple[str, ...]] = []
        for i, name in enumerate(names):
            best = int(gains[:, i].argmax()) if self.openings else -1
            is_gain = best >= 0 and gains[best, i] > 0
            rows.append(
                (
                    name,
                    f"{first.reach_pct[i]:.1f}",
                    f"{last.reach_pct[i]:.1f}",
                    f"{first.meeting_hours[i]:.1f}",
                    f"{last.meeting_hours[i]:.1f}",
                    f"{self.openings[best].opening.date}: +{gains[best, i]:.1f}, "
                    f"{self.openings[best].opening.name_sections(self.network, lang)}"
                    if is_gain
                    else "-",
                )
            )
        return rows

    def to_document(self) -> Record:
        """Return the plain content of `history --format json`."""
        return {
            "run": dict(self.run),
            "history": self.history_rows(),
            "openings": self.opening_rows(),
            "events": self.event_rows(),
            "warnings": [warning.en for warning in self.warnings],
        }

    def _site(self, i: int) -> Record:
        sites = self.sites
        return {
            "site_id": sites.id[i],
            "site_name": sites.name[i],
            "site_name_ja": sites.name_ja[i],
            "municipality_code": sites.municipality_code[i],
        }


def write_history(results: HistoryResults, folder: Path) -> None:
    """Write the results folder of a history whole, or nothing.

    Raises
    ------
    FileError
        When the folder holds something else than earlier results, or cannot be written.
    """
    tables: dict[str, Sequence[Record]] = {
        "history.csv": results.history_rows(),
        "openings.csv": results.opening_rows(),
        "events.csv": results.event_rows(),
    }
    with replaced_folder(folder) as fresh:
        for name, rows in tables.items():
            if rows:
                (fresh / name).write_bytes(csv_text(rows).encode("utf-8-sig"))
        (fresh / RUN_FILE).write_text(json_text(results.run), encoding="utf-8")
