"""Do the parts add up? Sums over areas against stated totals, men and women against both."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geoaccess.errors import describe_offenders
from geoaccess.model.statistics import Missing, StatTable
from geoaccess.sources.statistics.areas import NATIONAL, is_prefecture
from geoaccess.units import FloatArray

LAST_DIGIT: Final = 0.01
"""Published figures that are not whole end here: hectares in km²; each is off by half of it."""

SLACK_OF_SEXES: Final = 1.0
"""Men and women, each rounded to whole persons where a table holds estimates."""

_SEXES: Final = (("（男）", "（女）"), ("(男)", "(女)"))


@dataclass(frozen=True, kw_only=True)
class TotalCheck:
    """One total against the sum of its parts.

    Attributes
    ----------
    what
        Item and area, or the sentence of the check (``A1101 of 30000``).
    stated, summed
        In the unit of the item.
    n_missing
        Parts without a value, which the sum lacks.
    is_equal
        Whether they agree to rounding; a sum that lacks parts may fall short.
    """

    what: str
    stated: float
    summed: float
    n_missing: int
    is_equal: bool


def check_stated(table: StatTable, stated: Mapping[str, float]) -> tuple[TotalCheck, ...]:
    """Return the sum over all areas of each item against a total known from elsewhere.

    Parameters
    ----------
    stated
        Total by item code (``{"A1101": 126_146_099}``).

    Raises
    ------
    UnknownNameError
        When the table lacks an item.
    """
    rows = range(len(table))
    return tuple(
        _compare(table, code, table.get_item(code), total, rows) for code, total in stated.items()
    )


def check_totals(table: StatTable, municipalities: Collection[str]) -> tuple[TotalCheck, ...]:
    """Return each total row of a table (Japan, prefectures) against its municipalities.

    Parameters
    ----------
    municipalities
        Codes that together cover the country once (no ward of a designated city). A total
        is checked only where all of its municipalities have a row. Percentages and rates do
        not add up and are left out, as are items whose unit is not known.
    """
    covered: dict[str, list[int]] = {}
    for code in municipalities:
        row = table.row_of.get(code, -1)
        for total in (f"{code[:2]}000", NATIONAL):
            covered.setdefault(total, []).append(row)
    checks: list[TotalCheck] = []
    for total, rows in covered.items():
        at = table.row_of.get(total)
        if at is None or min(rows) < 0 or not (total == NATIONAL or is_prefecture(total)):
            continue
        for i, item in enumerate(table.items):
            figure = float(table.values[at, i])
            if item.unit not in ("", "percent") and not np.isnan(figure):
                checks.append(_compare(table, f"{item.code} of {total}", i, figure, rows))
    return tuple(checks)


def check_sexes(table: StatTable) -> tuple[TotalCheck, ...]:
    """Return, for each item that is there for both sexes, the areas' sum against men and women.

    Areas are compared one by one: `is_equal` says that all agree; the figures are the sums.
    """
    by_label = {(item.ja, item.year): i for i, item in enumerate(table.items)}
    checks = []
    for (label, year), i in by_label.items():
        for men, women in _SEXES:
            parts = [by_label.get((f"{label}{sex}", year)) for sex in (men, women)]
            if parts[0] is None or parts[1] is None:
                continue
            summed = table.values[:, parts[0]] + table.values[:, parts[1]]
            whole = table.values[:, i]
            known = ~np.isnan(summed) & ~np.isnan(whole)
            off = np.abs(summed[known] - whole[known]) > SLACK_OF_SEXES
            checks.append(
                TotalCheck(
                    what=f"{table.items[i].code} as men and women",
                    stated=float(whole[known].sum()),
                    summed=float(summed[known].sum()),
                    n_missing=int((~known).sum()),
                    is_equal=not off.any(),
                )
            )
    return tuple(checks)


def describe_checks(checks: Sequence[TotalCheck]) -> tuple[str, ...]:
    """Return a note on the totals that do not agree; none where all do."""
    wrong = [
        f"{one.what}: {one.stated:,.10g} stated, {one.summed:,.10g} summed"
        + (f" without {one.n_missing} missing" if one.n_missing else "")
        for one in checks
        if not one.is_equal
    ]
    if not wrong:
        return ()
    return (f"{len(wrong)} of {len(checks)} totals do not agree ({describe_offenders(wrong)})",)


def _compare(
    table: StatTable, what: str, item: int, stated: float, rows: Sequence[int]
) -> TotalCheck:
    values = table.values[list(rows), item]
    n_missing = int((table.missing[list(rows), item] != Missing.PRESENT).sum())
    summed = float(np.nansum(values))
    return TotalCheck(
        what=what,
        stated=float(stated),
        summed=summed,
        n_missing=n_missing,
        is_equal=abs(summed - stated) <= _rounding(values),
    )


def _rounding(values: FloatArray) -> float:
    """Return how far a sum may be off: nothing but float noise for whole numbers."""
    known = values[~np.isnan(values)]
    noise = 1e-12 * float(np.abs(known).sum())
    is_whole = bool(np.all(known == np.round(known)))
    return noise if is_whole else noise + LAST_DIGIT / 2 * len(known)
