"""Accessibility of sites to hubs: at one travel time each, or over every departure of the day.

The array door takes minutes of shape (n, m), infinite where there is no connection. The door
of places takes profiles and averages the *measure* over departures, never the time: access at
the mean time is another, larger or smaller, number (Conway, Byrd and van Eggermond 2018).
"""

from __future__ import annotations

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.profiles import Profiles
from geoaccess.scores import _kernels
from geoaccess.scores.impedance import Impedance
from geoaccess.units import SECONDS_PER_MINUTE, UNREACHED_S, FloatArray


def compute_access(minutes: FloatArray, mass: FloatArray, impedance: Impedance) -> FloatArray:
    """Return A_i = sum over j of M_j * f(t_ij), shape (n,), in units of mass (Hansen 1959).

    Parameters
    ----------
    minutes
        Shape (n, m); infinite where there is no connection.
    mass
        Shape (m,).

    Raises
    ------
    InputError
        When the shapes do not fit, or a time is missing or negative.
    """
    _check(minutes, mass)
    weights = impedance.weight(minutes)
    access: FloatArray = weights @ np.asarray(mass, dtype=np.float64)
    return access


def compute_mean_access(
    profiles: Profiles,
    mass: FloatArray,
    impedance: Impedance,
    *,
    window: tuple[int, int],
    back: bool = False,
) -> FloatArray:
    """Return the mean of `compute_access` over every departure minute, shape (n_places,).

        A_i = sum over j of M_j * mean over departures d of f(t_ij(d))

    Parameters are those of `compute_mean_weights`.

    Raises
    ------
    InputError
        When there is not one mass for each hub, or the window holds no minute.
    """
    if np.shape(mass) != (profiles.n_hubs,):
        raise InputError(f"access: {np.size(mass)} masses for {profiles.n_hubs} hubs")
    weights = compute_mean_weights(profiles, impedance, window=window, back=back)
    access: FloatArray = weights @ np.asarray(mass, dtype=np.float64)
    return access


def compute_mean_weights(
    profiles: Profiles, impedance: Impedance, *, window: tuple[int, int], back: bool = False
) -> FloatArray:
    """Return the mean weight of each pair over departures, shape (n_places, n_hubs).

    With t_ij(d) from the departure minute on, waiting included; minutes without a connection
    any more on the day weigh 0. The pair without a train counts with its own time.

    Parameters
    ----------
    window
        Seconds of the service day; its minutes d = begin, begin + 60, ... < end.
    back
        Journeys hub to place, at every departure minute from the hub.

    Raises
    ------
    InputError
        When the window holds no minute.
    """
    journeys, direct_s = profiles.out, profiles.direct.out_s
    if back:
        journeys, direct_s = profiles.back, profiles.direct.back_s
    if window[1] - window[0] < SECONDS_PER_MINUTE:
        raise InputError("access: the window holds no departure minute")
    known = direct_s[direct_s < UNREACHED_S]
    longest_s = max(
        int(journeys.arrive_s.max(initial=window[0])) - window[0], int(known.max(initial=0))
    )
    weights: FloatArray = _kernels.mean_weights(
        journeys.start,
        journeys.depart_s,
        journeys.arrive_s,
        np.ascontiguousarray(direct_s).ravel(),
        impedance.weight(np.arange(longest_s + 1) / SECONDS_PER_MINUTE),
        window,
        profiles.n_places,
        profiles.n_hubs,
    )
    return weights


def find_nth_min(minutes: FloatArray, nth: int) -> FloatArray:
    """Return minutes to the nth nearest hub, shape (n,); infinite where fewer are reached.

    Raises
    ------
    InputError
        When there are fewer than `nth` hubs.
    """
    if not 1 <= nth <= minutes.shape[1]:
        raise InputError(f"access: the {nth}. nearest of {minutes.shape[1]} hubs does not exist")
    nearest: FloatArray = np.partition(minutes, nth - 1, axis=1)[:, nth - 1]
    return nearest


def compute_logsum(minutes: FloatArray, mass: FloatArray, *, theta_per_min: float) -> FloatArray:
    """Return ln sum of M * exp(-theta * t), shape (n,): expected utility of the best hub.

    Minus infinity where no hub with a mass is reached (Ben-Akiva and Lerman 1985).
    """
    _check(minutes, mass)
    if theta_per_min <= 0:
        raise InputError("access: theta has to be above 0")
    with np.errstate(divide="ignore"):
        terms = np.log(np.asarray(mass, dtype=np.float64)) - theta_per_min * minutes
    logsum: FloatArray = np.logaddexp.reduce(terms, axis=1)
    return logsum


def compute_location_indicator(minutes: FloatArray, mass: FloatArray) -> FloatArray:
    """Return sum of t * M / sum of M: mass-weighted mean minutes, shape (n,).

    Infinite where a hub with a mass is not reached (Gutiérrez, González and Gómez 1996).
    """
    return compute_network_efficiency(minutes, np.ones_like(minutes), mass)


def compute_network_efficiency(
    minutes: FloatArray, ideal_minutes: FloatArray, mass: FloatArray
) -> FloatArray:
    """Return sum of (t / t*) * M / sum of M, shape (n,): 1 is as good as the ideal.

    t* are minutes over the straight line at the speed of the best infrastructure, so that
    remoteness itself does not count against a place (Gutiérrez and Monzón 1998).

    Raises
    ------
    InputError
        When the shapes do not fit, all masses are 0, or an ideal time is not above 0.
    """
    _check(minutes, mass)
    weights = np.asarray(mass, dtype=np.float64)
    if weights.sum() <= 0:
        raise InputError("access: all masses are 0")
    if ideal_minutes.shape != minutes.shape or not np.all(ideal_minutes > 0):
        raise InputError("access: ideal times have to be above 0, one for each pair")
    counted = weights > 0
    ratio = minutes[:, counted] / ideal_minutes[:, counted]
    efficiency: FloatArray = (ratio @ weights[counted]) / weights.sum()
    return efficiency


def compute_generalised_min(
    minutes: FloatArray,
    *,
    transfers: FloatArray,
    fare_yen: FloatArray,
    value_of_time_yen_h: float = 4500,
    transfer_min: float = 10,
    wait_min: float = 0,
) -> FloatArray:
    """Return generalised minutes t + transfers * penalty + wait + fare / value of time.

    Shapes broadcast. The default value of time, 4,500 yen an hour, lies within 3,000-6,000 of
    business travel in Japanese appraisal; the penalty of 10 minutes a change is an assumption.

    Raises
    ------
    InputError
        When the value of time is not above 0.
    """
    if value_of_time_yen_h <= 0:
        raise InputError("access: the value of time has to be above 0")
    fare_min = np.asarray(fare_yen, dtype=np.float64) / value_of_time_yen_h * 60
    generalised: FloatArray = minutes + transfer_min * np.asarray(transfers) + wait_min + fare_min
    return generalised


def _check(minutes: FloatArray, mass: FloatArray) -> None:
    """Raise an InputError where minutes (n, m) and masses (m,) do not fit."""
    if minutes.ndim != 2 or np.shape(mass) != (minutes.shape[1],):
        raise InputError(f"access: times {minutes.shape} and masses {np.shape(mass)} do not fit")
    if not np.all(minutes >= 0):
        raise InputError("access: a time is missing or negative; write inf where none is reached")
    if not np.all(np.asarray(mass) >= 0):
        raise InputError("access: a mass is missing or negative")
