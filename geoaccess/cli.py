"""The command line: parse, call, print, exit. Heavy packages are imported inside commands."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geoaccess import __version__
from geoaccess.cliagglo import agglomerations
from geoaccess.clidata import data_app
from geoaccess.cliexplain import explain
from geoaccess.clihistory import history
from geoaccess.climap import draw_map
from geoaccess.climass import (
    Masses,
    MassForOption,
    MassUnitOption,
    MassWithin,
    build_mass_request,
)
from geoaccess.clinetwork import network as show_network
from geoaccess.clinetwork import partners
from geoaccess.clioptions import (
    PLACE_HELP,
    Access,
    AccessChoice,
    AsOf,
    Config,
    Debug,
    Dem,
    DemFallback,
    Draws,
    EngineChoice,
    Format,
    Hubs,
    Join,
    Lang,
    Language,
    Modes,
    Networks,
    PlainAnswer,
    PlainFormat,
    Preset,
    R5Jar,
    ResultsFormat,
    Roads,
    RoadsFallback,
    Scenarios,
    Seed,
    ServiceDate,
    Sites,
    Stay,
    Window,
    Zones,
    apply_preset,
    build_r5_options,
    build_request,
    check_outputs,
    handled,
    parse_percentiles,
)
from geoaccess.clireport import report
from geoaccess.clirobustness import robustness
from geoaccess.cliscenario import scenario_app
from geoaccess.clisurface import register as register_surface
from geoaccess.cliwhatif import whatif
from geoaccess.errors import FileError, GeoaccessError, InputError
from geoaccess.units import parse_bytes, parse_clock

if TYPE_CHECKING:
    pass

_COLLECT_AFTER = 50_000, 20, 20
"""Garbage is looked for so rarely: a score makes 50,000 trains that stay, and looking through them
at Python's 700 took 1.2 of 7.9 s of processor time; memory is the same."""

app = typer.Typer(
    name="geoaccess",
    help="Whom can people at this site meet, face to face, in a working day?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(data_app, name="data")
app.add_typer(scenario_app, name="scenario")
app.command()(explain)
register_surface(app)
app.command()(robustness)
app.command("map")(draw_map)
app.command("network")(show_network)
app.command()(partners)
app.command()(history)
app.command()(whatif)
app.command()(report)
app.command("agglomerations")(agglomerations)

DEFAULT_RESULTS = Path("geoaccess-results")


@app.command()
def score(
    sites: Sites = "agglomerations",
    hubs: Hubs = "hubs",
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    scenario: Scenarios = None,
    window: Window = None,
    stay: Stay = None,
    preset: Preset = None,
    config: Config = None,
    zones: Zones = None,
    draws: Draws = 0,
    seed: Seed = 0,
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
        typer.Option(
            "-o",
            "--output",
            help=f"Results folder; default {DEFAULT_RESULTS}, and none with json or csv.",
        ),
    ] = None,
    output_format: Format = ResultsFormat.TABLE,
    with_map: Annotated[bool, typer.Option("--map/--no-map", help="Write map.html.")] = True,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Score sites by whom people there can meet face to face in a day."""
    with handled(debug):
        from geoaccess.console import first_run_notice, show_progress
        from geoaccess.pipeline import compute_score, render_map_files, score_results
        from geoaccess.report import check_folder, csv_text, json_text, write_results

        window, stay = apply_preset(preset, window, stay)
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
            zones=zones,
            draws=draws,
            seed=seed,
            roads=roads,
            roads_fallback=roads_fallback,
            access=access,
            r5=build_r5_options(access=access, modes=modes, jar=r5_jar, join=join),
            masses=build_mass_request(mass, mass_unit, mass_within, mass_for),
            dem=dem,
            dem_fallback=dem_fallback,
        )
        folder = output
        if folder is None and output_format is ResultsFormat.TABLE:
            folder = DEFAULT_RESULTS
        if folder is not None:
            check_folder(folder)
        with first_run_notice(), show_progress() as progress:
            run = compute_score(request, progress=progress)
            results = score_results(run)
            if folder is not None:
                progress("writing results")
                page, data = None, None
                if with_map:
                    page, data = render_map_files(run, lang.value, progress=progress)
                write_results(results, folder, map_html=page, map_data=data)
        if output_format is ResultsFormat.JSON:
            print(json_text(results.to_document()))
        elif output_format is ResultsFormat.CSV:
            print(csv_text(results.score_rows()), end="")
        else:
            from geoaccess.console import print_scores

            print_scores(results, lang=lang.value, folder=folder, with_map=with_map)


@app.command()
def matrix(
    origins: Annotated[str, typer.Argument(metavar="FROM", help="Places, as SITES of score.")],
    targets: Annotated[str, typer.Argument(metavar="TO", help="Places, as SITES of score.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.parquet or FILE.csv.")],
    percentiles: Annotated[
        str, typer.Option("--percentiles", help="Percentiles of the departure minutes.")
    ] = "5,25,50,75,95",
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
    arrive_by: Annotated[
        bool, typer.Option("--arrive-by", help="The minutes of the window are arrivals.")
    ] = False,
    max_transfers: Annotated[
        int | None, typer.Option("--max-transfers", min=0, help="Most changes of train.")
    ] = None,
    max_memory: Annotated[
        str | None,
        typer.Option("--max-memory", help="Most memory for the computation; 1.5GB."),
    ] = None,
    engine: Annotated[
        EngineChoice,
        typer.Option("--engine", help="own, or r5: door to door in a city (extra r5)."),
    ] = EngineChoice.OWN,
    access: Access = AccessChoice.MODEL,
    join: Join = None,
    modes: Modes = None,
    r5_jar: R5Jar = None,
    max_time: Annotated[
        str | None, typer.Option("--max-time", help="Longest trip of --engine r5; default 2h.")
    ] = None,
    debug: Debug = False,
) -> None:
    """Write travel times between two sets of places over a window of departures."""
    with handled(debug):
        from geoaccess.console import first_run_notice, print_notes, show_progress
        from geoaccess.pipeline import Limits, compute_r5_travel_times, compute_travel_times
        from geoaccess.pipeline.terrain import note_terrain
        from geoaccess.report import build_matrix_table, write_record, write_table

        if output.suffix not in (".parquet", ".csv"):
            raise FileError(f"{output.name}: give a file that ends in .parquet or .csv")
        r5 = build_r5_options(
            access=access, engine=engine, modes=modes, jar=r5_jar, max_time=max_time, join=join
        )
        request = build_request(
            origins,
            targets,
            network,
            date=date,
            as_of=as_of,
            scenarios=scenario,
            window=window,
            config=config,
            roads=roads,
            roads_fallback=roads_fallback,
            access=access,
            r5=r5,
            dem=dem,
            dem_fallback=dem_fallback,
        )
        check_outputs((output, output.with_suffix(".run.json")), request=request)
        wanted = parse_percentiles(percentiles)
        limits = Limits(
            max_transfers=max_transfers,
            max_memory_bytes=parse_bytes(max_memory) if max_memory else None,
        )
        minutes = "arrival" if arrive_by else "departure"
        text = f"percentiles {percentiles} of the {minutes} minutes"
        if engine is EngineChoice.R5:
            if arrive_by:
                raise InputError("--arrive-by: R5 takes departures only; leave it out")
            with show_progress() as progress:
                by_r5 = compute_r5_travel_times(
                    request, percentiles=wanted, limits=limits, progress=progress
                )
                progress("writing the table")
                write_table(build_matrix_table(by_r5.matrix, by_r5.origins, by_r5.targets), output)
                write_record(by_r5.record, output.with_suffix(".run.json"))
            print_notes(by_r5.notes, lang="en")
            n, m = len(by_r5.origins), len(by_r5.targets)
            print(f"{output}: {n} x {m} pairs by R5, {text}")
            return
        with first_run_notice(), show_progress() as progress:
            run = compute_travel_times(
                request, percentiles=wanted, arrive_by=arrive_by, limits=limits, progress=progress
            )
            progress("writing the table")
            write_table(build_matrix_table(run.matrix, run.origins, run.targets), output)
        print_notes((*run.notes, *note_terrain(run.world)), lang="en")
        print(f"{output}: {len(run.origins)} x {len(run.targets)} pairs, {text}")


@app.command()
def itinerary(
    origin: Annotated[str, typer.Argument(metavar="FROM", help=PLACE_HELP)],
    target: Annotated[str, typer.Argument(metavar="TO", help=PLACE_HELP)],
    depart: Annotated[
        str | None, typer.Option("--depart", help="Leave no earlier, HH:MM; default 06:00.")
    ] = None,
    arrive: Annotated[str | None, typer.Option("--arrive", help="Arrive no later, HH:MM.")] = None,
    output_format: PlainAnswer = PlainFormat.TABLE,
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    scenario: Scenarios = None,
    config: Config = None,
    roads: Roads = None,
    roads_fallback: RoadsFallback = False,
    access: Access = AccessChoice.MODEL,
    join: Join = None,
    modes: Modes = None,
    r5_jar: R5Jar = None,
    dem: Dem = None,
    dem_fallback: DemFallback = False,
    lang: Lang = Language.EN,
    debug: Debug = False,
) -> None:
    """Show the trains from one place to another."""
    with handled(debug):
        from geoaccess.console import (
            first_run_notice,
            print_itinerary,
            print_notes,
            show_progress,
        )
        from geoaccess.pipeline import compute_itinerary
        from geoaccess.pipeline.terrain import note_terrain
        from geoaccess.report import json_text

        if depart is not None and arrive is not None:
            raise InputError("itinerary: give either --depart or --arrive, not both")
        request = build_request(
            origin,
            target,
            network,
            date=date,
            as_of=as_of,
            scenarios=scenario,
            config=config,
            roads=roads,
            roads_fallback=roads_fallback,
            access=access,
            r5=build_r5_options(access=access, modes=modes, jar=r5_jar, join=join),
            dem=dem,
            dem_fallback=dem_fallback,
        )
        depart_s = parse_clock(depart) if depart else None
        arrive_s = parse_clock(arrive) if arrive else None
        with first_run_notice(), show_progress() as progress:
            run = compute_itinerary(
                request, depart_s=depart_s, arrive_s=arrive_s, progress=progress
            )
        if output_format is PlainFormat.JSON:
            print(json_text(run.to_document()))
        print_itinerary(run, lang=lang.value, only_notes=output_format is PlainFormat.JSON)
        print_notes(note_terrain(run.world), lang=lang.value)


@app.command()
def doctor(debug: Debug = False) -> None:
    """Check the installation; exit 1 when something that is needed is missing."""
    with handled(debug):
        from geoaccess.console import print_table
        from geoaccess.doctor import examine

        findings = examine()
        print_table([finding.to_record() for finding in findings])
        bad = [finding.what for finding in findings if not finding.is_good and finding.is_needed]
        if bad:
            raise GeoaccessError(f"doctor: {', '.join(bad)} need attention; see the remedies above")


@app.callback(invoke_without_command=True)
def main(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Whom can people at this site meet, face to face, in a working day?"""
    if version:
        print(f"geoaccess {__version__}")
        raise typer.Exit


def run() -> None:
    """Run the command line with UTF-8 output, whatever the console's code page is."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., Any] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    gc.set_threshold(*_COLLECT_AFTER)
    app()
