"""The data of the page as plain dicts and lists, rounded and ready for JSON."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from geoaccess.maps import palette
from geoaccess.maps.content import LANGS, MapContent, text_in
from geoaccess.maps.encode import COORDINATE_DECIMALS, to_number
from geoaccess.maps.strings import strings_in
from geoaccess.maps.wording import describe_assumptions, describe_run
from geoaccess.model.places import Places
from geoaccess.units import SECONDS_PER_MINUTE, format_clock

_UNIT_KEYS: Final = {
    "%": ("unit_pct", 1),
    "% of hub mass": ("unit_pct", 1),
    "min": ("unit_min", 0),
    "h": ("unit_hours", 1),
    "h a day": ("unit_hours", 1),
    "yen": ("unit_yen", 0),
    "a day": ("unit_times", 1),
}


def build_payload(content: MapContent) -> dict[str, Any]:
    """Return all that the ranking and the cards need, without the shapes of the map."""
    return {
        "lang": content.lang,
        "title": {lang: content.title[lang] for lang in LANGS},
        "strings": {lang: strings_in(lang) for lang in LANGS},
        "facts": {lang: describe_run(content.facts, lang) for lang in LANGS},
        "assumptions": {lang: describe_assumptions(content.facts, lang) for lang in LANGS},
        "warnings": {
            lang: [text_in(text, lang) for text in content.facts["warnings"]] for lang in LANGS
        },
        "run": {"version": content.facts["version"], "digest": content.facts["digest"]},
        "credits": list(content.credits),
        "palette": _palette(),
        "indicators": _indicators(content),
        "missing": list(content.scores.missing),
        "massKind": content.hubs.mass_kind,
        "hubs": _hubs(content),
        "sites": [_site(content, i) for i in range(len(content.sites))],
    }


def _palette() -> dict[str, Any]:
    return {
        "share": {"breaks": palette.SHARE_BREAKS_PCT, "colours": palette.SHARE_COLOURS},
        "score": {
            "breaks": palette.SCORE_BREAKS,
            "colours": palette.SCORE_COLOURS,
            "inks": palette.SCORE_INKS,
        },
        "zero": palette.ZERO_COLOUR,
        "noRail": palette.NO_RAIL_COLOURS,
        "noScore": palette.NO_SCORE_COLOUR,
        "selected": palette.SELECTED_COLOUR,
        "lines": palette.LINE_STYLES,
    }


def _indicators(content: MapContent) -> list[dict[str, Any]]:
    scores = content.scores
    described = []
    for name, values in scores.indicators.items():
        key, decimals = _UNIT_KEYS.get(scores.units.get(name, ""), ("unit_none", 2))
        known = values[np.isfinite(values)]
        if np.array_equal(known, np.round(known)):
            decimals = 0
        weight = to_number(100 * scores.weights.get(name, math.nan), 1)
        described.append({"name": name, "unit": key, "decimals": decimals, "weight": weight})
    return described


def _hubs(content: MapContent) -> list[dict[str, Any]]:
    hubs, contacts = content.hubs, content.contacts
    return [
        {
            "id": hubs.id[j],
            "en": hubs.name[j] or hubs.name_ja[j],
            "ja": hubs.name_ja[j] or hubs.name[j],
            "lat": to_number(hubs.lat[j], COORDINATE_DECIMALS),
            "lon": to_number(hubs.lon[j], COORDINATE_DECIMALS),
            "mass": to_number(hubs.mass[j], 0),
            "note": _note(hubs, j),
            "sites": int(np.count_nonzero(contacts.contactable[:, j])),
        }
        for j in range(len(hubs))
    ]


def _site(content: MapContent, i: int) -> dict[str, Any]:
    sites, scores = content.sites, content.scores
    return {
        "id": sites.id[i],
        "en": sites.name[i] or sites.name_ja[i],
        "ja": sites.name_ja[i] or sites.name[i],
        "lat": to_number(sites.lat[i], COORDINATE_DECIMALS),
        "lon": to_number(sites.lon[i], COORDINATE_DECIMALS),
        "note": _note(sites, i),
        "score": to_number(scores.score[i], 1),
        "geometric": to_number(scores.score_geometric[i], 1),
        "rank": int(scores.rank[i]),
        "values": [to_number(values[i], 4) for values in scores.indicators.values()],
        "weak": _weak_link(content, i),
        "days": [_day(content, i, j) for j in range(len(content.hubs))],
    }


def _day(content: MapContent, i: int, j: int) -> dict[str, Any] | None:
    """Return the day shown for a site and a hub, None where it is not possible.

    The stay is the difference of the clock times as printed, so that a reader can check it.
    """
    contacts = content.contacts
    if not contacts.contactable[i, j]:
        return None
    arrive_s, leave_s = int(contacts.arrive_s[i, j]), int(contacts.return_depart_s[i, j])
    return {
        "depart": format_clock(contacts.depart_s[i, j]),
        "arrive": format_clock(arrive_s),
        "stay": leave_s // SECONDS_PER_MINUTE - arrive_s // SECONDS_PER_MINUTE,
        "leave": format_clock(leave_s),
        "home": format_clock(contacts.home_s[i, j]),
        "out": int(contacts.out_rides[i, j]) - 1,
        "back": int(contacts.back_rides[i, j]) - 1,
        "trips": int(contacts.round_trips[i, j]),
        "way": int(arrive_s - contacts.depart_s[i, j]) // SECONDS_PER_MINUTE,
    }


def _weak_link(content: MapContent, i: int) -> dict[str, str] | None:
    """Return the section that a site hangs on in both languages, None where on none."""
    link = content.weak_links[i] if content.weak_links else None
    return link._asdict() if link is not None else None


def _note(places: Places, i: int) -> dict[str, str] | None:
    """Return the note of a place in both languages, None where there is none."""
    return {"en": places.note[i], "ja": places.note_ja[i]} if places.note[i] else None
