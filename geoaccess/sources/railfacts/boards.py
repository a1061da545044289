"""Departure boards that somebody wrote down by hand, with the doubts about each."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from geoaccess.errors import InputError
from geoaccess.model.boards import Board, Boards
from geoaccess.model.network import Days
from geoaccess.model.text import Text
from geoaccess.sources.csvtable import Faults, read_table
from geoaccess.sources.railfacts.boardtitles import find_doubts, tell_stations
from geoaccess.sources.railfacts.cells import Reader

HOLIDAY: Final = "_H"
"""Ends the name of a board for weekends and holidays."""
ENDS_HERE: Final = "当駅止"
"""Destination of a train that goes no further: the minute is its arrival."""
DAY_BEGINS_H: Final = 3
"""Hours before this one belong to the service day of the day before."""

_BOARD_COLUMNS: Final = ("file", "title", "hour", "minute", "train", "dest")
_INDEX_COLUMNS: Final = ("file", "title", "last_commit", "departures")
_Call = tuple[int, str, str]


def load_boards(boards: Path, index: Path) -> Boards:
    """Return the boards with their trains in order of time.

    Parameters
    ----------
    boards
        Table of trains: `file`, `hour` (0 to 23), `minute`, `train`, `dest`.
    index
        Table of boards: `file`, `title`, `last_commit` (date), `departures` (count).

    Raises
    ------
    FileError, InputError
        When a table is missing or lacks a column; when a cell cannot be read, or the two
        tables disagree on the boards or the number of their trains. All faults of a table
        are named at once.
    """
    calls = _read_calls(boards)
    faults = Faults(index.name)
    listed: dict[str, tuple[str, dt.date]] = {}
    for row in read_table(index, _INDEX_COLUMNS):
        cells = Reader(row, faults)
        one = cells.text("file")
        if one in listed:
            cells.note("boards that stand twice", one)
        observed = cells.get("last_commit", dt.date.fromisoformat, "is no ISO date", dt.date.min)
        listed[one] = row["title"].lstrip("\ufeff").strip(), observed
        count = len(calls.get(one, ()))
        if one and cells.whole("departures") != count:
            cells.note(f"another number of trains than in {boards.name}", f"{one} has {count}")
    for one in sorted(set(calls) - set(listed)):
        faults.add(f"boards of {boards.name} that are not listed", one)
    if not listed:
        faults.add("no boards", "give one row a board")
    faults.check()
    return _build_boards(listed, calls, boards.name)


def _read_calls(path: Path) -> dict[str, list[_Call]]:
    """Return minute, train and destination by board."""
    faults, calls = Faults(path.name), defaultdict[str, list[_Call]](list)
    for row in read_table(path, _BOARD_COLUMNS):
        cells = Reader(row, faults)
        hour = cells.get("hour", lambda text: _clock_part(text, 24), "is not 0 to 23", 0)
        minute = cells.get("minute", lambda text: _clock_part(text, 60), "is not 0 to 59", 0)
        hour += 24 if hour < DAY_BEGINS_H else 0
        calls[cells.text("file")].append((60 * hour + minute, cells.text("train"), row["dest"]))
    faults.check()
    return calls


def _clock_part(text: str, end: int) -> int:
    """Return a whole number below `end`."""
    if not text.isascii() or not text.isdigit() or int(text) >= end:
        raise ValueError(text)
    return int(text)


def _build_boards(
    listed: Mapping[str, tuple[str, dt.date]], calls: Mapping[str, Sequence[_Call]], where: str
) -> Boards:
    """Return the boards with their stations, days and doubts."""
    titles = {one: title for one, (title, _) in listed.items()}
    stations = tell_stations(titles)
    doubts = find_doubts(titles, stations, holiday=HOLIDAY)
    found = []
    for one, (title, observed) in listed.items():
        own = sorted(calls[one], key=lambda call: call[0])
        is_arrivals = bool(own) and all(destination == ENDS_HERE for _, _, destination in own)
        found.append(
            Board(
                id=one,
                title=title,
                station=stations[one].name,
                days=_days(one, listed),
                kind="arrivals" if is_arrivals else "departures",
                observed=observed,
                minute=[minute for minute, _, _ in own],  # type: ignore[arg-type]
                train=tuple(train for _, train, _ in own),
                destination=tuple(destination for _, _, destination in own),
                doubts=(*doubts[one], *_doubt_calls(own)),
            )
        )
    if all(board.kind == "arrivals" for board in found):
        raise InputError(f"{where}: no board has departures; give boards of departures")
    return Boards(boards=tuple(found), notes=_describe(found, where))


def _days(board: str, listed: Mapping[str, object]) -> Days:
    if board.endswith(HOLIDAY):
        return "holiday"
    return "weekday" if board + HOLIDAY in listed else "daily"


def _doubt_calls(calls: Sequence[_Call]) -> list[Text]:
    """Return what is odd about the trains of a board."""
    twice = [call for call, count in Counter(calls).items() if count > 1]
    return [
        Text(
            f"{minute // 60:02d}:{minute % 60:02d} {train} stands twice",
            f"{minute // 60:02d}:{minute % 60:02d} {train}が重複",
        )
        for minute, train, _ in twice
    ]


def _describe(boards: Sequence[Board], where: str) -> tuple[Text, ...]:
    """Return what is to be known about all boards, in words."""
    count = Counter(board.days for board in boards)
    doubtful = [board.id for board in boards if board.doubts]
    arrivals = [board.id for board in boards if board.kind == "arrivals"]
    first, last = (f(board.observed for board in boards).isoformat() for f in (min, max))
    stations = len({board.station for board in boards} - {""})
    blank = sum(not one for board in boards for one in board.destination)
    notes = [
        Text(
            f"{where}: {len(boards)} boards of {stations} stations, "
            f"{first} to {last}: {count['weekday']} for weekdays, {count['holiday']} for weekends "
            f"and holidays, {count['daily']} without a twin taken as daily. Departures only: no "
            "running times; 上り and 下り in the titles are not used.",
            f"{where}：{stations}駅の{len(boards)}枚（{first}～{last}）。"
            f"平日{count['weekday']}、土休日{count['holiday']}、対の板がなく毎日とみなすもの"
            f"{count['daily']}。発車時刻のみで所要時間はなく、題の上り・下りは用いない。",
        )
    ]
    for ids, en, ja in (
        (doubtful, "boards with doubts about their title or trains", "題または列車に疑問のある板"),
        (arrivals, "boards of arrivals, kept apart", "到着の板（区別して保持）"),
    ):
        if ids:
            notes.append(
                Text(
                    f"{where}: {len(ids)} {en}: {', '.join(ids)}.",
                    f"{where}：{ja}{len(ids)}枚：{'、'.join(ids)}。",
                )
            )
    if blank:
        notes.append(
            Text(
                f"{where}: {blank} trains without a destination.",
                f"{where}：行先のない列車{blank}本。",
            )
        )
    return tuple(notes)
