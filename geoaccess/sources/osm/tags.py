"""What the tags of an OSM way say: who may use it, in which direction, how fast."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from geoaccess.config import ROAD_CLASSES
from geoaccess.model.roads import Travel

MOTORROAD: Final = "motorroad"
"""Class of ordinary roads for motor traffic only (自動車専用道路), whatever their number."""
TAGS: Final = (
    "highway", "access", "vehicle", "motor_vehicle", "motorcar", "foot", "oneway", "junction",
    "service", "maxspeed", "toll", "motorroad", "area",
)  # fmt: skip
"""The tags that are looked at."""

_ON_FOOT: Final = frozenset((
    "footway", "path", "pedestrian", "steps", "track", "corridor", "cycleway", "bridleway",
    "elevator", "platform",
))  # fmt: skip
_NOT_ON_FOOT: Final = frozenset(("motorway", "motorway_link", MOTORROAD))
_CLOSED: Final = frozenset((
    "no", "private", "agricultural", "forestry", "emergency", "military", "delivery",
    "use_sidepath",
))  # fmt: skip
_PRIVATE_SERVICE: Final = frozenset((
    "parking", "parking_aisle", "private", "emergency_access", "drive-through",
))  # fmt: skip
"""As in osmnx, whose network of streets for driving leaves these out."""
_ROUND: Final = frozenset(("roundabout", "circular"))
_YES: Final = frozenset(("yes", "true", "1"))
_AGAINST: Final = frozenset(("-1", "reverse"))
_SPEED: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?")
_KMH_PER_MPH: Final = 1.609344


class Use(NamedTuple):
    """How a way may be used: class, directions, signed limit in km/h (NaN: none), toll."""

    road_class: str
    is_forward: bool
    is_backward: bool
    limit_kmh: float
    is_toll: bool


def find_use(tags: Mapping[str, str], travel: Travel) -> Use | None:
    """Return how a way may be driven or walked, None where it may not.

    The more special tag goes before the more general one: ``motorcar`` before
    ``motor_vehicle`` before ``vehicle`` before ``access``, and ``foot`` before ``access``.
    People walk either way on one-way streets.
    """
    highway = tags.get("highway", "")
    is_ordinary = highway in ROAD_CLASSES and not highway.startswith("motorway")
    road_class = MOTORROAD if is_ordinary and tags.get("motorroad") == "yes" else highway
    is_toll = tags.get("toll") in _YES
    if travel == "walk":
        is_open = road_class in ROAD_CLASSES or road_class in _ON_FOOT
        if not is_open or road_class in _NOT_ON_FOOT or _is_closed(tags, ("foot", "access")):
            return None
        return Use(road_class, True, True, math.nan, False)
    keys = ("motorcar", "motor_vehicle", "vehicle", "access")
    if road_class not in ROAD_CLASSES or _is_closed(tags, keys):
        return None
    if highway == "service" and tags.get("service") in _PRIVATE_SERVICE:
        return None
    forward, backward = _directions(tags, highway)
    return Use(road_class, forward, backward, parse_limit_kmh(tags.get("maxspeed", "")), is_toll)


def parse_limit_kmh(text: str) -> float:
    """Return a speed limit in km/h, NaN where the text is none (``none``, ``signals`` ...)."""
    match = _SPEED.fullmatch(text.strip().lower())
    if match is None or float(match[1]) <= 0:
        return math.nan
    return float(match[1]) * (_KMH_PER_MPH if match[2] == "mph" else 1.0)


def _is_closed(tags: Mapping[str, str], keys: tuple[str, ...]) -> bool:
    """Return whether the most special of the given tags closes the way."""
    value = next((tags[key] for key in keys if key in tags), "yes")
    return value in _CLOSED


def _directions(tags: Mapping[str, str], highway: str) -> tuple[bool, bool]:
    """Return whether a way may be driven as it was drawn, and against it."""
    oneway = tags.get("oneway", "")
    if oneway in _AGAINST:
        return False, True
    is_implied = tags.get("junction") in _ROUND or highway in ("motorway", "motorway_link")
    if oneway in _YES or (is_implied and oneway != "no"):
        return True, False
    return True, True
