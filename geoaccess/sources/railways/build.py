"""The conventional railways of N02 as a network with modelled services."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.network import Line, RailNetwork, Section, Station, Transfer
from geoaccess.sources.railways.adjacency import find_hops
from geoaccess.sources.railways.built import Railways
from geoaccess.sources.railways.estimates import estimate_track
from geoaccess.sources.railways.grouping import GROUP_WITHIN_M, StationGroups, build_groups
from geoaccess.sources.railways.lines import (
    RailLine,
    build_lines,
    classify_lines,
    count_near,
    name_company,
    stations_counted,
)
from geoaccess.sources.railways.links import find_pairs, keep_with_trains
from geoaccess.sources.railways.matching import place_platforms
from geoaccess.sources.railways.notes import describe_build
from geoaccess.sources.railways.records import PlatformLayer, TrackLayer
from geoaccess.sources.railways.routes import build_routes
from geoaccess.sources.railways.servicemodel import LEFT_OUT, ServiceModel
from geoaccess.sources.railways.services import Plan
from geoaccess.sources.railways.through import find_calls, find_through_route
from geoaccess.sources.railways.track import GAP_WITHIN_M, build_track
from geoaccess.sources.railways.transfers import build_transfers, join_stations
from geoaccess.sources.railways.ways import Hops

SERVICE_DATE = dt.date(2026, 3, 10)
"""Of the shipped network, so that the two can be merged."""
VALID = (dt.date(2000, 1, 1), dt.date(2049, 12, 31))
"""A model holds for any day that somebody may ask about."""
MIN_SECTION_KM = 0.01
NAME = "n02"


def build_railways(
    platforms: PlatformLayer,
    tracks: TrackLayer,
    model: ServiceModel,
    *,
    group_within_m: float = GROUP_WITHIN_M,
    gap_within_m: float = GAP_WITHIN_M,
) -> Railways:
    """Return the lines of two layers with their stations in order.

    Parameters
    ----------
    model
        Its rules give the class of a line, its radius the density of stations.
    group_within_m
        Distance up to which platforms of one name are one station.
    gap_within_m
        Pieces missing from the track of a line are bridged up to this length.

    Raises
    ------
    InputError
        When fewer than half of the platforms lie on the track: the layers do not belong
        together.
    """
    groups = build_groups(platforms, within_m=group_within_m)
    placement = place_platforms(platforms, tracks)
    tracks, estimates = estimate_track(
        platforms, tracks, placement, groups.of_platform, model.estimates
    )
    if estimates.detour:
        placement = place_platforms(platforms, tracks)
    off = np.flatnonzero(placement.line < 0)
    if 2 * off.size > len(platforms):
        shown = [f"{platforms.line[i].label()} {platforms.name[i]}" for i in off[:6]]
        raise InputError(
            f"{platforms.where}, {tracks.where}: {off.size} of {len(platforms)} platforms lie on "
            f"no track ({describe_offenders(shown)}); give two layers of the same region"
        )
    track = build_track(platforms, tracks, placement, groups.of_platform, gap_within_m=gap_within_m)
    class_of = classify_lines(model.rules, placement, platforms, tracks, groups.of_platform)
    around = count_near(groups, [True] * len(groups.name), model.density)

    def has_trains(onward: Hops, own: Sequence[Hops]) -> Hops:
        listed = find_pairs((one.stations for one in model.links), groups.name, onward)
        return keep_with_trains(onward, own, around.tolist(), listed)

    companies = [name_company(key.operator) for key in placement.lines]
    hops, unused = find_hops(track, companies, has_trains)
    for i, key in enumerate(placement.lines):
        if key in estimates.detour:
            hops[i] = {pair: km * estimates.detour[key] for pair, km in hops[i].items()}
    lines = build_lines(hops, placement, class_of, groups)
    counted = stations_counted(lines, len(groups.name))
    return Railways(
        platforms=platforms,
        tracks=tracks,
        groups=groups,
        placement=placement,
        track=track,
        lines=lines,
        near=count_near(groups, counted, model.density),
        unused=tuple(sorted(unused)),
        estimated=tuple(estimates.detour),
        unordered=estimates.unordered,
    )


def build_conventional_network(
    platforms: PlatformLayer,
    tracks: TrackLayer,
    model: ServiceModel,
    *,
    join: RailNetwork | None = None,
    edition: str = "",
    group_within_m: float = GROUP_WITHIN_M,
) -> RailNetwork:
    """Return all lines but the Shinkansen, with modelled services, not a timetable.

    Parameters
    ----------
    platforms, tracks
        Station and section layer of N02.
    model
        Classes, run times, headways, transfers.
    join
        A network to merge this one with: its stations of the same name keep their ids and
        positions, others near are joined on foot.
    edition
        Edition of the layers as it is shown; by default their file names.
    group_within_m
        Distance up to which platforms of one name are one station.

    Raises
    ------
    InputError
        When the layers do not belong together, or no line gets a train.
    """
    railways = build_railways(platforms, tracks, model, group_within_m=group_within_m)
    lines = tuple(line for line in railways.lines if line.line_class not in LEFT_OUT)
    if not lines:
        raise InputError(
            f"{platforms.where}, {tracks.where}: no line has two stations on its track; give the "
            "station layer and the section layer of one edition of N02"
        )
    used = sorted({station for line in lines for pair in line.hops for station in pair})
    known = join.stations if join is not None else ()
    joined = join_stations(railways.groups, used, known)
    stations = joined | _stations(railways.groups, [one for one in used if one not in joined])
    transfers = _transfers(railways, lines, stations, model, known)
    line_ids = _line_ids(lines)
    plan = _plan(railways, lines, line_ids, stations, model)
    network = RailNetwork(
        name=NAME,
        title={
            "en": "Conventional railways of Japan (N02), modelled services",
            "ja": "在来線・私鉄等（国土数値情報N02）モデル運行",
        },
        edition=edition or f"{platforms.where}, {tracks.where}",
        valid_from=VALID[0],
        valid_to=VALID[1],
        service_date=join.service_date if join is not None else SERVICE_DATE,
        default_transfer_min=model.transfers.change_min,
        stations=(
            *dict.fromkeys(stations[group] for group in sorted(stations)),
            *_walked_to(transfers, stations, known),
        ),
        lines=tuple(
            _line(line, line_id, is_estimated=line.key in railways.estimated)
            for line, ids in zip(lines, line_ids, strict=True)
            for line_id in ids
        ),
        sections=tuple(
            Section(
                line=line_id,
                from_station=stations[a].id,
                to_station=stations[b].id,
                km=max(round(line.hops[min(a, b), max(a, b)], 3), MIN_SECTION_KM),
            )
            for line, ids in zip(lines, line_ids, strict=True)
            for path, line_id in zip(line.paths, ids, strict=True)
            for a, b in pairwise(path)
            if stations[a] != stations[b]
        ),
        station_openings=(),
        patterns=tuple(plan.patterns),
        departures=tuple(plan.departures),
        transfers=transfers,
        sources=("mlit-n02", "service-model"),
    )
    return replace(network, notes=describe_build(railways, network, joined, lines))


def _line(line: RailLine, line_id: str, *, is_estimated: bool) -> Line:
    ja = en = line.key.label()
    if is_estimated:
        ja, en = f"{ja}（線形推定）", f"{en} (track estimated)"
    return Line(id=line_id, ja=ja, en=en, category=line.line_class)


def _plan(
    railways: Railways,
    lines: Sequence[RailLine],
    line_ids: Sequence[Sequence[str]],
    stations: dict[int, Station],
    model: ServiceModel,
) -> Plan:
    """Return the trains of all routes, and of the through services of the model."""
    groups = railways.groups
    n_lines = np.zeros(len(groups.name), dtype=int)
    for line in lines:
        n_lines[sorted({station for pair in line.hops for station in pair})] += 1
    ids = [stations[i].id if i in stations else "" for i in range(len(groups.name))]
    plan = Plan(model=model, station_ids=ids, near=railways.near, n_lines=n_lines)
    for route in build_routes(lines, line_ids, groups, model.joins, model.breaks):
        plan.add_route(route)
    for through in model.through:
        found = find_through_route(through, lines, line_ids, groups.name)
        if found is not None:
            plan.add_through(found, through, find_calls(through, found, groups.name))
    return plan


def _transfers(
    railways: Railways,
    lines: Sequence[RailLine],
    stations: dict[int, Station],
    model: ServiceModel,
    known: Sequence[Station],
) -> tuple[Transfer, ...]:
    hops = {pair for line in lines for pair in line.hops}
    return build_transfers(
        model.transfers, railways.platforms, railways.groups, stations, hops, known
    )


def _walked_to(
    transfers: Sequence[Transfer], stations: dict[int, Station], known: Sequence[Station]
) -> list[Station]:
    """Return the stations of the joined network that are reached on foot only."""
    own = {station.id for station in stations.values()}
    named = {one for walk in transfers for one in (walk.station, walk.to_station)} - own
    return [station for station in known if station.id in named]


def _stations(groups: StationGroups, used: Sequence[int]) -> dict[int, Station]:
    """Return a station per group; names that stand more than once get their position."""
    names = ["".join(groups.name[group].split()) for group in used]
    count = Counter(names)
    return {
        group: Station(
            id=f"n02-{name}"
            if count[name] == 1
            else f"n02-{name}@{groups.lat[group]:.3f},{groups.lon[group]:.3f}",
            ja=groups.name[group],
            en=groups.name[group],
            lat=round(float(groups.lat[group]), 5),
            lon=round(float(groups.lon[group]), 5),
        )
        for group, name in zip(used, names, strict=True)
    }


def _line_ids(lines: Sequence[RailLine]) -> list[list[str]]:
    """Return an id per path of every line: operator and line, numbered beyond the first."""
    count: Counter[str] = Counter()
    ids: list[list[str]] = []
    for line in lines:
        name = "".join(f"n02-{line.key.operator}-{line.key.line}".split())
        first = count[name] + 1
        count[name] += len(line.paths)
        ids.append([name + (f"-{n}" if n > 1 else "") for n in range(first, count[name] + 1)])
    return ids
