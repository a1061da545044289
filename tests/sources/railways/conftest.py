"""The real N02 layers, read and built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoaccess.model.network import RailNetwork
from geoaccess.sources.network import load_shipped_network
from geoaccess.sources.railways.build import build_conventional_network, build_railways
from geoaccess.sources.railways.built import Railways
from geoaccess.sources.railways.reading import load_sections, load_stations
from geoaccess.sources.railways.records import PlatformLayer, TrackLayer
from geoaccess.sources.railways.servicemodel import load_service_model


@pytest.fixture(scope="session")
def n02(shared_data: Path) -> Path:
    """Return the folder of real N02 files."""
    return shared_data / "rail" / "n02"


@pytest.fixture(scope="session")
def platforms_2017(n02: Path) -> PlatformLayer:
    return load_stations(n02 / "N02-17_Station.shp")


@pytest.fixture(scope="session")
def platforms_2020(n02: Path) -> PlatformLayer:
    return load_stations(n02 / "ksj-station-N02-2020.csv")


@pytest.fixture(scope="session")
def tracks(n02: Path) -> TrackLayer:
    return load_sections(n02 / "railroad_sections_jrslod.geojson")


@pytest.fixture(scope="session")
def railways(platforms_2020: PlatformLayer, tracks: TrackLayer) -> Railways:
    """Return all lines with the stations of 2020."""
    return build_railways(platforms_2020, tracks, load_service_model())


@pytest.fixture(scope="session")
def shipped() -> RailNetwork:
    return load_shipped_network()


@pytest.fixture(scope="session")
def japan(platforms_2020: PlatformLayer, tracks: TrackLayer, shipped: RailNetwork) -> RailNetwork:
    """Return the conventional network with the stations of 2020, joined to the shipped one."""
    return build_conventional_network(platforms_2020, tracks, load_service_model(), join=shipped)


@pytest.fixture(scope="session")
def japan_2017(platforms_2017: PlatformLayer, tracks: TrackLayer) -> RailNetwork:
    """Return the conventional network with the stations of 2017, on its own."""
    return build_conventional_network(platforms_2017, tracks, load_service_model())
