"""What was done with the layers of N02, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from geoaccess.model.network import RailNetwork, Station
from geoaccess.model.text import Text
from geoaccess.sources.railways.built import Railways
from geoaccess.sources.railways.lines import RailLine
from geoaccess.sources.railways.servicemodel import LEFT_OUT

SHOWN = 8

MODELLED = Text(
    en="Modelled services, not a timetable: calls, minutes and departures follow from the kind "
    "of line and the stations around it (configs/services.yaml).",
    ja="時刻表ではなくモデルによる列車：停車駅・所要時間・発車時刻は路線の種別と周辺の駅密度から推定"
    "（configs/services.yaml）。",
)


def find_components(network: RailNetwork) -> list[list[str]]:
    """Return the station ids of every connected part of a network, the largest first.

    Stations are connected by sections and by walks of the transfer table.
    """
    parent = {station.id: station.id for station in network.stations}

    def root(one: str) -> str:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    pairs = [(section.from_station, section.to_station) for section in network.sections]
    pairs += [(one.station, one.to_station) for one in network.transfers if one.to_station]
    for a, b in pairs:
        if a in parent and b in parent:
            parent[root(a)] = root(b)
    parts: dict[str, list[str]] = defaultdict(list)
    for one in parent:
        parts[root(one)].append(one)
    return sorted(parts.values(), key=lambda part: (-len(part), part[0]))


def describe_build(
    railways: Railways,
    network: RailNetwork,
    joined: Mapping[int, Station],
    lines: Sequence[RailLine],
) -> tuple[Text, ...]:
    """Return what was read, mended, left out and assumed."""
    notes = [MODELLED, _what_was_built(network, lines)]
    notes += [*railways.platforms.notes, *railways.tracks.notes]
    notes += _placement_notes(railways)
    notes += _estimate_notes(railways)
    notes += _left_out_notes(railways)
    notes += _connection_notes(railways, network)
    if joined:
        notes.append(
            Text(
                f"{len(joined)} stations have the name and place of a station of the network that "
                "this one is joined to, and take its id.",
                f"{len(joined)}駅は結合先の路線網の同名・近接駅と同じidとした。",
            )
        )
    return tuple(notes)


def _what_was_built(network: RailNetwork, lines: Sequence[RailLine]) -> Text:
    km = sum(section.km for section in network.sections)
    stations, count = len(network.stations), len(lines)
    return Text(
        f"{count:,} lines, {stations:,} stations, {km:,.0f} km of track; stations and lines opened "
        f"or closed after the edition ({network.edition}) are missing, or still there.",
        f"{count:,}路線、{stations:,}駅、{km:,.0f} km。データの版（{network.edition}）より後の"
        "開業・廃止は反映されない。",
    )


def _placement_notes(railways: Railways) -> list[Text]:
    notes = []
    placement, platforms = railways.placement, railways.platforms
    if placement.renamed:
        shown = _shown([f"{a.label()} → {b.label()}" for a, b in placement.renamed])
        notes.append(
            Text(
                f"{len(placement.renamed)} lines have another name or operator in the section "
                f"layer and were found by their track: {shown}.",
                f"{len(placement.renamed)}路線は区間データで名称・事業者が異なり、線形から対応づけた："
                f"{shown}。",
            )
        )
    if placement.absorbed:
        shown = _shown([f"{a.label()} → {b.label()}" for a, b in placement.absorbed])
        notes.append(
            Text(
                f"{len(placement.absorbed)} links with fewer than two stations were added to the "
                f"line of the same operator that they touch: {shown}.",
                f"駅が2未満の{len(placement.absorbed)}路線を同じ事業者の接続路線に含めた：{shown}。",
            )
        )
    off = np.flatnonzero(placement.line < 0)
    if off.size:
        count = Counter(platforms.line[i].label() for i in off)
        shown = _shown([f"{name} {n}" for name, n in count.most_common()])
        notes.append(
            Text(
                f"{off.size} platforms have no track of their line in the section layer and are "
                f"left out (closed since, or missing there): {shown}.",
                f"{off.size}件の駅は区間データに線路がなく除いた（廃止または欠落）：{shown}。",
            )
        )
    return notes


def _estimate_notes(railways: Railways) -> list[Text]:
    """Return what of the network rests on more than the track that was given."""
    notes = []
    if railways.estimated:
        shown = _shown([key.label() for key in railways.estimated])
        notes.append(
            Text(
                f"{len(railways.estimated)} lines have no track in the section layer; it is "
                f"estimated from the positions of their stations: {shown}.",
                f"区間データに線路のない{len(railways.estimated)}路線を駅の位置から推定した：{shown}。",
            )
        )
    if railways.unordered:
        shown = _shown([key.label() for key in railways.unordered])
        notes.append(
            Text(
                f"{len(railways.unordered)} lines without track are left out: the order of their "
                f"stations cannot be told from positions: {shown}.",
                f"線路がなく、位置から駅順が決まらない{len(railways.unordered)}路線を除いた：{shown}。",
            )
        )
    if railways.unused:
        name = railways.groups.name
        shown = _shown([f"{name[a]}–{name[b]}" for a, b in railways.unused])
        notes.append(
            Text(
                f"{len(railways.unused)} ways past a junction are taken to have no trains, since "
                f"these call at a station beside it: {shown}. The service model lists those that "
                "have (links).",
                f"分岐点を直通する{len(railways.unused)}区間は列車がないものとした：{shown}"
                "（あるものはlinksに記載）。",
            )
        )
    return notes


def _left_out_notes(railways: Railways) -> list[Text]:
    notes = []
    left = [line.key.label() for line in railways.lines if line.line_class in LEFT_OUT]
    if left:
        notes.append(
            Text(
                f"{len(left)} lines are left out by their class (Shinkansen, trolley buses): "
                f"{_shown(left)}.",
                f"種別により{len(left)}路線を除いた（新幹線・無軌条）：{_shown(left)}。",
            )
        )
    present = {line.key for line in railways.lines}
    present |= {link for link, _ in railways.placement.absorbed}
    bare = [key.label() for key in railways.placement.lines if key not in present]
    if bare:
        notes.append(
            Text(
                f"{len(bare)} lines of the section layer have fewer than two stations: "
                f"{_shown(bare)}.",
                f"区間データの{len(bare)}路線は駅が2未満：{_shown(bare)}。",
            )
        )
    return notes


def _connection_notes(railways: Railways, network: RailNetwork) -> list[Text]:
    notes = []
    if railways.track.gaps:
        names = railways.placement.lines
        shown = _shown([f"{names[line].label()} {m:.0f} m" for line, m in railways.track.gaps])
        notes.append(
            Text(
                f"{len(railways.track.gaps)} gaps in the track of a line were bridged: {shown}.",
                f"線路の切れ目{len(railways.track.gaps)}か所をつないだ：{shown}。",
            )
        )
    parts = find_components(network)
    if len(parts) > 1:
        ja = {station.id: station.ja for station in network.stations}
        shown = ", ".join(f"{ja[part[0]]}–{ja[part[-1]]} ({len(part)})" for part in parts[1:])
        notes.append(
            Text(
                f"The network falls into {len(parts)} parts: one of {len(parts[0]):,} stations, "
                f"and {shown}.",
                f"路線網は{len(parts)}個に分かれる：{len(parts[0]):,}駅の本体と{shown}。",
            )
        )
    return notes


def _shown(texts: Sequence[str]) -> str:
    more = len(texts) - SHOWN
    return ", ".join(texts[:SHOWN]) + (f" … (+{more})" if more > 0 else "")
