"""What two layers of N02 are, put together: stations, track and lines."""

from __future__ import annotations

from dataclasses import dataclass

from geoaccess.sources.railways.grouping import StationGroups
from geoaccess.sources.railways.lines import RailLine
from geoaccess.sources.railways.matching import Placement
from geoaccess.sources.railways.records import PlatformLayer, TrackLayer
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
    """

    platforms: PlatformLayer
    tracks: TrackLayer
    groups: StationGroups
    placement: Placement
    track: TrackGraph
    lines: tuple[RailLine, ...]
    near: IntArray
