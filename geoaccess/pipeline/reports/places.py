"""Maps of the places of a run: discs, or municipalities where every place is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from geoaccess.figures.scales import Scale, build_levels, find_breaks
from geoaccess.figures.sitemap import MapLayers, Marker, draw_map
from geoaccess.model.document import Illustration
from geoaccess.model.runfolder import Row, name_of, number
from geoaccess.model.text import Text
from geoaccess.pipeline.reports.common import shown
from geoaccess.pipeline.reports.land import load_land
from geoaccess.pipeline.reports.studio import Studio
from geoaccess.units import FloatArray

CHOROPLETH_FROM: Final = 200
"""So many municipalities are shown as areas: their discs would cover each other."""
NUMBERED_UP_TO: Final = 60


@dataclass(frozen=True, kw_only=True)
class MapKind:
    """What a map shows: column, question, how it is read, unit, and class breaks if fixed."""

    column: str
    caption: Text
    read: Text
    unit: Text
    breaks: tuple[float, ...] | None = None
    factor: float = 1.0


Which = Literal["score", "section_retention", "partners"]
KINDS: Final[dict[Which, MapKind]] = {
    "score": MapKind(
        column="score",
        caption=Text("Where sites score how much", "候補地の評点の地図"),
        read=Text("Score of each site, points of 100", "候補地の評点（100点満点）"),
        unit=Text("points", "点"),
        breaks=(0.0, 20.0, 40.0, 60.0, 70.0, 80.0, 100.0),
    ),
    "section_retention": MapKind(
        column="section_retention",
        caption=Text(
            "What is left of reach without the worst section",
            "最も影響の大きい区間が不通でも残る到達の割合",
        ),
        read=Text("Percent of the reach of a normal day", "平常時の到達に対する割合（%）"),
        unit=Text("%", "%"),
        breaks=(0.0, 20.0, 40.0, 60.0, 80.0, 100.0),
        factor=100.0,
    ),
    "partners": MapKind(
        column="partners",
        caption=Text("Partners of each place, and who can meet", "各地の相手の数と会える組"),
        read=Text(
            "Number of partners; fine lines join those that can visit each other in a day",
            "互いに日帰りできる相手の数。細線はその組",
        ),
        unit=Text("partners", "か所"),
    ),
}


def build_layers(
    rows: Sequence[Row], kind: MapKind, *, links: FloatArray | None = None
) -> MapLayers:
    """Return what a map of rows shows; `lat`, `lon` and the column of the kind are read."""
    borders, shapes = load_land()
    values = {
        row.get("municipality_code") or "": kind.factor * number(row[kind.column]) for row in rows
    }
    is_area = len(rows) >= CHOROPLETH_FROM and len(values) == len(rows) and set(values) <= {*shapes}
    if is_area:
        return MapLayers(borders=borders, markers=(), zones=shapes, zone_values=values)
    is_numbered = len(rows) <= NUMBERED_UP_TO
    markers = [
        Marker(
            id=row.get("site_id") or row.get("id") or "",
            lon=number(row["lon"]),
            lat=number(row["lat"]),
            value=kind.factor * number(row[kind.column]),
            text=str(at) if is_numbered else "",
        )
        for at, row in enumerate(rows, 1)
    ]
    return MapLayers(borders=borders, markers=markers, links=links)


def choose_scale(layers: MapLayers, kind: MapKind) -> Scale:
    """Return the classes of a map."""
    values = [one.value for one in layers.markers] or list((layers.zone_values or {}).values())
    return build_levels(kind.breaks or find_breaks(values))


def tell_outside(layers: MapLayers, rows: Sequence[Row], column: str, studio: Studio) -> list[str]:
    """Return a remark that names the rows off the map with their values; nothing without any."""
    outside = set(layers.find_outside())
    keys = ("site_id", "id", "municipality_code", "code")
    told = [
        f"{name_of(row, studio.lang)} {shown(number(row[column]))}"
        for row in rows
        if any(row.get(key) in outside for key in keys)
    ]
    if not told:
        return []
    en, ja = ", ".join(told), "、".join(told)
    return [studio.say(f"off the map: {en}", f"図の範囲外：{ja}")]


def illustrate_places(
    rows: Sequence[Row], studio: Studio, which: Which, *, links: FloatArray | None = None
) -> Illustration:
    """Return the map of rows, in the order of their numbers."""
    kind = KINDS[which]
    t, lang = studio.say, studio.lang
    layers = build_layers(rows, kind, links=links)
    scale = choose_scale(layers, kind)
    told = [kind.read.spoken(lang)]
    if layers.zones:
        told.append(t("municipalities", "市区町村"))
    elif len(rows) <= NUMBERED_UP_TO:
        told.append(t("numbers as in the table", "番号は表の順"))
    told += tell_outside(layers, rows, kind.column, studio)
    return studio.illustrate(
        f"map-{kind.column.replace('_', '-')}",
        lambda frame: draw_map(layers, scale, frame, unit=kind.unit.spoken(lang)),
        caption=kind.caption.spoken(lang),
        subtitle=t("; ", "。").join(told),
        description=t(
            f"Map of {len(rows)} places; their values stand in the tables.",
            f"{len(rows)}地点の地図。値は表にある。",
        ),
    )
