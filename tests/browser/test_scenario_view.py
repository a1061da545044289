"""What the page says of a scenario: worst link, intervals of changes, hatched pins, room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geoaccess.maps import palette
from geoaccess.maps.page import render_score_map
from geoaccess.maps.strings import strings_in
from geoaccess.model.text import Text
from tests.browser.page import Page
from tests.maps.cases import build_case, build_two_views

pytestmark = pytest.mark.browser

EN = strings_in("en")
FRAME = "return new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(true), 0)))"


@pytest.fixture
def page(chromium: Page, tmp_path: Path) -> Page:
    path = tmp_path / "scenario.html"
    path.write_text(render_score_map(build_two_views()), encoding="utf-8")
    chromium.resize(1280, 800)
    chromium.open(path)
    chromium.find("#view-1").click()
    return chromium


def find_bands(page: Page) -> list[list[list[float]]]:
    """Return the ends of the bands drawn in the colour of worst links."""
    return page.run(
        """
        const found = [];
        geoaccess.map.eachLayer((one) => {
          if (one.options && one.options.color === arguments[0] && one.getLatLngs) {
            found.push(one.getLatLngs().map((at) => [at.lat, at.lng]));
          }
        });
        return found;
        """,
        palette.WEAK_COLOUR,
    )


def test_worst_link_of_the_chosen_site_is_drawn(page: Page) -> None:
    page.run("geoaccess.select(0, { from: 'test' })")
    assert find_bands(page) == [[[35.6812, 139.7671], [35.667, 138.569]]]
    page.wait(FRAME)
    assert EN["legend_weak"] in page.find("#legend").text
    page.run("geoaccess.select(1, { from: 'test' })")
    assert find_bands(page) == []


def test_card_gives_the_interval_of_a_change(page: Page) -> None:
    page.run("geoaccess.select(0, { from: 'test' })")
    row = page.find("#card .changes tbody tr").text
    assert "+3.8" in row
    assert "+2.0 to +5.0" in row
    assert "The score rises in 100 % of them." in page.find("#card").text
    page.run("geoaccess.select(1, { from: 'test' })")
    assert " to " not in page.find("#card .changes tbody tr").text


def test_a_site_whose_change_is_unsure_is_striped(page: Page) -> None:
    page.find("#difference").click()
    fills = page.run(
        "return [...document.querySelectorAll('#map_main .site-pin')].map((n) => n.style.background)"
    )
    assert ["gradient" in fill for fill in fills] == [False, False, False, True]


def test_legend_of_differences_runs_from_less_to_more(page: Page) -> None:
    page.find("#difference").click()
    page.wait(FRAME)
    ramps = page.run(
        """
        return [...document.querySelectorAll(".diverging")].map((ramp) =>
          [...ramp.querySelectorAll(".tick")].map((tick) => tick.textContent));
        """
    )
    assert ramps[0] == ["−15", "−5", "−1", "0", "+1", "+5", "+15"]
    assert ramps[1] == ["−10", "−3", "−1", "0", "+1", "+3", "+10"]


def test_pins_do_not_cover_each_other(chromium: Page, tmp_path: Path) -> None:
    content = build_case()
    near = replace(content.sites, lat=np.full(4, 36.0) + np.arange(4) / 1000, lon=np.full(4, 138.0))
    path = tmp_path / "near.html"
    path.write_text(render_score_map(replace(content, sites=near)), encoding="utf-8")
    chromium.resize(1280, 800)
    chromium.open(path)
    small = (
        "return [...document.querySelectorAll('#map_main .site-pin')]"
        ".map((n) => n.classList.contains('small'))"
    )
    assert chromium.run(small) == [True, False, True, True]
    chromium.run("geoaccess.select(2, { from: 'map' })")
    assert chromium.run(small) == [True, True, False, True]
    names = chromium.run(
        "return [...document.querySelectorAll('.label-site')].map((n) => n.textContent)"
    )
    assert "Suwa" not in names


def test_many_scenarios_are_a_list_in_one_row(chromium: Page, tmp_path: Path) -> None:
    content = build_two_views()
    third = replace(content.views[1], name="third", title=Text("Third", "第三"))
    path = tmp_path / "three.html"
    three = replace(content, views=(*content.views, third))
    path.write_text(render_score_map(three), encoding="utf-8")
    chromium.resize(1280, 800)
    chromium.open(path)
    names = [one.text for one in chromium.all("#view option")]
    assert names == ["Today's network", "Chuo maglev <test> (assumption)", "Third (assumption)"]
    chromium.all("#view option")[2].click()
    assert "Third" in chromium.find("#facts").text
    assert not chromium.find("#view-note").get_attribute("hidden")
    assert chromium.find(".tools").rect["height"] < 90


def test_nothing_of_the_country_lies_under_the_legend(page: Page) -> None:
    assert page.run(
        """
        const wakkanai = geoaccess.map.latLngToContainerPoint([43.3, 145.6]);
        return wakkanai.x < document.getElementById("legend").offsetLeft;
        """
    )
    assert page.find("#map").rect["width"] > 780
    page.run("geoaccess.select(0, { from: 'test' })")
    assert page.run(
        "const p = document.getElementById('panel'); return p.scrollWidth <= p.clientWidth"
    )
