"""A network as a folder of planners' tables, which `load_network` reads."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from geoaccess.errors import FileError
from geoaccess.model.network import Departures, RailNetwork
from geoaccess.units import SECONDS_PER_MINUTE, format_clock

_ENDING = ("source", "edition", "confidence")
_SERVICES = (
    *("id", "service", "service_ja", "lines", "direction"),
    *("calls", "run_min", "dwell_min", "opened", "closed"),
)
_DEPARTURES = ("service", "direction", "days", "departures", "first", "last", "headway_min")
_LISTED_BAND = 2


def write_network(
    network: RailNetwork, folder: Path, *, source: str = "mlit-n02", confidence: str = "low"
) -> None:
    """Write the tables of a network into a new folder, whole or not at all.

    Parameters
    ----------
    source
        Id of the source that every row names; services and departures name the service
        model besides.
    confidence
        Confidence of stations, lines, sections and transfers; that of services is their own.

    Raises
    ------
    FileError
        When the folder exists and is not empty, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileError(f"{folder}: exists already and is not an empty folder; give another name")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise FileError(f"{folder}: cannot be written ({error.strerror})") from None
    try:
        for name, (header, rows) in _tables(network, source, confidence).items():
            _write_table(draft / f"{name}.csv", header, rows)
        (draft / "network.yaml").write_text(_header(network), encoding="utf-8")
        draft.chmod(0o755)
        os.replace(draft, folder)  # noqa: PTH105  (Path.replace on an empty folder, too)
    except OSError as error:
        raise FileError(f"{folder}: cannot be written ({error.strerror})") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _tables(
    network: RailNetwork, source: str, confidence: str
) -> dict[str, tuple[Sequence[str], Iterable[Sequence[Any]]]]:
    edition = network.edition
    end = (source, edition, confidence)
    modelled = f"{source} service-model"
    trust = {pattern.id: pattern.confidence for pattern in network.patterns}
    return {
        "stations": (
            ("id", "ja", "en", "lat", "lon", *_ENDING),
            ((s.id, s.ja, s.en, s.lat, s.lon, *end) for s in network.stations),
        ),
        "lines": (
            ("id", "ja", "en", "class", *_ENDING),
            ((one.id, one.ja, one.en, one.category, *end) for one in network.lines),
        ),
        "sections": (
            ("line", "from", "to", "km", "opened", "closed", *_ENDING),
            (
                (s.line, s.from_station, s.to_station, s.km, s.opened or "", s.closed or "", *end)
                for s in network.sections
            ),
        ),
        "station_openings": (
            ("line", "station", "opened", "closed", *_ENDING),
            (
                (one.line, one.station, one.opened or "", one.closed or "", *end)
                for one in network.station_openings
            ),
        ),
        "services": (
            (*_SERVICES, *_ENDING),
            (
                (
                    *(p.id, p.service, p.service_ja, " ".join(p.lines), p.direction),
                    *(" ".join(p.calls), " ".join(map(str, p.run_min))),
                    *(" ".join(map(str, p.dwell_min)), p.opened or "", p.closed or ""),
                    *(modelled, edition, p.confidence),
                )
                for p in network.patterns
            ),
        ),
        "departures": (
            (*_DEPARTURES, *_ENDING),
            (
                (*_departures(row), modelled, edition, trust.get(row.pattern, confidence))
                for row in network.departures
            ),
        ),
        "transfers": (
            ("station", "to_station", "minutes", *_ENDING),
            ((t.station, t.to_station, f"{t.minutes:g}", *end) for t in network.transfers),
        ),
    }


def _departures(row: Departures) -> tuple[str, ...]:
    """Return a row of departures: a band where the model has one, else the clock times."""
    minutes = row.departures_min
    steps = {b - a for a, b in pairwise(minutes)}
    is_band = row.is_headway_model and len(steps) <= 1
    begins = (row.pattern, row.direction, row.days)
    if not is_band:
        return (*begins, " ".join(map(_clock, minutes)), "", "", "")
    every = next(iter(steps)) if len(minutes) >= _LISTED_BAND else 1
    return (*begins, "", _clock(minutes[0]), _clock(minutes[-1]), str(every))


def _clock(minute: int) -> str:
    return format_clock(minute * SECONDS_PER_MINUTE)


def _write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _header(network: RailNetwork) -> str:
    content = {
        "name": network.name,
        "title": dict(network.title),
        "edition": network.edition,
        "valid_from": network.valid_from,
        "valid_to": network.valid_to,
        "service_date": network.service_date,
        "default_transfer_min": network.default_transfer_min,
        "notes": [{"en": note.en, "ja": note.ja} for note in network.notes],
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
