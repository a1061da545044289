"""Departure boards of stations, as somebody wrote them down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from geoaccess._validate import frozen_int
from geoaccess.errors import InputError
from geoaccess.model.network import Days
from geoaccess.model.text import Text
from geoaccess.units import IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Board:
    """One board: n trains of a day at a station. No running time and no arrival elsewhere.

    Attributes
    ----------
    id
        Folder and name of the board.
    title
        As written; stations, days and directions in it are wrong in places.
    station
        Japanese name, that of most boards of the same file name; '' where none tells it.
    days
        ``holiday`` for a board of its own for weekends and holidays, ``weekday`` for one that
        has such a twin, ``daily`` (an assumption) for one that has none.
    kind
        ``arrivals`` where every train ends here, else ``departures``.
    observed
        Day of its last change.
    minute
        Shape (n,): minutes of the service day in order, 24 h and more after midnight.
    train, destination
        As written; a destination is '' where the board leaves it out.
    doubts
        What is wrong or missing in it, in words.
    """

    id: str
    title: str
    station: str
    days: Days
    kind: Literal["departures", "arrivals"]
    observed: dt.date
    minute: IntArray
    train: tuple[str, ...]
    destination: tuple[str, ...]
    doubts: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the minutes; one train and one destination each."""
        minute = frozen_int(self.minute, f"board {self.id}: minute", size=len(self.train))
        object.__setattr__(self, "minute", minute)
        if len(self.destination) != len(self.train):
            raise InputError(f"board {self.id}: one destination a train is needed")

    def __len__(self) -> int:
        return len(self.train)


@dataclass(frozen=True, kw_only=True)
class Boards:
    """All boards of a collection, and what is to be known about them."""

    boards: tuple[Board, ...]
    notes: tuple[Text, ...] = ()

    def __len__(self) -> int:
        return len(self.boards)

    @cached_property
    def by_id(self) -> Mapping[str, Board]:
        """Boards by id."""
        return {board.id: board for board in self.boards}

    def departures_at(self, station: str, days: Days) -> tuple[Board, ...]:
        """Return the departure boards of a station that hold on such days.

        Boards for every day hold on weekdays and on holidays; none holds on both otherwise.
        """
        return tuple(
            one
            for one in self.boards
            if one.station == station
            and one.kind == "departures"
            and one.days in ((days,) if days == "daily" else (days, "daily"))
        )
