"""A headless Chromium that can reach no network; tests are skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from geoaccess.maps.page import render_score_map
from tests.browser.page import Page, start_chromium
from tests.maps.cases import build_case


@pytest.fixture(scope="session")
def chromium() -> Iterator[Page]:
    pytest.importorskip("selenium", reason="selenium is not installed")
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("needs Debian's chromium and chromium-driver")
    page = start_chromium(browser, driver)
    yield page
    page.driver.quit()


@pytest.fixture(scope="session")
def map_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "map.html"
    path.write_text(render_score_map(build_case()), encoding="utf-8")
    return path


@pytest.fixture
def page(chromium: Page, map_file: Path) -> Page:
    chromium.resize(1280, 720)
    chromium.open(map_file)
    return chromium
