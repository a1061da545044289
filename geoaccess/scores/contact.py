"""Face-to-face measures from clock times: whom a site can meet and be home the same day."""

from __future__ import annotations

import numpy as np

from geoaccess.config import DayConfig
from geoaccess.model.contacts import Contacts
from geoaccess.model.profiles import Profiles
from geoaccess.scores import _kernels
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, FloatArray


def compute_contacts(profiles: Profiles, day: DayConfig) -> Contacts:
    """Return the day returns of every pair, arrays of shape (n_places, n_hubs).

    An outbound journey (depart, arrive) and a return journey (depart, home) are feasible
    together when depart >= a, home <= b and return departure - arrival >= s for the window
    [a, b] and the least stay s. Then

    - contactable K = 1 when any pair is feasible;
    - round trips = number of feasible pairs of Pareto journeys;
    - meeting = the most seconds inside business hours [h0, h1] that a feasible pair leaves,
      max over pairs of min(return departure, h1) - max(arrival, h0), at least 0;
    - the pair shown gives these meeting seconds with the least time away from home.

    A direct leg can be made at any time; it is counted as one departure every
    `direct_every_min`.

    Notes
    -----
    Contact potential after Törnqvist (1970); the closed form for symmetric times, K = 1 iff
    (b - a) - t_ij - t_ji >= s, is ESPON's contact potential of day trips.
    """
    direct = (profiles.direct.out_s.ravel(), profiles.direct.back_s.ravel())
    table = _kernels.day_returns(
        *(profiles.out.start, profiles.out.depart_s, profiles.out.arrive_s, profiles.out.rides),
        *(profiles.back.start, profiles.back.depart_s, profiles.back.arrive_s),
        profiles.back.rides,
        *direct,
        np.array(day.window, dtype=np.int32),
        day.stay_s,
        np.array(day.business_hours, dtype=np.int32),
        day.direct_every_min * SECONDS_PER_MINUTE,
    )
    columns = table.T.reshape(-1, profiles.n_places, profiles.n_hubs)
    columns.setflags(write=False)
    return Contacts(
        contactable=columns[0] > 0,
        round_trips=columns[0],
        longest_stay_s=columns[1],
        meeting_s=columns[2],
        depart_s=columns[3],
        arrive_s=columns[4],
        return_depart_s=columns[5],
        home_s=columns[6],
        out_rides=columns[7],
        back_rides=columns[8],
    )


def nearness_min(profiles: Profiles, day: DayConfig, *, nth: int) -> FloatArray:
    """Return the median minutes to the nth nearest hub, shape (n_places,); NaN if unreached.

    At every departure minute of the window the time to each hub is taken, then the nth
    smallest of them, then the median over the minutes (rank rule of `engine.matrix`: the
    value at position floor(0.5 * (n - 1)) of the sorted minutes; minutes without a
    connection count as infinite).
    """
    if nth > profiles.n_hubs:
        return np.full(profiles.n_places, np.nan)
    by_minute = _kernels.nth_nearest_by_minute(
        profiles.out.start,
        profiles.out.depart_s,
        profiles.out.arrive_s,
        profiles.direct.out_s.ravel(),
        profiles.n_places,
        profiles.n_hubs,
        np.array(day.window, dtype=np.int32),
        nth,
    )
    middle = (by_minute.shape[1] - 1) // 2
    median_s = np.sort(by_minute, axis=1)[:, middle]
    minutes: FloatArray = np.where(median_s < UNREACHED_S, median_s / SECONDS_PER_MINUTE, np.nan)
    return minutes
