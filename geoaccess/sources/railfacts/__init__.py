"""Published facts of railways: fares, boards, observed trains, planned links, drawn lines."""

from __future__ import annotations

from geoaccess.sources.railfacts.boards import load_boards
from geoaccess.sources.railfacts.coupled import count_coupled, list_departures
from geoaccess.sources.railfacts.fares import load_fare_pairs
from geoaccess.sources.railfacts.observed import (
    load_direct_pairs,
    load_observed_trains,
    load_service_summaries,
)
from geoaccess.sources.railfacts.planned import load_planned_links, load_planned_stations
from geoaccess.sources.railfacts.published import load_line_stations, load_published_services
from geoaccess.sources.railfacts.stitched import load_stitched_trips
from geoaccess.sources.railfacts.tracklines import load_track_lines

__all__ = [
    "count_coupled",
    "list_departures",
    "load_boards",
    "load_direct_pairs",
    "load_fare_pairs",
    "load_line_stations",
    "load_observed_trains",
    "load_planned_links",
    "load_planned_stations",
    "load_published_services",
    "load_service_summaries",
    "load_stitched_trips",
    "load_track_lines",
]
