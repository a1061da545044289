"""The map that is kept as an example: small, offline, with its picture."""

from __future__ import annotations

import re
from pathlib import Path

MAPS = Path(__file__).resolve().parents[2] / "maps"


def test_the_example_is_no_larger_than_a_page_may_be_and_asks_for_no_address() -> None:
    page = (MAPS / "example.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 4_000_000
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", page)


def test_the_readme_shows_its_picture() -> None:
    picture = MAPS / "example.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "maps/example.png" in (MAPS.parent / "README.md").read_text(encoding="utf-8")
