"""Fares of journeys: basic fares and express charges of the trains taken."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from geoaccess.model.farebook import (
    NO_CHARGE,
    Band,
    Fare,
    FareBook,
    Piece,
    Ride,
    SeatClass,
    ServiceCharge,
)
from geoaccess.scores.basefares import compute_base_yen

PAIRS: Final = "pairs"
RESERVED_EXTRA_YEN: Final = 530
"""What a reserved seat costs beyond an unreserved one in the normal season."""
THROUGH: Final = ("mini", "hokkaido-shinkansen")
"""Charges that a Shinkansen ride goes on with at `RESERVED_EXTRA_YEN` less: a seat is paid once."""


@dataclass(frozen=True, kw_only=True)
class _Part:
    """Pieces of a ride that are charged alike."""

    charge: str
    pieces: tuple[Piece, ...]
    km: float
    service: ServiceCharge

    @property
    def ends(self) -> frozenset[str]:
        return frozenset((self.pieces[0].from_station, self.pieces[-1].to_station))


def compute_fare(
    rides: Sequence[Ride], book: FareBook, *, seat: SeatClass = "reserved"
) -> Fare | None:
    """Return what one adult pays for rides in order, one way; None where a rule is missing.

    Normal season, ordinary car, paper ticket: no season tickets, discounts, IC fares or Green
    Car. A seat is reserved on every express with `seat` reserved; unreserved ones are taken
    where the train has any.
    """
    base_yen = compute_base_yen(rides, book)
    express_yen = None if base_yen is None else compute_express_yen(rides, book, seat=seat)
    if base_yen is None or express_yen is None:
        return None
    return Fare(base_yen=base_yen, express_yen=express_yen)


def compute_express_yen(rides: Sequence[Ride], book: FareBook, *, seat: SeatClass) -> int | None:
    """Return the express charges of rides in order, in yen; None where a rule is missing.

    Each train is charged by itself, but Shinkansen trains between which one changes on the
    way, without turning back, are charged as one where the pair has a charge of its own; what
    the fastest trains cost beyond is added for their part alone.
    """
    total = 0
    chain: list[_Part] = []
    for ride in rides:
        parts = _parts(ride, book)
        if parts is None:
            return None
        has_pairs = any(part.charge == PAIRS for part in parts)
        for part in parts:
            if part.charge == PAIRS:
                if chain and not _goes_on(chain, part, book):
                    yen = _chain_yen(chain, book, seat)
                    if yen is None:
                        return None
                    total, chain = total + yen, []
                chain.append(part)
                continue
            yen = _bands_yen(part, book, seat, through=has_pairs)
            if yen is None:
                return None
            total += yen
    last = _chain_yen(chain, book, seat) if chain else 0
    return None if last is None else total + last


def _parts(ride: Ride, book: FareBook) -> list[_Part] | None:
    """Return a ride by the charge of its lines; None for a train or line that no table has."""
    service = book.services.get(ride.service_ja)
    charges, km = [], []
    for piece in ride.pieces:
        line = book.find_line(piece)
        if line is None or service is None:
            return None
        is_conventional = not line.charge or service.charge != "shinkansen"
        charges.append(service.charge if is_conventional else line.charge)
        km.append(piece.km + line.extra_km)
    if service is None:
        return None
    found = []
    for charge, run in groupby(zip(charges, ride.pieces, km, strict=True), key=lambda one: one[0]):
        _, pieces, run_km = zip(*run, strict=True)
        found.append(_Part(charge=charge, pieces=pieces, km=sum(run_km), service=service))
    return found


def _goes_on(chain: Sequence[_Part], part: _Part, book: FareBook) -> bool:
    """Return whether a Shinkansen part continues those before it on one charge."""
    before = {piece.from_station for one in chain for piece in one.pieces}
    meets = chain[-1].pieces[-1].to_station == part.pieces[0].from_station
    turns = part.pieces[0].to_station in before
    ends = frozenset((chain[0].pieces[0].from_station, part.pieces[-1].to_station))
    return meets and not turns and ends in book.pairs


def _chain_yen(chain: Sequence[_Part], book: FareBook, seat: SeatClass) -> int | None:
    ends = frozenset((chain[0].pieces[0].from_station, chain[-1].pieces[-1].to_station))
    whole = book.pairs.get(ends)
    if whole is None:
        return None
    if seat == "unreserved" and not any(part.service.is_reserved_only for part in chain):
        return whole.unreserved_yen
    fast = [
        book.pairs[part.ends] for part in chain if part.service.is_fast and part.ends in book.pairs
    ]
    return whole.reserved_yen + sum(pair.fast_extra_yen for pair in fast)


def _bands_yen(part: _Part, book: FareBook, seat: SeatClass, *, through: bool) -> int | None:
    if part.charge in (NO_CHARGE, "shinkansen"):
        return 0
    yen = find_band(book.bands.get(part.charge, ()), part.km)
    if yen is None:
        return None
    is_less = through and part.charge in THROUGH
    is_less |= seat == "unreserved" and not part.service.is_reserved_only
    return max(yen - (RESERVED_EXTRA_YEN if is_less else 0), 0)


def find_band(bands: Sequence[Band], km: float) -> int | None:
    """Return the yen of the band that a distance lies in; None where there is none."""
    whole = max(math.ceil(round(km, 1)), 1)
    return next((round(one.yen) for one in bands if one.from_km <= whole <= one.to_km), None)
