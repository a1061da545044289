"""The score map in a real browser, from a file, with no network."""

from __future__ import annotations

import pytest

from geoaccess.maps import palette
from geoaccess.maps.page import render_score_map
from geoaccess.maps.strings import strings_in
from tests.browser.page import Page
from tests.maps.cases import HOSTILE_NAME, SITES, build_case

pytestmark = pytest.mark.browser

EN, JA = strings_in("en"), strings_in("ja")
RANKED = [1, 0, 3, 2]
"""Sites of the small run from the best to the last."""
ARROW_DOWN, ENTER, ESCAPE, TAB = "\ue015", "\ue007", "\ue00c", "\ue004"


def open_card(page: Page, site: int) -> None:
    page.find(f"#row-{site}").click()
    page.wait("return !document.getElementById('card').hidden")


def test_opens_from_a_file_without_errors_or_requests(page, map_file):
    assert page.requests() == [map_file.as_uri()]
    assert [entry for entry in page.logs("browser") if entry["level"] != "INFO"] == []
    assert page.run("return performance.getEntriesByType('resource').length") == 0


def test_policy_refuses_what_a_page_must_not_do(page):
    page.run(
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        "document.body.append(s);"
    )
    assert page.run("return window.ran === undefined")
    assert "violates" in " ".join(entry["message"] for entry in page.logs("browser"))


def test_header_says_question_window_stay_date_and_edition(page):
    assert page.text("h1") == "Whom can people at these sites meet in a working day?"
    facts = page.find("#facts").text
    for part in ("06:00–22:00", "at least 4 h", "10 March 2026", "Toy network", "March 2025"):
        assert part in facts


def test_table_has_every_site_in_order_of_rank(page):
    rows = page.all("#ranking-body tbody tr")
    assert [int(row.get_attribute("data-site")) for row in rows] == RANKED
    cells = [cell.text for cell in rows[1].find_elements("css selector", "td, th")]
    assert cells == ["2", "Suwa 諏訪", "71.2", "2 / 3"]


def test_row_opens_the_card_with_clock_times(page):
    open_card(page, 0)
    rows = page.all("#card .days tbody tr")
    assert len(rows) == 2
    tokyo = next(row for row in rows if "Tokyo" in row.text)
    cells = [cell.text for cell in tokyo.find_elements("css selector", "td")]
    assert cells == ["06:12", "08:40", "6 h 10", "14:50", "17:55", "1 / 0", "31"]
    assert [item.text for item in page.all("#card .unmet-list li")] == ["Sapporo"]
    assert page.text("#card-title") == "Suwa"
    assert "Rank 2 of 4" in page.find("#card").text
    assert "Precision devices" in page.find("#card").text


def test_card_shows_indicators_with_units_and_what_is_missing(page):
    open_card(page, 0)
    rows = [row.text for row in page.all("#card .indicators tbody tr")]
    assert rows == [
        f"{EN['reach_pct']} 89.2 % 55 %",
        f"{EN['nearness_min']} {EN['not_reached']} 27 %",
        f"{EN['round_trips']} 24 18 %",
    ]
    assert f"{EN['cost_yen']}, {EN['compactness']}" in page.find("#card").text


def test_hubs_are_ordered_by_the_time_it_takes(page):
    open_card(page, 1)
    assert [row.text.split()[0] for row in page.all("#card .days tbody tr")] == ["Nagoya", "Tokyo"]
    assert "– / –" in page.find("#card .days tbody tr").text


def test_site_that_meets_nobody_says_so(page):
    open_card(page, 2)
    assert EN["none_met"] in page.find("#card").text
    assert len(page.all("#card .unmet-list li")) == 3


def test_marker_opens_the_card_and_marks_hubs(page):
    page.all(".leaflet-marker-pane .site-pin")[0].click()
    page.wait("return !document.getElementById('card').hidden")
    assert page.text("#card-title") == "Suwa"
    pins = page.all("#map_main .hub-pin")
    assert ["met" in pin.get_attribute("class").split() for pin in pins] == [True, True, False]


def test_selection_is_announced(page):
    open_card(page, 0)
    assert page.text("#status") == "Suwa: rank 2, score 71.2, 2 of 3 hubs can be met in a day."


def test_language_changes_without_loading_anything(page):
    open_card(page, 0)
    page.requests()
    page.find("[data-lang=ja]").click()
    assert page.run("return document.documentElement.lang") == "ja"
    assert page.driver.title == page.text("h1") == "諏訪から各地まで、どれくらいかかるか"
    assert page.text("#card-title") == "諏訪"
    card = page.find("#card").text
    for part in (
        JA["depart"],
        JA["arrive"],
        JA["home"],
        "6時間10分",
        "東京（本郷）",
        "4か所中 2位",
    ):
        assert part in card
    assert page.find("[data-lang=ja]").get_attribute("aria-pressed") == "true"
    assert "2026年3月10日" in page.find("#facts").text
    assert "那覇の近くに駅がありません。" in page.text("#warnings-list")
    page.find("[data-lang=en]").click()
    assert page.run("return document.documentElement.lang") == "en"
    assert page.text("#card-title") == "Suwa"
    assert page.requests() == []


def test_no_text_is_left_untranslated(page):
    page.find("[data-lang=ja]").click()
    shown = page.run(
        "return [...document.querySelectorAll('[data-i18n]')].map((n) => [n.dataset.i18n, n.textContent])"
    )
    assert shown
    assert all(text == JA[key] for key, text in shown)


def test_keyboard_reaches_a_card_and_comes_back(page):
    page.run("document.getElementById('ranking').focus()")
    page.press(TAB)
    assert page.active() == "row-1"
    page.press(ARROW_DOWN)
    assert page.active() == "row-0"
    page.press(ENTER)
    assert page.active() == "card-title"
    page.press(ESCAPE)
    assert page.active() == "row-0"
    assert page.run("return document.getElementById('card').hidden")


def test_next_rank_steps_through_the_cards(page):
    open_card(page, 1)
    assert page.find("#step-previous").get_attribute("disabled")
    page.find("#step-next").click()
    assert page.text("#card-title") == "Suwa"
    assert page.active() == "step-next"


def test_municipalities_are_painted_by_their_share(page):
    assert page.colour_at(42.4, 140.5) == palette.SHARE_COLOURS[0]
    assert page.colour_at(31.6, 130.8) == palette.SHARE_COLOURS[0]
    assert page.colour_at(35.45, 139.5) == palette.SHARE_COLOURS[-1]
    assert page.colour_at(34.05, 136.0) == palette.ZERO_COLOUR
    hatch = {page.colour_at(36.3 + k / 40, 133.3 + k / 50) for k in range(12)}
    assert len(hatch) > 1
    assert not hatch & {palette.ZERO_COLOUR, *palette.SHARE_COLOURS, ""}
    assert page.colour_at(38.0, 135.0) == ""


def test_hovered_municipality_names_itself(page):
    page.run(
        """
        const map = geoaccess.map, box = map.getContainer().getBoundingClientRect();
        const at = map.latLngToContainerPoint([36.3, 138.6]);
        const canvas = document.querySelector(".leaflet-zones-pane canvas");
        const where = { clientX: box.left + at.x, clientY: box.top + at.y, bubbles: true };
        canvas.dispatchEvent(new MouseEvent("mousemove", where));
        """
    )
    page.wait("return document.querySelector('.tip-box')")
    tip = page.find(".tip-box").text
    assert tip.splitlines() == [
        "Suwa 諏訪市",
        "Nagano 長野県",
        "89.2 % of hub mass can be met in a day",
        "2 of 3 hubs",
    ]


def test_okinawa_has_an_inset(page):
    assert page.find("#inset").is_displayed()
    assert [pin.text for pin in page.all("#inset .site-pin")] == ["4"]


def test_layers_can_be_switched_off_and_on(page):
    page.find("#layer-zones").click()
    page.wait("return !geoaccess.map.hasLayer(geoaccess.layers.zones.groups[0][1])")
    page.wait("return new Promise((done) => requestAnimationFrame(() => done(true)))")
    assert page.colour_at(35.45, 139.5) == ""
    assert page.all("#map_main .leaflet-marker-pane .site-pin")
    page.find("#layer-sites").click()
    assert not page.all("#map_main .leaflet-marker-pane .site-pin")
    page.find("#layer-sites").click()
    assert len(page.all("#map_main .leaflet-marker-pane .site-pin")) == len(SITES)
    page.find("#layer-zones").click()
    page.wait("return new Promise((done) => requestAnimationFrame(() => done(true)))")
    assert page.colour_at(35.45, 139.5) == palette.SHARE_COLOURS[-1]
    for layer in ("zones", "network", "hubs", "sites"):
        assert page.find(f"label[for=layer-{layer}]").text == EN[f"layer_{layer}"]


def test_hostile_name_is_text_everywhere(page):
    open_card(page, 3)
    assert page.text("#card-title") == HOSTILE_NAME
    assert page.driver.title == f"How long does it take from {HOSTILE_NAME} to everywhere?"
    assert page.all("img") == []


def test_names_on_the_map_do_not_overlap(page):
    boxes = page.run(
        """
        return [...document.querySelectorAll(".leaflet-names-pane .label")].map((node) => {
          const box = node.getBoundingClientRect();
          return [box.left, box.top, box.right, box.bottom];
        });
        """
    )
    assert len(boxes) >= 4
    for k, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[k + 1 :]:
            apart = (right <= other[0] + 1, other[2] <= left + 1)
            assert any(apart) or bottom <= other[1] + 1 or other[3] <= top + 1


def test_sources_and_warnings_unfold(page, content_credits):
    page.find("#about > summary").click()
    body = page.find(".foot-body").text
    assert page.run(
        "const b = document.querySelector('.foot-body'); return b.scrollWidth <= b.clientWidth"
    )
    for part in (*content_credits, "Naha has no station nearby.", "straight", "geoaccess"):
        assert part in body + page.find("#about > summary").text


def test_phone_has_the_panel_below_the_map(page, map_file):
    page.resize(360, 740)
    page.open(map_file)
    map_box, panel = page.find("#map").rect, page.find("#panel").rect
    assert panel["y"] >= map_box["y"] + map_box["height"]
    assert page.run("return document.documentElement.scrollWidth <= window.innerWidth")
    open_card(page, 0)
    assert page.run("return document.documentElement.scrollWidth <= window.innerWidth")
    first = page.find("#card .days tbody tr")
    assert first.find_element("css selector", ".day-depart").is_displayed()


def test_laptop_shows_map_and_panel_side_by_side(page):
    map_box, panel = page.find("#map").rect, page.find("#panel").rect
    assert panel["x"] >= map_box["x"] + map_box["width"] - 1
    assert page.run("return document.documentElement.scrollHeight <= window.innerHeight")


def test_browser_that_cannot_unpack_keeps_ranking_and_cards(page, map_file):
    added = page.driver.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument", {"source": "delete window.DecompressionStream"}
    )
    try:
        page.open(map_file, until="return Boolean(window.geoaccess && geoaccess.ready)")
        page.wait("return !document.getElementById('map-notice').hidden")
        assert page.text("#map-notice") == EN["no_unpack"]
        open_card(page, 0)
        assert "08:40" in page.find("#card").text
    finally:
        page.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


def test_without_scripts_a_sentence_says_what_to_do(page, map_file):
    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.driver.get(map_file.as_uri())
        assert page.find("noscript").text == EN["noscript"]
        assert "06:00–22:00" in page.find("#facts").text
    finally:
        page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_japanese_page_opens_in_japanese(page, tmp_path):
    path = tmp_path / "ja.html"
    path.write_text(render_score_map(build_case("ja")), encoding="utf-8")
    page.open(path)
    assert page.text("#ranking-title") == JA["ranking"]
    assert page.find("#row-0").text == "諏訪 Suwa"
    assert [entry for entry in page.logs("browser") if entry["level"] != "INFO"] == []


@pytest.fixture
def content_credits() -> tuple[str, ...]:
    return build_case().credits
