"""The shipped network: every municipality to every hub, the whole day, both ways."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.machine import measure
from geoaccess.engine.matrix import compute_matrix
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import build_day, compute_profiles
from geoaccess.pipeline import Request
from geoaccess.pipeline.request import load_world

PERCENTILES = (5, 25, 50, 75, 95)


def render_shipped(*, repeat: int) -> str:
    """Return a table of what is computed between municipalities and hubs; built once and anew."""
    world = load_world(Request(sites="municipalities"))
    places, hubs = world.resolve("municipalities", "site"), world.resolve("hubs", "hub")
    day, config = world.day, world.config.day
    legs = {
        "places": world.access_legs(places),
        "hubs": world.access_legs(hubs),
        "direct": world.direct_legs(places, hubs),
    }
    span = {"window": config.window, "percentiles": PERCENTILES}
    works: list[tuple[str, Callable[[], object]]] = [
        ("build, both ways", partial(build_day, day.timetable, both_ways=True)),
        ("day returns, both ways", partial(compute_day_returns, day, config, **legs)),
        ("all journeys, both ways", partial(compute_profiles, day, **legs)),
        ("5 percentiles, way out", partial(compute_matrix, day, **legs, **span)),
        (
            "5 percentiles by arrival",
            partial(compute_matrix, day, **legs, **span, arrive_by=True),
        ),
    ]
    size = f"{len(places):,} municipalities x {len(hubs)} hubs"
    lines = [
        f"{size}, {len(day.timetable.trips):,} trains, {day.out.n_events:,} connections",
        "",
        "| work | median |",
        "|---|--:|",
    ]
    for what, work in works:
        lines.append(f"| {what} | {measure(work, repeat=repeat).median_s * 1000:.0f} ms |")
    return "\n".join(lines)
