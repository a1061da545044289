"""How near the service model of N02 railways comes to observed trains, half of them held out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import numpy as np

from benchmarks.boards import BANDS, Way, compare_boards, split_by_station
from geoaccess.model.network import RailNetwork
from geoaccess.model.text import fold_name
from geoaccess.sources.railfacts.boards import load_boards
from geoaccess.sources.railfacts.published import load_published_services
from geoaccess.sources.railways.build import build_conventional_network, build_railways
from geoaccess.sources.railways.built import Railways
from geoaccess.sources.railways.calibration import (
    Fit,
    ObservedTrip,
    compute_errors,
    fit_run_time,
    load_observed_trips,
    measure_trips,
    split_by_line,
)
from geoaccess.sources.railways.cutting import tier_of
from geoaccess.sources.railways.reading import load_sections, load_stations
from geoaccess.sources.railways.servicemodel import ServiceModel, load_service_model

LAYERS: Final = ("ksj-station-N02-2020.csv", "railroad_sections_jrslod.geojson")
CLASSES: Final = ("jr_main", "private_urban")
PUBLISHED: Final = (
    *(("名古屋", "松本"), ("長野", "松本"), ("新宿", "松本"), ("新宿", "甲府"), ("名古屋", "高山")),
    *(("岡山", "米子"), ("岡山", "松山"), ("博多", "大分"), ("札幌", "旭川")),
    *(("新函館北斗", "札幌"), ("大阪", "敦賀"), ("名古屋", "敦賀"), ("大分", "宮崎")),
)
"""Published limited expresses whose calls are known and that run over conventional track."""


class PublishedRun(NamedTuple):
    """Minutes of a published limited express, typical (else fastest), and those modelled."""

    service: str
    origin: str
    target: str
    published_min: float
    modelled_min: float


def measure_run_times(
    folder: Path, railways: Railways, model: ServiceModel
) -> Sequence[tuple[str, int, int, Fit, Mapping[str, float]]]:
    """Return class, trips fitted, trips held out, fit, and the errors of the model held out."""
    trips, _ = measure_trips(load_observed_trips(folder), railways)
    found = []
    for line_class in CLASSES:
        own = [trip for trip in trips if trip.trip.line_class == line_class]
        fitted, held = split_by_line(own)
        given = model.run_times[line_class]["express"]
        errors = compute_errors(held, Fit(speed_kmh=given.speed_kmh, stop_min=given.stop_min))
        found.append((line_class, len(fitted), len(held), fit_run_time(fitted), vars(errors)))
    return found


def measure_published(path: Path, railways: Railways, model: ServiceModel) -> list[PublishedRun]:
    """Return the published runs whose calls are known, with the minutes of the model."""
    given = model.run_times["jr_main"]["express"]
    fit = Fit(speed_kmh=given.speed_kmh, stop_min=given.stop_min)
    found = []
    for one in load_published_services(path):
        figure = one.typical_min or one.fastest_min
        for target in one.destinations:
            if (one.origin, target) not in PUBLISHED or figure is None:
                continue
            names = [one.origin, *(stop.rstrip("*") for stop in one.stops), target]
            trip = _as_trip(names, railways, figure.middle())
            (measured,), _ = measure_trips([trip], railways)
            found.append(
                PublishedRun(
                    service="/".join(one.services),
                    origin=one.origin,
                    target=target,
                    published_min=figure.middle(),
                    modelled_min=fit.minutes(measured.km),
                )
            )
    return found


def _as_trip(names: Sequence[str], railways: Railways, minutes: float) -> ObservedTrip:
    """Return a run as a trip; of stations of one name that is taken which lies nearest."""
    groups = railways.groups
    wanted = [fold_name(name) for name in names]
    folded = [fold_name(name) for name in groups.name]
    jr = {
        station
        for line in railways.lines
        if line.line_class.startswith("jr_")
        for pair in line.hops
        for station in pair
    }
    options = [[i for i in jr if folded[i] == name] for name in wanted]
    places = [(float(groups.lon[i]), float(groups.lat[i])) for own in options[:1] for i in own]
    at = places[0]
    calls = []
    for name, own in zip(names, options, strict=True):
        best = min(own, key=lambda i: math.hypot(groups.lon[i] - at[0], groups.lat[i] - at[1]))
        at = float(groups.lon[best]), float(groups.lat[best])
        calls.append((name, *at))
    n = len(calls)
    return ObservedTrip(
        id="-".join(names),
        line="",
        line_class="jr_main",
        calls=tuple(calls),
        arrive_min=(0,) * (n - 1) + (round(minutes),),
        depart_min=(0,) * (n - 1) + (round(minutes),),
    )


def measure_headways(
    folder: Path, railways: Railways, network: RailNetwork, model: ServiceModel
) -> tuple[list[Way], list[Way]]:
    """Return the ways from stations with boards, those fitted and those held out."""
    boards = load_boards(folder / "boards.csv", folder / "boards_index.csv")
    near = {
        (round(float(lat), 5), round(float(lon), 5)): float(count)
        for lat, lon, count in zip(
            railways.groups.lat, railways.groups.lon, railways.near, strict=True
        )
    }
    tiers = {
        one.id: tier_of(near.get((one.lat, one.lon), 0), model.density) for one in network.stations
    }
    return split_by_station(compare_boards(boards, network, tiers.__getitem__))


def summarise(ways: Sequence[Way], band: str) -> tuple[float, float, float, float, float]:
    """Return medians of observed and modelled trains an hour, and P10, median, P90 of ratios."""
    ratios = [way.ratio(band) for way in ways if way.observed[band]]
    low, middle, high = np.percentile(ratios, [10, 50, 90]).tolist()
    observed = median(way.observed[band] for way in ways)
    modelled = median(way.modelled[band] for way in ways)
    return observed, modelled, low, middle, high


def render_calibration(data: Path) -> str:
    """Return the tables of run times, published runs and headways in Markdown."""
    n02, express = data / "rail" / "n02", data / "rail" / "express"
    needed = [n02 / name for name in LAYERS] + [express / "boards.csv"]
    missing = [path.name for path in needed if not path.is_file()]
    if missing:
        return f"skipped: {', '.join(missing)} is not there; set GEOACCESS_TEST_DATA"
    model = load_service_model()
    layers = load_stations(n02 / LAYERS[0]), load_sections(n02 / LAYERS[1])
    railways = build_railways(*layers, model)
    network = build_conventional_network(*layers, model)
    runs = measure_published(express / "limited_express_facts.csv", railways, model)
    parts = [
        *_render_run_times(measure_run_times(express, railways, model)),
        "",
        *_render_published(runs),
        "",
        *_render_headways(*measure_headways(express, railways, network, model)),
    ]
    return "\n".join(parts)


def _render_run_times(
    rows: Sequence[tuple[str, int, int, Fit, Mapping[str, float]]],
) -> list[str]:
    return [
        "| class | fitted | fit | held out | median error | 90 % within | bias |",
        "|---|--:|---|--:|--:|--:|--:|",
        *(
            f"| {name} | {fitted} | {fit.speed_kmh:.1f} km/h, {fit.stop_min:.2f} min | {held} "
            f"| {off['median_abs_min']:.1f} min ({off['median_abs_share']:.1%}) "
            f"| {off['p90_abs_min']:.1f} min | {off['bias_min']:+.1f} min |"
            for name, fitted, held, fit, off in rows
        ),
    ]


def _render_published(runs: Sequence[PublishedRun]) -> list[str]:
    share = [abs(one.modelled_min / one.published_min - 1) for one in runs]
    return [
        "| run | published | modelled | off |",
        "|---|--:|--:|--:|",
        *(
            f"| {one.service} {one.origin}–{one.target} | {one.published_min:.0f} "
            f"| {one.modelled_min:.0f} | {one.modelled_min / one.published_min - 1:+.0%} |"
            for one in runs
        ),
        f"\nmedian {median(share):.0%} on {len(runs)} runs",
    ]


def _render_headways(fitted: Sequence[Way], held: Sequence[Way]) -> list[str]:
    lines = [
        "| class, tier | half | ways | part of the day | boards | model | ratio P10, median, P90 |",
        "|---|---|--:|---|--:|--:|---|",
    ]
    every = [*fitted, *held]
    kinds = sorted({(way.line_class, way.tier) for way in every})
    groups = [(f"{a}, {b}", (a, b)) for a, b in kinds]
    for label, kind in [*groups, ("all", None)]:
        for half, ways in (("fitted", fitted), ("held out", held)):
            own = [way for way in ways if kind in (None, (way.line_class, way.tier))]
            for band in BANDS if own else ():
                seen, made, low, middle, high = summarise(own, band)
                lines.append(
                    f"| {label} | {half} | {len(own)} | {band} | {seen:.1f} | {made:.1f} "
                    f"| {low:.2f}, {middle:.2f}, {high:.2f} |"
                )
    return lines
