"""Numba kernels of the streets: shortest paths from few points to many."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def _push(heap_s, heap_node, size, seconds, node):  # type: ignore[no-untyped-def]
    """Put a node into a binary heap; return its new size."""
    k = size
    while k > 0:
        parent = (k - 1) >> 1
        if heap_s[parent] <= seconds:
            break
        heap_s[k], heap_node[k] = heap_s[parent], heap_node[parent]
        k = parent
    heap_s[k], heap_node[k] = seconds, node
    return size + 1


@njit(cache=True, nogil=True)
def _sift(heap_s, heap_node, size):  # type: ignore[no-untyped-def]
    """Move the last entry of a heap to the hole at its top, once the top was read."""
    seconds, node = heap_s[size], heap_node[size]
    k = 0
    while True:
        child = 2 * k + 1
        if child >= size:
            break
        if child + 1 < size and heap_s[child + 1] < heap_s[child]:
            child += 1
        if heap_s[child] >= seconds:
            break
        heap_s[k], heap_node[k] = heap_s[child], heap_node[child]
        k = child
    heap_s[k], heap_node[k] = seconds, node


@njit(cache=True, nogil=True)
def shortest_s(arcs, sources, targets, limit_s):  # type: ignore[no-untyped-def]
    """Return seconds from k points on edges to m others, (k, m); inf beyond the limit.

    Dijkstra's algorithm with a binary heap that keeps outdated entries, ended at the limit.
    A point leaves by either end of its edge and is reached by either end of its edge; two
    points on one edge may also meet on it.

    Parameters
    ----------
    arcs
        (start, head, seconds): the arcs out of node v are rows start[v] : start[v + 1].
    sources
        (edge, share, ends, seconds): edge, place on it, and for either end the node and the
        seconds to it, shapes (k,), (k,), (k, 2), (k, 2); infinite against one-way streets.
    targets
        The same with the seconds from either end, and, shape (m, 2), the seconds of the
        whole edge along and against its course.
    """
    start, head, arc_s = arcs
    from_edge, from_share, from_node, from_s = sources
    to_edge, to_share, to_node, to_s, edge_s = targets
    n, n_targets = start.size - 1, to_edge.size
    best = np.full(n, np.inf)
    touched = np.empty(n, np.int64)
    heap_s = np.empty(head.size + 3)
    heap_node = np.empty(head.size + 3, np.int64)
    result = np.full((from_edge.size, n_targets), np.inf)
    for source in range(from_edge.size):
        n_touched = size = 0
        for end in range(2):
            node, seconds = from_node[source, end], from_s[source, end]
            if seconds <= limit_s and seconds < best[node]:
                if best[node] == np.inf:
                    touched[n_touched] = node
                    n_touched += 1
                best[node] = seconds
                size = _push(heap_s, heap_node, size, seconds, node)
        while size:
            seconds, node = heap_s[0], heap_node[0]
            size -= 1
            _sift(heap_s, heap_node, size)
            if seconds > best[node]:
                continue
            for arc in range(start[node], start[node + 1]):
                there, then_s = head[arc], seconds + arc_s[arc]
                if then_s <= limit_s and then_s < best[there]:
                    if best[there] == np.inf:
                        touched[n_touched] = there
                        n_touched += 1
                    best[there] = then_s
                    size = _push(heap_s, heap_node, size, then_s, there)
        for target in range(n_targets):
            seconds = min(
                best[to_node[target, 0]] + to_s[target, 0],
                best[to_node[target, 1]] + to_s[target, 1],
            )
            if to_edge[target] == from_edge[source]:
                share = to_share[target] - from_share[source]
                if share >= 0:
                    seconds = min(seconds, share * edge_s[target, 0] if share else 0.0)
                else:
                    seconds = min(seconds, -share * edge_s[target, 1])
            if seconds <= limit_s:
                result[source, target] = seconds
        for k in range(n_touched):
            best[touched[k]] = np.inf
    return result
