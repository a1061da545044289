"""The command `geoaccess whatif`: base and scenarios side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geoaccess.climass import (
    Masses,
    MassForOption,
    MassUnitOption,
    MassWithin,
    build_mass_request,
)
from geoaccess.clioptions import (
    Access,
    AccessChoice,
    AsOf,
    Config,
    Debug,
    Dem,
    DemFallback,
    Format,
    Hubs,
    Join,
    Lang,
    Language,
    Modes,
    Networks,
    Preset,
    R5Jar,
    ResultsFormat,
    Roads,
    RoadsFallback,
    Seed,
    ServiceDate,
    Sites,
    Stay,
    Window,
    Zones,
    apply_preset,
    build_r5_options,
    build_request,
    handled,
)
from geoaccess.clisweep import Objective, People, Sweep, check_sweep_options, run_sweep

Alternatives = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        help="A scenario file (YAML) or the name of a shipped one; NAME:OPTION=CHOICE takes a "
        "choice, A+B combines two in order. Repeatable: each stands beside the base.",
    ),
]


def whatif(
    context: typer.Context,
    sites: Sites = "agglomerations",
    hubs: Hubs = "hubs",
    scenario: Alternatives = None,
    sweep: Sweep = None,
    objective: Objective = None,
    people: People = False,
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    window: Window = None,
    stay: Stay = None,
    preset: Preset = None,
    config: Config = None,
    zones: Zones = None,
    draws: Annotated[
        int,
        typer.Option(
            "--draws",
            min=0,
            max=100_000,
            help="Draws of what is uncertain, the same in base and scenarios: intervals of the "
            "changes; 0 for none.",
        ),
    ] = 200,
    seed: Seed = 0,
    schedules: Annotated[
        int,
        typer.Option(
            "--schedules",
            min=0,
            max=1000,
            help="Timetables drawn for planned trains, whose minutes nobody knows; 0 for the "
            "stated one alone.",
        ),
    ] = 20,
    with_zones: Annotated[
        bool,
        typer.Option("--municipalities/--no-municipalities", help="Look at all municipalities."),
    ] = True,
    with_timeline: Annotated[
        bool, typer.Option("--timeline", help="Expected reach by year, as openings are uncertain.")
    ] = False,
    roads: Roads = None,
    roads_fallback: RoadsFallback = False,
    access: Access = AccessChoice.MODEL,
    join: Join = None,
    modes: Modes = None,
    r5_jar: R5Jar = None,
    mass: Masses = None,
    mass_unit: MassUnitOption = None,
    mass_within: MassWithin = None,
    mass_for: MassForOption = None,
    dem: Dem = None,
    dem_fallback: DemFallback = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Results folder: whatif.csv and the rest; see docs."),
    ] = None,
    output_format: Format = ResultsFormat.TABLE,
    with_map: Annotated[
        bool, typer.Option("--map/--no-map", help="Write map.html into the results folder.")
    ] = True,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Compare scenarios with the base: who can meet whom, who gains, who loses."""
    with handled(debug):
        from geoaccess.console import first_run_notice, print_notes, show_progress
        from geoaccess.pipeline.whatif import compute_whatif
        from geoaccess.pipeline.whatifmap import render_whatif_map_files
        from geoaccess.pipeline.whatifquestion import WhatifQuestion, find_alternatives
        from geoaccess.pipeline.whatifrecord import whatif_results
        from geoaccess.report import check_folder, csv_text, json_text
        from geoaccess.report.whatif import write_whatif

        window, stay = apply_preset(preset, window, stay)
        check_sweep_options(context, is_sweep=bool(sweep))
        request = build_request(
            sites,
            hubs,
            network,
            date=date,
            as_of=as_of,
            window=window,
            stay=stay,
            config=config,
            zones=zones,
            draws=0 if sweep else draws,
            seed=seed,
            roads=roads,
            roads_fallback=roads_fallback,
            access=access,
            r5=build_r5_options(access=access, modes=modes, jar=r5_jar, join=join),
            masses=build_mass_request(mass, mass_unit, mass_within, mass_for),
            dem=dem,
            dem_fallback=dem_fallback,
        )
        if sweep:
            run_sweep(
                request,
                scenario,
                sweep,
                objective=objective,
                people=people,
                output=output,
                output_format=output_format,
                lang=lang.value,
            )
            return
        question = WhatifQuestion(
            alternatives=find_alternatives(scenario or ()),
            n_schedules=schedules,
            with_zones=with_zones,
            with_timeline=with_timeline,
        )
        if output is not None:
            check_folder(output)
        with first_run_notice(), show_progress() as progress:
            run = compute_whatif(request, question, progress=progress)
            results = whatif_results(run)
            if output is not None:
                page, data = None, None
                if with_map:
                    page, data = render_whatif_map_files(
                        run, results, lang.value, progress=progress
                    )
                progress("writing results")
                write_whatif(results, output, map_html=page, map_data=data)
        if output_format is ResultsFormat.JSON:
            print(json_text(results.to_document()))
        elif output_format is ResultsFormat.CSV:
            print(csv_text(results.site_rows()), end="")
            print_notes(results.warnings, lang=lang.value)
        else:
            from geoaccess.consolewhatif import print_whatif

            print_whatif(results, lang=lang.value, folder=output)
