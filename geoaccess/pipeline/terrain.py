"""Whether the elevation model of a run covers its places, and what the run says of slopes."""

from __future__ import annotations

from typing import Any

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.pipeline.request import World
from geoaccess.sources.raster import Dem


def check_covered(world: World, *sets: Places) -> None:
    """Raise an InputError where places with a door lie outside the elevation model of a run.

    Not where the request takes them as level (`dem_fallback`). Other places of a run, such as
    all municipalities of the map, are always taken as level there, and counted.
    """
    if world.terrain is None or world.request.dem_fallback:
        return
    faults = []
    for places in sets:
        has_door = np.array([not station for station in places.station_id], dtype=bool)
        outside = has_door & ~world.terrain.heights.covers(places.lon, places.lat)
        if outside.any():
            names = [places.name[i] for i in np.flatnonzero(outside).tolist()]
            of = f"{len(names)} of {len(places)} {places.role}s"
            faults.append(f"{of} ({describe_offenders(names)})")
    if faults:
        raise InputError(
            f"{world.terrain.heights.title}: the elevation model does not cover "
            f"{' and '.join(faults)}; give one that does, or --dem-fallback to take the ground "
            "outside it as level"
        )


def describe_terrain(world: World) -> dict[str, Any] | None:
    """Return what run.json says of the elevation model, None where there is none.

    `ways_on_slopes` and `ways_level` count the ways on foot that were looked at so far, on the
    elevation model and outside it; `streets_...` the edges of `--roads` that can be walked.
    """
    terrain = world.terrain
    if terrain is None:
        return None
    return {
        "file": terrain.heights.title,
        "ways_on_slopes": terrain.n_ways["slope"],
        "ways_level": terrain.n_ways["level"],
        "streets_on_slopes": terrain.n_ways["street slope"],
        "streets_level": terrain.n_ways["street level"],
    }


def note_terrain(world: World) -> tuple[Text, ...]:
    """Return what a user must know of the slopes; nothing where there is no elevation model."""
    terrain = world.terrain
    if terrain is None:
        return ()
    slopes, level = terrain.n_ways["slope"], terrain.n_ways["level"]
    name = terrain.heights.title
    notes = []
    streets = terrain.n_ways["street slope"], terrain.n_ways["street level"]
    if slopes or not any(streets):
        notes.append(
            Text(
                en=f"{slopes} ways on foot take the slopes of {name} along the straight line, so "
                "that there and back differ; ways by road do not.",
                ja=f"徒歩{slopes}経路は{name}の直線上の勾配による（往復で異なる）。"
                "道路の所要時間には勾配を反映しない。",
            )
        )
    if level:
        notes.append(
            Text(
                en=f"{level} ways on foot are not covered by {name} and are taken as level.",
                ja=f"徒歩{level}経路は{name}の範囲外のため平坦とみなした。",
            )
        )
    if any(streets):
        notes.append(
            Text(
                en=f"{streets[0]} stretches of street take the slopes of {name} on foot, "
                f"{streets[1]} outside it are level; bridges and tunnels follow the ground.",
                ja=f"徒歩の街路{streets[0]}区間は{name}の勾配による。範囲外の{streets[1]}区間は平坦。"
                "橋とトンネルは地表に沿うものとした。",
            )
        )
    dem_notes = terrain.heights.notes() if isinstance(terrain.heights, Dem) else ()
    return (*notes, *dem_notes)
