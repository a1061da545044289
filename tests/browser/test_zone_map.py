"""Boundaries given with `--zones`, drawn in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoaccess.maps import palette
from geoaccess.pipeline import Request, compute_score, render_map
from tests.browser.page import Page
from tests.sources.areafiles import write_geojson

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def zone_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("zones")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        run = compute_score(Request(sites="36.04,138.11", zones=write_geojson(folder)))
    path = folder / "map.html"
    path.write_text(render_map(run, "en"), encoding="utf-8")
    return path


@pytest.fixture
def page(chromium: Page, zone_map: Path) -> Page:
    chromium.resize(1280, 720)
    chromium.open(zone_map)
    return chromium


def test_the_polygons_of_the_file_are_painted_and_no_others(page: Page) -> None:
    assert [entry for entry in page.logs("browser") if entry["level"] != "INFO"] == []
    assert page.run("return geoaccess.painted") == 5
    page.run("geoaccess.map.setView([35.05, 138.2], 9, { animate: false })")
    painted = {*palette.SHARE_COLOURS, palette.ZERO_COLOUR}
    page.wait("return new Promise((done) => requestAnimationFrame(() => done(true)))")
    assert page.colour_at(34.95, 138.03) in painted  # 浜松市, put together of two wards
    assert page.colour_at(35.05, 138.27) == ""  # the gap in 茅野市
    assert page.colour_at(35.3, 138.5) == ""


def test_a_municipality_of_the_file_names_itself(page: Page) -> None:
    page.run("geoaccess.map.setView([35.05, 138.2], 9, { animate: false })")
    page.run(
        """
        const map = geoaccess.map, box = map.getContainer().getBoundingClientRect();
        const at = map.latLngToContainerPoint([35.05, 138.05]);
        const canvas = document.querySelector(".leaflet-zones-pane canvas");
        const where = { clientX: box.left + at.x, clientY: box.top + at.y, bubbles: true };
        canvas.dispatchEvent(new MouseEvent("mousemove", where));
        """
    )
    page.wait("return document.querySelector('.tip-box')")
    assert page.find(".tip-box").text.splitlines()[:2] == ["Suwa 諏訪市", "Nagano 長野県"]


def test_the_publisher_is_credited(page: Page) -> None:
    page.find("#about > summary").click()
    assert (
        "国土数値情報（行政区域データ）（国土交通省）を加工して作成" in page.find(".foot-body").text
    )
