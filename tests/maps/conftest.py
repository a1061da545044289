"""The page of the small run, rendered once."""

from __future__ import annotations

import pytest

from geoaccess.maps.content import MapContent
from geoaccess.maps.page import render_score_map
from tests.maps.cases import build_case


@pytest.fixture(scope="session")
def content() -> MapContent:
    return build_case()


@pytest.fixture(scope="session")
def page(content: MapContent) -> str:
    return render_score_map(content)
