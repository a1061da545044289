"""Fare rules as tables, and what a fare is computed from: rides over pieces of lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

SeatClass = Literal["reserved", "unreserved"]
NO_CHARGE = "none"
"""Express charge of trains that ask for none."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of one line that a train runs over, in the direction of travel."""

    line: str
    from_station: str
    to_station: str
    km: float


@dataclass(frozen=True, kw_only=True)
class Ride:
    """One train taken, by its name in Japanese and the pieces between the two stations."""

    service_ja: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Fare:
    """What one adult pays one way: basic fares (運賃) and express charges (料金), in yen."""

    base_yen: int
    express_yen: int

    @property
    def total_yen(self) -> int:
        """Fares and charges together."""
        return self.base_yen + self.express_yen


@dataclass(frozen=True, kw_only=True)
class Band:
    """Yen from a whole km up to another, both included."""

    from_km: int
    to_km: float
    yen: float


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """Basic fares of a company: fixed ones by distance, else yen per km of each stretch."""

    fixed: tuple[Band, ...]
    rates: tuple[Band, ...]


@dataclass(frozen=True, kw_only=True)
class LineTariff:
    """How a line is charged.

    Attributes
    ----------
    tariff
        Name of the tariff of basic fares.
    kind
        ``main`` (幹線), ``local`` (地方交通線); empty for railways outside JR.
    charge
        Shinkansen charge: ``pairs``, or the name of bands; empty for other lines.
    extra_km
        What the fare counts beyond the operating km.
    """

    tariff: str
    kind: str
    charge: str
    extra_km: float


@dataclass(frozen=True, kw_only=True)
class FareZone:
    """A station of a fare zone (特定都区市内, 山手線内), charged as its centre from a distance on.

    Attributes
    ----------
    towards
        Line on which trains away from the station pass the centre, so that the km are less.
    least_km
        The rule holds above this distance from the centre; up to 200 km where it is 100.
    """

    zone: str
    centre: str
    km_to_centre: float
    towards: str
    least_km: float


@dataclass(frozen=True, kw_only=True)
class PairCharge:
    """Shinkansen charge of a pair of stations, and what its fastest trains cost beyond."""

    reserved_yen: int
    fast_extra_yen: int
    unreserved_yen: int


@dataclass(frozen=True, kw_only=True)
class ServiceCharge:
    """What a train asks beyond the basic fare: a name of bands, Shinkansen or nothing."""

    charge: str
    is_fast: bool
    is_reserved_only: bool


@dataclass(frozen=True, kw_only=True)
class FareBook:
    """All rules of fares.

    Attributes
    ----------
    lines
        By line id, and by (line, station, station) either way where a piece differs.
    zones
        By station id.
    special
        Basic fares that no rule gives (特定区間), by the two stations.
    """

    tariffs: Mapping[str, Tariff]
    lines: Mapping[str, LineTariff]
    pieces: Mapping[tuple[str, frozenset[str]], LineTariff]
    zones: Mapping[str, tuple[FareZone, ...]]
    special: Mapping[frozenset[str], int]
    pairs: Mapping[frozenset[str], PairCharge]
    bands: Mapping[str, tuple[Band, ...]]
    services: Mapping[str, ServiceCharge]

    @cached_property
    def split_lines(self) -> frozenset[str]:
        """Lines of which a piece differs."""
        return frozenset(line for line, _ in self.pieces)

    def find_line(self, piece: Piece) -> LineTariff | None:
        """Return how a piece of a line is charged, None for a line that no table has."""
        whole = self.lines.get(piece.line)
        if piece.line not in self.split_lines:
            return whole
        ends = frozenset((piece.from_station, piece.to_station))
        return self.pieces.get((piece.line, ends), whole)
