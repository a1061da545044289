"""The folium objects of the page: the figure that is the page, and one element per map layer.

This module imports folium when it is imported; import it inside functions.
"""

from __future__ import annotations

from typing import Any, Final

import folium
from branca.element import Figure, MacroElement
from jinja2 import Environment, Template
from markupsafe import Markup

from geoaccess.maps.assets import clean_script, hash_inline, load_template

LAYERS: Final = ("zones", "network", "agglomerations", "hubs", "sites")
"""Layers from the ground up; each is drawn by the page's script function of that name."""

JAPAN_BOUNDS: Final = ((30.0, 128.4), (45.6, 146.0))
"""South-west and north-east corner (lat, lon) of what the map shows first: Kyushu to Hokkaido."""

REACH_BOUNDS: Final = ((16.0, 112.0), (52.0, 165.0))
"""How far the map can be moved."""


class PageLayer(MacroElement):
    """One layer of the map: a call of the page's own script, which holds the data."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "geoaccess.layers.{{ this.layer }}({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, layer: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PageLayer"
        self._id = layer
        self.layer = layer


class PageStart(MacroElement):
    """The call that starts the page once the map and its layers are there."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "geoaccess.start({{ this._parent.get_name() }}, {{ this.bounds | tojson }});"
        "{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PageStart"
        self._id = "start"
        self.bounds = JAPAN_BOUNDS


class OfflinePage(Figure):
    """A figure whose page is our own template: nothing of folium's default head is on it."""

    def __init__(self, context: dict[str, Any]) -> None:
        super().__init__()
        self._id = "page"
        self.context = context

    def render(self, **kwargs: object) -> str:
        """Return the page as HTML."""
        for child in self._children.values():
            child.render(**kwargs)
        map_script = clean_script("\n" + self.script.render() + "\n")
        environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        template = environment.from_string(load_template("page.html"))
        return template.render(
            map_html=Markup(self.html.render()),  # noqa: S704 - made by folium, no user text
            map_script=Markup(map_script),  # noqa: S704
            map_script_hash=hash_inline(map_script),
            **self.context,
        )


def build_map() -> folium.Map:
    """Return the folium map with the layers of the page: no tiles, no animation, canvas.

    Ids are fixed, so the same content always gives the same page.
    """
    (south, west), (north, east) = JAPAN_BOUNDS
    made = folium.Map(
        location=((south + north) / 2, (west + east) / 2),
        zoom_start=5,
        tiles=None,
        prefer_canvas=True,
        zoom_control=False,
        attribution_control=True,
        zoom_animation=False,
        fade_animation=False,
        marker_zoom_animation=False,
        zoom_snap=0.25,
        zoom_delta=0.75,
        wheel_px_per_zoom_level=90,
        min_zoom=4,
        max_zoom=12,
        max_bounds=True,
        min_lat=REACH_BOUNDS[0][0],
        min_lon=REACH_BOUNDS[0][1],
        max_lat=REACH_BOUNDS[1][0],
        max_lon=REACH_BOUNDS[1][1],
    )
    made._id = "main"  # noqa: SLF001 - branca has no public way to fix an id
    for layer in LAYERS:
        made.add_child(PageLayer(layer))
    made.add_child(PageStart())
    return made
