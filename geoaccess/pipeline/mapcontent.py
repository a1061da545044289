"""What the offline map shows of a run: today's network, and scenarios beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geoaccess import __version__
from geoaccess.model.comparison import Change
from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.places import Places
from geoaccess.model.source import Source
from geoaccess.model.text import Text
from geoaccess.pipeline.mapdraw import compute_draw_tools
from geoaccess.pipeline.mapstatus import describe_base
from geoaccess.pipeline.maptravel import (
    PERCENTILE,
    MapNodes,
    build_map_nodes,
    compute_map_travel,
)
from geoaccess.pipeline.request import Progress, World
from geoaccess.pipeline.score import ScoreRun, score_results
from geoaccess.pipeline.zones import Zones
from geoaccess.scenario.closures import list_links
from geoaccess.scores.composite import reach_pct, transform_mass
from geoaccess.sources.facts import load_agglomerations, load_municipality_kana
from geoaccess.units import (
    SECONDS_PER_HOUR,
    BoolArray,
    FloatArray,
    IntArray,
    format_clock,
)

if TYPE_CHECKING:
    from geoaccess.maps.content import Facts, Lang, MapContent
    from geoaccess.maps.views import MapView


@dataclass(frozen=True, kw_only=True, eq=False)
class ViewRun:
    """One network of a map: today's, or a scenario's.

    Attributes
    ----------
    name, title, assumptions
        As they are shown; any assumption marks the view as one.
    world, table, contacts, weak_links
        Computed as those of the base: the same sites and hubs.
    changes
        By name (score, indicators) how each site differs from the base; empty where that is
        not known.
    zone_unsure
        By name of a zone value, where its difference to the base lies within uncertainty.
    """

    name: str
    title: Text
    assumptions: tuple[Text, ...]
    world: World
    table: ScoreTable
    contacts: Contacts
    weak_links: tuple[Text | None, ...] = ()
    changes: Mapping[str, Change] = field(default_factory=dict)
    zone_unsure: Mapping[str, BoolArray] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class MapRun:
    """What the map shows of a run, whichever command made it.

    Attributes
    ----------
    views
        The base first, then its scenarios.
    digest
        Of run.json.
    """

    sites: Places
    hubs: Places
    zones: Zones
    views: tuple[ViewRun, ...]
    warnings: tuple[Text, ...]
    sources: tuple[Source, ...]
    digest: str


def render_map(
    run: ScoreRun, lang: Lang, *, tiles: bool = False, progress: Progress = lambda _: None
) -> str:
    """Return the offline map page of a run as HTML text."""
    from geoaccess.maps.page import render_score_map

    return render_score_map(build_map_content(run, lang, progress=progress), tiles=tiles)


def render_map_files(
    run: ScoreRun, lang: Lang, *, progress: Progress = lambda _: None
) -> tuple[str, bytes]:
    """Return the map page of a run, and the map.data that it can be made from again."""
    return render_content_files(build_map_content(run, lang, progress=progress))


def render_content_files(content: MapContent) -> tuple[str, bytes]:
    """Return the page of a map's content, and the map.data that it can be made from again."""
    from geoaccess.maps.page import render_score_map
    from geoaccess.maps.store import dump_content

    return render_score_map(content), dump_content(content)


def build_map_content(
    run: ScoreRun,
    lang: Lang = "en",
    *,
    scenarios: Sequence[ViewRun] = (),
    progress: Progress = lambda _: None,
) -> MapContent:
    """Return all that the map shows of a scored run, with a view for each scenario."""
    base = build_base_view(run.world, run.table, run.contacts, weak_links=run.weak_links)
    shown = MapRun(
        sites=run.sites,
        hubs=run.hubs,
        zones=Zones(places=run.zones, areas=run.areas),
        views=(base, *scenarios),
        warnings=run.warnings,
        sources=run.sources,
        digest=str(score_results(run).run["digest"]),
    )
    return fill_map_content(shown, lang, progress=progress)


def build_base_view(
    world: World,
    table: ScoreTable,
    contacts: Contacts,
    *,
    weak_links: tuple[Text | None, ...],
) -> ViewRun:
    """Return the first view: today's network, or what a run puts in its place."""
    title, assumptions = describe_base(world)
    return ViewRun(
        name="base",
        title=title,
        assumptions=assumptions,
        world=world,
        table=table,
        contacts=contacts,
        weak_links=weak_links,
    )


def fill_map_content(
    run: MapRun, lang: Lang = "en", *, progress: Progress = lambda _: None
) -> MapContent:
    """Return all that the map shows: journeys between all municipalities in every view."""
    from geoaccess.maps.content import MapContent

    places = run.zones.places
    nodes = build_map_nodes(places, run.sites, run.hubs)
    views = []
    for one in run.views:
        progress(f"journeys between all municipalities ({one.name})")
        views.append(_build_view(run, one, nodes))
    progress("drawing the map")
    kana = load_municipality_kana()
    agglomerations = load_agglomerations()
    return MapContent(
        title={
            "en": "Whom can people here meet, face to face, in a day?",
            "ja": "ここから日帰りで、だれに会いに行けるか",
        },
        sites=run.sites,
        hubs=run.hubs,
        views=tuple(views),
        zones=places,
        zones_topojson=run.zones.render_topojson(),
        zone_kana=tuple(kana.get(code, "") for code in places.id),
        zone_prefectures=tuple(en for en, _ in run.zones.prefectures),
        zone_prefectures_ja=tuple(ja for _, ja in run.zones.prefectures),
        site_nodes=nodes.site_nodes,
        hub_nodes=nodes.hub_nodes,
        draw=compute_draw_tools(run.views[0].world, nodes),
        agglomerations=None if run.sites.id == agglomerations.id else agglomerations,
        facts=_describe(run),
        credits=tuple(dict.fromkeys(source.credit for source in run.sources)),
        lang=lang,
    )


def compute_zone_values(
    world: World, zones: Places, hubs: Places
) -> tuple[dict[str, FloatArray], IntArray]:
    """Return reach and meeting hours of each municipality, and the hubs that it can meet.

    Returns
    -------
    `reach_pct`, share of hub mass, 0-100, and `meeting_hours`, mass-weighted mean hours a day;
    each of shape (n_zones,), NaN where no station can be reached; and number of hubs of shape
    (n_zones,).
    """
    legs = world.access_legs(zones, may_be_off=True)
    found = world.day_returns(zones, hubs, legs=legs, hub_legs=world.access_legs(hubs))
    met = found.contactable
    mass = transform_mass(hubs.mass, world.config.mass)
    share = reach_pct(met.astype(np.float64), mass)
    known = np.where(np.isfinite(mass), mass, 0)
    total = known.sum()
    hours = (
        found.meeting_s / SECONDS_PER_HOUR @ known / total if total else np.full(len(zones), np.nan)
    )
    nowhere = (np.diff(legs.start) == 0) & ~met.any(axis=1)
    share[nowhere] = np.nan
    values = {"reach_pct": share, "meeting_hours": np.where(nowhere, np.nan, hours)}
    return values, met.sum(axis=1).astype(np.int32)


def _build_view(run: MapRun, one: ViewRun, nodes: MapNodes) -> MapView:
    from geoaccess.maps.views import MapView

    zones = run.zones.places
    values, met = compute_zone_values(one.world, zones, run.hubs)
    if bool((nodes.site_nodes < len(zones)).all()) and set(run.sites.id) <= set(zones.id):
        values |= _site_values(one.table, run, nodes.site_nodes)
    return MapView(
        name=one.name,
        title=one.title,
        assumptions=one.assumptions,
        scores=one.table,
        contacts=one.contacts,
        network=one.world.network,
        zone_values=values,
        zone_hubs=met,
        zone_unsure=one.zone_unsure,
        weak_links=one.weak_links,
        weak_sections=_find_sections(one),
        changes=one.changes,
        travel=compute_map_travel(one.world, nodes),
    )


def _find_sections(one: ViewRun) -> tuple[tuple[str, str] | None, ...]:
    """Return the stations between which each site's weak link lies; empty without links."""
    if not one.weak_links:
        return ()
    network = one.world.network
    ends = {
        link.name: (section.from_station, section.to_station)
        for link, section in zip(list_links(network, "section"), network.sections, strict=True)
    }
    return tuple(ends.get(link) if link is not None else None for link in one.weak_links)


def _site_values(table: ScoreTable, run: MapRun, at: IntArray) -> dict[str, FloatArray]:
    """Return what is known of sites that are municipalities, by municipality."""
    found = {"score": table.score}
    if "robustness" in table.indicators:
        found["robustness"] = table.indicators["robustness"]
    drawn = table.uncertainty
    if drawn is not None:
        found["rank_width"] = (drawn.ranking.rank_worst - drawn.ranking.rank_best).astype(float)
        mass = transform_mass(run.hubs.mass, run.views[0].world.config.mass)
        found["probability_pct"] = reach_pct(drawn.probability, mass)
    values = {}
    for name, of_sites in found.items():
        values[name] = np.full(len(run.zones.places), np.nan)
        values[name][at] = of_sites
    return values


def _describe(run: MapRun) -> Facts:
    from geoaccess.maps.content import Facts

    world = run.views[0].world
    network, day = world.network, world.config.day
    return Facts(
        window=_span(day.window),
        stay_min=round(day.stay_min),
        business_hours=_span(day.business_hours),
        service_date=world.service_date.isoformat(),
        edition=network.edition,
        network_title=network.title,
        version=__version__,
        digest=run.digest,
        warnings=[warning._asdict() for warning in run.warnings],
        percentile=PERCENTILE,
    )


def _span(span: tuple[int, int]) -> str:
    return f"{format_clock(span[0])}-{format_clock(span[1])}"
