"""Basic fares (運賃) by distance, company and kind of line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geoaccess.model.farebook import FareBook, FareZone, LineTariff, Piece, Ride, Tariff

COMMON: Final = "honshu"
"""JR East, Central and West share one table; through fares of the others add to it."""
JR: Final = (COMMON, "hokkaido", "shikoku", "kyushu")
LOCAL_FACTOR: Final = 1.1
"""Operating km of local lines (地方交通線) count so many km (換算キロ)."""
TAX: Final = 1.1
"""Consumption tax of 10 %."""
YAMANOTE_BELOW_KM: Final = 200
"""Up to this distance stations count as the Yamanote zone, above it as the wards of Tokyo."""
_STEPS: Final = ((10, 50, 5), (50, 100, 10), (100, 600, 20), (600, math.inf, 40))


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """Pieces that one ticket covers, in order, with how each is charged."""

    pieces: tuple[Piece, ...]
    tariffs: tuple[LineTariff, ...]

    @property
    def is_jr(self) -> bool:
        """Whether it is a ticket of JR."""
        return self.tariffs[0].tariff in JR


def compute_base_yen(rides: Sequence[Ride], book: FareBook) -> int | None:
    """Return the basic fares of rides in order, in yen; None where a rule is missing.

    Rides over lines of JR companies that follow at the same station are charged as one
    distance (通算); another railway is charged by itself. Within a train JR is charged
    through, with what another railway carries of it in between left out (通過連絡運輸).
    """
    total = 0
    for ticket in _tickets(rides, book):
        if ticket is None:
            return None
        yen = _ticket_yen(ticket, book)
        if yen is None:
            return None
        total += yen
    return total


def tariff_yen(tariff: Tariff, km: float) -> int | None:
    """Return the fare of a distance by a tariff, in yen; None beyond its table.

    A fixed fare where there is one; else yen per km to the middle of the distance's band
    (5, 10, 20 or 40 km wide), up to 100 km rounded up to 10 yen, above to the nearest 100,
    with the tax to the nearest 10.
    """
    whole = max(math.ceil(round(km, 1)), 1)
    for band in tariff.fixed:
        if band.from_km <= whole <= band.to_km:
            return round(band.yen)
    if not tariff.rates:
        return None
    middle = _middle_km(whole)
    raw = round(
        sum(max(min(middle, one.to_km) - one.from_km + 1, 0) * one.yen for one in tariff.rates), 6
    )
    rounded = math.ceil(raw / 10) * 10 if whole <= 100 else math.floor(raw / 100 + 0.5) * 100
    return math.floor(round(rounded * TAX, 6) / 10 + 0.5) * 10


def _middle_km(whole: int) -> int:
    for first, last, step in _STEPS:
        if first < whole <= last:
            return first + (whole - first - 1) // step * step + (step + 1) // 2
    return whole


def _tickets(rides: Sequence[Ride], book: FareBook) -> Iterator[Ticket | None]:
    """Yield the tickets of rides, None for a line that no table has."""
    through: list[tuple[Piece, LineTariff]] = []
    for ride in rides:
        charged = [(piece, book.find_line(piece)) for piece in ride.pieces]
        known = [(piece, line) for piece, line in charged if line is not None]
        if not known or len(known) < len(charged):
            yield None
            return
        jr = [one for one in known if one[1].tariff in JR]
        if through and (not jr or known[0][0].from_station != through[-1][0].to_station):
            yield _ticket(through)
            through = []
        yield from _other_tickets(known)
        through += jr
    if through:
        yield _ticket(through)


def _other_tickets(known: Sequence[tuple[Piece, LineTariff]]) -> Iterator[Ticket]:
    """Yield a ticket for each run of pieces outside JR."""
    run: list[tuple[Piece, LineTariff]] = []
    for piece, line in known:
        if run and (line.tariff in JR or line.tariff != run[-1][1].tariff):
            yield _ticket(run)
            run = []
        if line.tariff not in JR:
            run.append((piece, line))
    if run:
        yield _ticket(run)


def _ticket(run: Sequence[tuple[Piece, LineTariff]]) -> Ticket:
    return Ticket(pieces=tuple(p for p, _ in run), tariffs=tuple(line for _, line in run))


def _ticket_yen(ticket: Ticket, book: FareBook) -> int | None:
    if not ticket.is_jr:
        tariff = book.tariffs.get(ticket.tariffs[0].tariff)
        return tariff_yen(tariff, sum(piece.km for piece in ticket.pieces)) if tariff else None
    ends = frozenset((ticket.pieces[0].from_station, ticket.pieces[-1].to_station))
    if ends in book.special:
        return book.special[ends]
    shift_km, kept = _as_zones(ticket, book)
    return _jr_yen(kept, shift_km, book)


def _jr_yen(ticket: Ticket, shift_km: float, book: FareBook) -> int | None:
    lines = ticket.tariffs
    kinds, companies = {line.kind for line in lines}, {line.tariff for line in lines}
    operating_km = _operating_km(ticket) + shift_km
    if kinds == {"local"} and companies == {COMMON} and f"{COMMON}-local" in book.tariffs:
        local = tariff_yen(book.tariffs[f"{COMMON}-local"], operating_km)
        if local is not None:
            return local
    if len(companies) == 1:
        own = book.tariffs.get(next(iter(companies)))
        return tariff_yen(own, _fare_km(ticket) + shift_km) if own else None
    common = book.tariffs.get(COMMON)
    total = tariff_yen(common, _fare_km(ticket) + shift_km) if common else None
    for company in companies - {COMMON}:
        own = book.tariffs.get(f"{company}-addon")
        more = tariff_yen(own, _fare_km(ticket, company)) if own else None
        if total is None or more is None:
            return None
        total += more
    return total


def _operating_km(ticket: Ticket) -> float:
    extra = sum(line.extra_km for line in ticket.tariffs)
    return extra + sum(piece.km for piece in ticket.pieces)


def _fare_km(ticket: Ticket, company: str = "") -> float:
    """Return the km that a fare counts, of all companies or of one."""
    return sum(
        piece.km * (LOCAL_FACTOR if line.kind == "local" else 1) + line.extra_km
        for piece, line in zip(ticket.pieces, ticket.tariffs, strict=True)
        if company in ("", line.tariff)
    )


def _as_zones(ticket: Ticket, book: FareBook) -> tuple[float, Ticket]:
    """Return the km to add, and the ticket as far as it counts, by the rule of fare zones.

    An end within a zone counts as the zone's centre where the centre is farther from the
    other end than the rule asks: 200 km, and for the Yamanote zone 100 to 200. Ends in one
    zone are charged as they are. A zone whose rule is met at both ends counts at both.
    """
    first, last = ticket.pieces[0].from_station, ticket.pieces[-1].to_station
    others = {zone.zone for zone in book.zones.get(last, ())}
    shift, kept = 0.0, ticket
    for at_start in (True, False):
        station = first if at_start else last
        zones = book.zones.get(station, ())
        if at_start and others & {zone.zone for zone in zones}:
            return 0.0, ticket
        for zone in sorted(zones, key=lambda one: -one.least_km):
            km, part = _from_centre(kept, zone, at_start=at_start)
            operating = _operating_km(part) + shift + km
            is_far = operating > zone.least_km
            is_wide = zone.least_km >= YAMANOTE_BELOW_KM or operating <= YAMANOTE_BELOW_KM
            if part.pieces and is_far and is_wide:
                shift, kept = shift + km, part
                break
    return shift, kept


def _from_centre(ticket: Ticket, zone: FareZone, *, at_start: bool) -> tuple[float, Ticket]:
    """Return km to add and the rest of a ticket when it begins (or ends) at a zone's centre."""
    stations = [piece.from_station for piece in ticket.pieces]
    stations.append(ticket.pieces[-1].to_station)
    n = len(stations) - 1
    if zone.centre in stations:
        at = stations.index(zone.centre)
        cut = slice(at, n) if at_start else slice(0, n - stations[::-1].index(zone.centre))
        return 0.0, Ticket(pieces=ticket.pieces[cut], tariffs=ticket.tariffs[cut])
    onward = ticket.pieces[0 if at_start else -1].line
    passes = bool(zone.towards) and onward == zone.towards
    return (-zone.km_to_centre if passes else zone.km_to_centre), ticket
