"""What the score map shows: the only thing that the page is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final, Literal, TypedDict

import numpy as np
from numpy.typing import ArrayLike

from geoaccess._validate import frozen_float, frozen_int, unique_ids
from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.network import RailNetwork
from geoaccess.model.places import Places
from geoaccess.model.text import Text as LinkName
from geoaccess.units import FloatArray, IntArray

Lang = Literal["en", "ja"]
FULL_PCT: Final = 100.0
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
    """Facts with `assumptions` that add to those the page always states."""

    assumptions: Sequence[Text]


@dataclass(frozen=True, kw_only=True, eq=False)
class MapContent:
    """A scored run, ready to be drawn.

    Attributes
    ----------
    title
        The question that the page answers, in both languages.
    sites, hubs
        n sites and m hubs.
    scores, contacts
        Scores of the n sites; day returns of shape (n, m).
    network
        The network drawn: all its sections (those of the day that was computed).
    zones_topojson
        TopoJSON text with one object, whose geometries carry `properties.code`.
    zone_codes
        Municipality codes, length z. A geometry whose code is not among them is drawn as not
        reachable.
    zone_names, zone_names_ja, zone_prefectures, zone_prefectures_ja
        Names, length z.
    zone_share_pct
        Shape (z,): share of hub mass that people there can meet in a day, 0-100;
        NaN where no rail journey is known.
    zone_hubs
        Shape (z,): number of hubs that they can meet.
    facts
        Parameters of the run.
    credits
        Credit lines exactly as the publishers word them.
    lang
        Language in which the page opens.
    weak_links
        The section that each site hangs on, None where on none; empty where not computed.

    Raises
    ------
    InputError
        When the parts do not fit each other, or a text lacks a language.
    """

    title: Mapping[str, str]
    sites: Places
    hubs: Places
    scores: ScoreTable
    contacts: Contacts
    network: RailNetwork
    zones_topojson: str
    zone_codes: tuple[str, ...]
    zone_names: tuple[str, ...]
    zone_names_ja: tuple[str, ...]
    zone_prefectures: tuple[str, ...]
    zone_prefectures_ja: tuple[str, ...]
    zone_share_pct: FloatArray
    zone_hubs: IntArray
    facts: Facts
    credits: tuple[str, ...]
    lang: Lang = "en"
    weak_links: tuple[LinkName | None, ...] = ()

    def __post_init__(self) -> None:
        if self.lang not in LANGS:
            raise InputError(f"map: '{self.lang}' is not a language of the page; use en or ja")
        for lang in LANGS:
            if not self.title.get(lang):
                raise InputError(f"map: the title has no text in '{lang}'")
        n_zones = len(unique_ids(self.zone_codes, "map zones"))
        for name in ("zone_names", "zone_names_ja", "zone_prefectures", "zone_prefectures_ja"):
            if len(getattr(self, name)) != n_zones:
                raise InputError(f"map: {name} has another length than zone_codes")
        share = frozen_float(self.zone_share_pct, "map: zone_share_pct", size=n_zones)
        hubs = frozen_int(self.zone_hubs, "map: zone_hubs", size=n_zones)
        outside = np.flatnonzero((share < 0) | (share > FULL_PCT))
        if outside.size:
            bad = [self.zone_codes[i] for i in outside]
            raise InputError(
                f"map: {len(bad)} zones have a share outside 0-100 % ({describe_offenders(bad)})"
            )
        object.__setattr__(self, "zone_share_pct", share)
        object.__setattr__(self, "zone_hubs", hubs)
        self._check_results()
        lacking = sorted(RunFacts.__required_keys__ - set(self.facts))
        if lacking:
            raise InputError(f"map: facts lack {', '.join(lacking)}")

    def _check_results(self) -> None:
        """Refuse scores and contacts of another shape than the sites and hubs."""
        n_sites, n_hubs = len(self.sites), len(self.hubs)
        columns: dict[str, ArrayLike] = {
            "score": self.scores.score,
            "score_geometric": self.scores.score_geometric,
            "rank": self.scores.rank,
            **self.scores.indicators,
        }
        wrong = [name for name, values in columns.items() if np.shape(values) != (n_sites,)]
        wrong += [
            field.name
            for field in fields(Contacts)
            if (values := getattr(self.contacts, field.name)) is not None
            and np.shape(values) != (n_sites, n_hubs)
        ]
        if len(self.weak_links) not in (0, n_sites):
            wrong.append("weak_links")
        if wrong:
            raise InputError(
                f"map: {describe_offenders(wrong)} do not fit {n_sites} sites and {n_hubs} hubs"
            )


def text_in(text: Text, lang: Lang) -> str:
    """Return a text in a language; the other language stands in where it is missing."""
    if isinstance(text, str):
        return text
    return text.get(lang) or next((text[other] for other in LANGS if text.get(other)), "")
