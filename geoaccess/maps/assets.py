"""Texts that go into the page: templates, scripts and vendored libraries, free of addresses."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from typing import Final

from geoaccess.errors import FileError

SCRIPTS: Final = (
    "core.js",
    "travel.js",
    "modes.js",
    "places.js",
    "zones.js",
    "network.js",
    "markers.js",
    "labels.js",
    "legend.js",
    "ranking.js",
    "card.js",
    "trips.js",
    "tools.js",
    "drawruns.js",
    "drawmodel.js",
    "drawyaml.js",
    "drawlayers.js",
    "drawpanel.js",
    "app.js",
)
"""Scripts of the page, in the order in which they run."""

_ATTRIBUTION: Final = re.compile(
    r"prefix:'<a href=\"https://leafletjs\.com\".{0,600}?Leaflet</a>\""
)
_SOURCE_MAP: Final = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_CSS_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_ADDRESS: Final = re.compile(r"[\w-]+\s*:\s*url\([^)]*\);?")
_SCRIPT_END: Final = re.compile(r"</(script)", re.IGNORECASE)


def load_template(name: str) -> str:
    """Return the text of a file in templates/."""
    return files(__package__).joinpath("templates", name).read_text("utf-8")


def load_vendored(name: str) -> str:
    """Return the text of a file in vendor/, as published."""
    return files(__package__).joinpath("vendor", name).read_text("utf-8")


def build_script() -> str:
    """Return the script of the page: Leaflet, topojson-client, then the page's own parts.

    Leaflet's attribution is a link to its site; the page names Leaflet in plain text instead.

    Raises
    ------
    FileError
        When the vendored Leaflet is not the release that this was written for.
    """
    leaflet, replaced = _ATTRIBUTION.subn('prefix:"Leaflet"', load_vendored("leaflet.js"))
    if replaced != 1:
        raise FileError(
            "vendor/leaflet.js: its attribution link was not found; restore release 1.9.4"
        )
    parts = [leaflet, load_vendored("topojson-client.min.js")]
    parts += [load_template(name) for name in SCRIPTS]
    return clean_script("\n".join(parts))


def build_style() -> str:
    """Return the style of the page: Leaflet's without its images, then the page's own."""
    leaflet = _CSS_ADDRESS.sub("", _CSS_COMMENT.sub("", load_vendored("leaflet.css")))
    return f"\n{leaflet}\n{load_template('page.css')}\n"


def clean_script(text: str) -> str:
    """Return a script without source map comments, safe to stand inside a script element."""
    return _SCRIPT_END.sub(r"<\\/\1", _SOURCE_MAP.sub("", text))


def hash_inline(text: str) -> str:
    """Return the Content-Security-Policy source that allows exactly this inline text."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
