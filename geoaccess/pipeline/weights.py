"""Weights of a run: those of its file, or from comparisons in pairs."""

from __future__ import annotations

import numpy as np

from geoaccess.config import INDICATORS, ScoreConfig
from geoaccess.model.text import Text
from geoaccess.scores.pairwise import PairwiseWeights, compute_pairwise_weights


def find_pairwise(config: ScoreConfig) -> PairwiseWeights | None:
    """Return weights in order of `compared_names`, None where nothing is compared."""
    names = compared_names(config)
    if not names:
        return None
    matrix = np.ones((len(names), len(names)))
    for one, other, times in config.pairwise:
        a, b = names.index(one), names.index(other)
        matrix[a, b], matrix[b, a] = times, 1 / times
    return compute_pairwise_weights(matrix)


def compared_names(config: ScoreConfig) -> tuple[str, ...]:
    """Return the indicators that are compared, in the order of the score."""
    named = {name for one, other, _ in config.pairwise for name in (one, other)}
    return tuple(name for name in INDICATORS if name in named)


def apply_pairwise(config: ScoreConfig) -> ScoreConfig:
    """Return parameters whose weights are those of the comparisons; 0 for what is not compared."""
    found = find_pairwise(config)
    if found is None:
        return config
    weights = dict(zip(compared_names(config), found.weights.tolist(), strict=True))
    return config.model_copy(
        update={
            "indicators": {
                name: one.model_copy(update={"weight": weights.get(name, 0.0)})
                for name, one in config.indicators.items()
            }
        }
    )


def describe_choices(config: ScoreConfig) -> tuple[Text, ...]:
    """Return what must be known of how a run weighs and scales its indicators."""
    texts = []
    found = find_pairwise(config)
    if found is not None:
        ratio = f"{found.consistency_ratio:.2f}"
        good = found.is_acceptable
        texts.append(
            Text(
                en=f"Weights are from comparisons in pairs, consistency ratio {ratio}"
                + ("." if good else ": above 0.10, they contradict each other; compare again."),
                ja=f"重みは一対比較による。整合比 {ratio}"
                + ("。" if good else "（0.10を超え、比較が矛盾している。見直しが必要）。"),
            )
        )
    if config.normalisation == "ratio-best":
        texts.append(
            Text(
                en="Indicators are ratios to the best site: a new candidate may change all scores.",
                ja="指標は最良の地点に対する比。候補地を加えると全地点の得点が変わりうる。",
            )
        )
    return tuple(texts)
