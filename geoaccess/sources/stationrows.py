"""The station that a row of a planner's table names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geoaccess.errors import describe_offenders
from geoaccess.sources.faults import Cause, quote
from geoaccess.sources.gazetteer import Gazetteer
from geoaccess.sources.names import Entry

_SUFFIX: Final = re.compile(r"\s*(駅|\bstation)$", re.IGNORECASE)
_PREFIX: Final = re.compile(r"^station\s*[:：]\s*", re.IGNORECASE)
_SHOWN_NEAREST: Final = 3
_REMEDY: Final = "write the id of the station (station:ID), or add municipality or prefecture"


@dataclass(frozen=True, kw_only=True)
class Area:
    """Where a row says that its station lies: municipalities by code, or a prefecture.

    Attributes
    ----------
    codes
        Municipality codes, none where the row names no municipality.
    prefecture
        Code of two digits, '' for none.
    shown
        What the row says, for messages.
    """

    codes: frozenset[str]
    prefecture: str
    shown: str

    def holds(self, code: str) -> bool:
        """Return whether a municipality is in the area; every one is where nothing is said."""
        in_prefecture = not self.prefecture or code[:2] == self.prefecture
        return in_prefecture and (not self.codes or code in self.codes)


def find_station(text: str, area: Area, gazetteer: Gazetteer) -> int | Cause:
    """Return the row of the station that a text names in an area, or why there is not one.

    Parameters
    ----------
    text
        Name with or without 駅 or Station, or an id with or without ``station:``.
    area
        Where the row says that it lies.
    gazetteer
        The stations of the network in use.
    """
    name = _SUFFIX.sub("", _PREFIX.sub("", text.strip()))
    stations = gazetteer.get_set("stations")
    ids = [one.casefold() for one in stations.id]
    if name.casefold() in ids:
        entries = [Entry("station", ids.index(name.casefold()))]
    else:
        entries = gazetteer.station_names.find(name)
    if not entries:
        return Cause(
            f"unknown station {name}",
            f"station {quote(text)} is unknown in this network",
            "correct the name, or give lat and lon",
            hint=lambda: _describe_nearest(name, gazetteer),
        )
    rows = [entry.row for entry in entries]
    codes = gazetteer.codes_at(stations.lon[rows], stations.lat[rows])
    inside = [row for row, code in zip(rows, codes, strict=True) if not code or area.holds(code)]
    if len(inside) == 1:
        return inside[0]
    if not inside:
        where = ", ".join(gazetteer.codes.describe(code) for code in codes)
        return Cause(
            f"misplaced station {name}",
            f"station {quote(text)} lies in {where}, not in {quote(area.shown)}",
            "correct one of the two, or leave one out",
        )
    references = describe_offenders(_refer(inside, gazetteer))
    return Cause(
        f"ambiguous station {name}", f"station {quote(text)} is ambiguous: {references}", _REMEDY
    )


def _refer(rows: Sequence[int], gazetteer: Gazetteer) -> list[str]:
    """Return ``station:fukushima (福島駅, 福島県)`` of each."""
    stations = gazetteer.get_set("stations")
    codes = gazetteer.codes_at(np.array(stations.lon[rows]), np.array(stations.lat[rows]))
    return [
        gazetteer.reference(Entry("station", row)).replace(
            ")", f", {gazetteer.prefecture_ja(code)})" if gazetteer.prefecture_ja(code) else ")"
        )
        for row, code in zip(rows, codes, strict=True)
    ]


def _describe_nearest(name: str, gazetteer: Gazetteer) -> str:
    entries = gazetteer.station_names.find_nearest(name)[:_SHOWN_NEAREST]
    nearest = ", ".join(gazetteer.reference(entry) for entry in entries)
    return f" (nearest: {nearest})" if nearest else ""
