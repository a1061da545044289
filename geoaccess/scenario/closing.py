"""Lines, sections and stations taken out of a network; trains are cut back to what is left."""

from __future__ import annotations

from dataclasses import replace

from geoaccess.model.network import RailNetwork
from geoaccess.model.scenario import CloseLine, CloseSection, CloseStop
from geoaccess.scenario.asof import DatedNetwork
from geoaccess.scenario.faults import OperationFaults
from geoaccess.scenario.paths import build_track_graph, find_way
from geoaccess.scenario.services import find_platform


def close_line(network: RailNetwork, operation: CloseLine, faults: OperationFaults) -> RailNetwork:
    """Return the network without the track of a line, and without its own platforms."""
    del faults  # a line that is known can be closed
    closed = {section for section in network.sections if section.line == operation.line}
    return _drop_platforms(DatedNetwork(network).without(closed, ()))


def close_section(
    network: RailNetwork, operation: CloseSection, faults: OperationFaults
) -> RailNetwork:
    """Return the network without the track between two stations of a line."""
    ends = (operation.from_station, operation.to_station)
    one, other = (find_platform(network, end, (operation.line,)) for end in ends)
    way = find_way(build_track_graph(network.sections), operation.line, one, other)
    if not way:
        here = _stations_of(network, operation.line)
        faults.add(
            f"{operation.line} has no track between {operation.from_station} and "
            f"{operation.to_station}; its stations are {', '.join(here) or 'closed already'}"
        )
        return network
    return _drop_platforms(DatedNetwork(network).without(set(way), ()))


def close_stop(network: RailNetwork, operation: CloseStop, faults: OperationFaults) -> RailNetwork:
    """Return the network with a station where no train of a line (of any line) calls."""
    lines = (operation.line,) if operation.line else tuple(network.line_by_id)
    stops = {find_platform(network, operation.station, lines)}
    if operation.line is None:
        stops |= {one for one, of in network.platforms.items() if of == operation.station}
    shut = {(line, stop) for line in lines for stop in stops}
    closed = DatedNetwork(network).without((), shut)
    if closed.patterns == network.patterns:
        faults.add(
            f"no train{f' of {operation.line}' if operation.line else ''} calls at "
            f"{operation.station}"
        )
    return closed


def _stations_of(network: RailNetwork, line: str) -> list[str]:
    """Return the stations of a line in the order of its sections."""
    ends = (
        end
        for section in network.sections
        if section.line == line
        for end in (section.from_station, section.to_station)
    )
    return list(dict.fromkeys(ends))


def _drop_platforms(network: RailNetwork) -> RailNetwork:
    """Return the network without platforms that are on no track any more."""
    on_track = {
        end for section in network.sections for end in (section.from_station, section.to_station)
    }
    gone = set(network.platforms) - on_track
    if not gone:
        return network
    return replace(
        network,
        stations=tuple(one for one in network.stations if one.id not in gone),
        transfers=tuple(
            one for one in network.transfers if gone.isdisjoint((one.station, one.to_station))
        ),
        platforms={one: of for one, of in network.platforms.items() if one not in gone},
    )
