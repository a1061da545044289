"""Fares of lines that are not built: by the rules of those that are, and so approximate."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from statistics import median
from typing import Final

from geoaccess.model.farebook import NO_CHARGE, Band, FareBook, LineTariff, ServiceCharge
from geoaccess.model.network import RailNetwork
from geoaccess.model.text import Text
from geoaccess.scenario.paths import build_track_graph
from geoaccess.scores.basefares import COMMON, JR

PLANNED: Final = "planned-shinkansen"
"""Name of the charges by distance of planned lines of the Shinkansen kind."""
BAND_KM: Final = 50


def extend_farebook(
    book: FareBook, network: RailNetwork, before: RailNetwork, *, fast_lines: frozenset[str]
) -> FareBook:
    """Return the rules with those for lines and trains that a scenario adds to a network.

    A planned line has the basic fares of the JR company at most of its stations. On one of the
    Shinkansen kind a reserved seat costs what it costs on today's Shinkansen over the same
    distance (the median of published pairs in bands of 50 km); what the maglev may cost beyond
    is not known.
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
    return replace(
        book,
        lines={**book.lines, **tariffs},
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
    if {one.id for one in network.lines} <= {one.id for one in before.lines}:
        return ()
    return (
        Text(
            en="Fares of planned lines are approximate: basic fare by distance, reserved seat as "
            "on today's Shinkansen over the same distance; no surcharge of the maglev is known.",
            ja="計画線の運賃・料金は概算：運賃は距離制、指定席は同じ距離の現在の新幹線による。"
            "リニアの加算額は未定で含まない。",
        ),
    )


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
    book: FareBook, network: RailNetwork, fast_lines: frozenset[str]
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
