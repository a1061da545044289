"""Robustness: every section of the shipped network out in turn, alone and beside the score."""

from __future__ import annotations

import resource
from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.machine import measure
from geoaccess.engine.closures import compute_longest_days
from geoaccess.pipeline import Request
from geoaccess.pipeline.closures import ClosureStudy, build_closure_study, find_weak_links
from geoaccess.pipeline.request import load_world
from geoaccess.scenario.closures import close_sections
from geoaccess.scores.attribution import compute_attribution

ORDERS = 60


def render_robustness(*, repeat: int) -> str:
    """Return tables for the shipped agglomerations, then for every municipality."""
    tables = [_render("agglomerations", repeat=repeat), _render("municipalities", repeat=1)]
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return "\n\n".join([*tables, f"Peak memory of both: {peak_mb:,.0f} MB"])


def _render(reference: str, *, repeat: int) -> str:
    world = load_world(Request(sites=reference))
    sites, hubs = world.resolve(reference, "site"), world.resolve("hubs", "hub")
    legs, hub_legs = world.access_legs(sites), world.access_legs(hubs)

    def study() -> ClosureStudy:
        return build_closure_study(world, sites, hubs, hubs.mass, legs=legs, hub_legs=hub_legs)

    ready = study()
    cases = ready.close_each("section").site_idx.size
    one_block = np.zeros(64, dtype=int)
    nothing = close_sections(ready.hops, [()], ready.n_stops)
    lines = tuple(dict.fromkeys(line for members in ready.hops.lines for line in members))
    works: list[tuple[str, Callable[[], object]]] = [
        ("what the score adds: classes of hops, what is used, all sections",
         lambda: find_weak_links(study())),
        ("all sections", partial(ready.close_each, "section")),
        ("all lines", partial(ready.close_each, "line")),
        ("all stations", partial(ready.close_each, "station")),
        ("ways without a shared line", ready.find_disjoint),
        ("64 cases, both ways", partial(
            compute_longest_days, ready.question, nothing, place_idx=one_block,
            closure_idx=one_block)),
    ]  # fmt: skip
    if len(sites) < 100:
        share = partial(
            compute_attribution,
            lambda site, present: ready.reach_over(lines, site, present),
            n_games=len(sites),
            n_players=len(lines),
            orders=ORDERS,
            seed=1,
        )
        works.append((f"shares of {len(lines)} lines, {ORDERS} orders", share))
    rows = [
        f"| {what} | {measure(work, repeat=repeat).median_s * 1000:,.0f} ms |"
        for what, work in works
    ]
    heading = (
        f"{len(sites):,} sites x {len(hubs)} hubs, {len(ready.network.sections)} sections, "
        f"{cases:,} cases of a site and a section that it uses"
    )
    return "\n".join([heading, "", "| work | median |", "|---|--:|", *rows])
