"""Results by municipality code carried from one edition to another, over mergers and splits."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from geoaccess.errors import InputError, describe_offenders
from geoaccess.model.areas import Level
from geoaccess.model.text import Text
from geoaccess.sources.areas.history import load_code_history
from geoaccess.sources.areas.shares import Shares, apportion, build_shares

Quantity = Literal["extensive", "intensive"]


@dataclass(frozen=True, kw_only=True)
class CarriedValues:
    """Values by code of the wanted edition, and what could not be carried.

    Attributes
    ----------
    values
        One value per code of the wanted edition that got any; NaN where a part is missing.
    unknown
        Codes given that are no codes of the first edition; their values are left out.
    incomplete
        Codes of the wanted edition of which a part had no value: they hold the other parts.
    notes
        What was done, one line each.
    """

    values: dict[str, float]
    unknown: tuple[str, ...]
    incomplete: tuple[str, ...]
    notes: tuple[Text, ...]


def carry_over(
    values_by_code: Mapping[str, float],
    *,
    from_edition: dt.date,
    to_edition: dt.date,
    quantity: Quantity = "extensive",
    weights: Mapping[str, float] | None = None,
    level: Level = "municipality",
) -> CarriedValues:
    """Return values by code of one edition as values by code of another.

    Parameters
    ----------
    values_by_code
        Values by code of five digits. At level `municipality` a designated city is one code
        and its wards are unknown; at level `ward` the other way round.
    from_edition, to_edition
        Days on which the codes given and the codes wanted are valid; either may be later.
    quantity
        `extensive` counts (persons, hectares): parts add up, sums are kept. `intensive`
        (minutes, scores, rates): the mean of the parts, weighted.
    weights
        Population by code of either edition. Needed where a code is cut into parts (wards
        of a new designated city; any merger, when carried back in time) and to average an
        intensive quantity; not needed where codes only change or add up.

    Notes
    -----
    Border changes between municipalities that both live on are not followed: they move few
    people, and no table of them is at hand.

    Raises
    ------
    InputError
        When an edition is outside the table, no code is known, a weight is missing, or the
        quantity is neither of the two.
    """
    if quantity not in ("extensive", "intensive"):
        raise InputError(f"quantity '{quantity}' is unknown; write extensive or intensive")
    history = load_code_history()
    known = history.codes_at(from_edition, level)
    unknown = tuple(sorted(code for code in values_by_code if code not in known))
    if values_by_code and len(unknown) == len(values_by_code):
        raise InputError(
            f"values: none of {len(unknown)} codes is valid on {from_edition} at level {level} "
            f"({describe_offenders(unknown)}); correct the edition or the level"
        )
    weigh = dict(weights or {})
    shares = build_shares(history, from_edition, to_edition, level, weigh)
    given = {code: value for code, value in values_by_code.items() if code in known}
    if quantity == "extensive":
        values = _add(given, shares)
    elif from_edition <= to_edition:
        values = _average(given, shares, weigh)
    else:
        values = _copy(given, shares)
    parts = _parents(shares, values)
    incomplete = tuple(code for code in values if any(old not in given for old in parts[code]))
    notes = _describe(given, shares, unknown, incomplete, from_edition)
    return CarriedValues(values=values, unknown=unknown, incomplete=incomplete, notes=notes)


def _add(given: Mapping[str, float], shares: Shares) -> dict[str, float]:
    """Return sums of the parts."""
    _refuse_unweighted(
        f"{code} into {' '.join(shares[code])}"
        for code in given
        if any(math.isnan(share) for share in shares[code].values())
    )
    terms: dict[str, list[float]] = defaultdict(list)
    for code, value in given.items():
        for new, share in shares[code].items():
            terms[new].append(value * share)
    return {new: math.fsum(found) for new, found in sorted(terms.items())}


def _average(
    given: Mapping[str, float], shares: Shares, weights: Mapping[str, float]
) -> dict[str, float]:
    """Return means of the parts, weighted by the weight of each part; no weight for one part."""
    parts: dict[str, dict[str, float]] = defaultdict(dict)
    for code in given:
        for new, share in shares[code].items():
            parts[new][code] = share
    mixed: dict[str, dict[str, float]] = {}
    for new, found in sorted(parts.items()):
        scaled = {old: share * weights.get(old, math.nan) for old, share in found.items()}
        mixed[new] = apportion(found, scaled) if len(found) > 1 else dict.fromkeys(found, 1.0)
    _refuse_unweighted(
        f"{new} of {' '.join(found)}"
        for new, found in mixed.items()
        if any(math.isnan(share) for share in found.values())
    )
    return {
        new: math.fsum(given[old] * share for old, share in found.items())
        for new, found in mixed.items()
    }


def _copy(given: Mapping[str, float], shares: Shares) -> dict[str, float]:
    """Return for each earlier code the mean of the later ones of which it became part."""
    parts: dict[str, list[float]] = defaultdict(list)
    for code, value in given.items():
        for new in shares[code]:
            parts[new].append(value)
    return {new: math.fsum(found) / len(found) for new, found in sorted(parts.items())}


def _refuse_unweighted(offenders: Iterable[str]) -> None:
    found = list(offenders)
    if found:
        raise InputError(
            f"weights: {len(found)} codes need the population of their parts "
            f"({describe_offenders(found)}); give it as weights"
        )


def _parents(shares: Shares, values: Mapping[str, float]) -> dict[str, list[str]]:
    parents: dict[str, list[str]] = {code: [] for code in values}
    for old, row in shares.items():
        for new in row:
            if new in parents:
                parents[new].append(old)
    return parents


def _describe(
    given: Mapping[str, float],
    shares: Shares,
    unknown: tuple[str, ...],
    incomplete: tuple[str, ...],
    from_edition: dt.date,
) -> tuple[Text, ...]:
    notes = []
    moved = sorted(code for code in given if list(shares[code]) != [code])
    cut = [code for code in moved if len(shares[code]) > 1]
    if moved:
        shown = describe_offenders(moved)
        notes.append(
            Text(
                f"{len(moved)} of {len(given)} codes changed ({shown}).",
                f"{len(given)}件のうち{len(moved)}件のコードが変わった（{shown}）。",
            )
        )
    if cut:
        shown = describe_offenders(cut)
        notes.append(
            Text(
                f"{len(cut)} codes were cut into parts ({shown}).",
                f"{len(cut)}件のコードを分割した（{shown}）。",
            )
        )
    if unknown:
        shown = describe_offenders(unknown)
        notes.append(
            Text(
                f"{len(unknown)} codes are not valid on {from_edition}, left out ({shown}).",
                f"{from_edition}に存在しないコード{len(unknown)}件を除いた（{shown}）。",
            )
        )
    if incomplete:
        shown = describe_offenders(incomplete)
        notes.append(
            Text(
                f"{len(incomplete)} results lack a part that had no value ({shown}).",
                f"{len(incomplete)}件の結果は、値のない部分を含まない（{shown}）。",
            )
        )
    missing = sorted(code for code, value in given.items() if math.isnan(value))
    if missing:
        shown = describe_offenders(missing)
        notes.append(
            Text(
                f"{len(missing)} values are missing, and what they are part of ({shown}).",
                f"{len(missing)}件の値がなく、それを含む結果もない（{shown}）。",
            )
        )
    return tuple(notes)
