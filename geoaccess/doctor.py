"""Checks of the installation: what is needed, what is there, what to do."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from geoaccess import __version__
from geoaccess.errors import GeoaccessError
from geoaccess.provenance import PACKAGES

OLDEST_PYTHON = (3, 11)
ROAD_PACKAGES = ("osmium", "osmnx", "scipy")
"""Of the extra `roads`."""
REPORT_PACKAGES = ("matplotlib", "matplotlib-fontja", "pypdf", "reportlab")
"""Of the extra `report`."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at: whether it is good, what was found, what to do if not.

    What only an extra needs is not needed: its absence is no fault.
    """

    what: str
    is_good: bool
    found: str
    remedy: str = ""
    is_needed: bool = True

    def to_record(self) -> dict[str, str]:
        """Return the finding as a row to print."""
        return {
            "check": self.what,
            "state": "ok" if self.is_good else "FAULT" if self.is_needed else "absent",
            "found": self.found,
            "remedy": self.remedy,
        }


def examine() -> list[Finding]:
    """Return the findings on Python, packages, shipped data, engine, cache folder and extras."""
    return [*_versions(), *_data(), _engine(), _cache(), _roads(), *_r5(), _report()]


def _r5() -> Iterator[Finding]:
    """Look for what the extra r5 needs, without importing or downloading any of it."""
    from geoaccess.engine.r5.installation import examine_r5

    for part in examine_r5():
        yield Finding(
            what=part.what,
            is_good=part.state == "ok",
            found=part.found,
            remedy=part.remedy,
            is_needed=part.state == "unusable",
        )


def _versions() -> Iterator[Finding]:
    yield Finding(what="geoaccess", is_good=True, found=__version__)
    yield Finding(
        what="python",
        is_good=sys.version_info[:2] >= OLDEST_PYTHON,
        found=platform.python_version(),
        remedy="" if sys.version_info[:2] >= OLDEST_PYTHON else "install Python 3.11 or newer",
    )
    for name in PACKAGES:
        try:
            yield Finding(what=name, is_good=True, found=metadata.version(name))
        except metadata.PackageNotFoundError:
            remedy = "install geoaccess again with pip"
            yield Finding(what=name, is_good=False, found="missing", remedy=remedy)


def _data() -> Iterator[Finding]:
    yield _tried("shipped network", _network, "reinstall geoaccess")
    yield _tried("shipped places", _places, "reinstall geoaccess")
    yield _tried("zones", _zones, "reinstall geoaccess")


def _network() -> str:
    from geoaccess.scenario.trains import build_timetable
    from geoaccess.sources.network import load_shipped_network

    network = load_shipped_network()
    trains = len(build_timetable(network).trips)
    return f"{network.edition}: {len(network.stations)} stations, {trains} trains"


def _places() -> str:
    from geoaccess.sources.facts import load_agglomerations, load_hubs, load_municipalities

    counts = [len(load()) for load in (load_agglomerations, load_hubs, load_municipalities)]
    return "{} agglomerations, {} hubs, {} municipalities".format(*counts)


def _zones() -> str:
    from geoaccess.sources.zones import load_land_grid, read_zone_topojson

    load_land_grid()
    return f"{len(read_zone_topojson()) // 1024} kB of polygons"


def _engine() -> Finding:
    def compile_one() -> str:
        import numpy as np

        from geoaccess.engine.kernels.build import number_rows

        none = np.zeros(1, np.int32)
        number_rows(none, none, np.ones(1, np.bool_), 1)
        return "compiles"

    return _tried("engine", compile_one, "reinstall numba")


def _cache() -> Finding:
    def write() -> str:
        import platformdirs

        folder = Path(platformdirs.user_cache_dir("geoaccess"))
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return "writable"

    return _tried("cache folder", write, "make the user's cache folder writable")


def _roads() -> Finding:
    """Return what there is of the extra for streets; it may be missing."""
    found, missing = [], []
    for name in ROAD_PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    text = ", ".join([*found, *(f"no {name}" for name in missing)])
    remedy = "only for --roads: pip install 'geoaccess[roads]'" if missing else ""
    return Finding(what="streets (extra)", is_good=True, found=text, remedy=remedy)


def _report() -> Finding:
    """Return what there is of the extra for reports; it may be missing."""
    found, missing = [], []
    for name in REPORT_PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    text = ", ".join([*found, *(f"no {name}" for name in missing)])
    remedy = "only for geoaccess report: pip install 'geoaccess[report]'" if missing else ""
    return Finding(what="reports (extra)", is_good=True, found=text, remedy=remedy)


def _tried(what: str, look: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(what=what, is_good=True, found=look())
    except (GeoaccessError, OSError, RuntimeError) as error:
        return Finding(what=what, is_good=False, found=str(error), remedy=remedy)
