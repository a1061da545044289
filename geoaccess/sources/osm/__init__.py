"""Streets from OpenStreetMap extracts."""

from __future__ import annotations

from geoaccess.sources.osm.download import PLACE_PREFIX, fetch_place
from geoaccess.sources.osm.load import load_roads

__all__ = ["PLACE_PREFIX", "fetch_place", "load_roads"]
