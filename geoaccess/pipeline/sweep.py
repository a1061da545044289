"""Sweeps: a scenario with its times and places varied, and what each variant changes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from geoaccess import __version__
from geoaccess.errors import InputError
from geoaccess.model.network import RailNetwork
from geoaccess.model.scenario import Scenario
from geoaccess.model.sweep import (
    DEFAULT_OBJECTIVE,
    OBJECTIVES,
    PLACE_KINDS,
    TIME_KINDS,
    Variant,
    VariantFigures,
    check_objective,
)
from geoaccess.model.sweepgrid import list_steps, list_stretches
from geoaccess.model.text import Text
from geoaccess.pipeline.inputs import describe_inputs
from geoaccess.pipeline.request import Progress, Request
from geoaccess.pipeline.sweepjournal import Journal
from geoaccess.pipeline.sweepstudy import VARIED, SweepStudy, load_study
from geoaccess.pipeline.sweepwork import WORKERS, TimeLeft, evaluate_each
from geoaccess.pipeline.weights import describe_choices
from geoaccess.pipeline.whatifquestion import find_alternatives
from geoaccess.provenance import describe_versions, digest_of
from geoaccess.report.sweep import JOURNAL, SweepResults
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.axes import parse_axes
from geoaccess.scenario.variants import VariantSet, build_variants, check_values
from geoaccess.sources.sweepfile import expand_axes
from geoaccess.units import FloatArray


@dataclass(frozen=True, kw_only=True)
class SweepQuestion:
    """What is varied, and what is looked for.

    Attributes
    ----------
    axes
        As they are written (``headway:fast=10,15,20``), or YAML files of them.
    objective
        One of OBJECTIVES, by which variants are ranked; None for that of the file, else
        the score.
    with_people
        Count the people within a day of hubs; always done where they are the objective.
    """

    axes: tuple[str, ...]
    objective: str | None = None
    with_people: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class SweepRun:
    """Everything that a sweep found; figures are in the order of the variants."""

    study: SweepStudy
    scenario: Scenario
    objective: str
    found: VariantSet
    figures: tuple[VariantFigures, ...]
    n_known: int
    digest: str
    warnings: tuple[Text, ...]

    @property
    def values(self) -> dict[str, FloatArray]:
        """Every objective of every variant, each of shape (n_variants,)."""
        rows = [one.objectives(self.study.sites.mass) for one in self.figures]
        return {name: np.array([row[name] for row in rows]) for name in OBJECTIVES}


def find_swept(texts: Sequence[str]) -> Scenario:
    """Return the scenario that is varied; that of no change where none is named.

    Raises
    ------
    GeoaccessError
        When a file cannot be read or has faults, or more than one is named.
    """
    alternatives = find_alternatives(texts)
    if len(alternatives) > 1:
        raise InputError(
            f"--scenario: {len(alternatives)} are given, and a sweep varies one; give one, or A+B "
            "for both in order"
        )
    if not alternatives:
        return Scenario(name="today", title=Text("Network as it is", "現在の路線網"))
    (parts,) = alternatives
    if len(parts) == 1:
        return parts[0]
    return Scenario(
        name="+".join(one.name for one in parts),
        title=Text(
            " + ".join(one.title.en for one in parts), "＋".join(one.title.ja for one in parts)
        ),
        operations=tuple(operation for one in parts for operation in one.all_operations),
        sources=tuple(source for one in parts for source in one.sources),
        assumptions=tuple(dict.fromkeys(text for one in parts for text in one.assumptions)),
    )


def compute_sweep(
    request: Request,
    scenario: Scenario,
    question: SweepQuestion,
    *,
    folder: Path | None = None,
    workers: int = WORKERS,
    progress: Progress = lambda _: None,
) -> SweepRun:
    """Return what every variant of a scenario changes for the sites.

    Every variant is computed alone, so that order, processes and interruptions leave no trace
    in the result.

    Parameters
    ----------
    folder
        Where the journal is kept: a run that was interrupted is taken up again. None for no
        journal.
    workers
        Processes; the study of each takes some 300 MB.

    Raises
    ------
    GeoaccessError
        When an input cannot be used, an axis does not fit the scenario, or the journal in the
        folder is of another sweep.
    """
    written, of_file = expand_axes(question.axes)
    objective = check_objective(question.objective or of_file or DEFAULT_OBJECTIVE)
    axes = parse_axes(written)
    progress("reading tables")
    with_people = question.with_people or objective == "population"
    study = load_study(request, with_people=with_people)
    changed = apply_scenario(study.rail, scenario)
    found = build_variants(changed, scenario, axes)
    check_values(study.rail, found)
    digest = _digest(study, request, found, with_people=with_people)
    keys = [_key(digest, one) for one in found.variants]
    journal = None
    known: dict[str, VariantFigures] = {}
    if folder is not None:
        journal = Journal(
            path=folder / JOURNAL,
            digest=digest,
            n_variants=len(keys),
            n_sites=len(study.sites),
        )
        known = journal.begin()
    n_known = sum(key in known for key in keys)
    missing = [one for one in found.variants if keys[one.number] not in known]
    if missing:
        progress("journeys without the scenario")
        _ = study.base
    left = TimeLeft.start(progress, total=len(keys), done=n_known)
    for one, figures in evaluate_each(study, request, missing, workers=workers):
        known[keys[one.number]] = figures
        if journal is not None:
            journal.add(keys[one.number], figures)
        left.advance()
    if journal is not None and missing:
        journal.finish(known, keys)
    return SweepRun(
        study=study,
        scenario=scenario,
        objective=objective,
        found=found,
        figures=tuple(known[key] for key in keys),
        n_known=n_known,
        digest=digest,
        warnings=_warnings(study, scenario, found, objective),
    )


def sweep_results(run: SweepRun) -> SweepResults:
    """Return the tables and the record of a sweep, ready to be printed or written."""
    values = run.values
    axes, variants = run.found.axes, run.found.variants
    settings = [one.settings for one in variants]
    of_sites = np.array([one.of_sites(run.objective) for one in run.figures])
    steps = [
        step
        for k, axis in enumerate(axes)
        if axis.kind in TIME_KINDS
        for step in list_steps(axes, settings, k)
    ]
    stretches = [
        stretch
        for k, axis in enumerate(axes)
        if axis.kind in PLACE_KINDS
        for stretch in list_stretches(
            axes, settings, k, values=values[run.objective], of_sites=of_sites
        )
    ]
    return SweepResults(
        sites=run.study.sites,
        axes=axes,
        variants=variants,
        figures=run.figures,
        values=values,
        objective=run.objective,
        steps=tuple(steps),
        stretches=tuple(stretches),
        places=_name_places(run.study, variants),
        run=_record(run),
        warnings=run.warnings,
    )


def _name_places(study: SweepStudy, variants: Sequence[Variant]) -> dict[tuple[float, float], Text]:
    """Return the municipality of each place of a station, by (lat, lon)."""
    spots = sorted({(one.lat, one.lon) for v in variants for one in v.sites.values()})
    if not spots:
        return {}
    lat, lon = np.array(spots).T
    codes = study.world.land.code_at(lon, lat).tolist()
    towns = study.world.gazetteer.get_set("municipalities")
    names = {
        code: Text(en, ja)
        for code, en, ja in zip(towns.municipality_code, towns.name, towns.name_ja, strict=True)
    }
    nowhere = Text("", "")
    return {spot: names.get(code, nowhere) for spot, code in zip(spots, codes, strict=True)}


def _digest(study: SweepStudy, request: Request, found: VariantSet, *, with_people: bool) -> str:
    """Return the digest of everything that a variant's figures depend on."""
    return digest_of(
        {
            "version": __version__,
            "network": _fingerprint(study.rail),
            "service_date": study.world.service_date.isoformat(),
            "scenario": repr(replace(found.variants[0].scenario, sources=(), assumptions=())),
            "axes": [(axis.name, axis.values) for axis in found.axes],
            "parameters": study.world.config.model_dump(mode="json"),
            "inputs": [asdict(one) for one in describe_inputs(request)],
            "sites": (study.sites.id, study.sites.lon.tolist(), study.sites.lat.tolist()),
            "hubs": (
                study.hubs.id,
                study.hubs.lon.tolist(),
                study.hubs.lat.tolist(),
                study.hubs.mass.tolist(),
            ),
            "people": with_people,
        }
    )


def _fingerprint(network: RailNetwork) -> str:
    """Return a digest of all rows of a network."""
    rows = (
        network.default_transfer_min,
        network.stations,
        network.lines,
        network.sections,
        network.patterns,
        network.departures,
        network.transfers,
    )
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _key(digest: str, variant: Variant) -> str:
    return digest_of({"sweep": digest, "settings": variant.settings})


def _warnings(
    study: SweepStudy, scenario: Scenario, found: VariantSet, objective: str
) -> tuple[Text, ...]:
    """Return what must be known of every sweep, and of this one."""
    notes = [
        *study.sites.remarks,
        *study.hubs.remarks,
        *study.world.networks.notes,
        *scenario.assumptions,
        Text(
            en="Changes of score are those that journeys make (reach, nearness, meeting hours, "
            "round trips), with their weights in the whole score; robustness, cost and "
            "compactness are held as they are without the scenario.",
            ja="得点の変化は移動で変わる指標（到達率・近さ・面談可能時間・往復数）によるもので、重みは"
            "総合得点のまま。頑健性・費用・集積度はシナリオなしの値に固定した。",
        ),
        Text(
            en="Trains run in whole minutes, and departures at even intervals from the first "
            "train: small changes may round to nothing, and another headway also moves the "
            "minutes at which trains meet.",
            ja="列車は1分単位、発車は始発から等間隔。小さな変化は丸めで消えることがあり、運転間隔を"
            "変えると接続の時刻も動く。",
        ),
    ]
    if np.isnan(study.sites.mass).any() and objective in ("score_by_mass", "reach_pct"):
        notes.append(
            Text(
                en="Sites have no mass, or not all have one: they count alike.",
                ja="対象地点の規模がない（または一部に欠ける）ため、等しい重みとした。",
            )
        )
    if any(axis.kind == "station" for axis in found.axes):
        notes.append(
            Text(
                en="Where a station is tried, its place lies on the drawn line (straight between "
                "stations where none is drawn), and a stop costs the minutes that the run-time "
                "model gives; whether it can be built there is another question.",
                ja="試した駅の位置は線形上（線形のない区間は駅間を直線とする）、停車による損失は所要時間"
                "モデルによる。建設の可否は考慮していない。",
            )
        )
    return (*notes, *describe_choices(study.world.config))


def _record(run: SweepRun) -> dict[str, Any]:
    """Return the content of run.json: what is needed to repeat the sweep."""
    world = run.study.world
    request, network = world.request, world.network
    record = {
        "command": "whatif --sweep",
        "sites": request.sites,
        "hubs": request.hubs,
        "scenario": {"name": run.scenario.name, "title": run.scenario.title._asdict()},
        "axes": [{"axis": axis.name, "values": list(axis.values)} for axis in run.found.axes],
        "objective": run.objective,
        "objectives": {name: text.en for name, text in OBJECTIVES.items()},
        "variants": len(run.found.variants),
        "indicators_varied": list(VARIED),
        "sweep": run.digest,
        "network": {
            "name": network.name,
            "edition": network.edition,
            "service_date": world.service_date.isoformat(),
        },
        "parameters": world.config.model_dump(mode="json"),
        "inputs": [asdict(one) for one in describe_inputs(request)],
        "versions": describe_versions(),
        "scenario_sources": [asdict(one) for one in run.scenario.sources],
        "warnings": [warning.en for warning in run.warnings],
    }
    return {"digest": digest_of(record), **record}
