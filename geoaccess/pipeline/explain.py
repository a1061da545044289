"""Why a site scores what it scores: a results folder told in sentences, Japanese or English.

Everything but the trains is read from the folder. The trains of the day shown are looked up
again, and left out with a note where the files of the run have changed since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geoaccess.config import INDICATORS, IndicatorConfig
from geoaccess.errors import FileError, GeoaccessError, UnknownNameError, describe_offenders
from geoaccess.model.runfolder import Row, RunFolder, number
from geoaccess.model.text import Text, fold_name
from geoaccess.pipeline.inputs import describe_inputs
from geoaccess.pipeline.itinerary import ItineraryRun, find_journey
from geoaccess.pipeline.request import Progress, load_world
from geoaccess.pipeline.requestrecord import read_request
from geoaccess.pipeline.telling import (
    Part,
    name_rides,
    tell_hubs,
    tell_parts,
    tell_rank,
    tell_score,
    tell_stability,
    tell_weak_link,
)
from geoaccess.scores.composite import normalise
from geoaccess.sources.runfolder import load_run_folder
from geoaccess.units import parse_clock


@dataclass(frozen=True, kw_only=True, eq=False)
class Results:
    """A results folder as it was written."""

    scores: tuple[Row, ...]
    contacts: tuple[Row, ...]
    record: Mapping[str, Any]

    @classmethod
    def of(cls, run: RunFolder) -> Results:
        """Return the results of a score that were read back."""
        return cls(
            scores=run.rows("scores.csv"), contacts=run.rows("contacts.csv"), record=run.record
        )

    def find(self, site: str) -> Row:
        """Return the row of a site by id or name.

        Raises
        ------
        UnknownNameError
            When no site, or more than one, has that id or name.
        """
        wanted = fold_name(site)
        found = [row for row in self.scores if row["site_id"] == site] or [
            row
            for row in self.scores
            if wanted in (fold_name(row["name"]), fold_name(row["name_ja"]))
        ]
        if len(found) == 1:
            return found[0]
        ids = [row["site_id"] for row in found or self.scores]
        what = "names more than one site" if found else "is no site of this run"
        raise UnknownNameError(f"'{site}' {what}; give one of {describe_offenders(ids)}")


def load_results(folder: Path) -> Results:
    """Return what `geoaccess score` wrote into a folder.

    Raises
    ------
    FileError
        When the folder holds no results of a score, or they cannot be read.
    """
    try:
        return Results.of(load_run_folder(folder, command="score"))
    except GeoaccessError as error:
        raise FileError(f"{folder}: holds no results of geoaccess score ({error})") from None


def explain_site(results: Results, site: str, *, progress: Progress = lambda _: None) -> list[Text]:
    """Return sentences on a site: score, parts, hubs, trains, weak link, rank.

    Raises
    ------
    UnknownNameError
        When the site is none of the run.
    """
    row = results.find(site)
    parts = find_parts(results, row)
    days = [one for one in results.contacts if one["site_id"] == row["site_id"]]
    return [
        *tell_score(row, len(results.scores)),
        *tell_parts(parts),
        *tell_hubs(days),
        *_tell_trains(results, row, days, progress),
        *tell_weak_link(row),
        *tell_rank(row, results.scores, parts, results.record),
        *tell_stability(row, results.scores, results.record.get("weight_stability")),
        Text(
            en="The score compares access under stated assumptions; it is no prediction of "
            "innovation.",
            ja="得点は明示した仮定のもとでのアクセスの比較であり、イノベーションの予測ではない。",
        ),
    ]


def find_parts(results: Results, row: Row) -> tuple[Part, ...]:
    """Return the parts of a score by what they give; points sum to the score."""
    parameters = results.record["parameters"]
    weights: Mapping[str, float] = results.record["weights_used"]
    form = parameters.get("normalisation", "goalposts")
    at = results.scores.index(row)
    parts = []
    for name in INDICATORS:
        if name not in weights:
            continue
        values = np.array([number(one[name]) for one in results.scores])
        posts = IndicatorConfig(**parameters["indicators"][name])
        share = float(np.nan_to_num(normalise(values, posts, form))[at])
        value = None if np.isnan(values[at]) else float(values[at])
        most = 100 * weights[name]
        parts.append(Part(name=name, value=value, points=share * most, most=most))
    return tuple(sorted(parts, key=lambda part: -part.points))


def _tell_trains(results: Results, row: Row, days: Sequence[Row], progress: Progress) -> list[Text]:
    """Return the day at the largest hub that is met, with its trains."""
    met = [day for day in days if day["contactable"] == "True"]
    if not met:
        return []
    day = max(met, key=lambda one: np.nan_to_num(number(one.get("hub_mass", ""))))
    stay_h = float(day["stay_min"]) / 60
    told = [
        Text(
            en=f"A day at {day['hub_name']}: leave {day['depart']}, there {day['arrive']}, stay "
            f"{stay_h:.1f} h, leave {day['return_depart']}, home {day['home']}.",
            ja=f"{day['hub_name_ja']}での一日: {day['depart']}発、{day['arrive']}着、"
            f"滞在{stay_h:.1f}時間、{day['return_depart']}発、{day['home']}帰着。",
        )
    ]
    try:
        there, back = _find_trains(results, row, day, progress)
    except GeoaccessError as error:
        reason = str(error)
        return [
            *told,
            Text(
                en=f"Its trains are not shown: {reason}.",
                ja=f"列車は表示できない（{reason}）。",
            ),
        ]
    return [*told, name_rides(there, Text("Out", "往路")), name_rides(back, Text("Back", "復路"))]


def _find_trains(
    results: Results, row: Row, day: Row, progress: Progress
) -> tuple[ItineraryRun, ItineraryRun]:
    """Return the journeys out and back of the day shown.

    Raises
    ------
    GeoaccessError
        When the run cannot be looked up again: its files are gone or have changed.
    """
    request = read_request(results.record.get("request", {}))
    if request.access == "r5":
        raise FileError("R5 found the ways to stations, and is not asked again")
    progress("looking the trains up")
    now = {(one.role, one.sha256) for one in describe_inputs(request)}
    then = {(one["role"], one["sha256"]) for one in results.record["inputs"]}
    changed = sorted(role for role, _ in now - then)
    if changed:
        raise FileError(f"files have changed since the run ({describe_offenders(changed)})")
    world = load_world(request)
    sites, hubs = world.resolve(request.sites, "site"), world.resolve(request.hubs, "hub")
    site = sites.take([sites.id.index(row["site_id"])])
    hub = hubs.take([hubs.id.index(day["hub_id"])])
    return (
        find_journey(world, site, hub, depart_s=parse_clock(day["depart"])),
        find_journey(world, hub, site, depart_s=parse_clock(day["return_depart"])),
    )
