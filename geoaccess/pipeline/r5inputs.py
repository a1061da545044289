"""Everything that R5 is given, checked before Java sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np

from geoaccess.engine.r5.modes import DEFAULT_MODES, TripModes
from geoaccess.engine.r5.process import compute_digest
from geoaccess.engine.r5.question import DEFAULT_MAX_TIME_MIN, R5Network, R5Points
from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.extent import StreetExtent
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.model.timetable import Timetable
from geoaccess.pipeline.networks import Networks
from geoaccess.pipeline.references import SHIPPED_NETWORK, NetworkReference
from geoaccess.sources.gtfs.archive import read_feeds
from geoaccess.sources.gtfs.faults import GtfsFaults
from geoaccess.sources.gtfs.table import read_optional
from geoaccess.sources.osmextent import load_extent

Use = Literal["--engine r5", "--access r5"]
"""What R5 is used for: whole trips, or the way to stations of the long-distance engine."""

LARGEST_KM2: Final = 975_000
"""R5 refuses larger extents (GeometryUtils.MAX_BOUNDING_BOX_AREA_SQ_KM)."""


@dataclass(frozen=True, kw_only=True)
class R5Options:
    """How R5 is used.

    Attributes
    ----------
    modes
        ``walk,transit``, ``walk``, ``bicycle``, ``car`` or ``bicycle,transit``.
    jar
        The R5 jar; None for the one that R5_CLASSPATH names or r5py keeps.
    max_time_min
        Longer trips from door to door are not looked for.
    join
        Ids of the stations to which R5 finds the way; empty for all within its streets.
    """

    modes: str = DEFAULT_MODES
    jar: Path | None = None
    max_time_min: int = DEFAULT_MAX_TIME_MIN
    join: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class R5Inputs:
    """The files of R5, where its streets are, and what must be known of them.

    Attributes
    ----------
    day
        Day on which the feeds are run.
    digests
        SHA-256 by file name.
    time_zone
        Clock of the feeds, '' where there are none.
    """

    network: R5Network
    extent: StreetExtent
    day: dt.date
    digests: dict[str, str]
    time_zone: str
    notes: tuple[Text, ...]


def load_r5_inputs(
    roads: Path | None, networks: Networks, modes: TripModes, *, use: Use
) -> R5Inputs:
    """Return the files of R5 after a look into each.

    The feeds were read by the project's own reader before: their ids, times and calendars hold.

    Raises
    ------
    GeoaccessError
        When R5 could not use a file, or the files do not fit each other.
    """
    if roads is None:
        raise InputError(f"{use}: R5 needs streets; give an extract: --roads FILE.osm.pbf")
    feeds = [one for one in networks.references if one.kind == "feed"]
    if not modes.has_transit:
        feeds = []
    elif not feeds:
        raise InputError(
            f"{use}: R5 takes trains and buses from GTFS feeds only, and none is given; give "
            "--network FEED.zip, or --modes walk, bicycle or car"
        )
    elif use == "--engine r5":
        _refuse_tables(networks)
    extent = load_extent(roads)
    if extent.area_km2 > LARGEST_KM2:
        raise InputError(
            f"--roads {roads.name}: covers {extent.area_km2:,.0f} km2 ({extent}); R5 takes at most "
            f"{LARGEST_KM2:,}: cut it to the city"
        )
    paths = tuple(one.path for one in feeds)
    digests = _check_feeds(paths)
    zones = {one.time_zone for one in networks.feed.editions} if networks.feed and feeds else set()
    return R5Inputs(
        network=R5Network(roads=roads, feeds=paths),
        extent=extent,
        day=_day(networks, feeds),
        digests={roads.name: compute_digest(roads)} | digests,
        time_zone=" ".join(sorted(zones)),
        notes=_stops_outside(networks.feed.timetable, extent) if networks.feed and feeds else (),
    )


def build_r5_points(places: Places, extent: StreetExtent, option: str) -> R5Points:
    """Return places as R5 is asked for them.

    Raises
    ------
    InputError
        When places lie outside the streets; they are listed.
    """
    outside = extent.outside(places.id, places.lon, places.lat)
    if outside:
        raise InputError(
            f"{option}: {len(outside)} of {len(places)} places lie outside the streets of "
            f"{extent.path.name} ({extent}): {describe_offenders(outside)}; give a larger extract, "
            "or leave them out"
        )
    return R5Points(places.id, places.lon, places.lat)


def _refuse_tables(networks: Networks) -> None:
    tables = [one.text for one in networks.references if one.kind != "feed"]
    if not tables:
        return
    remedy = "leave it out, or give it as a feed"
    if SHIPPED_NETWORK in tables:
        remedy += " (geoaccess data export writes japan as one)"
    raise InputError(f"--network {describe_offenders(tables)}: R5 reads GTFS feeds only; {remedy}")


def _day(networks: Networks, feeds: Sequence[NetworkReference]) -> dt.date:
    """Return the one day of all feeds; that of the run without feeds."""
    dates = sorted({one.date or networks.service_date for one in feeds})
    if len(dates) > 1:
        named = [f"{one.path.name} {one.date or networks.service_date}" for one in feeds]
        raise InputError(
            f"--network: R5 runs all feeds on one day ({describe_offenders(named)}); give them "
            "one date"
        )
    return dates[0] if dates else networks.service_date


def _check_feeds(paths: Sequence[Path]) -> dict[str, str]:
    """Return the digests of feeds by file name; refuse folders and feeds that come twice."""
    folders = [path.name for path in paths if path.is_dir()]
    if folders:
        raise InputError(
            f"--network {describe_offenders(folders)}: R5 reads feeds as zip files only; zip the "
            "files of the folder"
        )
    digests = [compute_digest(path) for path in paths]
    _refuse_twice("have the same content", digests, paths)
    _refuse_twice("have the same feed_id in feed_info.txt", _feed_ids(paths), paths)
    return {f"{path.name}": digest for path, digest in zip(paths, digests, strict=True)}


def _feed_ids(paths: Sequence[Path]) -> list[str]:
    """Return the feed_id of each feed, a unique word where it has none."""
    if not paths:
        return []
    faults = GtfsFaults()
    ids = []
    for i, files in enumerate(read_feeds(paths, ("feed_info.txt", "stops.txt"))):
        table = read_optional(files, "feed_info.txt", faults, needed=(), optional=("feed_id",))
        named = [one for one in table.strings("feed_id") if one]
        ids.append(f"id {named[0]}" if named else f"number {i}")
    return ids


def _refuse_twice(what: str, keys: Sequence[str], paths: Sequence[Path]) -> None:
    twice = [path.name for key, path in zip(keys, paths, strict=True) if keys.count(key) > 1]
    if twice:
        raise InputError(
            f"--network: feeds {what} ({describe_offenders(twice)}); R5 would mix up their stops: "
            "give one of them"
        )


def _stops_outside(timetable: Timetable, extent: StreetExtent) -> tuple[Text, ...]:
    """Return what is to be said of stops beyond the streets, to which R5 finds no way.

    Raises
    ------
    InputError
        When no stop lies within.
    """
    called = np.unique(timetable.call_stop_idx)
    ids = [timetable.stop_id[i] for i in called.tolist()]
    lost = extent.outside(ids, timetable.stop_lon[called], timetable.stop_lat[called])
    if len(lost) == len(ids):
        raise InputError(
            f"--roads {extent.path.name}: no stop of the feeds lies within its streets ({extent}); "
            "give the extract of the feeds' city"
        )
    if not lost:
        return ()
    shown = describe_offenders(lost)
    return (
        Text(
            en=f"{len(lost)} of {len(ids)} stops lie outside the streets of {extent.path.name}: "
            f"nobody gets on or off there ({shown}).",
            ja=f"{len(ids)}停留所のうち{len(lost)}は{extent.path.name}の道路の外にあり、"
            f"乗り降りできない（{shown}）。",
        ),
    )


def describe_remarks(remarks: Sequence[str]) -> tuple[Text, ...]:
    """Return what R5 itself said, the first line of each."""
    said = [remark.strip().splitlines()[0] for remark in remarks if remark.strip()]
    return tuple(Text(en=f"R5 says: {one}", ja=f"R5からの注意: {one}") for one in said)
