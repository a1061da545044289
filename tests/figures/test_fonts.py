"""No glyph is missing, and lines break as Japanese and English do."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaccess.config import INDICATORS
from geoaccess.figures.fonts import (
    find_missing_glyphs,
    fit_text,
    measure_mm,
    printable,
    wrap_text,
)
from geoaccess.figures.frame import Frame, drawing
from geoaccess.figures.render import render_figure
from geoaccess.figures.waterfall import Step, draw_waterfall
from geoaccess.scores.composite import NAMES
from geoaccess.sources.facts import load_agglomerations, load_hubs, load_municipalities

HARD = "髙﨑①㈱〜–→κΣŌū℃Ⅲ燕"


def test_no_glyph_of_hard_names_is_missing() -> None:
    assert find_missing_glyphs(HARD) == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a glyph that it does not find
        steps = [Step(name=HARD, value=HARD, points=1, most=2)]
        render_figure(
            lambda frame: draw_waterfall(steps, HARD, frame),
            Frame(paper="a4", lang="ja", title=HARD, foot=HARD),
            "png",
        )


def test_no_glyph_of_shipped_names_is_missing() -> None:
    names = {NAMES[name].ja for name in INDICATORS}
    for places in (load_agglomerations(), load_hubs(), load_municipalities()):
        names |= {*places.name, *places.name_ja}
    assert len(names) > 3000
    assert find_missing_glyphs("".join(sorted(names))) == []


def test_what_the_font_lacks_becomes_a_geta_mark() -> None:
    assert printable("𠮷野\u200b屋😀") == "〓野屋〓"
    assert printable("か\u3099≥5") == "が≧5"
    with drawing(), warnings.catch_warnings():
        warnings.simplefilter("error")
        draw_waterfall(
            [Step(name="😀", value="", points=1, most=2)], "𠮷", Frame(paper="a4", lang="ja")
        ).canvas.draw()


def test_a_wide_character_is_as_wide_as_its_size() -> None:
    assert measure_mm("東京", 72) == pytest.approx(2 * 25.4)
    assert measure_mm("ii", 72) < measure_mm("mm", 72) < 2 * 25.4


@pytest.mark.parametrize(
    ("text", "width_em", "expected"),
    [
        ("日帰りで会える。", 7, ["日帰りで会え", "る。"]),
        ("拠点（東京）", 3, ["拠点", "（東", "京）"]),
        ("a working day", 4, ["a", "working", "day"]),
        ("", 5, [""]),
    ],
)
def test_lines_break_where_they_may(text: str, width_em: float, expected: list[str]) -> None:
    size = 10
    assert wrap_text(text, width_em * size / 72 * 25.4, size) == expected


@given(st.text(alphabet="東京。、（）abc d-", max_size=40), st.integers(2, 12))
def test_wrapping_loses_nothing_and_fits(text: str, width_em: int) -> None:
    size, width = 10, width_em * 10 / 72 * 25.4
    lines = wrap_text(text, width, size)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(measure_mm(line, size) <= width + 1e-9 for line in lines)


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    width = 10 * 10 / 72 * 25.4
    fitted = fit_text("東京大阪名古屋札幌福岡仙台広島金沢", width, 10, lines=1)
    assert fitted.endswith("…")
    assert measure_mm(fitted, 10) <= width
    assert fit_text("東京", width, 10) == "東京"
