"""Planned lines on a network: stations, platforms, sections and trains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from geoaccess.model.network import Line, RailNetwork, Station, Transfer
from geoaccess.model.scenario import AddLine, PlannedStation
from geoaccess.scenario.classes import COUNTS_AS
from geoaccess.scenario.faults import OperationFaults
from geoaccess.scenario.lengths import measure_along, straight_km
from geoaccess.scenario.modelled import get_own_top_speed
from geoaccess.scenario.paths import build_track_graph
from geoaccess.scenario.runclasses import get_model_class
from geoaccess.scenario.services import add_service, connect

OFF_PATH_KM: Final = 2.0
"""Farther off the drawn line no station of it lies."""
_MOST_YEN: Final = 100_000


def add_line(network: RailNetwork, operation: AddLine, faults: OperationFaults) -> RailNetwork:
    """Return the network with a new line and its trains; as it was where it has a fault."""
    before = faults.count
    _check_stations(operation, faults)
    _check_fares(network, operation, faults)
    added = add_stations(network, operation.stations)
    if faults.count > before:
        return network
    stations = tuple(_station_id(one) for one in operation.stations)
    km = _get_km(added, operation, stations, faults)
    added, at = _add_platforms(added, operation, faults)
    if faults.count > before:
        return network
    line = Line(
        id=operation.id,
        ja=operation.ja,
        en=operation.en,
        category=COUNTS_AS.get(operation.category, operation.category),
        top_speed_kmh=operation.top_speed_kmh or get_own_top_speed(operation.category),
        fares=operation.fares,
    )
    added = replace(
        added,
        lines=(*added.lines, line),
        sections=(
            *added.sections,
            *connect(operation.id, [at.get(one, one) for one in stations], km),
        ),
    )
    for i, service in enumerate(operation.services):
        added = add_service(added, service, faults, place=("services", i))
    return added


def add_stations(network: RailNetwork, stations: tuple[str | PlannedStation, ...]) -> RailNetwork:
    """Return the network with the planned ones of some stations."""
    new = tuple(
        Station(id=one.id, ja=one.ja, en=one.en, lat=one.lat, lon=one.lon)
        for one in stations
        if isinstance(one, PlannedStation)
    )
    return replace(network, stations=(*network.stations, *new)) if new else network


def _check_fares(network: RailNetwork, operation: AddLine, faults: OperationFaults) -> None:
    """Note fares that are like those of no Shinkansen of the network, or below 0."""
    if operation.fares is None:
        return
    one, other = operation.fares.like
    fast = [line.id for line in network.lines if line.category == "shinkansen"]
    known = {one, other} <= set(network.station_by_id)
    if known and not build_track_graph(network.sections).find_way(fast, one, other):
        faults.add(
            f"no Shinkansen of today runs from {one} to {other}; name two stations of which the "
            "fare is known",
            *("fares", "like"),
        )
    if not 0 <= operation.fares.supplement_yen < _MOST_YEN:
        faults.add("supplement_yen is 0 or more yen", "fares", "supplement_yen")


def _check_stations(operation: AddLine, faults: OperationFaults) -> None:
    ids = [_station_id(one) for one in operation.stations]
    for i, one in enumerate(ids):
        if one in ids[:i]:
            faults.add(f"the line comes to '{one}' twice; lines have no loops", "stations", i)
    for station in operation.transfer_min:
        if station not in ids:
            faults.add(
                f"'{station}' is no station of the line; its stations are {', '.join(ids)}",
                *("transfers_min", station),
            )


def _station_id(station: str | PlannedStation) -> str:
    return station if isinstance(station, str) else station.id


def _get_km(
    network: RailNetwork, operation: AddLine, ids: tuple[str, ...], faults: OperationFaults
) -> tuple[float, ...]:
    """Return the length of each section in km: as given, along the drawn line, or modelled."""
    stations = [network.station_by_id[one] for one in ids]
    if operation.km is not None:
        return operation.km
    if operation.path is None:
        detour = get_model_class(operation.category).detour
        return tuple(detour * straight_km(one, other) for one, other in pairwise(stations))
    chainage = measure_along(operation.path, stations)
    for i, off_km in enumerate(chainage.off_km.tolist()):
        if off_km > OFF_PATH_KM:
            faults.add(
                f"the drawn line passes {off_km:.1f} km from {ids[i]} (at most {OFF_PATH_KM:g}); "
                "it must run from the first station to the last, in (lon, lat)",
                *("stations", i),
            )
    lengths = [float(b - a) for a, b in pairwise(chainage.along_km)]
    for i, ((one, other), km) in enumerate(zip(pairwise(stations), lengths, strict=True)):
        if km <= 0 and not any(off > OFF_PATH_KM for off in chainage.off_km.tolist()):
            faults.add(
                f"{other.id} does not come after {one.id} on the drawn line", *("stations", i + 1)
            )
    return tuple(lengths)


def _add_platforms(
    network: RailNetwork, operation: AddLine, faults: OperationFaults
) -> tuple[RailNetwork, Mapping[str, str]]:
    """Return the network with the platforms of a line, and their ids by station.

    The way from a platform to a place in walking distance takes what it takes from the
    station, and what a change to the platform takes beyond one at the station.
    """
    planned = {one.id for one in operation.stations if isinstance(one, PlannedStation)}
    change_min = {one.station: one.minutes for one in network.transfers if not one.to_station}
    at: dict[str, str] = {}
    stations, transfers = list(network.stations), list(network.transfers)
    for name, minutes in operation.transfer_min.items():
        if name in planned:
            transfers.append(Transfer(station=name, to_station="", minutes=minutes))
            continue
        station = network.station_by_id[name]
        at[name] = platform = f"{name}@{operation.id}"
        if platform in network.station_by_id:
            faults.add(f"a station '{platform}' is there already", "transfers_min", name)
        stations.append(
            replace(
                station,
                id=platform,
                en=f"{station.en} ({operation.en})",
                ja=f"{station.ja}（{operation.ja}）",
            )
        )
        more = max(0.0, minutes - change_min.get(name, network.default_transfer_min))
        transfers += [
            Transfer(station=platform, to_station=other, minutes=one.minutes + more)
            for one in network.transfers
            if name in (one.station, one.to_station)
            and (other := one.to_station if one.station == name else one.station)
        ]
        transfers.append(Transfer(station=platform, to_station=name, minutes=minutes))
    platforms = {**network.platforms, **{one: name for name, one in at.items()}}
    if not at:
        platforms = dict(network.platforms)
    changed = replace(
        network, stations=tuple(stations), transfers=tuple(transfers), platforms=platforms
    )
    return changed, at
