"""Labels at the end of lines, moved apart so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geoaccess.units import FloatArray


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> FloatArray:
    """Return places for labels near where they are wanted, at least a gap apart.

    Order is kept. Neighbours that are too near are set around their common middle (pool adjacent
    violators), and all stay between low and high as long as there is room.
    """
    want = np.asarray(wanted, dtype=np.float64)
    order = np.argsort(want, kind="stable")
    # With the gaps taken out, labels must merely not fall: isotonic least squares.
    flat = want[order] - gap * np.arange(len(want))
    blocks: list[list[float]] = []  # sum and count of each block
    for value in flat:
        blocks.append([float(value), 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    level = np.repeat([total / n for total, n in blocks], [int(n) for _, n in blocks])
    last = gap * (len(want) - 1)
    level = np.clip(level, low, max(low, high - last))
    placed = np.empty_like(want)
    placed[order] = level + gap * np.arange(len(want))
    return placed
