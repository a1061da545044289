"""The user's files of a run: with digests, and with the publishers of those that are official."""

from __future__ import annotations

from pathlib import Path

from geoaccess.model.source import Source
from geoaccess.pipeline.references import SHIPPED_NETWORK, parse_networks
from geoaccess.pipeline.request import Request
from geoaccess.provenance import InputFile, describe_input
from geoaccess.sources.areas.cache import list_files
from geoaccess.sources.programmes import split_programme
from geoaccess.sources.raster.files import list_raster_files
from geoaccess.sources.registry.identify import identify_file
from geoaccess.sources.scenariofile import find_scenario_file
from geoaccess.sources.shipped import config_path, data_path

_SHIPPED = ("agglomerations", "hubs", "municipalities")


def describe_inputs(request: Request) -> tuple[InputFile, ...]:
    """Return the files of a request with their digests, shipped tables included."""
    inputs = [
        describe_input(f"network {one.text}", one.path) for one in parse_networks(request.networks)
    ]
    inputs += [
        describe_input(f"scenario {one}", find_scenario_file(one)) for one in request.scenarios
    ]
    inputs.append(describe_input("config", request.config or config_path("score.yaml")))
    for role, reference in (("sites", request.sites), ("hubs", request.hubs)):
        if reference in _SHIPPED:
            inputs.append(describe_input(role, data_path(f"{reference}.csv")))
        elif split_programme(reference) is not None:
            inputs.append(describe_input(role, data_path("programmes.csv")))
        elif Path(reference).is_file():
            inputs.append(describe_input(role, Path(reference)))
    if request.zones is not None:
        inputs.append(describe_input("zones", request.zones, list_files(request.zones)))
    if request.roads is not None:
        inputs.append(describe_input("roads", request.roads))
    if request.masses is not None:
        inputs += [
            describe_input("mass", one, list_raster_files(one)) for one in request.masses.paths
        ]
    if request.dem is not None:
        inputs.append(describe_input("dem", request.dem, list_raster_files(request.dem)))
    return tuple(inputs)


def find_official(request: Request) -> tuple[Source, ...]:
    """Return the publishers of the user's files that are registered official ones, each once."""
    paths = [Path(one) for one in (request.sites, request.hubs)]
    paths += [one.path for one in parse_networks(request.networks) if one.text != SHIPPED_NETWORK]
    if request.zones is not None:
        paths.append(request.zones)
    if request.masses is not None:
        paths += request.masses.paths
    if request.dem is not None:
        paths.append(request.dem)
    found = (find_source(path) for path in paths)
    return tuple(dict.fromkeys(source for source in found if source is not None))


def find_source(path: Path) -> Source | None:
    """Return the publisher of a registered official file, None for any other file or none."""
    entry = identify_file(path) if path.is_file() else None
    if entry is None:
        return None
    return Source(
        id=entry.id,
        title=f"{entry.title_ja} / {entry.title_en}",
        publisher=entry.publisher,
        licence=entry.licence,
        credit=entry.credit,
        edition=entry.edition,
    )
