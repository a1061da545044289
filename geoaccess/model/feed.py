"""Timetables of other publishers (GTFS feeds), with the names that go with them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from geoaccess.model.network import Line, Station
from geoaccess.model.source import Source
from geoaccess.model.text import Text
from geoaccess.model.timetable import Timetable


@dataclass(frozen=True, kw_only=True)
class FeedEdition:
    """One feed as it was read.

    Attributes
    ----------
    name
        Its file name, as messages show it.
    date
        The day whose trips were read.
    first, last
        First and last day of its calendar.
    time_zone
        As in agency.txt, '' where none is given.
    language
        Of its names, as BCP 47 in lower case, '' where none is given.
    version
        feed_version of feed_info.txt, '' where none is given.
    source
        Publisher and credit line.
    """

    name: str
    date: dt.date
    first: dt.date
    last: dt.date
    time_zone: str
    language: str
    version: str
    source: Source


@dataclass(frozen=True, kw_only=True, eq=False)
class GtfsFeed:
    """A timetable made of feeds, names of its stops and lines, and notes of what was left out.

    Attributes
    ----------
    stops
        Stops with their names in both languages, in the order of the timetable's stops.
    lines
        Every line that the timetable's calls name; `category` tells its kind (``bus``,
        ``rail`` …).
    stop_name
        Names as in stops.txt, in the order of the timetable's stops.
    editions
        The feeds, in the order given.
    notes
        One sentence per kind of thing left out or assumed, with counts.
    """

    timetable: Timetable
    stops: tuple[Station, ...]
    lines: tuple[Line, ...]
    stop_name: tuple[str, ...]
    editions: tuple[FeedEdition, ...]
    notes: tuple[Text, ...]
