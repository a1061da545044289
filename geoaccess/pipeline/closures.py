"""What closing parts of a network does to the longest days of sites: engine, closures, scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geoaccess.config import DayConfig
from geoaccess.engine.closures import ClosureQuestion, compute_longest_days, trace_longest_days
from geoaccess.errors import InputError
from geoaccess.model.closures import (
    Closures,
    Corridor,
    HopClasses,
    Link,
    LinkEffects,
    LinkKind,
    LongestDays,
    UsedRides,
)
from geoaccess.model.legs import AccessLegs
from geoaccess.model.network import RailNetwork
from geoaccess.model.places import Places
from geoaccess.model.text import Text
from geoaccess.pipeline.request import World
from geoaccess.scenario.closures import (
    build_hop_classes,
    close_lines,
    close_sections,
    close_stops,
    list_links,
)
from geoaccess.scenario.trains import find_hops
from geoaccess.scores.robustness import find_contactable, find_meeting_s, score_robustness
from geoaccess.units import BoolArray, FloatArray, IntArray

CASES_AT_ONCE = 8192
"""Coalitions of lines looked at together: 10 MB of flags on the shipped network."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ClosureStudy:
    """Sites and hubs on a day's trains, with what they use of the network.

    Attributes
    ----------
    mass
        Shape (n_hubs,): as it enters the measures.
    """

    question: ClosureQuestion
    network: RailNetwork
    parameters: DayConfig
    mass: FloatArray

    @property
    def hops(self) -> HopClasses:
        """Hops of the timetable by what is under them."""
        return self.question.hops

    @property
    def n_sites(self) -> int:
        """Number of sites."""
        return self.question.places.n_places

    @property
    def n_stops(self) -> int:
        """Number of stops of the timetable."""
        return self.question.day.out.n_stops

    @cached_property
    def base(self) -> LongestDays:
        """Longest days of all pairs with nothing closed."""
        nothing = close_sections(self.hops, [()], self.n_stops)
        sites = np.arange(self.n_sites)
        return compute_longest_days(
            self.question, nothing, place_idx=sites, closure_idx=np.zeros_like(sites)
        )

    @cached_property
    def met(self) -> BoolArray:
        """K with nothing closed, shape (n_sites, n_hubs)."""
        return find_contactable(self.base, self.parameters.stay_s)

    @cached_property
    def reach(self) -> FloatArray:
        """Share of hub mass that each site can meet, 0-1."""
        return self._reach(self.met)

    @cached_property
    def meeting_s(self) -> FloatArray:
        """Mass-weighted meeting seconds of each site."""
        return self._meeting_s(self.base)

    @cached_property
    def rides(self) -> UsedRides:
        """Trains of the longest days of the pairs that can meet."""
        return trace_longest_days(self.question, self.base, self.met)

    @cached_property
    def used_classes(self) -> BoolArray:
        """Classes of hops that each site runs over, shape (n_sites, n_classes)."""
        used = np.zeros((self.n_sites, self.hops.n_classes), dtype=bool)
        ride, call = self._ridden_calls
        used[self.rides.place_idx[ride], self.hops.call_class[call]] = True
        return used

    @cached_property
    def used_stops(self) -> BoolArray:
        """Stops at which people of each site get on or off, shape (n_sites, n_stops)."""
        used = np.zeros((self.n_sites, self.n_stops), dtype=bool)
        stop = self.question.day.timetable.call_stop_idx
        for call in (self.rides.first_call, self.rides.last_call):
            used[self.rides.place_idx, stop[call]] = True
        return used

    @cached_property
    def pair_lines(self) -> dict[tuple[int, int], frozenset[str]]:
        """Lines of the longest day of each pair that can meet and takes a train."""
        found: dict[tuple[int, int], set[str]] = {}
        ride, call = self._ridden_calls
        pairs = self.rides.place_idx[ride], self.rides.hub_idx[ride], self.hops.call_class[call]
        for site, hub, kind in np.unique(np.stack(pairs), axis=1).T.tolist():
            found.setdefault((site, hub), set()).update(self.hops.lines[kind])
        return {pair: frozenset(lines) for pair, lines in found.items()}

    @cached_property
    def _ridden_calls(self) -> tuple[IntArray, IntArray]:
        """Ride and call of every hop that is ridden."""
        n_hops = self.rides.last_call - self.rides.first_call
        ride = np.repeat(np.arange(n_hops.size), n_hops)
        within = np.arange(ride.size) - np.repeat(np.cumsum(n_hops) - n_hops, n_hops)
        return ride, self.rides.first_call[ride] + within

    def close_each(self, kind: LinkKind) -> LinkEffects:
        """Return what closing every section, line or station in turn does."""
        links = list_links(self.network, kind)
        if kind == "section":
            closures = close_sections(self.hops, [(k,) for k in range(len(links))], self.n_stops)
        elif kind == "line":
            closures = close_lines(self.hops, [(link.id,) for link in links], self.n_stops)
        else:
            closures = close_stops(self.hops, self.n_stops)
        return self._effects(links, closures)

    def close_corridors(
        self, corridors: Sequence[Corridor], sections: Sequence[Iterable[int]]
    ) -> LinkEffects:
        """Return what closing each corridor's sections does."""
        km = [sum(self.network.sections[k].km for k in group) for group in sections]
        links = tuple(
            Link(kind="corridor", id=one.id, name=one.name, km=length)
            for one, length in zip(corridors, km, strict=True)
        )
        return self._effects(links, close_sections(self.hops, sections, self.n_stops))

    def find_disjoint(self) -> BoolArray:
        """Return which pairs can meet with all lines of their longest day closed, (n, m)."""
        groups = list(dict.fromkeys(self.pair_lines.values()))
        closures = close_lines(self.hops, groups, self.n_stops)
        number = {group: k for k, group in enumerate(groups)}
        wanted = {(site, number[lines]): None for (site, _), lines in self.pair_lines.items()}
        cases = {case: k for k, case in enumerate(sorted(wanted))}
        disjoint = self.met.copy()
        if not cases:
            return disjoint
        found = self._met(closures, *np.array(list(cases)).T)
        for (site, hub), lines in self.pair_lines.items():
            disjoint[site, hub] = found[cases[site, number[lines]], hub]
        return disjoint

    def reach_over(
        self, lines: Sequence[str], site_idx: IntArray, present: BoolArray
    ) -> FloatArray:
        """Return the reach of sites over some of the lines, shape (n,).

        Parameters
        ----------
        lines
            Ids of lines that may be closed.
        site_idx, present
            Site of each case, shape (n,), and which of the lines run, (n, n_lines).
        """
        column = {line: k for k, line in enumerate(lines)}
        over = np.zeros((len(lines), self.hops.n_classes), dtype=np.float32)
        for kind, members in enumerate(self.hops.lines):
            over[[column[line] for line in members if line in column], kind] = 1
        reach = np.empty(site_idx.size)
        for first in range(0, site_idx.size, CASES_AT_ONCE):
            part = slice(first, first + CASES_AT_ONCE)
            cut = (~present[part]).astype(np.float32) @ over > 0
            closures = Closures(cut=cut, shut=np.zeros((cut.shape[0], self.n_stops), dtype=bool))
            reach[part] = self._reach(self._met(closures, site_idx[part], np.arange(len(cut))))
        return reach

    def _effects(self, links: tuple[Link, ...], closures: Closures) -> LinkEffects:
        """Return what each closure does to the sites that use what it closes.

        A site whose longest days run over nothing of a closure keeps them: to close is to take
        away, so that no first arrival gets earlier and no last return later.
        """
        used = self.used_classes.astype(np.float32) @ closures.cut.T.astype(np.float32) > 0
        used |= self.used_stops.astype(np.float32) @ closures.shut.T.astype(np.float32) > 0
        site, link = np.nonzero(used)
        days = compute_longest_days(self.question, closures, place_idx=site, closure_idx=link)
        met = find_contactable(days, self.parameters.stay_s)
        return LinkEffects(
            links=links,
            site_idx=site,
            link_idx=link,
            met=met,
            reach=self._reach(met),
            meeting_s=self._meeting_s(days),
        )

    def _met(self, closures: Closures, site_idx: IntArray, closure_idx: IntArray) -> BoolArray:
        days = compute_longest_days(
            self.question, closures, place_idx=site_idx, closure_idx=closure_idx
        )
        return find_contactable(days, self.parameters.stay_s)

    def _reach(self, met: BoolArray) -> FloatArray:
        share: FloatArray = met @ self.mass / self.mass.sum()
        return share

    def _meeting_s(self, days: LongestDays) -> FloatArray:
        parameters = self.parameters
        seconds = find_meeting_s(days, parameters.stay_s, parameters.business_hours)
        mean: FloatArray = seconds @ self.mass / self.mass.sum()
        return mean


@dataclass(frozen=True, kw_only=True, eq=False)
class WeakLinks:
    """The section that each of n sites hangs on.

    Attributes
    ----------
    retention
        Shape (n,), 0-1: share of the reach that is left without it; NaN without any reach.
    section
        Its name, None where no section takes anything.
    """

    retention: FloatArray
    section: tuple[Text | None, ...]


def find_weak_links(study: ClosureStudy) -> WeakLinks:
    """Return the section whose closing takes most from each site."""
    effects = study.close_each("section")
    found = score_robustness(effects, study.reach, study.meeting_s)
    return WeakLinks(
        retention=found.retention,
        section=tuple(
            effects.links[effects.link_idx[row]].name if row >= 0 else None
            for row in found.worst_effect.tolist()
        ),
    )


def has_sections(world: World) -> bool:
    """Return whether a network of the run has sections; GTFS feeds name no track."""
    rail = world.networks.rail
    return rail is not None and bool(rail.sections)


def check_sections(world: World) -> RailNetwork:
    """Return the tables of the run, or raise an InputError where they have no sections."""
    rail = world.networks.rail
    if rail is None or not rail.sections:
        raise InputError(
            f"{world.network.name}: no sections are known, so nothing can be closed; a GTFS feed "
            "names no track: add network tables (--network japan)"
        )
    return rail


def build_closure_study(
    world: World,
    sites: Places,
    hubs: Places,
    mass: FloatArray,
    *,
    legs: AccessLegs,
    hub_legs: AccessLegs,
) -> ClosureStudy:
    """Return sites and hubs ready for closures; access legs stay those of the open network.

    Raises
    ------
    InputError
        When the networks of the run have no sections: the track of GTFS feeds is not known.
    """
    rail = check_sections(world)
    hops = find_hops(rail, world.service_date, book=world.networks.book)
    return ClosureStudy(
        question=ClosureQuestion(
            day=world.day,
            hops=build_hop_classes(world.day.timetable, hops, rail.sections),
            places=legs,
            hubs=hub_legs,
            direct=world.direct_legs(sites, hubs),
            window=world.config.day.window,
            stay_s=world.config.day.stay_s,
        ),
        network=world.network,
        parameters=world.config.day,
        mass=mass,
    )
