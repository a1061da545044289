"""What the commands share: forms of the answer, options, and errors in one line."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from geoaccess.errors import FileError, GeoaccessError, InputError
from geoaccess.units import (
    SECONDS_PER_MINUTE,
    format_clock,
    parse_clock,
    parse_duration,
)

if TYPE_CHECKING:
    from geoaccess.pipeline import MassRequest, R5Options, Request


class PlainFormat(str, Enum):
    """Forms of the answer of commands without a table of rows."""

    TABLE = "table"
    JSON = "json"


class AccessChoice(str, Enum):
    """What finds the ways to stations."""

    MODEL = "model"
    R5 = "r5"


class EngineChoice(str, Enum):
    """What computes a matrix."""

    OWN = "own"
    R5 = "r5"


class ResultsFormat(str, Enum):
    """Forms of the answer of commands with a row for each site."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class DayPreset(str, Enum):
    """Published definitions of a day return."""

    ESPON = "espon"
    MLIT_2019 = "mlit-2019"
    SANZENSO_1987 = "sanzenso-1987"


class PaperSize(str, Enum):
    """What reports and maps are printed on."""

    A4 = "a4"
    A3 = "a3"


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
PLACE_HELP = (
    "lat,lon; station:ID or a name ending in 駅 or Station; municipality:CODE or its name; "
    "mesh:CODE (JIS X 0410); hub:ID; agglomeration:ID or its name."
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
Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        help="A scenario (file, or name of a shipped one, with :OPTION=CHOICE); repeated, each "
        "on top of those before.",
    ),
]
Window = Annotated[
    str | None,
    typer.Option("--window", help="Leave home no earlier, be home no later; 06:00-22:00."),
]
Preset = Annotated[
    DayPreset | None,
    typer.Option(
        "--preset",
        help="A published definition of the day instead of --window and --stay: espon (300 min one "
        "way), mlit-2019 (240), sanzenso-1987 (180).",
    ),
]
Stay = Annotated[str | None, typer.Option("--stay", help="Least stay at the hub; 4h.")]
Config = Annotated[
    Path | None, typer.Option("--config", help="YAML file of parameters; see configs/score.yaml.")
]
Zones = Annotated[
    Path | None,
    typer.Option(
        "--zones",
        help="Boundary file (N03: zip, Shapefile, GeoJSON, GML, TopoJSON) whose municipalities "
        "the map shows; default: those shipped.",
    ),
]
Draws = Annotated[
    int,
    typer.Option(
        "--draws",
        min=0,
        max=100_000,
        help="Draws of what is uncertain (ways, departures, masses, weights): intervals of scores "
        "and ranks; 0 for none.",
    ),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Random numbers of the draws.")]
Roads = Annotated[
    str | None,
    typer.Option(
        "--roads",
        help="Streets for the ways to stations: an OpenStreetMap extract (.osm, .osm.pbf), or "
        "osm:PLACE to download them; default: a great-circle model without streets.",
    ),
]
RoadsFallback = Annotated[
    bool,
    typer.Option(
        "--roads-fallback",
        help="Take the great-circle model for what is not on the streets of --roads.",
    ),
]
Access = Annotated[
    AccessChoice,
    typer.Option("--access", help="Ways to stations: the access model, or R5 (extra r5)."),
]
Join = Annotated[
    list[str] | None,
    typer.Option(
        "--join",
        help="Station (its id) to which --access r5 finds the way; repeatable; default: all "
        "within the streets.",
    ),
]
Modes = Annotated[
    str | None,
    typer.Option(
        "--modes",
        help="With R5: walk,transit (default), walk, bicycle, car, or bicycle,transit.",
    ),
]
R5Jar = Annotated[
    Path | None, typer.Option("--r5-jar", help="The R5 jar; default: that of R5_CLASSPATH.")
]


Dem = Annotated[
    Path | None,
    typer.Option("--dem", help="Elevation model (GeoTIFF): ways on foot take its slopes."),
]
DemFallback = Annotated[
    bool,
    typer.Option("--dem-fallback", help="Sites and hubs outside the DEM are on level ground."),
]
Format = Annotated[ResultsFormat, typer.Option("--format", help="What is printed on stdout.")]
PlainAnswer = Annotated[PlainFormat, typer.Option("--format", help="What is printed on stdout.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


@contextmanager
def handled(debug: bool) -> Iterator[None]:
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


def check_outputs(
    outputs: Iterable[Path | None], *, request: Request | None = None, inputs: Iterable[Path] = ()
) -> None:
    """Raise a FileError when a file to be written is one of those that are read."""
    held = [path.resolve() for path in (*_list_files(request), *inputs)]
    for output in outputs:
        if output is not None and output.resolve() in held:
            raise FileError(
                f"{output}: is read by this command, and would be lost; give another name with -o"
            )


def _list_files(request: Request | None) -> list[Path]:
    """Return what a request may read, with and without the date or band after its last @."""
    if request is None:
        return []
    texts = [request.sites, request.hubs, *request.networks, *request.scenarios]
    texts += request.masses.files if request.masses else ()
    named = (request.config, request.zones, request.roads, request.dem)
    paths = [path for path in named if path is not None]
    return [
        *paths,
        *(Path(name) for text in texts for name in (text, text.rpartition("@")[0] or text)),
    ]


def apply_preset(
    preset: DayPreset | None, window: str | None, stay: str | None
) -> tuple[str | None, str | None]:
    """Return window and stay as they are given, or those of a preset.

    Raises
    ------
    InputError
        When a preset is given with either of them.
    """
    if preset is None:
        return window, stay
    from geoaccess.config import PRESET_STAYS_MIN, PRESET_WINDOW

    if window or stay:
        raise InputError(
            f"--preset {preset.value} sets window and stay; leave out --window and --stay"
        )
    begin, end = map(format_clock, PRESET_WINDOW)
    return f"{begin}-{end}", f"{PRESET_STAYS_MIN[preset.value]:.0f}min"


def build_request(
    sites: str,
    hubs: str,
    networks: list[str] | None,
    *,
    date: str | None = None,
    as_of: str | None = None,
    scenarios: list[str] | None = None,
    window: str | None = None,
    stay: str | None = None,
    config: Path | None = None,
    zones: Path | None = None,
    draws: int = 0,
    seed: int = 0,
    roads: str | None = None,
    roads_fallback: bool = False,
    r5: R5Options | None = None,
    access: AccessChoice = AccessChoice.MODEL,
    masses: MassRequest | None = None,
    dem: Path | None = None,
    dem_fallback: bool = False,
) -> Request:
    """Return the request of a command line; streets of a place are downloaded."""
    from geoaccess.pipeline import R5Options, Request
    from geoaccess.pipeline.roads import find_extract

    if dem_fallback and dem is None:
        raise InputError("--dem-fallback: no elevation model is given; add --dem FILE.tif")
    return Request(
        sites=sites,
        hubs=hubs,
        networks=tuple(networks) if networks else ("japan",),
        service_date=parse_date("--date", date),
        as_of=parse_date("--as-of", as_of),
        scenarios=tuple(scenarios or ()),
        config=config,
        window=_window(window) if window else None,
        stay_min=parse_duration(stay) / 60 if stay else None,
        zones=zones,
        draws=draws,
        seed=seed,
        roads=find_extract(roads) if roads else None,
        roads_fallback=roads_fallback,
        access=access.value,
        r5=r5 or R5Options(),
        masses=masses,
        dem=dem,
        dem_fallback=dem_fallback,
    )


def build_r5_options(
    *,
    access: AccessChoice,
    engine: EngineChoice = EngineChoice.OWN,
    modes: str | None = None,
    jar: Path | None = None,
    max_time: str | None = None,
    join: list[str] | None = None,
) -> R5Options:
    """Return how R5 is used; an option for it that nothing would look at is an error."""
    from geoaccess.pipeline import R5Options

    by_engine, by_access = engine is EngineChoice.R5, access is AccessChoice.R5
    if by_engine and by_access:
        raise InputError(
            "--engine r5 finds whole trips, --access r5 the ways to stations of the other engine; "
            "give one of them"
        )
    uses = [
        ("--modes", modes, by_engine or by_access, "--engine r5 or --access r5"),
        ("--r5-jar", jar, by_engine or by_access, "--engine r5 or --access r5"),
        ("--max-time", max_time, by_engine, "--engine r5"),
        ("--join", join, by_access, "--access r5"),
    ]
    for option, given, is_used, needed in uses:
        if given and not is_used:
            raise InputError(f"{option} is for R5 only; give {needed}, or leave it out")
    options = R5Options(jar=jar, join=tuple(join or ()))
    if modes is not None:
        options = replace(options, modes=modes)
    if max_time is not None:
        minutes = -(-parse_duration(max_time) // SECONDS_PER_MINUTE)
        options = replace(options, max_time_min=minutes)
    return options


def parse_date(option: str, text: str | None) -> dt.date | None:
    """Return the date that an option gives, None where it is not given."""
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


def parse_percentiles(text: str) -> list[int]:
    """Return the percentiles that an option gives, whole numbers, each once."""
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
