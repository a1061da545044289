"""Sites through the years: every opening since 1964, and the programmes they took part in."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.history import (
    MEASURES,
    Event,
    Opening,
    OpeningChange,
    Programme,
    StateFigures,
)
from geoaccess.model.network import RailNetwork
from geoaccess.model.places import Places
from geoaccess.model.source import Source
from geoaccess.model.text import Text
from geoaccess.pipeline.inputs import describe_inputs
from geoaccess.pipeline.request import Progress, Request
from geoaccess.pipeline.states import DatedWorld, load_dated_world
from geoaccess.pipeline.weights import describe_choices
from geoaccess.provenance import describe_input, describe_versions, digest_of
from geoaccess.report.history import HistoryResults
from geoaccess.scenario.asof import FIRST_AS_OF
from geoaccess.scenario.openings import find_openings
from geoaccess.scores.eventstudy import SPAN, compute_event_study
from geoaccess.sources.facts import load_sources
from geoaccess.sources.programmes import load_programmes
from geoaccess.sources.shipped import data_path
from geoaccess.units import BoolArray, FloatArray

FIRST_YEAR = FIRST_AS_OF.year
_YEARS = re.compile(r"(\d{4})(?:\s*-\s*(\d{4}))?")
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class HistoryRun:
    """Everything that `geoaccess history` found.

    Attributes
    ----------
    years, figures
        Each year, and the figures of all sites on its last day.
    openings
        Openings in these years, with the figures on the day before and on the day.
    events
        Openings and programme regions around which the years are compared.
    """

    world: DatedWorld
    sites: Places
    hubs: Places
    years: tuple[int, ...]
    figures: tuple[StateFigures, ...]
    openings: tuple[OpeningChange, ...]
    programmes: tuple[Programme, ...]
    events: tuple[Event, ...]
    warnings: tuple[Text, ...]
    sources: tuple[Source, ...]


def parse_years(text: str) -> tuple[int, int]:
    """Return the first and the last year of a span such as ``1964-2025``, or of one year.

    Raises
    ------
    InputError
        When it is no span of years, runs backwards, or begins before the tables do.
    """
    plain = re.sub("[–—−~〜～]|から", "-", unicodedata.normalize("NFKC", text)).replace("年", "")
    found = _YEARS.fullmatch(plain.strip())
    if found is None:
        raise InputError(f"--years: '{text}' is no span of years; write it as 1964-2025")
    first, last = int(found[1]), int(found[2] or found[1])
    if first > last:
        raise InputError(f"--years: {text} runs backwards; write it as {last}-{first}")
    if first < FIRST_YEAR:
        raise InputError(
            f"--years: {first} is before {FIRST_YEAR}, where the tables begin; "
            f"give {FIRST_YEAR} or later"
        )
    return first, last


def compute_history(
    request: Request, years: tuple[int, int], *, progress: Progress = lambda _: None
) -> HistoryRun:
    """Return the figures of the sites on the last day of every year, and around every event.

    Raises
    ------
    GeoaccessError
        When an input cannot be used, or a year ends after the edition does.
    """
    progress("reading tables")
    world = load_dated_world(request)
    network = world.dated.network
    span = tuple(range(years[0], years[1] + 1))
    _check_years(span, network)
    figures = []
    for year in span:
        if year % 10 == 0 or year == years[0]:
            progress(f"the years from {year}")
        figures.append(world.figures_on(dt.date(year, 12, 31)))
    progress("openings")
    openings = tuple(
        _compare(world, one)
        for one in find_openings(network, world.world.fast_lines)
        if years[0] <= one.date.year <= years[1]
    )
    programmes = load_programmes()
    events = (
        *(_event_of_opening(one, network) for one in openings),
        *_events_of_programmes(world.sites, programmes, span),
    )
    values = {name: np.array([one.measure(name) for one in figures]) for name in MEASURES}
    studied = tuple(_study(event, span, values) for event in events)
    ids = [*network.sources, *world.sites.sources, *world.hubs.sources]
    ids += [source for one in programmes for source in one.source]
    known = {one.id: one for one in (*load_sources(), *network.own_sources)}
    return HistoryRun(
        world=world,
        sites=world.sites,
        hubs=world.hubs,
        years=span,
        figures=tuple(figures),
        openings=openings,
        programmes=programmes,
        events=studied,
        warnings=(
            *world.sites.remarks,
            *world.hubs.remarks,
            *network.notes,
            *_warnings(network),
            *describe_choices(world.world.config),
        ),
        sources=tuple(known[one] for one in dict.fromkeys(ids) if one in known),
    )


def history_results(run: HistoryRun) -> HistoryResults:
    """Return the tables and the record of a run, ready to be printed or written."""
    return HistoryResults(
        sites=run.sites,
        hubs=run.hubs,
        years=run.years,
        figures=run.figures,
        openings=run.openings,
        events=run.events,
        network=run.world.dated.network,
        run=_record(run),
        warnings=run.warnings,
    )


def _check_years(years: Sequence[int], network: RailNetwork) -> None:
    late = [str(year) for year in years if dt.date(year, 12, 31) > network.valid_to]
    if late:
        end = network.valid_to
        last = end.year if (end.month, end.day) == (12, 31) else end.year - 1
        raise InputError(
            f"--years: {late[0]} ends after {end}, where {network.name} ends; "
            f"give {last} as the last year"
        )


def _compare(world: DatedWorld, opening: Opening) -> OpeningChange:
    """Return the figures on the day before an opening and on the day, and whom it served."""
    after = world.figures_on(opening.date)
    served = np.array([not opening.stations.isdisjoint(one) for one in after.stations], dtype=bool)
    return OpeningChange(
        opening=opening,
        before=world.figures_on(opening.date - _ONE_DAY),
        after=after,
        served=served,
    )


def _event_of_opening(change: OpeningChange, network: RailNetwork) -> Event:
    return Event(
        id=change.opening.id,
        kind="opening",
        name=change.opening.name_sections(network, "en"),
        name_ja=change.opening.name_sections(network, "ja"),
        date=change.opening.date.isoformat(),
        year=change.opening.date.year,
        served=change.served,
        compared=~change.served,
    )


def _events_of_programmes(
    sites: Places, programmes: Sequence[Programme], years: Sequence[int]
) -> list[Event]:
    """Return the programme regions that began in these years and hold a site."""
    codes = sites.municipality_code
    took_part: dict[str, BoolArray] = {}
    for one in programmes:
        here = np.array([one.holds(code) for code in codes], dtype=bool)
        took_part[one.programme] = took_part.get(one.programme, False) | here
    events = []
    for one in programmes:
        served = np.array([one.holds(code) for code in codes], dtype=bool)
        if one.start is not None and served.any() and years[0] <= one.start <= years[-1]:
            events.append(
                Event(
                    id=one.id,
                    kind="programme",
                    name=f"{one.programme_en}: {one.en}",
                    name_ja=f"{one.programme_ja}：{one.ja}",
                    date=str(one.start),
                    year=one.start,
                    served=served,
                    compared=~took_part[one.programme],
                )
            )
    return events


def _study(event: Event, years: Sequence[int], values: dict[str, FloatArray]) -> Event:
    study = compute_event_study(
        years, values, event_year=event.year, served=event.served, compared=event.compared
    )
    return event.with_study(study)


def _warnings(network: RailNetwork) -> tuple[Text, ...]:
    """Return what must be known of every history."""
    return (
        _describe_timetables(network),
        Text(
            en="Hubs, their masses and the sites are those of today throughout: only the network "
            "changes.",
            ja="拠点とその規模、対象地点はどの年も現在のもので、変わるのは路線網だけである。",
        ),
        Text(
            en="A site is served by an opening when a station of the new sections is among those "
            "people there set out from, and by a programme when its municipality took part. "
            "Differences from sites not served say what changed where, not why.",
            ja="新しい区間の駅がその地点から使う駅に含まれれば開業の対象、市区町村が参加していれば"
            "施策の対象とする。対象外の地点との差は変化の記述であり、因果を示すものではない。",
        ),
    )


def _describe_timetables(network: RailNetwork) -> Text:
    """Return how the timetables of past years are modelled."""
    if network.past_times:
        return Text(
            en="Past timetables are modelled: lines, stations and services by their opening and "
            "closing dates; where past_times.csv tells the fastest time of a day, all trains of "
            "the stretch are scaled to it. Departures, and other running times of services that "
            f"still run, are those of the {network.edition} edition.",
            ja="過去の時刻表はモデルによる。路線・駅・列車は開業日と廃止日に従い、当時の最速所要時間"
            "(past_times.csv)がある区間では全列車をそれに合わせて同じ割合で変えた。現在も走る列車の"
            f"発車時刻とその他の所要時間は{network.edition}改正のもの。",
        )
    return Text(
        en="Past timetables are modelled: lines, stations and services by their opening and "
        "closing dates; services that still run keep the running times and departures of the "
        f"{network.edition} edition, so that years before about 1990 look faster than they "
        "were.",
        ja="過去の時刻表はモデルによる。路線・駅・列車は開業日と廃止日に従うが、現在も走る列車は"
        f"{network.edition}改正の所要時間と発車時刻のままなので、1990年頃より前は実際より速く見える。",
    )


def _record(run: HistoryRun) -> dict[str, Any]:
    """Return the content of run.json: everything needed to repeat and to credit the run."""
    world = run.world.world
    request, network = world.request, run.world.dated.network
    programmes = describe_input("programmes", data_path("programmes.csv"))
    record = {
        "command": "history",
        "sites": request.sites,
        "hubs": request.hubs,
        "years": [run.years[0], run.years[-1]],
        "states_computed": len(run.world.known),
        "network": {
            "name": network.name,
            "title": dict(network.title),
            "edition": network.edition,
            "service_date": world.service_date.isoformat(),
            "dates": [day.isoformat() for day in run.world.dated.dates],
            "notes": [note.en for note in network.notes],
        },
        "event_study": {
            "years_before_and_after": SPAN,
            "base": "the end of the year before the event",
            "compared_with": "opening: sites whose stations are none of the new sections; "
            "programme: sites in no region of the programme",
        },
        "programme_regions": len(run.programmes),
        "parameters": world.config.model_dump(mode="json"),
        "inputs": [asdict(one) for one in (*describe_inputs(request), programmes)],
        "versions": describe_versions(),
        "sources": [asdict(source) for source in run.sources],
        "warnings": [warning.en for warning in run.warnings],
        "warnings_ja": [warning.ja for warning in run.warnings],
    }
    return {"digest": digest_of(record), **record}
