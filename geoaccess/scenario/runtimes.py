"""Running times where none are published: minutes of each hop from length, speed and class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.scenario.runclasses import ModelClass, get_model_class
from geoaccess.units import SECONDS_PER_MINUTE

_M_PER_KM: Final = 1000.0
_MPS_PER_KMH: Final = 1 / 3.6


def model_run_min(
    km: Sequence[float],
    category: str | ModelClass,
    *,
    top_speed_kmh: float | None = None,
    limit_kmh: Sequence[float] | None = None,
    stops: Sequence[bool] | None = None,
) -> tuple[float, ...]:
    """Return the minutes from the departure at each call to the arrival at the next.

    A train starts with the acceleration its power allows, runs at the lesser of its top speed
    and what each piece of the way allows, brakes before slower pieces and before calls. To that
    come `call_s` for the call and the allowance of the class (`MODEL_CLASSES`). Not rounded.

    Parameters
    ----------
    km
        Length of each of n pieces of track, in order of running: real length, not operating km.
    category
        Class of the line (`MODEL_CLASSES`), or one of one's own.
    top_speed_kmh
        In place of the top speed of the class.
    limit_kmh
        Greatest speed on each piece, n; None where only the top speed holds.
    stops
        Whether the train calls between a piece and the next, n - 1; by default everywhere.

    Returns
    -------
    One value a hop: n where it calls everywhere, one where it calls nowhere between the ends.

    Raises
    ------
    UnknownNameError
        When there is no such class.
    InputError
        When lengths or speeds are not above 0, or shapes differ; all faults at once.
    """
    model = get_model_class(category) if isinstance(category, str) else category
    top = model.top_speed_kmh if top_speed_kmh is None else top_speed_kmh
    given = [top] * len(km) if limit_kmh is None else list(limit_kmh)
    calls = [True] * (len(km) - 1) if stops is None else list(stops)
    _check(km, [top, *given], calls)
    limits = [min(top, limit) for limit in given]
    minutes: list[float] = []
    begin = 0
    for end, is_call in enumerate([*calls, True], 1):
        if is_call:
            running_s = _run_s(km[begin:end], limits[begin:end], model)
            whole_s = running_s * (1 + model.allowance) + model.call_s
            minutes.append(whole_s / SECONDS_PER_MINUTE)
            begin = end
    return tuple(minutes)


def _check(km: Sequence[float], speeds: Sequence[float], calls: Sequence[bool]) -> None:
    """Raise an InputError about all faults; `speeds` are the top speed and the limits."""
    faults = []
    if not len(km):
        faults.append("no lengths")
    if len(speeds) - 1 != len(km):
        faults.append(f"{len(speeds) - 1} speeds for {len(km)} lengths")
    if len(calls) != max(len(km) - 1, 0):
        faults.append(f"{len(calls)} calls between {len(km)} pieces")
    faults += [f"length {one:g} km" for one in km if not 0 < one < np.inf]
    faults += [f"speed {one:g} km/h" for one in dict.fromkeys(speeds) if not 0 < one < np.inf]
    if faults:
        raise InputError(
            f"run times: {len(faults)} faults: {describe_offenders(faults)}; give lengths and "
            "speeds above 0, one speed a piece and one call between two pieces"
        )


def _run_s(km: Sequence[float], limit_kmh: Sequence[float], model: ModelClass) -> float:
    """Return the seconds from standstill to standstill over pieces with speed limits.

    Speeds at the joints are the greatest that starting from behind and braking ahead allow;
    within a piece the train starts, holds the limit and brakes.
    """
    curves = model.curves
    speed = curves.speed_kmh
    limits = np.minimum(np.asarray(limit_kmh, dtype=np.float64), speed[-1])
    length_m = np.asarray(km, dtype=np.float64) * _M_PER_KM
    n = len(length_m)
    joint = np.zeros(n + 1)
    for i in range(1, n):
        gone_m = np.interp(joint[i - 1], speed, curves.start_m) + length_m[i - 1]
        reached = np.interp(gone_m, curves.start_m, speed)
        joint[i] = min(reached, limits[i - 1], limits[i])
    for i in range(n - 1, 0, -1):
        left_m = np.interp(joint[i + 1], speed, curves.brake_m) + length_m[i]
        joint[i] = min(joint[i], np.interp(left_m, curves.brake_m, speed))
    enter, leave = joint[:-1], joint[1:]
    # Greatest speed in each piece: where the curve of starting meets that of braking.
    needed_m = (
        length_m + np.interp(enter, speed, curves.start_m) + np.interp(leave, speed, curves.brake_m)
    )
    peak = np.minimum(limits, np.interp(needed_m, curves.start_m + curves.brake_m, speed))
    peak = np.maximum(peak, np.maximum(enter, leave))

    def between(table: np.ndarray, low: np.ndarray) -> np.ndarray:
        return np.asarray(np.interp(peak, speed, table) - np.interp(low, speed, table))

    changing_m = between(curves.start_m, enter) + between(curves.brake_m, leave)
    changing_s = between(curves.start_s, enter) + between(curves.brake_s, leave)
    held_m = np.maximum(length_m - changing_m, 0.0)
    return float(np.sum(changing_s + held_m / (peak * _MPS_PER_KMH)))
