"""The command `geoaccess history`: sites through every opening since 1964."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geoaccess.clioptions import (
    Config,
    Debug,
    Hubs,
    Lang,
    Language,
    Networks,
    ResultsFormat,
    ServiceDate,
    Sites,
    Stay,
    Window,
    build_request,
    handled,
)


def history(
    sites: Sites = "agglomerations",
    hubs: Hubs = "hubs",
    years: Annotated[
        str, typer.Option("--years", help="First and last year, each at its last day; from 1960.")
    ] = "1964-2025",
    network: Networks = None,
    date: ServiceDate = None,
    window: Window = None,
    stay: Stay = None,
    config: Config = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Folder for history.csv, openings.csv, events.csv and run.json; default none.",
        ),
    ] = None,
    output_format: Annotated[
        ResultsFormat,
        typer.Option("--format", help="What is printed on stdout; csv prints history.csv."),
    ] = ResultsFormat.TABLE,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Show what each opening since 1964 changed for sites, and the years around programmes."""
    with handled(debug):
        from geoaccess.console import first_run_notice, print_history, print_notes, show_progress
        from geoaccess.pipeline.history import compute_history, history_results, parse_years
        from geoaccess.report import check_folder, csv_text, json_text
        from geoaccess.report.history import write_history

        span = parse_years(years)
        request = build_request(
            sites, hubs, network, date=date, window=window, stay=stay, config=config
        )
        if output is not None:
            check_folder(output)
        with first_run_notice(), show_progress() as progress:
            results = history_results(compute_history(request, span, progress=progress))
            if output is not None:
                progress("writing results")
                write_history(results, output)
        if output_format is ResultsFormat.JSON:
            print(json_text(results.to_document()))
        elif output_format is ResultsFormat.CSV:
            print(csv_text(results.history_rows()), end="")
        else:
            print_history(results, lang=lang.value, folder=output)
        if output_format is not ResultsFormat.JSON:
            print_notes(results.warnings, lang=lang.value)
