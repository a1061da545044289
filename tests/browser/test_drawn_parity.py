"""Drawn lines on the shipped network: the page's times are within 5 minutes of the engine's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geoaccess.engine.matrix import compute_matrix
from geoaccess.maps.codes import encode_hours, encode_minutes
from geoaccess.maps.page import render_score_map
from geoaccess.maps.views import TravelCodes
from geoaccess.model.places import Places
from geoaccess.pipeline.mapdraw import compute_draw_tools
from geoaccess.pipeline.maptravel import PERCENTILE, build_map_nodes, join_legs
from geoaccess.pipeline.request import Request, World, load_world
from geoaccess.pipeline.scenarios import load_scenario_world
from geoaccess.sources.facts import load_municipalities
from geoaccess.sources.scenariofile import load_scenario
from geoaccess.units import FloatArray
from tests.browser.page import Page
from tests.maps.cases import build_case

pytestmark = pytest.mark.browser

EVERY = 12
"""Municipalities taken: one in so many, in the order of their codes, so in every prefecture."""
FAR_MIN = 520
LINES = {
    "chuo": (["shinagawa", "nagoya"], "maglev", 40, 4),
    "tsuruga": (["tsuruga", "kyoto", "shin-osaka"], "shinkansen", 45, 2),
    "rural": (["okayama", (35.0686, 134.0045), "tottori"], "shinkansen", 39, 1),
}


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(Request())


@pytest.fixture(scope="module")
def zones() -> Places:
    known = load_municipalities()
    return known.take(list(range(0, len(known), EVERY)))


@pytest.fixture(scope="module")
def nodes(world, zones):
    hubs = world.resolve("hubs", "hub").take(list(range(0, 24, 3)))
    return build_map_nodes(zones, zones.take([0]).with_role("site"), hubs)


def compute_times(world: World, nodes) -> FloatArray:
    """Return the engine's median minutes between all nodes, infinite where there is no way."""
    legs = join_legs([world.access_legs(part, may_be_off=True) for part in nodes.parts])
    places = nodes.places
    matrix = compute_matrix(
        world.day,
        places=legs,
        hubs=legs,
        direct=world.direct_legs(places, places),
        window=world.config.day.window,
        percentiles=(PERCENTILE,),
    )
    minutes = np.nan_to_num(matrix.travel_time_min[0], nan=np.inf)
    np.fill_diagonal(minutes, 0)
    return minutes


@pytest.fixture(scope="module")
def today(world, nodes) -> FloatArray:
    return compute_times(world, nodes)


@pytest.fixture(scope="module")
def page(chromium: Page, world, zones, nodes, today, tmp_path_factory) -> Page:
    toy = build_case()
    n = len(nodes.places)
    codes = encode_minutes(np.where(np.isinf(today), np.nan, today))
    no_day = np.zeros((n, n), dtype=bool)
    view = replace(
        toy.views[0],
        network=world.network,
        zone_values={"reach_pct": np.zeros(len(zones))},
        zone_hubs=np.zeros(len(zones), dtype=np.int32),
        scores=replace(
            toy.views[0].scores,
            **{
                name: getattr(toy.views[0].scores, name)[:1]
                for name in ("score", "score_geometric", "rank", "rank_geometric")
            },
            indicators={k: v[:1] for k, v in toy.views[0].scores.indicators.items()},
        ),
        contacts=take_contacts(toy.views[0].contacts, len(nodes.hub_nodes)),
        travel=TravelCodes(minutes=codes, hours=encode_hours(no_day, no_day.astype(np.int32))),
    )
    content = replace(
        toy,
        sites=zones.take([0]).with_role("site"),
        hubs=nodes.parts[-1],
        zones=zones,
        zone_prefectures=("x",) * len(zones),
        zone_prefectures_ja=("x",) * len(zones),
        zone_kana=(),
        site_nodes=nodes.site_nodes,
        hub_nodes=nodes.hub_nodes,
        views=(view,),
        draw=compute_draw_tools(world, nodes),
    )
    path = tmp_path_factory.mktemp("parity") / "map.html"
    path.write_text(render_score_map(content), encoding="utf-8")
    chromium.resize(1280, 900)
    chromium.open(path, until="return Boolean(window.geoaccess && geoaccess.drawing)")
    return chromium


def take_contacts(contacts, n_hubs: int):
    """Return contacts of one site that meets nobody."""
    made = {}
    for name in contacts.__dataclass_fields__:
        values = getattr(contacts, name)
        made[name] = None if values is None else np.zeros((1, n_hubs), dtype=values.dtype)
    return type(contacts)(**made)


def draw(page: Page, name: str) -> FloatArray:
    """Draw a line with the page's own controls, and return its times between all nodes."""
    stations, category, minutes, trains = LINES[name]
    shown = page.run(
        """
        const [stations, category, minutes, trains] = arguments, s = geoaccess.drawState;
        geoaccess.drawClear();
        if (document.getElementById("draw").hidden) document.getElementById("draw-open").click();
        for (const one of stations) {
          if (typeof one === "string") geoaccess.drawAdd(geoaccess.drawing.stations.find((k) => k.id === one));
          else {
            document.getElementById("draw-new").open = true;
            for (const [id, value] of [["draw-lat", one[0]], ["draw-lon", one[1]]]) {
              const box = document.getElementById(id);
              box.value = value;
              box.dispatchEvent(new Event("input"));
            }
            document.getElementById("draw-new-add").click();
          }
        }
        Object.assign(s, { category, by: "minutes", minutes, trains });
        geoaccess.drawFinish();
        const n = geoaccess.travel.n, all = [];
        for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) {
          const value = geoaccess.drawn.times.pair(i, j);
          all.push(value === Infinity ? null : value);
        }
        return all;
        """,
        stations,
        category,
        minutes,
        trains,
    )
    flat = np.array([np.inf if one is None else one for one in shown])
    n = round(flat.size**0.5)
    times: FloatArray = flat.reshape(n, n)
    return times


def near_share(shown: FloatArray, exact: FloatArray, upto_min: float) -> float:
    """Return the share of the pairs up to some minutes that are at most 5 minutes apart."""
    apart = np.abs(np.minimum(shown, FAR_MIN) - np.minimum(exact, FAR_MIN))
    wanted = (np.minimum(shown, exact) <= upto_min) & ~np.eye(len(exact), dtype=bool)
    return float((apart <= 5)[wanted].mean())


@pytest.mark.parametrize("name", LINES)
def test_times_with_a_line_are_near_those_of_the_engine(
    page, world, nodes, today, tmp_path: Path, name
):
    shown = draw(page, name)
    path = tmp_path / "drawn-line.yaml"
    path.write_text(page.run("return document.getElementById('draw-yaml').value"), encoding="utf-8")
    exact = compute_times(load_scenario_world(world, load_scenario(path)), nodes)
    gained = (np.minimum(today, 999) - np.minimum(exact, 999) > 15) & (exact < FAR_MIN)
    assert gained.sum() > 100
    assert (np.minimum(today, 999) - np.minimum(shown, 999))[gained].mean() > 10
    assert near_share(shown, exact, 300) > 0.95
    assert near_share(shown, exact, FAR_MIN) > (0.85 if name == "chuo" else 0.95)


def test_no_line_gives_the_matrix_of_today(page, today):
    shown = page.run(
        """
        const model = geoaccess.computeDrawn([]), n = geoaccess.travel.n, all = [];
        for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) {
          const value = model.pair(i, j);
          all.push(value === Infinity ? null : value);
        }
        return all;
        """
    )
    flat = np.array([np.inf if one is None else one for one in shown]).reshape(today.shape)
    assert near_share(flat, today, FAR_MIN) == 1
