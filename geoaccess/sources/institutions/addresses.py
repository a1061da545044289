"""Japanese addresses: the municipality or ward that one begins with."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from geoaccess.errors import describe_offenders
from geoaccess.model.areas import AreaCode
from geoaccess.model.text import Text, fold_name
from geoaccess.sources.areas.history import load_code_history
from geoaccess.sources.facts import load_prefectures

_POSTCODE: Final = re.compile(r"〒\s*(?P<first>\d{3})\s*[-‐‑‒–—―−ー]?\s*(?P<last>\d{4})\s*")
_LONGEST_NAME: Final = 16
"""Characters; the longest with county or city has 11 (鹿足郡…, さいたま市岩槻区)."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What an address begins with.

    Attributes
    ----------
    code
        Of the municipality, of the ward in a designated city where the address names one.
    municipality_code
        As `code`, with designated cities whole.
    has_prefecture
        Whether the address says it; where not, it was told by the municipality's name.
    """

    code: str
    municipality_code: str
    has_prefecture: bool


@dataclass(frozen=True, kw_only=True)
class AddressBook:
    """Municipalities and wards of one day by folded prefecture and name.

    Attributes
    ----------
    prefectures
        Code of two digits by folded Japanese name.
    names
        What bears a name, by prefecture code and folded name: with and without county, a
        ward behind its city.
    """

    prefectures: Mapping[str, str]
    names: Mapping[tuple[str, str], tuple[AreaCode, ...]]

    def find(self, address: str, home: str = "") -> Found | Text:
        """Return the municipality that an address begins with, or why there is none.

        The longest name counts. Without a prefecture all of Japan is searched; where
        several municipalities have the name, that in `home` counts.

        Parameters
        ----------
        address
            Without post code, from the prefecture or the municipality on.
        home
            Prefecture code of the institution, '' where unknown.
        """
        text = fold_name(address)
        name = next((one for one in self.prefectures if text.startswith(one)), "")
        prefectures = [self.prefectures[name]] if name else list(self.prefectures.values())
        rest = text[len(name) :]
        for length in range(min(len(rest), _LONGEST_NAME), 1, -1):
            head = rest[:length]
            found = [one for code in prefectures for one in self.names.get((code, head), ())]
            if len(found) > 1:
                found = [one for one in found if not name and one.code[:2] == home] or found
            if len(found) == 1:
                one = found[0]
                return Found(
                    code=one.code,
                    municipality_code=one.city or one.code,
                    has_prefecture=bool(name),
                )
            if found:
                shown = describe_offenders([one.code for one in found])
                return Text(
                    f"{len(found)} municipalities have this name ({shown})",
                    f"同名の市区町村が{len(found)}ある（{shown}）",
                )
        return Text("names no municipality of Japan", "市区町村名が読み取れない")


@cache
def build_address_book(day: dt.date) -> AddressBook:
    """Return the names of the municipalities and wards that exist on a day.

    Raises
    ------
    InputError
        When the table of codes does not reach to that day.
    """
    history = load_code_history()
    names: dict[tuple[str, str], list[AreaCode]] = {}
    municipalities = history.codes_at(day)
    for one in (*municipalities.values(), *history.codes_at(day, "ward").values()):
        if one.city or one.code in municipalities:
            for name in _written(one):
                known = names.setdefault((one.code[:2], fold_name(name)), [])
                known += [one] if one not in known else []
    return AddressBook(
        prefectures={fold_name(one.ja): code for code, one in load_prefectures().items()},
        names={key: tuple(found) for key, found in names.items()},
    )


def _written(one: AreaCode) -> Sequence[str]:
    """Return the names with which an address begins."""
    return (f"{one.county}{one.ja}",) if one.city else tuple({one.ja, f"{one.county}{one.ja}"})


def split_postcode(text: str) -> tuple[str, str]:
    """Return the post code (seven digits, '' for none) and the address, in half width.

    Examples
    --------
    >>> split_postcode("〒060－0808 北海道札幌市北区北８条西５丁目")
    ('0600808', '北海道札幌市北区北8条西5丁目')
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    match = _POSTCODE.match(plain)
    if match is None:
        return "", plain
    return match["first"] + match["last"], plain[match.end() :]


def describe_matching(where: str, found: Iterable[Found], n_unmatched: int) -> tuple[Text, ...]:
    """Return how many addresses of a file gave a municipality, in which way."""
    listed = list(found)
    without = sum(not one.has_prefecture for one in listed)
    notes = [
        Text(
            f"{where}: {len(listed)} of {len(listed) + n_unmatched} addresses name a municipality.",
            f"{where}：住所{len(listed) + n_unmatched}件中{len(listed)}件で市区町村が分かった。",
        )
    ]
    if without:
        notes.append(
            Text(
                f"{where}: {without} addresses lack the prefecture; it was told by the name of the "
                "municipality.",
                f"{where}：都道府県名のない住所{without}件は市区町村名から判断した。",
            )
        )
    return tuple(notes)
