"""Tables of a robustness run: by site, by site and link, by link, and the lines of each site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geoaccess.model.closures import LINK_KINDS, LinkEffects, LinkKind
from geoaccess.model.network import Line
from geoaccess.model.places import Places
from geoaccess.model.robustness import Attribution, LinkImportance, SiteRobustness
from geoaccess.model.text import Text
from geoaccess.report.files import Record, csv_text, json_text, to_number, write_folder
from geoaccess.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, BoolArray, FloatArray

WORTH_A_ROW = 5e-5
"""Share of the reach below which a line has no row: it would show as 0."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RobustnessResults:
    """What is printed and written of a robustness run; shapes as in `RobustnessRun`."""

    sites: Places
    hubs: Places
    met: BoolArray
    reach: FloatArray
    meeting_s: FloatArray
    effects: Mapping[LinkKind, LinkEffects]
    sites_by_kind: Mapping[LinkKind, SiteRobustness]
    links_by_kind: Mapping[LinkKind, LinkImportance]
    survives_lines: BoolArray
    disjoint: BoolArray
    lines: tuple[Line, ...]
    attribution: Attribution | None
    reach_without_lines: FloatArray
    run: Mapping[str, Any]
    warnings: tuple[Text, ...]

    def order(self) -> list[int]:
        """Return the sites, those that keep most without their worst section first."""
        kept = np.nan_to_num(self.sites_by_kind["section"].retention, nan=-1)
        return sorted(range(len(self.sites)), key=lambda i: (-kept[i], i))

    def worst_link(self, i: int, kind: LinkKind) -> Text | None:
        """Return the name of the link of a kind that a site hangs on, None where on none."""
        effect = int(self.sites_by_kind[kind].worst_effect[i])
        if effect < 0:
            return None
        effects = self.effects[kind]
        return effects.links[int(effects.link_idx[effect])].name

    def site_record(self, i: int) -> Record:
        """Return the row of a site in sites.csv."""
        sites = self.sites
        record: Record = {
            "site_id": sites.id[i],
            "name": sites.name[i],
            "name_ja": sites.name_ja[i],
            "lat": float(sites.lat[i]),
            "lon": float(sites.lon[i]),
            "reach_pct": to_number(100 * self.reach[i]),
            "reach_without_lines_pct": to_number(100 * self.reach_without_lines[i]),
            "meeting_hours": to_number(self.meeting_s[i] / SECONDS_PER_HOUR),
            "hubs_met": int(self.met[i].sum()),
            "hubs_survive_any_line": int(self.survives_lines[i].sum()),
            "hubs_line_disjoint": int(self.disjoint[i].sum()),
        }
        for kind in LINK_KINDS:
            found, worst = self.sites_by_kind[kind], self.worst_link(i, kind)
            record |= {
                f"{kind}_retention": to_number(found.retention[i]),
                f"{kind}_worst": worst.en if worst else None,
                f"{kind}_worst_ja": worst.ja if worst else None,
                f"{kind}_equally_bad": int(found.equally_bad[i]),
                f"{kind}_mean_retention": to_number(found.mean_retention[i]),
                f"{kind}_meeting_retention": to_number(found.meeting_retention[i]),
            }
        section = self.sites_by_kind["section"]
        return record | {
            "exposure_min": to_number(section.exposure_min[i]),
            "worst_exposure_min": to_number(section.worst_exposure_min[i]),
        }

    def effect_rows(self) -> list[Record]:
        """Return robustness.csv: one row a site and link that its longest days run over."""
        return [
            self._effect_record(kind, row)
            for kind in LINK_KINDS
            for row in range(self.effects[kind].site_idx.size)
        ]

    def link_rows(self) -> list[Record]:
        """Return links.csv: one row a link that some site uses, the most important first."""
        rows = []
        for kind in LINK_KINDS:
            found, links = self.links_by_kind[kind], self.effects[kind].links
            used = np.flatnonzero(found.sites_using)
            order = np.lexsort((used, -found.importance_min[used], -found.importance_reach[used]))
            rows += [
                {
                    "kind": kind,
                    "link_id": links[k].id,
                    "link": links[k].name.en,
                    "link_ja": links[k].name.ja,
                    "km": to_number(links[k].km) if links[k].km else None,
                    "sites_using": int(found.sites_using[k]),
                    "sites_losing": int(found.sites_losing[k]),
                    "importance_reach_pct": to_number(100 * found.importance_reach[k]),
                    "importance_min": to_number(found.importance_min[k]),
                    "worst_retention": to_number(found.worst_retention[k]),
                }
                for k in used[order].tolist()
            ]
        return rows

    def line_rows(self) -> list[Record]:
        """Return attribution.csv: one row a site and line that carries some of its reach."""
        shared = self.attribution
        if shared is None:
            return []
        alone = self._leave_one_out()
        rows = []
        for i in self.order():
            for k in np.argsort(-shared.share[i], kind="stable").tolist():
                share, lost = shared.share[i, k], alone.get((i, self.lines[k].id), 0.0)
                if max(abs(share), lost) >= WORTH_A_ROW:
                    rows.append(
                        {
                            "site_id": self.sites.id[i],
                            "site_name": self.sites.name[i],
                            "site_name_ja": self.sites.name_ja[i],
                            "line_id": self.lines[k].id,
                            "line": self.lines[k].en,
                            "line_ja": self.lines[k].ja,
                            "shapley_pct": to_number(100 * share),
                            "standard_error_pct": to_number(100 * shared.standard_error[i, k]),
                            "leave_one_out_pct": to_number(100 * lost),
                        }
                    )
        return rows

    def to_document(self) -> Record:
        """Return the plain content of `robustness --format json`."""
        by_site: dict[str, list[Record]] = {one: [] for one in self.sites.id}
        for row in self.line_rows():
            by_site[row["site_id"]].append({k: v for k, v in row.items() if "site" not in k})
        corridors: dict[str, list[Record]] = {one: [] for one in self.sites.id}
        for row in self.effect_rows():
            if row["kind"] == "corridor":
                plain = {k: v for k, v in row.items() if "site" not in k and k != "kind"}
                corridors[row["site_id"]].append(plain)
        return {
            "run": dict(self.run),
            "sites": [
                {
                    **self.site_record(i),
                    "corridors": corridors[self.sites.id[i]],
                    "lines": by_site[self.sites.id[i]],
                }
                for i in self.order()
            ],
            "links": self.link_rows(),
            "warnings": [warning.en for warning in self.warnings],
        }

    def _effect_record(self, kind: LinkKind, row: int) -> Record:
        effects = self.effects[kind]
        i, link = int(effects.site_idx[row]), effects.links[int(effects.link_idx[row])]
        kept = effects.reach[row] / self.reach[i]  # only sites that reach something use a link
        lost_s = self.meeting_s[i] - effects.meeting_s[row]
        return {
            "site_id": self.sites.id[i],
            "site_name": self.sites.name[i],
            "site_name_ja": self.sites.name_ja[i],
            "kind": kind,
            "link_id": link.id,
            "link": link.name.en,
            "link_ja": link.name.ja,
            "retention": to_number(kept),
            "reach_pct": to_number(100 * effects.reach[row]),
            "hubs_lost": int(self.met[i].sum() - effects.met[row].sum()),
            "meeting_hours": to_number(effects.meeting_s[row] / SECONDS_PER_HOUR),
            "meeting_min_lost": to_number(max(lost_s, 0) / SECONDS_PER_MINUTE),
        }

    def _leave_one_out(self) -> dict[tuple[int, str], float]:
        """Return the reach that each site loses without a line."""
        effects = self.effects["line"]
        lost = self.reach[effects.site_idx] - effects.reach
        return {
            (i, effects.links[k].id): max(float(loss), 0.0)
            for i, k, loss in zip(
                effects.site_idx.tolist(), effects.link_idx.tolist(), lost, strict=True
            )
        }


def write_robustness(results: RobustnessResults, folder: Path) -> None:
    """Write the results folder whole: sites, effects, links, lines and run record, or nothing.

    Raises
    ------
    FileError
        When the folder holds something else than earlier results, or cannot be written.
    """
    tables = {
        "sites.csv": [results.site_record(i) for i in results.order()],
        "robustness.csv": results.effect_rows(),
        "links.csv": results.link_rows(),
        "attribution.csv": results.line_rows(),
    }
    files = {name: csv_text(rows).encode("utf-8-sig") for name, rows in tables.items() if rows}
    write_folder({**files, "run.json": json_text(results.run).encode()}, folder)
