"""Classes and colours of figures: lightness alone orders levels, violet against orange changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

MISSING: Final = "#eceff1"


@dataclass(frozen=True)
class Scale:
    """Classes by their breaks; the lower limit belongs to a class, the last holds its upper too.

    With `is_open` the first and the last class hold all that lies beyond their breaks.
    """

    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    is_open: bool = False

    def colour(self, value: float) -> str:
        """Return the colour of a value, that of what is missing for NaN."""
        if np.isnan(value):
            return MISSING
        at = int(np.searchsorted(self.breaks[1:-1], value, side="right"))
        return self.colours[at]

    def labels(self) -> list[str]:
        """Return what the legend says of each class."""
        dash = " – " if self.breaks[0] < 0 else "–"
        spans = [
            f"{_shown(low)}{dash}{_shown(high)}"
            for low, high in zip(self.breaks, self.breaks[1:], strict=False)
        ]
        if self.is_open:
            spans[0], spans[-1] = f"< {_shown(self.breaks[1])}", f"≧ {_shown(self.breaks[-2])}"
        return spans


@cache
def build_levels(breaks: tuple[float, ...], *, reverse: bool = False) -> Scale:
    """Return classes in colours of viridis, dark for much (for little, reversed)."""
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    at = np.linspace(0.97, 0.05, len(breaks) - 1)
    colours = [to_hex(colormaps["viridis"](one)) for one in at]
    return Scale(breaks, tuple(colours[::-1] if reverse else colours))


@cache
def build_changes(most: float, *, is_open: bool = False) -> Scale:
    """Return seven classes of change in colours of PuOr, the middle one around zero.

    Classes are 1, 2 or 5 times a power of ten wide, the narrowest that hold changes up to `most`;
    with `is_open` the outer ones hold what is beyond.
    """
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    powers = (10.0**k for k in range(-4, 7))
    widths = [factor * power for power in powers for factor in (1, 2, 5)]
    step = next((width for width in widths if 3.5 * width >= most), widths[-1])
    breaks = tuple((k - 3.5) * step for k in range(8))
    colours = tuple(to_hex(colormaps["PuOr"](x)) for x in np.linspace(0.08, 0.92, 7))
    return Scale(breaks, colours, is_open)


def find_change_span(values: Sequence[float], share: float = 0.9) -> float:
    """Return what holds this share of the changes that are none of zero, by size; 1 without any."""
    sizes = sorted(abs(value) for value in values if not np.isnan(value) and value != 0)
    return sizes[int(share * (len(sizes) - 1))] if sizes else 1.0


def choose_ink(colour: str) -> str:
    """Return black or white, whichever stands out more on a colour (WCAG luminance)."""
    levels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in levels]
    light = float(np.dot(linear, (0.2126, 0.7152, 0.0722)))
    return "#ffffff" if 1.05 / (light + 0.05) > (light + 0.05) / 0.05 else "#000000"


def find_breaks(values: Sequence[float], classes: int = 6) -> tuple[float, ...]:
    """Return breaks in round steps that hold all values."""
    from matplotlib.ticker import MaxNLocator

    known = [value for value in values if not np.isnan(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    found = MaxNLocator(nbins=classes, steps=[1, 2, 2.5, 5, 10]).tick_values(
        low, high if high > low else low + 1
    )
    return tuple(float(one) for one in found)


def _shown(value: float) -> str:
    return f"{value:.6g}"
