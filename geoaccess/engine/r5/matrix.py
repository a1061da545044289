"""R5's travel times in the shape of ours, and as access legs."""

from __future__ import annotations

import numpy as np

from geoaccess.engine.r5.process import R5Answer
from geoaccess.engine.r5.question import R5Question
from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.units import FloatArray


def build_r5_matrix(question: R5Question, answer: R5Answer) -> TravelTimeMatrix:
    """Return R5's answer as a matrix; what R5 does not give is NaN throughout.

    Minutes are whole, cut off (R5's own rounding). Percentile p is the value at position
    ceil(p / 100 * n) - 1 of the n sorted departures (R5's rule; ours takes one position less or
    the same). A place's time to itself is 0. R5 gives neither the share of departures with a
    trip, nor the fastest trip, nor clock times.
    """
    minutes = answer.minutes.copy()
    minutes[:, _same_points(question)] = 0
    nothing = np.full(minutes.shape[1:], np.nan)
    return TravelTimeMatrix(
        percentiles=question.percentiles,
        window=question.window,
        travel_time_min=minutes,
        reachable_share=nothing,
        fastest_min=nothing.copy(),
        first_arrival_s=nothing.copy(),
        last_departure_s=nothing.copy(),
    )


def _same_points(question: R5Question) -> FloatArray:
    """Return which pairs are one point, shape (n, m)."""
    origins, targets = question.origins, question.targets
    same = (origins.lon[:, None] == targets.lon) & (origins.lat[:, None] == targets.lat)
    return np.asarray(same)
