"""The municipality at any point, and areas as the places of a run."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoaccess.errors import InputError
from geoaccess.model.areas import AdminAreas
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.sources.areas.population import carry_population
from geoaccess.sources.facts import load_municipalities, load_prefectures

_METRES_PER_DEGREE = 111_320.0


def find_area(
    areas: AdminAreas, lon: ArrayLike, lat: ArrayLike, *, within_m: float = 0.0
) -> NDArray[np.str_]:
    """Return the code of the area at each point, '' at sea and on unassigned land, shape (n,).

    Parameters
    ----------
    areas
        Areas of any level.
    lon, lat
        Degrees, shape (n,). A point on a common border goes to the lower code.
    within_m
        A point outside all areas goes to the nearest one within this distance, measured on
        the map with longitudes shrunk to the point's latitude: for quays, and for borders
        that were simplified. 0 for none.

    Raises
    ------
    InputError
        When a position is missing or the distance is negative.
    """
    if not within_m >= 0:
        raise InputError(f"within_m {within_m} is no distance; give metres, 0 or more")
    found = areas.find(lon, lat)
    lost = np.flatnonzero(found < 0)
    if within_m > 0 and lost.size:
        x, y = (np.atleast_1d(np.asarray(one, dtype=np.float64))[lost] for one in (lon, lat))
        found[lost] = [_find_near(areas, *point, within_m) for point in zip(x, y, strict=True)]
    codes = np.array([*areas.code, ""])
    return codes[found]


def _find_near(areas: AdminAreas, lon: float, lat: float, within_m: float) -> int:
    """Return the nearest area within a distance of one point, −1 for none."""
    import shapely

    shrink = float(np.cos(np.radians(lat)))
    reach = within_m / _METRES_PER_DEGREE
    box = shapely.box(lon - reach / shrink, lat - reach, lon + reach / shrink, lat + reach)
    near = np.sort(areas.tree.query(box))
    if not near.size:
        return -1
    clipped = shapely.intersection(areas.geometry[near], box)
    flat = shapely.transform(clipped, lambda xy: (xy - (lon, lat)) * (shrink, 1.0))
    distance = shapely.distance(flat, shapely.Point(0.0, 0.0))
    distance[np.isnan(distance)] = np.inf
    best = int(np.argmin(distance))
    return int(near[best]) if distance[best] <= reach else -1


def select_zones(areas: AdminAreas) -> AdminAreas:
    """Return the areas that statistics know: no unassigned land, no Northern Territories."""
    kept = np.flatnonzero(~areas.unassigned & ~areas.northern_territories)
    return areas.take(kept.tolist())


def build_zones(areas: AdminAreas) -> Places:
    """Return the areas of `select_zones` as the places of a run, in the same order.

    A zone stands at its municipal office where the office lies in the area and the code is one
    of today's, else at a point inside; mass is the population of the 2020 census, carried to
    the municipalities of another edition where codes only changed or were put together, else
    NaN; a remark says so. Wards of designated cities and prefectures have no mass.

    Raises
    ------
    InputError
        When no area is left.
    """
    import shapely

    chosen = select_zones(areas)
    if not len(chosen):
        raise InputError(
            "zones: only unassigned land or the Northern Territories are in the boundary file; "
            "give one with municipalities"
        )
    points = shapely.point_on_surface(chosen.geometry)
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    mass = np.full(len(chosen), np.nan)
    names = list(chosen.name)
    sources = areas.sources
    remarks: tuple[Text, ...] = ()
    if chosen.level == "prefecture":
        english = {code: one.en for code, one in load_prefectures().items()}
    else:
        offices = load_municipalities()
        english = dict(zip(offices.id, offices.name, strict=True))
        rows = {code: row for row, code in enumerate(offices.id)}
        mine = [row for row, code in enumerate(chosen.code) if code in rows]
        theirs = [rows[chosen.code[row]] for row in mine]
        population, note = carry_population(chosen, offices)
        mass[:] = [population.get(code, np.nan) for code in chosen.code]
        sources = tuple(dict.fromkeys((*sources, *offices.sources)))
        remarks = () if note is None else (note,)
        inside = shapely.intersects_xy(
            chosen.geometry[mine], offices.lon[theirs], offices.lat[theirs]
        )
        here, there = np.array(mine, dtype=np.intp)[inside], np.array(theirs, dtype=np.intp)[inside]
        lon[here], lat[here] = offices.lon[there], offices.lat[there]
    return Places(
        id=chosen.code,
        name=tuple(english.get(code, ja) for code, ja in zip(chosen.code, names, strict=True)),
        name_ja=tuple(names),
        lon=lon,
        lat=lat,
        mass=mass,
        role="zone",
        mass_kind="" if chosen.level == "prefecture" else "population",
        municipality_code=() if chosen.level == "prefecture" else chosen.code,
        sources=sources,
        remarks=remarks,
    )
