"""Colours and class breaks of the score map: one table for the page, its legend and the tests.

Municipalities run through a cool sequential scale after `mako`, sites through a warm one after
`YlOrBr`: blue against orange keeps the two apart for every common colour vision, lightness alone
orders the classes within each, and neither pairs red with green.
"""

from __future__ import annotations

from typing import Any, Final

SHARE_BREAKS_PCT: Final = (0, 20, 40, 60, 80, 100)
SHARE_COLOURS: Final = ("#cfeed9", "#8fd3bd", "#4fb0b0", "#3f82ad", "#454f96")
"""Classes above 0 %: each holds its lower break, the first all of 0.1-19.9, the last also 100."""

ZERO_COLOUR: Final = "#f3f0e8"
"""Exactly 0 %: on the network, yet no hub can be met within the window."""

NO_RAIL_COLOURS: Final = ("#e3e3e3", "#b4b4b4")
"""Ground and stripes of the hatch for municipalities without a rail journey."""

SCORE_BREAKS: Final = (0, 40, 60, 70, 80, 90, 100)
SCORE_COLOURS: Final = ("#fff6cf", "#fcd573", "#fbb04a", "#e87a1f", "#b94a0c", "#7a2a05")
SCORE_INKS: Final = ("#1b232c", "#1b232c", "#1b232c", "#1b232c", "#ffffff", "#ffffff")
"""Ink of the rank printed on each score colour."""

NO_SCORE_COLOUR: Final = "#d5d9de"
SELECTED_COLOUR: Final = "#b0128c"
"""Ring of the selected site and its lines to hubs: a hue of neither scale."""

LINE_STYLES: Final[dict[str, dict[str, float | str]]] = {
    "shinkansen": {"color": "#1b232c", "weight": 2.6, "casing": 5.2},
    "maglev": {"color": "#1b232c", "weight": 2.6, "casing": 5.2, "dash": "2 5"},
    "mini-shinkansen": {"color": "#1b232c", "weight": 1.7, "casing": 3.8, "dash": "7 4"},
    "conventional": {"color": "#5a6470", "weight": 1.1, "casing": 2.6},
}
"""Pen by line class, in CSS pixels; a class not listed is drawn as conventional."""

_HUNDRED: Final = (0, 20, 40, 60, 80, 100)
ZONE_LAYERS: Final[dict[str, dict[str, Any]]] = {
    "reach_pct": {"breaks": _HUNDRED, "steps": (1, 5, 15), "unit": "unit_pct", "decimals": 1},
    "meeting_hours": {
        "breaks": (0, 2, 4, 6, 8, 9),
        "steps": (0.25, 1, 2),
        "unit": "unit_hours",
        "decimals": 1,
    },
    "score": {"breaks": _HUNDRED, "steps": (1, 3, 10), "unit": "unit_none", "decimals": 1},
    "rank_width": {
        "breaks": (0, 2, 5, 20, 100, 2000),
        "steps": (2, 5, 20),
        "unit": "unit_ranks",
        "decimals": 0,
        "lower": True,
    },
    "robustness": {
        "breaks": (0, 0.2, 0.4, 0.6, 0.8, 1),
        "steps": (0.02, 0.1, 0.2),
        "unit": "unit_none",
        "decimals": 2,
    },
    "probability_pct": {
        "breaks": _HUNDRED,
        "steps": (1, 5, 15),
        "unit": "unit_pct",
        "decimals": 1,
    },
}
"""Values of municipalities and sites: class breaks, steps of differences, unit, decimals."""

TIME_BREAKS_MIN: Final = (0, 30, 60, 90, 120, 180, 240, 300, 360, 480, 1440)
TIME_COLOURS: Final = (
    *("#35264c", "#403a75", "#3d5296", "#366da0", "#3487a6"),
    *("#35a1ab", "#43bbad", "#6cd3ad", "#ade3c0", "#def5e5"),
)
"""Bands of travel time from the chosen place, near to far."""
TIME_STEPS_MIN: Final = (5, 15, 45)
"""Classes of differences of travel time."""

HOURS_BREAKS: Final = (0, 2, 4, 6, 8, 24)
"""Meeting hours of a day trip from the chosen place."""
HOURS_STEPS: Final = (0.5, 1, 2)

DAY_COLOURS: Final = {"both": "#2a788e", "out": "#7ad1b3", "back": "#c7a6dc"}
"""Day returns with the chosen place: both ways, its people there, people from there."""

BETTER_COLOURS: Final = ("#d8daeb", "#b2abd2", "#9488bd", "#542788")
WORSE_COLOURS: Final = ("#fee0b6", "#fdb863", "#e08214", "#b35806")
SAME_COLOUR: Final = "#f7f7f7"
"""Exactly no difference."""
GAINED_COLOUR: Final = "#2d004b"
LOST_COLOUR: Final = "#7f3b08"
"""Reached with the scenario only, and without it only."""

PLANNED_COLOUR: Final = "#b0128c"
CLOSED_COLOUR: Final = "#8a3a00"
WEAK_COLOUR: Final = "#e8b400"
"""The section that the chosen site hangs on: a broad band under the lines to its hubs."""
SYMBOL_GROUND: Final = "#eceae4"
"""Of the municipalities under proportional symbols."""
