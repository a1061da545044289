"""Axes of a sweep as they are written: ``headway:fast=10,15,20``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final, get_args

from geoaccess.errors import InputError
from geoaccess.model.sweep import KINDS, PLACE_KINDS, Axis, AxisKind

MAX_VALUES: Final = 2000
"""Of one axis."""
MAX_VARIANTS: Final = 20_000
"""Of one sweep: an hour on two cores."""
EACH_KM: Final = "km"
"""Value of an axis of positions: every whole kilometre (``km/5``: every fifth)."""
_SHOWN: Final = 20
_DECIMALS: Final = 6
_SHAPES: Final[dict[AxisKind, tuple[str, tuple[int, ...]]]] = {
    "factor": ("factor:SERVICE_OR_LINE or factor:SERVICE_OR_LINE:FROM:TO", (1, 3)),
    "headway": ("headway:SERVICE or headway:SERVICE:FROM:TO", (1, 3)),
    "run": ("run:SERVICE or run:SERVICE:FROM:TO", (1, 3)),
    "site": ("site:STATION", (1,)),
    "speed": ("speed:LINE", (1,)),
    "station": ("station:FROM:TO or station:FROM:TO:SERVICE", (2, 3)),
    "transfer": ("transfer:STATION", (1,)),
}
_RANGE: Final = re.compile(r"([0-9.]+)(?:\.\.|-)([0-9.]+)(?:/([0-9.]+))?")
_EACH: Final = re.compile(r"km(?:/([0-9.]+))?")


def parse_axes(texts: Sequence[str]) -> tuple[Axis, ...]:
    """Return the axes of a sweep; an axis of every kilometre has the step as its only value.

    An axis is written ``KIND:TARGET=VALUES``. Values are a list (``10,15,20``), a range with
    both ends and a step (``3..15/3``; the step is 1 where it is left out), or of the kinds
    ``site`` and ``station`` ``km``, every whole kilometre there is (``km/5``: every fifth).

    Raises
    ------
    InputError
        When one cannot be read, is given twice, or there are too many variants; all faults at
        once.
    """
    faults: list[str] = []
    axes: list[Axis] = []
    if not texts:
        faults.append("nothing is varied; give an axis such as headway:fast=10,15,20")
    for text in texts:
        found = _parse_axis(unicodedata.normalize("NFKC", text).strip(), faults)
        if found is None:
            continue
        if any(found.name == one.name for one in axes):
            faults.append(f"'{found.name}' is given twice; write its values in one axis")
        axes.append(found)
    check_faults(faults)
    return tuple(axes)


def check_faults(faults: Sequence[str]) -> None:
    """Raise an InputError that names every fault of a sweep; do nothing where there is none."""
    if not faults:
        return
    shown = list(dict.fromkeys(faults))
    count = f"{len(shown)} faults: " if len(shown) > 1 else ""
    more = f"; and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    raise InputError(f"--sweep: {count}{'; '.join(shown[:_SHOWN])}{more}")


def is_each_km(axis: Axis) -> bool:
    """Return whether an axis that was read stands for every so many kilometres."""
    first = axis.values[0]
    return axis.kind in PLACE_KINDS and first is not None and first < 0


def _parse_axis(text: str, faults: list[str]) -> Axis | None:
    head, equals, values = text.partition("=")
    kind, *target = (part.strip() for part in head.split(":"))
    if not equals or not kind:
        faults.append(f"'{text}' is no axis; write KIND:TARGET=VALUES, as headway:fast=10,15,20")
        return None
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        faults.append(f"'{text}': no kind '{kind}'; {hint}kinds are {', '.join(KINDS)}")
        return None
    known: AxisKind = next(one for one in get_args(AxisKind) if one == kind)
    shape, counts = _SHAPES[known]
    if len(target) not in counts or not all(target):
        faults.append(f"'{text}': write {shape}, then = and the values")
        return None
    numbers = _parse_values(known, values.replace(" ", ""), text, faults)
    return Axis(kind=known, target=tuple(target), values=tuple(numbers)) if numbers else None


def _parse_values(kind: AxisKind, values: str, text: str, faults: list[str]) -> list[float]:
    """Return the values in rising order; of every kilometre the step with a minus sign."""
    each = _EACH.fullmatch(values)
    try:
        if each:
            step = float(each[1] or 1)
            if kind not in PLACE_KINDS:
                faults.append(f"'{text}': km is for site and station; give numbers")
                return []
            if step <= 0:
                faults.append(f"'{text}': a step of 0 km; give more")
                return []
            return [-step]
        numbers: list[float] = []
        for part in values.split(","):
            numbers += _parse_part(part, text, faults)
    except ValueError:
        faults.append(f"'{text}': '{values}' are no values; write 10,15,20 or 3..15/3")
        return []
    once = sorted(set(numbers))
    least_open = kind in ("factor", "headway", "run", "speed")
    if once and (once[0] < 0 or (least_open and once[0] == 0)):
        faults.append(f"'{text}': {once[0]:g} is too little; give values above 0")
        return []
    return once


def _parse_part(part: str, text: str, faults: list[str]) -> list[float]:
    span = _RANGE.fullmatch(part)
    if not span:
        number = float(part)
        if not abs(number) < float("inf"):
            raise ValueError(part)
        return [number]
    first, last, step = float(span[1]), float(span[2]), float(span[3] or 1)
    if first > last or step <= 0:
        faults.append(f"'{text}': {part} runs nowhere; write the lower end first, a step above 0")
        return []
    count = int((last - first) / step + 1e-9) + 1
    if count > MAX_VALUES:
        faults.append(f"'{text}': {count} values; give {MAX_VALUES} at most")
        return []
    return [round(first + i * step, _DECIMALS) for i in range(count)]
