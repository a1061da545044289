"""What the score map shows: the only thing that the page is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypedDict

import numpy as np

from geoaccess._validate import unique_ids
from geoaccess.errors import InputError, describe_offenders
from geoaccess.maps.drawtools import DrawTools
from geoaccess.maps.views import MapView
from geoaccess.model.places import Places
from geoaccess.units import IntArray

Lang = Literal["en", "ja"]
LANGS: Final[tuple[Lang, ...]] = ("en", "ja")

Text = str | Mapping[str, str]
"""A text in both languages (`{"en": ..., "ja": ...}`), or one text that stands for both."""


class RunFacts(TypedDict):
    """The parameters of the run that every page prints.

    `window` and `business_hours` are written ``06:00-22:00``, `service_date` is an ISO date,
    `digest` identifies the run, and `warnings` are shown one line each.
    """

    window: str
    stay_min: int
    business_hours: str
    service_date: str
    edition: Text
    network_title: Text
    version: str
    digest: str
    warnings: Sequence[Text]


class Facts(RunFacts, total=False):
    """Facts with `assumptions` that add to those the page always states.

    `percentile` is that of the travel times, where there are any.
    """

    assumptions: Sequence[Text]
    percentile: int


@dataclass(frozen=True, kw_only=True, eq=False)
class MapContent:
    """A scored run, ready to be drawn.

    Attributes
    ----------
    title
        The question that the page answers, in both languages.
    sites, hubs
        n sites and m hubs.
    views
        What the map shows of each network: today's first, then one for each scenario.
    zones
        The z municipalities: their ids are codes; names, points, and people as mass.
    zones_topojson
        TopoJSON text with one object, whose geometries carry `properties.code`.
        A geometry whose code is not among the zones is drawn as not reachable.
    zone_kana
        Readings of the names in hiragana, '' where not known; empty where none is known.
    zone_prefectures, zone_prefectures_ja
        Names, length z.
    site_nodes, hub_nodes
        Shapes (n,) and (m,): position of each among the nodes of the travel times, where the
        municipalities come first; -1 for one that has no travel times.
    agglomerations
        Drawn as a layer of their own; None where they are the sites.
    draw
        What lines drawn on the page are computed from; None where none can be drawn.
    facts
        Parameters of the run.
    credits
        Credit lines exactly as the publishers word them.
    lang
        Language in which the page opens.

    Raises
    ------
    InputError
        When the parts do not fit each other, or a text lacks a language.
    """

    title: Mapping[str, str]
    sites: Places
    hubs: Places
    views: tuple[MapView, ...]
    zones: Places
    zones_topojson: str
    zone_prefectures: tuple[str, ...]
    zone_prefectures_ja: tuple[str, ...]
    facts: Facts
    credits: tuple[str, ...]
    lang: Lang = "en"
    zone_kana: tuple[str, ...] = ()
    site_nodes: IntArray
    hub_nodes: IntArray
    agglomerations: Places | None = None
    draw: DrawTools | None = None

    def __post_init__(self) -> None:
        if self.lang not in LANGS:
            raise InputError(f"map: '{self.lang}' is not a language of the page; use en or ja")
        for lang in LANGS:
            if not self.title.get(lang):
                raise InputError(f"map: the title has no text in '{lang}'")
        for name in ("zone_kana", "zone_prefectures", "zone_prefectures_ja"):
            size = len(getattr(self, name))
            if size != len(self.zones) and not (name == "zone_kana" and size == 0):
                raise InputError(f"map: {name} has another length than the zones")
        if not self.views:
            raise InputError("map: there is no view to show")
        unique_ids((view.name for view in self.views), "map views")
        fitted = tuple(
            view.fitted(n_sites=len(self.sites), n_hubs=len(self.hubs), zone_codes=self.zones.id)
            for view in self.views
        )
        object.__setattr__(self, "views", fitted)
        self._check_nodes()
        lacking = sorted(RunFacts.__required_keys__ - set(self.facts))
        if any(view.travel is not None for view in self.views) and "percentile" not in self.facts:
            lacking.append("percentile")
        if lacking:
            raise InputError(f"map: facts lack {', '.join(lacking)}")

    @property
    def n_nodes(self) -> int:
        """Number of places with travel times: the municipalities, then other sites and hubs."""
        highest = max(self.site_nodes.max(initial=-1), self.hub_nodes.max(initial=-1))
        return max(len(self.zones), int(highest) + 1)

    def in_language(self, lang: Lang) -> MapContent:
        """Return the same content in a page that opens in another language."""
        return replace(self, lang=lang)

    def _check_nodes(self) -> None:
        """Refuse nodes and travel times that do not fit each other."""
        wanted = (("site_nodes", self.sites), ("hub_nodes", self.hubs))
        wrong = [name for name, places in wanted if getattr(self, name).shape != (len(places),)]
        if wrong:
            raise InputError(f"map: {describe_offenders(wrong)} have another length than places")
        if self.draw is not None and (
            self.draw.n_nodes != self.n_nodes or self.views[0].travel is None
        ):
            raise InputError(
                f"map: lines are drawn with the ways of {self.draw.n_nodes} places; give those of "
                f"all {self.n_nodes}, and travel times of the first view"
            )
        shape = (self.n_nodes, self.n_nodes)
        for view in self.views:
            if view.travel is None:
                continue
            for name in ("minutes", "hours"):
                codes = getattr(view.travel, name)
                if codes.shape != shape or codes.dtype != np.uint8:
                    raise InputError(
                        f"map: {name} of view '{view.name}' are not bytes of shape {shape}"
                    )


def text_in(text: Text, lang: Lang) -> str:
    """Return a text in a language; the other language stands in where it is missing."""
    if isinstance(text, str):
        return text
    return text.get(lang) or next((text[other] for other in LANGS if text.get(other)), "")
