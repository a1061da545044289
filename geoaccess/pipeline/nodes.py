"""The places of a partner graph: who they are, what they make, how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.partners import NodeKind, Nodes
from geoaccess.model.places import Places, Role
from geoaccess.model.text import Text
from geoaccess.pipeline.request import World
from geoaccess.sources.facts import load_agglomerations, load_hubs, load_manufacturing
from geoaccess.units import FloatArray

MOST_NODES = 500
"""More places make more pairs than a table of partners, or a week of reading, can hold."""

Reference = tuple[str, Role]
Key = tuple[str, str, float, float]


def build_nodes(world: World, references: Sequence[Reference]) -> Nodes:
    """Return the places that references name, each place once, in this order.

    Shipped agglomerations have their industries and their employees in manufacturing as mass,
    shipped hubs their own mass; other places have the mass of their file.

    Raises
    ------
    GeoaccessError
        When a reference names nothing, two places share an id, or there are too many.
    """
    agglomerations, hubs, makers = load_agglomerations(), load_hubs(), load_manufacturing()[0]
    shipped: dict[NodeKind, Places] = {"agglomeration": agglomerations, "hub": hubs}
    known = {_key(one, i): kind for kind, one in shipped.items() for i in range(len(one))}
    parts = [world.resolve(reference, role) for reference, role in references]
    rows: dict[Key, tuple[Places, int]] = {}
    for places in parts:
        for i in range(len(places)):
            rows.setdefault(_key(places, i), (places, i))
    kinds = [known.get(key, "place") for key in rows]
    ids = [
        one.id[i] if kind == "place" else f"{kind}:{one.id[i]}"
        for kind, (one, i) in zip(kinds, rows.values(), strict=True)
    ]
    _check(ids)
    made = {f"agglomeration:{one}": makers.mass[k] for k, one in enumerate(makers.id)}
    industries = {
        f"agglomeration:{one}": _industries(agglomerations, k)
        for k, one in enumerate(agglomerations.id)
    }
    return Nodes(
        places=_gather(
            ids,
            list(rows.values()),
            np.array(
                [
                    made.get(id_, one.mass[i])
                    for id_, (one, i) in zip(ids, rows.values(), strict=True)
                ]
            ),
            parts,
        ),
        kind=tuple(kinds),
        mass_kind=tuple(
            _MASS_KINDS.get(kind) or Text(en=one.mass_kind, ja=one.mass_kind)
            for kind, (one, _) in zip(kinds, rows.values(), strict=True)
        ),
        industries=tuple(industries.get(one, ()) for one in ids),
    )


def check_single(world: World, references: Sequence[Reference]) -> None:
    """Raise an InputError unless every reference names one place, and each another."""
    seen: dict[Key, str] = {}
    for reference, role in references:
        places = world.resolve(reference, role)
        if len(places) != 1:
            raise InputError(f"partners: '{reference}' names {len(places)} places; name one")
        if _key(places, 0) in seen:
            raise InputError(
                f"--meet: '{reference}' is the same place as '{seen[_key(places, 0)]}'; name each "
                "place once"
            )
        seen[_key(places, 0)] = reference


_MASS_KINDS: dict[NodeKind, Text] = {
    "agglomeration": Text(en="employees in manufacturing", ja="製造業従業者数"),
    "hub": Text(
        en="research and professional employment", ja="学術研究・専門技術サービス業従業者数"
    ),
}


def _key(places: Places, i: int) -> Key:
    return places.id[i], places.name_ja[i], float(places.lat[i]), float(places.lon[i])


def _check(ids: Sequence[str]) -> None:
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise InputError(
            f"{len(twice)} ids stand for several places ({describe_offenders(twice)}); give every "
            "place an id of its own"
        )
    if not 2 <= len(ids) <= MOST_NODES:
        raise InputError(
            f"{len(ids)} places; partners are looked for among 2 to {MOST_NODES} of them"
        )


def _industries(places: Places, i: int) -> tuple[Text, ...]:
    pairs = zip_longest(places.note[i].split("; "), places.note_ja[i].split("; "), fillvalue="")
    return tuple(Text(en=en or ja, ja=ja or en) for en, ja in pairs if en or ja)


def _gather(
    ids: Sequence[str],
    rows: Sequence[tuple[Places, int]],
    mass: FloatArray,
    parts: Sequence[Places],
) -> Places:
    return Places(
        id=tuple(ids),
        name=tuple(one.name[i] for one, i in rows),
        name_ja=tuple(one.name_ja[i] for one, i in rows),
        lon=np.array([one.lon[i] for one, i in rows]),
        lat=np.array([one.lat[i] for one, i in rows]),
        mass=mass,
        role="site",
        municipality_code=tuple(one.municipality_code[i] for one, i in rows),
        station_id=tuple(one.station_id[i] for one, i in rows),
        note=tuple(one.note[i] for one, i in rows),
        note_ja=tuple(one.note_ja[i] for one, i in rows),
        sources=tuple(dict.fromkeys(source for one in parts for source in one.sources)),
        remarks=tuple(dict.fromkeys(remark for one in parts for remark in one.remarks)),
    )
