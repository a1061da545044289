"""Lines drawn in a real browser: by keyboard and on the map, and the scenario that comes out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from geoaccess.maps.page import render_score_map
from geoaccess.maps.strings import strings_in
from geoaccess.model.scenario import AddLine, PlannedStation
from geoaccess.scenario.apply import apply_scenario
from geoaccess.scenario.runtimes import model_run_min
from geoaccess.sources.scenariofile import load_scenario
from tests.browser.page import Page
from tests.maps.cases import HOSTILE_NAME, build_network
from tests.maps.drawcase import build_drawn_case

pytestmark = pytest.mark.browser

EN, JA = strings_in("en"), strings_in("ja")
ENTER = "\ue007"
READY = (
    "return Boolean(window.geoaccess && geoaccess.ready && geoaccess.painted && geoaccess.drawing)"
)
BUNKYO, SUWA, HAMAMATSU, TOKYO_HUB, NAGOYA_HUB = 1, 2, 3, 12, 13


@pytest.fixture(scope="module")
def loaded(chromium: Page, tmp_path_factory: pytest.TempPathFactory) -> Page:
    path = tmp_path_factory.mktemp("drawn") / "map.html"
    path.write_text(render_score_map(build_drawn_case()), encoding="utf-8")
    chromium.resize(1280, 900)
    chromium.open(path, until=READY)
    return chromium


@pytest.fixture
def page(loaded: Page) -> Iterator[Page]:
    """Return the page with the panel open and nothing drawn."""
    loaded.resize(1280, 900)
    loaded.run(
        """
        const s = geoaccess.drawState;
        geoaccess.choose(null, { from: "test" });
        geoaccess.drawClear();
        Object.assign(s, { draft: [], lines: [], limit: 180, count: 0, made: 0, category: "shinkansen",
          by: "class", minutes: 40, speed: 260, trains: 2, name: "", fault: null });
        if (document.getElementById("draw").hidden) document.getElementById("draw-open").click();
        document.querySelector("[data-lang=en]").click();
        """
    )
    return loaded


def fill(page: Page, selector: str, text: str) -> None:
    page.run(
        "const b = document.querySelector(arguments[0]); b.value = arguments[1];"
        "b.dispatchEvent(new Event(b.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));",
        selector,
        text,
    )


def add_station(page: Page, name: str) -> None:
    page.run("document.getElementById('draw-station').focus()")
    fill(page, "#draw-station", name)
    page.press(ENTER)


def draw_maglev(page: Page, name: str = "Maglev") -> None:
    for station in ("東京", "Nagoya"):
        add_station(page, station)
    fill(page, "#draw-class", "maglev")
    fill(page, "#draw-by", "minutes")
    fill(page, "#draw-minutes", "40")
    fill(page, "#draw-trains", "4")
    fill(page, "#draw-name", name)
    page.find("#draw-finish").click()


def pair(page: Page, i: int, j: int) -> float:
    return page.run("return geoaccess.drawn.times.pair(arguments[0], arguments[1])", i, j)


def export(page: Page, folder: Path) -> Path:
    path = folder / "drawn-line.yaml"
    path.write_text(page.run("return document.getElementById('draw-yaml').value"), encoding="utf-8")
    return path


def test_a_line_is_drawn_by_keyboard_and_announced(page):
    draw_maglev(page)
    assert [item.text for item in page.all(".draw-lines li")] == [
        "Maglev: Tokyo–Nagoya, 40 min, 4 an hour Remove"
    ]
    assert EN["draw_approximate"] in page.text("#status")
    assert EN["draw_approximate"] in page.find("#draw").text
    assert page.text("h1") == "Who reaches more people within 3 hours with the line drawn?"
    assert EN["draw_model"] in page.text("#view-note")


def test_the_time_is_way_wait_ride_and_way(page):
    draw_maglev(page)
    # Tokyo hub: 14 min to the platform, 7.5 of waiting, 40 ride, Nagoya hub: 15 from it.
    before = page.run(f"return geoaccess.travel.minutes(0, {TOKYO_HUB}, {NAGOYA_HUB})")
    over = 14 + 7.5 + 40 + 15
    rival = max(20 - abs(before - over), 0) ** 2 / 80
    assert math.isclose(pair(page, TOKYO_HUB, NAGOYA_HUB), min(before, over) - rival, abs_tol=0.01)


def test_without_use_of_the_line_times_are_those_of_today(page):
    draw_maglev(page)
    same = page.run(
        """
        const t = geoaccess.travel, d = geoaccess.drawn.times, found = [];
        for (const i of [0, 5, 6]) for (let j = 0; j < t.n; j += 1) {
          const was = t.minutes(0, i, j);
          found.push((Number.isNaN(was) ? Infinity : was) === d.pair(i, j));
        }
        return found;
        """
    )
    assert same
    assert all(same)


def test_no_time_grows_and_reach_is_the_sum_over_pairs(page):
    draw_maglev(page)
    wrong = page.run(
        """
        const t = geoaccess.travel, d = geoaccess.drawn, wrong = [];
        const z = d.mass.length;
        for (let i = 0; i < z; i += 1) {
          let [was, is] = [0, 0];
          for (let j = 0; j < z; j += 1) {
            if (i === j) continue;
            const now = d.times.pair(i, j), old = t.minutes(0, i, j);
            if (now > old + 1e-6) wrong.push([i, j, old, now]);
            if (old <= 180) was += d.mass[j];
            if (now <= 180) is += d.mass[j];
          }
          if (was !== d.reach.before[i] || is !== d.reach.after[i]) wrong.push([i, was, is, d.reach.before[i], d.reach.after[i]]);
        }
        return wrong;
        """
    )
    assert wrong == []


def test_a_second_line_is_reached_over_the_first(page):
    draw_maglev(page)
    alone = pair(page, TOKYO_HUB, SUWA)
    for station in ("nagoya", "shiojiri"):
        add_station(page, station)
    fill(page, "#draw-minutes", "45")
    page.find("#draw-finish").click()
    # 14 + 7.5 + 40, change 8, 7.5 + 45, 34 from the platform.
    assert pair(page, TOKYO_HUB, SUWA) <= min(alone, 14 + 7.5 + 40 + 8 + 7.5 + 45 + 34) + 0.01
    page.all(".draw-lines button")[1].click()
    assert math.isclose(pair(page, TOKYO_HUB, SUWA), alone, abs_tol=0.01)


def test_removing_the_line_gives_back_today(page):
    draw_maglev(page)
    page.find(".draw-lines button").click()
    assert page.run("return geoaccess.drawn") is None
    assert page.run("return geoaccess.state.mode") == "reach_pct"
    assert page.text("#status") == EN["draw_none"]
    assert page.all("#draw-yaml") == []


@pytest.mark.parametrize("km", [9.0, 54.1, 211.5])
@pytest.mark.parametrize("category", ["maglev", "shinkansen", "shinkansen-320", "conventional"])
def test_running_times_are_those_of_the_model(page, km, category):
    for top in (None, 200.0):
        shown = page.run("return geoaccess.modelRunMin(...arguments)", km, category, top)
        (exact,) = model_run_min([km], category, top_speed_kmh=top)
        assert shown == pytest.approx(exact, abs=0.05)


def test_the_exported_scenario_runs(page, tmp_path):
    add_station(page, "Tokyo")
    page.run("document.getElementById('draw-new').open = true")
    fill(page, "#draw-new-name", '髙﨑①㈱: "a" # \' \\ - {x} \u0085')
    fill(page, "#draw-lat", "36.1234")
    fill(page, "#draw-lon", "138.5")
    page.find("#draw-new-add").click()
    add_station(page, "Shiojiri")
    fill(page, "#draw-name", f"{HOSTILE_NAME}: #1")
    page.find("#draw-finish").click()
    scenario = load_scenario(export(page, tmp_path))
    (line,) = scenario.operations
    assert isinstance(line, AddLine)
    assert line.en == line.ja == scenario.title.en
    assert line.en == f"{HOSTILE_NAME}: #1"[:60]
    new = line.stations[1]
    assert isinstance(new, PlannedStation)
    assert (new.lat, new.lon, new.certainty_km) == (36.1234, 138.5, 1)
    assert new.en == '髙﨑①㈱: "a" # \' \\ - {x} \u0085'.strip()
    assert scenario.assumptions[0].ja == JA["draw_yaml_assumption"]
    network = build_network()
    changed = apply_scenario(network, scenario)
    pattern = changed.patterns[-1]
    assert pattern.calls == ("tokyo", "drawn-new-1", "shiojiri")
    assert list(pattern.run_min) == page.run("return geoaccess.drawState.lines[0].runs")
    assert changed.departures[-1].departures_min[:3] == (360, 390, 420)
    assert page.all("#draw img, #draw b") == []


def test_two_lines_share_a_new_station_in_the_file(page, tmp_path):
    draw_maglev(page)
    page.run(
        "const s = geoaccess.drawState; const n = {id: 'drawn-new-9', ja: '新', en: 'New', lat: 35.5, lon: 138.0, land: 0};"
        "geoaccess.drawAdd(geoaccess.drawing.stations[0]); geoaccess.drawAdd(n); s.by = 'class'; geoaccess.drawFinish();"
        "geoaccess.drawAdd(n); geoaccess.drawAdd(geoaccess.drawing.stations[4]); s.by = 'speed'; s.speed = 300; geoaccess.drawFinish();"
    )
    scenario = load_scenario(export(page, tmp_path))
    changed = apply_scenario(build_network(), scenario)
    assert [line.id for line in changed.lines[-3:]] == ["drawn-1", "drawn-2", "drawn-3"]
    assert changed.lines[-1].top_speed_kmh == 300


@pytest.mark.parametrize(
    ("stations", "fields", "message"),
    [
        ([], {}, EN["draw_two"]),
        (["Tokyo"], {}, EN["draw_two"]),
        (["Tokyo", "Nagoya"], {"#draw-trains": "0"}, EN["draw_bad_trains"]),
        (["Tokyo", "Nagoya"], {"#draw-trains": ""}, EN["draw_bad_trains"]),
        (
            ["Tokyo", "Nagoya"],
            {"#draw-by": "minutes", "#draw-minutes": "-3"},
            EN["draw_bad_minutes"],
        ),
        (["Tokyo", "Nagoya"], {"#draw-by": "speed", "#draw-speed": "9999"}, EN["draw_bad_speed"]),
        (
            ["Tokyo", "Nagoya"],
            {"#draw-by": "minutes", "#draw-minutes": "20"},
            "give 45 min or more",
        ),
        (["Tokyo", "Shizuoka", "Nagoya"], {"#draw-by": "minutes", "#draw-minutes": "2"}, "3 min"),
        (["Tokyo", "東京"], {}, "a line comes to a station once"),
        (["Atlantis"], {}, "No station 'Atlantis'"),
    ],
)
def test_a_wrong_line_is_one_clear_sentence(page, stations, fields, message):
    for station in stations:
        add_station(page, station)
    for selector, text in fields.items():
        fill(page, selector, text)
    if not page.all("#draw-fault"):
        page.find("#draw-finish").click()
    assert message in page.text("#draw-fault")
    assert page.run("return geoaccess.drawn") is None


def test_a_new_station_outside_japan_is_refused(page):
    page.run("document.getElementById('draw-new').open = true")
    fill(page, "#draw-lat", "51.5")
    fill(page, "#draw-lon", "0")
    page.find("#draw-new-add").click()
    assert page.text("#draw-fault") == EN["draw_outside"]


def test_clicks_on_the_map_take_stations_and_make_new_ones(page):
    page.find("#draw-pick").click()
    for lat, lon in ((35.6812, 139.7671), (36.6, 138.9)):
        page.run(
            """
            const map = geoaccess.map, box = map.getContainer().getBoundingClientRect();
            const at = map.latLngToContainerPoint([...arguments]);
            const where = { clientX: box.left + at.x, clientY: box.top + at.y, bubbles: true, view: window };
            document.querySelector(".leaflet-zones-pane canvas").dispatchEvent(new MouseEvent("click", where));
            """,
            lat,
            lon,
        )
    page.find("#draw-pick").click()
    first, second = page.run("return geoaccess.drawState.draft")
    assert first["id"] == "tokyo"
    assert second["en"] == "New station 1"
    assert abs(second["lat"] - 36.6) < 0.1
    assert page.run("return geoaccess.state.place") is None


def test_a_place_shows_what_the_line_saves_in_both_languages(page):
    draw_maglev(page)
    page.run(f"geoaccess.choose({BUNKYO}, {{ from: 'test' }})")
    page.wait("return document.querySelector('#draw h3:nth-of-type(3)')")
    assert page.run("return geoaccess.state.mode") == "drawn_saved"
    assert page.text("h1") == "How much nearer does the line bring everywhere from Bunkyo?"
    page.find("[data-lang=ja]").click()
    assert page.text("h1") == "引いた路線で、文京区から各地へどれくらい近くなるか"
    shown = page.find("#draw").text
    for key in ("draw_approximate", "draw_result", "draw_gain", "draw_behind", "draw_model"):
        assert JA[key] in shown
    assert page.run("return document.documentElement.scrollWidth <= window.innerWidth")


def test_it_fits_a_phone_and_every_control_has_a_name(page):
    draw_maglev(page)
    page.resize(320, 740)
    assert page.run("return document.documentElement.scrollWidth <= window.innerWidth")
    unnamed = page.run(
        "return [...document.querySelectorAll('#draw input, #draw select, #draw textarea')]"
        ".filter((n) => !n.labels.length).map((n) => n.id)"
    )
    assert unnamed == []
    assert [one for one in page.logs("browser") if one["level"] == "SEVERE"] == []


def test_a_page_without_tools_offers_nothing(chromium, map_file):
    chromium.open(map_file)
    assert not chromium.find("#draw-tool").is_displayed()
