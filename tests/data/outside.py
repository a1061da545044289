"""Trains of the shipped tables beside those of an outside reference: pairs, and board minutes."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from geoaccess.model.boards import Board, Boards
from geoaccess.scenario.asof import network_as_of
from geoaccess.scenario.trains import build_timetable
from geoaccess.sources.network import load_network
from tests.data.tables import NETWORK

LIMITED = (
    "サンダーバード", "しらさぎ", "しなの", "あずさ", "かいじ", "富士回遊", "ひたち", "ときわ", "ひだ", "南紀", "ふじかわ", "伊那路",
    "やくも", "スーパーはくと", "スーパーいなば", "しおかぜ", "いしづち", "南風", "しまんと", "あしずり", "うずしお", "宇和海", "ソニック",
    "にちりん", "リレーかもめ", "みどり", "ハウステンボス", "かささぎ", "きらめき", "ゆふいんの森", "ゆふ", "ライラック", "カムイ", "北斗",
    "すずらん", "おおぞら", "とかち", "オホーツク", "宗谷", "こうのとり", "きのさき", "はしだて", "まいづる", "はまかぜ", "くろしお",
    "はるか", "いなほ", "しおさい", "わかしお", "さざなみ", "草津", "あかぎ", "成田エクスプレス", "踊り子", "湘南", "スーパーまつかぜ",
    "スーパーおき", "りょうもう", "けごん", "スペーシアX",
)  # fmt: skip
"""Limited expresses of the shipped tables by their names on boards."""
NO_TRAIN = re.compile("湘南新宿|しなの鉄道")
"""Names on boards that hold one of these and are no limited express."""
MATCH_MIN = 5
DAY_BEGINS_MIN = 180


@dataclass(frozen=True)
class ShippedTrain:
    """A train of the default date: minutes of the service day at its calls."""

    id: str
    service: str
    names: frozenset[str]
    is_shinkansen: bool
    direction: str
    calls: tuple[str, ...]
    arrive_min: tuple[int, ...]
    depart_min: tuple[int, ...]


def fold(text: str) -> str:
    """Return a text in full-width kana and narrow letters, without blanks."""
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def names_in(text: str) -> frozenset[str]:
    """Return the limited expresses that a name on a board, or in the tables, means."""
    rest, found = fold(text), set()
    if NO_TRAIN.search(rest):
        return frozenset()
    for name in sorted(LIMITED, key=len, reverse=True):
        if name in rest:
            found.add(name)
            rest = rest.replace(name, "")
    return frozenset(found)


@cache
def shipped_trains() -> tuple[ShippedTrain, ...]:
    """Return the trains of the default date, stations by their Japanese names."""
    network = load_network(NETWORK)
    table = build_timetable(network_as_of(network, network.service_date))
    ja = [network.station_by_id[one].ja for one in table.stop_id]
    pattern = {one.id: one for one in network.patterns}
    found = []
    for trip, (a, b) in zip(table.trips, pairwise(table.trip_start.tolist()), strict=True):
        if table.call_departure_s[a] < DAY_BEGINS_MIN * 60:
            continue  # a train of the day before
        id_, direction = trip.id.split(":")[:2]
        line = network.line_by_id[pattern[id_].lines[0]]
        found.append(
            ShippedTrain(
                id=trip.id,
                service=trip.service,
                names=names_in(trip.service_ja),
                is_shinkansen=line.category != "conventional",
                direction=direction,
                calls=tuple(ja[i] for i in table.call_stop_idx[a:b]),
                arrive_min=tuple((table.call_arrival_s[a:b] // 60).tolist()),
                depart_min=tuple((table.call_departure_s[a:b] // 60).tolist()),
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class Group:
    """The trains of one name at one station: on its boards, and in the tables.

    `offs` are minutes of the tables less those of the board, of trains within `MATCH_MIN`.
    """

    station: str
    names: frozenset[str]
    boards: tuple[str, ...]
    is_of_edition: bool
    offs: tuple[int, ...]
    board_only: tuple[str, ...]
    table_only: tuple[str, ...]

    @property
    def n_board(self) -> int:
        """Trains on the boards."""
        return len(self.offs) + len(self.board_only)

    @property
    def n_table(self) -> int:
        """Trains in the tables, in the directions of the boards."""
        return len(self.offs) + len(self.table_only)


_Departure = tuple[int, frozenset[str], str]


def compare_boards(boards: Boards, *, first: object, changed: object) -> list[Group]:
    """Return the limited expresses of each station's weekday boards beside the shipped ones.

    Boards older than `first` are left out; those last changed before `changed` are of the
    shipped edition. A train on two boards of a station counts once, and so do shipped
    portions that leave in the same minute. Of the shipped trains those in a direction are
    taken of which a later call stands as a destination on the boards.
    """
    own: dict[str, dict[_Departure, set[str]]] = defaultdict(lambda: defaultdict(set))
    dates = {board.id: board.observed for board in boards.boards}
    for board in boards.boards:
        if board.kind == "departures" and board.days != "holiday" and board.observed >= first:
            for one in _departures(board):
                own[board.station][one].add(board.id)
    found = []
    for station, departures in sorted(own.items()):
        shared = {train.names for train in shipped_trains() if len(train.names) > 1}
        for names in _connected([*shared, *(one[1] for one in departures)]):
            group = {one: ids for one, ids in departures.items() if one[1] <= names}
            if not group:
                continue
            used = {board for ids in group.values() for board in ids}
            found.append(
                _compare(
                    station,
                    names,
                    tuple(sorted(group, key=lambda one: one[0])),
                    _shipped_at(station, names, {one[2] for one in group}),
                    boards=tuple(sorted(used)),
                    is_of_edition=max(dates[one] for one in used) < changed,
                )
            )
    return found


def _departures(board: Board) -> Iterable[_Departure]:
    for minute, train, destination in zip(
        board.minute.tolist(), board.train, board.destination, strict=True
    ):
        if names := names_in(train):
            yield minute, names, fold(destination)


def _connected(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Return the names put together that any train bears together."""
    parts: list[frozenset[str]] = []
    for one in sets:
        touching = [part for part in parts if part & one]
        parts = [part for part in parts if not part & one]
        parts.append(one.union(*touching))
    return parts


def _shipped_at(station: str, names: frozenset[str], destinations: set[str]) -> list[int]:
    """Return departure minutes, one for portions that leave together."""
    trains = [
        (train, train.calls.index(station))
        for train in shipped_trains()
        if train.names & names and station in train.calls[:-1]
    ]
    directions = {
        train.direction
        for train, i in trains
        for call in train.calls[i + 1 :]
        if any(fold(call) in destination for destination in destinations)
    }
    found = {(train.depart_min[i], train.direction) for train, i in trains}
    return sorted(minute for minute, direction in found if direction in directions)


def _compare(
    station: str,
    names: frozenset[str],
    departures: Sequence[_Departure],
    shipped: Sequence[int],
    *,
    boards: tuple[str, ...],
    is_of_edition: bool,
) -> Group:
    """Return a group, trains matched one to one, the nearest first."""
    near = sorted(
        (abs(minute - other), i, k)
        for i, (minute, _, _) in enumerate(departures)
        for k, other in enumerate(shipped)
        if abs(minute - other) <= MATCH_MIN
    )
    mine: dict[int, int] = {}
    for _, i, k in near:
        if i not in mine and k not in mine.values():
            mine[i] = k
    return Group(
        station=station,
        names=names,
        boards=boards,
        is_of_edition=is_of_edition,
        offs=tuple(shipped[k] - departures[i][0] for i, k in mine.items()),
        board_only=tuple(
            f"{clock(minute)} {destination}"
            for i, (minute, _, destination) in enumerate(departures)
            if i not in mine
        ),
        table_only=tuple(clock(other) for k, other in enumerate(shipped) if k not in mine.values()),
    )


def clock(minute: int) -> str:
    """Return HH:MM of a minute of the service day."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
