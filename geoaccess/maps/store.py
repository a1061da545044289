"""The content of a map as one file, `map.data`: the page can be made again from it alone.

A ZIP archive with fixed time stamps, so that the same content gives the same bytes: `map.json`
holds format, version and all that is plain; `arrays/N.npy` each array; `zones.topojson` the
polygons. Objects in `map.json` carry their type under ``$``; arrays are ``{"$": "array", "at": N}``
and days ``{"$": "date", "iso": ...}``.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.maps.content import MapContent
from geoaccess.maps.drawtools import DrawTools
from geoaccess.maps.views import MapView, TravelCodes
from geoaccess.model.accessibilities import Accessibilities
from geoaccess.model.comparison import Change
from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.network import Line, RailNetwork, Section, Station
from geoaccess.model.places import Places
from geoaccess.model.ranking import Ranking, Uncertainty
from geoaccess.model.text import Text

FORMAT: Final = "geoaccess-map"
VERSION: Final = 2
"""1 knew no lines drawn on the page."""
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_DRAWN: Final = frozenset(
    (
        *("name", "title", "edition", "valid_from", "valid_to", "service_date", "sources"),
        *("default_transfer_min", "stations", "lines", "sections"),
    )
)
"""What is kept of a network; the rest, whatever it comes to hold, is for its trains."""
_MOST_BYTES: Final = 2**31
"""Of an archive unpacked: a damaged file does not fill the memory."""

_TYPES: Final[Mapping[str, type]] = {
    one.__name__: one
    for one in (
        *(MapContent, MapView, TravelCodes, DrawTools, Places, ScoreTable, Contacts),
        *(Accessibilities, Change, Ranking, Uncertainty),
        *(RailNetwork, Line, Section, Station, Text),
    )
}


def dump_content(content: MapContent) -> bytes:
    """Return the content of a map as the bytes of map.data."""
    arrays: list[np.ndarray[Any, Any]] = []
    slim = tuple(
        replace(view, network=_drawn(view.network), scores=_shown(view.scores))
        for view in content.views
    )
    plain = _to_plain(replace(content, views=slim, zones_topojson="{}"), arrays)
    document = {"format": FORMAT, "version": VERSION, "content": plain}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        _write(archive, "map.json", text.encode())
        _write(archive, "zones.topojson", content.zones_topojson.encode())
        for at, array in enumerate(arrays):
            member = io.BytesIO()
            np.lib.format.write_array(member, array, allow_pickle=False)
            _write(archive, f"arrays/{at}.npy", member.getvalue())
    return buffer.getvalue()


def load_content(raw: bytes, name: str) -> MapContent:
    """Return the content of a map from the bytes of map.data.

    Parameters
    ----------
    name
        Of the file, for messages.

    Raises
    ------
    InputError
        When the file is damaged, or of another version of the format.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _read(archive, name)
    except InputError:
        raise
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, EOFError) as fault:
        raise InputError(
            f"{name}: damaged, or no map data of geoaccess; run the command of run.json again"
        ) from fault


def _read(archive: zipfile.ZipFile, name: str) -> MapContent:
    if sum(one.file_size for one in archive.infolist()) > _MOST_BYTES:
        raise InputError(f"{name}: unpacks to more than {_MOST_BYTES >> 30} GiB; refused")
    document = json.loads(archive.read("map.json"))
    made_by, version = document["format"], document["version"]
    if (made_by, version) != (FORMAT, VERSION):
        raise InputError(
            f"{name}: map data of format {made_by} {version}, and this geoaccess reads {FORMAT} "
            f"{VERSION}; run the command of run.json again"
        )
    content: MapContent = _from_plain(document["content"], archive)
    return replace(content, zones_topojson=archive.read("zones.topojson").decode())


def _drawn(network: RailNetwork) -> RailNetwork:
    """Return what is drawn of a network: stations, lines and sections, without trains and fares."""
    names = {item.name for item in fields(RailNetwork)} - _DRAWN
    nothing: dict[str, Any] = dict.fromkeys(names, ())
    lines = tuple(replace(line, fares=None) for line in network.lines)
    return replace(network, **{**nothing, "lines": lines})


def _shown(scores: ScoreTable) -> ScoreTable:
    """Return scores without what draws say of each pair of sites: no page shows it."""
    drawn = scores.uncertainty
    if drawn is None:
        return scores
    none = np.empty((0, 0))
    ranking = replace(drawn.ranking, acceptability=none, wins=none)
    return replace(scores, uncertainty=replace(drawn, ranking=ranking))


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, date_time=_STAMP)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    archive.writestr(member, content)


def _to_plain(value: Any, arrays: list[np.ndarray[Any, Any]]) -> Any:
    """Return a value as JSON has it; arrays are put aside."""
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.ndarray):
        arrays.append(value)
        plain = {"$": "array", "at": len(arrays) - 1}
    elif isinstance(value, Text):
        plain = {"$": "Text", **value._asdict()}
    elif is_dataclass(value):
        kept = {item.name: _to_plain(getattr(value, item.name), arrays) for item in fields(value)}
        if type(value).__name__ not in _TYPES:
            raise TypeError(f"map.data: no type {type(value).__name__} is known to it")
        plain = {"$": type(value).__name__, **kept}
    elif isinstance(value, dt.date):
        plain = {"$": "date", "iso": value.isoformat()}
    elif isinstance(value, Mapping):
        plain = {str(key): _to_plain(item, arrays) for key, item in value.items()}
    elif isinstance(value, (list, tuple)):
        plain = [_to_plain(item, arrays) for item in value]
    return plain


def _from_plain(value: Any, archive: zipfile.ZipFile) -> Any:
    """Return the value that `_to_plain` wrote; lists come back as tuples."""
    if isinstance(value, list):
        return tuple(_from_plain(item, archive) for item in value)
    if not isinstance(value, dict):
        return value
    kind = value.get("$")
    if kind == "array":
        member = io.BytesIO(archive.read(f"arrays/{int(value['at'])}.npy"))
        array = np.lib.format.read_array(member, allow_pickle=False)
        array.setflags(write=False)
        return array
    if kind == "date":
        return dt.date.fromisoformat(value["iso"])
    items = {key: _from_plain(item, archive) for key, item in value.items() if key != "$"}
    return items if kind is None else _TYPES[kind](**items)
