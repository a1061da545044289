"""r5py as a router: the one module in which it is imported, inside functions.

Importing r5py starts Java, downloads R5 unless ``--r5-classpath`` names a jar, and reads the
options of the process: `worker` sets these before it makes a router.
"""

from __future__ import annotations

import datetime as dt
import warnings
from typing import Any

import numpy as np

from geoaccess.engine.r5.question import R5Network, R5Points, R5Question
from geoaccess.engine.r5.router import TripTable


class R5pyRouter:
    """Finds trips with r5py on one network.

    Attributes
    ----------
    remarks
        What R5 found wrong with the feeds, as it says it.
    """

    def __init__(self, network: R5Network) -> None:
        """Build the network, or read it from r5py's cache."""
        import r5py

        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            self._network: Any = r5py.TransportNetwork(
                str(network.roads), [str(feed) for feed in network.feeds], allow_errors=True
            )
        self.remarks = [str(one.message) for one in caught if one.category is RuntimeWarning]

    def find_trips(self, origins: R5Points, targets: R5Points, question: R5Question) -> TripTable:
        """Return the trips from some of the origins to all targets."""
        import r5py

        settings = question.settings
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            found: Any = r5py.TravelTimeMatrix(
                self._network,
                origins=_frame(origins),
                destinations=_frame(targets),
                departure=question.departure,
                departure_time_window=dt.timedelta(minutes=question.n_minutes),
                percentiles=list(question.percentiles),
                transport_modes=list(settings.modes.transport),
                access_modes=list(settings.modes.access),
                egress_modes=list(settings.modes.egress),
                max_time=dt.timedelta(minutes=settings.max_time_min),
                speed_walking=settings.walk_speed_kmh,
                speed_cycling=settings.cycle_speed_kmh,
                max_public_transport_rides=settings.max_rides,
            )
        for one in caught:
            if one.category is RuntimeWarning and str(one.message) not in self.remarks:
                self.remarks.append(str(one.message))
        return TripTable(
            from_id=tuple(found["from_id"].astype(str)),
            to_id=tuple(found["to_id"].astype(str)),
            minutes=np.stack(
                [found[name].to_numpy(dtype=float) for name in column_names(question.percentiles)]
            ),
        )


def column_names(percentiles: tuple[int, ...]) -> tuple[str, ...]:
    """Return the columns of r5py's matrix; the median alone has a name of its own."""
    if percentiles == (50,):
        return ("travel_time",)
    return tuple(f"travel_time_p{percentile:d}" for percentile in percentiles)


def _frame(points: R5Points) -> Any:
    import geopandas

    return geopandas.GeoDataFrame(
        {"id": list(points.id)},
        geometry=geopandas.points_from_xy(points.lon, points.lat),
        crs="EPSG:4326",
    )
