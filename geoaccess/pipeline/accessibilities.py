"""The three accessibilities of sites: to resources, to markets, to manufacturing networks.

For each the same measure: the share of the mass of all targets that is within reach, every
target weighed by its travel time and the weight averaged over every departure minute of the
window. With them marginal reach, what an hour nearer would add to the day returns, and contact
potential: the day returns of the sites to the hubs, and of the hubs to the sites.
"""

from __future__ import annotations

import numpy as np

from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import compute_profiles
from geoaccess.model.accessibilities import Accessibilities
from geoaccess.model.contacts import Contacts
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.places import Places
from geoaccess.model.profiles import Profiles
from geoaccess.pipeline.request import World
from geoaccess.scores.accessibility import compute_mean_weights
from geoaccess.scores.composite import reach_pct
from geoaccess.scores.impedance import Logistic
from geoaccess.scores.meetings import compute_spans
from geoaccess.scores.potential import compute_contact_potential, compute_meeting_s
from geoaccess.sources.facts import load_manufacturing, load_markets
from geoaccess.units import BoolArray, FloatArray

NEARER_MIN = 60
"""An hour nearer: the stay that a day return has to leave shrinks by twice as much."""
HUBS_AT_ONCE = 128
"""Journeys of 1,741 places to so many hubs take about 100 MB."""


def compute_accessibilities(
    world: World,
    sites: Places,
    hubs: Places,
    *,
    legs: AccessLegs,
    hub_legs: AccessLegs,
    mass: FloatArray,
    profiles: Profiles,
    contacts: Contacts,
) -> Accessibilities:
    """Return the sub-scores of the sites.

    Parameters
    ----------
    mass
        Hub masses as they enter the measures, shape (m,).
    profiles, contacts
        Journeys between sites and hubs, and day returns with the stay that is asked for.
    """
    day = world.config.day
    manufacturing, codes = load_manufacturing()
    is_own = np.array([[code in one for one in codes] for code in sites.municipality_code])
    is_own |= np.array(sites.id)[:, None] == np.array(manufacturing.id)[None, :]
    markets = load_markets()
    everybody = np.ones((len(sites), 1), dtype=bool)
    return Accessibilities(
        resources_pct=_share_pct(
            compute_mean_weights(profiles, Logistic(), window=world.config.day.window),
            mass,
            everybody,
        ),
        markets_pct=_share_pct(
            _weights(world, sites, markets, legs, world.access_legs(markets, may_be_off=True)),
            markets.mass,
            everybody,
        ),
        manufacturing_pct=_share_pct(
            _weights(
                world,
                sites,
                manufacturing,
                legs,
                world.access_legs(manufacturing, may_be_off=True),
            ),
            manufacturing.mass,
            ~is_own,
        ),
        marginal_reach_pct=_reach_an_hour_nearer_pct(world, sites, hubs, legs, hub_legs, mass)
        - reach_pct(contacts.contactable.astype(np.float64), mass),
        contact_potential_out=compute_contact_potential(contacts.meeting_s, mass),
        contact_potential_in=compute_contact_potential(
            compute_meeting_s(
                compute_spans(profiles.visits(), day.window),
                stay_s=day.stay_s,
                business_hours=day.business_hours,
            ),
            mass,
        ),
    )


def _weights(
    world: World, sites: Places, targets: Places, legs: AccessLegs, target_legs: AccessLegs
) -> FloatArray:
    """Return the mean weight of every pair, shape (n, n_targets).

    The engine sweeps once for each block of the fewer: 40 sites to 1,741 municipalities take
    one sweep with the sites as its hubs and the journeys back, instead of 14.
    """
    direct = world.direct_legs(sites, targets)
    weights = np.empty((len(sites), len(targets)))
    window, turned = world.config.day.window, len(sites) <= len(targets)
    fewer = legs if turned else target_legs
    for first in range(0, fewer.n_places, HUBS_AT_ONCE):
        some = np.arange(first, min(first + HUBS_AT_ONCE, fewer.n_places))
        block = np.ix_(some, np.arange(len(targets))) if turned else np.s_[:, some]
        across = DirectLegs(out_s=direct.out_s[block], back_s=direct.back_s[block])
        profiles = compute_profiles(
            world.day,
            places=target_legs if turned else legs,
            hubs=fewer.take(some),
            direct=across.turned() if turned else across,
        )
        found = compute_mean_weights(profiles, Logistic(), window=window, back=turned)
        weights[block] = found.T if turned else found
    return weights


def _share_pct(weights: FloatArray, mass: FloatArray, counted: BoolArray) -> FloatArray:
    """Return 100 * sum of M * w / sum of M over what counts for each site; NaN for nothing."""
    held = np.where(counted, mass, 0.0)
    total = np.broadcast_to(held.sum(axis=1), weights.shape[0])
    share: FloatArray = 100 * np.divide(
        (weights * held).sum(axis=1), total, out=np.full(total.shape, np.nan), where=total > 0
    )
    return share


def _reach_an_hour_nearer_pct(
    world: World,
    sites: Places,
    hubs: Places,
    legs: AccessLegs,
    hub_legs: AccessLegs,
    mass: FloatArray,
) -> FloatArray:
    """Return the reach, were every way to and from a hub an hour shorter, shape (n,).

    People who leave and are home as the timetable has it are at the hub an hour earlier and
    leave it an hour later: the least stay on today's clock is two hours shorter.
    """
    day = world.config.day
    nearer = day.model_copy(update={"stay_min": max(day.stay_min - 2 * NEARER_MIN, 0)})
    found = compute_day_returns(
        world.day, nearer, places=legs, hubs=hub_legs, direct=world.direct_legs(sites, hubs)
    )
    return reach_pct(found.contactable.astype(np.float64), mass)
