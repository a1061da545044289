"""Travel-time matrices between places."""

from __future__ import annotations

from dataclasses import dataclass

from geoaccess.units import FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class TravelTimeMatrix:
    """Door-to-door travel times of n x m ordered pairs over the departures of a window.

    Attributes
    ----------
    percentiles
        Percentiles p of the departure minutes, length k.
    window
        Seconds of the service day [a, b).
    travel_time_min
        Shape (k, n, m): minutes; NaN where that percentile has no connection.
    reachable_share
        Shape (n, m): share of departure minutes with a connection, 0-1.
    fastest_min
        Shape (n, m): least minutes of any departure, a whole minute or not, never above a
        percentile; NaN where there is none.
    first_arrival_s, last_departure_s
        Shape (n, m): first arrival of the window's departures, and the last departure in the
        window that still arrives; seconds of the service day, NaN where there is none.
    """

    percentiles: tuple[int, ...]
    window: tuple[int, int]
    travel_time_min: FloatArray
    reachable_share: FloatArray
    fastest_min: FloatArray
    first_arrival_s: FloatArray
    last_departure_s: FloatArray
