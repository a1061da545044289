"""The command `geoaccess agglomerations`: where jobs crowd, as places that can be scored."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geoaccess.clioptions import Config, Debug, Lang, Language, PlainAnswer, PlainFormat, handled

if TYPE_CHECKING:
    from geoaccess.pipeline.agglomerations import AgglomerationRun


class MethodName(str, Enum):
    """Ways to put cells or municipalities together."""

    PEAKS = "peaks"
    LISA = "lisa"
    HDBSCAN = "hdbscan"


def agglomerations(
    tables: Annotated[
        list[str],
        typer.Argument(
            metavar="MESH...",
            help="Mesh tables of e-Stat (tblT....txt or zip), an edition of SSDSE-A, or the word "
            "municipalities for the shipped employment.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="FILE.gpkg, FILE.geojson (polygons) or FILE.csv."),
    ] = None,
    item: Annotated[
        str | None,
        typer.Option("--item", help="Code of what is counted, T001100001; default: employees."),
    ] = None,
    industry: Annotated[
        list[str] | None,
        typer.Option("--industry", help="Item of a mesh table with an industry's jobs; repeat."),
    ] = None,
    shapes: Annotated[
        list[Path] | None,
        typer.Option("--shapes", help="Mesh Shapefile with the official cells; repeat."),
    ] = None,
    method: Annotated[
        MethodName, typer.Option("--method", help="Peak search, local Moran's I, or HDBSCAN.")
    ] = MethodName.PEAKS,
    least: Annotated[
        float, typer.Option("--least", help="Persons below which a group is left out.")
    ] = 10_000,
    density: Annotated[
        float | None,
        typer.Option(
            "--density",
            help="peaks: persons per km² a cell must have; default: those of inhabitable Japan.",
        ),
    ] = None,
    alpha: Annotated[float, typer.Option("--alpha", help="lisa: false discovery rate.")] = 0.05,
    permutations: Annotated[
        int, typer.Option("--permutations", max=99_999, help="lisa: draws for each p-value.")
    ] = 999,
    seed: Annotated[int, typer.Option("--seed", min=0, help="lisa: random numbers.")] = 0,
    config: Config = None,
    output_format: PlainAnswer = PlainFormat.TABLE,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Find agglomerations in mesh or municipal employment, as polygons that score takes."""
    with handled(debug):
        from geoaccess.console import print_notes
        from geoaccess.pipeline.agglomerationfiles import write_run
        from geoaccess.pipeline.agglomerations import AgglomerationRequest, compute_agglomerations
        from geoaccess.report.agglomerations import check_output
        from geoaccess.scores.agglomeration import GroupRule

        if output is not None:
            check_output(output)
        request = AgglomerationRequest(
            tables=tuple(tables),
            item=item,
            industries=tuple(industry or ()),
            shapes=tuple(shapes or ()),
            rule=GroupRule(
                method=method.value,
                least_mass=least,
                alpha=alpha,
                permutations=permutations,
                seed=seed,
            ),
            least_density_km2=density,
            config=config,
        )
        run = compute_agglomerations(request)
        if output is not None:
            write_run(run, output)
        _print(run, output, output_format, lang.value)
        print_notes(run.warnings, lang=lang.value)


def _print(
    run: AgglomerationRun, output: Path | None, output_format: PlainFormat, lang: str
) -> None:
    from geoaccess.console import print_table
    from geoaccess.pipeline.agglomerationfiles import describe_run, list_rows
    from geoaccess.report import json_text

    if output_format is PlainFormat.JSON:
        print(json_text(describe_run(run)))
        return
    print_table(list_rows(run, lang))
    if output is not None:
        print(output)
