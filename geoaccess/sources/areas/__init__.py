"""Administrative areas of any N03 edition, the lookup of points, and codes over mergers."""

from __future__ import annotations

from geoaccess.sources.areas.carry import CarriedValues, carry_over
from geoaccess.sources.areas.history import find_period, load_code_history
from geoaccess.sources.areas.load import AreasResult, load_areas
from geoaccess.sources.areas.lookup import build_zones, find_area, select_zones
from geoaccess.sources.areas.simplify import simplify_areas
from geoaccess.sources.areas.topojson import render_topojson

__all__ = [
    "AreasResult",
    "CarriedValues",
    "build_zones",
    "carry_over",
    "find_area",
    "find_period",
    "load_areas",
    "load_code_history",
    "render_topojson",
    "select_zones",
    "simplify_areas",
]
