"""The way between places and stations, and between places, without streets."""

from __future__ import annotations

from geoaccess.access.legs import build_access_legs, build_direct_legs
from geoaccess.access.ways import road_s, walk_s

__all__ = ["build_access_legs", "build_direct_legs", "road_s", "walk_s"]
