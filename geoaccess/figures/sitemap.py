"""A map of Japan with the south-western islands inset: municipalities, links and sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geoaccess.figures.frame import INK, SOFT_INK, Frame, Sheet, open_sheet
from geoaccess.figures.heatmap import draw_classes
from geoaccess.figures.scales import MISSING, Scale, choose_ink
from geoaccess.units import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path

Rings = Sequence[FloatArray]
"""Closed rings of vertices, shape (v, 2), lon and lat in degrees; holes run the other way."""
MAIN: Final = (128.4, 30.0, 146.0, 45.7)
INSET: Final = (122.7, 24.0, 131.4, 30.0)
"""West, south, east, north of the two parts of the map, in degrees."""
_MID_LAT: Final = 37.0
_LAND: Final = "#f4f5f2"
_SEA: Final = "#ffffff"
_BORDER: Final = "#9aa5ae"


@dataclass(frozen=True, kw_only=True)
class Marker:
    """A site on the map: value in units of the scale (NaN for none) and what its disc says."""

    id: str
    lon: float
    lat: float
    value: float
    text: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class MapLayers:
    """What the map shows, the first at the bottom.

    Attributes
    ----------
    borders
        Rings of the prefectures.
    zones, zone_values
        Rings and value by municipality code; empty where only sites are shown.
    links
        Ends of straight links, shape (n, 2, 2): from and to, lon and lat.
    markers
        Sites.
    """

    borders: Rings
    markers: Sequence[Marker]
    zones: Mapping[str, Rings] | None = None
    zone_values: Mapping[str, float] | None = None
    links: FloatArray | None = None

    def find_outside(self) -> list[str]:
        """Return the ids of sites and the codes of municipalities in neither part of the map."""
        parts = (MAIN, INSET)
        sites = [one.id for one in self.markers if not any(_holds(part, one) for part in parts)]
        zones = [
            code
            for code, rings in (self.zones or {}).items()
            if not any(_touches(ring, part) for ring in rings for part in parts)
        ]
        return [*sites, *zones]


def _holds(extent: tuple[float, float, float, float], one: Marker) -> bool:
    west, south, east, north = extent
    return west <= one.lon <= east and south <= one.lat <= north


def draw_map(layers: MapLayers, scale: Scale, frame: Frame, *, unit: str = "") -> Figure:
    """Return the map with its legend; called within `drawing`."""
    width = frame.width_mm
    mm_per_degree = width / ((MAIN[2] - MAIN[0]) * np.cos(np.radians(_MID_LAT)))
    height = mm_per_degree * (MAIN[3] - MAIN[1])
    sheet = open_sheet(frame, height + frame.mm(8))
    main = _open_part(sheet, MAIN, (0.0, 0.0, width, height))
    inset_width = width * 0.36
    inset_height = inset_width / ((INSET[2] - INSET[0]) * np.cos(np.radians(26.5)))
    inset_height *= INSET[3] - INSET[1]
    inset = _open_part(sheet, INSET, (0.0, 0.0, inset_width, inset_height))
    for side in inset.spines.values():
        side.set(visible=True, color=_BORDER, lw=frame.points(0.6))
    for axes, extent in ((main, MAIN), (inset, INSET)):
        _draw_layers(axes, layers, scale, frame, extent)
    name = frame.choose("Okinawa, Amami and Tokara", "沖縄・奄美・トカラ")
    inset.text(0.03, 0.95, name, size=frame.points(6.5), color=SOFT_INK, va="top",
               transform=inset.transAxes)  # fmt: skip
    labels = [f"{label} {unit}".strip() for label in scale.labels()]
    values = [one.value for one in layers.markers] + list((layers.zone_values or {}).values())
    colours = list(scale.colours)
    if any(np.isnan(value) for value in values):
        colours.append(MISSING)
        labels.append(frame.choose("no value", "値なし"))
    draw_classes(sheet, colours, labels, height + frame.mm(3))
    return sheet.figure


def _open_part(
    sheet: Sheet,
    extent: tuple[float, float, float, float],
    place: tuple[float, float, float, float],
) -> Axes:
    west, south, east, north = extent
    axes = sheet.add_axes(*place)
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], facecolor=_SEA)
    return axes


def _draw_layers(
    axes: Axes,
    layers: MapLayers,
    scale: Scale,
    frame: Frame,
    extent: tuple[float, float, float, float],
) -> None:
    from matplotlib.collections import LineCollection, PathCollection

    thin = frame.points(0.35)
    borders = [ring for ring in layers.borders if _touches(ring, extent)]
    land = PathCollection([_path(borders)], facecolor=_LAND, edgecolor="none")
    axes.add_collection(land, autolim=False)
    for code, rings in (layers.zones or {}).items():
        near = [ring for ring in rings if _touches(ring, extent)]
        if near:
            colour = scale.colour((layers.zone_values or {}).get(code, np.nan))
            shape = PathCollection([_path(near)], facecolor=colour, edgecolor=colour,
                                   linewidth=thin / 2)  # fmt: skip
            axes.add_collection(shape, autolim=False)
    outline = PathCollection([_path(borders)], facecolor="none", edgecolor=_BORDER, linewidth=thin)
    axes.add_collection(outline, autolim=False)
    if layers.links is not None and len(layers.links):
        lines = LineCollection(list(layers.links), colors="#31688e", linewidths=thin, alpha=0.12)
        axes.add_collection(lines, autolim=False)
    size = frame.points(11) if any(one.text for one in layers.markers) else frame.points(6)
    for one in reversed(layers.markers):  # the first on top
        if not _holds(extent, one):
            continue
        colour = scale.colour(one.value)
        axes.plot(one.lon, one.lat, "o", ms=size, color=colour, mec=INK, mew=frame.points(0.5),
                  gid=one.id)  # fmt: skip
        if one.text:
            axes.text(one.lon, one.lat, one.text, size=frame.points(6), color=choose_ink(colour),
                      ha="center", va="center_baseline")  # fmt: skip


def _touches(ring: FloatArray, extent: tuple[float, float, float, float]) -> bool:
    west, south, east, north = extent
    (left, bottom), (right, top) = ring.min(axis=0), ring.max(axis=0)
    return bool(left < east and right > west and bottom < north and top > south)


def _path(rings: Rings) -> Path:
    from matplotlib.path import Path

    if not rings:
        return Path(np.zeros((0, 2)))
    codes = np.concatenate(
        [[Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY] for ring in rings]
    )
    return Path(np.concatenate(list(rings)), codes)
