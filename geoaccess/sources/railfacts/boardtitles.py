"""Titles of departure boards: which station they mean, and what is wrong in them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final, NamedTuple

from geoaccess.model.text import Text

_TITLE: Final = re.compile(
    r"(?:\S*?(?:ダイヤ|全日|毎日)\s*)?(?P<station>\S+?)駅?(?:\s*(?P<way>上り|下り)時刻表)?"
)
_STEM: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_WEEKDAY, _WEEKEND = "平日", re.compile("土|休日")


class Station(NamedTuple):
    """The station of a board: its name, and the one that its own title gives ('' for none)."""

    name: str
    titled: str


def tell_stations(titles: Mapping[str, str]) -> dict[str, Station]:
    """Return the station of each board by the title of most boards of the same file name.

    Boards of one station share the first word of their file name (``niimi1``, ``niimi2``), and
    a title may be left over from another board. Where as many titles say one name as
    another, each board keeps its own.
    """
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for board, title in titles.items():
        if station := _station(title):
            said[_stem(board)][station] += 1
    found = {}
    for board, title in titles.items():
        best = said[_stem(board)].most_common(2)
        is_clear = len(best) == 1 or (len(best) == 2 and best[0][1] > best[1][1])
        titled = _station(title)
        found[board] = Station(best[0][0] if is_clear else titled, titled)
    return found


def find_doubts(
    titles: Mapping[str, str], stations: Mapping[str, Station], *, holiday: str
) -> dict[str, list[Text]]:
    """Return what is wrong in each title, an empty list where nothing is."""
    return {
        board: [
            *_doubt_station(stations[board]),
            *_doubt_day(title, is_holiday=board.endswith(holiday)),
            *_doubt_way(title, titles.get(_twin(board, holiday), "")),
        ]
        for board, title in titles.items()
    }


def _doubt_station(station: Station) -> list[Text]:
    if not station.titled:
        shown = station.name or "?"
        return [Text(f"no title; taken as {shown}", f"題がない：{shown}とみなした")]
    if station.titled != station.name:
        return [
            Text(
                f"titled {station.titled}, but its file name is that of boards of {station.name}",
                f"題は{station.titled}だが、同じファイル名の他の板は{station.name}",
            )
        ]
    return []


def _doubt_day(title: str, *, is_holiday: bool) -> list[Text]:
    if is_holiday and _WEEKDAY in title:
        return [Text("a holiday board titled 平日", "休日の板の題が平日")]
    if not is_holiday and _WEEKEND.search(title.partition("ダイヤ")[0]):
        return [Text("a weekday board titled for holidays", "平日の板の題が休日")]
    return []


def _doubt_way(title: str, other: str) -> list[Text]:
    ways = [match["way"] for text in (title, other) if (match := _TITLE.fullmatch(text))]
    if len(ways) == 2 and all(ways) and ways[0] != ways[1]:
        return [Text("上り and 下り differ from its twin", "対の板と上り・下りが異なる")]
    return []


def _twin(board: str, holiday: str) -> str:
    return board.removesuffix(holiday) if board.endswith(holiday) else board + holiday


def _station(title: str) -> str:
    match = _TITLE.fullmatch(title)
    return match["station"] if match else ""


def _stem(board: str) -> str:
    """Return the first word of a file name in lower case."""
    name = board.rpartition("/")[2]
    match = _STEM.match(name)
    return (match[0] if match else name).lower()
