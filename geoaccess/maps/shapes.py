"""The shapes of the map: municipalities with their values, and the network."""

from __future__ import annotations

import json
from typing import Any, Final

import numpy as np

from geoaccess.errors import InputError
from geoaccess.maps.content import MapContent
from geoaccess.maps.encode import COORDINATE_DECIMALS, to_number
from geoaccess.model.network import RailNetwork

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
    share = np.round(content.zone_share_pct, 1)
    share = np.where(content.zone_share_pct > 0, np.maximum(share, LEAST_SHARE_PCT), share)
    return {
        "topology": _topology(content.zones_topojson),
        "codes": list(content.zone_codes),
        "en": list(content.zone_names),
        "ja": list(content.zone_names_ja),
        "prefectures": [list(pair) for pair in prefectures],
        "prefecture": [at[pair] for pair in pairs],
        "share": [to_number(value, 1) for value in share],
        "hubs": content.zone_hubs.tolist(),
        "network": _network(content.network),
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


def _network(network: RailNetwork) -> dict[str, Any]:
    paths = chain_sections(network)
    used = {station for runs in paths.values() for run in runs for station in run}
    stations = [station for station in network.stations if station.id in used]
    at = {station.id: position for position, station in enumerate(stations)}
    lines = []
    for line in network.lines:
        runs = [[at[one] for one in run if one in at] for run in paths.get(line.id, [])]
        if runs:
            lines.append({"en": line.en, "ja": line.ja, "class": line.category, "runs": runs})
    return {
        "stations": [
            [one.en, one.ja, *(round(x, COORDINATE_DECIMALS) for x in (one.lat, one.lon))]
            for one in stations
        ],
        "lines": lines,
    }
