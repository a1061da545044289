"""Törnqvist's contact potential of places."""

from __future__ import annotations

import numpy as np

from geoaccess.model.partners import DaySpans
from geoaccess.units import SECONDS_PER_HOUR, FloatArray, IntArray


def compute_meeting_s(spans: DaySpans, *, stay_s: int, business_hours: tuple[int, int]) -> IntArray:
    """Return the seconds of the longest days inside business hours, shape (n, m).

        U = min(leave, h1) - max(arrive, h0), at least 0; 0 where leave - arrive < s

    The longest day leaves the most of them, so that this is the meeting time of day returns.
    """
    opens, closes = business_hours
    inside = np.minimum(spans.leave_s, closes) - np.maximum(spans.arrive_s, opens)
    is_met = spans.leave_s - spans.arrive_s >= stay_s
    return np.where(is_met, np.maximum(inside, 0), 0)


def compute_contact_potential(meeting_s: IntArray, mass: FloatArray) -> FloatArray:
    """Return the contact potential of n places, shape (n,), in mass times hours a day.

        CP_i = sum over j of M_j * U_ij

    with U the hours inside business hours that a day return leaves, 0 where there is none.

    Parameters
    ----------
    meeting_s
        Shape (n, m): seconds for which people of place i and hub j meet, whoever travels.
    mass
        Shape (m,): masses of the hubs, without missing ones.

    Notes
    -----
    Törnqvist (1970), Contact Systems and Regional Development: contacts by day returns in both
    directions. Examples: two hours with 100 people and one hour with 50 are 250 person-hours.

    >>> import numpy as np
    >>> compute_contact_potential(np.array([[7200, 3600]]), np.array([100.0, 50.0])).tolist()
    [250.0]
    """
    hours: FloatArray = meeting_s @ mass / SECONDS_PER_HOUR
    return hours
