"""Where facts come from, with the credit line that their publisher asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where facts come from, and the credit line that their publisher asks for."""

    id: str
    title: str
    publisher: str
    licence: str
    credit: str
    edition: str
