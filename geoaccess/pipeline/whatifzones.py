"""Municipalities before and after: whom their people can meet, and who can come to a place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geoaccess.compare.differences import build_change, sum_newly
from geoaccess.engine.returns import compute_day_returns
from geoaccess.engine.sweep import compute_profiles
from geoaccess.model.contacts import Contacts
from geoaccess.model.legs import AccessLegs, DirectLegs
from geoaccess.model.places import Places
from geoaccess.model.whatif import PopulationChange, ZoneChanges
from geoaccess.pipeline.request import World
from geoaccess.scores.composite import compute_indicators
from geoaccess.units import BoolArray, FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class ZoneState:
    """What n municipalities can do in one world.

    Attributes
    ----------
    met
        Shape (n, m + n_sites): whether they can visit each hub and each site in a day.
    figures
        By name the indicators that need the engine only, each of shape (n,), as to the hubs.
    """

    met: BoolArray
    figures: dict[str, FloatArray]


@dataclass(frozen=True, kw_only=True, eq=False)
class ZoneStudy:
    """Municipalities, with the hubs and the sites they may visit; ways by land are found once.

    Attributes
    ----------
    direct
        Ways without a train to hubs, then sites.
    mass
        Masses of the hubs as they enter the measures.
    """

    zones: Places
    hubs: Places
    sites: Places
    direct: DirectLegs
    mass: FloatArray

    def look(self, world: World) -> ZoneState:
        """Return what the municipalities can do in a world."""
        legs = world.access_legs(self.zones, may_be_off=True)
        hub_legs, site_legs = world.access_legs(self.hubs), world.access_legs(self.sites)
        m = len(self.hubs)
        both = compute_day_returns(
            world.day,
            world.config.day,
            places=legs,
            hubs=_concatenate(hub_legs, site_legs),
            direct=self.direct,
        )
        direct = DirectLegs(out_s=self.direct.out_s[:, :m], back_s=self.direct.back_s[:, :m])
        profiles = compute_profiles(world.day, places=legs, hubs=hub_legs, direct=direct)
        contacts = _columns(both, m)
        figures = compute_indicators(profiles, contacts, self.mass, world.config)
        return ZoneState(met=both.contactable, figures=figures)

    def compare(self, before: ZoneState, after: ZoneState) -> ZoneChanges:
        """Return what changes for the municipalities."""
        m = len(self.hubs)
        met, meets = before.met[:, :m], after.met[:, :m]
        return ZoneChanges(
            figures={
                name: build_change(one, after.figures[name]) for name, one in before.figures.items()
            },
            hubs_before=met.sum(axis=1),
            hubs_after=meets.sum(axis=1),
            hubs_gained=(meets & ~met).sum(axis=1),
            hubs_lost=(met & ~meets).sum(axis=1),
        )

    def populations(
        self, before: ZoneState, after: ZoneState
    ) -> tuple[PopulationChange, PopulationChange]:
        """Return the residents who can visit hubs, and sites, before and after."""
        people, m = np.nan_to_num(self.zones.mass), len(self.hubs)
        found = []
        for part in (np.s_[:, :m], np.s_[:, m:]):
            met, meets = before.met[part].T, after.met[part].T
            gained, lost = sum_newly(met, meets, people)
            found.append(
                PopulationChange(
                    before=met @ people, after=meets @ people, gained=gained, lost=lost
                )
            )
        return found[0], found[1]


def build_zone_study(
    world: World, zones: Places, hubs: Places, sites: Places, mass: FloatArray
) -> ZoneStudy:
    """Return municipalities ready to be looked at in one world after the other."""
    legs = [world.direct_legs(zones, one) for one in (hubs, sites)]
    return ZoneStudy(
        zones=zones,
        hubs=hubs,
        sites=sites,
        direct=DirectLegs(
            out_s=np.concatenate([one.out_s for one in legs], axis=1),
            back_s=np.concatenate([one.back_s for one in legs], axis=1),
        ),
        mass=mass,
    )


def _concatenate(first: AccessLegs, second: AccessLegs) -> AccessLegs:
    return AccessLegs(
        start=np.concatenate([first.start, second.start[1:] + first.start[-1]]),
        stop_idx=np.concatenate([first.stop_idx, second.stop_idx]),
        to_stop_s=np.concatenate([first.to_stop_s, second.to_stop_s]),
        from_stop_s=np.concatenate([first.from_stop_s, second.from_stop_s]),
        mode=first.mode + second.mode,
    )


def _columns(contacts: Contacts, n: int) -> Contacts:
    """Return the contacts of the first n hubs."""
    return Contacts(
        **{
            name: getattr(contacts, name)[:, :n]
            for name in Contacts.__dataclass_fields__
            if name != "fare_yen"
        }
    )
