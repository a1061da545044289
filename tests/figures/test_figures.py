"""Each figure shows what the table says: its data, not its pixels, are compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.colors import to_hex

from geoaccess.errors import InputError
from geoaccess.figures.bars import draw_bars
from geoaccess.figures.curves import Curves, build_curves, draw_curves
from geoaccess.figures.frame import Frame, drawing
from geoaccess.figures.heatmap import build_matrix, draw_matrix
from geoaccess.figures.labels import spread
from geoaccess.figures.ranking import build_ranking, draw_ranking
from geoaccess.figures.render import FORMS, render_figure, render_inline_svg
from geoaccess.figures.scales import (
    MISSING,
    build_changes,
    build_levels,
    choose_ink,
    find_breaks,
    find_change_span,
)
from geoaccess.figures.sitemap import MapLayers, Marker, draw_map
from geoaccess.figures.slopes import GAIN, LOSS, Slope, choose_slopes, draw_slopes
from geoaccess.figures.waterfall import Step, draw_waterfall
from geoaccess.sources.runfolder import load_run_folder
from tests.figures.runs import SITES, score_of, write_history, write_score

A4 = Frame(paper="a4", lang="ja", title="題", subtitle="副題", foot="出典")


def test_intervals_are_those_of_the_scores(tmp_path: Path) -> None:
    run = load_run_folder(write_score(tmp_path / "out", draws=True))
    ranking = build_ranking(run.rows("scores.csv"), "ja")
    assert [one.name for one in ranking] == ["諏訪", "髙﨑①㈱", "那覇"]
    with drawing():
        (axes,) = draw_ranking(ranking, A4).axes
        (spans,) = [one for one in axes.collections if isinstance(one, LineCollection)]
        ends = np.array([path.vertices[:, 0] for path in spans.get_paths()])
        (points,) = axes.lines
    scores = [score_of(i) for i in range(3)]
    np.testing.assert_allclose(points.get_xdata(), scores, atol=1e-4)
    np.testing.assert_allclose(ends, [[s - 3, s + 2] for s in scores], atol=1e-4)


def test_without_draws_there_are_points_alone(tmp_path: Path) -> None:
    run = load_run_folder(write_score(tmp_path / "out", draws=False))
    with drawing():
        (axes,) = draw_ranking(build_ranking(run.rows("scores.csv"), "en"), A4).axes
        texts = [one.get_text() for one in axes.texts]
    assert f"{score_of(0):.1f}" in texts
    assert not any("–" in text and text != "–" for text in texts)


def test_steps_add_up_to_the_score() -> None:
    steps = [Step(name=str(k), value="", points=p, most=20) for k, p in enumerate((12, 5, 20))]
    with drawing():
        (axes,) = draw_waterfall(steps, "score", A4).axes
        bars = [(one.get_x(), one.get_width()) for one in axes.patches]
    assert bars[3:6] == [(0, 12), (12, 5), (17, 20)]
    assert bars[:3] == [(0, 20), (12, 20), (17, 20)]
    assert bars[6] == (0, 37)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("minutes", [[150, 160], [150, np.nan], [np.nan, np.nan]]),
        ("probability", [[75, 75], [75, np.nan], [np.nan, np.nan]]),
    ],
)
def test_the_matrix_is_that_of_the_contacts(tmp_path: Path, kind: str, expected: object) -> None:
    run = load_run_folder(write_score(tmp_path / "out", draws=True))
    matrix = build_matrix(run.rows("contacts.csv"), run.rows("scores.csv"), "ja", kind)
    np.testing.assert_array_equal(matrix.values, expected)
    assert matrix.hub_names == ("東京", "大阪")  # by mass
    with drawing():
        axes = draw_matrix(matrix, A4).axes[0]
        (cells,) = [one for one in axes.collections if isinstance(one, PolyCollection)]
        faces = [to_hex(colour) for colour in cells.get_facecolor()]
    assert faces == [matrix.scale.colour(value) for value in np.ravel(expected)]
    assert faces[-1] == MISSING


def test_curves_are_those_of_the_history(tmp_path: Path) -> None:
    run = load_run_folder(write_history(tmp_path / "out"))
    curves = build_curves(run.rows("history.csv"), "reach_pct", "en")
    assert curves.years == (1970, 1971, 1972, 1973, 1974)
    assert curves.values[2].tolist() == [20, 20, 40, 40, 40]
    assert curves.find_movers() == [2, 1, 0]
    with drawing():
        (axes,) = draw_curves(curves, A4, openings=[1972, 1999]).axes
        drawn = {one.get_gid(): one.get_ydata().tolist() for one in axes.lines if one.get_gid()}
        upright = [one for one in axes.lines if list(one.get_xdata()) == [1972, 1972]]
    assert drawn == {
        row[0]: values.tolist() for row, values in zip(SITES, curves.values, strict=True)
    }
    assert len(upright) == 1


def test_a_site_without_a_value_has_a_gap_and_never_falls_to_nothing() -> None:
    values = np.array([[1, 2, np.nan], [np.nan, 5, 9], [np.nan] * 3])
    curves = Curves(site_ids=("a", "b", "c"), names=("A", "B", "C"), years=(1, 2, 3), values=values)
    assert curves.find_movers() == [1, 0]
    with drawing():
        (axes,) = draw_curves(curves, A4).axes
        drawn = {one.get_gid(): one.get_ydata() for one in axes.lines if one.get_gid()}
        at = {text.get_text(): text.get_position()[1] for text in axes.texts}
    np.testing.assert_array_equal(drawn["a"], values[0])
    assert set(at) == {"A", "B", "median of 3"} or set(at) == {"A", "B", "3地点の中央値"}
    assert at["A"] == pytest.approx(2)
    assert at["B"] > 8


def test_slopes_keep_their_ends_and_colours() -> None:
    slopes = [
        Slope(site_id="up", name="up", before=1, after=3),
        Slope(site_id="down", name="down", before=2, after=1),
        Slope(site_id="none", name="none", before=2, after=np.nan),
    ]
    with drawing():
        (axes,) = draw_slopes(slopes, A4, heads=("a", "b")).axes
        drawn = {line.get_gid(): line for line in axes.lines if line.get_gid()}
        assert list(drawn["up"].get_ydata()) == [1, 3]
        assert drawn["up"].get_color() == GAIN
        assert drawn["down"].get_color() == LOSS
        assert "none" not in drawn
    many = [Slope(site_id=str(k), name="", before=0, after=k) for k in range(50)]
    assert {one.site_id for one in choose_slopes(many, 3)} == {"47", "48", "49"}


def test_a_map_shows_each_place_where_it_lies_and_says_what_is_off_it() -> None:
    ring = np.array([(138, 36), (139, 36), (139, 37), (138, 36)], dtype=float)
    markers = [
        Marker(id="suwa", lon=138.1, lat=36.0, value=10.0, text="1"),
        Marker(id="naha", lon=127.68, lat=26.21, value=np.nan),
        Marker(id="ogasawara", lon=142.2, lat=27.1, value=1.0),
    ]
    layers = MapLayers(
        borders=[ring],
        markers=markers,
        zones={"20206": [ring], "13421": [ring + np.array((4, -9.5))]},
        zone_values={"20206": 75.0, "13421": 1.0},
    )
    scale = build_levels((0, 50, 100))
    with drawing():
        main, inset, legend = draw_map(layers, scale, A4).axes
        at = {one.get_gid(): (axes, one.get_xdata()[0], to_hex(one.get_color()))
              for axes in (main, inset) for one in axes.lines}  # fmt: skip
        zones = [one for one in main.collections if isinstance(one, PathCollection)]
        assert scale.colours[1] in [to_hex(c) for one in zones for c in one.get_facecolor()]
        assert len(legend.texts) == 3  # two classes, and no value
    assert at["suwa"] == (main, 138.1, scale.colours[0])
    assert at["naha"] == (inset, 127.68, MISSING)
    assert layers.find_outside() == ["ogasawara", "13421"]


def test_bars_are_as_long_as_their_values(tmp_path: Path) -> None:
    from geoaccess.pipeline.reports.robustness import build_bars
    from tests.figures.runs import write_robustness

    run = load_run_folder(write_robustness(tmp_path / "out"))
    bars = build_bars(run.rows("sites.csv"), "en")
    with drawing():
        (axes,) = draw_bars(bars, A4, most=100).axes
        assert [one.get_width() for one in axes.patches] == [90, 40, 0]
        assert "Line: A–B" in [one.get_text() for one in axes.texts]
    assert bars[2].shown == "– %"


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=12).map(sorted),
    st.floats(0.1, 5),
)
def test_labels_never_cover_each_other(wanted: list[float], gap: float) -> None:
    places = spread(wanted, gap, 0, 100)
    assert np.all(np.diff(places) >= gap - 1e-9)
    assert places[0] >= -1e-9
    assert places[-1] <= 100 + 1e-9
    if np.all(np.diff(wanted) >= gap):
        kept = np.clip(wanted, 0, None)
        np.testing.assert_allclose(places, kept, atol=1e-9)


@given(st.floats(0, 100))
def test_a_class_holds_its_lower_limit(value: float) -> None:
    scale = build_levels((0.0, 25.0, 50.0, 100.0))
    at = sum(value >= one for one in (25, 50))
    assert scale.colour(value) == scale.colours[at]


def test_colours_are_ordered_by_lightness_and_ink_stands_out() -> None:
    for scale in (build_levels((0, 1, 2, 3, 4, 5)), build_changes(7.0)):
        for colour in scale.colours:
            assert _contrast(colour, choose_ink(colour)) >= 4.5
    levels = [_luminance(colour) for colour in build_levels((0, 1, 2, 3, 4, 5)).colours]
    assert levels == sorted(levels, reverse=True)
    assert build_changes(7.0).breaks == (-7, -5, -3, -1, 1, 3, 5, 7)
    assert build_changes(47.0).breaks[-1] == 70
    for ink in (GAIN, LOSS, "#56616d", "#1b232c", "#31688e"):
        assert _contrast(ink, "#ffffff") >= 4.5


def test_outer_classes_of_changes_hold_what_lies_beyond() -> None:
    assert find_change_span([0.0, np.nan, *range(-10, 11), 500.0]) == 10
    assert find_change_span([0.0, np.nan]) == 1
    scale = build_changes(7.0, is_open=True)
    assert scale.labels()[0] == "< -5"
    assert scale.labels()[-1] == "≧ 5"
    assert scale.colour(-500) == scale.colours[0]
    assert scale.colour(500) == scale.colours[-1]


def test_breaks_hold_all_values() -> None:
    breaks = find_breaks([3.0, np.nan, 97.0])
    assert breaks[0] <= 3
    assert breaks[-1] >= 97
    assert find_breaks([]) == find_breaks([0.0, 1.0])


@pytest.mark.parametrize("form", FORMS)
def test_the_same_figure_gives_the_same_bytes(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [Step(name="到達率", value="90 %", points=10, most=20)]

    def draw(frame: Frame) -> object:
        return draw_waterfall(steps, "評点", frame)

    first = render_figure(draw, A4, form).content
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert render_figure(draw, A4, form).content == first
    assert b"2026" not in first or form == "png"
    wide = render_figure(draw, Frame(paper="a3", lang="ja"), form)
    assert wide.width_mm == pytest.approx(261)
    assert first[:4] == {"png": b"\x89PNG", "svg": b"<?xm", "pdf": b"%PDF"}[form]


def test_inline_figures_have_ids_of_their_own() -> None:
    steps = [Step(name="<b>", value="--> & </script>", points=10, most=20)]
    texts = [
        render_inline_svg(
            lambda frame: draw_waterfall(steps, "x", frame), A4, prefix=prefix
        ).content.decode()
        for prefix in ("f1", "f2")
    ]
    assert texts[0].startswith("<svg")
    assert 'id="f1-' in texts[0]
    assert "f2-" not in texts[0]
    assert texts[0].replace("f1-", "f2-") == texts[1]
    assert "<!--" not in texts[0]
    assert "<style" not in texts[0]
    assert "</script" not in texts[0]


def test_an_unknown_form_is_an_error() -> None:
    with pytest.raises(InputError, match="'gif' is no form"):
        render_figure(lambda frame: None, A4, "gif")


def _luminance(colour: str) -> float:
    levels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in levels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
