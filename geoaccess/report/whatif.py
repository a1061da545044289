"""Tables and records of a comparison: base and scenarios side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoaccess.model.comparison import Change, Timeline
from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.model.whatif import Alternative, PopulationChange
from geoaccess.report.files import RUN_FILE, Record, csv_text, json_text, replaced_folder, to_number
from geoaccess.report.layers import Layer, write_layers
from geoaccess.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, format_clock

STATUS: Final = Text("assumption", "仮定")
"""Of everything that a scenario changes: nobody has seen it."""
_CLOCKS: Final = ("depart", "arrive", "return_depart", "home")


@dataclass(frozen=True, kw_only=True, eq=False)
class WhatifResults:
    """What is printed and written of a comparison.

    Attributes
    ----------
    contacts, table, probability
        Of the base.
    zones
        Municipalities; None where they were not looked at.
    """

    sites: Places
    hubs: Places
    contacts: Contacts
    table: ScoreTable
    probability: np.ndarray[Any, Any] | None
    alternatives: tuple[Alternative, ...]
    zones: Places | None
    timeline: Timeline | None
    run: Mapping[str, Any]
    warnings: tuple[Text, ...]

    def order(self, one: Alternative) -> list[int]:
        """Return the positions of the sites by what they gain: score, then reach, then as given."""
        score, reach = one.changes["score"].difference, one.changes["reach_pct"].difference
        return sorted(range(len(self.sites)), key=lambda i: (-score[i], -reach[i], i))

    def is_unchanged(self, one: Alternative, i: int) -> bool:
        """Return whether a site's figures and days are exactly those of the base."""
        zero = all(bool(change.is_zero[i]) for change in one.changes.values())
        return zero and not bool(one.contact_changes.changed[i].any())

    def is_loser(self, one: Alternative, i: int) -> bool:
        """Return whether a site loses anything: a hub, a better day, or score."""
        changes = one.contact_changes
        taken = changes.lost[i].any() or changes.worse[i].any()
        return bool(taken or one.changes["score"].difference[i] < 0)

    def site_row(self, one: Alternative, i: int) -> Record:
        """Return the row of a site and scenario in whatif.csv."""
        changes, people = one.contact_changes, one.populations_sites
        rank = int(self.table.rank[i]), int(one.table.rank[i])
        spread = one.schedules.reach_pct[:, i] if one.schedules else None
        return {
            **self._scenario(one),
            **_place(self.sites, i, "site"),
            "unchanged": self.is_unchanged(one, i),
            "worse_off": self.is_loser(one, i),
            "rank_base": rank[0],
            "rank_scenario": rank[1],
            "rank_change": rank[0] - rank[1],
            **{
                key: value
                for name, change in one.changes.items()
                for key, value in _change(name, change, i).items()
            },
            "reach_pct_change_schedules_min": None if spread is None else to_number(spread.min()),
            "reach_pct_change_schedules_mean": None if spread is None else to_number(spread.mean()),
            "reach_pct_change_schedules_max": None if spread is None else to_number(spread.max()),
            "hubs_base": int(self.contacts.contactable[i].sum()),
            "hubs_scenario": int(one.contacts.contactable[i].sum()),
            "hubs_gained": int(changes.gained[i].sum()),
            "hubs_lost": int(changes.lost[i].sum()),
            "hubs_better": int(changes.better[i].sum()),
            "hubs_worse": int(changes.worse[i].sum()),
            "gained": self._hub_names(changes.gained[i]),
            "lost": self._hub_names(changes.lost[i]),
            "hub_mass_gained": to_number(one.mass_gained[i]),
            "hub_mass_lost": to_number(one.mass_lost[i]),
            **_population(people, i),
            **self._assumed(one),
        }

    def site_rows(self) -> list[Record]:
        """Return whatif.csv: one row a scenario and site, who gains most first."""
        return [self.site_row(one, i) for one in self.alternatives for i in self.order(one)]

    def contact_rows(self) -> list[Record]:
        """Return contacts_change.csv: pairs whose days are not those of the base."""
        return [
            self.contact_row(one, i, j)
            for one in self.alternatives
            for i in self.order(one)
            for j in np.flatnonzero(one.contact_changes.changed[i]).tolist()
        ]

    def contact_row(self, one: Alternative, i: int, j: int) -> Record:
        """Return the row of a pair in contacts_change.csv: its day before and after."""
        changes, hubs = one.contact_changes, self.hubs
        kinds = ("gained", "lost", "better", "worse")
        kind = next((name for name in kinds if getattr(changes, name)[i, j]), "other")
        row: Record = {
            **self._scenario(one),
            **_place(self.sites, i, "site"),
            "hub_id": hubs.id[j],
            "hub_name": hubs.name[j],
            "hub_name_ja": hubs.name_ja[j],
            "hub_mass": to_number(hubs.mass[j]),
            "change": kind,
        }
        for when, contacts, share in (
            ("base", self.contacts, self.probability),
            ("scenario", one.contacts, one.probability),
        ):
            row |= {f"{name}_{when}": value for name, value in _day(contacts, i, j).items()}
            known = share is not None
            row[f"probability_{when}"] = to_number(share[i, j]) if known else None  # type: ignore[index]
        return row | self._assumed(one)

    def zone_rows(self) -> list[Record]:
        """Return municipalities.csv: one row a scenario and municipality, in the order of codes."""
        if self.zones is None:
            return []
        return [
            {
                **self._scenario(one),
                "code": self.zones.id[i],
                "name": self.zones.name[i],
                "name_ja": self.zones.name_ja[i],
                "population": to_number(self.zones.mass[i]),
                **{
                    key: value
                    for name, change in found.figures.items()
                    for key, value in _change(name, change, i).items()
                },
                "hubs_base": int(found.hubs_before[i]),
                "hubs_scenario": int(found.hubs_after[i]),
                "hubs_gained": int(found.hubs_gained[i]),
                "hubs_lost": int(found.hubs_lost[i]),
                **self._assumed(one),
            }
            for one in self.alternatives
            if (found := one.zones) is not None
            for i in range(len(self.zones))
        ]

    def population_rows(self) -> list[Record]:
        """Return populations.csv: residents within a day of every hub and site."""
        rows = []
        for one in self.alternatives:
            for role, places, people in (
                ("hub", self.hubs, one.populations_hubs),
                ("site", self.sites, one.populations_sites),
            ):
                if people is not None:
                    rows += [
                        {
                            **self._scenario(one),
                            "role": role,
                            **_place(places, i, "place"),
                            **_population(people, i),
                            **self._assumed(one),
                        }
                        for i in range(len(places))
                    ]
        return rows

    def part_rows(self) -> list[Record]:
        """Return parts.csv: what each part of a scenario adds to the reach of each site."""
        return [
            {
                **self._scenario(one),
                "part": part.name.en,
                "part_ja": part.name.ja,
                **_place(self.sites, i, "site"),
                "reach_pct_change": to_number(one.changes["reach_pct"].difference[i]),
                "reach_pct_left_out": to_number(part.left_out[i]),
                "reach_pct_share": None if part.share is None else to_number(part.share[i]),
                **self._assumed(one),
            }
            for one in self.alternatives
            for part in one.parts
            for i in range(len(self.sites))
        ]

    def station_rows(self) -> list[Record]:
        """Return stations.csv: where the days shown get on and off new or changed trains."""
        return [
            {
                **self._scenario(one),
                "station_id": use.station,
                "station": use.name.en,
                "station_ja": use.name.ja,
                "boardings": use.boardings,
                "alightings": use.alightings,
                "boardings_of_gained_pairs": use.gained_boardings,
                "sites": use.sites,
                **self._assumed(one),
            }
            for one in self.alternatives
            for use in one.stations
        ]

    def timeline_rows(self) -> list[Record]:
        """Return timeline.csv: reach of each site at the end of each year."""
        found = self.timeline
        if found is None:
            return []
        return [
            {
                **_place(self.sites, i, "site"),
                "year": year,
                "status": STATUS.en,
                "status_ja": STATUS.ja,
                **{f"p_open_{name}": to_number(share[k]) for name, share in found.p_open.items()},
                "reach_pct_base": to_number(self._stated_reach[i]),
                "reach_pct_expected": to_number(found.expected[k, i]),
                "reach_pct_p05": to_number(found.p05[k, i]),
                "reach_pct_p95": to_number(found.p95[k, i]),
                **_sentences(text for one in self.alternatives for text in one.assumptions),
            }
            for i in range(len(self.sites))
            for k, year in enumerate(found.year)
        ]

    def to_document(self) -> Record:
        """Return the plain content of `whatif --format json`."""
        return {
            "run": dict(self.run),
            "sites": self.site_rows(),
            "contacts": self.contact_rows(),
            "municipalities": self.zone_rows(),
            "populations": self.population_rows(),
            "parts": self.part_rows(),
            "stations": self.station_rows(),
            "timeline": self.timeline_rows(),
            "warnings": [warning.en for warning in self.warnings],
        }

    @cached_property
    def _stated_reach(self) -> np.ndarray[Any, Any]:
        return self.alternatives[0].changes["reach_pct"].before

    def _scenario(self, one: Alternative) -> Record:
        return {
            "scenario": one.name,
            "scenario_title": one.title.en,
            "scenario_title_ja": one.title.ja,
            "status": STATUS.en,
            "status_ja": STATUS.ja,
        }

    def _assumed(self, one: Alternative) -> Record:
        return _sentences(one.assumptions)

    def _hub_names(self, chosen: np.ndarray[Any, Any]) -> str:
        return "; ".join(self.hubs.name[j] for j in np.flatnonzero(chosen).tolist())


def _sentences(texts: Any) -> Record:
    each = tuple(dict.fromkeys(texts))
    return {
        "assumptions": " ".join(one.en for one in each),
        "assumptions_ja": "".join(one.ja for one in each),
    }


def _place(places: Places, i: int, what: str) -> Record:
    return {
        f"{what}_id": places.id[i],
        f"{what}_name": places.name[i],
        f"{what}_name_ja": places.name_ja[i],
        "municipality_code": places.municipality_code[i],
    }


def _change(name: str, change: Change, i: int) -> Record:
    """Return the columns of a figure: base, scenario, change, and what draws say of it."""
    row: Record = {
        f"{name}_base": to_number(change.before[i]),
        f"{name}_scenario": to_number(change.after[i]),
        f"{name}_change": to_number(change.difference[i]),
    }
    if change.p05 is not None and change.p95 is not None and change.p_above_zero is not None:
        row |= {
            f"{name}_change_p05": to_number(change.p05[i]),
            f"{name}_change_p95": to_number(change.p95[i]),
            f"{name}_p_above_zero": to_number(change.p_above_zero[i]),
        }
    return row


def _population(people: PopulationChange | None, i: int) -> Record:
    if people is None:
        return {}
    return {
        f"population_{name}": round(float(getattr(people, key)[i]))
        for name, key in (
            ("base", "before"), ("scenario", "after"), ("gained", "gained"), ("lost", "lost"),
        )
    }  # fmt: skip


def _day(contacts: Contacts, i: int, j: int) -> Record:
    """Return the day shown of a pair; None where it cannot meet."""
    met = bool(contacts.contactable[i, j])
    row: Record = {
        name: format_clock(int(getattr(contacts, f"{name}_s")[i, j])) if met else None
        for name in _CLOCKS
    }
    stay_s = int(contacts.longest_stay_s[i, j])
    row["longest_stay_min"] = round(stay_s / SECONDS_PER_MINUTE) if met else None
    row["meeting_hours"] = to_number(contacts.meeting_s[i, j] / SECONDS_PER_HOUR)
    row["round_trips"] = int(contacts.round_trips[i, j])
    return row


def write_whatif(
    results: WhatifResults,
    folder: Path,
    *,
    map_html: str | None = None,
    map_data: bytes | None = None,
) -> None:
    """Write the results folder of a comparison whole, or nothing; empty tables are left out.

    `map_data` is what the map can be made from again.

    Raises
    ------
    FileError
        When the folder holds something else than earlier results, or cannot be written.
    """
    sites, zones = results.site_rows(), results.zone_rows()
    tables: dict[str, Sequence[Record]] = {
        "whatif.csv": sites,
        "contacts_change.csv": results.contact_rows(),
        "municipalities.csv": zones,
        "populations.csv": results.population_rows(),
        "parts.csv": results.part_rows(),
        "stations.csv": results.station_rows(),
        "timeline.csv": results.timeline_rows(),
    }
    with replaced_folder(folder) as fresh:
        for name, rows in tables.items():
            if rows:
                (fresh / name).write_bytes(csv_text(rows).encode("utf-8-sig"))
        layers = [Layer(name="sites", geometry="Point", rows=sites, positions=_at(results, sites))]
        if results.zones is not None:
            at = dict(zip(results.zones.id, _lonlat(results.zones), strict=True))
            positions = [[at[row["code"]]] for row in zones]
            layers.append(
                Layer(name="municipalities", geometry="Point", rows=zones, positions=positions)
            )
        write_layers(layers, fresh / "whatif.gpkg")
        if map_html is not None:
            (fresh / "map.html").write_text(map_html, encoding="utf-8")
        if map_data is not None:
            (fresh / "map.data").write_bytes(map_data)
        (fresh / RUN_FILE).write_text(json_text(results.run), encoding="utf-8")


def _at(results: WhatifResults, rows: Sequence[Record]) -> list[list[tuple[float, float]]]:
    at = dict(zip(results.sites.id, _lonlat(results.sites), strict=True))
    return [[at[row["site_id"]]] for row in rows]


def _lonlat(places: Places) -> list[tuple[float, float]]:
    return list(zip(places.lon.tolist(), places.lat.tolist(), strict=True))
