"""The data of the page as plain dicts and lists, rounded and ready for JSON."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from geoaccess.maps import palette
from geoaccess.maps.content import LANGS, Lang, MapContent, text_in
from geoaccess.maps.encode import COORDINATE_DECIMALS, to_number
from geoaccess.maps.strings import strings_in
from geoaccess.maps.views import BASE_TITLE, MapView
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


TILES: Final = {
    "url": "https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png",
    "origin": "https://cyberjapandata.gsi.go.jp",
    "zooms": (5, 18),
}
"""The pale map of the Geospatial Information Authority of Japan (地理院タイル 淡色地図)."""


def build_payload(content: MapContent, *, tiles: bool = False) -> dict[str, Any]:
    """Return all that the ranking and the cards need, without the shapes of the map."""
    base = content.views[0]
    return {
        "lang": content.lang,
        "title": {lang: content.title[lang] for lang in LANGS},
        "strings": {lang: strings_in(lang) | _name_base(base, lang) for lang in LANGS},
        "facts": {lang: describe_run(content.facts, lang) for lang in LANGS},
        "assumptions": {lang: describe_assumptions(content.facts, lang) for lang in LANGS},
        "warnings": {
            lang: [text_in(text, lang) for text in content.facts["warnings"]] for lang in LANGS
        },
        "run": {"version": content.facts["version"], "digest": content.facts["digest"]},
        "credits": list(content.credits),
        "palette": _palette(),
        "indicators": _indicators(base),
        "missing": list(base.scores.missing),
        "percentile": content.facts.get("percentile"),
        "tiles": TILES if tiles else None,
        "massKind": content.hubs.mass_kind,
        "hubs": _hubs(content),
        "sites": [_site(content, i) for i in range(len(content.sites))],
        "agglomerations": _agglomerations(content),
        "views": [_view(content, view) for view in content.views],
    }


def _name_base(base: MapView, lang: Lang) -> dict[str, str]:
    """Return the texts that name today's network, in the words of a base that is another."""
    if base.title == BASE_TITLE:
        return {}
    texts = strings_in(lang)
    name = base.title.spoken(lang)
    return {
        "today": texts["base"],
        "before": texts["before_base"],
        "difference": texts["difference_base"],
        "difference_lost": texts["difference_lost_base"].replace("{name}", name),
    }


def _view(content: MapContent, view: MapView) -> dict[str, Any]:
    """Return what differs between views: scores, and the days of each site."""
    return {
        "name": view.name,
        "title": view.title._asdict(),
        "assumption": view.is_assumption,
        "assumptions": {lang: [one.spoken(lang) for one in view.assumptions] for lang in LANGS},
        "travel": view.travel is not None,
        "draws": view.scores.uncertainty.n_draws if view.scores.uncertainty else None,
        "sites": [_result(view, i) for i in range(len(content.sites))],
    }


def _agglomerations(content: MapContent) -> list[dict[str, Any]]:
    places = content.agglomerations
    return [] if places is None else [_point(places, i) for i in range(len(places))]


def _point(places: Places, i: int) -> dict[str, Any]:
    """Return names and position of a place."""
    return {
        "id": places.id[i],
        "en": places.name[i] or places.name_ja[i],
        "ja": places.name_ja[i] or places.name[i],
        "lat": to_number(places.lat[i], COORDINATE_DECIMALS),
        "lon": to_number(places.lon[i], COORDINATE_DECIMALS),
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
        "planned": palette.PLANNED_COLOUR,
        "closed": palette.CLOSED_COLOUR,
        "weak": palette.WEAK_COLOUR,
        "symbolGround": palette.SYMBOL_GROUND,
        "layers": palette.ZONE_LAYERS,
        "time": {
            "breaks": palette.TIME_BREAKS_MIN,
            "colours": palette.TIME_COLOURS,
            "steps": palette.TIME_STEPS_MIN,
        },
        "hours": {"breaks": palette.HOURS_BREAKS, "steps": palette.HOURS_STEPS},
        "day": palette.DAY_COLOURS,
        "difference": {
            "better": palette.BETTER_COLOURS,
            "worse": palette.WORSE_COLOURS,
            "same": palette.SAME_COLOUR,
            "gained": palette.GAINED_COLOUR,
            "lost": palette.LOST_COLOUR,
        },
    }


def _indicators(view: MapView) -> list[dict[str, Any]]:
    scores = view.scores
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
    hubs = content.hubs
    return [
        {
            **_point(hubs, j),
            "mass": to_number(hubs.mass[j], 0),
            "note": _note(hubs, j),
            "node": int(content.hub_nodes[j]),
            "sites": [int(np.count_nonzero(v.contacts.contactable[:, j])) for v in content.views],
        }
        for j in range(len(hubs))
    ]


def _site(content: MapContent, i: int) -> dict[str, Any]:
    """Return what is the same in every view."""
    return {
        **_point(content.sites, i),
        "note": _note(content.sites, i),
        "node": int(content.site_nodes[i]),
    }


def _result(view: MapView, i: int) -> dict[str, Any]:
    """Return what one view says of a site: score, rank, indicators, days."""
    scores = view.scores
    result: dict[str, Any] = {
        "score": to_number(scores.score[i], 1),
        "geometric": to_number(scores.score_geometric[i], 1),
        "rank": int(scores.rank[i]),
        "values": [to_number(values[i], 4) for values in scores.indicators.values()],
        "weak": _weak_link(view, i),
        "moved": _moved(view, i),
        "days": [_day(view, i, j) for j in range(view.contacts.contactable.shape[1])],
    }
    drawn = scores.uncertainty
    if drawn is not None:
        ranking = drawn.ranking
        result["interval"] = [to_number(x[i], 1) for x in (ranking.score_p05, ranking.score_p95)]
        result["ranks"] = [int(ranking.rank_best[i]), int(ranking.rank_worst[i])]
        result["best"] = to_number(ranking.p_best[i], 3)
        result["kappa"] = [to_number(p, 2) for p in drawn.probability[i]]
    return result


def _day(view: MapView, i: int, j: int) -> list[Any] | None:
    """Return the day shown for a site and a hub, None where it is not possible.

    Clock times of leaving, arriving, leaving again and being home; changes of trains out and
    back (-1 without a train); round trips a day; minutes on the way.
    """
    contacts = view.contacts
    if not contacts.contactable[i, j]:
        return None
    arrive_s = int(contacts.arrive_s[i, j])
    return [
        format_clock(contacts.depart_s[i, j]),
        format_clock(arrive_s),
        format_clock(contacts.return_depart_s[i, j]),
        format_clock(contacts.home_s[i, j]),
        int(contacts.out_rides[i, j]) - 1,
        int(contacts.back_rides[i, j]) - 1,
        int(contacts.round_trips[i, j]),
        int(arrive_s - contacts.depart_s[i, j]) // SECONDS_PER_MINUTE,
    ]


def _moved(view: MapView, i: int) -> dict[str, list[float | None]] | None:
    """Return by figure between what its change lies in nine draws of ten, and P(above 0)."""
    moved = {}
    for name, change in view.changes.items():
        if change.p05 is not None and change.p95 is not None and change.p_above_zero is not None:
            drawn = (change.p05, change.p95, change.p_above_zero)
            moved[name] = [to_number(one[i], 3) for one in drawn]
    return moved or None


def _weak_link(view: MapView, i: int) -> dict[str, Any] | None:
    """Return the section that a site hangs on, and where it lies; None where on none."""
    link = view.weak_links[i] if view.weak_links else None
    if link is None:
        return None
    ends = view.weak_sections[i] if view.weak_sections else None
    stations = view.network.station_by_id
    at = [stations[one] for one in ends or () if one in stations]
    line = [[round(x, COORDINATE_DECIMALS) for x in (one.lat, one.lon)] for one in at]
    return {**link._asdict(), "line": line}


def _note(places: Places, i: int) -> dict[str, str] | None:
    """Return the note of a place in both languages, None where there is none."""
    return {"en": places.note[i], "ja": places.note_ja[i]} if places.note[i] else None
