"""What a map shows by municipality: the shipped municipalities, or those of a boundary file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from geoaccess.model.areas import AdminAreas
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.pipeline.inputs import find_source
from geoaccess.sources.areas import (
    build_zones,
    load_areas,
    render_topojson,
    select_zones,
    simplify_areas,
)
from geoaccess.sources.facts import load_municipalities, load_prefectures
from geoaccess.sources.zones import read_zone_topojson

N03: Final = "mlit-n03"
MAP_TOLERANCE_M: Final = 300.0
"""As the shipped polygons, whose vertices lie about so far apart."""
MAP_GRID_DEG: Final = 1e-4
"""About 10 m, as the shipped polygons."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Zones:
    """Municipalities of a run.

    Attributes
    ----------
    places
        One point each, where journeys begin; remarks say what was done to read them.
    areas
        Their polygons, in the same order; None for the shipped ones.
    """

    places: Places
    areas: AdminAreas | None = None

    @property
    def prefectures(self) -> tuple[tuple[str, str], ...]:
        """English and Japanese name of the prefecture of each zone."""
        known = load_prefectures()
        shipped = [known.get(code[:2]) for code in self.places.id]
        written = self.areas.prefecture if self.areas is not None else ("",) * len(shipped)
        return tuple(
            (one.en, one.ja) if one is not None else (name, name)
            for one, name in zip(shipped, written, strict=True)
        )

    def render_topojson(self) -> str:
        """Return the polygons as TopoJSON text, simplified together for a map of Japan."""
        if self.areas is None:
            return read_zone_topojson()
        simple = simplify_areas(self.areas, tolerance_m=MAP_TOLERANCE_M).areas
        return render_topojson(simple, grid_deg=MAP_GRID_DEG)


def load_zones(path: Path | None) -> Zones:
    """Return the municipalities of a boundary file, the shipped ones for None.

    Raises
    ------
    GeoaccessError
        When the file cannot be used, or holds no municipality.
    """
    if path is None:
        return Zones(places=load_municipalities())
    loaded = load_areas(path)
    areas = select_zones(loaded.areas)
    places = build_zones(areas)
    official = find_source(path)
    credited = [one for one in places.sources if official is None or one != N03]
    publisher = () if official is None else (official.id,)
    notes = loaded.notes
    if official is None and N03 not in places.sources:
        notes += (
            Text(
                en=f"{path.name}: the columns are not those of N03, so that the publisher of the "
                "boundaries is not known: credit them yourself.",
                ja=f"{path.name}：N03の属性がなく境界の作成者が分からないため、"
                "出典は利用者が表示すること。",
            ),
        )
    return Zones(
        places=replace(
            places,
            sources=(*publisher, *credited),
            remarks=(*notes, *places.remarks),
        ),
        areas=areas,
    )
