"""Colours and class breaks of the score map: one table for the page, its legend and the tests.

Municipalities run through a cool sequential scale after `mako`, sites through a warm one after
`YlOrBr`: blue against orange keeps the two apart for every common colour vision, lightness alone
orders the classes within each, and neither pairs red with green.
"""

from __future__ import annotations

from typing import Final

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
