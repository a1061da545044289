"""Types of the registry: an official file, a series of them, and all of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from geoaccess.errors import UnknownNameError

Kind = Literal["zip", "csv", "xlsx"]
Parts = Literal["", "prefectures", "mesh1"]
Confidence = Literal["high", "medium", "low"]

NEAREST: Final = 3
PART: Final = "{part}"
_PART_OF: Final[dict[Parts, re.Pattern[str]]] = {
    "prefectures": re.compile(r"0[1-9]|[1-3][0-9]|4[0-7]"),
    "mesh1": re.compile(r"(3[0-9]|[45][0-9]|6[0-8])(2[2-9]|[34][0-9]|5[0-3])"),
}
"""Prefectures 01 to 47; first-level meshes between 20 and 46 N, 122 and 154 E (JIS X 0410)."""
_PART_EXAMPLE: Final[dict[Parts, str]] = {"prefectures": "20", "mesh1": "5338"}
_PART_WORDS: Final[dict[Parts, str]] = {
    "prefectures": "a prefecture code, 01 to 47",
    "mesh1": "a first-level mesh code of four digits",
}


@dataclass(frozen=True, kw_only=True)
class Content:
    """Size and SHA-256 of a published file; None and '' where unknown."""

    size_bytes: int | None = None
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class OfficialFile:
    """A file that a ministry or an operator publishes; a series of them where `parts` is set.

    Attributes
    ----------
    id
        Key on the command line: ``n02-2025``; of one of a series ``n03-2026-20``.
    title_ja, title_en, purpose_ja, purpose_en
        What it is, and what it is for.
    publisher, licence, credit, edition
        As the publisher words them; `credit` is the line that results and maps show.
    page
        Where the publisher presents it, for people.
    address
        Where the file itself lies; '' where that is not certain.
    file_name
        Its name as published.
    kind, holds
        What it is inside; of a zip file, endings of the files that it must hold.
    content
        Size and checksum, where known.
    confidence
        Of address and checksum.
    note
        What else to know.
    parts
        What the parts of a series are; '' for a single file.
    part_content
        Size and checksum by part of a series, where known.
    """

    id: str
    title_ja: str
    title_en: str
    purpose_ja: str
    purpose_en: str
    publisher: str
    licence: str
    credit: str
    edition: str
    page: str
    file_name: str
    kind: Kind
    confidence: Confidence
    address: str = ""
    holds: tuple[str, ...] = ()
    content: Content = field(default_factory=Content)
    note: str = ""
    parts: Parts = ""
    part_content: Mapping[str, Content] = field(default_factory=dict, hash=False)

    @property
    def shown_id(self) -> str:
        """The id, of a series with the form of its parts: ``n03-2026-NN``."""
        return f"{self.id}-{'N' * len(_PART_EXAMPLE[self.parts])}" if self.parts else self.id

    def get_title(self, lang: Literal["en", "ja"]) -> str:
        """Return the title in a language, of a series with the form of its parts."""
        title = self.title_ja if lang == "ja" else self.title_en
        return title.replace(PART, "N" * len(_PART_EXAMPLE[self.parts])) if self.parts else title

    @property
    def example_id(self) -> str:
        """An id that can be fetched."""
        return f"{self.id}-{_PART_EXAMPLE[self.parts]}" if self.parts else self.id

    def find_part(self, wanted: str) -> OfficialFile | None:
        """Return the file of a series by its whole id, None where it is no part of it."""
        head, _, part = wanted.rpartition("-")
        if not self.parts or head != self.id or not _PART_OF[self.parts].fullmatch(part):
            return None
        return replace(
            self,
            id=wanted,
            title_ja=self.title_ja.replace(PART, part),
            title_en=self.title_en.replace(PART, part),
            address=self.address.replace(PART, part),
            file_name=self.file_name.replace(PART, part),
            content=self.part_content.get(part, Content()),
            parts="",
            part_content={},
        )


@dataclass(frozen=True, kw_only=True)
class Registry:
    """Every registered file and series of files, in the order of the registry."""

    files: tuple[OfficialFile, ...]

    def find(self, wanted: str) -> OfficialFile | None:
        """Return a file by its id (upper or lower case), None where there is none."""
        key = wanted.strip().casefold()
        for entry in self.files:
            found = entry.find_part(key) if entry.parts else entry
            if found is not None and found.id == key:
                return found
        return None

    def get(self, wanted: str) -> OfficialFile:
        """Return a file by its id.

        Raises
        ------
        UnknownNameError
            When nothing has that id; the nearest ids are listed, and of a series the form.
        """
        found = self.find(wanted)
        if found is not None:
            return found
        key = wanted.strip().casefold()
        series = [one for one in self.files if one.parts and key.startswith(one.id)]
        if series:
            forms = "; ".join(
                f"{one.shown_id}: {_PART_WORDS[one.parts]}, such as {one.example_id}"
                for one in series
            )
            raise UnknownNameError(f"no official file is called '{wanted}'; {forms}")
        known = {one.example_id: one.shown_id for one in self.files}
        alike = difflib.get_close_matches(key, known, n=NEAREST, cutoff=0.0)
        nearest = ", ".join(known[one] for one in alike)
        raise UnknownNameError(
            f"no official file is called '{wanted}'; the nearest are {nearest}; "
            "`geoaccess data list` shows all"
        )

    def find_by_name(self, file_name: str) -> OfficialFile | None:
        """Return the file that is published under a name, None where none is.

        A browser's ` (1)` and upper or lower case make no difference.
        """
        key = strip_copy_number(file_name).casefold()
        for entry in self.files:
            if not entry.parts and entry.file_name.casefold() == key:
                return entry
            head, _, tail = entry.file_name.casefold().partition(PART)
            if entry.parts and key.startswith(head) and key.endswith(tail):
                found = entry.find_part(f"{entry.id}-{key[len(head) : len(key) - len(tail)]}")
                if found is not None:
                    return found
        return None


def strip_copy_number(file_name: str) -> str:
    """Return the name of a file without the number that a browser gives to a second copy.

    Examples
    --------
    >>> strip_copy_number("N02-25_GML (1).zip")
    'N02-25_GML.zip'
    """
    return re.sub(r"\s?\(\d{1,3}\)(?=\.[^.]+$)", "", file_name)
