"""`geoaccess map` for paper: a figure of each kind of folder, or one line that says why not."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.conftest import Run
from tests.figures.runs import SCORED, WRITERS, make_record, write_run


@pytest.mark.parametrize(
    ("kind", "arguments", "told"),
    [
        ("draws", ("--lang", "ja"), "候補地の評点の地図"),
        ("robustness", (), "Whatisleftofreachwithouttheworstsection"),
        ("network", (), "Partnersofeachplace"),
        ("whatif", ("--paper", "a3", "--scenario", "maglev"), "Maglev<b>(assumption)"),
    ],
)
def test_every_kind_has_its_map(
    run: Run, tmp_path: Path, kind: str, arguments: tuple[str, ...], told: str
) -> None:
    WRITERS[kind](tmp_path / "out")
    done = run("map", "out", "-o", "map.pdf", *arguments)
    assert (done.code, done.err) == (0, "")
    paper, width_mm = ("A3", 261) if "a3" in arguments else ("A4", 174)
    assert done.out == f"map.pdf: map for {paper}\n"
    (page,) = PdfReader(tmp_path / "map.pdf").pages
    assert float(page.mediabox.width) == pytest.approx(width_mm / 25.4 * 72, abs=1)
    words = re.sub(r"\s", "", page.extract_text())
    for part in (told, "06:00", "2026-03-10", "0123456789ab", "国土数値情報（○○）を加工して作成"):
        assert part in words


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_folder_gives_the_same_bytes(
    run: Run, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    WRITERS["score"](tmp_path / "out")
    assert run("map", "out", "-o", f"a.{form}").code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert run("map", "out", "-o", f"b.{form}").code == 0
    content = (tmp_path / f"a.{form}").read_bytes()
    assert content == (tmp_path / f"b.{form}").read_bytes()
    assert content[:4] == {"png": b"\x89PNG", "svg": b"<?xm"}[form]


def test_a_map_of_a_scenario_says_so(run: Run, tmp_path: Path) -> None:
    folder = WRITERS["score"](tmp_path / "out")
    tables = {
        name: list(csv.DictReader((folder / name).read_text("utf-8-sig").splitlines()))
        for name in ("scores.csv", "contacts.csv")
    }
    write_run(tmp_path / "new", make_record("score", scenarios=[SCORED]), tables)
    assert run("map", "new", "-o", "map.pdf", "--lang", "ja").code == 0
    words = re.sub(r"\s", "", PdfReader(tmp_path / "map.pdf").pages[0].extract_text())
    assert "候補地の評点の地図（仮定）" in words
    assert "仮定：リニア" in words


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Return a folder with results of several kinds."""
    for kind in ("score", "history", "whatif", "network"):
        WRITERS[kind](tmp_path / kind)
    (tmp_path / "bare").mkdir()
    zones = tmp_path / "whatif" / "municipalities.csv"
    text = zones.read_text("utf-8-sig")
    two = text + "".join(line.replace("maglev", "other") for line in text.splitlines(True)[1:])
    WRITERS["whatif"](tmp_path / "two")
    (tmp_path / "two" / "municipalities.csv").write_text(two, "utf-8-sig")
    WRITERS["whatif"](tmp_path / "sites")
    (tmp_path / "sites" / "municipalities.csv").unlink()
    (tmp_path / "network" / "nodes.csv").unlink()
    (tmp_path / "a.pdf").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere", "-o", "m.png"), "nowhere: is not there; give a results folder"),
        (("bare", "-o", "m.png"), "bare: has no run.json"),
        (("network", "-o", "m.png"), "network: lacks nodes.csv"),
        (
            ("history", "-o", "m.png"),
            "holds results of geoaccess history, of which there is no map",
        ),
        (
            ("two", "-o", "m.png"),
            "two: holds 2 scenarios (maglev, other); give one with --scenario",
        ),
        (
            ("whatif", "-o", "m.png", "--scenario", "x"),
            "--scenario 'x' is none of whatif; it holds",
        ),
        (("sites", "-o", "m.png"), "sites: has no municipalities.csv"),
        (("score", "-o", "m.png", "--scenario", "maglev"), "--scenario is for maps of whatif"),
        (("score", "-o", "m.png", "--tiles"), "--tiles is for a page"),
        (("score", "-o", "m.gif"), "m.gif: give a file that ends in .html, .png, .svg, .pdf"),
        (("score", "-o", "a.pdf"), "a.pdf: is a folder"),
        (("score", "-o", "m.html", "--paper", "a3"), "--paper is for maps on paper"),
        (("score", "-o", "m.html", "--scenario", "x"), "--scenario is for maps on paper"),
        (("score", "-o", "score/run.json/m.svg"), "cannot be written"),
    ],
)
def test_one_line_says_what_is_wrong(
    run: Run, folders: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = run("map", *arguments)
    assert (done.code, told in done.err, len(done.err.strip().splitlines())) == (1, True, 1)
    assert not list(folders.glob("m.*"))
