"""A travel-time surface of the shipped network: its parts, cell by cell.

``python -m benchmarks.surfaces [SITE]`` prints the microseconds of a cell, and the whole runs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from geoaccess.access import Points
from geoaccess.access.many import ManyLegs
from geoaccess.engine.cells import BACK, compute_stop_arrivals
from geoaccess.model.landcells import Extent, build_land_cells, list_land
from geoaccess.model.places import Places
from geoaccess.pipeline.request import Request, World, load_world
from geoaccess.units import UNREACHED_S

N_CELLS = 20_000
N_LISTED = 2_000


def render_parts(site: str) -> str:
    """Return a table of the microseconds that a cell of the 1 km mesh takes in each part."""
    world = load_world(Request(sites=site))
    cells = build_land_cells(list_land(world.land, Extent()), "1km", Extent())
    chosen = np.sort(np.random.default_rng(7).choice(len(cells), N_CELLS, replace=False))
    points = Points(cells.lon[chosen], cells.lat[chosen])
    few = Points(points.lon[:N_LISTED], points.lat[:N_LISTED])
    many = _many(world)
    place = world.access_legs(world.resolve(site, "site"))
    arrivals = compute_stop_arrivals(
        world.day, place=place, window=(21_600, 79_200), direction=BACK, longest_leg_s=5_400
    )
    wide = np.where(arrivals.arrive < arrivals.never, arrivals.arrive * np.int32(60), UNREACHED_S)
    in_seconds = replace(arrivals, arrive=wide.astype(np.int32))
    legs, none = many.build(points), np.full(N_CELLS, UNREACHED_S, dtype=np.int32)
    parts: dict[str, tuple[Callable[[], object], int]] = {
        "legs, cell by cell": (lambda: many.build(points), N_CELLS),
        "legs, from a list of all ways": (lambda: world.access_legs(_as_places(few)), N_LISTED),
        "median, minutes of 16 bits": (lambda: arrivals.durations(legs, none, 50), N_CELLS),
        "median, seconds of 32 bits": (lambda: in_seconds.durations(legs, none, 50), N_CELLS),
    }
    lines = ["| part | microseconds a cell |", "|---|--:|"]
    for name, (work, n) in parts.items():
        work()
        took = []
        for _ in range(3):
            begin = time.perf_counter()
            work()
            took.append(time.perf_counter() - begin)
        lines.append(f"| {name} | {sorted(took)[1] / n * 1e6:.1f} |")
    return "\n".join(lines)


def _many(world: World) -> ManyLegs:
    return ManyLegs(
        timetable=world.day.timetable,
        ways=world.ways,
        land=world.land,
        stop_lines=world.stop_lines,
        fast_lines=world.fast_lines,
        walk_only=world.walk_only,
    )


def _as_places(points: Points) -> Places:
    ids = tuple(map(str, range(points.lon.size)))
    return Places(
        id=ids, name=ids, name_ja=ids, lon=points.lon, lat=points.lat,
        mass=np.full(len(ids), np.nan), role="zone",
    )  # fmt: skip


if __name__ == "__main__":
    print(render_parts(sys.argv[1] if len(sys.argv) > 1 else "諏訪市"))
