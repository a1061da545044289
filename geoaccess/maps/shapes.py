"""The shapes of the map: municipalities with their values, and the network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.maps import palette
from geoaccess.maps.codes import pack_codes
from geoaccess.maps.content import MapContent
from geoaccess.maps.drawtools import build_draw_packs, describe_draw
from geoaccess.maps.encode import COORDINATE_DECIMALS, to_number
from geoaccess.maps.views import MapView
from geoaccess.model.network import RailNetwork, Section, Station

POINT_DECIMALS: Final = 3
"""Of the points of municipalities: symbols need no more."""
LEAST_SHARE_PCT: Final = 0.1
"""Smallest share shown: a zone that can meet anybody never rounds to the class of nobody."""


def build_shapes(content: MapContent) -> dict[str, Any]:
    """Return the municipalities with their values, and the network.

    Raises
    ------
    InputError
        When the zones are not a TopoJSON topology with one object.
    """
    pairs = list(zip(content.zone_prefectures, content.zone_prefectures_ja, strict=True))
    prefectures = sorted(set(pairs))
    at = {pair: position for position, pair in enumerate(prefectures)}
    zones = content.zones
    return {
        "topology": _topology(content.zones_topojson),
        "codes": list(zones.id),
        "en": list(zones.name),
        "ja": list(zones.name_ja),
        "kana": list(content.zone_kana),
        "points": [
            [round(x, POINT_DECIMALS) for x in pair]
            for pair in zip(zones.lat.tolist(), zones.lon.tolist(), strict=True)
        ],
        "people": [to_number(mass, 0) for mass in zones.mass],
        "prefectures": [list(pair) for pair in prefectures],
        "prefecture": [at[pair] for pair in pairs],
        "views": [_values(view) for view in content.views],
        **_networks(content),
    }


def build_packs(content: MapContent) -> dict[str, str]:
    """Return the travel times of every view as packed texts by the id of their element.

    Those of a scenario are differences to those of the first view.
    """
    base = content.views[0].travel
    packs = {}
    for k, view in enumerate(content.views):
        if view.travel is None:
            continue
        for name in ("minutes", "hours"):
            against = getattr(base, name) if k and base is not None else None
            codes = getattr(view.travel, name)
            packs[f"{name}-{k}"] = pack_codes(codes, against, smooth=name == "minutes")
    if content.draw is not None:
        packs |= build_draw_packs(content.draw)
    return packs


def _values(view: MapView) -> dict[str, Any]:
    """Return the values of the municipalities, rounded; nobody who meets anybody rounds to 0."""
    shown = {}
    for name, values in view.zone_values.items():
        decimals = palette.ZONE_LAYERS[name]["decimals"]
        rounded = np.round(values, decimals)
        if name == "reach_pct":
            rounded = np.where(values > 0, np.maximum(rounded, LEAST_SHARE_PCT), rounded)
        shown[name] = [to_number(value, decimals) for value in rounded]
    return {
        "values": shown,
        "hubs": view.zone_hubs.tolist(),
        "unsure": {k: np.flatnonzero(flags).tolist() for k, flags in view.zone_unsure.items()},
    }


def chain_sections(network: RailNetwork) -> dict[str, list[list[str]]]:
    """Return for each line its runs of station ids: sections that touch are one run."""
    paths: dict[str, list[list[str]]] = {}
    for section in network.sections:
        runs = paths.setdefault(section.line, [])
        if runs and runs[-1][-1] == section.from_station:
            runs[-1].append(section.to_station)
        else:
            runs.append([section.from_station, section.to_station])
    return paths


def _topology(text: str) -> dict[str, Any]:
    """Return the TopoJSON with nothing but geometry and codes."""
    try:
        topology = json.loads(text)
        (geometry,) = topology["objects"].values()
        for shape in geometry["geometries"]:
            shape["properties"] = {"code": shape["properties"]["code"]}
            shape.pop("id", None)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise InputError(
            "map: the zones are not TopoJSON with one object whose geometries have properties.code"
        ) from fault
    kept = {key: topology[key] for key in ("type", "transform", "arcs") if key in topology}
    return {**kept, "objects": {"zones": geometry}}


def _networks(content: MapContent) -> dict[str, Any]:
    """Return the stations of all views, the lines of the first, and what the others change.

    And what lines drawn on the page are computed from, where there is such.
    """
    views = content.views
    stations: dict[str, Station] = {}
    drawn: list[tuple[RailNetwork, RailNetwork]] = []
    first = views[0].network
    known = _sections(first)
    for view in views:
        network = view.network
        here = _sections(network)
        for section in network.sections:
            for one in (section.from_station, section.to_station):
                if one in network.station_by_id:
                    stations.setdefault(one, network.station_by_id[one])
        added = replace(
            network, sections=tuple(one for one in network.sections if _key(one) not in known)
        )
        removed = replace(
            first, sections=tuple(one for one in first.sections if _key(one) not in here)
        )
        drawn.append((added, removed))
    if content.draw is not None:
        for one in content.draw.station_id:
            if one not in first.station_by_id:
                raise InputError(f"map: no station '{one}' to draw a line to")
            stations.setdefault(one, first.station_by_id[one])
    at = {station: k for k, station in enumerate(stations)}
    drawing = {} if content.draw is None else {"draw": describe_draw(content.draw, at)}
    return {
        **drawing,
        "network": {
            "stations": [
                [one.en, one.ja, *(round(x, COORDINATE_DECIMALS) for x in (one.lat, one.lon))]
                for one in stations.values()
            ],
            "lines": _lines(first, at),
        },
        "changes": [
            {"added": _lines(added, at), "removed": _lines(removed, at)} for added, removed in drawn
        ],
    }


def _key(section: Section) -> tuple[str, str, str]:
    return section.line, section.from_station, section.to_station


def _sections(network: RailNetwork) -> set[tuple[str, str, str]]:
    return {_key(section) for section in network.sections}


def _lines(network: RailNetwork, at: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the lines that have sections, each as runs of station positions."""
    paths = chain_sections(network)
    lines = []
    for line in network.lines:
        runs = [[at[one] for one in run if one in at] for run in paths.get(line.id, [])]
        if runs:
            lines.append({"en": line.en, "ja": line.ja, "class": line.category, "runs": runs})
    return lines
