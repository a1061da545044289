"""Openings: sections of lines that came into service on one day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence

from geoaccess.model.history import Opening
from geoaccess.model.network import RailNetwork, Section


def find_openings(network: RailNetwork, lines: Collection[str]) -> tuple[Opening, ...]:
    """Return the days on which sections of these lines opened, in order."""
    by_date: dict[dt.date, list[Section]] = defaultdict(list)
    for section in network.sections:
        if section.line in lines and section.opened is not None:
            by_date[section.opened].append(section)
    return tuple(
        Opening(
            date=date,
            sections=_join(sections),
            stations=frozenset(
                station for one in sections for station in (one.from_station, one.to_station)
            ),
        )
        for date, sections in sorted(by_date.items())
    )


def _join(sections: Sequence[Section]) -> tuple[tuple[str, str, str], ...]:
    """Return unbroken runs of sections as line, first and last station; tables are in order."""
    runs: list[tuple[str, str, str]] = []
    for one in sections:
        if runs and runs[-1][0] == one.line and runs[-1][2] == one.from_station:
            runs[-1] = (one.line, runs[-1][1], one.to_station)
        else:
            runs.append((one.line, one.from_station, one.to_station))
    return tuple(runs)
