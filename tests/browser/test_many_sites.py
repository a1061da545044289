"""Five thousand sites: the page still opens, ranks them in parts, and each has its card."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from geoaccess.maps.content import MapContent
from geoaccess.maps.page import render_score_map
from geoaccess.model.contacts import Contacts
from geoaccess.model.places import Places
from tests.browser.page import Page
from tests.maps.cases import HOSTILE_NAME, build_case

pytestmark = pytest.mark.browser
MANY = 5000
NAMES = ("髙﨑①㈱", "</script><b>燕</b>", HOSTILE_NAME, "A & B")


def build_many() -> MapContent:
    """Return the small run with its four sites repeated, each at a place of its own."""
    content = build_case()
    view, row = content.views[0], np.arange(MANY) % 4
    scores = view.scores
    names = tuple(f"{NAMES[k % 4]} {k}" for k in range(MANY))
    sites = Places(
        id=tuple(f"s{k}" for k in range(MANY)),
        name=names,
        name_ja=names,
        lat=34.5 + (np.arange(MANY) % 71) / 20,
        lon=136 + (np.arange(MANY) // 71) / 20,
        mass=np.full(MANY, np.nan),
        role="site",
    )
    table = replace(
        scores,
        indicators={name: values[row] for name, values in scores.indicators.items()},
        score=np.linspace(90, 10, MANY),
        score_geometric=np.linspace(90, 10, MANY),
        rank=np.arange(1, MANY + 1, dtype=np.int32),
        rank_geometric=np.arange(1, MANY + 1, dtype=np.int32),
    )
    found = {item.name: getattr(view.contacts, item.name) for item in fields(Contacts)}
    contacts = Contacts(**{k: None if v is None else v[row] for k, v in found.items()})
    return replace(
        content,
        sites=sites,
        site_nodes=np.full(MANY, 2),
        hub_nodes=np.array([8, 9, 10]),
        views=(replace(view, scores=table, contacts=contacts, travel=None),),
    )


@pytest.fixture(scope="module")
def page(chromium: Page, tmp_path_factory: pytest.TempPathFactory) -> Page:
    path = Path(tmp_path_factory.mktemp("many")) / "map.html"
    path.write_text(render_score_map(build_many()), encoding="utf-8")
    chromium.resize(1280, 800)
    chromium.open(path)
    return chromium


def test_all_are_there_and_the_table_comes_in_parts(page: Page) -> None:
    assert [entry for entry in page.logs("browser") if entry["level"] != "INFO"] == []
    assert page.run("return geoaccess.data.sites.length") == MANY
    assert len(page.all("#ranking-body tbody tr")) == 200
    page.find("#more-sites").click()
    assert len(page.all("#ranking-body tbody tr")) == 400
    assert page.all(".site-pin") == []


def test_the_last_one_is_found_and_its_name_is_text(page: Page) -> None:
    page.run(
        "const b = document.getElementById('search'); b.focus(); b.value = arguments[0];"
        "b.dispatchEvent(new Event('input'));",
        "髙﨑①㈱ 4996",
    )
    page.wait("return document.querySelectorAll('#search-list li').length === 1")
    page.press("\ue007")
    assert page.text("#card-title") == "髙﨑①㈱ 4996"
    page.run("geoaccess.select(1, { from: 'test' })")
    assert page.text("#card-title") == "</script><b>燕</b> 1"
    assert page.all("img, b") == []
