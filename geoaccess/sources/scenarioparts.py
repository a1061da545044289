"""Parts that operations of a scenario file share: stations, services, clock times, lines drawn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from geoaccess.errors import InputError
from geoaccess.model.japan import is_in_japan
from geoaccess.model.network import Days, FaresLike
from geoaccess.model.scenario import PlannedService, PlannedStation
from geoaccess.model.text import Text
from geoaccess.sources.yamlnodes import Item
from geoaccess.units import SECONDS_PER_MINUTE, parse_clock

Way = Literal["down", "up", "both"]
_SERVICE: Final = (
    "name_ja",
    "calls",
    "lines",
    "run_min",
    "dwell_min",
    "direction",
    "days",
)
_POINT: Final = 2


def read_bilingual(item: Item, what: str) -> Text | None:
    """Return a text in both languages; one text, or one language, stands for both."""
    if not item.is_mapping:
        text = item.text()
        return None if text is None else Text(en=text, ja=text)
    given = item.members(what, optional=("ja", "en"))
    texts = {key: one.text() for key, one in given.items()}
    en, ja = texts.get("en") or texts.get("ja"), texts.get("ja") or texts.get("en")
    if not en or not ja:
        item.fault(f"{what} needs ja, en or both")
        return None
    return Text(en=en, ja=ja)


def read_clock(item: Item) -> int | None:
    """Return minutes of the service day of a clock time such as 6:00 or 24:30."""
    seconds = item.convert(parse_clock, "a clock time such as 06:30, or 24:30 after midnight,")
    return None if seconds is None else seconds // SECONDS_PER_MINUTE


def read_way(given: dict[str, Item]) -> Way:
    """Return the direction of an operation, both where it gives none."""
    if "direction" not in given:
        return "both"
    return cast(Way, given["direction"].choice(get_args(Way)) or "both")


def read_between(item: Item) -> tuple[str, str] | None:
    """Return two stations."""
    ends = item.each("between", Item.text)
    if len(ends) != _POINT:
        if item.is_list:
            item.fault(f"between names two stations, not {len(ends)}")
        return None
    return ends[0], ends[1]


def read_fares(item: Item) -> FaresLike | None:
    """Return what a planned line is charged like."""
    given = item.members("fares", needed=("like",), optional=("supplement_yen",))
    like = given["like"].each("like", Item.text) if "like" in given else ()
    more = given["supplement_yen"].number() if "supplement_yen" in given else 0.0
    if len(like) != _POINT:
        if "like" in given and given["like"].is_list:
            item.fault(f"like names two stations of today's Shinkansen, not {len(like)}")
        return None
    return None if more is None else FaresLike(like=(like[0], like[1]), supplement_yen=more)


def read_station(item: Item) -> str | PlannedStation | None:
    """Return the name of a station that is there, or a planned one with its position."""
    if not item.is_mapping:
        return item.text()
    given = item.members(
        "a planned station", needed=("id", "lat", "lon"), optional=("ja", "en", "certainty_km")
    )
    name = given["id"].text() if "id" in given else None
    lat, lon = (given[axis].number() if axis in given else None for axis in ("lat", "lon"))
    names = {key: given[key].text() if key in given else None for key in ("ja", "en")}
    certainty_km = given["certainty_km"].number() if "certainty_km" in given else None
    if name is None or lat is None or lon is None:
        return None
    return PlannedStation(
        id=name,
        ja=names["ja"] or names["en"] or name,
        en=names["en"] or names["ja"] or name,
        lat=lat,
        lon=lon,
        certainty_km=certainty_km,
    )


def read_service(
    item: Item, *, line: str | None = None, stations: tuple[str, ...] = ()
) -> PlannedService | None:
    """Return a planned service.

    Parameters
    ----------
    line
        Line that it runs over where it names none.
    stations
        Where it calls if it says nothing else: at every station of that line.
    """
    needed = ("name", "headway_min", "first", "last")
    required = needed if line is not None else (*needed, "calls", "lines")
    optional = [key for key in _SERVICE if key not in required]
    given = item.members("a service", needed=required, optional=optional)
    name = read_bilingual(given["name"], "a name") if "name" in given else None
    name_ja = given["name_ja"].text() if "name_ja" in given else None
    headway_min = given["headway_min"].number() if "headway_min" in given else None
    first, last = (read_clock(given[key]) if key in given else None for key in ("first", "last"))
    calls = given["calls"].each("calls", Item.text) if "calls" in given else stations
    lines = given["lines"].each("lines", Item.text, single=True) if "lines" in given else ()
    days = given["days"].choice(get_args(Days)) if "days" in given else "daily"
    minutes = {
        key: given[key].each(key, Item.number, single=True) if key in given else None
        for key in ("run_min", "dwell_min")
    }
    way = read_way(given)
    if name is None or headway_min is None or first is None or last is None or days is None:
        return None
    return PlannedService(
        name=name.en,
        name_ja=name_ja or name.ja,
        calls=calls,
        headway_min=headway_min,
        first_min=first,
        last_min=last,
        lines=lines or ((line,) if line else ()),
        run_min=minutes["run_min"],
        dwell_min=minutes["dwell_min"],
        direction=way,
        days=cast(Days, days),
    )


def read_path(item: Item, folder: Path) -> tuple[tuple[float, float], ...] | None:
    """Return a drawn line as (lon, lat) in degrees: coordinates, or a GeoJSON file with one line.

    Parameters
    ----------
    folder
        Where the scenario lies; the name of the file counts from there.
    """
    if item.is_list:
        points = tuple(_read_point(one) for one in item.entries("geometry"))
        path = tuple(one for one in points if one is not None)
        if len(path) < len(points):
            return None
    else:
        name = item.text()
        if name is None:
            return None
        try:
            path = _load_line(folder / name)
        except InputError as error:
            item.fault(str(error))
            return None
    if len(path) < _POINT:
        item.fault("a drawn line has two points at least")
        return None
    west, south, east, north = (
        pick(one[axis] for one in path) for pick, axis in ((min, 0), (min, 1), (max, 0), (max, 1))
    )
    if not is_in_japan(west, south, east, north):
        swapped = is_in_japan(south, west, north, east)
        item.fault(
            "the drawn line lies outside Japan; "
            + ("points are (lon, lat), not (lat, lon)" if swapped else "give (lon, lat) in degrees")
        )
        return None
    return path


def _read_point(item: Item) -> tuple[float, float] | None:
    numbers = item.each("a point", Item.number)
    if len(numbers) != _POINT:
        item.fault("a point of a drawn line is [lon, lat]")
        return None
    return numbers[0], numbers[1]


def _load_line(path: Path) -> tuple[tuple[float, float], ...]:
    """Return the only line of a GeoJSON file; raises an InputError about anything else."""
    try:
        content: Any = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be read ({error.strerror}); its name counts from the folder of "
            "the scenario"
        ) from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise InputError(f"{path.name} is not JSON in UTF-8; export it as GeoJSON") from None
    lines = list(_find_lines(content))
    if len(lines) != 1:
        raise InputError(f"{path.name} has {len(lines)} lines; a scenario needs one LineString")
    try:
        return tuple((float(point[0]), float(point[1])) for point in lines[0])
    except (TypeError, ValueError, IndexError, KeyError):
        raise InputError(f"{path.name}: its points are not [lon, lat]") from None


def _find_lines(content: Any) -> list[Any]:
    """Return the coordinates of every LineString in GeoJSON."""
    if not isinstance(content, dict):
        return []
    kind = content.get("type")
    if kind == "FeatureCollection":
        return [line for one in content.get("features") or () for line in _find_lines(one)]
    if kind == "Feature":
        return _find_lines(content.get("geometry"))
    if kind == "LineString":
        return [content.get("coordinates")]
    if kind == "MultiLineString":
        return list(content.get("coordinates") or ())
    return []
