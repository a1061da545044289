"""Sentences in both languages, and how names are compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

_FOLDED: Final = str.maketrans({"ヶ": "ケ", "ヵ": "カ", "ヱ": "エ", "・": None, "＝": None})
_IGNORED: Final = re.compile(r"[\s\-‐‑‒–—'’`.,]+")
_COMBINING: Final = re.compile("[\u0300-\u036f]")


class Text(NamedTuple):
    """A sentence in English and Japanese."""

    en: str
    ja: str

    def spoken(self, lang: str) -> str:
        """Return the sentence in a language, English for any but ``ja``."""
        return self.ja if lang == "ja" else self.en


def fold_name(text: str) -> str:
    """Return the name as it is compared: NFKC, no case, macrons, spaces, hyphens, points.

    Examples
    --------
    >>> fold_name("Ōta-ku") == fold_name("ota ku")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = _COMBINING.sub("", unicodedata.normalize("NFD", folded))
    return _IGNORED.sub("", unicodedata.normalize("NFC", folded).translate(_FOLDED))
