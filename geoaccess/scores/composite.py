"""The score: indicators between fixed goalposts, weighted, renormalised, ranked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from geoaccess.config import INDICATORS, IndicatorConfig, ScoreConfig
from geoaccess.errors import InputError
from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.profiles import Profiles
from geoaccess.model.text import Text
from geoaccess.scores.nearness import nearness_min
from geoaccess.units import SECONDS_PER_HOUR, FloatArray, IntArray

UNITS = {
    "reach_pct": "% of hub mass",
    "nearness_min": "min",
    "robustness": "0-1",
    "meeting_hours": "h a day",
    "cost_yen": "yen",
    "round_trips": "a day",
    "compactness": "0-1",
}
NAMES = {
    "reach_pct": Text("reach", "到達率"),
    "nearness_min": Text("nearness", "近さ"),
    "robustness": Text("robustness", "頑健性"),
    "meeting_hours": Text("meeting hours", "面談可能時間"),
    "cost_yen": Text("cost", "費用"),
    "round_trips": Text("round trips", "往復数"),
    "compactness": Text("compactness", "集積度"),
}
_MASS_FORMS: Mapping[str, Callable[[FloatArray], FloatArray]] = {
    "raw": np.copy,
    "sqrt": np.sqrt,
    "log1p": np.log1p,
    "equal": np.ones_like,
}


def transform_mass(mass: FloatArray, form: str) -> FloatArray:
    """Return hub masses as they enter the measures: raw, sqrt, log1p or equal.

    Raises
    ------
    InputError
        When a mass is missing (and the form needs it), or all are 0.
    """
    missing = int(np.count_nonzero(np.isnan(mass)))
    if form != "equal" and missing:
        raise InputError(
            f"hubs: {missing} of {len(mass)} have no mass; fill the column mass, count it from "
            "cells (--mass), or write 'mass: equal' in the file of --config"
        )
    weights: FloatArray = _MASS_FORMS[form](np.asarray(mass, dtype=np.float64))
    if weights.sum() <= 0:
        raise InputError("hubs: all masses are 0; give at least one hub a mass")
    return weights


def reach_pct(contactable: FloatArray, mass: FloatArray) -> FloatArray:
    """Return 100 * sum(M * kappa) / sum(M): the share of hub mass that can be met in a day.

    Parameters
    ----------
    contactable
        Shape (n, m): probability kappa that site i can meet hub j (0 or 1 without draws).
    mass
        Shape (m,).
    """
    share: FloatArray = 100 * (contactable @ mass) / mass.sum()
    return share


def meeting_hours(meeting_s: FloatArray, mass: FloatArray) -> FloatArray:
    """Return sum(M * U) / sum(M): mass-weighted usable business hours a day, shape (n,)."""
    hours: FloatArray = (meeting_s @ mass) / mass.sum() / SECONDS_PER_HOUR
    return hours


def compute_indicators(
    profiles: Profiles, contacts: Contacts, mass: FloatArray, config: ScoreConfig
) -> dict[str, FloatArray]:
    """Return the indicators that can be computed, each of shape (n,).

    NaN where a place has no value: it does not reach as many hubs as nearness asks for.
    Robustness, cost and compactness are not among them, nor is nearness where there are
    fewer hubs than it asks for.
    """
    found = {
        "reach_pct": reach_pct(contacts.contactable.astype(np.float64), mass),
        "meeting_hours": meeting_hours(contacts.meeting_s.astype(np.float64), mass),
        "round_trips": np.median(contacts.round_trips, axis=1),
    }
    if profiles.n_hubs >= config.nearest_hubs:
        found["nearness_min"] = nearness_min(profiles, config.day, nth=config.nearest_hubs)
    return found


def normalise(
    values: FloatArray, goalposts: IndicatorConfig, form: str = "goalposts"
) -> FloatArray:
    """Return values of sites, the last axis, mapped to 0-1; NaN stays NaN.

    Between fixed goalposts, clipped; or ``ratio-best``: best/x where less is better and x/best
    where more is, one fifth of the 5 * best/x by which the council of 1999 compared candidate
    sites of the capital. The best then depends on who is compared: a new candidate may change
    the scores of all others.
    """
    if form == "ratio-best":
        return _ratio_to_best(values, more_is_better=goalposts.one_at > goalposts.zero_at)
    scaled = (values - goalposts.zero_at) / (goalposts.one_at - goalposts.zero_at)
    clipped: FloatArray = np.clip(scaled, 0, 1)
    return clipped


def _ratio_to_best(values: FloatArray, *, more_is_better: bool) -> FloatArray:
    """Return x/best or best/x, 0-1; 0 where nobody has anything, 1 for no time or cost at all."""
    known = ~np.isnan(values)
    empty = -np.inf if more_is_better else np.inf
    pick = np.max if more_is_better else np.min
    best = pick(values, axis=-1, keepdims=True, where=known, initial=empty)
    best = np.broadcast_to(best, values.shape)
    upper, lower = (values, best) if more_is_better else (best, values)
    none = 0.0 if more_is_better else 1.0
    ratio = np.divide(upper, lower, out=np.full(values.shape, none), where=known & (lower > 0))
    shares: FloatArray = np.where(known, np.clip(ratio, 0, 1), np.nan)
    return shares


def compute_scores(
    indicators: Mapping[str, FloatArray],
    config: Mapping[str, IndicatorConfig],
    *,
    form: str = "goalposts",
) -> ScoreTable:
    """Return score = 100 * sum(w * v), its geometric counterpart 100 * prod(v ** w), and ranks.

    Indicators that are not given are named in `missing`, and the weights of the others are
    scaled to sum to 1. A site without a value of a given indicator (NaN) gets the worst, 0,
    so that no site's score depends on which others are scored with it. `form` is how values are
    mapped to 0-1, see `normalise`.

    Raises
    ------
    InputError
        When no indicator with a weight is given.
    """
    missing = tuple(name for name in INDICATORS if name not in indicators)
    used = [name for name in INDICATORS if name in indicators and config[name].weight > 0]
    if not used:
        raise InputError("score: no weighted indicator could be computed")
    total = sum(config[name].weight for name in used)
    weights = {name: config[name].weight / total for name in used}
    scaled = [normalise(indicators[name], config[name], form) for name in used]
    parts = np.nan_to_num(np.array(scaled))
    share = np.array([weights[name] for name in used])
    score = 100 * (share @ parts)
    geometric = 100 * np.prod(parts ** share[:, None], axis=0)
    unknown = np.full(score.size, np.nan)
    return ScoreTable(
        indicators={name: indicators.get(name, unknown) for name in INDICATORS},
        units=UNITS,
        score=score,
        score_geometric=geometric,
        rank=rank_descending(score),
        rank_geometric=rank_descending(geometric),
        weights=weights,
        missing=missing,
    )


def rank_descending(score: FloatArray) -> IntArray:
    """Return ranks, 1 = highest; equal scores share the better rank."""
    rank: IntArray = 1 + np.sum(score[None, :] > score[:, None], axis=1)
    return rank
