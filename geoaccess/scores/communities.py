"""Communities of places that can visit each other, and the places that hold the graph together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geoaccess.errors import InputError
from geoaccess.model.partners import Communities, MergedCommunity, PartnerGraph
from geoaccess.units import SECONDS_PER_HOUR, FloatArray, IntArray

if TYPE_CHECKING:
    import networkx as nx

DEFAULT_RUNS = 20
SAME_MODULARITY = 1e-9


def find_communities(
    graph: PartnerGraph, *, seed: int, runs: int = DEFAULT_RUNS, resolution: float = 1.0
) -> Communities:
    """Return the communities of a graph by the Louvain method, weighted by meeting hours.

        Q = sum over communities of L_c / m - resolution * (k_c / 2m)^2

    is made as large as possible, with L_c the hours inside a community, k_c those of its places,
    and m those of all edges (Newman and Girvan 2004, Reichardt and Bornholdt 2006): a higher
    resolution gives more and smaller communities.

    The method depends on chance: it is run with the seeds seed, seed + 1 ..., the division with
    the highest modularity is kept (of equal ones the first), and the agreement of all runs with
    it is told (Blondel and others 2008; adjusted Rand index of Hubert and Arabie 1985).

    Raises
    ------
    InputError
        When no run, a seed below 0, or a resolution that is not above 0 is asked for.
    """
    if runs < 1 or seed < 0 or not 0 < resolution < np.inf:
        raise InputError(
            f"communities: {runs} runs from seed {seed} at resolution {resolution}; give 1 run or "
            "more, a seed of 0 or more, and a resolution above 0"
        )
    n = len(graph.is_edge)
    if not graph.weight_s.any():
        alone = np.arange(n)
        return Communities(
            label=alone, modularity=np.nan, seed=seed, runs=runs, agreement=1.0,
            resolution=resolution, belonging=np.full(n, np.nan),
        )  # fmt: skip
    from networkx.algorithms.community import louvain_communities, modularity

    network = build_networkx(graph)
    found: list[tuple[float, IntArray]] = []
    for k in range(runs):
        parts = louvain_communities(network, weight="hours", resolution=resolution, seed=seed + k)
        value = modularity(network, parts, weight="hours", resolution=resolution)
        found.append((value, _labels(parts, n)))
    most = max(value for value, _ in found)
    value, label = next(one for one in found if one[0] >= most - SAME_MODULARITY)
    labels = [other for _, other in found]
    return Communities(
        label=label,
        modularity=float(value),
        seed=seed,
        runs=runs,
        resolution=resolution,
        agreement=float(np.mean([compute_rand_index(label, other) for other in labels])),
        belonging=_belonging(label, labels),
    )


def find_articulations(graph: PartnerGraph) -> tuple[int, ...]:
    """Return the places without which the others would fall apart, in order."""
    import networkx as nx

    return tuple(sorted(nx.articulation_points(build_networkx(graph))))


def build_networkx(graph: PartnerGraph) -> nx.Graph[int]:
    """Return the graph for networkx: nodes 0 to n - 1, edges with their hours."""
    import networkx as nx

    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(len(graph.is_edge)))
    for i, j in graph.list_edges().tolist():
        network.add_edge(i, j, hours=float(graph.weight_s[i, j]) / SECONDS_PER_HOUR)
    return network


def compute_rand_index(one: IntArray, other: IntArray) -> float:
    """Return the adjusted Rand index of two divisions of n places: 1 the same, 0 by chance.

        (sum of C(n_kl, 2) - E) / (max - E),   E = A B / C(n, 2),   max = (A + B) / 2

    with n_kl the places in class k of one and l of the other, and A, B the sums of C(., 2) over
    the classes of each (Hubert and Arabie 1985).
    """
    table = np.zeros((int(one.max(initial=-1)) + 1, int(other.max(initial=-1)) + 1))
    np.add.at(table, (one, other), 1)
    together, first, second = (
        float((size * (size - 1) / 2).sum()) for size in (table, table.sum(1), table.sum(0))
    )
    pairs = one.size * (one.size - 1) / 2
    expected = first * second / pairs if pairs else 0.0
    most = (first + second) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def find_merged(before: Communities, after: Communities) -> tuple[MergedCommunity, ...]:
    """Return the later communities to which most places of two or more earlier ones went.

    Earlier places alone are not counted: they join, they do not merge.
    """
    went: dict[int, list[int]] = {}
    for k in range(before.n_communities):
        labels = after.label[before.label == k]
        count = np.bincount(labels, minlength=after.n_communities)
        target = int(count.argmax())
        if labels.size > 1 and 2 * count[target] > labels.size:
            went.setdefault(target, []).append(k)
    return tuple(
        MergedCommunity(after=k, before=tuple(went[k])) for k in sorted(went) if len(went[k]) > 1
    )


def _labels(parts: Any, n: int) -> IntArray:
    """Return the class of each place: the largest first, then the one with the first place."""
    label = np.empty(n, dtype=np.int64)
    for k, members in enumerate(sorted(parts, key=lambda part: (-len(part), min(part)))):
        label[list(members)] = k
    return label


def _belonging(label: IntArray, labels: list[IntArray]) -> FloatArray:
    same = (label[:, None] == label) & ~np.eye(label.size, dtype=bool)
    others = same.sum(axis=1)
    kept = np.mean([((one[:, None] == one) & same).sum(axis=1) for one in labels], axis=0)
    share: FloatArray = np.divide(kept, others, out=np.full(label.size, np.nan), where=others > 0)
    return share
