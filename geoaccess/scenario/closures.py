"""Closures of sections, lines, stations and corridors, as the classes of hops they stop."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from difflib import get_close_matches

import numpy as np

from geoaccess.errors import InputError, UnknownNameError, describe_offenders
from geoaccess.model.closures import Closures, Corridor, HopClasses, Link, LinkKind
from geoaccess.model.network import RailNetwork, Section
from geoaccess.model.text import Text
from geoaccess.model.timetable import Timetable
from geoaccess.scenario.paths import Hop, build_track_graph, find_way


def build_hop_classes(
    timetable: Timetable, hops: Sequence[Hop], sections: Sequence[Section]
) -> HopClasses:
    """Return the hops of a timetable by the sections and lines they run over.

    Parameters
    ----------
    hops
        Sections of the hop from each call (`find_hops`). The calls of feeds, which come after
        those of the tables, have none: their track is not known, only their lines.
    sections
        Of the network, in the order in which positions are counted.
    """
    position = {section: k for k, section in enumerate(sections)}
    known: dict[tuple[Hop, tuple[str, ...]], int] = {}
    n_calls = len(timetable.call_lines)
    under = (*hops, *((),) * (n_calls - len(hops)))
    call_class = np.fromiter(
        (
            known.setdefault(key, len(known))
            for key in zip(under, timetable.call_lines, strict=True)
        ),
        dtype=np.int32,
        count=n_calls,
    )
    return HopClasses(
        call_class=call_class,
        sections=tuple(tuple(position[one] for one in hop) for hop, _ in known),
        lines=tuple(lines for _, lines in known),
    )


def list_links(network: RailNetwork, kind: LinkKind) -> tuple[Link, ...]:
    """Return every section, line or station of a network as something to close."""
    stations = network.station_by_id
    if kind == "section":
        return tuple(
            Link(
                kind=kind,
                id=f"{one.line}:{one.from_station}-{one.to_station}",
                name=_between(network, one.line, one.from_station, one.to_station),
                km=one.km,
            )
            for one in network.sections
        )
    if kind == "line":
        return tuple(
            Link(kind=kind, id=line.id, name=Text(en=line.en, ja=line.ja), km=_km(network, line.id))
            for line in network.lines
        )
    if kind == "station":
        return tuple(
            Link(kind=kind, id=one.id, name=Text(en=f"{one.en} Station", ja=f"{one.ja}駅"))
            for one in stations.values()
        )
    raise InputError(f"links: '{kind}' is no part of a network; corridors are given")


def close_sections(hops: HopClasses, groups: Sequence[Iterable[int]], n_stops: int) -> Closures:
    """Return one closure for each group of positions of sections."""
    return _cut(hops.sections, groups, n_stops)


def close_lines(hops: HopClasses, groups: Sequence[Iterable[str]], n_stops: int) -> Closures:
    """Return one closure for each group of ids of lines: every hop over any of them is cut."""
    return _cut(hops.lines, groups, n_stops)


def close_stops(hops: HopClasses, n_stops: int) -> Closures:
    """Return one closure for each stop: trains run through it and nobody gets on or off."""
    return Closures(
        cut=np.zeros((n_stops, hops.n_classes), dtype=bool), shut=np.eye(n_stops, dtype=bool)
    )


def find_corridor_sections(
    network: RailNetwork, corridor: Corridor
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the positions of a corridor's sections, and its stretches that are not there."""
    track = build_track_graph(network.sections)
    position = {section: k for k, section in enumerate(network.sections)}
    found: dict[int, None] = {}
    missing = []
    for line, origin, target in corridor.stretches:
        way = find_way(track, line, origin, target)
        if way is None:
            missing.append(f"{line} {origin}-{target}")
        else:
            found.update(dict.fromkeys(position[section] for section in way))
    return tuple(found), tuple(missing)


def get_corridor_sections(network: RailNetwork, corridor: Corridor) -> tuple[int, ...]:
    """Return the positions of a corridor's sections.

    Raises
    ------
    UnknownNameError
        When a stretch is not on the network; names near to the first unknown one are listed.
    """
    found, missing = find_corridor_sections(network, corridor)
    if missing:
        raise UnknownNameError(
            f"corridor {corridor.id}: {len(missing)} stretches are not on {network.name} "
            f"({describe_offenders(missing)}){_nearest(network, corridor)}; give a line and two of "
            "its stations by their ids"
        )
    return found


def _nearest(network: RailNetwork, corridor: Corridor) -> str:
    """Return the ids nearest to the first of a corridor's names that is not known."""
    for line, *ends in corridor.stretches:
        names = [(line, list(network.line_by_id))]
        names += [(end, list(network.station_by_id)) for end in ends]
        for name, known in names:
            if name not in known:
                near = get_close_matches(name, known, n=3, cutoff=0.4)
                return f"; nearest to '{name}': {', '.join(near) or 'none'}"
    return ""


def _cut(
    of_class: Sequence[Sequence[Hashable]],
    groups: Sequence[Iterable[Hashable]],
    n_stops: int,
) -> Closures:
    """Return closures that cut each class which has a member in the group."""
    classes: dict[Hashable, list[int]] = {}
    for k, members in enumerate(of_class):
        for member in members:
            classes.setdefault(member, []).append(k)
    cut = np.zeros((len(groups), len(of_class)), dtype=bool)
    for row, group in zip(cut, groups, strict=True):
        for member in group:
            row[classes.get(member, [])] = True
    return Closures(cut=cut, shut=np.zeros((len(groups), n_stops), dtype=bool))


def _between(network: RailNetwork, line: str, origin: str, target: str) -> Text:
    at, here = network.line_by_id[line], network.station_by_id
    return Text(
        en=f"{at.en}: {here[origin].en}–{here[target].en}",
        ja=f"{at.ja} {here[origin].ja}〜{here[target].ja}",
    )


def _km(network: RailNetwork, line: str) -> float:
    return sum(section.km for section in network.sections if section.line == line)
