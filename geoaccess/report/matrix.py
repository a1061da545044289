"""The table of a travel-time matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geoaccess.model.matrix import TravelTimeMatrix
from geoaccess.model.places import Places
from geoaccess.report.files import DECIMALS
from geoaccess.units import SECONDS_PER_MINUTE, FloatArray, format_clock

if TYPE_CHECKING:
    import pyarrow as pa


def build_matrix_table(matrix: TravelTimeMatrix, origins: Places, targets: Places) -> pa.Table:
    """Return the table of a matrix: one row a pair, by origin, then target.

    Columns: from_id, to_id, travel_time_p05 … in minutes, reachable_share, fastest_min,
    first_arrival and last_departure as HH:MM; null where there is no connection.
    """
    import pyarrow as pa

    n, m = len(origins), len(targets)
    columns = {
        "from_id": pa.array(origins.id).take(pa.array(np.repeat(np.arange(n), m))),
        "to_id": pa.array(targets.id).take(pa.array(np.tile(np.arange(m), n))),
    }
    for p, values in zip(matrix.percentiles, matrix.travel_time_min, strict=True):
        columns[f"travel_time_p{p:02d}"] = _numbers(values)
    columns["reachable_share"] = _numbers(matrix.reachable_share)
    columns["fastest_min"] = _numbers(matrix.fastest_min)
    columns["first_arrival"] = _clocks(matrix.first_arrival_s)
    columns["last_departure"] = _clocks(matrix.last_departure_s)
    return pa.table(columns)


def _numbers(values: FloatArray) -> pa.Array:
    """Return values as a column, rounded, null for NaN."""
    import pyarrow as pa

    return pa.array(np.round(values.ravel(), DECIMALS), from_pandas=True)


def _clocks(seconds: FloatArray) -> pa.Array:
    """Return seconds of the service day as a column of HH:MM, null for NaN."""
    import pyarrow as pa

    flat = seconds.ravel()
    missing = np.isnan(flat)
    minutes = np.where(missing, 0, flat // SECONDS_PER_MINUTE).astype(np.int64)
    labels = pa.array(
        [format_clock(minute * SECONDS_PER_MINUTE) for minute in range(minutes.max(initial=0) + 1)]
    )
    return labels.take(pa.array(minutes, mask=missing))
