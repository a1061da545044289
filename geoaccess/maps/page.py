"""The score map: one HTML text that opens offline."""

from __future__ import annotations

from markupsafe import Markup

from geoaccess.maps.assets import build_script, build_style, hash_inline, load_vendored
from geoaccess.maps.content import MapContent
from geoaccess.maps.encode import to_packed_json, to_script_json
from geoaccess.maps.payload import TILES, build_payload
from geoaccess.maps.shapes import build_packs, build_shapes
from geoaccess.maps.strings import strings_in

LICENCES = {"Leaflet 1.9.4": "leaflet.LICENSE", "topojson-client 3.1.0": "topojson-client.LICENSE"}


def render_score_map(content: MapContent, *, tiles: bool = False) -> str:
    """Return the score map as one HTML document that loads nothing from anywhere.

    The page holds the libraries, the shapes (gzip, unpacked by the browser) and the results.
    Its Content-Security-Policy allows no network and no script but those written here, so a
    name in a table cannot run. The same content gives the same text, byte for byte.

    Parameters
    ----------
    tiles
        Offer the base map of the Geospatial Information Authority of Japan (地理院タイル), which
        needs a network: the policy then allows its images, and nothing else.

    Raises
    ------
    InputError
        When the zones are not TopoJSON as `MapContent` describes it.
    """
    from geoaccess.maps.layers import OfflinePage, build_map

    script, style = build_script(), build_style()
    payload = build_payload(content, tiles=tiles)
    page = OfflinePage(
        {
            "lang": content.lang,
            "t": strings_in(content.lang),
            "title": content.title[content.lang],
            "facts": payload["facts"][content.lang],
            "credits": content.credits,
            "run": payload["run"],
            "licences": {name: load_vendored(file) for name, file in LICENCES.items()},
            # Our own texts, escaped for the element they stand in.
            "script": Markup(script),  # noqa: S704
            "style": Markup(style),  # noqa: S704
            "script_hash": hash_inline(script),
            "style_hash": hash_inline(style),
            "payload": Markup(to_script_json(payload)),  # noqa: S704
            "shapes": to_packed_json(build_shapes(content)),
            "packs": build_packs(content),
            "image_sources": f"data: {TILES['origin']}" if tiles else "data:",
        }
    )
    page.add_child(build_map(), name="map")
    return page.render()
