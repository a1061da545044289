"""Surfaces and isochrones written with what they were made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from geoaccess.pipeline.isochrones import DEFAULT_BANDS, IsochroneRun
from geoaccess.pipeline.surface import SurfaceRun
from geoaccess.pipeline.surfacerecord import describe_surface, find_sources, flatten_tags
from geoaccess.provenance import describe_input
from geoaccess.surfaces.geotiff import check_bands, write_class_raster, write_surface
from geoaccess.surfaces.layers import check_layer_path, write_layer


def export_surface(
    run: SurfaceRun,
    path: Path,
    *,
    classes: Path | None = None,
    bands_min: Sequence[float] = DEFAULT_BANDS,
) -> dict[str, Any]:
    """Write the minutes, and where a path is given their classes in colour; return the record.

    Raises
    ------
    GeoaccessError
        When a file cannot be written, rasterio is missing, or the bands do not rise.
    """
    ends = check_bands(bands_min)
    record = describe_surface(run)
    tags = flatten_tags(record, run.notes)
    write_surface(run.surface, path, tags=tags)
    if classes is not None:
        write_class_raster(run.surface, classes, bands_min=ends, tags=tags)
    return record


def export_isochrones(found: IsochroneRun, paths: Sequence[Path] = ()) -> dict[str, Any]:
    """Write the bands to each path, GeoPackage or GeoJSON; return the record with the figures.

    Raises
    ------
    GeoaccessError
        When a file cannot be written, or its ending is another.
    """
    for path in paths:
        check_layer_path(path)
    isochrones = found.isochrones
    run = replace(found.run, notes=found.notes)
    record = describe_surface(
        run,
        command="isochrone",
        more={
            "bands_min": isochrones.end_min.tolist(),
            "polygons": "nested" if isochrones.is_nested else "rings",
            "simplify_m": found.outlines.simplify_m,
            "population": found.population,
        },
        sources=find_sources(run, found.population_sources, found.population_files),
        inputs=tuple(describe_input("population", path) for path in found.population_files),
    )
    about = {name.lower(): text for name, text in flatten_tags(record, found.notes).items()}
    about["population"] = found.population["kind"]
    for path in paths:
        write_layer(isochrones, path, about=about)
    total = isochrones.total_population
    return {
        **record,
        "bands": isochrones.to_records(),
        "total": {
            "cells": len(run.surface.cells),
            "area_km2": round(isochrones.total_km2, 1),
            "population": round(total),
        },
    }
