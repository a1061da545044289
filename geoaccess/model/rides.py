"""Trains of the journeys shown, as calls of a timetable."""

from __future__ import annotations

from dataclasses import dataclass

from geoaccess.units import IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class RideSet:
    """Trains of one journey for each of n places and m hubs, in order of travel.

    Attributes
    ----------
    start
        Shape (n * m + 1,): rides of place i and hub j are rows start[k] : start[k + 1] with
        k = i * m + j; none where no journey is shown, or it is made without a train.
    board_call, alight_call
        Shape (n_rides,): rows of the calls of the timetable; -1 where it could not be told.
    """

    start: IntArray
    board_call: IntArray
    alight_call: IntArray
