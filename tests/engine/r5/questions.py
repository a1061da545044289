"""Small questions for R5."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from geoaccess.engine.r5.modes import get_modes
from geoaccess.engine.r5.question import R5Points, R5Question, R5Settings

DAY = dt.date(2019, 5, 13)


def points(what: str, n: int, *, lon: float = 139.70, lat: float = 35.66) -> R5Points:
    """Return points in a row to the east, a kilometre apart."""
    return R5Points(
        tuple(f"{what}{i}" for i in range(n)), lon + np.arange(n) * 0.011, np.full(n, lat)
    )


def settings(modes: str = "walk", **changes: Any) -> R5Settings:
    """Return settings with some of them changed."""
    return R5Settings(modes=get_modes(modes), **({"walk_speed_kmh": 4.8} | changes))


def question(**changes: Any) -> R5Question:
    """Return a question with parts of it changed."""
    parts: dict[str, Any] = {
        "origins": points("o", 2),
        "targets": points("t", 3, lat=35.67),
        "day": DAY,
        "window": (8 * 3600, 10 * 3600),
        "percentiles": (5, 50),
        "settings": settings(),
    }
    return R5Question(**(parts | changes))
