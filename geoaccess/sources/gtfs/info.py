"""Who publishes a GTFS feed: agency.txt, feed_info.txt, attributions.txt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geoaccess.model.source import Source
from geoaccess.sources.gtfs.archive import FeedFiles
from geoaccess.sources.gtfs.faults import GtfsFaults
from geoaccess.sources.gtfs.table import read_optional

NO_LICENCE: Final = "not stated in the feed"
"""GTFS has no field for the terms of use; they stand on the publisher's page."""


@dataclass(frozen=True, kw_only=True)
class FeedInfo:
    """Publisher, language and clock of a feed.

    Attributes
    ----------
    language
        Of its names, as BCP 47 in lower case, '' where none is given.
    time_zone
        agency_timezone, '' where none is given.
    """

    source: Source
    language: str
    time_zone: str
    version: str


def read_feed_info(files: FeedFiles, faults: GtfsFaults) -> FeedInfo:
    """Return what a feed says of its publisher; several time zones are noted as a fault."""
    agency = read_optional(
        files,
        "agency.txt",
        faults,
        needed=(),
        optional=("agency_name", "agency_timezone", "agency_lang"),
    )
    info = read_optional(
        files,
        "feed_info.txt",
        faults,
        needed=(),
        optional=("feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_version"),
    )
    credited = read_optional(
        files, "attributions.txt", faults, needed=(), optional=("organization_name",)
    )
    zones = _filled(agency.strings("agency_timezone"))
    if len(zones) > 1:
        faults.add(agency.where, "agencies of different time zones", zones, "load them separately")
    agencies = _filled(agency.strings("agency_name"))
    publisher = _filled(info.strings("feed_publisher_name")) or agencies or [files.name]
    url = _filled(info.strings("feed_publisher_url"))[:1]
    version = _filled(info.strings("feed_version"))[:1]
    languages = [*info.strings("feed_lang"), *agency.strings("agency_lang")]
    language = next(iter(_filled(one for one in languages if one.lower() != "mul")), "")
    credit = "、".join(dict.fromkeys([*publisher, *_filled(credited.strings("organization_name"))]))
    return FeedInfo(
        source=Source(
            id=f"gtfs:{files.name}",
            title=" ".join((f"GTFS {files.name}", *url)),
            publisher="、".join(publisher),
            licence=NO_LICENCE,
            credit=credit,
            edition="".join(version),
        ),
        language=language.lower(),
        time_zone=zones[0] if zones else "",
        version="".join(version),
    )


def _filled(texts: Iterable[str]) -> list[str]:
    """Return the texts that are not empty, each once."""
    return list(dict.fromkeys(filter(None, texts)))
