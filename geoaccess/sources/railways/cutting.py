"""Where trains end their runs on long routes: where the density changes, and after hours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, groupby, pairwise
from typing import Final

from geoaccess.sources.railways.routes import Route
from geoaccess.sources.railways.servicemodel import Density
from geoaccess.units import IntArray

JUNCTION_WITHIN_KM: Final = 12.0
"""Trains rather end at a junction, up to so far from where the density changes."""
DENSER_KM: Final = 4.0
"""Shorter stretches get no trains of their own."""


def tier_of(near: float, density: Density) -> str:
    """Return the tier of a station with so many stations around."""
    return next(tier.name for tier in density.tiers if near >= tier.stations)


def cut_route(
    route: Route,
    near: IntArray,
    density: Density,
    *,
    min_tier_km: float,
    run_min: Sequence[float],
    max_run_min: float,
    n_lines: IntArray,
) -> list[tuple[Route, str]]:
    """Return the pieces of a route that one train runs, each with its tier.

    Parameters
    ----------
    near
        Stations around every station.
    min_tier_km
        A stretch of one tier that is shorter takes the tier of the longer neighbour.
    run_min
        Minutes of each hop of the route.
    max_run_min
        Longest run; longer ones are cut at the station with most lines near the cut.
    n_lines
        Lines at every station.
    """
    tiers = _tiers(route, near, density)
    stretches = _merge_short(tiers, route.km, min_tier_km)
    stretches = _to_junctions(stretches, route, n_lines)
    pieces: list[tuple[Route, str]] = []
    for first, last, tier in stretches:
        total = sum(run_min[first:last])
        count = max(1, math.ceil(total / max_run_min - 0.15))
        cuts = [first]
        for k in range(1, count):
            cut = _best_cut(route, run_min, (cuts[-1], last), first, total * k / count, n_lines)
            if cut is not None:
                cuts.append(cut)
        for begin, end in pairwise([*cuts, last]):
            pieces.append((route.part(begin, end), tier))
    return pieces


def find_denser(
    route: Route, near: IntArray, density: Density, pieces: Sequence[tuple[Route, str]]
) -> list[tuple[Route, str]]:
    """Return the stretches of a route that are denser than the tier of their piece, with theirs.

    Short ones take the tier of a longer neighbour, so that long runs hold together; trains of
    their own run there besides (手稲 and 江別 to Sapporo, within a line of two hours).
    """
    order = [tier.name for tier in density.tiers]
    given = [tier for piece, tier in pieces for _ in piece.km]
    found: list[tuple[Route, str]] = []
    first = 0
    for (tier, taken), run in groupby(zip(_tiers(route, near, density), given, strict=True)):
        end = first + len(list(run))
        if order.index(tier) < order.index(taken):
            stretch = route.part(first, end)
            if sum(stretch.km) >= DENSER_KM:
                found.append((stretch, tier))
        first = end
    return found


def _tiers(route: Route, near: IntArray, density: Density) -> list[str]:
    """Return the tier of every hop: of the sparser of its ends."""
    order = [tier.name for tier in density.tiers]
    return [
        max(tier_of(near[a], density), tier_of(near[b], density), key=order.index)
        for a, b in pairwise(route.stations)
    ]


def _to_junctions(
    stretches: Sequence[tuple[int, int, str]], route: Route, n_lines: IntArray
) -> list[tuple[int, int, str]]:
    """Return the stretches with their bounds moved to junctions near them."""
    at = [0.0, *accumulate(route.km)]
    bounds = [stretches[0][0]]
    for (first, bound, _), (_, end, _) in pairwise(stretches):
        near = [
            i
            for i in range(max(first, bounds[-1]) + 1, end)
            if abs(at[i] - at[bound]) <= JUNCTION_WITHIN_KM
        ]
        key = {i: (int(n_lines[route.stations[i]]) > 1, -abs(at[i] - at[bound])) for i in near}
        bounds.append(max(near, key=lambda i: key[i]) if near else bound)
    bounds.append(stretches[-1][1])
    return [(a, b, one[2]) for (a, b), one in zip(pairwise(bounds), stretches, strict=True)]


def _best_cut(
    route: Route,
    run_min: Sequence[float],
    within: tuple[int, int],
    first: int,
    wanted_min: float,
    n_lines: IntArray,
) -> int | None:
    """Return the position of the best station to end a run about so many minutes on."""
    at = 0.0
    best: tuple[float, int] | None = None
    for i in range(first, within[1]):
        if i > within[0] + 1 and i < within[1] - 1:
            score = -abs(at - wanted_min) + 8 * min(int(n_lines[route.stations[i]]), 4)
            if best is None or score > best[0]:
                best = (score, i)
        at += run_min[i]
    return None if best is None else best[1]


def _merge_short(
    tiers: Sequence[str], km: Sequence[float], min_km: float
) -> list[tuple[int, int, str]]:
    """Return (first hop, end hop, tier) of stretches, short ones merged into a neighbour."""
    stretches: list[tuple[int, int, str]] = []
    for i, tier in enumerate(tiers):
        if stretches and stretches[-1][2] == tier:
            stretches[-1] = (stretches[-1][0], i + 1, tier)
        else:
            stretches.append((i, i + 1, tier))

    def length(stretch: tuple[int, int, str]) -> float:
        return sum(km[stretch[0] : stretch[1]])

    while len(stretches) > 1:
        short = min(range(len(stretches)), key=lambda i: (length(stretches[i]), i))
        if length(stretches[short]) >= min_km:
            break
        beside = [i for i in (short - 1, short + 1) if 0 <= i < len(stretches)]
        host = max(beside, key=lambda i: length(stretches[i]))
        low, high = min(short, host), max(short, host)
        joined = (stretches[low][0], stretches[high][1], stretches[host][2])
        stretches[low : high + 1] = [joined]
        for i in (low, low - 1):
            if 0 <= i < len(stretches) - 1 and stretches[i][2] == stretches[i + 1][2]:
                stretches[i : i + 2] = [(stretches[i][0], stretches[i + 1][1], stretches[i][2])]
    return stretches
