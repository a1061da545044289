"""Figures of sites as the network stood on many dates, openings, and programmes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np

from geoaccess.model.network import RailNetwork
from geoaccess.units import BoolArray, FloatArray, IntArray

MEASURES = ("reach_pct", "nearness_min", "meeting_hours")
"""Columns of a history that changes are taken of."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StateFigures:
    """What n sites can do in one state of the network.

    Attributes
    ----------
    state
        Number of the state: how many dates of the tables lie before it.
    reach_pct
        Share of hub mass that can be met in a day, shape (n,), 0-100.
    nearness_min
        Minutes to the third nearest hub, shape (n,); NaN where there is none.
    meeting_hours
        Mass-weighted usable business hours a day, shape (n,).
    hubs_met
        Hubs that can be met in a day, shape (n,).
    stations
        Ids of the stations that each site can set out from.
    """

    state: int
    reach_pct: FloatArray
    nearness_min: FloatArray
    meeting_hours: FloatArray
    hubs_met: IntArray
    stations: tuple[frozenset[str], ...]

    def measure(self, name: str) -> FloatArray:
        """Return one of MEASURES, shape (n,)."""
        values: FloatArray = getattr(self, name)
        return values


@dataclass(frozen=True, kw_only=True)
class Opening:
    """New track of the Shinkansen kind: sections that opened on one day.

    Attributes
    ----------
    sections
        Line, first and last station of each unbroken run of new sections.
    stations
        Ids of the stations on them.
    """

    date: dt.date
    sections: tuple[tuple[str, str, str], ...]
    stations: frozenset[str]

    @property
    def id(self) -> str:
        """Name of the event: its date."""
        return f"opening-{self.date}"

    def name_sections(self, network: RailNetwork, lang: Literal["en", "ja"]) -> str:
        """Return the new sections in words: line, first and last station of each."""
        lines, stations = network.line_by_id, network.station_by_id
        return "; ".join(
            f"{getattr(lines[line], lang)} "
            f"{getattr(stations[first], lang)}-{getattr(stations[last], lang)}"
            for line, first, last in self.sections
        )


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A region of a policy programme, with the years in which it ran, both included.

    A year that is not known is None.

    Attributes
    ----------
    programme, programme_ja, programme_en
        Id and names of the programme that the region belongs to.
    prefectures
        Codes of prefectures that belong to it whole.
    municipality_codes
        Core municipalities; the first gives the region its place.
    """

    id: str
    programme: str
    programme_ja: str
    programme_en: str
    ja: str
    en: str
    start: int | None
    end: int | None
    prefectures: tuple[str, ...]
    municipality_codes: tuple[str, ...]
    source: tuple[str, ...]

    def holds(self, municipality_code: str) -> bool:
        """Return whether a municipality took part."""
        return municipality_code in self.municipality_codes or (
            municipality_code[:2] in self.prefectures
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class EventStudy:
    """Changes of n sites over k years around an event, against the year before it.

    Attributes
    ----------
    year
        Shape (k,).
    value, change, difference
        By measure, shape (k, n): the figure; its change since the year before the event; and
        that change less the mean change of the sites not served. NaN where a year is missing.
    others
        By measure, shape (k,): mean change of the sites not served; NaN where there is none.
    """

    year: tuple[int, ...]
    value: Mapping[str, FloatArray]
    change: Mapping[str, FloatArray]
    difference: Mapping[str, FloatArray]
    others: Mapping[str, FloatArray]


@dataclass(frozen=True, kw_only=True, eq=False)
class OpeningChange:
    """Figures on the day before an opening and on the day, and which sites it served, (n,)."""

    opening: Opening
    before: StateFigures
    after: StateFigures
    served: BoolArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Event:
    """Something that began in a year and served some of n sites.

    Attributes
    ----------
    date
        Day of an opening; year of a programme.
    served, compared
        Shape (n,): sites that it served, and those to compare them with.
    study
        What changed around it; None before it is computed.
    """

    id: str
    kind: Literal["opening", "programme"]
    name: str
    name_ja: str
    date: str
    year: int
    served: BoolArray
    compared: BoolArray
    study: EventStudy | None = None

    def with_study(self, study: EventStudy) -> Event:
        """Return the same event with what changed around it."""
        return replace(self, study=study)


def build_figures(
    state: int,
    indicators: Mapping[str, FloatArray],
    *,
    hubs_met: IntArray,
    stations: tuple[frozenset[str], ...],
) -> StateFigures:
    """Return the figures of a state; NaN for a measure that cannot be computed."""
    missing = np.full(len(stations), np.nan)
    values = {name: np.array(indicators.get(name, missing)) for name in MEASURES}
    found = StateFigures(
        state=state, **values, hubs_met=hubs_met.astype(np.int32), stations=stations
    )
    for one in fields(found):
        value = getattr(found, one.name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return found
