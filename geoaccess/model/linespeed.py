"""How fast trains may run on stretches of existing lines, as published."""

from __future__ import annotations

from dataclasses import dataclass

from geoaccess.model.network import Confidence


@dataclass(frozen=True, kw_only=True)
class LineSpeed:
    """A stretch of track with its greatest speed.

    Attributes
    ----------
    from_station, to_station
        Two stations that give the direction in which `begin_km` and `end_km` count.
    begin_km
        Where it begins, beyond the first station; below 0 before it.
    end_km
        Where it ends, beyond the second station; below 0 before it.
    """

    line: str
    from_station: str
    to_station: str
    begin_km: float
    end_km: float
    limit_kmh: float
    confidence: Confidence
