"""Portions of trains that run coupled, counted as the one train that they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from geoaccess.model.observed import ObservedTrain

COUPLES: Final = (frozenset({"Hayabusa", "Komachi"}), frozenset({"Yamabiko", "Tsubasa"}))
"""Services whose trains run coupled on part of their way."""


def list_departures(
    trains: Sequence[ObservedTrain], station: str, next_calls: Sequence[str] = ()
) -> tuple[tuple[int, tuple[ObservedTrain, ...]], ...]:
    """Return the departures at a station in order of time, coupled portions as one.

    Portions are coupled where trains of two services of `COUPLES` leave the station in the
    same minute for the same next call. Headways follow from the minutes.

    Parameters
    ----------
    trains
        Trains of a day.
    station
        Station (Japanese).
    next_calls
        Count only trains that call at one of these later on; all where none is given.
    """
    at: dict[tuple[int, str], list[ObservedTrain]] = defaultdict(list)
    for train in trains:
        for i, call in enumerate(train.calls[:-1]):
            if call == station and (not next_calls or {*next_calls} & {*train.calls[i + 1 :]}):
                at[int(train.depart_min[i]), train.calls[i + 1]].append(train)
    found: list[tuple[int, tuple[ObservedTrain, ...]]] = []
    for (minute, _), together in sorted(at.items(), key=lambda item: item[0]):
        left = list(together)
        while left:
            one = left.pop(0)
            other = next(
                (two for two in left if frozenset({one.service, two.service}) in COUPLES), None
            )
            if other is not None:
                left.remove(other)
            found.append((minute, (one,) if other is None else (one, other)))
    return tuple(found)


def count_coupled(trains: Sequence[ObservedTrain]) -> dict[frozenset[str], int]:
    """Return how many trains run coupled on part of their way, by pair of services."""
    pairs: dict[frozenset[str], set[frozenset[str]]] = {couple: set() for couple in COUPLES}
    stations = {
        call for train in trains for call in train.calls if _couple(train.service) is not None
    }
    for station in sorted(stations):
        for _, together in list_departures(trains, station):
            if len(together) == 2:
                services = frozenset(one.service for one in together)
                pairs[services].add(frozenset(one.id for one in together))
    return {couple: len(found) for couple, found in pairs.items()}


def _couple(service: str) -> frozenset[str] | None:
    return next((couple for couple in COUPLES if service in couple), None)
