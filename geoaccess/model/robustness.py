"""Robustness of sites, importance of links, and what each line carries of a site's reach."""

from __future__ import annotations

from dataclasses import dataclass

from geoaccess.units import FloatArray, IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class SiteRobustness:
    """Robustness of n sites against the closing of any one link of a kind.

    Attributes
    ----------
    retention
        Shape (n,), 0-1: least share of the reach that is left; NaN where nothing is reached.
    worst_effect
        Shape (n,): row of the effects with the worst link, -1 where no link takes anything.
    equally_bad
        Shape (n,): links with that same retention, the worst included; 0 where none.
    mean_retention
        Shape (n,): mean over the links that the site's longest days run over; 1 for none.
    meeting_retention
        Shape (n,), 0-1: least share of meeting hours that is left; NaN where there are none.
    exposure_min, worst_exposure_min
        Shape (n,): meeting minutes a day lost, expected and at worst (see `scores.robustness`).
    """

    retention: FloatArray
    worst_effect: IntArray
    equally_bad: IntArray
    mean_retention: FloatArray
    meeting_retention: FloatArray
    exposure_min: FloatArray
    worst_exposure_min: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class LinkImportance:
    """Importance of n links over all sites; every array has shape (n,).

    Attributes
    ----------
    sites_using, sites_losing
        Sites whose longest days run over the link, and sites that lose a hub without it.
    importance_min
        Meeting minutes a day lost, mean over all sites.
    importance_reach
        Share of hub mass lost (unsatisfied demand), mean over all sites.
    worst_retention
        Least retention of any site; 1 where no site uses the link.
    """

    sites_using: IntArray
    sites_losing: IntArray
    importance_min: FloatArray
    importance_reach: FloatArray
    worst_retention: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Attribution:
    """Shapley values of n games over the same players.

    Attributes
    ----------
    share
        Shape (n, n_players): they sum to the value of all players less that of none.
    standard_error
        Shape (n, n_players): of sampled shares; 0 where they are exact.
    orders
        Orders of the players that were sampled; 0 where the shares are exact.
    """

    share: FloatArray
    standard_error: FloatArray
    orders: int
