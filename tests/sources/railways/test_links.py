"""Which ways past a junction have trains: triangles, and lines that lead both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoaccess.sources.railways.build import build_conventional_network
from geoaccess.sources.railways.links import keep_with_trains
from geoaccess.sources.railways.servicemodel import Break, Join, Link, load_service_model
from tests.sources.railways.layers import Layers, edges

MODEL = load_service_model()


def crossing() -> Layers:
    """Return a main line 甲–乙–丙–丁, and a branch that ends on it between 乙 and 丙."""
    layers = Layers().line("本線", ("甲", 0, 0), ("乙", 4, 0))
    layers.piece("本線", (4, 0), (6, 0)).piece("本線", (6, 0), (8, 0))
    layers.line("本線", ("丙", 8, 0), ("丁", 15, 0)).line("町線", ("丁", 15, 0), ("戊", 17, 1))
    layers.line("支線", ("奥", 6, 8), ("山", 6, 4))
    return layers.piece("支線", (6, 4), (6, 0))


def triangle() -> Layers:
    """Return a branch with a station on the main line, and a short cut to the next one."""
    layers = Layers().line("本線", ("甲", 0, 0), ("乙", 4, 0))
    layers.piece("本線", (4, 0), (5.5, 0)).piece("本線", (5.5, 0), (9, 0))
    layers.platform("本線", "丙", 9, 0)
    layers.platform("支線", "奥", 4.1, 7.5).platform("支線", "山", 4.1, 4).platform(
        "支線", "乙", 4, 0
    )
    layers.piece("支線", (4.1, 8), (4.1, 2)).piece("支線", (4.1, 2), (4, 1), (4, 0))
    return layers.piece("支線", (4.1, 2), (4.8, 1), (5.5, 0))


def built(layers: Layers, folder: Path, **changes: object) -> tuple[set[tuple[str, str]], str]:
    network = build_conventional_network(*layers.load(folder), MODEL.model_copy(update=changes))
    return set(edges(network)), " ".join(note.en for note in network.notes)


def test_a_branch_that_leads_both_ways_runs_to_where_more_stations_are(tmp_path: Path) -> None:
    found, notes = built(crossing(), tmp_path)
    assert ("丙", "山") in found
    assert ("乙", "山") not in found
    assert "1 ways past a junction are taken to have no trains" in notes


def test_a_listed_way_has_trains(tmp_path: Path) -> None:
    link = Link(stations=("山", "乙"), source="x", confidence="low")
    found, notes = built(crossing(), tmp_path, links=(link,))
    assert {("丙", "山"), ("乙", "山")} <= found
    assert "past a junction" not in notes


def test_the_third_side_of_a_triangle_has_none(tmp_path: Path) -> None:
    found, notes = built(triangle(), tmp_path)
    assert ("丙", "山") not in found
    assert ("乙", "山") in found
    assert "丙–山" in notes or "山–丙" in notes
    link = Link(stations=("丙", "山"), source="x", confidence="low")
    assert ("丙", "山") in built(triangle(), tmp_path, links=(link,))[0]


@pytest.mark.parametrize(
    ("own", "near", "kept"),
    [
        ({}, [1, 1, 1], {(0, 1), (0, 2)}),
        ({(1, 2): 1.0}, [1, 5, 3], {(0, 1)}),
        ({(1, 2): 1.0}, [1, 3, 5], {(0, 2)}),
        ({(0, 3): 1.0, (1, 3): 1.0}, [1, 5, 3, 1], {(0, 2)}),
    ],
)
def test_ways_kept(
    own: dict[tuple[int, int], float], near: list[int], kept: set[tuple[int, int]]
) -> None:
    onward = {(0, 1): 2.0, (0, 2): 2.0}
    assert set(keep_with_trains(onward, [own], near)) == kept
    assert set(keep_with_trains(onward, [own], near, {(0, 1), (0, 2)})) == set(onward)


def end_to_end() -> Layers:
    return (
        Layers().line("東線", ("甲", 0, 0), ("乙", 4, 0)).line("西線", ("乙", 4, 0), ("丙", 8, 0.5))
    )


def test_a_break_ends_trains_where_the_track_goes_on(tmp_path: Path) -> None:
    stop = Break(
        operator="私鉄", station="乙", lines=("東線", "西線"), source="x", confidence="low"
    )
    for breaks, calls in (((), [3]), ((stop,), [2, 2])):
        network = build_conventional_network(
            *end_to_end().load(tmp_path), MODEL.model_copy(update={"breaks": breaks})
        )
        assert [len(pattern.calls) for pattern in network.patterns] == calls


def test_a_listed_join_lets_trains_turn_back(tmp_path: Path) -> None:
    layers = (
        Layers().line("東線", ("甲", 0, 0), ("乙", 4, 0)).line("西線", ("乙", 4, 0), ("丙", 0, 0.5))
    )
    join = Join(operator="私鉄", station="乙", lines=("東線", "西線"), source="x", confidence="low")
    network = build_conventional_network(
        *layers.load(tmp_path), MODEL.model_copy(update={"joins": (join,)})
    )
    assert [len(pattern.calls) for pattern in network.patterns] == [3]


def test_a_branch_of_the_line_that_passes_is_no_end_of_it(tmp_path: Path) -> None:
    # 新千歳空港: a branch of the Chitose Line meets the Sekisho Line where the Chitose Line passes.
    layers = Layers().line("千線", ("甲", 0, 0), ("乙", 4, 0), ("丙", 12, 0))
    layers.line("千線", ("空", 4, -3), ("乙", 4, 0)).line("石線", ("乙", 4, 0), ("丁", 4, 30))
    network = build_conventional_network(*layers.load(tmp_path), MODEL)
    assert sorted(len(pattern.calls) for pattern in network.patterns) == [2, 2, 3]
