"""Decision records are numbered in a row, and what refers to them finds them."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
RECORDS = sorted((DOCS / "decisions").glob("*.md"))


def test_numbers_run_from_one_without_a_gap() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


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
