"""Isochrones of one place: land and people within bands of minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoaccess.engine.blocks import NO_LIMITS, Limits
from geoaccess.errors import FileError, InputError
from geoaccess.model.cellgrid import CellFrame
from geoaccess.model.isochrones import Isochrones
from geoaccess.model.landcells import LandPieces
from geoaccess.model.surface import LandCells
from geoaccess.model.text import Text
from geoaccess.pipeline.request import Progress, Request
from geoaccess.pipeline.surface import (
    SurfaceRun,
    build_extent,
    compute_surface,
    list_pieces,
)
from geoaccess.pipeline.surfacequestion import SurfaceQuestion
from geoaccess.sources.facts import load_municipalities
from geoaccess.sources.raster import Unit, open_weights, sum_by_cell
from geoaccess.sources.raster.files import split_reference
from geoaccess.surfaces.geotiff import check_bands
from geoaccess.surfaces.isochrones import build_isochrones
from geoaccess.surfaces.population import spread_population
from geoaccess.units import FloatArray

DEFAULT_BANDS: Final = (60.0, 120.0, 180.0, 240.0, 300.0)


@dataclass(frozen=True, kw_only=True)
class Outlines:
    """How bands are drawn.

    Attributes
    ----------
    is_nested
        Whether each polygon holds those before, or bands lie side by side.
    simplify_m
        Tolerance in metres; 0 to follow the cells.
    """

    is_nested: bool = False
    simplify_m: float = 0.0

    def __post_init__(self) -> None:
        if not (np.isfinite(self.simplify_m) and self.simplify_m >= 0):
            raise InputError(
                f"--simplify: {self.simplify_m}; give a tolerance in metres, 0 for none"
            )


@dataclass(frozen=True, kw_only=True)
class CellPeople:
    """Where persons are read from.

    Attributes
    ----------
    files
        A GeoTIFF (``FILE.tif``, ``FILE.tif@BAND``), or mesh tables with their item; none for the
        shipped municipalities.
    unit
        What a cell of the GeoTIFF holds: ``count`` or ``per-km2``.
    """

    files: tuple[str, ...] = ()
    unit: Unit | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """Files without band or item."""
        return tuple(split_reference(one)[0] for one in self.files)


@dataclass(frozen=True, kw_only=True, eq=False)
class IsochroneRun:
    """Isochrones with the surface they come from.

    Attributes
    ----------
    population
        What the persons are, for the record.
    population_sources
        Ids of the sources of the persons.
    population_files
        The user's files of persons.
    notes
        What the user must know beside the numbers.
    """

    run: SurfaceRun
    isochrones: Isochrones
    outlines: Outlines
    population: dict[str, Any]
    population_sources: tuple[str, ...]
    population_files: tuple[Path, ...]
    notes: tuple[Text, ...]


def compute_isochrones(
    request: Request,
    question: SurfaceQuestion | None = None,
    *,
    bands_min: Sequence[float] = DEFAULT_BANDS,
    outlines: Outlines = Outlines(),
    people: CellPeople = CellPeople(),
    limits: Limits = NO_LIMITS,
    progress: Progress = lambda _: None,
) -> IsochroneRun:
    """Return the land and the people within bands of minutes of `request.sites`, one place.

    Parameters
    ----------
    people
        Raster or mesh tables of persons; without files the shipped municipalities, whose
        people are spread evenly over their land.

    Raises
    ------
    GeoaccessError
        As `compute_surface`; and when the bands do not rise, or a file of persons cannot be
        used.
    """
    ends = check_bands(bands_min)
    for path in people.paths:
        if not path.is_file():
            raise FileError(
                f"--population {path}: there is no such file; give a GeoTIFF or mesh table"
            )
    run = compute_surface(request, question, limits=limits, progress=progress)
    progress("people of the cells")
    extent = build_extent(run.question, run.site)
    pieces = list_pieces(run.world, run.question, extent, limits)
    counted = _count_people(run, pieces, people)
    progress("drawing the bands")
    found = build_isochrones(
        run.surface,
        pieces,
        bands_min=ends,
        population=counted.persons,
        is_nested=outlines.is_nested,
        simplify_m=outlines.simplify_m,
    )
    return IsochroneRun(
        run=run,
        isochrones=found,
        outlines=outlines,
        population=counted.about,
        population_sources=counted.sources,
        population_files=people.paths,
        notes=(*run.notes, *counted.notes),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _People:
    """Persons of each cell, and where they come from."""

    persons: FloatArray
    about: dict[str, Any]
    sources: tuple[str, ...]
    notes: tuple[Text, ...]


def _count_people(run: SurfaceRun, pieces: LandPieces, people: CellPeople) -> _People:
    """Return the people of the user's cells, or of the shipped municipalities."""
    if people.files:
        return _sum_cells(run.surface.cells, people)
    towns = load_municipalities()
    persons = spread_population(
        run.surface.cells,
        pieces,
        run.world.land,
        dict(zip(towns.id, towns.mass.tolist(), strict=True)),
    )
    note = Text(
        en="Population: the census of 2020 by municipality, spread evenly over the land of each; "
        "the persons of a band are estimates.",
        ja="人口：2020年国勢調査の市区町村人口を各市区町村の陸地に均等に配分した推計値。",
    )
    about = {"kind": "municipalities, spread evenly (estimate)", "files": []}
    return _People(persons=persons, about=about, sources=towns.sources, notes=(note,))


def _sum_cells(cells: LandCells, people: CellPeople) -> _People:
    """Return the people of a raster or of mesh tables, each where the middle of its cell lies."""
    frame = cells.frame
    west, _, _, north = frame.bounds
    target = CellFrame(
        crs="EPSG:6668",
        transform=(1 / frame.cols_per_degree, 0.0, west, 0.0, -1 / frame.rows_per_degree, north),
        height=frame.n_rows,
        width=frame.n_cols,
    )
    with open_weights(people.files, unit=people.unit) as grid:
        sums, _ = sum_by_cell(grid, target)
        notes = grid.notes()
    persons = sums.ravel()[cells.cell]
    if not persons.sum() > 0:
        raise InputError(
            f"--population: {', '.join(people.files)} holds nobody on the land of the extent; give "
            "cells of the same part of Japan"
        )
    wet = float(sums.sum() - persons.sum())
    if wet > 0:
        notes += (
            Text(
                en=f"{wet:.0f} persons of the cells given lie where the land grid has no land or "
                "outside the extent; no band counts them.",
                ja=f"与えられたセルのうち{wet:.0f}人は陸地のないセルまたは範囲外にあり、"
                "どの時間帯にも数えない。",
            ),
        )
    about = {"kind": "cells given", "files": [one.name for one in people.paths]}
    return _People(persons=persons, about=about, sources=(), notes=notes)
