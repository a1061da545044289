"""Cost: what it takes in fares and time to meet the hubs, in yen there and back."""

from __future__ import annotations

import numpy as np

from geoaccess.scores.accessibility import compute_generalised_min
from geoaccess.units import BoolArray, FloatArray


def compute_cost_yen(
    fare_yen: FloatArray,
    *,
    minutes: FloatArray,
    transfers: FloatArray,
    value_of_time_yen_h: float,
    transfer_min: float,
) -> FloatArray:
    """Return fare + (time + changes * penalty) * value of time / 60, in yen; shapes broadcast.

    It is the generalised time of `compute_generalised_min` at its price. NaN where the fare is.
    """
    generalised = compute_generalised_min(
        minutes,
        transfers=transfers,
        fare_yen=fare_yen,
        value_of_time_yen_h=value_of_time_yen_h,
        transfer_min=transfer_min,
    )
    cost: FloatArray = generalised * (value_of_time_yen_h / 60)
    return cost


def mean_cost_yen(
    cost_yen: FloatArray, contactable: BoolArray, mass: FloatArray, *, cap_yen: float
) -> FloatArray:
    """Return sum(M * min(c, cap)) / sum(M) in yen, with c = cap where a hub cannot be met.

    With the cap at the goalpost of 0 a hub that cannot be met adds nothing to the score, and
    one that can never makes a site dearer: without the cap on met hubs, meeting a dear one
    would lower the score below that of a site which cannot go there at all.

    Parameters
    ----------
    cost_yen
        Shape (n, m): return generalised cost; NaN where met but not known, which leaves the
        hub out of the mean of that site.
    contactable
        Shape (n, m).
    mass
        Shape (m,).

    Returns
    -------
    Shape (n,), 0 to the cap; NaN for a site that meets hubs of which no cost is known.
    """
    capped = np.where(contactable, np.minimum(cost_yen, cap_yen), cap_yen)
    known = ~np.isnan(capped)
    held = known * mass
    total = held.sum(axis=1)
    is_lost = contactable.any(axis=1) & ~(contactable & known).any(axis=1)
    found: FloatArray = np.divide(
        (np.where(known, capped, 0.0) * held).sum(axis=1),
        total,
        out=np.full(total.shape, np.nan),
        where=(total > 0) & ~is_lost,
    )
    return found
