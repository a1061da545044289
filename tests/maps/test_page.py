"""The page as text: offline, closed to scripts, reproducible, in two languages."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from geoaccess.maps.assets import SCRIPTS, build_script, build_style, hash_inline, load_template
from geoaccess.maps.page import LICENCES, render_score_map
from geoaccess.maps.strings import STRINGS
from tests.conftest import ROOT
from tests.maps.cases import HOSTILE_NAME, build_case, build_zones

VENDOR = ROOT / "geoaccess" / "maps" / "vendor"
ADDRESS = re.compile(r"^\s*(https?:|//|ftp:|file:)", re.IGNORECASE)


class Elements(HTMLParser):
    """Every element with its attributes, and the text of inline scripts and styles."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.inline = []
        self.is_inline = False
        self.text = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.is_inline = tag in {"script", "style"}
        if self.is_inline:
            self.inline.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag):
        self.is_inline = False

    def handle_data(self, data):
        if self.is_inline:
            tag, attrs, text = self.inline[-1]
            self.inline[-1] = (tag, attrs, text + data)
        self.text.append(data)


@pytest.fixture(scope="module")
def parsed(page):
    return Elements(page)


def test_no_attribute_holds_an_address(parsed):
    for tag, attrs in parsed.elements:
        for name in ("src", "href", "srcset", "action", "data", "poster", "xlink:href"):
            value = attrs.get(name)
            assert value is None or not ADDRESS.match(value), (tag, name, value)


def test_nothing_is_linked_from_outside(parsed):
    tags = [tag for tag, _ in parsed.elements]
    assert not {"link", "iframe", "object", "embed", "base", "img"} & set(tags)
    assert all("src" not in attrs for tag, attrs in parsed.elements if tag == "script")


def test_no_style_or_script_asks_for_an_address(page):
    assert "url(" not in build_style()
    assert "@import" not in build_style()
    assert not re.search(r"(src|href)\s*=\s*\\?[\"']?\s*https?:", page)
    assert not re.search(r"url\(\s*[\"']?(https?:|//)", page)
    assert "sourceMappingURL" not in page


def test_leaflet_is_credited_in_plain_text(page):
    assert 'prefix:"Leaflet"' in build_script()
    assert "<a href" not in page


def test_policy_allows_these_scripts_and_no_network(parsed):
    policies = [
        attrs["content"]
        for tag, attrs in parsed.elements
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    rules = dict(rule.strip().split(" ", 1) for rule in policies[0].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "unsafe" not in policies[0]
    executed = [
        text for tag, attrs, text in parsed.inline if tag == "script" and "type" not in attrs
    ]
    assert len(executed) == 2
    assert sorted(rules["script-src"].split()) == sorted(hash_inline(text) for text in executed)
    styles = [text for tag, _, text in parsed.inline if tag == "style"]
    assert rules["style-src"].split() == [hash_inline(text) for text in styles]


def test_policy_comes_before_anything_it_governs(page):
    assert page.index("Content-Security-Policy") < page.index("<style>") < page.index("<script")


def test_no_element_carries_a_style_or_a_handler(parsed):
    for tag, attrs in parsed.elements:
        assert not [name for name in attrs if name == "style" or name.startswith("on")], tag


def test_names_from_tables_are_never_markup(content):
    hostile = {
        "title": {"en": HOSTILE_NAME, "ja": HOSTILE_NAME},
        "credits": (HOSTILE_NAME,),
        "zones": replace(content.zones, name=(HOSTILE_NAME,) * 8),
        "zone_kana": (HOSTILE_NAME,) * 8,
        "facts": {**content.facts, "version": HOSTILE_NAME, "warnings": [HOSTILE_NAME]},
    }
    page = render_score_map(replace(content, **hostile))
    assert "<img" not in page
    tags = [tag for tag, _ in Elements(page).elements]
    assert tags.count("script") == 6
    assert HOSTILE_NAME in "".join(Elements(page).text)


def test_same_content_gives_the_same_bytes(content, page):
    assert render_score_map(content) == page


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_page_opens_in_the_language_asked_for(lang):
    content = build_case(lang)
    page = render_score_map(content)
    assert page.startswith(f'<!DOCTYPE html>\n<html lang="{lang}">')
    assert f"<title>{content.title[lang]}</title>" in page


def test_title_parameters_and_credits_stand_without_a_script(content, parsed):
    text = "".join(parsed.text)
    for shown in ("06:00–22:00", "at least 4 h", "10 March 2026", "March 2025", *content.credits):
        assert shown in text
    assert "noscript" in [tag for tag, _ in parsed.elements]


def test_folium_makes_the_map(page):
    assert 'id="map_main"' in page
    assert '"preferCanvas": true' in page or "preferCanvas" in page
    for layer in ("zones", "network", "hubs", "sites"):
        assert f"geoaccess.layers.{layer}(map_main);" in page
    for unwanted in ("jquery", "bootstrap", "fontawesome", "glyphicon"):
        assert unwanted not in page.lower()


def test_page_of_a_small_run_is_small(page):
    assert len(page.encode()) < 380_000


def build_national(content):
    """Return the small run over all municipalities, with times as they are by distance."""
    table = (ROOT / "data/municipalities.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(table)))
    n = len(rows)
    zones = replace(
        build_zones(),
        id=tuple(row["code"] for row in rows),
        name=tuple(row["en"] for row in rows),
        name_ja=tuple(row["ja"] for row in rows),
        lat=np.array([float(row["lat"]) for row in rows]),
        lon=np.array([float(row["lon"]) for row in rows]),
        mass=np.array([float(row["population"]) for row in rows]),
        **dict.fromkeys(("municipality_code", "station_id", "note", "note_ja"), ("",) * n),
        compactness=np.full(n, np.nan),
    )
    values = {"reach_pct": np.linspace(0, 100, n), "meeting_hours": np.linspace(0, 9, n)}
    view = replace(content.views[0], zone_values=values, zone_hubs=np.arange(n) % 27, travel=None)
    national = replace(
        content,
        views=(view,),
        zones=zones,
        zones_topojson=gzip.decompress(
            (ROOT / "data/zones/zones.topojson.gz").read_bytes()
        ).decode(),
        zone_kana=tuple(row["kana"] for row in rows),
        zone_prefectures=tuple(row["prefecture"] for row in rows),
        zone_prefectures_ja=tuple(row["prefecture"] for row in rows),
        site_nodes=np.full(len(content.sites), -1),
        hub_nodes=np.full(len(content.hubs), -1),
    )
    assert n == 1741
    return national


def test_page_of_all_municipalities_without_times_is_under_a_megabyte(content):
    assert len(render_score_map(build_national(content)).encode()) < 1_000_000


def test_vendored_files_are_as_published():
    listed = dict(
        reversed(line.split()) for line in (VENDOR / "SHA256SUMS").read_text("utf-8").splitlines()
    )
    present = {path.name for path in VENDOR.iterdir()} - {"SHA256SUMS", ".gitattributes"}
    assert set(listed) == present
    for name, digest in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name


def test_licences_of_vendored_software_are_on_the_page(page):
    assert set(LICENCES.values()) <= {path.name for path in VENDOR.iterdir()}
    assert "Volodymyr Agafonkin" in page
    assert "Copyright 2012-2019 Michael Bostock" in page


def test_every_text_is_there_in_both_languages():
    for key, texts in STRINGS.items():
        assert len(texts) == 2, key
        assert all(text.strip() for text in texts), key
        names = [sorted(set(re.findall(r"\{\w+\}", text))) for text in texts]
        assert names[0] == names[1], key


def test_every_text_that_the_page_names_exists():
    html = load_template("page.html")
    wanted = set(re.findall(r'data-i18n(?:-label)?="(\w+)"', html)) | set(
        re.findall(r"\bt\.(\w+)", html)
    )
    for name in SCRIPTS:
        wanted |= set(re.findall(r'\bt\("(\w+)"[,)]', load_template(name)))
    assert wanted <= set(STRINGS)


def test_japanese_texts_are_japanese():
    for key, (english, japanese) in STRINGS.items():
        if re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", english)) and key != "version":
            assert re.search(r"[぀-ヿ一-鿿]", japanese), key
