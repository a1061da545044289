"""The map of `geoaccess whatif`: views, assumptions, intervals, and again from the folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from geoaccess.cli import app
from geoaccess.maps.content import MapContent
from geoaccess.maps.payload import build_payload
from geoaccess.model.comparison import Change
from geoaccess.model.text import Text
from geoaccess.pipeline import mapcontent
from geoaccess.pipeline.mapfile import load_map_content
from geoaccess.pipeline.mapstatus import (
    NOTHING,
    assume_scenarios,
    describe_base,
    title_scenarios,
)
from geoaccess.pipeline.request import Request, load_world
from geoaccess.pipeline.whatifmap import find_unsure
from geoaccess.sources.scenariofile import find_scenario
from tests.cli.conftest import Run
from tests.cli.test_whatif import ASKED, write_files


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results of two scenarios; times between municipalities, and lines to draw, are left out."""
    made = tmp_path_factory.mktemp("whatif-map")
    write_files(made)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        patch.setattr(mapcontent, "compute_map_travel", lambda *_: None)
        patch.setattr(mapcontent, "compute_draw_tools", lambda *_: None)
        found = CliRunner().invoke(
            app,
            ["whatif", *ASKED, "--scenario", "line.yaml", "--scenario", "nothing.yaml",
             "--no-municipalities", "--lang", "ja", "-o", "out"],
        )  # fmt: skip
        assert found.exit_code == 0, found.output
    return made / "out"


@pytest.fixture(scope="module")
def content(folder: Path) -> MapContent:
    return load_map_content(folder)


def test_base_and_scenarios_are_views_of_one_page(content: MapContent, folder: Path) -> None:
    assert [view.name for view in content.views] == ["base", "line", "nothing"]
    assert [view.is_assumption for view in content.views] == [False, True, True]
    assert content.lang == "ja"
    assert (folder / "map.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_scenario_says_when_it_opens_and_what_it_assumes(content: MapContent) -> None:
    said = [one.en for one in content.views[1].assumptions]
    assert said[0] == (
        "Scenario Planned line, opening 2035 to 2038. An assumption, not a timetable."
    )
    assert "A made-up line." in said
    assert content.views[2].assumptions == (NOTHING,)


def test_draws_are_those_of_the_tables(content: MapContent) -> None:
    for view in content.views:
        drawn = view.scores.uncertainty
        assert drawn is not None
        assert drawn.n_draws == 6
    change = content.views[1].changes["score"]
    shown = content.views[1].scores.score - content.views[0].scores.score
    np.testing.assert_allclose(change.difference, shown)
    assert change.p05 is not None
    payload = build_payload(content)
    assert payload["views"][0]["sites"][0]["moved"] is None
    assert payload["views"][1]["sites"][0]["moved"]["score"][0] == round(change.p05[0], 3)


def test_no_change_of_the_identity_is_unsure(content: MapContent) -> None:
    same = content.views[2]
    assert not any(change.difference.any() for change in same.changes.values())
    assert not any(unsure.any() for unsure in same.zone_unsure.values())
    assert same.zone_values["reach_pct"][0] == content.views[0].zone_values["reach_pct"][0]


def test_municipalities_are_hatched_only_where_they_change(content: MapContent) -> None:
    base, line = content.views[0], content.views[1]
    unsure = line.zone_unsure["reach_pct"]
    moves = np.nan_to_num(line.zone_values["reach_pct"] - base.zone_values["reach_pct"]) != 0
    assert moves.any()
    assert not (unsure & ~moves).any()


def test_worst_links_lie_between_stations_of_their_network(content: MapContent) -> None:
    for view in content.views:
        stations = view.network.station_by_id
        for link, ends in zip(view.weak_links, view.weak_sections, strict=True):
            assert (link is None) == (ends is None)
            assert ends is None or all(one in stations for one in ends)
    weak = build_payload(content)["views"][0]["sites"][0]["weak"]
    assert len(weak["line"]) == 2


def test_the_map_is_made_again_from_the_folder(run: Run, folder: Path) -> None:
    found = run("map", str(folder), "-o", "again.html")
    assert found.code == 0
    assert "3 sites, 3 networks" in found.out
    assert Path("again.html").read_bytes() == (folder / "map.html").read_bytes()


def test_without_a_map_none_is_written(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    found = run("whatif", *ASKED, "--scenario", "nothing.yaml", "--no-municipalities",
                "--no-map", "-o", "out")  # fmt: skip
    assert found.code == 0
    assert not {"map.html", "map.data"} & {path.name for path in (tmp_path / "out").iterdir()}


def test_a_changed_base_is_named_and_marked() -> None:
    past = load_world(Request(sites="hubs", as_of=dt.date(1990, 1, 1)))
    title, assumed = describe_base(past)
    assert title == Text("Network as of 1990-01-01", "1990年1月1日の鉄道網")
    assert "modelled" in assumed[0].en
    planned = load_world(Request(sites="hubs", scenarios=("hokkaido-sapporo",)))
    title, assumed = describe_base(planned)
    assert title == planned.scenarios[0].title
    assert "An assumption, not a timetable." in assumed[0].en
    today = load_world(Request(sites="hubs"))
    assert describe_base(today)[1] == ()


def test_choices_that_are_not_usual_are_in_the_title() -> None:
    scenario = find_scenario("chuo-nagoya")
    option = next(one for one in scenario.options if len(one.choices) > 1)
    other = next(one for one in option.choices if one.name != option.default)
    changed = find_scenario(f"chuo-nagoya:{option.name}={other.name}")
    assert title_scenarios([scenario]) == scenario.title
    assert title_scenarios([changed]).en == f"{scenario.title.en} ({other.title.en})"
    assert title_scenarios([scenario, changed]).ja.count("＋") == 1
    assert len(set(assume_scenarios([scenario, scenario]))) == len(assume_scenarios([scenario]))


def test_a_figure_is_unsure_where_draws_lie_on_both_sides_of_zero() -> None:
    change = Change(
        before=np.zeros(5),
        after=np.array([1.0, 1, 0, -1, np.nan]),
        difference=np.array([1.0, 1, 0, -1, np.nan]),
        p05=np.array([0.5, -0.5, -1, -2, np.nan]),
        p95=np.array([2.0, 2, 1, 0, np.nan]),
    )
    assert find_unsure(change).tolist() == [False, True, False, True, False]
    plain = Change(before=np.zeros(1), after=np.ones(1), difference=np.ones(1))
    assert not find_unsure(plain).any()
