"""Names of a GTFS feed in Japanese and English: translations.txt, headsigns, route names."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geoaccess.errors import describe_offenders
from geoaccess.model.network import Line, Station
from geoaccess.model.text import Text
from geoaccess.sources.gtfs.archive import FeedFiles
from geoaccess.sources.gtfs.faults import GtfsFaults
from geoaccess.sources.gtfs.stops import FeedStops
from geoaccess.sources.gtfs.table import read_optional
from geoaccess.sources.gtfs.trips import FeedTrips, Route
from geoaccess.units import BoolArray

_LANGUAGES: Final = ("en", "ja")
_RECORD: Final = ("table_name", "field_name", "language", "translation", "record_id", "field_value")
_JP: Final = ("trans_id", "lang", "translation")
_Key = tuple[str, str, str, str]


@dataclass(frozen=True, kw_only=True)
class FeedNames:
    """Translations of a feed.

    Attributes
    ----------
    language
        Language in which the feed is written, '' where it does not say.
    by_record
        Texts by (language, table, field, id of the record).
    by_value
        Texts by (language, table, field, text); table and field are '' in the older form of
        GTFS-JP, where a translation holds for a text wherever it stands.
    notes
        What was found wrong in them.
    """

    language: str
    by_record: Mapping[_Key, str]
    by_value: Mapping[_Key, str]
    notes: tuple[Text, ...] = ()

    def spoken(self, text: str, table: str, field: str, record: str) -> Text:
        """Return a text in both languages; the text itself where there is no translation."""
        found = (self.find(lang, text, table, field, record) or text for lang in _LANGUAGES)
        return Text(*found)

    def find(self, lang: str, text: str, table: str, field: str, record: str) -> str:
        """Return a text in a language, '' where the feed does not have it."""
        if not text or self.language.split("-")[0] == lang:
            return text
        return (
            self.by_record.get((lang, table, field, record), "")
            or self.by_value.get((lang, table, field, text), "")
            or self.by_value.get((lang, "", "", text), "")
        )


def read_names(files: FeedFiles, language: str, faults: GtfsFaults) -> FeedNames:
    """Return the translations of a feed, in the form of GTFS or the older one of GTFS-JP.

    Of two translations of one text the first is taken, and noted.
    """
    table = read_optional(
        files,
        "translations.txt",
        faults,
        needed=(),
        optional=tuple(dict.fromkeys((*_RECORD, *_JP))),
    )
    by_record: dict[_Key, str] = {}
    by_value: dict[_Key, str] = {}
    twice: list[str] = []

    def keep(found: dict[_Key, str], key: _Key, text: str) -> None:
        if found.setdefault(key, text) != text:
            twice.append(key[-1])

    for where, field, lang, text, record, value in zip(
        *(table.strings(column) for column in _RECORD), strict=True
    ):
        lang_id = lang.lower().split("-")[0] if _is_plain(lang) else ""
        if lang_id in _LANGUAGES and text:
            if record:
                keep(by_record, (lang_id, where, field, record), text)
            elif value:
                keep(by_value, (lang_id, where, field, value), text)
    for value, lang, text in zip(*(table.strings(column) for column in _JP), strict=True):
        if lang.lower() in _LANGUAGES and value and text:
            keep(by_value, (lang.lower(), "", "", value), text)
    notes = []
    if twice:
        shown = describe_offenders(list(dict.fromkeys(twice)))
        notes.append(
            Text(
                en=f"{table.where}: {len(twice)} texts have two translations, the first is taken "
                f"({shown})",
                ja=f"{table.where}: {len(twice)}件に二つの訳があり、先のものを用いる（{shown}）",
            )
        )
    return FeedNames(language=language, by_record=by_record, by_value=by_value, notes=tuple(notes))


def name_stops(
    stops: FeedStops, names: FeedNames, kept: Sequence[int], prefix: str
) -> list[Station]:
    """Return the rows of stops.txt that are kept, with names in both languages.

    In English: the translation, else tts_stop_name where it is in Latin letters, else the
    name as it stands.
    """
    ids = stops.stop_id.to_pylist()
    found = []
    for row in kept:
        name = stops.name[row] or ids[row]
        readable = stops.readable_name[row]
        en = names.find("en", name, "stops", "stop_name", ids[row])
        spoken = names.spoken(name, "stops", "stop_name", ids[row])
        found.append(
            Station(
                id=f"{prefix}{ids[row]}",
                ja=spoken.ja,
                en=en or (readable if _is_latin(readable) else "") or name,
                lat=float(stops.lat[row]),
                lon=float(stops.lon[row]),
            )
        )
    return found


def name_lines(trips: FeedTrips, names: FeedNames, running: BoolArray, prefix: str) -> list[Line]:
    """Return the routes of the trips that run as lines.

    Parameters
    ----------
    running
        Shape (n_trips,).
    """
    used = dict.fromkeys(trips.route[int(row)] for row in np.flatnonzero(running))
    lines = []
    for one in used:
        route = trips.routes[one]
        text = _route_name(route, names, long_first=True)
        own = route.network if route.network in CLASSES else find_category(route.kind)
        lines.append(Line(id=f"{prefix}{one}", ja=text.ja, en=text.en, category=own))
    return lines


def label_trips(
    trips: FeedTrips, names: FeedNames, stops: FeedStops, running: BoolArray
) -> dict[int, Text]:
    """Return what each running trip is called: its name or that of its route, and headsign.

    ``Asama 600 → Tokyo``; a headsign that the name already says is not repeated.
    """
    english = {
        name: readable
        for name, readable in zip(stops.name, stops.readable_name, strict=True)
        if _is_latin(readable)
    }
    cache: dict[_Key, Text] = {}
    labels = {}
    for row in np.flatnonzero(running).tolist():
        trip = trips.trip_id[row].as_py() if names.by_record else ""
        key = trips.route[row], trips.short_name[row], trips.headsign[row], trip
        if key not in cache:
            cache[key] = _label(trips.routes[key[0]], key, names, english)
        labels[row] = cache[key]
    return labels


def _label(route: Route, key: _Key, names: FeedNames, english: Mapping[str, str]) -> Text:
    _, short, sign, trip = key
    if short:
        name = names.spoken(short, "trips", "trip_short_name", trip)
    else:
        name = _route_name(route, names, long_first=False)
    to = names.spoken(sign, "trips", "trip_headsign", trip)
    if to.en == sign:
        as_stop = names.find("en", sign, "stops", "stop_name", "")
        to = Text(en=as_stop or english.get(sign, sign), ja=to.ja)
    return Text(*(_joined(one, other) for one, other in zip(name, to, strict=True)))


def _joined(name: str, headsign: str) -> str:
    return name if not headsign or headsign in name else f"{name} → {headsign}"


def _route_name(route: Route, names: FeedNames, *, long_first: bool) -> Text:
    """Return one of the two names of a route, else its id."""
    fields = [("route_short_name", route.short_name), ("route_long_name", route.long_name)]
    for field, text in reversed(fields) if long_first else fields:
        if text:
            return names.spoken(text, "routes", field, route.id)
    return Text(en=route.id, ja=route.id)


_BASIC: Final = {
    0: "tram",
    1: "subway",
    2: "rail",
    3: "bus",
    4: "ferry",
    5: "tram",
    6: "cableway",
    7: "cableway",
    11: "bus",
    12: "monorail",
}
_EXTENDED: Final = {
    1: "rail",
    2: "bus",
    4: "subway",
    7: "bus",
    8: "bus",
    9: "tram",
    10: "ferry",
    11: "air",
    12: "ferry",
    13: "cableway",
    14: "cableway",
}
_HIGH_SPEED: Final = 101
CLASSES: Final = ("shinkansen", "mini-shinkansen", "maglev", "conventional", "high-speed")
"""Classes of lines that geoaccess writes as network_id, since route_type has none for them."""
_MONORAIL: Final = 405


def find_category(route_type: int) -> str:
    """Return the kind of a route_type, basic or extended; ``other`` where it is not known."""
    if route_type == _HIGH_SPEED:
        return "high-speed"
    if route_type == _MONORAIL:
        return "monorail"
    if route_type in _BASIC:
        return _BASIC[route_type]
    return _EXTENDED.get(route_type // 100, "other")


def _is_plain(lang: str) -> bool:
    """Return whether a language is written as usual: no kana readings (ja-Hrkt), no romaji."""
    return "-" not in lang or len(lang.split("-")[1]) == 2


def _is_latin(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and all("LATIN" in unicodedata.name(c, "") for c in letters)
