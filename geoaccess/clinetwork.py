"""The commands `network` and `partners`: who can visit whom and be home the same day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geoaccess.clioptions import (
    PLACE_HELP,
    AsOf,
    Config,
    Debug,
    Format,
    Hubs,
    Lang,
    Language,
    Networks,
    ResultsFormat,
    Roads,
    RoadsFallback,
    Scenarios,
    ServiceDate,
    Sites,
    Stay,
    Window,
    build_request,
    handled,
    parse_date,
)


def network(
    sites: Sites = "agglomerations",
    hubs: Hubs = "hubs",
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    scenario: Scenarios = None,
    compare: Annotated[
        str | None,
        typer.Option("--compare", help="Earlier date, YYYY-MM-DD: what was gained and lost since."),
    ] = None,
    window: Window = None,
    stay: Stay = None,
    config: Config = None,
    roads: Roads = None,
    roads_fallback: RoadsFallback = False,
    seed: Annotated[int, typer.Option("--seed", min=0, help="First seed of communities.")] = 0,
    runs: Annotated[
        int, typer.Option("--runs", min=1, max=1000, help="Runs of the search for communities.")
    ] = 20,
    resolution: Annotated[
        float,
        typer.Option("--resolution", help="Above 1 for smaller communities, below 1 for larger."),
    ] = 1.0,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Results folder: tables, GraphML, GeoPackage."),
    ] = None,
    output_format: Format = ResultsFormat.TABLE,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Show which places can visit each other in a day, and what that network hangs on."""
    with handled(debug):
        from geoaccess.console import first_run_notice, show_progress
        from geoaccess.pipeline.partnernetwork import NetworkQuestion, compute_network
        from geoaccess.report import check_folder, csv_text, json_text
        from geoaccess.report.partnerfiles import write_network

        request = build_request(
            sites, hubs, network, date=date, as_of=as_of, scenarios=scenario,
            window=window, stay=stay, config=config,
            seed=seed, roads=roads, roads_fallback=roads_fallback,
        )  # fmt: skip
        question = NetworkQuestion(
            compare=parse_date("--compare", compare), runs=runs, resolution=resolution
        )
        if output is not None:
            check_folder(output)
        with first_run_notice(), show_progress() as progress:
            results = compute_network(request, question, progress=progress)
            if output is not None:
                progress("writing results")
                write_network(results, output)
        if output_format is ResultsFormat.JSON:
            print(json_text(results.to_document()))
        elif output_format is ResultsFormat.CSV:
            print(csv_text(results.node_rows()), end="")
        else:
            from geoaccess.consolepartners import print_network

            print_network(results, lang=lang.value, folder=output)


def partners(
    site: Annotated[str, typer.Argument(metavar="SITE", help=PLACE_HELP)],
    hubs: Hubs = "hubs",
    among: Annotated[
        list[str] | None,
        typer.Option("--among", help="Further places, as SITES of score; repeatable."),
    ] = None,
    meet: Annotated[
        list[str] | None,
        typer.Option(
            "--meet", help="Where can SITE and this place meet? Repeat for meetings of three."
        ),
    ] = None,
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    scenario: Scenarios = None,
    window: Window = None,
    stay: Stay = None,
    config: Config = None,
    roads: Roads = None,
    roads_fallback: RoadsFallback = False,
    output_format: Format = ResultsFormat.TABLE,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Show whom people at one place can visit and host in a day, or where several can meet."""
    with handled(debug):
        from geoaccess.console import first_run_notice, show_progress
        from geoaccess.pipeline.partnernetwork import compute_partners
        from geoaccess.report import csv_text, json_text

        request = build_request(
            site, hubs, network, date=date, as_of=as_of, scenarios=scenario,
            window=window, stay=stay, config=config,
            roads=roads, roads_fallback=roads_fallback,
        )  # fmt: skip
        with first_run_notice(), show_progress() as progress:
            run = compute_partners(
                request, among=tuple(among or ()), meet=tuple(meet or ()), progress=progress
            )
        if output_format is ResultsFormat.JSON:
            print(json_text(run.to_document()))
        elif output_format is ResultsFormat.CSV:
            print(csv_text(run.flat_rows()), end="")
        else:
            from geoaccess.consolepartners import print_meetings, print_partners

            (print_meetings if meet else print_partners)(run, lang=lang.value)
