"""The graph of mutual day returns, and how two of them differ."""

from __future__ import annotations

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.contacts import Contacts
from geoaccess.model.partners import EdgeChanges, PartnerGraph
from geoaccess.units import BoolArray


def build_partner_graph(contacts: Contacts) -> PartnerGraph:
    """Return the graph of n places with their day returns to each other.

        i and j are partners when K_ij = K_ji = 1; weight = min(U_ij, U_ji)

    with K a day return that leaves the least stay and U its meeting seconds.

    Raises
    ------
    InputError
        When the day returns are not between the same places.
    """
    n, m = contacts.contactable.shape
    if n != m:
        raise InputError(f"partners: day returns of {n} places to {m}; give those among the same")
    is_edge = contacts.contactable & contacts.contactable.T
    np.fill_diagonal(is_edge, val=False)
    least_s = np.minimum(contacts.meeting_s, contacts.meeting_s.T)
    return PartnerGraph(
        can_visit=_frozen(contacts.contactable.copy()),
        is_edge=_frozen(is_edge),
        weight_s=np.where(is_edge, least_s, 0),
    )


def compare_graphs(before: PartnerGraph, after: PartnerGraph) -> EdgeChanges:
    """Return the edges that a later graph has gained and lost, between the same places.

    Raises
    ------
    InputError
        When the graphs have different numbers of places.
    """
    if before.is_edge.shape != after.is_edge.shape:
        raise InputError("partners: the two graphs are not of the same places")
    return EdgeChanges(
        before=before,
        after=after,
        gained=np.argwhere(np.triu(after.is_edge & ~before.is_edge)),
        lost=np.argwhere(np.triu(before.is_edge & ~after.is_edge)),
    )


def _frozen(flags: BoolArray) -> BoolArray:
    flags.setflags(write=False)
    return flags
