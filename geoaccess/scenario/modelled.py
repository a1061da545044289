"""Running times of planned services where none are given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from geoaccess.model.network import Line, RailNetwork
from geoaccess.model.scenario import PlannedService
from geoaccess.model.text import Text
from geoaccess.scenario.paths import Hop
from geoaccess.scenario.patterns import direct
from geoaccess.scenario.runclasses import MODEL_CLASSES, get_model_class
from geoaccess.scenario.runtimes import model_run_min


def model_runs(
    network: RailNetwork, calls: Sequence[str], hops: Sequence[Hop]
) -> tuple[float, ...]:
    """Return the minutes of each hop: of the fastest train of today, else by the model.

    The model takes the class of the line on which most of the hop lies, and the lesser of the
    top speeds of the lines under each section.
    """
    today = _fastest_today(network)
    return tuple(
        today[ends] if ends in today else _model(network, hop)
        for ends, hop in zip(pairwise(calls), hops, strict=True)
    )


def get_dwell_min(category: str) -> float:
    """Return the minutes at a call of a class, those of a conventional line where unknown."""
    return MODEL_CLASSES.get(category, MODEL_CLASSES["conventional"]).dwell_min


def get_own_top_speed(category: str) -> float | None:
    """Return the top speed of a class that counts as another; None for the others."""
    one = get_model_class(category)
    return one.top_speed_kmh if one.id == "shinkansen-320" else None


def describe_model(service: PlannedService) -> Text:
    """Return what must be known of a service without given running times."""
    return Text(
        en=f"{service.name}: running times are modelled by class of line, not published.",
        ja=f"{service.name_ja}: 所要時間は公表値ではなく、路線の種別による推計。",
    )


def _fastest_today(network: RailNetwork) -> dict[tuple[str, str], float]:
    """Return the shortest minutes between neighbouring calls of the trains of today."""
    fastest: dict[tuple[str, str], float] = {}
    for pattern in network.patterns:
        ways = ("down", "up") if pattern.direction == "both" else (pattern.direction,)
        for way in ways:
            run = direct(pattern, way)
            for i, ends in enumerate(pairwise(run.calls)):
                minutes = run.arrive_min[i + 1] - run.depart_min[i]
                fastest[ends] = min(minutes, fastest.get(ends, minutes))
    return fastest


def _model(network: RailNetwork, hop: Hop) -> float:
    lines = [network.line_by_id[section.line] for section in hop]
    km = [section.km for section in hop]
    km_of: dict[Line, float] = defaultdict(float)
    for line, length in zip(lines, km, strict=True):
        km_of[line] += length
    longest = max(km_of, key=km_of.__getitem__)
    category = longest.category if longest.category in MODEL_CLASSES else "conventional"
    top = [
        line.top_speed_kmh
        or MODEL_CLASSES.get(line.category, MODEL_CLASSES["conventional"]).top_speed_kmh
        for line in lines
    ]
    (minutes,) = model_run_min(
        km, category, top_speed_kmh=max(top), limit_kmh=top, stops=[False] * (len(km) - 1)
    )
    return minutes
