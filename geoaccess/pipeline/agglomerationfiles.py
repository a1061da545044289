"""What a search for agglomerations says: rows for the terminal, JSON, and files to score."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoaccess.pipeline.agglomerations import AgglomerationRun
from geoaccess.pipeline.inputs import find_source
from geoaccess.provenance import describe_input, describe_versions
from geoaccess.report.agglomerations import list_agglomerations, write_agglomerations
from geoaccess.scores.regiontype import name_region_type
from geoaccess.sources.facts import load_sources

_SHIPPED_SOURCES = ("ssdse-a-2026", "localgovjp", "reversejp")
_COLUMNS = {
    "en": ("name", "mass", "km2", "compactness", "region type", "LQ manufacturing", "LQ research",
           "leading industries"),
    "ja": ("名称", "人", "km2", "集積度", "地域類型", "製造業LQ", "研究LQ", "特化した産業"),
}  # fmt: skip


def write_run(run: AgglomerationRun, path: Path) -> None:
    """Write the agglomerations to FILE.gpkg, .geojson or .csv, whole or not at all.

    Raises
    ------
    FileError
        When the ending is another, or the file cannot be written.
    """
    write_agglomerations(_records(run), build_boundaries(run), path)


def build_boundaries(run: AgglomerationRun) -> NDArray[Any]:
    """Return the boundary of each agglomeration, its cells or municipalities dissolved, degrees."""
    import shapely

    parts = [run.jobs.polygons[run.groups.member == k] for k in range(len(run.groups))]
    found = np.empty(len(parts), dtype=object)
    found[:] = [shapely.union_all(part, grid_size=1e-9) for part in parts]
    return found


def describe_run(run: AgglomerationRun) -> dict[str, Any]:
    """Return what was found, and everything needed to repeat and to credit it."""
    files = [Path(one) for one in run.request.tables if Path(one).is_file()]
    credited = [source for path in files if (source := find_source(path)) is not None]
    return {
        "run": {
            "command": "agglomerations",
            "table": run.jobs.title,
            "item": run.jobs.label,
            "mass_kind": run.jobs.mass_kind,
            "units": run.jobs.kind,
            "n_units": len(run.jobs),
            "total": round(float(run.jobs.mass.sum()), 3),
            "rule": asdict(run.rule),
            "inputs": [asdict(describe_input("table", path)) for path in files],
            "versions": describe_versions(),
            "sources": [asdict(one) for one in (*credited, *load_sources(_SHIPPED_SOURCES))],
        },
        "agglomerations": _records(run),
        "industries": [asdict(one) for one in run.clustering],
        "warnings": [one.en for one in run.warnings],
    }


def list_rows(run: AgglomerationRun, lang: str) -> list[dict[str, Any]]:
    """Return a short row per agglomeration for the terminal."""
    rows = []
    for one, record in zip(run.found, _records(run), strict=True):
        kind = name_region_type(one.region_type).spoken(lang) if one.region_type else None
        values = (
            one.name.spoken(lang),
            f"{one.mass:,.0f}",
            f"{one.area_km2:.1f}",
            record["compactness"],
            kind,
            record["lq_manufacturing"],
            record["lq_research"],
            record["leading_industries"],
        )
        rows.append(dict(zip(_COLUMNS[lang], values, strict=True)))
    return rows


def _records(run: AgglomerationRun) -> list[dict[str, Any]]:
    return list_agglomerations(run.found, run.jobs.industries, run.jobs.mass_kind)
