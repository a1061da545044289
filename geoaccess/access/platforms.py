"""Legs to platforms: who gets to a station gets to the platforms that are stops of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from geoaccess.model.legs import AccessLegs
from geoaccess.units import IntArray

Platforms = Mapping[int, Sequence[int]]
"""Stops that are platforms of a station, by the position of the station among the stops."""


class PlatformRows(NamedTuple):
    """Legs with those to platforms: rows of the legs that they are taken from, and their stops."""

    start: IntArray
    row: IntArray
    stop_idx: IntArray


def find_platform_rows(
    start: IntArray, stop_idx: IntArray, platforms: Platforms
) -> PlatformRows | None:
    """Return the rows of legs with one more for each platform; None where none is added.

    A leg to a platform stands behind that to its station, unless there is one already.
    """
    if not platforms:
        return None
    n_places = start.size - 1
    place = np.repeat(np.arange(n_places), np.diff(start))
    rows, stops = [np.arange(place.size)], [stop_idx]
    for station, own in platforms.items():
        here = np.flatnonzero(stop_idx == station)
        for platform in own:
            known = place[stop_idx == platform]
            new = here[~np.isin(place[here], known)]
            rows.append(new)
            stops.append(np.full(new.size, platform, dtype=stop_idx.dtype))
    row = np.concatenate(rows)
    if row.size == place.size:
        return None
    order = np.argsort(row, kind="stable")
    return PlatformRows(
        start=np.searchsorted(place[row[order]], np.arange(n_places + 1)),
        row=row[order],
        stop_idx=np.concatenate(stops)[order],
    )


def add_platform_legs(legs: AccessLegs, platforms: Platforms) -> AccessLegs:
    """Return legs with one more to every platform of a station that they lead to.

    They take the minutes of the leg to the station. The same object where nothing is added.
    """
    found = find_platform_rows(legs.start, legs.stop_idx, platforms)
    if found is None:
        return legs
    rows = found.row.tolist()
    return AccessLegs(
        start=found.start,
        stop_idx=found.stop_idx,
        to_stop_s=legs.to_stop_s[found.row],
        from_stop_s=legs.from_stop_s[found.row],
        mode=tuple(legs.mode[row] for row in rows),
        backend=tuple(legs.backend[row] for row in rows),
        snap_m=legs.snap_m[found.row],
    )
