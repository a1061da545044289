"""What R5 is asked: points, a day, a window of departures, percentiles and modes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from geoaccess.engine.r5.modes import TripModes
from geoaccess.errors import InputError, describe_offenders
from geoaccess.units import (
    SECONDS_PER_DAY,
    SECONDS_PER_MINUTE,
    FloatArray,
    format_clock,
)

MOST_PERCENTILES: Final = 5
"""Of R5 (AnalysisWorkerTask.MAX_PERCENTILES)."""
DEFAULT_MAX_TIME_MIN: Final = 120
"""R5's own limit: longer trips are not looked for."""
LONGEST_TIME_MIN: Final = 600
SHORT_WINDOW_MIN: Final = 5
"""Windows below this give results that depend on the minute (r5py warns of them)."""
DEFAULT_CYCLE_SPEED_KMH: Final = 12.0
"""r5py's default."""
DEFAULT_MAX_RIDES: Final = 8
"""R5's default."""


class R5Points(NamedTuple):
    """Named positions in degrees; arrays of shape (n,)."""

    id: tuple[str, ...]
    lon: FloatArray
    lat: FloatArray

    def take(self, begin: int, end: int) -> R5Points:
        """Return the points from one position to before another."""
        return R5Points(self.id[begin:end], self.lon[begin:end], self.lat[begin:end])


@dataclass(frozen=True, kw_only=True)
class R5Network:
    """The files that R5 reads: an OpenStreetMap extract, and GTFS feeds as zip files."""

    roads: Path
    feeds: tuple[Path, ...] = ()


@dataclass(frozen=True, kw_only=True)
class R5Settings:
    """How people travel.

    Attributes
    ----------
    max_time_min
        Trips that take longer are not found.
    max_rides
        Most vehicles boarded on a trip.
    """

    modes: TripModes
    walk_speed_kmh: float
    cycle_speed_kmh: float = DEFAULT_CYCLE_SPEED_KMH
    max_time_min: int = DEFAULT_MAX_TIME_MIN
    max_rides: int = DEFAULT_MAX_RIDES

    def __post_init__(self) -> None:
        if not 1 <= self.max_time_min <= LONGEST_TIME_MIN:
            raise InputError(
                f"--max-time: {self.max_time_min} minutes is not between 1 and {LONGEST_TIME_MIN}; "
                "R5 is an engine for cities, leave longer trips to the long-distance engine"
            )
        if self.max_rides < 1:
            raise InputError(f"R5: {self.max_rides} rides are less than one; give 1 or more")


@dataclass(frozen=True, kw_only=True, eq=False)
class R5Question:
    """Travel times from n origins to m targets over the departure minutes of a window.

    Attributes
    ----------
    day
        Service day, in the clock of the feeds.
    window
        Seconds of the service day [a, b); whole minutes within 00:00-24:00.
    percentiles
        Whole numbers from 1 to 99, rising, at most five.

    Raises
    ------
    InputError
        When R5 cannot answer it; the message says why.
    """

    origins: R5Points
    targets: R5Points
    day: dt.date
    window: tuple[int, int]
    percentiles: tuple[int, ...]
    settings: R5Settings

    def __post_init__(self) -> None:
        _check_percentiles(self.percentiles)
        _check_window(self.window)
        for what, points in (("origins", self.origins), ("targets", self.targets)):
            _check_points(points, what)

    @property
    def n_minutes(self) -> int:
        """Departure minutes of the window."""
        return (self.window[1] - self.window[0]) // SECONDS_PER_MINUTE

    @property
    def is_short(self) -> bool:
        """Whether the window is so short that results depend on the minute."""
        return self.n_minutes < SHORT_WINDOW_MIN

    @property
    def departure(self) -> dt.datetime:
        """First departure, in the clock of the feeds."""
        midnight = dt.datetime.combine(self.day, dt.time())
        return midnight + dt.timedelta(seconds=self.window[0])

    def to_document(self) -> dict[str, Any]:
        """Return the question as plain content, for another process."""
        settings = self.settings
        return {
            "day": self.day.isoformat(),
            "window": list(self.window),
            "percentiles": list(self.percentiles),
            "modes": settings.modes.name,
            "walk_speed_kmh": settings.walk_speed_kmh,
            "cycle_speed_kmh": settings.cycle_speed_kmh,
            "max_time_min": settings.max_time_min,
            "max_rides": settings.max_rides,
            "origins": _written(self.origins),
            "targets": _written(self.targets),
        }


def read_question(document: dict[str, Any]) -> R5Question:
    """Return the question that another process wrote (`R5Question.to_document`)."""
    from geoaccess.engine.r5.modes import get_modes

    begin, end = document["window"]
    return R5Question(
        origins=_read_points(document["origins"]),
        targets=_read_points(document["targets"]),
        day=dt.date.fromisoformat(document["day"]),
        window=(begin, end),
        percentiles=tuple(document["percentiles"]),
        settings=R5Settings(
            modes=get_modes(document["modes"]),
            walk_speed_kmh=document["walk_speed_kmh"],
            cycle_speed_kmh=document["cycle_speed_kmh"],
            max_time_min=document["max_time_min"],
            max_rides=document["max_rides"],
        ),
    )


def _written(points: R5Points) -> dict[str, Any]:
    return {"id": list(points.id), "lon": points.lon.tolist(), "lat": points.lat.tolist()}


def _read_points(written: dict[str, Any]) -> R5Points:
    return R5Points(tuple(written["id"]), np.array(written["lon"]), np.array(written["lat"]))


def _check_percentiles(percentiles: tuple[int, ...]) -> None:
    if not 1 <= len(percentiles) <= MOST_PERCENTILES:
        raise InputError(
            f"--percentiles: R5 gives at most {MOST_PERCENTILES} at a time, {len(percentiles)} are "
            "asked for; leave some out"
        )
    outside = [str(p) for p in percentiles if not 1 <= p <= 99]
    if outside:
        raise InputError(
            f"--percentiles: R5 gives those from 1 to 99, not {describe_offenders(outside)}"
        )
    if list(percentiles) != sorted(set(percentiles)):
        raise InputError("--percentiles: R5 wants them in rising order, each once; write 5,50,95")


def _check_window(window: tuple[int, int]) -> None:
    begin, end = window
    shown = f"{format_clock(begin)}-{format_clock(end)}"
    if begin % SECONDS_PER_MINUTE or end % SECONDS_PER_MINUTE:
        raise InputError(f"--window: {shown} begins or ends within a minute; R5 takes whole ones")
    if not 0 <= begin < end <= SECONDS_PER_DAY:
        raise InputError(
            f"--window: {shown} does not lie within one day; R5 takes departures from 00:00 to "
            "24:00 of the service day"
        )


def _check_points(points: R5Points, what: str) -> None:
    if not points.id:
        raise InputError(f"R5: there are no {what}")
    if len(set(points.id)) != len(points.id):
        seen: set[str] = set()
        twice = [one for one in points.id if one in seen or seen.add(one)]  # type: ignore[func-returns-value]
        raise InputError(f"R5: ids of {what} come twice ({describe_offenders(twice)})")
    nowhere = ~(np.isfinite(points.lon) & np.isfinite(points.lat))
    if nowhere.any():
        lost = [points.id[i] for i in np.flatnonzero(nowhere)]
        raise InputError(f"R5: {what} without a position ({describe_offenders(lost)})")
