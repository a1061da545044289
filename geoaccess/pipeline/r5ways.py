"""Ways between places and chosen stations by R5: streets and local timetables."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from geoaccess.access.finder import Points, WayFinder, Ways
from geoaccess.config import ScoreConfig
from geoaccess.engine.r5.installation import get_installation
from geoaccess.engine.r5.modes import get_modes
from geoaccess.engine.r5.process import R5Backend, R5Process, find_store
from geoaccess.engine.r5.question import R5Points, R5Question, R5Settings
from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.extent import StreetExtent
from geoaccess.model.legs import R5, AccessLegs
from geoaccess.model.text import Text
from geoaccess.model.timetable import Timetable
from geoaccess.pipeline.networks import Networks
from geoaccess.pipeline.r5inputs import R5Inputs, R5Options, describe_remarks, load_r5_inputs
from geoaccess.units import SECONDS_PER_MINUTE, BoolArray, FloatArray, IntArray

MEDIAN = (50,)


@dataclass(frozen=True, kw_only=True, eq=False)
class R5Ways:
    """The way finder that asks R5 for ways to joined stations, and another one for the rest.

    A way takes the median of R5's minutes over the window, waiting included, one minute more:
    R5 cuts off to whole minutes, and nobody shall be late for the train. Where R5 finds no way
    one of the two ways round, or a place lies outside its streets, the other finder's way stays.

    Attributes
    ----------
    rest
        Finds all other ways.
    station_lon, station_lat
        Positions of the joined stations, shape (n_stations,).
    window
        When people leave, seconds of the service day [a, b).
    versions
        What R5 runs on, for the record of a run.
    heard
        What R5 said so far; asking adds to it.
    known
        Seconds by the points that were asked about: one start of Java for each is enough.
    """

    rest: WayFinder
    backend: R5Backend
    inputs: R5Inputs
    station_lon: FloatArray
    station_lat: FloatArray
    window: tuple[int, int]
    settings: R5Settings
    versions: Mapping[str, str] = field(default_factory=dict)
    heard: dict[str, None] = field(default_factory=dict)
    known: dict[bytes, FloatArray] = field(default_factory=dict)

    def find_ways(self, origins: Points, targets: Points) -> Ways:
        """Return the ways of the other finder, with those of R5 in their place."""
        known = self.rest.find_ways(origins, targets)
        here = np.flatnonzero(self.inputs.extent.contains(origins.lon, origins.lat))
        there = np.flatnonzero(_among(targets, self.station_lon, self.station_lat))
        if not here.size or not there.size:
            return known
        places, stations = _points("place", origins, here), _points("station", targets, there)
        out_s, back_s = self._ask(places, stations), self._ask(stations, places).T
        a, b = np.nonzero(np.isfinite(out_s) & np.isfinite(back_s))
        found = Ways(
            origin=here[a],
            target=there[b],
            out_s=out_s[a, b],
            back_s=back_s[a, b],
            is_walk=np.full(a.size, not self.settings.modes.is_by_road),
            backend=np.full(a.size, R5, dtype=np.int8),
            snap_m=np.zeros(a.size),
        )
        return _replaced(known, found, n_targets=targets.lon.size)

    def find_walks(self, origins: Points, targets: Points) -> Ways:
        """Return the ways on foot to bus stops, which are not joined."""
        return self.rest.find_walks(origins, targets)

    def _ask(self, origins: R5Points, targets: R5Points) -> FloatArray:
        """Return seconds of shape (n, m), infinite where there is no trip."""
        key = b"to".join(one.tobytes() for points in (origins, targets) for one in points[1:])
        if key not in self.known:
            self.known[key] = self._ask_anew(origins, targets)
        return self.known[key]

    def _ask_anew(self, origins: R5Points, targets: R5Points) -> FloatArray:
        question = R5Question(
            origins=origins,
            targets=targets,
            day=self.inputs.day,
            window=self.window,
            percentiles=MEDIAN,
            settings=self.settings,
        )
        answer = self.backend.ask(self.inputs.network, question)
        self.heard.update(dict.fromkeys(answer.remarks))
        seconds = (answer.minutes[0] + 1) * SECONDS_PER_MINUTE
        same = (origins.lon[:, None] == targets.lon) & (origins.lat[:, None] == targets.lat)
        seconds[same] = 0
        return np.where(np.isfinite(seconds), seconds, np.inf)

    def to_record(self) -> dict[str, Any]:
        """Return what made the ways, for the record of a run."""
        return {
            "name": "r5",
            **self.versions,
            "stations": int(self.station_lon.size),
            "day": self.inputs.day.isoformat(),
            "time_zone": self.inputs.time_zone,
            "settings": {**asdict(self.settings), "modes": self.settings.modes.name},
            "streets": {"name": self.inputs.extent.path.name, "extent": str(self.inputs.extent)},
            "inputs": self.inputs.digests,
        }

    @property
    def notes(self) -> tuple[Text, ...]:
        """What must be known of the files, and what R5 said so far."""
        return (*self.inputs.notes, *describe_remarks(tuple(self.heard)))


def build_r5_ways(
    options: R5Options,
    rest: WayFinder,
    *,
    roads: Path | None,
    networks: Networks,
    timetable: Timetable,
    walk_only: BoolArray,
    config: ScoreConfig,
) -> R5Ways:
    """Return the way finder that asks R5 for the ways to stations.

    Raises
    ------
    GeoaccessError
        When R5 cannot run here, or an input cannot be used.
    """
    modes = get_modes(options.modes)
    installation = get_installation(options.jar, os.environ)
    inputs = load_r5_inputs(roads, networks, modes, use="--access r5")
    chosen = choose_stations(timetable, walk_only, inputs.extent, options.join)
    return R5Ways(
        rest=rest,
        backend=R5Process(installation=installation, store=find_store()),
        inputs=inputs,
        station_lon=timetable.stop_lon[chosen],
        station_lat=timetable.stop_lat[chosen],
        window=config.day.window,
        settings=R5Settings(
            modes=modes,
            walk_speed_kmh=config.access.walk_speed_kmh,
            max_time_min=math.ceil(config.access.max_min),
        ),
        versions=installation.to_record(),
    )


def choose_stations(
    timetable: Timetable, walk_only: BoolArray, extent: StreetExtent, names: Sequence[str]
) -> IntArray:
    """Return the stops that R5 joins, by position: the named ones, or all within the streets.

    Stops that people only walk to (of buses and trams) are not among all.

    Raises
    ------
    InputError
        When a named one is no stop, lies outside, or there is none within.
    """
    lon, lat = timetable.stop_lon, timetable.stop_lat
    if names:
        position = {one: i for i, one in enumerate(timetable.stop_id)}
        unknown = [one for one in names if one not in position]
        if unknown:
            raise InputError(
                f"--join: no train or bus of this run calls at {describe_offenders(unknown)}; "
                "give ids of stations"
            )
        chosen = np.array(sorted({position[one] for one in names}))
        outside = extent.outside([timetable.stop_id[i] for i in chosen], lon[chosen], lat[chosen])
        if outside:
            raise InputError(
                f"--join: {describe_offenders(outside)} lie outside the streets of "
                f"{extent.path.name} ({extent}); give a larger extract"
            )
        return chosen
    served = np.bincount(timetable.call_stop_idx, minlength=timetable.n_stops) > 0
    found = np.flatnonzero(served & ~walk_only & extent.contains(lon, lat))
    if not found.size:
        raise InputError(
            f"--access r5: no station lies within the streets of {extent.path.name} ({extent}); "
            "give an extract with a station in it"
        )
    return found


def describe_r5_legs(legs: AccessLegs, max_min: float) -> tuple[Text, ...]:
    """Return how many places have legs by R5, in a sentence."""
    n_legs = np.diff(legs.start)
    owner = np.repeat(np.arange(legs.n_places), n_legs)
    by_r5 = np.array([one == "r5" for one in legs.backend], dtype=bool)
    on_platform = np.array([one == "platform" for one in legs.mode], dtype=bool)
    doors = legs.n_places - np.unique(owner[on_platform]).size
    n = np.unique(owner[by_r5]).size
    en = (
        f"{n} of {doors} places have legs to stations by R5 ({by_r5.sum()} legs, median over the "
        "window)"
    )
    ja = (
        f"{doors}地点のうち{n}はR5による駅までの所要時間を用いた"
        f"（{by_r5.sum()}区間、時間帯の中央値）。"
    )
    if n == doors:
        return (Text(en=f"{en}.", ja=ja),)
    return (
        Text(
            en=f"{en}; the others lie outside its streets, or R5 finds no way within {max_min:g} "
            "minutes: their legs are those of the model without R5.",
            ja=f"{ja}ほかは道路データの外か、{max_min:g}分以内の経路がなく、R5によらない。",
        ),
    )


def _among(points: Points, lon: FloatArray, lat: FloatArray) -> BoolArray:
    """Return which points are among positions, exactly, shape (n,)."""
    known = set(zip(lon.tolist(), lat.tolist(), strict=True))
    pairs = zip(points.lon.tolist(), points.lat.tolist(), strict=True)
    return np.array([pair in known for pair in pairs], dtype=bool)


def _points(what: str, points: Points, chosen: IntArray) -> R5Points:
    ids = tuple(f"{what} {i}" for i in chosen.tolist())
    return R5Points(ids, points.lon[chosen], points.lat[chosen])


def _replaced(known: Ways, found: Ways, *, n_targets: int) -> Ways:
    """Return the ways of both, in order; of a pair in both, the found one."""
    keys = [ways.origin.astype(np.int64) * n_targets + ways.target for ways in (found, known)]
    rest = ~np.isin(keys[1], keys[0])
    joined = [np.concatenate([a, b[rest]]) for a, b in zip(found, known, strict=True)]
    order = np.argsort(np.concatenate([keys[0], keys[1][rest]]), kind="stable")
    return Ways(*(one[order] for one in joined))
