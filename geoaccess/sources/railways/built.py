"""What two layers of N02 are, put together: stations, track and lines."""

from __future__ import annotations

from dataclasses import dataclass

from geoaccess.sources.railways.grouping import StationGroups
from geoaccess.sources.railways.lines import RailLine
from geoaccess.sources.railways.matching import Placement
from geoaccess.sources.railways.records import LineKey, PlatformLayer, TrackLayer
from geoaccess.sources.railways.track import TrackGraph
from geoaccess.units import IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Railways:
    """All railways of the two layers, before any train runs.

    Attributes
    ----------
    platforms, tracks
        The layers.
    groups
        Stations; indices of stations in `lines` are theirs.
    placement, track
        Where the platforms lie, and the graph of the track.
    lines
        Lines with at least two stations on their track.
    near
        Stations around every station, as the service model counts them.
    unused
        Neighbouring stations on track that no train is taken to run over.
    estimated, unordered
        Lines without track that the service model lists: those whose order of stations could
        be told from their positions, and those where it could not.
    """

    platforms: PlatformLayer
    tracks: TrackLayer
    groups: StationGroups
    placement: Placement
    track: TrackGraph
    lines: tuple[RailLine, ...]
    near: IntArray
    unused: tuple[tuple[int, int], ...] = ()
    estimated: tuple[LineKey, ...] = ()
    unordered: tuple[LineKey, ...] = ()
