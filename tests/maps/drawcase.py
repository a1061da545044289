"""What lines are drawn with in the small run: five stations, each place with its nearest one."""

from __future__ import annotations

import numpy as np

from geoaccess.maps.codes import encode_minutes
from geoaccess.maps.content import MapContent
from geoaccess.maps.drawtools import DrawTools
from geoaccess.pipeline.mapdraw import describe_classes
from tests.maps.cases import HUBS, SITES, ZONES, build_case

STATIONS = ("tokyo", "shizuoka", "hamamatsu", "nagoya", "shiojiri")
CHANGE_MIN = (8.0, 5.0, 5.0, 8.0, 5.0)
#       tokyo shizuoka hamamatsu nagoya shiojiri
MINUTES = np.array(
    [
        [0, 62, 92, 105, 170],
        [62, 0, 30, 60, 230],
        [92, 30, 0, 38, 200],
        [105, 60, 38, 0, 130],
        [170, 230, 200, 130, np.nan],
    ]
)
MINUTES[4, 4] = 0
#        node: station, to, from (places by their order: 8 zones, 4 sites, 3 hubs)
LEGS = {1: [(0, 15, 12)], 2: [(4, 40, 34)], 3: [(2, 20, 16), (1, 88, 75)], 12: [(0, 14, 13)]}
LEGS |= {8: [(4, 30, 26)], 9: [(2, 12, 10)], 13: [(3, 18, 15)]}


def build_tools(**changes) -> DrawTools:
    """Return the tools, with the changes asked for."""
    n = len(ZONES) + len(SITES) + len(HUBS)
    legs = [leg for node in range(n) for leg in LEGS.get(node, [])]
    station, to, back = (np.array(column, dtype=np.int32) for column in zip(*legs, strict=True))
    given = {
        "station_id": STATIONS,
        "change_min": np.array(CHANGE_MIN),
        "minutes": encode_minutes(MINUTES),
        "station_land": np.zeros(len(STATIONS), dtype=np.int32),
        "node_land": np.array([0 if k not in (4, 7, 10) else k for k in range(n)]),
        "leg_count": np.array([len(LEGS.get(node, [])) for node in range(n)]),
        "leg_station": station,
        "leg_to_min": to,
        "leg_from_min": back,
        "classes": describe_classes(),
        "access": {
            "walkWithin": 1200,
            "walkDetour": 1.25,
            "walkSpeed": 4.8,
            "roadDetour": 1.3,
            "bands": [[5, 24], [20, 35], [1000, 60]],
            "terminal": 5,
            "margin": 0.25,
            "platform": 3,
            "most": 90,
            "direct": 90,
            "stops": 8,
            "change": 5,
        },
    }
    return DrawTools(**{**given, **changes})


def build_drawn_case(**changes) -> MapContent:
    """Return the small run with lines that can be drawn."""
    return build_case(draw=build_tools(), **changes)
