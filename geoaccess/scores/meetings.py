"""Meetings: where several can be at once, from home and back the same day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.partners import DaySpans, Meeting, ThirdPlace, Trip
from geoaccess.model.profiles import JourneySet, Profiles
from geoaccess.units import UNREACHED_S, BoolArray, IntArray


def compute_spans(profiles: Profiles, window: tuple[int, int]) -> DaySpans:
    """Return the longest day of every place at every other, arrays of shape (n, m).

    First arrival of a journey that leaves home at the window's start a or later, and last
    departure of one that is home by its end b; without a train a + t and b - t.
    """
    begin, end = window
    shape = profiles.n_places, profiles.n_hubs
    direct = profiles.direct
    out, back = profiles.out, profiles.back
    arrive = np.where(
        direct.out_s < UNREACHED_S, begin + direct.out_s.astype(np.int64), UNREACHED_S
    )
    leave = np.where(direct.back_s < UNREACHED_S, end - direct.back_s.astype(np.int64), -1)
    arrive, leave = arrive.ravel(), leave.ravel()
    in_time = out.depart_s >= begin
    np.minimum.at(arrive, _pair_of_row(out)[in_time], out.arrive_s[in_time])
    in_time = back.arrive_s <= end
    np.maximum.at(leave, _pair_of_row(back)[in_time], back.depart_s[in_time])
    arrive[arrive > end] = UNREACHED_S
    leave[leave < begin] = -1
    return DaySpans(arrive_s=arrive.reshape(shape), leave_s=leave.reshape(shape))


def find_meetings(
    spans: DaySpans,
    members: Sequence[int],
    *,
    stay_s: int,
    business_hours: tuple[int, int],
) -> tuple[Meeting, ...]:
    """Return every place where all members can be together for the least stay, the best first.

        together = [max of first arrivals, min of last departures] over the members

    must last the least stay. The best place has most business hours of it, then the longest of
    it, then stands first. The order of the members changes nothing. Days of the members are not
    filled in; see `plan_trip`.

    Raises
    ------
    InputError
        When there are fewer than two members, or one is named twice.
    """
    if len(members) < 2 or len(set(members)) < len(members):
        raise InputError("meeting: give at least two places, each once")
    rows = list(members)
    begin, end = spans.arrive_s[rows].max(axis=0), spans.leave_s[rows].min(axis=0)
    common = _inside(begin, end, business_hours)
    fits = np.flatnonzero(end - begin >= stay_s)
    order = np.lexsort((fits, -(end - begin)[fits], -common[fits]))
    return tuple(
        _meeting(j, (int(begin[j]), int(end[j])), stay_s, business_hours)
        for j in fits[order].tolist()
    )


def find_third_places(
    spans: DaySpans, is_edge: BoolArray, *, stay_s: int, business_hours: tuple[int, int]
) -> tuple[ThirdPlace, ...]:
    """Return for each pair (i, k), i < k, without an edge the best third place for both.

    Chosen as in `find_meetings`, among all places but the two.
    """
    n = len(is_edge)
    found = []
    for i, k in np.argwhere(np.triu(~is_edge, 1)).tolist():
        begin = np.maximum(spans.arrive_s[i], spans.arrive_s[k])
        end = np.minimum(spans.leave_s[i], spans.leave_s[k])
        fits = end - begin >= stay_s
        fits[[i, k]] = False
        meeting = None
        if fits.any():
            common = np.where(fits, _inside(begin, end, business_hours), -1)
            lasts = np.where(fits, end - begin, -1)
            j = int(np.lexsort((np.arange(n), -lasts, -common))[0])
            meeting = _meeting(j, (int(begin[j]), int(end[j])), stay_s, business_hours)
        found.append(ThirdPlace(pair=(i, k), meeting=meeting))
    return tuple(found)


def plan_trip(profiles: Profiles, place: int, meeting: Meeting, *, window: tuple[int, int]) -> Trip:
    """Return the day of one participant: the last departure and the first return that will do.

    Raises
    ------
    InputError
        When the participant cannot be there in time, or not home.
    """
    at = meeting.at_idx
    out_s, back_s = (
        int(legs[place, at]) for legs in (profiles.direct.out_s, profiles.direct.back_s)
    )
    row = place * profiles.n_hubs + at
    rows = profiles.out.pair(row)
    depart, arrive = profiles.out.depart_s[rows], profiles.out.arrive_s[rows]
    going = [
        (int(d), -int(a)) for d, a in zip(depart, arrive, strict=True)
        if a <= meeting.from_s and d >= window[0]
    ]  # fmt: skip
    if out_s < UNREACHED_S and meeting.from_s - out_s >= window[0]:
        going.append((meeting.from_s - out_s, -meeting.from_s))
    rows = profiles.back.pair(row)
    leave, home = profiles.back.depart_s[rows], profiles.back.arrive_s[rows]
    coming = [
        (int(h), -int(d)) for d, h in zip(leave, home, strict=True)
        if d >= meeting.to_s and h <= window[1]
    ]  # fmt: skip
    if back_s < UNREACHED_S and meeting.to_s + back_s <= window[1]:
        coming.append((meeting.to_s + back_s, -meeting.to_s))
    if not going or not coming:
        raise InputError(f"meeting: place {place} cannot be at place {at} in time and home")
    (depart_s, arrived), (home_s, left) = max(going), min(coming)
    return Trip(place_idx=place, depart_s=depart_s, arrive_s=-arrived, leave_s=-left, home_s=home_s)


def _pair_of_row(journeys: JourneySet) -> IntArray:
    return np.repeat(np.arange(journeys.start.size - 1), np.diff(journeys.start))


def _inside(begin: IntArray, end: IntArray, business_hours: tuple[int, int]) -> IntArray:
    opens, closes = business_hours
    inside: IntArray = np.maximum(np.minimum(end, closes) - np.maximum(begin, opens), 0)
    return inside


def _meeting(
    at: int, together: tuple[int, int], stay_s: int, business_hours: tuple[int, int]
) -> Meeting:
    begin, end = together
    opens, closes = max(begin, business_hours[0]), min(end, business_hours[1])
    fits = closes - opens >= stay_s and closes > opens
    return Meeting(
        at_idx=at,
        from_s=opens if fits else begin,
        to_s=closes if fits else end,
        common_s=max(closes - opens, 0),
    )
