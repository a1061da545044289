"""Universities, junior colleges and colleges of technology, and where their campuses are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from geoaccess.model.text import Text

InstitutionKind = Literal["university", "junior-college", "technical-college"]
Founder = Literal["national", "public", "private"]


@dataclass(frozen=True, kw_only=True)
class Campus:
    """One address of an institution.

    Attributes
    ----------
    name
        As published, '' where the institution gives none.
    postcode
        Seven digits, '' where unknown.
    address
        As published, in half-width digits, without the post code.
    code
        JIS X 0402 code of the municipality, of the ward in a designated city; '' where the
        address names none.
    municipality_code
        As `code`, with designated cities whole.
    lon, lat
        Degrees, None where unknown.
    is_approximate
        Whether the position is that of the municipal office, not of the campus.
    """

    name: str
    postcode: str
    address: str
    code: str
    municipality_code: str
    lon: float | None = None
    lat: float | None = None
    is_approximate: bool = False


@dataclass(frozen=True, kw_only=True)
class Institution:
    """An institution of higher education.

    Attributes
    ----------
    id
        MEXT school code (学校コード), 13 characters.
    ja, en
        Names; en is '' where unknown.
    head
        Where its head office is.
    campuses
        Its campuses as published, which may name the head office again; empty where the
        list gives head offices only.
    closed
        First day without it, None while it exists.
    successor
        School code of what followed it, '' for none.
    """

    id: str
    ja: str
    en: str
    kind: InstitutionKind
    founder: Founder
    head: Campus
    campuses: tuple[Campus, ...] = ()
    closed: dt.date | None = None
    successor: str = ""

    @property
    def prefecture_code(self) -> str:
        """Return the prefecture under which the school code is registered."""
        return self.id[2:4]


@dataclass(frozen=True, kw_only=True)
class Unmatched:
    """An address that names no municipality, and why."""

    institution_id: str
    institution_ja: str
    address: str
    reason: Text


@dataclass(frozen=True, kw_only=True)
class Institutions:
    """A list of institutions, in the order of the file, and what was done to read it.

    Attributes
    ----------
    unmatched
        Addresses without a municipality; their campuses are kept, with an empty code.
    sources
        Ids of the rows of sources.csv whose credit a table made of the list shows.
    """

    where: str
    institutions: tuple[Institution, ...]
    unmatched: tuple[Unmatched, ...]
    notes: tuple[Text, ...]
    sources: tuple[str, ...] = ()
