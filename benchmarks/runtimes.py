"""The run-time model against every hop of the Shinkansen trains of one day, by line."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from geoaccess.model.network import Section, Station
from geoaccess.model.published import TrackLine
from geoaccess.scenario.lengths import measure_along, straight_km
from geoaccess.scenario.paths import Hop, build_track_graph
from geoaccess.scenario.runclasses import ModelClass, get_model_class
from geoaccess.scenario.runtimes import model_run_min
from geoaccess.scenario.trackspeeds import (
    Stretch,
    TrackSpeeds,
    build_track_speeds,
    drop_retraced,
)
from geoaccess.sources.linespeeds import load_line_speeds
from geoaccess.sources.network import load_shipped_network
from geoaccess.sources.railfacts import load_track_lines

TRAINS: Final = "rail/shinkansen-2026-03-10.gtfs.zip"
TRACKS: Final = "rail/shinkansen_lines_osm.geojson"
LINES: Final = (
    "tokaido", "sanyo", "kyushu", "nishi-kyushu", "tohoku", "hokkaido", "joetsu", "hokuriku",
    "yamagata", "akita",
)  # fmt: skip
FITTED_ON: Final = ("tokaido", "kyushu", "tohoku", "joetsu")
"""Call and allowance of the class are fitted on these lines; the other four were not looked at."""
FAST: Final = ("hayabusa", "komachi")
ABOVE_275: Final = ("utsunomiya", "morioka")
"""Where those run up to 320 km/h; elsewhere all trains of the Tohoku line run alike."""
_SAME_KM: Final = 1.0

N700: Final = {"start_kmhps": 2.6, "power_w_per_kg": 23.0}
"""N700A and N700S: 2.6 km/h/s, 17,080 kW, 715 t and passengers."""
KYUSHU: Final = {"start_kmhps": 2.6, "power_w_per_kg": 26.0}
"""N700 of 8 cars: 2.6 km/h/s, 9,760 kW, about 360 t and passengers."""
EAST: Final = {"start_kmhps": 1.7, "power_w_per_kg": 20.0}
"""E5: 1.7 km/h/s, 9,600 kW, 454 t; E7: 1.6 km/h/s, 12,000 kW, 540 t; and passengers."""
STOCK: Final[Mapping[str, Mapping[str, float]]] = {
    "tokaido": {**N700, "curve_mm": 344.0},  # 270 km/h on 2,500 m, tilted by one degree
    "sanyo": {**N700},
    "kyushu": {**KYUSHU},
    "nishi-kyushu": {**KYUSHU},
    **dict.fromkeys(("tohoku", "hokkaido", "joetsu", "hokuriku"), EAST),
}
"""What runs on the lines (general knowledge), in place of the figures of the class."""
FAST_CURVE_MM: Final = 302.0
"""E5 and E6: 320 km/h on 4,000 m, tilted by 1.5 degrees."""


@dataclass(frozen=True, kw_only=True)
class ObservedHop:
    """A pair of calls in one direction with the minutes of the trains that run it so.

    Attributes
    ----------
    line
        The line on which most of its way lies.
    is_fast
        Of trains that run up to 320 km/h, where they do.
    """

    line: str
    origin: str
    destination: str
    is_fast: bool
    way: Hop
    minutes: tuple[float, ...]


@dataclass(frozen=True)
class Reality:
    """Observed hops and the drawn tracks under them."""

    data: Path

    @cached_property
    def stations(self) -> Mapping[str, Station]:
        """Stations of the shipped network."""
        return load_shipped_network().station_by_id

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Sections of the lines that are checked."""
        return tuple(one for one in load_shipped_network().sections if one.line in LINES)

    @cached_property
    def tracks(self) -> Mapping[str, TrackLine]:
        """Drawn lines, without what a drawing runs twice."""
        tracks = {}
        for line, drawn in load_track_lines(self.data / TRACKS).lines.items():
            if line in LINES:
                lon, lat, _ = drop_retraced(drawn.lon, drawn.lat)
                tracks[line] = replace(drawn, lon=lon, lat=lat)
        return tracks

    @cached_property
    def at_km(self) -> Mapping[tuple[str, str], float]:
        """Positions of stations along the drawn lines, by line and station."""
        found = {}
        for line, track in self.tracks.items():
            path = list(zip(track.lon.tolist(), track.lat.tolist(), strict=True))
            for section in self.sections:
                for name in (section.from_station, section.to_station):
                    if section.line == line and (line, name) not in found:
                        found[line, name] = measure_along(path, [self.stations[name]]).along_km[0]
        return found

    @cached_property
    def hops(self) -> tuple[ObservedHop, ...]:
        """Every hop of every train, by pair of calls and kind of train."""
        return tuple(_observe(self))

    def build_speeds(self, line: str, model: ModelClass) -> TrackSpeeds:
        """Return the speeds along a line: its curves, and the shipped limits."""
        stretches = []
        for one in load_line_speeds():
            if one.line != line:
                continue
            begin, end = (self._find_km(line, s) for s in (one.from_station, one.to_station))
            sign = 1.0 if end > begin else -1.0
            stretches.append(
                Stretch(begin + sign * one.begin_km, end + sign * one.end_km, one.limit_kmh)
            )
        track = self.tracks[line]
        return build_track_speeds(track.lon, track.lat, model, stretches)

    def _find_km(self, line: str, station: str) -> float:
        if (line, station) in self.at_km:
            return self.at_km[line, station]
        track = self.tracks[line]
        path = list(zip(track.lon.tolist(), track.lat.tolist(), strict=True))
        return float(measure_along(path, [self.stations[station]]).along_km[0])


def _observe(reality: Reality) -> list[ObservedHop]:
    with zipfile.ZipFile(reality.data / TRAINS) as feed:
        tables = {
            name: list(csv.DictReader(io.StringIO(feed.read(f"{name}.txt").decode("utf-8-sig"))))
            for name in ("stops", "trips", "stop_times")
        }
    ends = {name: None for one in reality.sections for name in (one.from_station, one.to_station)}
    known = [reality.stations[name] for name in ends]
    station_of = {}
    for row in tables["stops"]:
        stop = Station(id="", ja="", en="", lat=float(row["stop_lat"]), lon=float(row["stop_lon"]))
        nearest = min(known, key=lambda one, stop=stop: straight_km(one, stop))
        if straight_km(nearest, stop) < _SAME_KM:
            station_of[row["stop_id"]] = nearest.id
    route = {row["trip_id"]: row["route_id"] for row in tables["trips"]}
    calls: dict[str, list[tuple[int, str, float, float]]] = defaultdict(list)
    for row in tables["stop_times"]:
        times = (_minutes(row[f"{what}_time"]) for what in ("arrival", "departure"))
        calls[row["trip_id"]].append((int(row["stop_sequence"]), row["stop_id"], *times))
    minutes: dict[tuple[str, str, bool], list[float]] = defaultdict(list)
    for trip, rows in calls.items():
        rows.sort()
        for (_, one, _, leave), (_, other, arrive, _) in pairwise(rows):
            if one in station_of and other in station_of:
                pair = station_of[one], station_of[other], route[trip] in FAST
                minutes[pair].append(arrive - leave)
    graph = build_track_graph(reality.sections)
    above_275 = set(graph.find_way(("tohoku",), *ABOVE_275) or ())
    hops = []
    for (one, other, is_fast), found in minutes.items():
        way = graph.find_way(LINES, one, other) or ()
        km: dict[str, float] = defaultdict(float)
        for section in way:
            km[section.line] += section.km
        line = max(km, key=lambda name: km[name])
        hops.append(
            ObservedHop(
                line=line,
                origin=one,
                destination=other,
                is_fast=is_fast and not above_275.isdisjoint(way),
                way=way,
                minutes=tuple(found),
            )
        )
    return _merge(hops)


def _merge(hops: Sequence[ObservedHop]) -> list[ObservedHop]:
    """Return the hops with those as one that differ in nothing but the trains."""
    by_key: dict[tuple[str, str, bool], ObservedHop] = {}
    for one in hops:
        key = one.origin, one.destination, one.is_fast
        before = by_key.get(key)
        by_key[key] = replace(one, minutes=before.minutes + one.minutes) if before else one
    return list(by_key.values())


def _minutes(text: str) -> float:
    hours, minutes, seconds = map(int, text.split(":"))
    return hours * 60 + minutes + seconds / 60


def get_model(line: str, *, is_fast: bool = False, with_stock: bool = True) -> ModelClass:
    """Return the class for a line, with the figures of the trains that run there."""
    if line in ("yamagata", "akita"):
        return get_model_class("mini-shinkansen")
    model = replace(get_model_class("shinkansen"), top_speed_kmh=320.0 if is_fast else 300.0)
    if line in ("tohoku", "joetsu", "hokuriku") and not is_fast:
        model = replace(model, top_speed_kmh=275.0)
    if not with_stock:
        return model
    model = replace(model, **STOCK[line])  # type: ignore[arg-type]
    return replace(model, curve_mm=FAST_CURVE_MM) if is_fast else model


def compute_minutes(
    reality: Reality, *, with_stock: bool = True, is_bare: bool = False
) -> tuple[float, ...]:
    """Return the modelled minutes of every hop; bare ones are without call and allowance."""

    @cache
    def speeds(line: str, is_fast: bool) -> TrackSpeeds:
        return reality.build_speeds(line, get_model(line, is_fast=is_fast, with_stock=with_stock))

    found = []
    for hop in reality.hops:
        model = get_model(hop.line, is_fast=hop.is_fast, with_stock=with_stock)
        if is_bare:
            model = replace(model, call_s=0.0, allowance=0.0)
        km, limits = [], []
        here = hop.origin
        for section in hop.way:
            there = section.to_station if section.from_station == here else section.from_station
            pieces = speeds(section.line, hop.is_fast and section.line == "tohoku").pieces(
                reality.at_km[section.line, here], reality.at_km[section.line, there]
            )
            km += pieces[0]
            limits += [min(one, model.top_speed_kmh) for one in pieces[1]]
            here = there
        found += model_run_min(km, model, limit_kmh=limits, stops=[False] * (len(km) - 1))
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class LineError:
    """How far the model is from the timetable on a line, as shares of the observed minutes."""

    line: str
    hops: int
    trains: int
    median: float
    p90: float
    bias: float
    within_1_min: float
    fastest_p90: float


def compute_errors(reality: Reality, modelled: Sequence[float]) -> tuple[LineError, ...]:
    """Return the errors by line: of every hop against the median of its trains."""
    errors = []
    for line in LINES:
        rows = [i for i, hop in enumerate(reality.hops) if hop.line == line]
        seen = np.array([np.median(reality.hops[i].minutes) for i in rows])
        fastest = np.array([min(reality.hops[i].minutes) for i in rows])
        model = np.array([modelled[i] for i in rows])
        share = model / seen - 1
        errors.append(
            LineError(
                line=line,
                hops=len(rows),
                trains=sum(len(reality.hops[i].minutes) for i in rows),
                median=float(np.median(np.abs(share))),
                p90=float(np.percentile(np.abs(share), 90)),
                bias=float(np.median(share)),
                within_1_min=float(np.mean(np.abs(model - seen) <= 1.0)),
                fastest_p90=float(np.percentile(np.abs(model / fastest - 1), 90)),
            )
        )
    return tuple(errors)


def fit(reality: Reality, bare: Sequence[float], lines: Collection[str]) -> tuple[float, float]:
    """Return allowance and call (s) of the least error on some lines: median + 0.3 P90, mean."""
    grid = [
        (share, call_s) for share in np.arange(0.05, 0.155, 0.005) for call_s in range(0, 65, 5)
    ]

    def score(share: float, call_s: float) -> float:
        modelled = [minutes * (1 + share) + call_s / 60 for minutes in bare]
        rows = [one for one in compute_errors(reality, modelled) if one.line in lines]
        return float(np.mean([one.median + 0.3 * one.p90 for one in rows]))

    share, call_s = min(grid, key=lambda one: score(*one))
    return float(share), float(call_s)


def _render_conventional() -> str:
    """Return in a line how the class does on conventional lines, by their lengths alone.

    Hops of the shipped services that rest on a timetable; their curves are not known.
    """
    network = load_shipped_network()
    graph = build_track_graph(network.sections)
    shares = []
    for pattern in network.patterns:
        classes = {network.line_by_id[line].category for line in pattern.lines}
        if pattern.confidence == "low" or pattern.closed or classes != {"conventional"}:
            continue
        for hop, minutes in zip(graph.hops(pattern), pattern.run_min, strict=True):
            (modelled,) = model_run_min([sum(one.km for one in hop or ())], "conventional")
            shares.append(modelled / minutes - 1)
    off = np.abs(shares)
    return (
        f"Conventional lines by length alone: {len(shares):,} hops, median {np.median(off):.1%}, "
        f"P90 {np.percentile(off, 90):.1%}, bias {np.median(shares):+.1%}"
    )


def render_run_times(data: Path) -> str:
    """Return the tables of docs/run-times.md."""
    reality = Reality(data)
    lines = []
    for title, with_stock in (("trains that run there", True), ("class as shipped", False)):
        errors = compute_errors(reality, compute_minutes(reality, with_stock=with_stock))
        lines += [
            f"**{title}**",
            "",
            "| line | hops | trains | median | P90 | bias | within 1 min | P90, fastest train |",
            "|---|--:|--:|--:|--:|--:|--:|--:|",
            *(
                f"| {one.line} | {one.hops} | {one.trains:,} | {one.median:.1%} | {one.p90:.1%} "
                f"| {one.bias:+.1%} | {one.within_1_min:.0%} | {one.fastest_p90:.1%} |"
                for one in errors
            ),
            "",
        ]
    lines += [_render_conventional(), ""]
    bare = compute_minutes(reality, is_bare=True)
    others = [line for line in STOCK if line not in FITTED_ON]
    lines += [
        "| fitted on | allowance | call | errors elsewhere: median (P90) |",
        "|---|--:|--:|---|",
    ]
    for on, off in ((FITTED_ON, others), (others, FITTED_ON)):
        share, call_s = fit(reality, bare, on)
        modelled = [minutes * (1 + share) + call_s / 60 for minutes in bare]
        rest = [one for one in compute_errors(reality, modelled) if one.line in off]
        told = ", ".join(f"{one.line} {one.median:.1%} ({one.p90:.1%})" for one in rest)
        lines.append(f"| {', '.join(on)} | {share:.1%} | {call_s:.0f} s | {told} |")
    return "\n".join(lines)
