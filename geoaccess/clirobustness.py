"""The command `robustness`: what is left of a day when a part of the network is closed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geoaccess.clioptions import (
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
)


def robustness(
    sites: Sites = "agglomerations",
    hubs: Hubs = "hubs",
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    scenario: Scenarios = None,
    window: Window = None,
    stay: Stay = None,
    config: Config = None,
    roads: Roads = None,
    roads_fallback: RoadsFallback = False,
    corridor: Annotated[
        list[str] | None,
        typer.Option("--corridor", help="Id of a corridor to close; repeatable; default: all."),
    ] = None,
    corridors: Annotated[
        Path | None,
        typer.Option(
            "--corridors",
            help="CSV of corridors (id, line, from, to; en and ja for names); default: shipped.",
        ),
    ] = None,
    orders: Annotated[
        int,
        typer.Option("--orders", min=0, help="Orders of lines sampled for the shares; 0 for none."),
    ] = 60,
    seed: Annotated[int, typer.Option("--seed", help="Where sampling begins.")] = 1,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Results folder: sites, robustness, links, lines."),
    ] = None,
    output_format: Format = ResultsFormat.TABLE,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Close every section, line, station and named corridor in turn; show what is left."""
    with handled(debug):
        from geoaccess.console import first_run_notice, show_progress
        from geoaccess.pipeline.robustness import (
            ClosureRequest,
            compute_robustness,
            robustness_results,
        )
        from geoaccess.report import check_folder, csv_text, json_text
        from geoaccess.report.robustness import write_robustness

        request = build_request(
            sites,
            hubs,
            network,
            date=date,
            as_of=as_of,
            scenarios=scenario,
            window=window,
            stay=stay,
            config=config,
            roads=roads,
            roads_fallback=roads_fallback,
        )
        closures = ClosureRequest(
            corridor_file=corridors, corridors=tuple(corridor or ()), orders=orders, seed=seed
        )
        if output is not None:
            check_folder(output)
        with first_run_notice(), show_progress() as progress:
            results = robustness_results(compute_robustness(request, closures, progress=progress))
            if output is not None:
                progress("writing results")
                write_robustness(results, output)
        if output_format is ResultsFormat.JSON:
            print(json_text(results.to_document()))
        elif output_format is ResultsFormat.CSV:
            print(csv_text([results.site_record(i) for i in results.order()]), end="")
        else:
            from geoaccess.consolerobustness import print_robustness

            print_robustness(results, lang=lang.value, folder=output)
