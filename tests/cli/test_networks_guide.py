"""The guide to networks: its table of changes is read, its parameters are those of the schema."""

from __future__ import annotations

import re
from pathlib import Path

from geoaccess.config import AccessConfig, FeedConfig
from geoaccess.sources.transferfile import load_transfers
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8")


def test_the_table_of_changes_is_read(tmp_path: Path) -> None:
    text = re.search(r"```\n(from,to,minutes\n.*?)```", GUIDE, flags=re.DOTALL)
    assert text is not None
    (tmp_path / "changes.csv").write_text(text[1], encoding="utf-8")
    (change,) = load_transfers(tmp_path / "changes.csv")
    assert (change.station, change.to_station) == ("buses:front", "kurobe-unazukionsen")
    assert change.minutes == 4


def test_every_parameter_that_is_named_exists() -> None:
    for section, schema in (("feeds", FeedConfig), ("access", AccessConfig)):
        names = set(re.findall(rf"`{section}\.(\w+)`", GUIDE))
        assert names
        assert names <= set(schema.model_fields)
    assert f"({FeedConfig().walk_within_m:.0f} m, straight)" in GUIDE
