"""What the terminal shows: tables on stdout, progress and notes on stderr."""

from __future__ import annotations

import hashlib
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from geoaccess import __version__
from geoaccess.model.text import Text as Note
from geoaccess.units import format_clock, format_duration

if TYPE_CHECKING:
    from rich.text import Text

    from geoaccess.pipeline import ItineraryRun
    from geoaccess.report import ScoreResults
    from geoaccess.report.history import HistoryResults

QUIET_S = 1.0
"""Work shorter than this shows no progress bar."""

_PLAIN_WIDTH = 200

_COLUMNS = {
    "en": ("Rank", "Site", "Score", "Hubs", "Reach %", "3rd hub min", "Meeting h",
           "Round trips", "A day at the largest hub they can meet"),
    "ja": ("順位", "地点", "得点", "拠点", "到達率%", "3番目の拠点 分", "面談 時間",
           "往復数", "会える最大の拠点での一日"),
}  # fmt: skip
_KINDS = {
    "en": {"access": "to the station", "transfer": "change", "egress": "from the station",
           "direct": "without a train"},
    "ja": {"access": "駅へ", "transfer": "乗換", "egress": "駅から", "direct": "鉄道なし"},
}  # fmt: skip
_BACKENDS = {
    "en": {"roads": "streets"},
    "ja": {"roads": "道路網", "great-circle": "直線距離", "platform": "ホーム"},
}
_TEXT = {
    "en": {
        "none": "none in a day by rail",
        "day": "{hub}: {depart}-{arrive}, {stay} there, {leave}-{home}",
        "written": "Clock times of every hub: {folder}/contacts.csv",
        "map": "Map, opens offline: {folder}/map.html",
        "drawn": "In brackets: where nine in ten of {n} draws lie. Best in most draws: {name}, "
        "{share} %.",
        "no_journey": "no journey on this service date",
    },
    "ja": {
        "none": "鉄道での日帰り不可",
        "day": "{hub}: {depart}-{arrive}、滞在 {stay}、{leave}-{home}",
        "written": "すべての拠点の時刻: {folder}/contacts.csv",
        "map": "地図(オフラインで開けます): {folder}/map.html",
        "drawn": "括弧内は{n}回の抽出の9割が収まる範囲。1位が最も多い地点: {name}（{share}%）",
        "no_journey": "この日の便はありません",
    },
}


@contextmanager
def show_progress() -> Iterator[Callable[[str], None]]:
    """Give a function that names the stage; a bar on stderr appears after a second.

    Only a terminal gets the moving bar; a log gets a line for each stage begun after that.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    began = time.monotonic()
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
        console=console, transient=True, auto_refresh=True,
    )  # fmt: skip
    task = bar.add_task("starting", total=None)
    shown = False

    def tell(stage: str) -> None:
        nonlocal shown
        if console.is_terminal:
            bar.update(task, description=stage)
            if not shown:
                bar.start()
                shown = True
        elif time.monotonic() - began > QUIET_S:
            print(f"geoaccess: {stage} …", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if shown:
            bar.stop()


@contextmanager
def show_transfer(
    name: str,
) -> Iterator[tuple[Callable[[int, int | None], None], Callable[[str], None]]]:
    """Give a function for the bytes that are here (of how many), and one for a line on stderr.

    Only a terminal gets the moving bar; a log gets a line for each quarter of a long transfer.
    """
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    began, quarter = time.monotonic(), 0
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), DownloadColumn(), TransferSpeedColumn(),
        console=console, transient=True,
    )  # fmt: skip
    task = bar.add_task(name, total=None)

    def stop() -> None:
        if bar.live.is_started:  # an idle bar leaves a blank line
            bar.stop()

    def tell(line: str) -> None:
        stop()
        print(f"geoaccess: {name}: {line}", file=sys.stderr, flush=True)

    def progress(done: int, total: int | None) -> None:
        nonlocal quarter
        if console.is_terminal:
            bar.update(task, completed=done, total=total)
            bar.start()
        elif total and 4 * done // total > quarter:
            quarter = 4 * done // total
            if time.monotonic() - began > QUIET_S and quarter < 4:
                tell(f"{25 * quarter} % of {total / 1e6:.1f} MB")

    try:
        yield progress, tell
    finally:
        stop()


@contextmanager
def first_run_notice() -> Iterator[None]:
    """Say before the first run of an installation that it compiles the engine.

    The run counts as done when it ends without an error.
    """
    from importlib import metadata

    import platformdirs

    here = Path(__file__).resolve().parent
    kernels = sorted([*here.glob("*/_*kernels.py"), *here.glob("engine/kernels/*.py")])
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in kernels))
    parts = (__version__, metadata.version("numba"), platform.python_version(), str(here))
    stamp.update("|".join(parts).encode())
    marker = Path(platformdirs.user_cache_dir("geoaccess")) / f"compiled-{stamp.hexdigest()[:16]}"
    is_first = not marker.exists()
    if is_first:
        print(
            "geoaccess: first run: compiling the engine, about 20 seconds (kept for later runs)",
            file=sys.stderr,
            flush=True,
        )
    yield
    if is_first:
        with suppress(OSError):
            marker.parent.mkdir(parents=True, exist_ok=True)
            marker.touch()


def print_scores(results: ScoreResults, *, lang: str, folder: Path | None, with_map: bool) -> None:
    """Print the ranked table, and where the rest is."""
    text = _TEXT[lang]
    rows = []
    for i in results.order():
        record, indicators = results.site_record(i), results.indicators(i)
        met = int(results.contacts.contactable[i].sum())
        rows.append(
            (
                _with_span(record["rank"], record["rank_best"], record["rank_worst"]),
                record["name_ja" if lang == "ja" else "name"],
                _with_span(record["score"], record["score_p05"], record["score_p95"], decimals=1),
                f"{met}/{len(results.hubs)}",
                _shown(indicators["reach_pct"], 1),
                _shown(indicators["nearness_min"], 0),
                _shown(indicators["meeting_hours"], 1),
                _shown(indicators["round_trips"], 0),
                _example_day(results, i, lang),
            )
        )
    print_rows(_COLUMNS[lang], rows)
    drawn = results.table.uncertainty
    if drawn is not None:
        best = max(range(len(results.sites)), key=lambda i: drawn.ranking.p_best[i])
        name = (results.sites.name_ja if lang == "ja" else results.sites.name)[best]
        share_pct = round(100 * drawn.ranking.p_best[best])
        print(text["drawn"].format(n=drawn.n_draws, name=name, share=share_pct))
    if folder is not None:
        print(text["written"].format(folder=folder))
        if with_map:
            print(text["map"].format(folder=folder))
    print_notes(results.warnings, lang=lang)


def print_history(
    results: HistoryResults, *, lang: Literal["en", "ja"], folder: Path | None
) -> None:
    """Print first and last year of each site and the opening that added most."""
    first, last = results.years[0], results.years[-1]
    header = {
        "en": ("Site", f"Reach % {first}", f"{last}", f"Meeting h {first}", f"{last}",
               "Greatest gain on the day of an opening (points)"),
        "ja": ("地点", f"到達率% {first}年", f"{last}年", f"面談時間 {first}年", f"{last}年",
               "開業日の到達率の伸びが最大（ポイント）"),
    }  # fmt: skip
    print_rows(header[lang], results.summary_rows(lang))
    if folder is not None:
        written = "history.csv, openings.csv, events.csv"
        print(f"{folder}: {written}")


def print_itinerary(run: ItineraryRun, *, lang: str, only_notes: bool = False) -> None:
    """Print a journey leg by leg, and on stderr what must be known of networks and streets."""
    print_notes(run.notes, lang=lang)
    if only_notes:
        return
    text = _TEXT[lang]
    found = run.itinerary
    if found is None:
        print(text["no_journey"])
        return
    print(
        f"{format_clock(found.depart_s)} - {format_clock(found.arrive_s)}  "
        f"{format_duration(found.duration_s)}"
    )
    trips, lines = run.world.day.timetable.trips, run.world.network.line_by_id
    rows = []
    for leg in run.legs:
        origin, target = run.leg_ends(leg, ja=lang == "ja")
        what = _KINDS[lang].get(leg.kind, "")
        backend = run.backend_of(leg)
        if backend and run.world.streets:
            what += f" [{_BACKENDS[lang].get(backend, backend)}]"
        if leg.kind == "ride":
            trip = trips[leg.trip_idx]
            names = (lines[line].ja if lang == "ja" else lines[line].en for line in leg.lines)
            service, line = trip.service_ja if lang == "ja" else trip.service, " + ".join(names)
            what = service if line in service else f"{service} ({line})"
        times = format_clock(leg.depart_s), format_clock(leg.arrive_s)
        rows.append((times[0], origin, times[1], target, what))
    print_rows(("", "", "", "", ""), rows, header=False)


def print_notes(notes: Sequence[Note], *, lang: str) -> None:
    """Print what must be known beside the answer, on stderr."""
    for note in notes:
        print(f"geoaccess: {note.spoken(lang)}", file=sys.stderr)


def print_table(records: Sequence[Mapping[str, Any]]) -> None:
    """Print records as a table; their keys are the header."""
    rows = [tuple("" if v is None else str(v) for v in record.values()) for record in records]
    print_rows(tuple(records[0]), rows)


def _with_span(value: float, low: float | None, high: float | None, *, decimals: int = 0) -> str:
    """Return a value with the span of its draws, ``72.0 (68.1-75.2)``; alone without draws."""
    shown = f"{value:.{decimals}f}"
    if low is None or high is None:
        return shown
    return f"{shown} ({low:.{decimals}f}-{high:.{decimals}f})"


def _example_day(results: ScoreResults, i: int, lang: str) -> str:
    """Return the clock times at the hub with the largest mass that can be met."""
    met = results.contacts.contactable[i]
    if not met.any():
        return _TEXT[lang]["none"]
    mass = results.hubs.mass
    j = max((j for j in range(len(mass)) if met[j]), key=lambda j: (mass[j] == mass[j]) * mass[j])
    record = results.contact_record(i, j)
    names = results.hubs.name_ja if lang == "ja" else results.hubs.name
    return _TEXT[lang]["day"].format(
        hub=names[j],
        depart=record["depart"],
        arrive=record["arrive"],
        stay=format_duration(60 * record["stay_min"]),
        leave=record["return_depart"],
        home=record["home"],
    )


def _shown(value: float | None, decimals: int) -> str:
    return "-" if value is None else f"{value:.{decimals}f}"


def print_rows(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, header: bool = True
) -> None:
    """Print rows of text as a table, as they are."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _PLAIN_WIDTH
    table = Table(box=SIMPLE_HEAD if header else None, show_header=header, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
    Console(width=width, highlight=False, emoji=False).print(table)


def _plain(cell: str) -> Text:
    """Return text that is shown as it is, markup in names included."""
    from rich.text import Text

    return Text(cell)
