"""`geoaccess map`: the page of an earlier run from its folder alone, and clear errors."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geoaccess.maps.page import render_score_map
from geoaccess.maps.store import dump_content
from tests.cli.conftest import Run
from tests.maps.cases import build_two_views

RECORD = '{"digest": "x", "command": "score", "versions": {}}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a results folder with the map data of the small run."""
    made = tmp_path / "out"
    made.mkdir()
    (made / "map.data").write_bytes(dump_content(build_two_views()))
    (made / "run.json").write_text(RECORD, encoding="utf-8")
    return made


def test_the_page_is_made_from_the_folder_alone(run: Run, folder: Path) -> None:
    found = run("map", "out")
    assert found.code == 0
    assert found.out == "out/map.html: map of 4 sites, 2 networks\n"
    page = (folder / "map.html").read_text(encoding="utf-8")
    assert page == render_score_map(build_two_views())
    run("map", "out", "-o", "again.html")
    assert (folder.parent / "again.html").read_text(encoding="utf-8") == page


def test_language_and_tiles_are_of_the_page(run: Run, folder: Path) -> None:
    assert run("map", "out", "-o", "ja.html", "--lang", "ja", "--tiles").code == 0
    page = (folder.parent / "ja.html").read_text(encoding="utf-8")
    assert page == render_score_map(build_two_views().in_language("ja"), tiles=True)
    assert '<html lang="ja">' in page


def test_the_folder_can_still_be_replaced(run: Run, folder: Path) -> None:
    run("map", "out")
    assert {path.name for path in folder.iterdir()} == {"map.data", "map.html", "run.json"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("map", "nowhere"), "nowhere: is no results folder"),
        (("map", "out/run.json"), "is no results folder"),
        (("map", "empty"), "empty: holds no map data (map.data)"),
        (("map", "old"), "old/map.data: damaged, or no map data"),
        (("map", "cut"), "cut/map.data: damaged, or no map data"),
        (("map", "out", "-o", "map.txt"), "map.txt: give a file that ends in .html"),
        (("map", "out", "-o", "out"), "out: give a file that ends in .html"),
        (("map", "out", "-o", "run.json/map.html"), "cannot be written"),
    ],
)
def test_one_line_says_what_is_wrong(
    run: Run, folder: Path, arguments: tuple[str, ...], says: str
) -> None:
    for name in ("empty", "old", "cut"):
        (folder.parent / name).mkdir()
    (folder.parent / "old" / "map.data").write_text("{}", encoding="utf-8")
    data = (folder / "map.data").read_bytes()
    (folder.parent / "cut" / "map.data").write_bytes(data[: len(data) // 2])
    (folder.parent / "run.json").write_text(RECORD, encoding="utf-8")
    found = run(*arguments)
    assert found.code == 1
    assert says in found.err
    assert len(found.err.strip().splitlines()) == 1


def test_a_run_of_score_keeps_what_its_map_needs(run: Run, mapped: Path, tmp_path: Path) -> None:
    page = (mapped / "map.html").read_bytes()
    shutil.copytree(mapped, tmp_path / "moved")
    (tmp_path / "moved" / "map.html").unlink()
    assert run("map", "moved").code == 0
    assert (tmp_path / "moved" / "map.html").read_bytes() == page
    assert len(page) < 4_000_000
