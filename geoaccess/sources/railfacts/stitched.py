"""Limited expresses around Tokyo, put together from pieces of a timetable by line."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geoaccess.model.observed import StitchedTrip
from geoaccess.sources.csvtable import Faults, read_table
from geoaccess.sources.railfacts.cells import Reader, after

_COLUMNS: Final = (
    "trip_id", "name", "first_station_in_data", "last_station_in_data", "dep", "arr", "n_stops",
    "true_origin", "true_dest", "pieces",
)  # fmt: skip


def load_stitched_trips(path: Path) -> tuple[StitchedTrip, ...]:
    """Return the trips; their calls are those of `railways.calibration.load_observed_trips`.

    Portions that run coupled may stand twice, once each (Narita Express).

    Raises
    ------
    FileError, InputError
        When the table is missing or lacks a column; when a cell cannot be read, or an id
        stands twice.
    """
    faults, trips = Faults(path.name), dict[str, StitchedTrip]()
    for row in read_table(path, _COLUMNS):
        cells = Reader(row, faults)
        depart = cells.minute("dep")
        one = StitchedTrip(
            id=cells.text("trip_id"),
            names=tuple(cells.text("name").split("/")),
            first_station=cells.text("first_station_in_data"),
            last_station=cells.text("last_station_in_data"),
            depart_min=depart,
            arrive_min=after(depart, cells.minute("arr")),
            calls=cells.whole("n_stops"),
            true_origin=row["true_origin"],
            true_destination=row["true_dest"],
            pieces=cells.whole("pieces"),
        )
        if one.id in trips:
            cells.note("ids that stand twice", one.id)
        trips[one.id] = one
    if not trips:
        faults.add("no trips", "give one row a trip")
    faults.check()
    return tuple(trips.values())
