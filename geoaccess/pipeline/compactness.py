"""Compactness: the share of a place's jobs that lie within half an hour of each other."""

from __future__ import annotations

from typing import Final

import numpy as np

from geoaccess.access import road_s, walk_s
from geoaccess.config import AccessConfig
from geoaccess.model.land import LandGrid
from geoaccess.model.places import Places
from geoaccess.model.settled import SettledSquares, find_settled_squares
from geoaccess.model.text import Text
from geoaccess.scores.specialisation import compute_near_share
from geoaccess.sources.facts import load_manufacturing, load_municipalities
from geoaccess.sources.regions import load_region_facts
from geoaccess.units import SECONDS_PER_MINUTE, FloatArray

WITHIN_MIN: Final = 30
STEP_M: Final = 1.0
FARTHEST_M: Final = 150_000.0
"""No road of the model is as fast as 300 km/h."""


def find_reach_m(access: AccessConfig) -> float:
    """Return the great-circle distance that takes 30 minutes by the access model, in metres.

    On foot or by road, whichever reaches farther; no station is in between.
    """
    limit_s = WITHIN_MIN * SECONDS_PER_MINUTE
    on_foot_m = np.arange(0.0, access.walk_within_m + STEP_M, STEP_M)
    by_road_m = np.arange(0.0, FARTHEST_M, STEP_M)
    walked = on_foot_m[(walk_s(on_foot_m, access) <= limit_s) & (on_foot_m <= access.walk_within_m)]
    driven = by_road_m[road_s(by_road_m, access) <= limit_s]
    return float(max(walked.max(initial=0.0), driven.max(initial=0.0)))


def compute_municipal_compactness(
    places: list[frozenset[str]], *, access: AccessConfig, land: LandGrid
) -> FloatArray:
    """Return the compactness of sets of municipalities, 0-1; NaN for an empty set, shape (n,).

    Only totals of municipalities ship, so that the jobs of each are spread evenly over the land
    nearest to its office, as much of it as is inhabitable: approximate (docs/agglomerations.md).
    """
    facts, offices = load_region_facts(), load_municipalities()
    known = dict(zip(offices.id, zip(offices.lon, offices.lat, strict=True), strict=True))
    wanted = {code for codes in places for code in codes if code in known}
    squares = find_settled_squares(
        land,
        {code: (float(known[code][0]), float(known[code][1])) for code in wanted},
        {code: facts[code].inhabitable_km2 for code in wanted},
    )
    found: dict[frozenset[str], float] = {}
    within_m = find_reach_m(access)
    for codes in places:
        if codes not in found:
            parts = [(squares[one], facts[one].employees) for one in sorted(codes & set(squares))]
            found[codes] = _share_of(parts, within_m)
    return np.array([found[codes] for codes in places])


def compute_site_compactness(sites: Places, *, access: AccessConfig, land: LandGrid) -> FloatArray:
    """Return the compactness of the places where sites are, 0-1, shape (n,).

    Where a file of sites gives it, as `geoaccess agglomerations` writes it, that is taken. Of a
    shipped agglomeration, that of its municipalities; of any other site, that of the one
    municipality in which it lies. NaN where a site lies in none.
    """
    shipped, codes = load_manufacturing()
    row_of = {one: i for i, one in enumerate(shipped.id)}
    at = land.code_at(sites.lon, sites.lat)
    places = []
    for i, (one, code) in enumerate(zip(sites.id, sites.municipality_code, strict=True)):
        row = row_of.get(one, -1)
        is_shipped = row >= 0 and np.allclose(
            (sites.lon[i], sites.lat[i]), (shipped.lon[row], shipped.lat[row]), atol=1e-9
        )
        own = code or str(at[i])
        places.append(codes[row] if is_shipped else frozenset({own} if own else ()))
    given = sites.compactness
    wanted = [
        one if np.isnan(share) else frozenset() for one, share in zip(places, given, strict=True)
    ]
    found = compute_municipal_compactness(wanted, access=access, land=land)
    return np.where(np.isnan(given), found, given)


def describe_compactness(sites: Places) -> tuple[Text, ...]:
    """Return that compactness is approximate, where some site's file does not give it."""
    if not np.isnan(sites.compactness).any():
        return ()
    return (
        Text(
            en="Compactness is approximate: jobs of a municipality are taken to lie evenly on the "
            "inhabitable land nearest to its office.",
            ja="集積度は近似値：従業者は役所に近い可住地に均等に分布するとみなす。",
        ),
    )


def _share_of(parts: list[tuple[SettledSquares, float]], within_m: float) -> float:
    """Return the compactness of municipalities with their squares and jobs; NaN for none."""
    jobs = np.concatenate([one.share * n for one, n in parts]) if parts else np.zeros(0)
    if jobs.sum() <= 0:
        return float("nan")
    lon, lat, landmass = (
        np.concatenate([getattr(one, name) for one, _ in parts])
        for name in ("lon", "lat", "landmass")
    )
    return compute_near_share(lon, lat, jobs, landmass=landmass, within_m=within_m)
