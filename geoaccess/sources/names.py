"""Names of places: how they are folded for comparison, and the index that finds them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from geoaccess.model.text import fold_name

Kind = Literal["agglomeration", "hub", "municipality", "station"]

KINDS: Final[tuple[Kind, ...]] = ("agglomeration", "hub", "municipality", "station")
NEAREST: Final = 5
ALIKE: Final = 0.6
"""Similarity of a suggestion (difflib's ratio): one character of three may differ."""
_PARENTHESES: Final = re.compile(r"\s*\([^()]*\)\s*$")
_COUNTY: Final = re.compile(r"^.+?郡(?=.+[町村]$)")
_SUFFIXES: Final = {
    "市": ("city", "shi"),
    "区": ("ward", "city", "ku"),
    "町": ("town", "machi", "cho"),
    "村": ("village", "mura", "son"),
}


@dataclass(frozen=True, order=True)
class Entry:
    """One place of the index: its kind and its row in the set of that kind."""

    kind: Kind
    row: int


@dataclass(frozen=True, eq=False)
class NameIndex:
    """Entries by folded name.

    Attributes
    ----------
    full
        Names as written in full: 諏訪市, 長野県諏訪市, Suwa City; つくば（産総研）.
    short
        Names without 市 or 町, and without what stands in parentheses: Suwa, つくば.
    plain
        The few names by which a place is suggested to who misspelt it.
    """

    full: dict[str, list[Entry]] = field(default_factory=dict)
    short: dict[str, list[Entry]] = field(default_factory=dict)
    plain: dict[str, list[Entry]] = field(default_factory=dict)

    def add(
        self,
        entry: Entry,
        *,
        full: Collection[str],
        short: Collection[str] = (),
        plain: Collection[str] = (),
    ) -> None:
        """Add an entry under its names; it is suggested by all unless `plain` names are given."""
        plain = plain or (*full, *short)
        for index, names in ((self.full, full), (self.short, short), (self.plain, plain)):
            for key in dict.fromkeys(fold_name(name) for name in names if name):
                index.setdefault(key, []).append(entry)

    def find(self, name: str) -> list[Entry]:
        """Return every entry of that name.

        The full name of a municipality means the municipality; any other name may be the
        short one of several things, and all of them are returned.
        """
        key, without_county = fold_name(name), fold_name(_COUNTY.sub("", name.strip()))
        full = self.full.get(key) or self.full.get(without_county, [])
        if any(entry.kind in ("municipality", "station") for entry in full):
            return [entry for entry in full if entry.kind in ("municipality", "station")]
        return sorted({*full, *self.short.get(key, [])})

    def find_nearest(self, name: str, kind: Kind | None = None) -> list[Entry]:
        """Return up to five entries (of a kind) whose names are most like it, best first.

        Where no name is alike, the least unlike are returned.
        """
        named: dict[str, list[Entry]] = {}
        for key, entries in self.plain.items():
            of_kind = [entry for entry in entries if kind in (None, entry.kind)]
            if of_kind:
                named.setdefault(key, []).extend(of_kind)
        keys: list[str] = []
        for alike in (ALIKE, 0.0):
            keys = difflib.get_close_matches(fold_name(name), named, n=NEAREST, cutoff=alike)
            if keys:
                break
        return list(dict.fromkeys(entry for key in keys for entry in named[key]))[:NEAREST]


def name_municipality(ja: str, en: str, prefecture: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return the full and the short names of a municipality.

    Parameters
    ----------
    ja, en
        ``諏訪市`` and ``Suwa``.
    prefecture
        Its prefecture in Japanese and English, or empty.
    """
    full = {ja, *(f"{en} {suffix}" for suffix in _SUFFIXES.get(ja[-1:], ()))}
    short = {ja[:-1] if ja[-1:] in _SUFFIXES else ja, en}
    if prefecture:
        prefecture_ja, prefecture_en = prefecture
        full |= {f"{prefecture_ja}{ja}", *(f"{name} {prefecture_en}" for name in (*full, en))}
        short |= {f"{prefecture_ja}{name}" for name in short}
    return full, short


def strip_parentheses(name: str) -> str:
    """Return the name without a closing remark in parentheses."""
    return _PARENTHESES.sub("", unicodedata.normalize("NFKC", name))
