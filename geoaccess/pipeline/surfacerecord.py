"""What a surface was made from, as plain content: for tags, files and the terminal."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from geoaccess import __version__
from geoaccess.model.source import Source
from geoaccess.model.text import Text
from geoaccess.pipeline.inputs import describe_inputs, find_official, find_source
from geoaccess.pipeline.roads import OSM_SOURCE
from geoaccess.pipeline.scenariorecord import describe_scenario
from geoaccess.pipeline.score import ZONE_SOURCES
from geoaccess.pipeline.surface import SurfaceRun
from geoaccess.pipeline.terrain import describe_terrain
from geoaccess.provenance import InputFile, describe_versions, digest_of
from geoaccess.sources.facts import load_sources
from geoaccess.units import format_clock


def find_sources(
    run: SurfaceRun, more: tuple[str, ...] = (), files: tuple[Path, ...] = ()
) -> tuple[Source, ...]:
    """Return the sources of the network, the site and the land, of `more` ids and of files."""
    world = run.world
    found = (find_source(path) for path in files)
    official = (*find_official(world.request), *(one for one in found if one is not None))
    known = {one.id: one for one in (*official, *load_sources(), *world.network.own_sources)}
    ids = [*world.network.sources, *run.site.sources, *ZONE_SOURCES, *more]
    ids += [OSM_SOURCE] if world.streets else []
    ids += [one.id for one in official]
    return tuple(known[one] for one in dict.fromkeys(ids) if one in known)


def describe_surface(
    run: SurfaceRun,
    *,
    command: str = "surface",
    more: dict[str, Any] | None = None,
    sources: tuple[Source, ...] | None = None,
    inputs: tuple[InputFile, ...] = (),
) -> dict[str, Any]:
    """Return what is needed to repeat and to credit a run, with a digest of it all.

    Parameters
    ----------
    more
        What else was asked for.
    sources
        Where they are others than `find_sources` gives.
    inputs
        Files read beside those of the request.
    """
    surface, site, world = run.surface, run.site, run.world
    credited = find_sources(run) if sources is None else sources
    files = [one for one in describe_inputs(world.request) if one.role != "hubs"]
    record = {
        "command": command,
        "site": {
            "id": site.id[0],
            "name": site.name[0],
            "name_ja": site.name_ja[0],
            "lon": round(float(site.lon[0]), 6),
            "lat": round(float(site.lat[0]), 6),
            "on_platform": bool(site.station_id[0]),
        },
        "direction": surface.direction,
        "departures": _span(surface.window, surface.n_minutes),
        "percentile": surface.percentile,
        "units": "minutes, rounded up",
        "cell": surface.cells.frame.size,
        "max_min": surface.max_min,
        "extent": {"bbox": run.question.bbox, "within_km": run.question.within_km},
        "cells": surface.count_states(),
        "land_km2": round(float(surface.cells.land_km2.sum()), 1),
        "network": {
            "name": world.network.name,
            "edition": world.network.edition,
            "service_date": world.service_date.isoformat(),
            "as_of": world.request.as_of.isoformat() if world.request.as_of else None,
        },
        "scenarios": [describe_scenario(one) for one in world.scenarios],
        "engine": f"geoaccess {__version__}",
        "access": run.access.to_record(),
        "terrain": describe_terrain(run.world),
        **(more or {}),
        "parameters": world.config.model_dump(mode="json"),
        "inputs": [asdict(one) for one in (*files, *inputs)],
        "versions": describe_versions(),
        "sources": [asdict(one) for one in credited],
        "warnings": [note.en for note in run.notes],
    }
    return {"digest": digest_of(record), **record}


def flatten_tags(record: dict[str, Any], notes: tuple[Text, ...] = ()) -> dict[str, str]:
    """Return the main facts of a record as tags of a GeoTIFF or a layer."""
    site, network = record["site"], record["network"]
    credit_lines = dict.fromkeys(one["credit"] for one in record["sources"])
    words = {"from": "from the site to each cell", "to": "from each cell to the site"}
    return {
        "TITLE": f"Travel time {words[record['direction']]}: {site['name']} / {site['name_ja']}",
        "SITE": site["name"],
        "SITE_JA": site["name_ja"],
        "SITE_LON": f"{site['lon']:.6f}",
        "SITE_LAT": f"{site['lat']:.6f}",
        "DIRECTION": record["direction"],
        "WINDOW": record["departures"],
        "PERCENTILE": str(record["percentile"]),
        "UNITS": record["units"],
        "CELL": record["cell"],
        "NETWORK": network["name"],
        "EDITION": network["edition"],
        "SERVICE_DATE": network["service_date"],
        "ENGINE": record["engine"],
        "ACCESS": ", ".join(f"{name}: {n} legs" for name, n in record["access"]["legs"].items()),
        "NOTES": " ".join(record["warnings"]),
        "NOTES_JA": " ".join(note.ja for note in notes),
        "CREDITS": "; ".join(credit_lines),
        "DIGEST": record["digest"],
    }


def _span(window: tuple[int, int], n_minutes: int) -> str:
    if n_minutes == 1:
        return format_clock(window[0])
    return f"{format_clock(window[0])}-{format_clock(window[1])}"
