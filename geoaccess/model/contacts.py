"""Contacts: whom a site can meet in a day, with the clock times shown for it."""

from __future__ import annotations

from dataclasses import dataclass

from geoaccess.model.accessibilities import Accessibilities
from geoaccess.model.ranking import Uncertainty
from geoaccess.units import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Contacts:
    """Day returns between n sites and m hubs; every array has shape (n, m).

    Attributes
    ----------
    contactable
        Whether any outbound and return journey leave the least stay.
    round_trips
        Number of feasible pairs of an outbound and a return journey.
    longest_stay_s
        Seconds at the hub; -1 where not contactable.
    meeting_s
        Most seconds of a feasible day inside business hours; 0 where not contactable.
    depart_s, arrive_s, return_depart_s, home_s
        Clock times of the pair shown, seconds of the service day; -1 where not contactable.
    out_rides, back_rides
        Trains boarded on the pair shown (0 for a direct leg); -1 where not contactable.
    fare_yen
        Fares of the pair shown, there and back for one adult; NaN where not contactable or not
        known. None where fares were not asked for.
    """

    contactable: BoolArray
    round_trips: IntArray
    longest_stay_s: IntArray
    meeting_s: IntArray
    depart_s: IntArray
    arrive_s: IntArray
    return_depart_s: IntArray
    home_s: IntArray
    out_rides: IntArray
    back_rides: IntArray
    fare_yen: FloatArray | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoreTable:
    """Scores of n sites.

    Attributes
    ----------
    indicators
        Values by indicator name, each of shape (n,), in the unit of `units`; NaN where missing.
    score
        Shape (n,), 0-100: weighted mean over the available indicators.
    score_geometric
        Shape (n,), 0-100: weighted geometric mean of the same, shown beside it.
    rank, rank_geometric
        Shape (n,), 1 = best by either score; equal scores share the better rank.
    weights
        Renormalised weights of the indicators used; they sum to 1.
    missing
        Indicators that this run could not compute, named.
    uncertainty
        What draws say of the sites; None without draws. The scores themselves are those of
        the central values, with or without draws.
    accessibilities
        Sub-scores beside the composite; None where they were not computed.
    """

    indicators: dict[str, FloatArray]
    units: dict[str, str]
    score: FloatArray
    score_geometric: FloatArray
    rank: IntArray
    rank_geometric: IntArray
    weights: dict[str, float]
    missing: tuple[str, ...]
    uncertainty: Uncertainty | None = None
    accessibilities: Accessibilities | None = None
