"""Any place can be clicked, searched or reached by keyboard; scenarios and differences."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from geoaccess.maps import palette
from geoaccess.maps.codes import decode_minutes
from geoaccess.maps.page import render_score_map
from geoaccess.maps.strings import strings_in
from tests.browser.page import Page
from tests.maps.cases import HOSTILE_NAME, ZONES, build_two_views

pytestmark = pytest.mark.browser

EN, JA = strings_in("en"), strings_in("ja")
ENTER, ESCAPE, ARROW_DOWN, TAB = "\ue007", "\ue00c", "\ue015", "\ue004"
SUWA, BUNKYO, NAHA = 2, 1, 7
"""Zones of the small run by their position, which is their node."""
FRAME = "return new Promise((done) => requestAnimationFrame(() => done(true)))"
TRAVEL = (
    "return Boolean(window.geoaccess && geoaccess.ready && geoaccess.painted && geoaccess.travel)"
)


@pytest.fixture(scope="module")
def two_views(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("views") / "map.html"
    path.write_text(render_score_map(build_two_views()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def loaded(chromium: Page, two_views: Path) -> Page:
    chromium.resize(1280, 800)
    chromium.open(two_views, until=TRAVEL)
    return chromium


@pytest.fixture
def page(loaded: Page) -> Page:
    """Return the page as it was when it opened, without loading it again."""
    loaded.resize(1280, 800)
    loaded.run(
        """
        const click = (id) => document.getElementById(id).click();
        if (geoaccess.state.symbols) click("symbols");
        if (geoaccess.state.difference) { if (geoaccess.state.view === 0) click("view-1"); click("difference"); }
        geoaccess.state.direction = "from";
        click("view-0");
        geoaccess.choose(null, { from: "test" });
        geoaccess.setMode("reach_pct");
        document.querySelector("[data-lang=en]").click();
        document.getElementById("search").value = "";
        document.activeElement.blur();
        """
    )
    loaded.wait(FRAME)
    return loaded


def click_zone(page: Page, zone: int) -> None:
    *_, west, south, _share, _hubs = ZONES[zone]
    page.run(
        """
        const [lat, lon] = arguments, map = geoaccess.map;
        const box = map.getContainer().getBoundingClientRect();
        const at = map.latLngToContainerPoint([lat, lon]);
        const where = { clientX: box.left + at.x, clientY: box.top + at.y, bubbles: true, view: window };
        const canvas = document.querySelector(".leaflet-zones-pane canvas");
        for (const kind of ["mousemove", "mousedown", "mouseup", "click"]) canvas.dispatchEvent(new MouseEvent(kind, where));
        """,
        south + 0.06,
        west + 0.06,
    )
    page.wait("return geoaccess.tripsDrawn === arguments[0]", zone)


def type_into_search(page: Page, text: str) -> list[str]:
    page.run(
        "const b = document.getElementById('search'); b.focus(); b.value = arguments[0];"
        "b.dispatchEvent(new Event('input', { bubbles: true }));",
        text,
    )
    return [item.text for item in page.all("#search-list li")]


def test_decoded_times_are_those_of_the_run(page):
    content = build_two_views()
    for view, one in enumerate(content.views):
        exact = decode_minutes(one.travel.minutes)
        shown = page.run(
            """
            const n = geoaccess.travel.n, all = [];
            for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) {
              const value = geoaccess.travel.minutes(arguments[0], i, j);
              all.push(Number.isNaN(value) ? null : value);
            }
            return all;
            """,
            view,
        )
        flat = [520.0 if np.isposinf(x) else None if np.isnan(x) else x for x in exact.ravel()]
        assert shown == flat
        hours = page.run(
            "const n = geoaccess.travel.n, all = [];"
            "for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) all.push(geoaccess.travel.canVisit(arguments[0], i, j));"
            "return all;",
            view,
        )
        assert hours == (one.travel.hours.ravel() > 0).tolist()


def test_clicked_municipality_shows_times_at_once(page):
    click_zone(page, SUWA)
    assert page.text("h1") == "How long does it take from Suwa to everywhere?"
    assert page.driver.title == page.text("h1")
    assert page.find("#mode").get_attribute("value") == "time"
    assert page.text("#place-title") == "Suwa"
    assert page.colour_at(35.65, 137.85) == palette.TIME_COLOURS[0]
    assert page.colour_at(42.4, 140.5) != page.colour_at(35.25, 139.05)
    assert "median of all departure minutes" in page.find("#facts").text
    assert page.text("#status").startswith("Suwa: ")


def test_the_way_there_and_back_are_two_colourings(page):
    click_zone(page, SUWA)
    page.find("[name=direction][value=to]").click()
    assert page.text("h1") == "How long does it take from everywhere to Suwa?"


def test_table_of_times_is_linked_to_the_map(page):
    click_zone(page, SUWA)
    page.find("[name=trips-kind][value=zones]").click()
    rows = page.all("#trips-table tbody tr")
    assert len(rows) == len(ZONES) - 1
    assert rows[-1].text.split("\n")[0].startswith("Ama")
    assert EN["no_connection"] in rows[-1].text
    next(row for row in rows if row.text.startswith("Bunkyo")).find_element(
        "css selector", "button"
    ).click()
    page.wait("return geoaccess.tripsDrawn === 1")
    assert page.text("#place-title") == "Bunkyo"


def test_filter_narrows_the_table(page):
    click_zone(page, SUWA)
    page.find("[name=trips-kind][value=zones]").click()
    page.find("#trips-filter").send_keys("なは")
    assert [row.text.split()[0] for row in page.all("#trips-table tbody tr")] == ["Naha"]
    page.run(
        "const b = document.getElementById('trips-filter'); b.value = ''; b.dispatchEvent(new Event('input'));"
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("諏訪", ["Suwa 諏訪", "Suwa 諏訪市"]),
        ("すわ", ["Suwa 諏訪市"]),
        ("ｽﾜ", ["Suwa 諏訪市"]),
        ("suwa", ["Suwa 諏訪", "Suwa 諏訪市"]),
        ("SŪWA", ["Suwa 諏訪", "Suwa 諏訪市"]),
        ("はままつ", ["Hamamatsu 浜松市"]),
        ("ハママツ", ["Hamamatsu 浜松市"]),
        ("hamamatu", ["Hamamatsu 浜松", "Hamamatsu 浜松市"]),
        ("静岡県浜松", ["Hamamatsu 浜松市"]),
        ("bunkyou", ["Bunkyo 文京区"]),
        ("<img", [f"{HOSTILE_NAME}"]),
        ("nowhere", []),
    ],
)  # fmt: skip
def test_places_are_found_by_kanji_kana_and_romaji(page, typed, found):
    shown = type_into_search(page, typed)
    assert len(shown) == len(found)
    for text, wanted in zip(shown, found, strict=True):
        assert text.startswith(wanted)
    assert page.all("img") == []


def test_keyboard_alone_reaches_the_answer(page):
    page.run("document.getElementById('search').focus()")
    page.press("n", "a", "h", "a")
    assert page.find("#search").get_attribute("aria-expanded") == "true"
    page.press(ARROW_DOWN)
    active = page.find("#search").get_attribute("aria-activedescendant")
    assert "Naha" in page.find(f"#{active}").text
    page.press(ENTER)
    page.wait("return geoaccess.tripsDrawn !== undefined && geoaccess.state.place === 7")
    page.wait("return document.activeElement.id === 'place-title'")
    page.press(ESCAPE)
    assert page.run("return document.getElementById('place').hidden")
    assert page.text("h1") == build_two_views().title["en"]


def test_tab_reaches_every_control(page):
    page.run("document.getElementById('view-1').click()")
    click_zone(page, SUWA)
    wanted = page.run(
        """
        const seen = (node) => node.checkVisibility({ visibilityProperty: true });
        const all = [...document.querySelectorAll("a[href],button,input,select,summary")].filter((n) => seen(n) && !n.disabled);
        all.forEach((n, k) => (n.dataset.k = k));
        window.reached = new Set();
        document.addEventListener("focusin", (event) => window.reached.add(event.target.dataset.k));
        const groups = new Map();
        all.forEach((n) => n.type === "radio" && groups.set(n.name, [...(groups.get(n.name) || []), n.dataset.k]));
        window.groups = [...groups.values()];
        document.activeElement.blur();
        return all.length;
        """
    )
    for _ in range(wanted + 10):
        page.press(TAB)
    missed = page.run(
        """
        const inGroup = (k) => window.groups.find((group) => group.includes(k));
        return [...document.querySelectorAll("[data-k]")].map((n) => n.dataset.k)
          .filter((k) => !window.reached.has(k) && !(inGroup(k) && inGroup(k).some((one) => window.reached.has(one))))
          .map((k) => document.querySelector(`[data-k="${k}"]`).outerHTML.slice(0, 90));
        """
    )
    assert missed == []


def test_one_toggle_shows_the_scenario_with_its_assumption(page):
    page.find("#view-1").click()
    assert page.find("#view-note").text == "assumption 40 min, assumed."
    assert "Chuo maglev <test>" in page.find("#facts").text
    assert page.run("return geoaccess.changedLines") == {"added": True, "removed": True}
    page.wait(FRAME)
    assert EN["legend_planned"] in page.find("#legend").text
    page.find("[data-lang=ja]").click()
    assert page.find("#view-note").text == "仮定 40分と仮定。"
    page.find("#view-0").click()
    assert page.run("return document.getElementById('view-note').hidden")


def test_difference_has_zero_in_the_middle_and_hatches_what_is_unsure(page):
    page.find("#view-1").click()
    page.find("#difference").click()
    assert page.text("h1").startswith("What does Chuo maglev <test> change?")
    page.run("geoaccess.map.setView([37, 137], 6, { animate: false })")
    page.wait(FRAME)
    gained, same = palette.GAINED_COLOUR, palette.SAME_COLOUR
    assert page.colour_at(36.06, 132.86) == gained  # Ama, reached with the scenario only
    assert page.colour_at(35.26, 139.06) == same  # Bunkyo, 100 % before and after
    assert page.colour_at(42.06, 140.06) == palette.BETTER_COLOURS[3]  # Sapporo, +19 points
    assert page.colour_at(34.56, 137.26) == palette.WORSE_COLOURS[2]  # Hamamatsu, -9
    hatch = {page.colour_at(35.66 + k / 40, 137.86 + k / 50) for k in range(12)}
    assert len(hatch) > 1  # Suwa, within uncertainty
    page.wait(FRAME)
    assert EN["unsure"] in page.find("#legend").text


def test_difference_of_times_is_shorter_in_purple(page):
    page.find("#view-1").click()
    click_zone(page, BUNKYO)
    page.find("#difference").click()
    page.wait(FRAME)
    assert page.colour_at(42.06, 140.06) in palette.BETTER_COLOURS
    assert page.colour_at(35.66, 137.86) in (palette.SAME_COLOUR, *palette.BETTER_COLOURS)


def test_day_return_area_tells_directions_apart(page):
    click_zone(page, 0)
    page.run("geoaccess.setMode('day')")
    page.wait(FRAME)
    assert page.colour_at(35.26, 139.06) == palette.DAY_COLOURS["out"]
    assert page.colour_at(31.26, 130.36) == palette.ZERO_COLOUR
    assert page.text("h1") == "With whom can people in Sapporo meet in a day, there or here?"


def test_partners_are_sites_and_hubs_with_day_returns_both_ways(page):
    click_zone(page, BUNKYO)
    content = build_two_views()
    can = content.views[0].travel.hours > 0
    both = np.flatnonzero(can[BUNKYO] & can[:, BUNKYO])
    wanted = [k for k in both.tolist() if k >= len(ZONES)]
    assert sorted(page.run("return geoaccess.partners(arguments[0])", BUNKYO)) == wanted
    assert f"({len(wanted)})" in page.find("#place").text


def test_symbols_take_the_place_of_areas(page):
    page.find("#symbols").click()
    page.wait(FRAME)
    assert page.colour_at(35.25, 139.05) == palette.SYMBOL_GROUND
    page.find("#symbols").click()
    page.wait(FRAME)
    assert page.colour_at(35.25, 139.05) == palette.SHARE_COLOURS[-1]


def test_card_shows_what_the_scenario_changes(page):
    page.run("geoaccess.select(0, { from: 'test' })")
    rows = [row.text for row in page.all("#card .changes tbody tr")]
    assert rows[0] == "Score 71.2 75.0 +3.8\n+2.0 to +5.0"
    assert EN["hubs_gained_none"] in page.find("#card").text
    assert page.find("#card .assumed-badge").text == EN["assumption"]


def test_a_hub_can_be_chosen(page):
    page.all("#map_main .hub-pin")[1].click()
    page.wait("return geoaccess.state.place === 13")
    assert page.text("h1") == "How long does it take from Nagoya to everywhere?"


def test_nothing_was_asked_for_and_nothing_failed(page, two_views):
    logged = [entry["message"] for entry in page.logs("browser") if entry["level"] != "INFO"]
    assert [one for one in logged if "getImageData" not in one] == []  # which only tests call
    assert set(page.requests()) <= {two_views.as_uri()}


def test_paper_opens_everything_and_fits_the_map(page):
    page.run("geoaccess.select(0, { from: 'test' }); geoaccess.fitPaper()")
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        for hidden in (".tools", ".languages", ".card-nav"):
            assert not page.find(hidden).is_displayed()
        for shown in ("#facts", "#legend", "#card", ".credit-line"):
            assert page.find(shown).is_displayed()
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        page.run("window.dispatchEvent(new Event('afterprint'))")


def contrast_of(ink: str, ground: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, 1.4.3)."""

    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        parts = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(ink), light(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_ranks_on_pins_can_be_read_in_the_difference():
    for k, colour in enumerate((*palette.BETTER_COLOURS, *palette.WORSE_COLOURS)):
        assert contrast_of("#ffffff" if k % 4 == 3 else "#1b232c", colour) >= 4.5
    for ink, colour in zip(palette.SCORE_INKS, palette.SCORE_COLOURS, strict=True):
        assert contrast_of(ink, colour) >= 4.5


@pytest.fixture(params=[(320, "en"), (320, "ja"), (1280, "en"), (1280, "ja")], ids=str)
def card_page(page: Page, request: pytest.FixtureRequest) -> Page:
    """Return the page with the card of a site and a scenario, on a phone and on a laptop."""
    width, lang = request.param
    page.resize(width, 800)
    page.find(f"[data-lang={lang}]").click()
    page.find("#view-1").click()
    page.run("geoaccess.select(0, { from: 'test' })")
    page.wait("return document.querySelector('#place .trips')")
    return page


def test_nothing_is_wider_than_the_screen(card_page):
    assert card_page.run("return document.documentElement.scrollWidth <= window.innerWidth")


def test_axe_finds_no_serious_fault(card_page):
    source = os.environ.get("GEOACCESS_AXE")
    if not source or not Path(source).is_file():
        pytest.skip("axe-core is missing: set GEOACCESS_AXE to its axe.min.js")
    card_page.run(Path(source).read_text(encoding="utf-8"))
    found = card_page.driver.execute_async_script(
        """
        const done = arguments[0];
        const brief = (v) => [v.impact, v.id, v.nodes.map((n) => n.html.slice(0, 120))];
        axe.run(document, { resultTypes: ["violations"] })
          .then((r) => done(JSON.stringify(r.violations.map(brief))));
        """
    )
    serious = [one for one in json.loads(found) if one[0] in {"serious", "critical"}]
    assert serious == []
