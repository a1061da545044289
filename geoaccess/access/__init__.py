"""The way between places and stations, and between places, over any backend."""

from __future__ import annotations

from geoaccess.access.extended import StopFacts, extend_access_legs
from geoaccess.access.finder import Points, WayFinder, Ways
from geoaccess.access.legs import build_access_legs, build_direct_legs
from geoaccess.access.platforms import Platforms, add_platform_legs
from geoaccess.access.remembered import RememberedWays
from geoaccess.access.terrain import Terrain, edge_walk_s
from geoaccess.access.ways import GreatCircle, road_s, walk_s

__all__ = [
    "GreatCircle",
    "Platforms",
    "Points",
    "RememberedWays",
    "StopFacts",
    "Terrain",
    "WayFinder",
    "Ways",
    "add_platform_legs",
    "build_access_legs",
    "build_direct_legs",
    "edge_walk_s",
    "extend_access_legs",
    "road_s",
    "walk_s",
]
