"""Sentences in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """A sentence in English and Japanese."""

    en: str
    ja: str

    def spoken(self, lang: str) -> str:
        """Return the sentence in a language, English for any but ``ja``."""
        return self.ja if lang == "ja" else self.en
