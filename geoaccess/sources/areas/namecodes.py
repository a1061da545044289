"""Codes found by name, and names by code: the 47 prefectures and the codes of an edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from geoaccess.model.areas import AreaCode, CodeHistory
from geoaccess.model.text import fold_name
from geoaccess.sources.areas.history import load_code_history
from geoaccess.sources.facts import load_prefectures

_Key = tuple[str, str, str]


@dataclass(frozen=True)
class NameCodes:
    """Prefectures by code, and codes by folded names.

    Attributes
    ----------
    prefectures
        Japanese name by code of two digits.
    prefecture_codes
        Codes of two digits by folded Japanese and English name.
    by_code
        What a code stands for: on the day of the edition, else at its last time.
    by_name
        What bears a name, by (prefecture code, folded city of a ward or '', folded name);
        several where two share the name, or the code changed.
    day
        Day of the edition, None where unknown.
    """

    prefectures: Mapping[str, str]
    prefecture_codes: Mapping[str, str]
    by_code: Mapping[str, AreaCode]
    by_name: Mapping[_Key, tuple[AreaCode, ...]]
    day: dt.date | None

    def find_prefecture(self, name: str) -> str:
        """Return the code of a prefecture by its Japanese or English name, '' for none."""
        return self.prefecture_codes.get(fold_name(name), "") if name else ""

    def split_prefecture(self, name: str) -> tuple[str, str]:
        """Return the prefecture at the head of a name, and the rest: 長野県, 諏訪市."""
        for prefecture in self.prefectures.values():
            if name.startswith(prefecture):
                return prefecture, name[len(prefecture) :].strip()
        return name, ""

    def find_names(self, code: str) -> tuple[str, str, str] | None:
        """Return county, municipality and ward of a code, None where it is unknown."""
        one = self.by_code.get(code)
        if one is None:
            return None
        return ("", one.county, one.ja) if one.city else (one.county, one.ja, "")

    def city_of(self, code: str) -> str:
        """Return the designated city of a ward's code, '' for any other."""
        one = self.by_code.get(code)
        return one.city if one else ""

    def find_city(self, code: str, prefecture: str, city: str) -> str:
        """Return the code of the designated city of a ward, by the ward's code or city's name."""
        return self.city_of(code) or self.find_code(prefecture, "", city, "")

    def find_code(self, prefecture: str, county: str, municipality: str, ward: str) -> str:
        """Return the code of a name, '' where there is none or several remain.

        Of several the one of the edition's day counts, then the one of the county, then, where
        no day is known, the one that still exists.
        """
        key = (prefecture, fold_name(municipality) if ward else "", fold_name(ward or municipality))
        found = list(self.by_name.get(key, ()))
        for preferred in (self._is_of_day, lambda one: one.county == county, _is_open):
            found = [one for one in found if preferred(one)] or found
        codes = {one.code for one in found}
        return codes.pop() if len(codes) == 1 else ""

    def _is_of_day(self, one: AreaCode) -> bool:
        return self.day is not None and one.holds(self.day)


def _is_open(one: AreaCode) -> bool:
    return one.valid_to is None


@cache
def build_name_codes(day: dt.date | None) -> NameCodes:
    """Return the names and codes for an edition, of all times where its day is unknown."""
    history: CodeHistory = load_code_history()
    prefectures = load_prefectures()
    english = {fold_name(one.en): code for code, one in prefectures.items()}
    japanese = {fold_name(one.ja): code for code, one in prefectures.items()}
    by_name: dict[_Key, list[AreaCode]] = {}
    for one in history.codes:
        key = (one.code[:2], fold_name(one.county) if one.city else "", fold_name(one.ja))
        by_name.setdefault(key, []).append(one)
    return NameCodes(
        prefectures={code: one.ja for code, one in prefectures.items()},
        prefecture_codes=english | japanese,
        by_code=_by_code(history.codes, day),
        by_name={key: tuple(found) for key, found in by_name.items()},
        day=day,
    )


def _by_code(codes: Iterable[AreaCode], day: dt.date | None) -> dict[str, AreaCode]:
    """Return the time of each code that is of the day, else the last one."""
    found: dict[str, AreaCode] = {}
    for one in codes:
        if one.code not in found or not (day and found[one.code].holds(day)):
            found[one.code] = one
    return found
