"""The results of a comparison, ready to be printed or written, with the record of the run."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from geoaccess.model.source import Source
from geoaccess.model.whatif import Alternative
from geoaccess.pipeline.inputs import describe_inputs, find_official
from geoaccess.pipeline.requestrecord import describe_request
from geoaccess.pipeline.uncertainty import describe_inputs_drawn
from geoaccess.pipeline.whatif import WhatifRun
from geoaccess.provenance import describe_versions, digest_of
from geoaccess.report.whatif import STATUS, WhatifResults
from geoaccess.sources.facts import load_sources
from geoaccess.sources.farebook import load_fare_sources

ZONE_SOURCES = ("reversejp",)
"""Of the land grid, which every run reads."""


def whatif_results(run: WhatifRun) -> WhatifResults:
    """Return the tables and the record of a comparison."""
    return WhatifResults(
        sites=run.sites,
        hubs=run.hubs,
        contacts=run.scored.contacts,
        table=run.scored.table,
        probability=run.probability,
        alternatives=run.alternatives,
        zones=run.zones,
        timeline=run.timeline,
        run=_record(run),
        warnings=(
            *run.warnings,
            *dict.fromkeys(
                text for one in run.alternatives for text in (*one.assumptions, *one.notes)
            ),
        ),
    )


def _record(run: WhatifRun) -> dict[str, Any]:
    """Return the content of run.json: everything needed to repeat and to credit the run."""
    world, question = run.world, run.question
    request, network = world.request, world.network
    timeline = run.timeline
    record = {
        "command": "whatif",
        "status": STATUS._asdict(),
        "request": describe_request(request),
        "sites": request.sites,
        "hubs": request.hubs,
        "network": {
            "name": network.name,
            "title": dict(network.title),
            "edition": network.edition,
            "service_date": world.service_date.isoformat(),
            "as_of": request.as_of.isoformat() if request.as_of else None,
            "notes": [note.en for note in network.notes],
        },
        "scenarios": [
            describe_alternative(one) | {"sources": _sources(run, k)}
            for k, one in enumerate(run.alternatives)
        ],
        "parameters": world.config.model_dump(mode="json"),
        "weights_used": run.scored.table.weights,
        "missing": list(run.scored.table.missing),
        "draws": {
            "draws": request.draws,
            "seed": request.seed,
            "drawn": (
                describe_inputs_drawn(run.inputs, tuple(run.scored.table.weights), world.config)
                if run.inputs is not None
                else None
            ),
            "schedules": {
                one.name: one.schedules.n_schedules if one.schedules else 0
                for one in run.alternatives
            },
            "schedules_asked": question.n_schedules,
        },
        "timeline": list(timeline.year) if timeline else None,
        "inputs": [asdict(one) for one in describe_inputs(request)],
        "versions": describe_versions(),
        "sources": [asdict(one) for one in list_sources(run)],
        "warnings": [warning.en for warning in run.warnings],
        "warnings_ja": [warning.ja for warning in run.warnings],
    }
    return {"digest": digest_of(record), **record}


def list_sources(run: WhatifRun, *, with_zones: bool = False) -> tuple[Source, ...]:
    """Return the sources of a comparison, each once.

    Parameters
    ----------
    with_zones
        Whether municipalities are shown even where they were not looked at.
    """
    network, official = run.world.network, find_official(run.world.request)
    known = {one.id: one for one in (*official, *load_sources(), *network.own_sources)}
    ids = [*network.sources, *run.sites.sources, *run.hubs.sources, *ZONE_SOURCES]
    ids += [*load_fare_sources(), *(one.id for one in official)]
    if with_zones or run.zones is not None:
        ids += run.boundaries.places.sources
    return tuple(known[one] for one in dict.fromkeys(ids) if one in known)


def _sources(run: WhatifRun, number: int) -> list[dict[str, Any]]:
    return [
        {"scenario": part.name, **asdict(source)}
        for part in run.question.alternatives[number]
        for source in part.sources
    ]


def describe_alternative(one: Alternative) -> dict[str, Any]:
    """Return what run.json says of a scenario."""
    return {
        "name": one.name,
        "title": one.title._asdict(),
        "status": STATUS._asdict(),
        "assumptions": [text._asdict() for text in one.assumptions],
        "openings": {
            name: asdict(opening) if opening else None for name, opening in one.openings.items()
        },
        "choices": dict(one.chosen),
        "changes_nothing": one.is_identity,
        "parts": [part.name._asdict() for part in one.parts],
    }
