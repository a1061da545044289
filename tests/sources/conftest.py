"""The small gazetteer for every test of place files and references."""

from __future__ import annotations

import pytest

from geoaccess.sources.gazetteer import Gazetteer
from tests.sources.gazetteers import build_gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """Return the small gazetteer."""
    return build_gazetteer()
