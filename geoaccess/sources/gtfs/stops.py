"""Stops of a GTFS feed: where passengers board, with coordinates, and the stations they form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from geoaccess.model.text import Text
from geoaccess.sources.gtfs.archive import FeedFiles
from geoaccess.sources.gtfs.faults import GtfsFaults
from geoaccess.sources.gtfs.table import GtfsTable, read_needed
from geoaccess.sources.gtfs.values import code_up_to, parse_number
from geoaccess.units import BoolArray, FloatArray, IntArray

STATION: Final = 1
_KINDS: Final = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class FeedStops:
    """Rows of stops.txt.

    Attributes
    ----------
    stop_id
        Arrow array of n_rows ids.
    name, readable_name
        stop_name, and tts_stop_name ('' where there is none).
    kind
        Shape (n_rows,): location_type; 0 is where passengers board, 1 a station.
    lon, lat
        Shape (n_rows,): degrees, the parent station's where a stop has none, NaN where
        neither has.
    group
        Shape (n_rows,): stops with the same number from 0 on have one parent station; a
        station is in its own group; -1 is in none.
    """

    table: GtfsTable
    stop_id: Any
    name: list[str]
    readable_name: list[str]
    kind: IntArray
    lon: FloatArray
    lat: FloatArray
    group: IntArray
    notes: tuple[Text, ...]

    @property
    def boardable(self) -> BoolArray:
        """Rows that become stops of the timetable: they have a position and are no station."""
        placed: BoolArray = (self.kind == 0) & np.isfinite(self.lat)
        return placed


def read_stops(files: FeedFiles, faults: GtfsFaults) -> FeedStops:
    """Return the stops of a feed; unusable ids, coordinates and types are noted as faults."""
    table = read_needed(
        files,
        "stops.txt",
        faults,
        needed=("stop_id", "stop_lat", "stop_lon"),
        optional=("stop_name", "tts_stop_name", "location_type", "parent_station"),
    )
    table.refuse_repeated("stop_id")
    kind = table.convert("location_type", code_up_to(_KINDS), np.int64, "write 0 to 4")
    remedy = "write decimal degrees"
    lat = table.convert("stop_lat", parse_number, np.float64, remedy)
    lon = table.convert("stop_lon", parse_number, np.float64, remedy)
    table.refuse(np.abs(lat) > 90, "stop_lat beyond 90 degrees", remedy, shown="stop_lat")
    table.refuse(np.abs(lon) > 180, "stop_lon beyond 180 degrees", remedy, shown="stop_lon")
    nowhere = np.isnan(lat) | np.isnan(lon) | ((lat == 0) & (lon == 0))
    stop_id = table.columns["stop_id"]
    parent = table.index_in("parent_station", stop_id)
    placed_by = np.where(nowhere & (parent >= 0), parent, np.arange(table.n_rows))
    nowhere = nowhere[placed_by]
    lat = np.where(nowhere, np.nan, lat[placed_by])
    lon = np.where(nowhere, np.nan, lon[placed_by])
    orphans = (parent < 0) & ~table.blank("parent_station")
    unplaced = (nowhere | (placed_by != np.arange(table.n_rows))) & (kind == 0)
    notes = (
        _note(
            table,
            nowhere & (kind == 0),
            "stops without coordinates that no trip of the day calls at left out",
            "か所の停留所は座標がなく、当日の便も停車しないため除外",
        ),
        _note(
            table,
            unplaced & ~nowhere,
            "stops without coordinates placed at their parent station",
            "か所の停留所は座標がないため、親の駅の位置とした",
        ),
        _note(
            table,
            nowhere & (kind == STATION),
            "parent stations without coordinates; their stops have their own",
            "か所の親の駅に座標がない（乗り場の座標を用いる）",
        ),
        _note(
            table,
            orphans,
            "stops name a parent_station that is not there; they form it still",
            "か所の停留所のparent_stationが存在しない（同じ番号どうしを一つの駅とみなす）",
        ),
    )
    return FeedStops(
        table=table,
        stop_id=stop_id,
        name=table.strings("stop_name"),
        readable_name=table.strings("tts_stop_name"),
        kind=kind,
        lon=lon,
        lat=lat,
        group=_groups(table, kind),
        notes=tuple(filter(None, notes)),
    )


def refuse_unusable_calls(stops: FeedStops, called: IntArray) -> None:
    """Note as faults the stops called at that are stations or without any coordinates."""
    is_called = np.zeros(stops.kind.size, dtype=bool)
    is_called[called] = True
    stops.table.refuse(
        is_called & (stops.kind != 0),
        "trips call at a station, entrance or node",
        "let them call at its stops (location_type 0)",
        shown="stop_id",
    )
    stops.table.refuse(
        is_called & (stops.kind == 0) & np.isnan(stops.lat),
        "trips call at a stop without coordinates",
        "give stop_lat and stop_lon, or those of its parent_station",
        shown="stop_id",
    )


def _groups(table: GtfsTable, kind: IntArray) -> IntArray:
    """Return the number of the station that each row belongs to, by the station's id."""
    parents = table.strings("parent_station")
    ids = table.strings("stop_id")
    number: dict[str, int] = {}
    group = np.full(table.n_rows, -1, dtype=np.int64)
    for row, (stop, parent, one) in enumerate(zip(ids, parents, kind.tolist(), strict=True)):
        key = stop if one == STATION else parent
        if key:
            group[row] = number.setdefault(key, len(number))
    return group


def _note(table: GtfsTable, flags: BoolArray, en: str, ja: str) -> Text | None:
    count = int(np.count_nonzero(flags))
    where = table.where
    return Text(en=f"{where}: {count} {en}", ja=f"{where}: {count}{ja}") if count else None
