"""Neighbouring stations along the track, and lines of layers that do not agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoaccess.sources.railways.build import build_railways
from geoaccess.sources.railways.built import Railways
from geoaccess.sources.railways.servicemodel import load_service_model
from tests.sources.railways.layers import Layers

MODEL = load_service_model()


def railways(layers: Layers, folder: Path) -> Railways:
    return build_railways(*layers.load(folder), MODEL)


def hops(built: Railways, line: str = "本線") -> dict[str, float]:
    """Return km by ``甲乙`` (names in alphabetical order)."""
    names = built.groups.name
    found = next(one for one in built.lines if one.key.line == line).hops
    return {"".join(sorted(names[a] + names[b])): km for (a, b), km in found.items()}


def test_lengths_run_along_the_track(tmp_path: Path) -> None:
    layers = Layers().platform("本線", "甲", 0, 0).platform("本線", "乙", 3, 4)
    layers.piece("本線", (0, 0), (3, 0), (3, 4))
    assert hops(railways(layers, tmp_path)) == {"乙甲": pytest.approx(7, rel=0.002)}


def test_a_junction_between_stations_is_no_way_back(tmp_path: Path) -> None:
    layers = (
        Layers()
        .platform("本線", "甲", 0, 0)
        .platform("本線", "乙", 5, 0.4)
        .platform("本線", "丙", 5, -0.4)
    )
    layers.piece("本線", (0, 0), (3, 0)).piece("本線", (3, 0), (5, 0.4)).piece(
        "本線", (3, 0), (5, -0.4)
    )
    assert set(hops(railways(layers, tmp_path))) == {"乙甲", "丙甲"}


def test_tracks_side_by_side_do_not_bypass_a_station(tmp_path: Path) -> None:
    layers = Layers().line("本線", ("甲", 0, 0), ("乙", 3, 0), ("丙", 6, 0))
    layers.piece("本線", (0, 0), (0.5, 0.02), (5.5, 0.02), (6, 0))
    assert set(hops(railways(layers, tmp_path))) == {"乙甲", "丙乙"}


def test_a_switchback_on_open_track_is_joined(tmp_path: Path) -> None:
    layers = Layers().platform("本線", "甲", 0, 0).platform("本線", "乙", 1, 0.5)
    layers.piece("本線", (0, 0), (3, 0)).piece("本線", (3, 0), (3.6, 0)).piece(
        "本線", (3, 0), (1, 0.5)
    )
    assert set(hops(railways(layers, tmp_path))) == {"乙甲"}


@pytest.mark.parametrize(("gap_km", "is_bridged"), [(0.1, True), (0.3, False)])
def test_gaps_are_bridged_up_to_120_m(tmp_path: Path, gap_km: float, is_bridged: bool) -> None:
    layers = Layers().platform("本線", "甲", 0, 0).platform("本線", "乙", 4, 0)
    layers.piece("本線", (0, 0), (2, 0)).piece("本線", (2 + gap_km, 0), (4, 0))
    built = railways(layers, tmp_path)
    assert bool(built.lines) == is_bridged
    assert [round(metres, -1) for _, metres in built.track.gaps] == ([100.0] if is_bridged else [])


def test_platforms_of_a_station_on_one_line_are_one(tmp_path: Path) -> None:
    layers = Layers().line("本線", ("甲", 0, 0), ("乙", 3, 0)).platform("本線", "乙", 3.2, 0.01)
    layers.piece("本線", (3, 0), (3.2, 0.01), (6, 0)).platform("本線", "丙", 6, 0)
    assert set(hops(railways(layers, tmp_path))) == {"乙甲", "丙乙"}


def test_a_line_renamed_since_is_found_by_its_track(tmp_path: Path) -> None:
    new = Layers().line("中央本線", ("甲", 0, 0), ("乙", 3, 0), ("丙", 6, 0), operator="新社")
    old = Layers().line("中央線", ("甲", 0, 0), ("乙", 3, 0), ("丙", 6, 0), operator="旧社")
    old.pieces = new.pieces
    built = railways(old, tmp_path)
    assert hops(built, "中央本線").keys() == {"乙甲", "丙乙"}
    assert [(a.operator, b.operator) for a, b in built.placement.renamed] == [("旧社", "新社")]


def test_a_line_beside_another_does_not_take_its_track(tmp_path: Path) -> None:
    layers = Layers().line("本線", ("甲", 0, 0), ("乙", 3, 0), ("丙", 6, 0))
    for name, x in (("乙", 3), ("丁", 9), ("戊", 12)):
        layers.platform("新線", name, x, 0.01, operator="他社")
    built = railways(layers, tmp_path)
    assert (built.placement.line >= 0).sum() == 3
    assert [line.key.line for line in built.lines] == ["本線"]


def test_a_link_without_two_stations_is_counted_to_its_line(tmp_path: Path) -> None:
    layers = Layers().line("本線", ("甲", 0, 0), ("乙", 3, 0)).platform("連絡線", "丙", 6, 2)
    layers.piece("連絡線", (3, 0), (6, 2))
    built = railways(layers, tmp_path)
    assert hops(built).keys() == {"乙甲", "丙乙"}
    assert [(a.line, b.line) for a, b in built.placement.absorbed] == [("連絡線", "本線")]


def ending_on_another() -> Layers:
    """Return a line of 私鉄 that ends between two stations of another, as at Biwajima."""
    layers = (
        Layers().line("本線", ("甲", 0, 0), ("乙", 4, 0)).line("支線", ("丙", 8, 5), ("丁", 6, 3))
    )
    layers.pieces = [one for one in layers.pieces if one["properties"]["N02_003"] != "本線"]
    layers.piece("本線", (-0.05, 0), (2, 0), (4.05, 0))
    return layers


@pytest.mark.parametrize(
    ("operators", "is_linked"),
    [
        (("私鉄", "私鉄"), True),
        (("私鉄", "他社"), False),
        (("東海旅客鉄道", "西日本旅客鉄道"), True),
    ],
)
def test_a_line_that_ends_on_another_goes_on_to_its_next_station(
    tmp_path: Path, operators: tuple[str, str], is_linked: bool
) -> None:
    layers = ending_on_another().piece("支線", (6, 3), (3, 0.2), (2, 0))
    for one in (*layers.platforms, *layers.pieces):
        one["properties"]["N02_004"] = operators[one["properties"]["N02_003"] == "支線"]
    built = railways(layers, tmp_path)
    # The way to 乙 would be a reversal; to 甲 the track leads on.
    assert hops(built, "支線").keys() == ({"丁丙", "丁甲"} if is_linked else {"丁丙"})
    if is_linked:
        assert hops(built, "支線")["丁甲"] == pytest.approx(2 + 1.02 + 17.64**0.5 - 0.1, rel=0.05)
    assert hops(built).keys() == {"乙甲"}


def test_a_line_that_ends_in_a_station_of_another_does_not_go_on(tmp_path: Path) -> None:
    layers = Layers().line("本線", ("甲", 0, 0), ("乙", 4, 0), ("丙", 8, 0))
    layers.line("支線", ("丁", 1, 5), ("乙", 4, 0)).piece("支線", (4, 0), (4.05, 0))
    layers.piece("本線", (4.05, 0), (5, 0))
    assert hops(railways(layers, tmp_path), "支線").keys() == {"丁乙"}


def test_track_past_a_station_to_another_line_is_no_way_of_its_own(tmp_path: Path) -> None:
    layers = Layers().line("本線", ("甲", 0, 0), ("乙", 4, 0), ("丙", 8, 0))
    layers.line("支線", ("丁", 1, 2), ("乙", 4, 0))
    layers.piece("支線", (1, 2), (4, 0.05), (6, 0)).piece("本線", (4, 0), (6, 0))
    assert hops(railways(layers, tmp_path), "支線").keys() == {"丁乙"}
