"""Networks written as GTFS: a zip file that trip planners, validators and GIS plugins read."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geoaccess.errors import FileError, InputError
from geoaccess.model.network import RailNetwork
from geoaccess.model.schedule import Schedule
from geoaccess.model.source import Source
from geoaccess.sources.gtfs.calendars import WEEKDAYS
from geoaccess.sources.gtfs.tripfiles import Cells, build_trip_files, spoken
from geoaccess.units import UNREACHED_S

_FIXED_TIME: Final = (1980, 1, 1, 0, 0, 0)
_TIMED: Final = 2
_NOT_POSSIBLE: Final = 3
_AGENCY: Final = "1"


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """Who hands out the feed; GTFS demands a name and an address of a page.

    The default page belongs to nobody: give your own before you publish the feed.
    """

    name: str = "geoaccess"
    url: str = "https://example.org/"


def write_gtfs(
    schedule: Schedule,
    path: Path,
    *,
    network: RailNetwork,
    sources: Sequence[Source] = (),
    publisher: Publisher | None = None,
    time_zone: str = "Asia/Tokyo",
    language: str = "ja",
) -> None:
    """Write a schedule as a GTFS zip file; the same content gives the same bytes.

    Trips with their dates, changes and walks are written as they are, so that the file read
    back gives the same journeys. Names go out in `language` with translations to the other
    one of Japanese and English; credit lines of the sources stand in attributions.txt.

    Parameters
    ----------
    network
        Names of the stops (in the order of the timetable) and of the lines.

    Raises
    ------
    InputError
        When the publisher has no name or no http address, or stops do not fit the network.
    FileError
        When the file does not end in .zip, or cannot be written.
    """
    by = publisher or Publisher()
    check_target(path, by)
    if schedule.timetable.stop_id != tuple(station.id for station in network.stations):
        raise InputError("GTFS: the stops of the timetable are not those of the network")
    files: dict[str, list[Cells]] = {
        "agency.txt": _agency(network, by, time_zone, language),
        "stops.txt": _stops(network, language),
        **build_trip_files(schedule, network, language, agency=_AGENCY),
        **_calendar_files(schedule),
        "transfers.txt": _transfers(schedule),
        "feed_info.txt": _feed_info(schedule, network, by, language),
        "attributions.txt": [
            ("attribution_id", "organization_name", "is_producer"),
            *((source.id, source.credit, 1) for source in sources if source.credit),
        ],
    }
    _write_zip({name: rows for name, rows in files.items() if len(rows) > 1}, path)


def check_target(path: Path, publisher: Publisher) -> None:
    """Raise an error where a file or its publisher cannot be that of a GTFS feed."""
    if path.suffix.lower() != ".zip":
        raise FileError(
            f"{path.name}: give a name that ends in .zip (GTFS) or .xlsx (a workbook of tables)"
        )
    if not publisher.name or not publisher.url.startswith(("http://", "https://")):
        raise InputError(
            f"publisher '{publisher.name}' '{publisher.url}': GTFS needs a name and an address "
            "that begins with https://"
        )


def _agency(
    network: RailNetwork, publisher: Publisher, time_zone: str, language: str
) -> list[Cells]:
    title = network.title.get(language) or network.title["en"]
    return [
        ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang"),
        (_AGENCY, title, publisher.url, time_zone, language),
    ]


def _stops(network: RailNetwork, language: str) -> list[Cells]:
    header = ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type")
    return [
        header,
        *(
            (one.id, spoken(one.ja, one.en, language)[0] or one.id, one.lat, one.lon, 0)
            for one in network.stations
        ),
    ]


def _calendar_files(schedule: Schedule) -> dict[str, list[Cells]]:
    """Return the weeks that hold for most dates of each service, and the dates that differ."""
    weeks: list[Cells] = [("service_id", *WEEKDAYS, "start_date", "end_date")]
    single: list[Cells] = [("service_id", "date", "exception_type")]
    used = set(schedule.service)
    every = [date for name in used for date in schedule.dates[name]]
    if not every:
        raise InputError("GTFS: no trip runs on any date")
    first, last = min(every), max(every)
    span = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]
    for name, dates in schedule.dates.items():
        if name not in used:
            continue
        of_week = [[day for day in span if day.weekday() == i] for i in range(len(WEEKDAYS))]
        flags = [sum(day in dates for day in days) * 2 > len(days) for days in of_week]
        if len(span) < len(WEEKDAYS):
            flags = [False] * len(WEEKDAYS)
        if any(flags):
            weeks.append((name, *map(int, flags), _date(first), _date(last)))
        single += [
            (name, _date(day), 1 if day in dates else 2)
            for day in span
            if (day in dates) != flags[day.weekday()]
        ]
    return {"calendar.txt": weeks, "calendar_dates.txt": single}


def _transfers(schedule: Schedule) -> list[Cells]:
    """Return the change at every stop, and every walk."""
    table = schedule.timetable
    rows: list[Cells] = [("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time")]
    for stop, seconds in zip(table.stop_id, table.change_s.tolist(), strict=True):
        never = seconds >= UNREACHED_S
        rows.append((stop, stop, _NOT_POSSIBLE if never else _TIMED, "" if never else seconds))
    shortest: dict[tuple[int, int], int] = {}
    for here, there, seconds in zip(
        table.walk_from_idx.tolist(), table.walk_to_idx.tolist(), table.walk_s.tolist(), strict=True
    ):
        shortest[here, there] = min(seconds, shortest.get((here, there), UNREACHED_S))
    rows += [
        (table.stop_id[here], table.stop_id[there], _TIMED, seconds)
        for (here, there), seconds in shortest.items()
    ]
    return rows


def _feed_info(
    schedule: Schedule, network: RailNetwork, publisher: Publisher, language: str
) -> list[Cells]:
    dates = [date for name in set(schedule.service) for date in schedule.dates[name]]
    return [
        (
            "feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date",
            "feed_end_date", "feed_version",
        ),
        (
            publisher.name, publisher.url, language, _date(min(dates)), _date(max(dates)),
            network.edition,
        ),
    ]  # fmt: skip


def _date(day: dt.date) -> str:
    return day.strftime("%Y%m%d")


def _write_zip(files: Mapping[str, Sequence[Cells]], path: Path) -> None:
    """Write the tables whole, with a fixed time stamp."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(fresh, "w") as archive:
            for name, rows in files.items():
                text = io.StringIO()
                csv.writer(text, lineterminator="\r\n").writerows(rows)
                info = zipfile.ZipInfo(name, _FIXED_TIME)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                archive.writestr(info, text.getvalue().encode())
        fresh.replace(path)
    except OSError as error:
        raise FileError(f"{path}: cannot be written ({error.strerror or error})") from None
    finally:
        fresh.unlink(missing_ok=True)
