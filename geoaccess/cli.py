"""The command line: parse, call, print, exit. Heavy packages are imported inside commands."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from geoaccess import __version__
from geoaccess.errors import FileError, GeoaccessError, InputError
from geoaccess.units import parse_clock, parse_duration

if TYPE_CHECKING:
    from geoaccess.pipeline import Request

app = typer.Typer(
    name="geoaccess",
    help="Whom can people at this site meet, face to face, in a working day?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
data_app = typer.Typer(help="The facts that ship with geoaccess.", no_args_is_help=True)
app.add_typer(data_app, name="data")

DEFAULT_RESULTS = Path("geoaccess-results")


class OutputFormat(str, Enum):
    """Forms of the answer on stdout."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class PlainFormat(str, Enum):
    """Forms of the answer of commands without a table of rows."""

    TABLE = "table"
    JSON = "json"


class Language(str, Enum):
    """Languages of tables and maps."""

    EN = "en"
    JA = "ja"


Sites = Annotated[
    str,
    typer.Argument(
        help="Candidate sites: a CSV, Excel, GeoJSON or GeoPackage file; lat,lon; a place; or one "
        "of agglomerations, hubs, seats, municipalities, stations."
    ),
]
_PLACE_HELP = (
    "lat,lon; station:ID or a name ending in 駅 or Station; municipality:CODE or its name; "
    "hub:ID; agglomeration:ID or its name."
)
Hubs = Annotated[str, typer.Option("--hubs", help="Hubs to visit: as SITES.")]
Networks = Annotated[
    list[str] | None,
    typer.Option(
        "--network",
        help="japan (shipped); a folder or workbook of network tables; a GTFS feed, FILE.zip or "
        "FILE.zip@DATE; a CSV of changes (from, to, minutes); repeatable.",
    ),
]
ServiceDate = Annotated[
    str | None,
    typer.Option("--date", help="Service date, YYYY-MM-DD; default: the network's own."),
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="Take the network as it stood on YYYY-MM-DD.")
]
Window = Annotated[
    str | None,
    typer.Option("--window", help="Leave home no earlier, be home no later; 06:00-22:00."),
]
Stay = Annotated[str | None, typer.Option("--stay", help="Least stay at the hub; 4h.")]
Config = Annotated[
    Path | None, typer.Option("--config", help="YAML file of parameters; see configs/score.yaml.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


@app.command()
def score(
    sites: Sites = "agglomerations",
    hubs: Hubs = "hubs",
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    window: Window = None,
    stay: Stay = None,
    config: Config = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help=f"Results folder; default {DEFAULT_RESULTS}, and none with json or csv.",
        ),
    ] = None,
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help="What is printed on stdout.")
    ] = OutputFormat.TABLE,
    with_map: Annotated[bool, typer.Option("--map/--no-map", help="Write map.html.")] = True,
    lang: Annotated[Language, typer.Option("--lang", help="Language.")] = Language.EN,
    debug: Debug = False,
) -> None:
    """Score sites by whom people there can meet face to face in a day."""
    with _handled(debug):
        from geoaccess.console import first_run_notice, show_progress
        from geoaccess.pipeline import compute_score, render_map, score_results
        from geoaccess.report import check_folder, csv_text, json_text, write_results

        request = _request(
            sites, hubs, network, date=date, as_of=as_of, window=window, stay=stay, config=config
        )
        folder = output
        if folder is None and output_format is OutputFormat.TABLE:
            folder = DEFAULT_RESULTS
        if folder is not None:
            check_folder(folder)
        with first_run_notice(), show_progress() as progress:
            run = compute_score(request, progress=progress)
            results = score_results(run)
            if folder is not None:
                progress("writing results")
                page = render_map(run, lang.value, progress=progress) if with_map else None
                write_results(results, folder, map_html=page)
        if output_format is OutputFormat.JSON:
            print(json_text(results.to_document()))
        elif output_format is OutputFormat.CSV:
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
    window: Window = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Write travel times between two sets of places over a window of departures."""
    with _handled(debug):
        from geoaccess.console import first_run_notice, print_notes, show_progress
        from geoaccess.pipeline import compute_travel_times
        from geoaccess.report import build_matrix_table, write_table

        if output.suffix not in (".parquet", ".csv"):
            raise FileError(f"{output.name}: give a file that ends in .parquet or .csv")
        request = _request(
            origins, targets, network, date=date, as_of=as_of, window=window, config=config
        )
        wanted = _percentiles(percentiles)
        with first_run_notice(), show_progress() as progress:
            run = compute_travel_times(request, percentiles=wanted, progress=progress)
            progress("writing the table")
            write_table(build_matrix_table(run.matrix, run.origins, run.targets), output)
        print_notes(run.world.networks.notes, lang="en")
        n, m = len(run.origins), len(run.targets)
        print(f"{output}: {n} x {m} pairs, percentiles {percentiles} of the departure minutes")


@app.command()
def itinerary(
    origin: Annotated[str, typer.Argument(metavar="FROM", help=_PLACE_HELP)],
    target: Annotated[str, typer.Argument(metavar="TO", help=_PLACE_HELP)],
    depart: Annotated[
        str | None, typer.Option("--depart", help="Leave no earlier, HH:MM; default 06:00.")
    ] = None,
    arrive: Annotated[str | None, typer.Option("--arrive", help="Arrive no later, HH:MM.")] = None,
    output_format: Annotated[
        PlainFormat, typer.Option("--format", help="What is printed on stdout.")
    ] = PlainFormat.TABLE,
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    config: Config = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language.")] = Language.EN,
    debug: Debug = False,
) -> None:
    """Show the trains from one place to another."""
    with _handled(debug):
        from geoaccess.console import first_run_notice, print_itinerary, show_progress
        from geoaccess.pipeline import compute_itinerary
        from geoaccess.report import json_text

        if depart is not None and arrive is not None:
            raise InputError("itinerary: give either --depart or --arrive, not both")
        request = _request(origin, target, network, date=date, as_of=as_of, config=config)
        depart_s = parse_clock(depart) if depart else None
        arrive_s = parse_clock(arrive) if arrive else None
        with first_run_notice(), show_progress() as progress:
            run = compute_itinerary(
                request, depart_s=depart_s, arrive_s=arrive_s, progress=progress
            )
        if output_format is PlainFormat.JSON:
            print(json_text(run.to_document()))
        print_itinerary(run, lang=lang.value, only_notes=output_format is PlainFormat.JSON)


@data_app.command("list")
def data_list(
    output_format: Annotated[
        PlainFormat, typer.Option("--format", help="What is printed on stdout.")
    ] = PlainFormat.TABLE,
    debug: Debug = False,
) -> None:
    """List the shipped tables with their rows, editions and sources."""
    with _handled(debug):
        from geoaccess.console import print_table
        from geoaccess.report import json_text
        from geoaccess.sources.catalogue import list_tables

        tables = list_tables()
        if output_format is PlainFormat.JSON:
            print(json_text(tables))
        else:
            print_table(tables)


@data_app.command("path")
def data_path_command(debug: Debug = False) -> None:
    """Print the folder of the shipped data."""
    with _handled(debug):
        from geoaccess.sources.shipped import data_path

        print(data_path())


@data_app.command("export")
def data_export(
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="FILE.zip for GTFS, FILE.xlsx for a workbook."),
    ],
    network: Networks = None,
    date: ServiceDate = None,
    as_of: AsOf = None,
    config: Config = None,
    publisher: Annotated[
        tuple[str, str], typer.Option(help="Name and web page of who hands out the GTFS feed.")
    ] = ("geoaccess", "https://example.org/"),
    debug: Debug = False,
) -> None:
    """Write networks as GTFS, or the tables of one network as an Excel workbook."""
    with _handled(debug):
        from geoaccess.pipeline import export_gtfs, export_workbook

        request = _request("hubs", "hubs", network, date=date, as_of=as_of, config=config)
        if output.suffix.lower() == ".xlsx":
            export_workbook(request, output)
            print(output)
        else:
            done = export_gtfs(request, output, publisher=publisher)
            print(f"{output}: {done.stops} stops, {done.trips} trips, {done.first} to {done.last}")


@app.command()
def doctor(debug: Debug = False) -> None:
    """Check the installation; exit 1 when something that is needed is missing."""
    with _handled(debug):
        from geoaccess.console import print_table
        from geoaccess.doctor import examine

        findings = examine()
        print_table([finding.to_record() for finding in findings])
        bad = [finding.what for finding in findings if not finding.is_good]
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
    app()


@contextmanager
def _handled(debug: bool) -> Iterator[None]:
    """Turn a handled error into one line on stderr and exit 1."""
    try:
        yield
    except GeoaccessError as error:
        if debug:
            raise
        _fail(" ".join(str(error).split()))
    except KeyboardInterrupt:
        if debug:
            raise
        _fail("interrupted; nothing was written")


def _fail(message: str) -> NoReturn:
    print(f"geoaccess: {message}", file=sys.stderr)
    raise typer.Exit(1)


def _request(
    sites: str,
    hubs: str,
    networks: list[str] | None,
    *,
    date: str | None = None,
    as_of: str | None = None,
    window: str | None = None,
    stay: str | None = None,
    config: Path | None = None,
) -> Request:
    from geoaccess.pipeline import Request

    return Request(
        sites=sites,
        hubs=hubs,
        networks=tuple(networks) if networks else ("japan",),
        service_date=_date("--date", date),
        as_of=_date("--as-of", as_of),
        config=config,
        window=_window(window) if window else None,
        stay_min=parse_duration(stay) / 60 if stay else None,
    )


def _date(option: str, text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{option}: '{text}' is not a date; write it as 2025-03-18") from None


def _window(text: str) -> tuple[int, int]:
    begin, dash, end = re.sub("[–~～〜]", "-", text).partition("-")
    if not dash:
        raise InputError(f"--window: '{text}' is not a span; write it as 06:00-22:00")
    span = parse_clock(begin), parse_clock(end)
    if span[0] >= span[1]:
        raise InputError(f"--window: {text} ends before it begins; write it as 06:00-22:00")
    return span


def _percentiles(text: str) -> list[int]:
    try:
        wanted = [int(word) for word in text.split(",")]
    except ValueError:
        wanted = [-1]
    if len(set(wanted)) != len(wanted) or not all(0 <= p <= 100 for p in wanted):
        raise InputError(
            f"--percentiles: '{text}' is not a list of whole numbers from 0 to 100, each once; "
            "write it as 5,50,95"
        )
    return wanted
