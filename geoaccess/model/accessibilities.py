"""The three accessibilities of sites, what an hour nearer would add, and contact potential."""

from __future__ import annotations

from dataclasses import dataclass

from geoaccess.units import FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Accessibilities:
    """Sub-scores beside the composite, each of shape (n,); those in per cent lie in 0-100.

    Attributes
    ----------
    resources_pct
        Hub mass within reach, each hub weighed by its travel time.
    markets_pct
        People and jobs of all municipalities within reach, weighed alike.
    manufacturing_pct
        Manufacturing employment of the other agglomerations within reach, weighed alike.
    marginal_reach_pct
        Percentage points of hub mass that could be met in a day besides, were every way to
        and from a hub an hour shorter.
    contact_potential_out, contact_potential_in
        Hub mass times the hours a day at which people of the site can meet it: at the hubs, and
        at the site when those of the hubs come. Person-hours where the mass is in persons.
    """

    resources_pct: FloatArray
    markets_pct: FloatArray
    manufacturing_pct: FloatArray
    marginal_reach_pct: FloatArray
    contact_potential_out: FloatArray
    contact_potential_in: FloatArray
