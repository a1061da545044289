"""The commands of travel-time surfaces: `geoaccess surface` and `geoaccess isochrone`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geoaccess.clioptions import (
    PLACE_HELP,
    AsOf,
    Config,
    Debug,
    Dem,
    DemFallback,
    Lang,
    Language,
    Networks,
    PlainAnswer,
    PlainFormat,
    Roads,
    RoadsFallback,
    Scenarios,
    ServiceDate,
    Window,
    build_request,
    check_outputs,
    handled,
)
from geoaccess.errors import InputError
from geoaccess.units import parse_bytes, parse_clock

if TYPE_CHECKING:
    from geoaccess.pipeline.surface import SurfaceRun
    from geoaccess.pipeline.surfacequestion import SurfaceQuestion

DEFAULT_BANDS = "60,120,180,240,300"
DEFAULT_MEMORY = "2GB"


_JA = {
    "site": "地点", "direction": "向き", "cell": "セル", "cells_of_land": "陸地セル数",
    "reached": "到達", "unreached": "到達不可", "later": "上限超過", "least_min": "最短 分",
    "median_min": "中央 分", "most_min": "最長 分", "from_min": "分 超", "to_min": "分 以内",
    "cells": "セル数", "area_km2": "面積 km2", "population": "人口", "cells_within": "累計 セル数",
    "area_km2_within": "累計 面積 km2", "population_within": "累計 人口",
    "population_share_within": "累計 人口割合",
}  # fmt: skip
"""Headings of the tables in Japanese."""


class DirectionOption(str, Enum):
    """Which way people go."""

    FROM = "from"
    TO = "to"


class CellOption(str, Enum):
    """Sizes of cells."""

    M250 = "250m"
    M500 = "500m"
    KM1 = "1km"
    KM5 = "5km"


class PeopleUnit(str, Enum):
    """What the cells of a raster hold."""

    COUNT = "count"
    DENSITY = "per-km2"


Site = Annotated[str, typer.Argument(metavar="SITE", help=f"One place: {PLACE_HELP}")]
Cell = Annotated[
    CellOption, typer.Option("--cell", help="Size of cells: mesh of JIS X 0410 (5th, 4th, 3rd).")
]
DirectionChoice = Annotated[
    DirectionOption,
    typer.Option("--direction", help="Minutes from the site to each cell, or from cells to it."),
]
Percentile = Annotated[
    int, typer.Option("--percentile", help="Of the departure minutes of the window, 0-100.")
]
Depart = Annotated[
    str | None, typer.Option("--depart", help="Leave at this minute, HH:MM; no window.")
]
Within = Annotated[
    float | None, typer.Option("--within", help="Only cells within so many km of the site.")
]
Bbox = Annotated[
    str | None, typer.Option("--bbox", help="Only cells within west,south,east,north in degrees.")
]
MaxMin = Annotated[
    float | None, typer.Option("--max-min", help="Leave minutes beyond this one out.")
]
Bands = Annotated[str, typer.Option("--bands", help="Rising ends of bands in minutes.")]
MaxMemory = Annotated[
    str, typer.Option("--max-memory", help="Most memory for the computation; 1.5GB.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(surface)
    app.command()(isochrone)


def surface(
    site: Site,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help="FILE.tif for the minutes; FILE-classes.tif is written beside."
        ),
    ],
    cell: Cell = CellOption.KM1,
    direction: DirectionChoice = DirectionOption.FROM,
    percentile: Percentile = 50,
    depart: Depart = None,
    within: Within = None,
    bbox: Bbox = None,
    max_min: MaxMin = None,
    bands: Bands = DEFAULT_BANDS,
    classes: Annotated[
        bool, typer.Option("--classes/--no-classes", help="Write FILE-classes.tif in colour.")
    ] = True,
    output_format: PlainAnswer = PlainFormat.TABLE,
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    scenario: Scenarios = None,
    window: Window = None,
    config: Config = None,
    roads: Roads = None,
    roads_fallback: RoadsFallback = False,
    dem: Dem = None,
    dem_fallback: DemFallback = False,
    max_memory: MaxMemory = DEFAULT_MEMORY,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Write the minutes between a site and every cell of land as GeoTIFF."""
    with handled(debug):
        from geoaccess.console import first_run_notice, print_notes, print_table, show_progress
        from geoaccess.pipeline import Limits, compute_surface, export_surface
        from geoaccess.report import json_text
        from geoaccess.surfaces.files import check_path
        from geoaccess.surfaces.geotiff import check_bands, check_raster_path

        check_raster_path(output)
        ends = check_bands(_numbers("--bands", bands))
        coloured = output.with_name(f"{output.stem}-classes{output.suffix}") if classes else None
        if coloured is not None:
            check_path(coloured, (coloured.suffix.lower(),), "a file")
        question = _question(
            cell, direction, percentile, depart, window=window, within=within, bbox=bbox,
            max_min=max_min,
        )  # fmt: skip
        request = build_request(
            site,
            "hubs",
            network,
            date=date,
            as_of=as_of,
            scenarios=scenario,
            window=window,
            config=config,
            roads=roads,
            roads_fallback=roads_fallback,
            dem=dem,
            dem_fallback=dem_fallback,
        )
        check_outputs((output, coloured), request=request)
        limits = Limits(max_memory_bytes=parse_bytes(max_memory))
        with first_run_notice(), show_progress() as progress:
            run = compute_surface(request, question, limits=limits, progress=progress)
            progress("writing the rasters")
            record = export_surface(run, output, classes=coloured, bands_min=ends)
        print_notes(run.notes, lang=lang.value)
        if output_format is PlainFormat.JSON:
            print(json_text(record))
            return
        print_table(_spoken(_figures(run, lang), lang))
        for path in (output, coloured):
            if path is not None:
                print(path)


def isochrone(
    site: Site,
    output: Annotated[
        list[Path] | None,
        typer.Option("-o", "--output", help="FILE.gpkg or FILE.geojson; repeatable."),
    ] = None,
    bands: Bands = DEFAULT_BANDS,
    nested: Annotated[
        bool, typer.Option("--nested/--rings", help="Polygons up to each end, or between ends.")
    ] = False,
    simplify: Annotated[
        float, typer.Option("--simplify", help="Simplify borders by so many metres; 0: cells.")
    ] = 0.0,
    population: Annotated[
        list[str] | None,
        typer.Option(
            "--population",
            help="People: a GeoTIFF, FILE.tif or FILE.tif@BAND, or mesh tables of e-Stat with "
            "their item, FILE.txt@T001100001 (repeatable); default: municipalities, spread evenly.",
        ),
    ] = None,
    population_unit: Annotated[
        PeopleUnit | None,
        typer.Option("--population-unit", help="What a cell of the GeoTIFF holds; never guessed."),
    ] = None,
    cell: Cell = CellOption.KM1,
    direction: DirectionChoice = DirectionOption.FROM,
    percentile: Percentile = 50,
    depart: Depart = None,
    within: Within = None,
    bbox: Bbox = None,
    output_format: PlainAnswer = PlainFormat.TABLE,
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    scenario: Scenarios = None,
    window: Window = None,
    config: Config = None,
    roads: Roads = None,
    roads_fallback: RoadsFallback = False,
    dem: Dem = None,
    dem_fallback: DemFallback = False,
    max_memory: MaxMemory = DEFAULT_MEMORY,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Show the land and the people within bands of minutes, and write them as polygons."""
    with handled(debug):
        from geoaccess.console import first_run_notice, print_notes, print_table, show_progress
        from geoaccess.pipeline import Limits, compute_isochrones, export_isochrones
        from geoaccess.pipeline.isochrones import CellPeople, Outlines
        from geoaccess.report import json_text
        from geoaccess.surfaces.geotiff import check_bands
        from geoaccess.surfaces.layers import check_layer_path

        paths = output or []
        for path in paths:
            check_layer_path(path)
        if population_unit is not None and not population:
            raise InputError("--population-unit: no cells are given; add --population FILE")
        ends = check_bands(_numbers("--bands", bands))
        question = _question(
            cell, direction, percentile, depart, window=window, within=within, bbox=bbox,
            max_min=None,
        )  # fmt: skip
        request = build_request(
            site,
            "hubs",
            network,
            date=date,
            as_of=as_of,
            scenarios=scenario,
            window=window,
            config=config,
            roads=roads,
            roads_fallback=roads_fallback,
            dem=dem,
            dem_fallback=dem_fallback,
        )
        cells = [Path(text.rpartition("@")[0] or text) for text in population or ()]
        check_outputs(paths, request=request, inputs=cells)
        limits = Limits(max_memory_bytes=parse_bytes(max_memory))
        outlines = Outlines(is_nested=nested, simplify_m=simplify)
        people = CellPeople(
            files=tuple(population or ()), unit=population_unit.value if population_unit else None
        )
        with first_run_notice(), show_progress() as progress:
            run = compute_isochrones(
                request,
                question,
                bands_min=ends,
                outlines=outlines,
                people=people,
                limits=limits,
                progress=progress,
            )
            progress("writing the polygons")
            record = export_isochrones(run, paths)
        print_notes(run.notes, lang=lang.value)
        if output_format is PlainFormat.JSON:
            print(json_text(record))
            return
        rows = run.isochrones.to_records()
        print_table(_spoken(rows, lang))
        for path in paths:
            print(path)


def _question(
    cell: CellOption,
    direction: DirectionOption,
    percentile: int,
    depart: str | None,
    *,
    window: str | None,
    within: float | None,
    bbox: str | None,
    max_min: float | None,
) -> SurfaceQuestion:
    """Return what the options ask for."""
    from geoaccess.pipeline.surfacequestion import SurfaceQuestion

    if depart is not None and window is not None:
        raise InputError("give either --depart, one minute, or --window, not both")
    box = None
    if bbox is not None:
        numbers = _numbers("--bbox", bbox)
        if len(numbers) != 4:
            raise InputError(
                f"--bbox: '{bbox}' is not four numbers; write west,south,east,north in degrees, "
                "for example 138.5,35,140.9,36.9"
            )
        box = (numbers[0], numbers[1], numbers[2], numbers[3])
    return SurfaceQuestion(
        size=cell.value,
        direction=direction.value,
        percentile=percentile,
        depart_s=parse_clock(depart) if depart is not None else None,
        bbox=box,
        within_km=within,
        max_min=max_min,
    )


def _figures(run: SurfaceRun, lang: Language) -> list[dict[str, Any]]:
    """Return what a surface holds as one row for the terminal."""
    states = run.surface.count_states()
    known = run.surface.minutes[run.surface.is_reached]
    median = f"{sorted(known.tolist())[known.size // 2]:.0f}" if known.size else None
    return [
        {
            "site": (run.site.name_ja if lang is Language.JA else run.site.name)[0],
            "direction": run.surface.direction,
            "cell": run.surface.cells.frame.size,
            "cells_of_land": len(run.surface.cells),
            **states,
            "least_min": f"{known.min():.0f}" if known.size else None,
            "median_min": median,
            "most_min": f"{known.max():.0f}" if known.size else None,
        }
    ]


def _spoken(rows: list[dict[str, Any]], lang: Language) -> list[dict[str, Any]]:
    """Return rows with headings in a language."""
    if lang is Language.EN:
        return [{name.replace("_", " "): value for name, value in row.items()} for row in rows]
    return [{_JA.get(name, name): value for name, value in row.items()} for row in rows]


def _numbers(option: str, text: str) -> list[float]:
    """Return the numbers of a list with commas."""
    try:
        return [float(word) for word in text.split(",")]
    except ValueError:
        raise InputError(
            f"{option}: '{text}' is not a list of numbers; write them as 60,120"
        ) from None
