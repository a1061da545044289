"""Masses of hubs and sites from rasters and mesh tables: what lives or works around each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.areas import AdminAreas
from geoaccess.model.nearness import find_near_pairs
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.pipeline.inputs import find_source
from geoaccess.pipeline.massrequest import MassRequest
from geoaccess.sources.raster import (
    WeightGrid,
    WeightSums,
    build_circles,
    compute_weights_in,
    open_weights,
)
from geoaccess.sources.zones import load_zone_polygons
from geoaccess.units import parse_distance

MUNICIPALITY: Final = "municipality"
PARTLY_OUTSIDE: Final = 0.005
"""A smaller part of the area beyond the edge of the grid is not worth a warning."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighed:
    """Sites and hubs with their masses, and what run.json says of it (None without a request)."""

    sites: Places
    hubs: Places
    record: dict[str, Any] | None = None


def weigh_places(
    request: MassRequest | None, sites: Places, hubs: Places, areas: AdminAreas | None
) -> Weighed:
    """Return the places with the sum of cells around each as mass; as they are without a request.

    Masses that the places had are replaced, and a remark says so. A hub of which nothing is
    known is an error; a site of which nothing is known has no mass, and a remark names it.

    Parameters
    ----------
    areas
        Municipalities of the run's boundary file; None for the shipped ones.

    Raises
    ------
    GeoaccessError
        When a file cannot be used, or holds no figure around a hub.
    """
    if request is None:
        return Weighed(sites=sites, hubs=hubs)
    record: dict[str, Any] = {"unit": request.unit, "within": request.within}
    with open_weights(request.files, unit=request.unit) as grid:
        record["files"] = [Path(one).name for one in request.files]
        if request.of in ("both", "hubs"):
            hubs = _weigh(hubs, grid, request, areas)
            record["hubs"] = _list_masses(hubs)
        if request.of in ("both", "sites"):
            sites = _weigh(sites, grid, request, areas)
            record["sites"] = _list_masses(sites)
        target = hubs if request.of != "sites" else sites
        remarks = (*target.remarks, *grid.notes(), *_name_publishers(request))
        target = replace(target, remarks=remarks)
    if request.of != "sites":
        return Weighed(sites=sites, hubs=target, record=record)
    return Weighed(sites=target, hubs=hubs, record=record)


def _weigh(
    places: Places, grid: WeightGrid, request: MassRequest, areas: AdminAreas | None
) -> Places:
    """Return places of one role with the sums as mass."""
    is_municipal = request.within.strip().casefold() == MUNICIPALITY
    radius_m = 0.0 if is_municipal else parse_distance(request.within)
    if is_municipal:
        polygons, land = _find_polygons(places, areas)
        sums = compute_weights_in(grid, polygons, land=land)
    else:
        sums = compute_weights_in(grid, build_circles(places.lon, places.lat, radius_m))
    _check_known(places, grid, sums, request.within)
    within = f"in its {MUNICIPALITY}" if is_municipal else f"within {request.within}"
    rim = Text(
        en="cells on the rim count by their share inside",
        ja="境界のセルは面積按分",
    )
    within_ja = f"半径{request.within}以内"
    if is_municipal:
        within_ja = "所在市区町村内"
        rim = Text(
            en="cells on a border are shared by land area, approximately",
            ja="境界のセルは陸地面積で按分した概数",
        )
    remarks = [_describe(places, grid, Text(within, within_ja), rim)]
    remarks += _describe_gaps(places, grid, sums)
    if places.role == "hub":
        remarks += _describe_overlap(places, radius_m)
    return replace(
        places,
        mass=sums.weight,
        mass_kind=f"{grid.title} {within}",
        remarks=(*places.remarks, *remarks),
    )


def _find_polygons(places: Places, areas: AdminAreas | None) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the municipality of each place as a polygon, and those of all municipalities."""
    known: dict[str, Any] = (
        dict(load_zone_polygons())
        if areas is None
        else dict(zip(areas.code, areas.geometry, strict=True))
    )
    lacking = [
        name
        for name, code in zip(places.name, places.municipality_code, strict=True)
        if code not in known
    ]
    if lacking:
        raise InputError(
            f"--mass-within {MUNICIPALITY}: {len(lacking)} {places.role}s lie in no municipality"
            f" with known borders ({describe_offenders(lacking)}); give a distance, such as 5km"
        )
    return (
        np.array([known[code] for code in places.municipality_code], dtype=object),
        np.array(list(known.values()), dtype=object),
    )


def _check_known(places: Places, grid: WeightGrid, sums: WeightSums, within: str) -> None:
    """Raise an InputError where nothing is known around a hub, or around any site."""
    unknown = np.isnan(sums.weight)
    if not unknown.any() or (places.role != "hub" and not unknown.all()):
        return
    outside = np.flatnonzero(unknown & (sums.share_outside > 1 - PARTLY_OUTSIDE))
    blank = np.flatnonzero(unknown & (sums.share_outside <= 1 - PARTLY_OUTSIDE))
    faults = []
    if outside.size:
        names = describe_offenders([places.name[i] for i in outside.tolist()])
        faults.append(f"{outside.size} lie outside it ({names})")
    if blank.size:
        names = describe_offenders([places.name[i] for i in blank.tolist()])
        faults.append(f"{blank.size} have only cells without a figure within {within} ({names})")
    lon, lat = grid.frame.to_degrees(
        [0, grid.frame.width, 0, grid.frame.width], [0, 0, grid.frame.height, grid.frame.height]
    )
    raise InputError(
        f"{grid.title}: nothing is known of {int(unknown.sum())} of {len(places)} {places.role}s: "
        f"{'; '.join(faults)}; it covers lat {lat.min():.2f} to {lat.max():.2f}, lon "
        f"{lon.min():.2f} to {lon.max():.2f}: give cells that cover them, or --mass-for "
        f"{'sites' if places.role == 'hub' else 'hubs'}"
    )


def _describe(places: Places, grid: WeightGrid, within: Text, rim: Text) -> Text:
    replaced = int((~np.isnan(places.mass)).sum())
    before = f", in place of the masses that {replaced} of them had" if replaced else ""
    before_ja = f"（{replaced}件の既存の値を置き換えた）" if replaced else ""
    noun_ja = "拠点" if places.role == "hub" else "地点"
    return Text(
        en=f"Masses of the {len(places)} {places.role}s are sums of {grid.title} {within.en}"
        f"{before}; {rim.en}.",
        ja=f"{noun_ja}{len(places)}件の規模は{grid.title}の{within.ja}の合計{before_ja}。"
        f"{rim.ja}。",
    )


def _describe_gaps(places: Places, grid: WeightGrid, sums: WeightSums) -> list[Text]:
    """Return what is not known of some places."""
    unknown = np.isnan(sums.weight)
    partly = ~unknown & (sums.share_outside > PARTLY_OUTSIDE)
    notes = []
    for found, en, ja in (
        (unknown, "no figure around", "周辺に値がない"),
        (
            partly,
            "the area reaches beyond its edge, so that the mass is too small, at",
            "範囲外にかかり過小",
        ),
    ):
        if found.any():
            rows = np.flatnonzero(found).tolist()
            names = describe_offenders([places.name[i] for i in rows])
            names_ja = describe_offenders([places.name_ja[i] for i in rows])
            notes.append(
                Text(
                    en=f"{grid.title}: {en} {len(rows)} {places.role}s: {names}.",
                    ja=f"{grid.title}：{ja}：{names_ja}（{len(rows)}件）",
                )
            )
    return notes


def _describe_overlap(hubs: Places, radius_m: float) -> list[Text]:
    """Return a note where the same cells count for several hubs."""
    if radius_m > 0:
        pairs, distance_m = find_near_pairs(
            hubs.lon, hubs.lat, hubs.lon, hubs.lat, within_m=2 * radius_m
        )
        shared = int(((pairs[:, 0] < pairs[:, 1]) & (distance_m < 2 * radius_m)).sum())
    else:
        _, counts = np.unique(np.array(hubs.municipality_code), return_counts=True)
        shared = int((counts * (counts - 1) // 2).sum())
    if not shared:
        return []
    return [
        Text(
            en=f"{shared} pairs of hubs share cells: who lives there counts for both.",
            ja=f"{shared}組の拠点で範囲が重なり、重なる部分は両方に数えられる。",
        )
    ]


def _name_publishers(request: MassRequest) -> list[Text]:
    """Return a note on the files whose publisher is not known, so that no credit is shown."""
    names = [one.name for one in request.paths if find_source(one) is None]
    if not names:
        return []
    listed = describe_offenders(names)
    return [
        Text(
            en=f"{listed}: no registered official file, so that the publisher is not known: credit "
            "it yourself.",
            ja=f"{listed}：登録された公的ファイルではないため、出典は利用者が表示すること。",
        )
    ]


def _list_masses(places: Places) -> dict[str, float | None]:
    """Return the mass of each place by id, None where it is not known."""
    pairs: Sequence[tuple[str, float]] = list(zip(places.id, places.mass.tolist(), strict=True))
    return {one: None if np.isnan(mass) else round(mass, 2) for one, mass in pairs}
