"""Classes of trains for the run-time model: top speed, tractive power, brakes, allowance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from typing import Final

import numpy as np

from geoaccess.errors import UnknownNameError
from geoaccess.units import FloatArray

_M_PER_S: Final = 1 / 3.6
_ROTATING: Final = 1.06
"""Share by which wheels and motors add to the mass that is accelerated (rolling stock practice)."""


@dataclass(frozen=True, kw_only=True)
class ModelClass:
    """A class of trains on a class of line, as the run-time model knows it.

    Attributes
    ----------
    top_speed_kmh
        Where a line or a section says nothing else.
    start_kmhps
        Acceleration from standstill in km/h per second, as far as the power carries it.
    power_w_per_kg
        Power at the wheels per mass; None where the acceleration holds up to the top speed.
    drag
        Running resistance (a, b) in m/s²: a + b v² with v in km/h.
    brake_kmhps
        Deceleration of service braking, km/h per second.
    call_s
        Seconds that a call costs beside braking and starting: points, platform, doors, and the
        rounding of timetables to minutes. Half of it at each end of a hop.
    allowance
        Share of the running time that the timetable adds as recovery time.
    dwell_min
        Minutes at an intermediate call.
    detour
        Length of track per great-circle length between neighbouring stations, all sections of
        the class together (maglev: the published 285.6 km).
    curve_mm
        Cant and cant deficiency in mm: v² = 127 R `curve_mm` / `gauge_mm` (v in km/h, R in m).
    gauge_mm
        Distance between the points on which the wheels stand.
    curve_span_m
        Length of the chords by which curves are told from the noise of a drawing.
    source
        Of the figures; what was fitted is said in docs/run-times.md.
    """

    id: str
    top_speed_kmh: float
    start_kmhps: float
    power_w_per_kg: float | None
    drag: tuple[float, float]
    brake_kmhps: float
    call_s: float
    allowance: float
    dwell_min: float
    detour: float
    curve_mm: float
    gauge_mm: float
    curve_span_m: float
    source: str

    @cached_property
    def curves(self) -> SpeedCurves:
        """Distance and time of starting and braking by speed."""
        return _integrate(self)


@dataclass(frozen=True, kw_only=True, eq=False)
class SpeedCurves:
    """Seconds and metres from standstill to each speed, and from it back, shape (n,) each."""

    speed_kmh: FloatArray
    start_s: FloatArray
    start_m: FloatArray
    brake_s: FloatArray
    brake_m: FloatArray


def _integrate(one: ModelClass) -> SpeedCurves:
    """Return the curves in steps of 0.5 km/h, up to where the power meets the drag."""
    speed = np.arange(0.0, 700.5, 0.5)
    middle = (speed[:-1] + speed[1:]) / 2
    pull = np.full(len(middle), one.start_kmhps * _M_PER_S)
    if one.power_w_per_kg is not None:
        pull = np.minimum(pull, one.power_w_per_kg / (_ROTATING * middle * _M_PER_S))
    pull = pull - one.drag[0] - one.drag[1] * middle**2
    reached = int(np.argmax(pull <= 0.01)) if (pull <= 0.01).any() else len(middle)
    speed, middle, pull = speed[: reached + 1], middle[:reached], pull[:reached]
    step = np.diff(speed) * _M_PER_S
    start = np.concatenate([[0.0], np.cumsum(step / pull)])
    start_m = np.concatenate([[0.0], np.cumsum(step / pull * middle * _M_PER_S)])
    brake = speed / one.brake_kmhps
    return SpeedCurves(
        speed_kmh=speed,
        start_s=start,
        start_m=start_m,
        brake_s=brake,
        brake_m=brake * speed * _M_PER_S / 2,
    )


_SHINKANSEN: Final = ModelClass(
    id="shinkansen",
    top_speed_kmh=260.0,
    start_kmhps=2.0,
    power_w_per_kg=21.0,
    drag=(0.012, 1.0e-6),
    brake_kmhps=2.6,
    call_s=55.0,
    allowance=0.095,
    dwell_min=1.0,
    detour=1.06,
    curve_mm=266.0,
    gauge_mm=1500.0,
    curve_span_m=400.0,
    source=(
        "260 km/h: lines of the Nationwide Shinkansen Railway Development Act; between E7 "
        "(1.6 km/h/s, 22 kW/t) and N700S (2.6 km/h/s, 24 kW/t); curves: 300 km/h on 4,000 m"
        " (Sanyo); call and allowance fitted"
    ),
)

MODEL_CLASSES: Final[Mapping[str, ModelClass]] = {
    one.id: one
    for one in (
        ModelClass(
            id="maglev",
            top_speed_kmh=505.0,
            start_kmhps=2.5,
            power_w_per_kg=None,
            drag=(0.0, 0.0),
            brake_kmhps=2.5,
            call_s=20.0,
            allowance=0.06,
            dwell_min=2.0,
            detour=1.06,
            curve_mm=360.0,
            gauge_mm=1435.0,
            curve_span_m=400.0,
            source=(
                "505 km/h and radii of 8,000 m: plan of the Chuo Shinkansen (MLIT 2011, JR "
                "Central); acceleration, dwell and allowance assumed: they give the published 40 "
                "minutes"
            ),
        ),
        _SHINKANSEN,
        replace(
            _SHINKANSEN,
            id="shinkansen-320",
            top_speed_kmh=320.0,
            start_kmhps=1.7,
            power_w_per_kg=20.0,
            curve_mm=302.0,
            source=(
                "320 km/h and E5 (1.7 km/h/s, 9,600 kW, 454 t), Utsunomiya-Morioka; curves: 320 "
                "km/h on 4,000 m; call and allowance fitted"
            ),
        ),
        ModelClass(
            id="mini-shinkansen",
            top_speed_kmh=130.0,
            start_kmhps=1.7,
            power_w_per_kg=15.0,
            drag=(0.015, 2.0e-6),
            brake_kmhps=2.6,
            call_s=5.0,
            allowance=0.095,
            dwell_min=1.0,
            detour=1.12,
            curve_mm=170.0,
            gauge_mm=1500.0,
            curve_span_m=150.0,
            source=(
                "130 km/h (JR East); curves: 105 mm of cant and 65 mm of deficiency, 65 km/h on "
                "300 m; call fitted"
            ),
        ),
        ModelClass(
            id="conventional",
            top_speed_kmh=95.0,
            start_kmhps=2.0,
            power_w_per_kg=10.0,
            drag=(0.015, 2.5e-6),
            brake_kmhps=2.6,
            call_s=5.0,
            allowance=0.095,
            dwell_min=1.0,
            detour=1.18,
            curve_mm=165.0,
            gauge_mm=1067.0,
            curve_span_m=150.0,
            source=(
                "95 km/h stands for the usual curves of 1,067 mm lines, fitted; give the top speed "
                "of a line that is known; curves: 105 mm of cant and 60 mm of deficiency"
            ),
        ),
    )
}
"""Classes by the `class` of a line."""


def get_model_class(category: str) -> ModelClass:
    """Return a class of the run-time model by its id.

    Raises
    ------
    UnknownNameError
        When there is none of that id; the nearest and all ids are named.
    """
    if category in MODEL_CLASSES:
        return MODEL_CLASSES[category]
    nearest = get_close_matches(category, MODEL_CLASSES, n=1, cutoff=0.4)
    hint = f" (did you mean {nearest[0]}?)" if nearest else ""
    raise UnknownNameError(
        f"run times: no class '{category}'{hint}; write one of {', '.join(MODEL_CLASSES)}, or give "
        "run_min"
    )
