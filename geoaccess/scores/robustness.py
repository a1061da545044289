"""Robustness: what is left of a site's day when a link is closed, and which link matters most."""

from __future__ import annotations

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.closures import LinkEffects, LongestDays
from geoaccess.model.robustness import LinkImportance, SiteRobustness
from geoaccess.units import SECONDS_PER_MINUTE, BoolArray, FloatArray, IntArray

TIE = 1e-9
"""Retentions closer than this are one: both are quotients of sums of the same masses."""


def find_contactable(days: LongestDays, stay_s: int) -> BoolArray:
    """Return K: whether the longest day leaves the least stay, shape (n, m)."""
    met: BoolArray = days.last_return_s.astype(np.int64) - days.first_arrival_s >= stay_s
    return met


def find_meeting_s(days: LongestDays, stay_s: int, business_hours: tuple[int, int]) -> IntArray:
    """Return U in seconds: business hours inside the longest day, 0 where K = 0, shape (n, m)."""
    opens, closes = business_hours
    inside = np.minimum(days.last_return_s, closes) - np.maximum(days.first_arrival_s, opens)
    meeting_s: IntArray = np.where(find_contactable(days, stay_s), np.maximum(inside, 0), 0)
    return meeting_s


def compute_retention(closed: FloatArray, base: FloatArray) -> FloatArray:
    """Return closed / base, NaN where base is 0: there is nothing to keep."""
    base = np.broadcast_to(base, np.shape(closed))
    kept: FloatArray = np.divide(closed, base, out=np.full(base.shape, np.nan), where=base > 0)
    return kept


def compute_importance(increase: FloatArray, demand: FloatArray) -> FloatArray:
    """Return the importance of links, shape (n_links,), in the unit of the increase.

        I_k = sum over pairs of w * (c^(k) - c) / sum of w

    with c the cost of travel of a pair, c^(k) that with link k closed, and w its demand
    (Jenelius, Petersen and Mattsson 2006, link importance).

    Parameters
    ----------
    increase
        Shape (n_links, n_pairs): c^(k) - c. Where a pair is cut off, give its loss of
        benefit: an infinite cost has no mean.
    demand
        Shape (n_pairs,).

    Raises
    ------
    InputError
        When an increase is not finite, or there is no demand.
    """
    if not np.all(np.isfinite(increase)):
        raise InputError(
            "importance: an increase is not finite; give pairs that are cut off a finite loss"
        )
    if not demand.sum() > 0 or np.any(demand < 0):
        raise InputError("importance: demand is negative, or 0 in sum; give every pair a weight")
    importance: FloatArray = increase @ demand / demand.sum()
    return importance


def compute_exposure(loss: FloatArray, probability: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return expected and worst exposure of sites, each of shape (n_sites,).

        E_i = sum over k of p_k * loss_ik / sum of p_k,     worst = max over k of loss_ik

    (Jenelius and others 2006: user exposure in the expected and in the worst case.)

    Parameters
    ----------
    loss
        Shape (n_sites, n_links): what closing link k takes from site i.
    probability
        Shape (n_links,): in proportion to how likely a link is closed, as its length.

    Raises
    ------
    InputError
        When a probability is negative, or all are 0.
    """
    if not probability.sum() > 0 or np.any(probability < 0):
        raise InputError("exposure: a probability is negative, or all are 0")
    expected: FloatArray = loss @ probability / probability.sum()
    worst: FloatArray = loss.max(axis=1, initial=0.0)
    return expected, worst


def score_robustness(
    effects: LinkEffects, reach: FloatArray, meeting_s: FloatArray
) -> SiteRobustness:
    """Return the robustness of sites: RB_i = min over links k of R_i^(k) / R_i.

    Of links that leave as little, the one that takes most meeting time is named, then the
    first in the tables.

    Parameters
    ----------
    reach, meeting_s
        Shape (n_sites,): share of hub mass (0-1) and mass-weighted meeting seconds with
        nothing closed.
    """
    n, site = reach.size, effects.site_idx
    kept = compute_retention(effects.reach, reach[site])
    lost_s = np.maximum(meeting_s[site] - effects.meeting_s, 0)
    start = np.searchsorted(site, np.arange(n + 1))
    least, worst = np.where(reach > 0, 1.0, np.nan), np.full(n, -1)
    tied, mean, meeting = np.zeros(n, int), least.copy(), np.where(meeting_s > 0, 1.0, np.nan)
    for i in np.flatnonzero(np.diff(start)).tolist():
        rows = np.arange(start[i], start[i + 1])
        mean[i] = kept[rows].mean()
        meeting[i] = np.min(compute_retention(effects.meeting_s[rows], meeting_s[i]), initial=1)
        first = rows[np.lexsort((rows, -lost_s[rows], np.round(kept[rows] / TIE)))[0]]
        if kept[first] < 1 or lost_s[first] > 0:
            least[i], worst[i] = kept[first], first
            tied[i] = np.sum(kept[rows] <= kept[first] + TIE) if kept[first] < 1 else 1
    km = np.array([link.km for link in effects.links])
    chance = km if km.sum() > 0 else np.ones(km.size)
    expected_s = np.bincount(site, lost_s * chance[effects.link_idx], n) / max(chance.sum(), 1e-300)
    worst_s = np.zeros(n)
    np.maximum.at(worst_s, site, lost_s)
    return SiteRobustness(
        retention=least,
        worst_effect=worst,
        equally_bad=tied,
        mean_retention=mean,
        meeting_retention=meeting,
        exposure_min=expected_s / SECONDS_PER_MINUTE,
        worst_exposure_min=worst_s / SECONDS_PER_MINUTE,
    )


def rate_links(effects: LinkEffects, reach: FloatArray, meeting_s: FloatArray) -> LinkImportance:
    """Return the importance of every link: `compute_importance` with meeting time as benefit.

    Every site counts the same, every hub with its mass. A pair that is cut off loses its
    meeting time, so that no cost is infinite.
    """
    n, n_links = reach.size, len(effects.links)
    site, link = effects.site_idx, effects.link_idx
    lost_s, lost = meeting_s[site] - effects.meeting_s, reach[site] - effects.reach
    worst = np.ones(n_links)
    np.minimum.at(worst, link, np.nan_to_num(compute_retention(effects.reach, reach[site]), nan=1))
    return LinkImportance(
        sites_using=np.bincount(link, minlength=n_links),
        sites_losing=np.bincount(link, lost > TIE, n_links).astype(int),
        importance_min=np.bincount(link, lost_s, n_links) / n / SECONDS_PER_MINUTE,
        importance_reach=np.bincount(link, lost, n_links) / n,
        worst_retention=worst,
    )


def find_surviving(effects: LinkEffects, met: BoolArray) -> BoolArray:
    """Return which hubs can be met whichever one link is closed, shape (n_sites, n_hubs)."""
    surviving = met.copy()
    np.logical_and.at(surviving, effects.site_idx, effects.met)
    return surviving
