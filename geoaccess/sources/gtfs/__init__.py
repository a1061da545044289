"""Any GTFS timetable: one or several feeds, as the trains and buses of one service day."""

from geoaccess.model.feed import GtfsFeed
from geoaccess.sources.gtfs.dates import ServiceDates, find_service_dates
from geoaccess.sources.gtfs.load import load_gtfs

__all__ = ["GtfsFeed", "ServiceDates", "find_service_dates", "load_gtfs"]
