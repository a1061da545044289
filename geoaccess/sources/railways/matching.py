"""Which line of the section layer each platform of the station layer lies on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geoaccess.model.text import fold_name
from geoaccess.sources.railways.records import LineKey, PlatformLayer, TrackLayer
from geoaccess.units import FloatArray, IntArray, great_circle_m

SAME_LINE_M: Final = 150.0
"""A platform this far from the track of the line it names still belongs to it."""
OTHER_LINE_M: Final = 30.0
"""A line of another name must run this near to be the same line renamed."""
SHARE: Final = 0.6
"""... and pass this share of the platforms that are left without a line."""
_SEARCH_DEGREES: Final = 0.002
_TOUCH_DEGREES: Final = 1e-5


@dataclass(frozen=True, kw_only=True, eq=False)
class Placement:
    """Where the n platforms of a layer lie on the track.

    Attributes
    ----------
    line
        Line of the section layer, index into `lines`; -1 where there is no track.
    piece
        Row of the section layer that is nearest on that line.
    distance_m
        From the midpoint to the track.
    lines
        Lines of the section layer in order of their names.
    line_of_piece
        Line of each row of the section layer.
    renamed
        Pairs of a line of the station layer and the line that its platforms lie on.
    absorbed
        Pairs of a line with fewer than two stations and the line that its track was added to:
        one of the same operator (a link such as 三岐鉄道 近鉄連絡線), or of the same name, where
        a line is handed over in pieces (北神線).
    """

    line: IntArray
    piece: IntArray
    distance_m: FloatArray
    lines: tuple[LineKey, ...]
    line_of_piece: IntArray
    renamed: tuple[tuple[LineKey, LineKey], ...]
    absorbed: tuple[tuple[LineKey, LineKey], ...] = ()


def place_platforms(platforms: PlatformLayer, tracks: TrackLayer) -> Placement:
    """Return the line and the piece of track of every platform.

    A line of the same name and operator comes first. Layers of two editions name lines
    differently (中央線, 中央本線; a line handed to another company): then the line is taken
    whose track passes most of the platforms.
    """
    lines = tuple(sorted(set(tracks.line)))
    index = {key: i for i, key in enumerate(lines)}
    line_of_piece = np.array([index[key] for key in tracks.line])
    nearest = _nearest_pieces(platforms, tracks, line_of_piece)
    folded = [key.folded() for key in lines]
    by_name = {names: i for i, names in enumerate(folded)}
    rows_of: dict[LineKey, list[int]] = defaultdict(list)
    for row, key in enumerate(platforms.line):
        rows_of[key].append(row)
    line = np.full(len(platforms), -1)
    renamed: list[tuple[LineKey, LineKey]] = []
    for key, rows in rows_of.items():
        names = key.folded()
        same = by_name.get(names)
        kin = {i: names[0] == o[0] for i, o in enumerate(folded) if _is_kin(names, o)}
        chosen = _choose(rows, same, kin, nearest)
        for row, one in chosen.items():
            line[row] = one
        renamed += [(key, lines[one]) for one in dict.fromkeys(chosen.values()) if one != same]
    found = [nearest[row].get(int(one), (np.inf, -1)) for row, one in enumerate(line)]
    hosts = _find_hosts(platforms, tracks, lines, line, line_of_piece)
    return Placement(
        line=np.where(line >= 0, hosts[line], -1),
        piece=np.array([piece for _, piece in found]),
        distance_m=np.array([distance for distance, _ in found]),
        lines=lines,
        line_of_piece=hosts[line_of_piece],
        renamed=tuple(renamed),
        absorbed=tuple((lines[i], lines[one]) for i, one in enumerate(hosts) if i != one),
    )


def _choose(
    rows: Sequence[int],
    same: int | None,
    kin: Mapping[int, bool],
    nearest: Sequence[Mapping[int, tuple[float, int]]],
) -> dict[int, int]:
    """Return the line of each row of one line of the station layer, where there is one.

    One platform is enough for a line of the same name, whoever runs it (`kin` tells which).
    """
    chosen: dict[int, int] = {}
    if same is not None:
        chosen = {row: same for row in rows if nearest[row].get(same, (np.inf,))[0] <= SAME_LINE_M}
    left = [row for row in rows if row not in chosen]
    while left:
        votes = Counter(
            line
            for row in left
            for line, (distance, _) in nearest[row].items()
            if distance <= OTHER_LINE_M and line != same
        )
        enough = [
            line
            for line, count in votes.items()
            if kin.get(line) or count >= max(SHARE * len(left), 2)
        ]
        if not enough:
            break
        line = max(enough, key=lambda one: (one in kin, votes[one], -one))
        near = {row for row in left if nearest[row].get(line, (np.inf,))[0] <= SAME_LINE_M}
        chosen |= dict.fromkeys(sorted(near), line)
        left = [row for row in left if row not in near]
    return chosen


def _find_hosts(
    platforms: PlatformLayer,
    tracks: TrackLayer,
    lines: Sequence[LineKey],
    line: IntArray,
    line_of_piece: IntArray,
) -> IntArray:
    """Return the line that the track of each line is counted to: its own, but for links."""
    import shapely

    hosts = np.arange(len(lines))
    names: list[set[str]] = [set() for _ in lines]
    for row, one in enumerate(line.tolist()):
        if one >= 0:
            names[one].add(platforms.name[row])
    for link in (i for i in range(len(lines)) if len(names[i]) < 2):
        key = lines[link]
        beside = [
            i
            for i, other in enumerate(lines)
            if (other.operator == key.operator and len(names[i]) > 1)
            or (fold_name(other.line) == fold_name(key.line) and hosts[i] == i)
        ]
        track = shapely.union_all(tracks.shape[line_of_piece == link])
        touching = [
            i
            for i in beside
            if i != link
            and shapely.dwithin(track, tracks.shape[line_of_piece == i], _TOUCH_DEGREES).any()
        ]
        if touching:
            host = max(touching, key=lambda i: (len(names[i]), -i))
            hosts[link] = host
            names[host] |= names[link]
    while (hosts != hosts[hosts]).any():
        hosts = hosts[hosts]
    return hosts


def _is_kin(names: tuple[str, str], others: tuple[str, str]) -> bool:
    """Return whether two lines share the operator, or one name holds the other."""
    return names[1] == others[1] or names[0] in others[0] or others[0] in names[0]


def _nearest_pieces(
    platforms: PlatformLayer, tracks: TrackLayer, line_of_piece: IntArray
) -> list[dict[int, tuple[float, int]]]:
    """Return, per platform, the distance in metres and the nearest piece of every line near."""
    import shapely

    points = shapely.points(platforms.lon, platforms.lat)
    tree = shapely.STRtree(tracks.shape)
    row, piece = tree.query(points, predicate="dwithin", distance=_SEARCH_DEGREES)
    ends = shapely.get_coordinates(shapely.shortest_line(points[row], tracks.shape[piece]))
    metres = great_circle_m(ends[::2, 0], ends[::2, 1], ends[1::2, 0], ends[1::2, 1])
    found: list[dict[int, tuple[float, int]]] = [{} for _ in range(len(platforms))]
    for i in np.argsort(-metres, kind="stable"):  # the nearest is written last
        found[row[i]][int(line_of_piece[piece[i]])] = (float(metres[i]), int(piece[i]))
    return found
