"""Inequality over municipalities: how unequally people share what a run computes."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from geoaccess.config import INDICATORS
from geoaccess.model.accessibilities import Accessibilities
from geoaccess.model.contacts import ScoreTable
from geoaccess.model.places import Places
from geoaccess.scores.equity import compute_gini, compute_palma, compute_theil
from geoaccess.units import FloatArray

MORE_IS_BETTER = ("reach_pct", "meeting_hours", "round_trips", "robustness", "compactness")
"""Indicators that are shared out; times and costs are not."""
_DECIMALS = 6


def describe_equity(sites: Places, zones: Places, table: ScoreTable) -> dict[str, Any] | None:
    """Return inequality by indicator, None unless the sites are all municipalities.

    Municipalities are counted with their people and grouped by prefecture; one without a
    value counts 0. What nobody has is left out.
    """
    if set(sites.id) != set(zones.id) or np.any(np.isnan(sites.mass)):
        return None
    values = {name: table.indicators[name] for name in INDICATORS if name in MORE_IS_BETTER}
    beside = table.accessibilities
    if beside is not None:
        values |= {
            one.name: getattr(beside, one.name)
            for one in fields(Accessibilities)
            if one.name != "marginal_reach_pct"
        }
    prefectures = [code[:2] for code in sites.municipality_code]
    found = {}
    for name, of_sites in values.items():
        known = np.nan_to_num(of_sites)
        if name not in table.missing and known @ sites.mass > 0:
            found[name] = _describe(known, sites.mass, prefectures)
    return found


def _describe(values: FloatArray, people: FloatArray, prefectures: list[str]) -> dict[str, Any]:
    parts = compute_theil(values, people, regions=prefectures)
    palma = compute_palma(values, people)
    return {
        "gini": round(compute_gini(values, people), _DECIMALS),
        "theil": round(parts.total, _DECIMALS),
        "theil_between_prefectures": round(parts.between, _DECIMALS),
        "theil_within_prefectures": round(parts.within, _DECIMALS),
        "palma": round(palma, _DECIMALS) if np.isfinite(palma) else None,
    }
