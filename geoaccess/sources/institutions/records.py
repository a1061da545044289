"""What the lists of institutions have in common: codes, kinds, founders, campuses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from geoaccess.errors import InputError
from geoaccess.model.institutions import (
    Campus,
    Founder,
    Institution,
    InstitutionKind,
    Institutions,
    Unmatched,
)
from geoaccess.model.text import Text
from geoaccess.sources.institutions.addresses import (
    AddressBook,
    Found,
    describe_matching,
    split_postcode,
)

KINDS: Final[dict[str, InstitutionKind]] = {
    "F1": "university",
    "F2": "junior-college",
    "G1": "technical-college",
}
"""By the first two characters of the school code (学校種)."""
FOUNDERS: Final[dict[str, Founder]] = {
    "国立": "national", "公立": "public", "私立": "private",
    "1": "national", "2": "public", "3": "private",
}  # fmt: skip
_CODE: Final = re.compile(r"[A-Z]\d{12}")
_NAMELESS: Final = ("", "-", "－", "‐", "―", "—")
_PREFECTURES: Final = 47


def read_code(text: str) -> str:
    """Return a school code.

    Raises
    ------
    ValueError
        When it is none of a university, junior college or college of technology.
    """
    is_code = _CODE.fullmatch(text) and text[:2] in KINDS
    if not is_code or not 1 <= int(text[2:4]) <= _PREFECTURES:
        raise ValueError(text)
    return text


def read_founder(text: str) -> Founder:
    """Return who founded an institution, of `国立` or of the `1(国)` of the school codes.

    Raises
    ------
    ValueError
        When the text is neither.
    """
    founder = FOUNDERS.get(text) or FOUNDERS.get(text[:1])
    if founder is None:
        raise ValueError(text)
    return founder


def check_unique(ids: list[str], where: str) -> None:
    """Refuse a list with a school code twice."""
    twice = sorted({one for one in ids if ids.count(one) > 1}) if len(set(ids)) < len(ids) else []
    if twice:
        raise InputError(
            f"{where}: {len(twice)} school codes stand twice ({', '.join(twice[:5])}); "
            "keep one row each"
        )


@dataclass(kw_only=True)
class Collector:
    """Campuses of a list read one by one, with the addresses that name no municipality."""

    where: str
    book: AddressBook
    sources: tuple[str, ...]
    found: list[Found] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)

    def read_campus(self, owner: tuple[str, str], name: str, postcode: str, text: str) -> Campus:
        """Return the campus at an address; `owner` is code and name of the institution."""
        written, address = split_postcode(text)
        found = self.book.find(address, owner[0][2:4])
        code = municipality = ""
        if isinstance(found, Text):
            self.unmatched.append(
                Unmatched(
                    institution_id=owner[0],
                    institution_ja=owner[1],
                    address=address,
                    reason=found,
                )
            )
        else:
            self.found.append(found)
            code, municipality = found.code, found.municipality_code
        digits = "".join(re.findall(r"\d", split_postcode(f"〒{postcode}")[0]))
        return Campus(
            name="" if name.strip() in _NAMELESS else " ".join(name.split()),
            postcode=digits or written,
            address=address,
            code=code,
            municipality_code=municipality,
        )

    def finish(self, institutions: list[Institution], notes: list[Text]) -> Institutions:
        """Return the whole list with the notes on its addresses."""
        check_unique([one.id for one in institutions], self.where)
        told = describe_matching(self.where, self.found, len(self.unmatched))
        return Institutions(
            where=self.where,
            institutions=tuple(institutions),
            unmatched=tuple(self.unmatched),
            notes=(*told, *map(self._describe, self.unmatched), *notes),
            sources=self.sources,
        )

    def _describe(self, one: Unmatched) -> Text:
        return Text(
            f"{self.where}: {one.institution_ja}: '{one.address}' {one.reason.en}.",
            f"{self.where}：{one.institution_ja}「{one.address}」：{one.reason.ja}。",
        )
