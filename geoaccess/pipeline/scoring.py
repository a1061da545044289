"""The scores of sites in one world: what `score` shows, and what scenarios are compared by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geoaccess.model.contacts import Contacts, ScoreTable
from geoaccess.model.legs import AccessLegs
from geoaccess.model.places import Places
from geoaccess.model.profiles import Profiles
from geoaccess.model.text import Text
from geoaccess.pipeline.closures import build_closure_study, find_weak_links, has_sections
from geoaccess.pipeline.fares import compute_cost, with_fares
from geoaccess.pipeline.request import Progress, World
from geoaccess.scores.composite import compute_indicators, compute_scores, transform_mass
from geoaccess.units import FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Scored:
    """What sites can do in one world.

    Attributes
    ----------
    mass
        Masses of the hubs as they enter the measures, shape (m,).
    profiles, contacts
        Every journey of the day, and day returns with their fares.
    indicators
        Those that could be computed, each of shape (n,).
    weak_links
        The section that each site hangs on, None where on none; empty where no network of the
        run has sections.
    """

    legs: AccessLegs
    hub_legs: AccessLegs
    mass: FloatArray
    profiles: Profiles
    contacts: Contacts
    indicators: Mapping[str, FloatArray]
    table: ScoreTable
    weak_links: tuple[Text | None, ...]


def score_world(
    world: World,
    sites: Places,
    hubs: Places,
    *,
    compactness: FloatArray,
    progress: Progress = lambda _: None,
) -> Scored:
    """Return contacts, indicators and scores of the sites in a world.

    Parameters
    ----------
    compactness
        Of the places where the sites are, shape (n,): no network changes it.
    """
    mass = transform_mass(hubs.mass, world.config.mass)
    progress("building the day's trains")
    legs, hub_legs = world.access_legs(sites), world.access_legs(hubs)
    progress("journeys of the sites")
    profiles = world.profiles(sites, hubs, legs=legs, hub_legs=hub_legs)
    contacts = world.day_returns(sites, hubs, legs=legs, hub_legs=hub_legs)
    contacts = with_fares(world, contacts, legs=legs, hub_legs=hub_legs)
    indicators = compute_indicators(profiles, contacts, mass, world.config)
    indicators |= compute_cost(contacts, mass, world.config)
    indicators |= {"compactness": compactness}
    weak_links: tuple[Text | None, ...] = ()
    if has_sections(world):
        progress("closing every section")
        study = build_closure_study(world, sites, hubs, mass, legs=legs, hub_legs=hub_legs)
        weak = find_weak_links(study)
        indicators["robustness"], weak_links = weak.retention, weak.section
    config = world.config
    return Scored(
        legs=legs,
        hub_legs=hub_legs,
        mass=mass,
        profiles=profiles,
        contacts=contacts,
        indicators=indicators,
        table=compute_scores(indicators, config.indicators, form=config.normalisation),
        weak_links=weak_links,
    )
