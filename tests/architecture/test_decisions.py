"""No two decision records have one number, and what refers to them finds them."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
RECORDS = sorted((DOCS / "decisions").glob("*.md"))


def test_no_number_is_taken_twice() -> None:
    numbers = [int(record.name[:4]) for record in RECORDS]
    assert sorted(set(numbers)) == numbers
    assert numbers[0] == 1


def test_each_decision_has_its_number_in_its_title() -> None:
    for record in RECORDS:
        title = record.read_text(encoding="utf-8").splitlines()[0]
        assert title.startswith(f"# {int(record.name[:4])}. "), record.name


def test_references_name_the_decision_that_they_lead_to() -> None:
    for page in DOCS.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        for number, target in re.findall(r"\[decision (\d+)\]\(decisions/([^)]+)\)", text):
            assert (DOCS / "decisions" / target).is_file(), f"{page.name}: {target}"
            assert int(number) == int(target[:4]), f"{page.name}: {target}"
