"""Networks for other programs: GTFS for trip planners and GIS, a workbook for spreadsheets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geoaccess.errors import FileError, InputError
from geoaccess.model.schedule import schedule_of_day
from geoaccess.pipeline.networks import load_networks
from geoaccess.pipeline.references import parse_networks
from geoaccess.pipeline.request import Request
from geoaccess.pipeline.worldparts import load_parameters
from geoaccess.scenario.trains import build_schedule
from geoaccess.sources.facts import load_sources
from geoaccess.sources.gtfs.export import Publisher, check_target, write_gtfs
from geoaccess.sources.network import load_network
from geoaccess.sources.networkbook import write_network_workbook


@dataclass(frozen=True, kw_only=True)
class ExportRun:
    """What was written: stops, trips and the dates that the file holds."""

    path: Path
    stops: int
    trips: int
    first: str
    last: str


def export_gtfs(
    request: Request, path: Path, *, publisher: tuple[str, str] | None = None
) -> ExportRun:
    """Write the networks of a request as GTFS, handed out by (name, web page).

    Network tables alone, without a service date, go out for their whole edition; with a date,
    or with GTFS feeds beside them, the file holds that one day.

    Raises
    ------
    GeoaccessError
        When an input cannot be used, or the file cannot be written.
    """
    by = Publisher() if publisher is None else Publisher(name=publisher[0], url=publisher[1])
    check_target(path, by)
    config = load_parameters(request)
    networks = load_networks(
        request.networks,
        service_date=request.service_date,
        as_of=request.as_of,
        config=config,
    )
    network, feed = networks.joined, networks.feed
    if networks.rail is not None and feed is None and request.service_date is None:
        schedule = build_schedule(networks.rail)
    else:
        schedule = schedule_of_day(networks.build_timetable(config), networks.service_date)
    known = {source.id: source for source in (*load_sources(), *network.own_sources)}
    editions = feed.editions if feed else ()
    alone = editions[0] if editions and networks.rail is None else None
    write_gtfs(
        schedule,
        path,
        network=network,
        sources=[known[one] for one in network.sources if one in known],
        publisher=by,
        time_zone=(alone.time_zone if alone else "") or "Asia/Tokyo",
        language=(alone.language if alone else "") or "ja",
    )
    dates = [day for name in set(schedule.service) for day in schedule.dates[name]]
    return ExportRun(
        path=path,
        stops=schedule.timetable.n_stops,
        trips=len(schedule.timetable.trips),
        first=min(dates).isoformat(),
        last=max(dates).isoformat(),
    )


def export_workbook(request: Request, path: Path) -> None:
    """Write the tables of one network, a folder or a workbook, as a workbook.

    Raises
    ------
    GeoaccessError
        When something else than one network of tables is named, or it cannot be used.
    """
    references = parse_networks(request.networks)
    if len(references) != 1 or references[0].kind != "tables":
        raise InputError(
            f"{path.name}: a workbook holds the tables of one network; name japan, one folder or "
            "one workbook of tables with --network, or write GTFS (.zip)"
        )
    if path.suffix.lower() != ".xlsx":
        raise FileError(f"{path.name}: give a name that ends in .xlsx")
    load_network(references[0].path)  # faults are told before a file is written
    write_network_workbook(references[0].path, path)
