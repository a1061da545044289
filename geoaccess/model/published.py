"""What others published about railways: figures as printed, services, planned links, lines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from geoaccess._validate import positions
from geoaccess.model.network import Confidence
from geoaccess.model.text import Text
from geoaccess.units import FloatArray


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure as printed: one value or a range, exact or about.

    Attributes
    ----------
    low, high
        Ends of the range, equal for one value; `high` is infinite for ``3+``.
    is_approximate
        Whether the source says "about".
    remark
        What stands beside the figure, '' for nothing.
    """

    low: float
    high: float
    is_approximate: bool = False
    remark: str = ""

    def holds(self, value: float, *, within: float = 0.0) -> bool:
        """Return whether a value lies in the range widened by so much at each end."""
        return self.low - within <= value <= self.high + within

    def middle(self) -> float:
        """Return the middle of the range, its lower end where it is open."""
        return self.low if math.isinf(self.high) else (self.low + self.high) / 2


@dataclass(frozen=True, kw_only=True)
class PublishedService:
    """Published facts of a limited express between two stations.

    Attributes
    ----------
    services
        Names of the trains that are counted together.
    origin
        Station (Japanese) where trains are counted, in the direction named.
    destinations
        Station, or the stations of which trains reach one.
    fastest_min, typical_min
        Minutes on board; None where no figure was found.
    trains_a_day
        In the direction named.
    first_min, last_min
        First and last departure from `origin`, minutes of the service day.
    stops
        Core calls between, as the source words them.
    vintage
        What the figures stand for: months, years, an edition.
    confidence_remark
        Which figure the confidence means, '' for all.
    """

    services: tuple[str, ...]
    origin: str
    destinations: tuple[str, ...]
    fastest_min: Figure | None
    typical_min: Figure | None
    trains_a_day: Figure | None
    first_min: int | None
    last_min: int | None
    stops: tuple[str, ...]
    source: str
    vintage: str
    confidence: Confidence
    confidence_remark: str = ""


@dataclass(frozen=True, kw_only=True)
class PlannedLink:
    """A published running time or length of a planned link.

    Attributes
    ----------
    scheme
        Project it belongs to, as in `PlannedStation`.
    origin, destination
        Stations (Japanese); they need not be stations of the scheme (Tokyo–Sapporo).
    minutes
        Published minutes; None where no study gives any.
    km
        Length, often of the new track only (see its remark); None where not given.
    kind
        What the minutes mean: fastest, all stops, study and year, changing included.
    trains_per_hour, opening
        As the source words them, '' for nothing: no number is made of a plan.
    """

    scheme: str
    origin: str
    destination: str
    minutes: float | None
    km: Figure | None
    kind: str
    trains_per_hour: str
    opening: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, kw_only=True)
class PlannedStation:
    """A station of a planned link, in order along it. Position in degrees.

    Attributes
    ----------
    chainage_km
        Length from the start of the link; None where unknown.
    position_basis
        How the position was found.
    certainty_km
        How far off the position may be; None where the source states no distance.
    """

    scheme: str
    order: int
    id: str
    ja: str
    en: str
    lat: float
    lon: float
    chainage_km: float | None
    position_basis: str
    confidence: Confidence
    certainty_km: float | None


@dataclass(frozen=True, kw_only=True)
class LineStation:
    """A station in order along a line. Position in degrees.

    Attributes
    ----------
    km
        Operating km, the base of fares and not length of track: from Tokyo, on a line that
        does not reach it from the line's first station.
    km_source
        Where the km come from.
    offset_km
        Distance to a second list's position; None where that list lacks the station.
    """

    line: str
    order: int
    ja: str
    en: str
    lat: float
    lon: float
    km: float
    km_source: str
    offset_km: float | None


@dataclass(frozen=True, kw_only=True)
class TrackGap:
    """A straight piece of a drawn track between two vertices far apart.

    Attributes
    ----------
    vertex
        Position of its first vertex.
    km
        Its length.
    """

    vertex: int
    km: float


@dataclass(frozen=True, kw_only=True, eq=False)
class TrackLine:
    """A drawn line of track, its n vertices in order.

    Attributes
    ----------
    ja
        Japanese name, '' where there is none.
    lon, lat
        Shape (n,), degrees, read-only. A line may be drawn towards Tokyo.
    km
        Length along the vertices.
    stated_km
        Length that the file states.
    gaps
        Pieces without vertices that may be stitched: there the true track is not known.
    """

    id: str
    en: str
    ja: str
    lon: FloatArray
    lat: FloatArray
    km: float
    stated_km: float
    gaps: tuple[TrackGap, ...]

    def __post_init__(self) -> None:
        """Freeze the positions."""
        ids = [f"{self.id} vertex {i}" for i in range(len(self.lon))]
        lon, lat = positions(self.lon, self.lat, ids, f"line {self.id}")
        object.__setattr__(self, "lon", lon)
        object.__setattr__(self, "lat", lat)


@dataclass(frozen=True, kw_only=True)
class TrackLines:
    """Drawn lines by id, their edition, and what is to be known about them."""

    edition: str
    lines: Mapping[str, TrackLine]
    notes: tuple[Text, ...] = ()
