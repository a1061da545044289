"""Colours: legible, ordered by lightness, and one per class."""

from __future__ import annotations

from itertools import pairwise

import pytest

from geoaccess.maps import palette
from geoaccess.maps.assets import load_template

LEAST_CONTRAST = 4.5


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("breaks", "colours"),
    [
        (palette.SHARE_BREAKS_PCT, palette.SHARE_COLOURS),
        (palette.SCORE_BREAKS, palette.SCORE_COLOURS),
    ],
)
def test_classes_cover_0_to_100_and_darken_step_by_step(breaks, colours):
    assert len(colours) == len(breaks) - 1
    assert (breaks[0], breaks[-1]) == (0, 100)
    assert list(breaks) == sorted(set(breaks))
    lightness = [luminance(colour) for colour in colours]
    assert lightness == sorted(lightness, reverse=True)
    assert all(a / b > 1.25 for a, b in pairwise(lightness))


def test_zero_and_not_reachable_are_no_class_colour():
    special = {palette.ZERO_COLOUR, *palette.NO_RAIL_COLOURS}
    assert len(special) == 3
    assert not special & {*palette.SHARE_COLOURS, *palette.SCORE_COLOURS}


def test_ranks_are_legible_on_every_score_colour():
    for colour, ink in zip(palette.SCORE_COLOURS, palette.SCORE_INKS, strict=True):
        assert contrast(colour, ink) >= LEAST_CONTRAST, colour


def test_texts_are_legible_on_their_grounds():
    style = load_template("page.css")
    for ink in ("#1b232c", "#515c68", "#2b3a4a", "#323c46"):
        assert ink in style
        for ground in ("#ffffff", "#f4f6f8", "#eaf1f8"):
            assert contrast(ink, ground) >= LEAST_CONTRAST
    assert contrast("#174a7c", "#ffffff") >= LEAST_CONTRAST
    assert contrast("#1b232c", "#fff3c9") >= LEAST_CONTRAST
