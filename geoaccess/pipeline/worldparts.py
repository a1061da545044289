"""Parts of a world that depend on its request or its network alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaccess.config import DayConfig, ScoreConfig, checked, load_config
from geoaccess.model.land import LandGrid
from geoaccess.model.network import RailNetwork
from geoaccess.pipeline.weights import apply_pairwise
from geoaccess.sources.facts import (
    load_agglomerations,
    load_hubs,
    load_municipalities,
    load_prefectural_seats,
    load_prefectures,
)
from geoaccess.sources.gazetteer import Gazetteer, build_station_places
from geoaccess.sources.shipped import config_path

if TYPE_CHECKING:
    from geoaccess.pipeline.request import Request


def build_gazetteer(network: RailNetwork, land: LandGrid) -> Gazetteer:
    """Return the shipped places with the stations of a network."""
    prefectures = load_prefectures()
    return Gazetteer(
        agglomerations=load_agglomerations,
        hubs=load_hubs,
        seats=load_prefectural_seats,
        municipalities=load_municipalities,
        stations=lambda: build_station_places(network),
        land=land,
        prefectures={code: (one.ja, one.en) for code, one in prefectures.items()},
    )


def load_parameters(request: Request) -> ScoreConfig:
    """Return the parameters of a request: those of its file, with what it overrides."""
    config = load_config(request.config or config_path("score.yaml"))
    given = {"window": request.window, "stay_min": request.stay_min}
    changes = {name: value for name, value in given.items() if value is not None}
    day = {name: getattr(config.day, name) for name in DayConfig.model_fields} | changes
    config = config.model_copy(update={"day": checked(DayConfig, day, "--window or --stay")})
    return apply_pairwise(config)
