"""Tables and records of a sweep: variants, the value of a minute, places along a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geoaccess.errors import FileError, describe_offenders
from geoaccess.model.places import Places
from geoaccess.model.sweep import OBJECTIVES, Axis, Settings, SweepSite, Variant, VariantFigures
from geoaccess.model.sweepgrid import Step, Stretch, rank_variants, value_of_minute
from geoaccess.model.text import Text
from geoaccess.report.files import RUN_FILE, Record, csv_text, json_text, replaced_file, to_number
from geoaccess.units import FloatArray

TABLES = ("variants.csv", "marginals.csv", "marginal_sites.csv", "corridor.csv")
JOURNAL = "journal.jsonl"
_FILES = frozenset((*TABLES, JOURNAL, RUN_FILE))


@dataclass(frozen=True, kw_only=True, eq=False)
class SweepResults:
    """What is printed and written of a sweep.

    Attributes
    ----------
    values
        Every objective of every variant, by number.
    steps, stretches
        Of the axes of minutes, and of those of places.
    places
        Municipality of each place of a station, by (lat, lon).
    """

    sites: Places
    axes: tuple[Axis, ...]
    variants: tuple[Variant, ...]
    figures: tuple[VariantFigures, ...]
    values: Mapping[str, FloatArray]
    objective: str
    steps: tuple[Step, ...]
    stretches: tuple[Stretch, ...]
    places: Mapping[tuple[float, float], Text]
    run: Mapping[str, Any]
    warnings: tuple[Text, ...]

    @property
    def settings(self) -> list[Settings]:
        """Settings of the variants, by number."""
        return [one.settings for one in self.variants]

    def variant_rows(self) -> list[Record]:
        """Return variants.csv: one row a variant, the best by the objective first."""
        order = rank_variants(self.values[self.objective]).tolist()
        return [{"rank": rank, **self._variant(k)} for rank, k in enumerate(order, 1)]

    def marginal_rows(self) -> list[Record]:
        """Return marginals.csv: what a minute less gives between neighbouring values."""
        return [
            {
                **self._step(step),
                **{
                    f"{name}_per_min": to_number(
                        value_of_minute(step, self.settings, self.values[name])
                    )
                    for name in OBJECTIVES
                },
            }
            for step in self.steps
        ]

    def marginal_site_rows(self) -> list[Record]:
        """Return marginal_sites.csv: the same site by site, of what the objective is made of."""
        of_sites = np.array([one.of_sites(self.objective) for one in self.figures])
        rows = []
        for step in self.steps:
            found = np.asarray(value_of_minute(step, self.settings, of_sites))
            rows += [
                {
                    **self._step(step),
                    "site_id": self.sites.id[i],
                    "site_name": self.sites.name[i],
                    "site_name_ja": self.sites.name_ja[i],
                    "per_min": to_number(found[i]),
                }
                for i in range(len(self.sites))
                if found[i]
            ]
        return rows

    def corridor_rows(self) -> list[Record]:
        """Return corridor.csv: one row a place along a line, in the order of km."""
        rows = []
        for stretch in self.stretches:
            ranks = np.empty(stretch.rows.size, dtype=int)
            ranks[rank_variants(stretch.gain)] = np.arange(1, stretch.rows.size + 1)
            for i, k in enumerate(stretch.rows.tolist()):
                site = self._site(stretch, i)
                place = self.places.get((site.lat, site.lon), Text("", ""))
                rows.append(
                    {
                        "axis": self.axes[stretch.axis].name,
                        **self._others(stretch.axis, stretch.others),
                        "km": to_number(site.km),
                        "lat": site.lat,
                        "lon": site.lon,
                        "municipality": place.en,
                        "municipality_ja": place.ja,
                        "loss_min": to_number(site.loss_min),
                        "gain": to_number(stretch.gain[i]),
                        "rank": int(ranks[i]),
                        "near_best": bool(stretch.is_near_best[i]),
                        "sites_gain": to_number(stretch.gained[i]),
                        "sites_lose": to_number(stretch.lost[i]),
                        "variant": k,
                    }
                )
        return rows

    def best_places(self) -> list[Record]:
        """Return of each corridor the best place, and how flat the best is."""
        found = []
        for stretch in self.stretches:
            first, last = stretch.flat
            site = self._site(stretch, stretch.best)
            place = self.places.get((site.lat, site.lon), Text("", ""))
            found.append(
                {
                    "axis": self.axes[stretch.axis].name,
                    **self._others(stretch.axis, stretch.others),
                    "best_km": to_number(site.km),
                    "lat": site.lat,
                    "lon": site.lon,
                    "municipality": place.en,
                    "municipality_ja": place.ja,
                    "gain": to_number(stretch.gain[stretch.best]),
                    "sites_gain": to_number(stretch.gained[stretch.best]),
                    "sites_lose": to_number(stretch.lost[stretch.best]),
                    "loss_min": to_number(site.loss_min),
                    "flat_from_km": to_number(self._site(stretch, first).km),
                    "flat_to_km": to_number(self._site(stretch, last).km),
                    "places_near_best": int(stretch.is_near_best.sum()),
                    "places": int(stretch.rows.size),
                }
            )
        return found

    def minute_values(self) -> list[Record]:
        """Return of each axis of minutes the mean value of a minute over its whole range."""
        found = []
        for k in dict.fromkeys(step.axis for step in self.steps):
            mine = [step for step in self.steps if step.axis == k]
            values = [
                float(value_of_minute(step, self.settings, self.values[self.objective]))
                for step in mine
            ]
            low, high = (self.axes[k].values[i] for i in (0, -1))
            widths = [self._width(step) for step in mine]
            found.append(
                {
                    "axis": self.axes[k].name,
                    "from_min": to_number(low),
                    "to_min": to_number(high),
                    "per_min": to_number(np.average(values, weights=widths)),
                    "per_min_least": to_number(min(values)),
                    "per_min_most": to_number(max(values)),
                }
            )
        return found

    def to_document(self) -> Record:
        """Return the plain content of `whatif --sweep --format json`."""
        return {
            "run": dict(self.run),
            "objective": self.objective,
            "variants": self.variant_rows(),
            "minute_values": self.minute_values(),
            "marginals": self.marginal_rows(),
            "best_places": self.best_places(),
            "corridor": self.corridor_rows(),
            "warnings": [warning.en for warning in self.warnings],
        }

    def _variant(self, k: int) -> Record:
        figures = self.figures[k]
        net = figures.score
        return {
            "variant": k,
            "as_written": k == 0,
            **{
                axis.name: to_number(np.nan if value is None else value)
                for axis, value in zip(self.axes, self.variants[k].settings, strict=True)
            },
            **{name: to_number(self.values[name][k]) for name in OBJECTIVES},
            "new_pairs": int(figures.new_pairs.sum()),
            "lost_pairs": int(figures.lost_pairs.sum()),
            "sites_up": int((net > 0).sum()),
            "sites_down": int((net < 0).sum()),
        }

    def _step(self, step: Step) -> Record:
        low, high = (self.variants[k].settings for k in (step.low, step.high))
        others = (*low[: step.axis], None, *low[step.axis + 1 :])
        return {
            "axis": self.axes[step.axis].name,
            **self._others(step.axis, others),
            "from_min": to_number(_known(low[step.axis])),
            "to_min": to_number(_known(high[step.axis])),
        }

    def _width(self, step: Step) -> float:
        low, high = (self.variants[k].settings[step.axis] for k in (step.low, step.high))
        return _known(high) - _known(low)

    def _others(self, axis: int, settings: Settings) -> Record:
        parts = [
            f"{one.name}={'none' if value is None else format(value, 'g')}"
            for k, (one, value) in enumerate(zip(self.axes, settings, strict=True))
            if k != axis
        ]
        return {"others": "; ".join(parts)}

    def _site(self, stretch: Stretch, i: int) -> SweepSite:
        return self.variants[int(stretch.rows[i])].sites[self.axes[stretch.axis].name]


def check_sweep_folder(folder: Path) -> None:
    """Raise a FileError when a folder holds something else than a sweep, begun or finished."""
    if folder.resolve() == Path.cwd():
        raise FileError(f"{folder}: this is the working folder; give a folder of its own with -o")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FileError(f"{folder}: is a file; give a folder with -o")
    names = {path.name for path in folder.iterdir()}
    foreign = sorted(names - _FILES)
    if foreign or (names and JOURNAL not in names):
        what = describe_offenders(foreign) if foreign else f"no {JOURNAL}"
        raise FileError(f"{folder}: holds what is no sweep ({what}); give another folder with -o")


def write_sweep(results: SweepResults, folder: Path) -> None:
    """Write the tables of a sweep beside its journal, each whole or not at all.

    The record comes last: a folder with it is complete.

    Raises
    ------
    FileError
        When a file cannot be written.
    """
    tables: dict[str, Sequence[Record]] = {
        "variants.csv": results.variant_rows(),
        "marginals.csv": results.marginal_rows(),
        "marginal_sites.csv": results.marginal_site_rows(),
        "corridor.csv": results.corridor_rows(),
    }
    (folder / RUN_FILE).unlink(missing_ok=True)
    for name, rows in tables.items():
        if rows:
            with replaced_file(folder / name) as fresh:
                fresh.write_bytes(csv_text(rows).encode("utf-8-sig"))
        else:
            (folder / name).unlink(missing_ok=True)
    document = {
        **results.run,
        "minute_values": results.minute_values(),
        "best_places": results.best_places(),
    }
    with replaced_file(folder / RUN_FILE) as fresh:
        fresh.write_text(json_text(document) + "\n", encoding="utf-8")


def _known(value: float | None) -> float:
    return float("nan") if value is None else value
