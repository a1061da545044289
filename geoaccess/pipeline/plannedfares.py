"""Fares of lines that are not built: by the rules of those that are, and so approximate."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from statistics import median
from typing import Final, NamedTuple

from geoaccess.errors import InputError
from geoaccess.model.farebook import NO_CHARGE, Band, FareBook, LineTariff, ServiceCharge
from geoaccess.model.network import Line, RailNetwork
from geoaccess.model.text import Text
from geoaccess.scenario.paths import build_track_graph
from geoaccess.scores.basefares import COMMON, JR
from geoaccess.scores.fares import find_band

PLANNED: Final = "planned-shinkansen"
"""Name of the charges by distance of planned lines of the Shinkansen kind."""
BAND_KM: Final = 50
_BY_DISTANCE: Final = Text(
    en="Fares of planned lines are approximate: basic fare by distance, reserved seat as on "
    "today's Shinkansen over the same distance.",
    ja="計画線の運賃・料金は概算：運賃は距離制、指定席は同じ距離の現在の新幹線による。",
)


def extend_farebook(
    book: FareBook, network: RailNetwork, before: RailNetwork, *, fast_lines: frozenset[str]
) -> FareBook:
    """Return the rules with those for lines and trains that a scenario adds to a network.

    A planned line has the basic fares of the JR company at most of its stations. On one of the
    Shinkansen kind a reserved seat costs what it costs on today's Shinkansen over the same
    distance (the median of published pairs in bands of 50 km). A line that says what it is
    charged like (`FaresLike`) counts the km of that way, and its seats cost what is said.
    """
    known = frozenset(line.id for line in before.lines)
    lines = [one for one in network.lines if one.id not in known and one.id not in book.lines]
    patterns = {one.id for one in before.patterns}
    services = {
        one.service_ja: bool(fast_lines & set(one.lines))
        for one in network.patterns
        if one.id not in patterns and one.service_ja not in book.services
    }
    if not lines and not services:
        return book
    pieces = dict(book.pieces)
    tariffs = {
        one.id: LineTariff(
            tariff=_find_tariff(book, network, one.id),
            kind="main",
            charge=PLANNED if one.id in fast_lines else "",
            extra_km=0.0,
        )
        for one in lines
    }
    bands: Mapping[str, tuple[Band, ...]] = book.bands
    if any(one.charge for one in tariffs.values()):
        bands = {**bands, PLANNED: _find_bands(book, before, fast_lines)}
    for one in lines:
        if one.fares is not None:
            like = _charge_like(replace(book, bands=bands), network, before, one)
            bands = {**bands, like.charge: like.bands}
            tariffs[one.id] = replace(tariffs[one.id], charge=like.charge)
            for section in network.sections:
                if section.line == one.id:
                    ends = (section.from_station, section.to_station)
                    at = frozenset(network.platforms.get(end, end) for end in ends)
                    extra_km = section.km * (like.factor - 1)
                    pieces[one.id, at] = replace(tariffs[one.id], extra_km=extra_km)
    return replace(
        book,
        lines={**book.lines, **tariffs},
        pieces=pieces,
        bands=bands,
        services={
            **book.services,
            **{
                name: ServiceCharge(
                    charge="shinkansen" if is_fast else NO_CHARGE,
                    is_fast=False,
                    is_reserved_only=is_fast,
                )
                for name, is_fast in services.items()
            },
        },
    )


def describe_planned_fares(network: RailNetwork, before: RailNetwork) -> tuple[Text, ...]:
    """Return that fares of planned lines are approximate, where there are such lines."""
    known, stations = {one.id for one in before.lines}, network.station_by_id
    notes: dict[Text, None] = {}
    for line in network.lines:
        if line.id in known:
            continue
        if line.fares is None:
            notes[_BY_DISTANCE] = None
            continue
        one, other = (stations[end] for end in line.fares.like)
        more = line.fares.supplement_yen
        note = Text(
            en=f"Fares of the {line.en} are an assumption: the whole line costs {more:,.0f} yen "
            f"more than today's fastest Shinkansen {one.en}–{other.en}, shorter rides by distance.",
            ja=f"{line.ja}の運賃・料金は仮定：全線は現在の最速の新幹線（{one.ja}～{other.ja}）に"
            f"{more:,.0f}円を加えた額、途中までは距離に応じた額とする。",
        )
        notes[note] = None
    return tuple(notes)


class _Like(NamedTuple):
    """Charges of a line like those between two stations, and its km in theirs."""

    charge: str
    bands: tuple[Band, ...]
    factor: float


def _charge_like(book: FareBook, network: RailNetwork, before: RailNetwork, line: Line) -> _Like:
    """Return what a seat on a line costs by the km that its fares count.

    Raises
    ------
    InputError
        When the tables have no charge between the two stations it is like.
    """
    if line.fares is None:
        raise InputError(f"{line.id}: no fares are given that it is like")
    one, other = line.fares.like
    pair = book.pairs.get(frozenset((one, other)))
    fast = sorted(line.id for line in before.lines if line.category == "shinkansen")
    way = build_track_graph(before.sections).find_way(fast, one, other)
    if pair is None or not way:
        raise InputError(
            f"line {line.id}, fares like {one} to {other}: the tables have no Shinkansen charge "
            "for this pair; name two stations of the Tokaido, Sanyo, Kyushu, Tohoku, Joetsu or "
            "Hokuriku Shinkansen"
        )
    whole_km = sum(section.km for section in way)
    known = book.bands[PLANNED] if PLANNED in book.bands else _find_bands(book, before, set(fast))
    whole_yen = pair.reserved_yen + pair.fast_extra_yen + line.fares.supplement_yen
    more_yen = whole_yen - (find_band(known, whole_km) or 0)
    bands = tuple(
        replace(
            band, yen=max(0.0, round(band.yen + more_yen * min(band.to_km / whole_km, 1.0), -1))
        )
        for band in known
    )
    own_km = sum(section.km for section in network.sections if section.line == line.id)
    return _Like(f"{PLANNED}:{line.id}", bands, whole_km / own_km if own_km else 1.0)


def _find_tariff(book: FareBook, network: RailNetwork, line: str) -> str:
    """Return the JR tariff that holds at most stations of a line; COMMON where none does."""
    at: dict[str, set[str]] = defaultdict(set)
    for section in network.sections:
        for end in (section.from_station, section.to_station):
            at[network.platforms.get(end, end)].add(section.line)
    count: Counter[str] = Counter()
    for lines in at.values():
        if line in lines:
            known = (book.lines.get(other) for other in lines)
            count.update({one.tariff for one in known if one is not None and one.tariff in JR})
    return max(sorted(count), key=lambda one: (count[one], one != COMMON), default=COMMON)


def _find_bands(
    book: FareBook, network: RailNetwork, fast_lines: AbstractSet[str]
) -> tuple[Band, ...]:
    """Return what a reserved seat costs by distance: medians of published pairs, never falling."""
    track = build_track_graph(network.sections)
    paid: dict[int, list[int]] = defaultdict(list)
    for ends, charge in book.pairs.items():
        one, other = sorted(ends)
        way = track.find_way(sorted(fast_lines), one, other)
        if way:
            km = sum(section.km for section in way)
            paid[math.ceil(km / BAND_KM)].append(charge.reserved_yen)
    bands, least = [], 0.0
    for number in range(1, max(paid, default=0) + 1):
        if number in paid:
            least = max(least, median(paid[number]))
        first = (number - 1) * BAND_KM + 1
        bands.append(Band(from_km=first, to_km=number * BAND_KM, yen=least))
    if bands:
        bands[-1] = replace(bands[-1], to_km=math.inf)
    return tuple(bands)
