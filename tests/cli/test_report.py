"""`geoaccess report`: all kinds of runs, both forms and languages; wrong folders are one line."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from importlib import util
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.conftest import Run
from tests.figures.runs import SCORED, SITES, WRITERS, make_record, score_of, write_run, write_score

VOID = {"meta", "br", "link", "img"}


class Page(HTMLParser):
    """A page as its tags and its text; tags must close in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize(
    ("kind", "lang"),
    [("draws", "en"), ("history", "ja"), ("robustness", "en"), ("network", "ja"), ("whatif", "ja")],
)
def test_a_page_of_every_kind_is_whole_safe_and_offline(
    run: Run, tmp_path: Path, kind: str, lang: str
) -> None:
    WRITERS[kind](tmp_path / "out")
    done = run("report", "out", "-o", "report.html", "--lang", lang)
    assert (done.code, done.err) == (0, "")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.open == []
    assert page.of("html") == [{"lang": lang}]
    assert not {"script", "img", "iframe", "link", "b"} & {tag for tag, _ in page.tags}
    policy = page.of("meta")[1]["content"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    everything = [(k, v) for _, attributes in page.tags for k, v in attributes.items()]
    assert not [k for k, _ in everything if k.startswith("on")]
    links = [v for k, v in everything if k in ("href", "xlink:href", "src")]
    assert all(link.startswith("#") for link in links)
    ids = [v for k, v in everything if k == "id"]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)
    words = " ".join(page.words)
    for name in [site[2 if lang == "ja" else 1] for site in SITES[:2]]:
        assert name in words
    assert "国土数値情報（○○）を加工して作成" in words
    assert "0123456789ab" in words
    assert ("注記 <b>。" if lang == "ja" else "A remark <b>.") in words
    assert "predicted innovation" not in words
    heads = (
        ["方法", "不確実性", "前提と近似"] if lang == "ja" else ["Method", "Uncertainty", "Sources"]
    )
    assert all(any(head in word for word in page.words) for head in heads)
    figures = [a for a in page.of("div") if a.get("role") == "img"]
    assert len(figures) == len(page.of("svg")) >= 2
    assert all(a["aria-label"] for a in figures)


@pytest.mark.parametrize(("kind", "lang"), [("score", "ja"), ("whatif", "en")])
def test_a_pdf_holds_text_names_and_its_font(
    run: Run, tmp_path: Path, kind: str, lang: str
) -> None:
    WRITERS[kind](tmp_path / "out")
    assert run("report", "out", "-o", "report.pdf", "--lang", lang).code == 0
    content = (tmp_path / "report.pdf").read_bytes()
    reader = PdfReader(io.BytesIO(content))
    words = "".join(page.extract_text() for page in reader.pages)
    words = re.sub(r"\s+", "", words)
    for site in SITES[:2]:
        assert re.sub(r"\s+", "", site[2 if lang == "ja" else 1]) in words
    assert "0123456789ab" in words
    assert "国土数値情報（○○）を加工して作成" in words
    assert reader.root_object["/Lang"] == lang
    assert len(reader.outline) >= 8
    fonts = {str(one) for page in reader.pages for one in _find_fonts(page)}
    assert any("IPAexGothic" in name for name in fonts)
    unembedded = {name for name in fonts if "+" not in name} - {"/Helvetica"}
    assert not unembedded
    assert set(reader.metadata) <= {"/Title", "/Creator", "/Producer"}  # no date


def _find_fonts(page: dict) -> set[str]:
    fonts = page["/Resources"].get("/Font", {})
    return {fonts[name].get_object()["/BaseFont"] for name in fonts}


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_the_same_run_gives_the_same_bytes(
    run: Run, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    WRITERS["robustness"](tmp_path / "out")
    shutil.copytree(tmp_path / "out", tmp_path / "elsewhere" / "out")
    assert run("report", "out", "-o", f"a.{form}").code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert run("report", "elsewhere/out", "-o", f"b.{form}").code == 0
    assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()


def test_a_report_of_a_scenario_says_so_on_every_page(run: Run, tmp_path: Path) -> None:
    folder = write_score(tmp_path / "out", draws=False)
    _record(scenarios=[SCORED])(folder)
    assert run("report", "out", "-o", "r.pdf", "--lang", "ja").code == 0
    pages = [page.extract_text() for page in PdfReader(tmp_path / "r.pdf").pages]
    assert all("仮定：リニア" in text for text in pages)
    words = re.sub(r"\s", "", "".join(pages))
    figures = len(re.findall(r"図\d\.", words))
    assert figures >= 6
    assert words.count("（仮定）") >= figures + 4  # and the tables of results
    assert "開業2036〜2045年、選択change=long" in words
    assert "開業する。" in words  # among what is assumed
    assert "40minPress<i>中" in words  # among the sources


def test_a_page_of_a_scenario_says_so(run: Run, tmp_path: Path) -> None:
    WRITERS["whatif"](tmp_path / "out")
    assert run("report", "out", "-o", "r.html").code == 0
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    page = Page(text)
    assert '@top-left { content: "Contains assumptions"' in text
    assert page.words.count("Assumption: Maglev <b>") == 1
    captions = [one for one in page.words if re.match(r"(Figure|Table) \d+\. ", one)]
    results = [one for one in captions if "Sources, in the words" not in one and "Files" not in one]
    assert len(results) >= 5
    assert all("(assumption)" in one for one in results)
    assert "Maglev <b> (maglev): opening 2036–2045; options change = long" in page.words
    assert {"It opens.", "40 min", "Press <i>", "medium"} <= set(page.words)


def test_tables_of_the_report_are_those_of_the_run(run: Run, tmp_path: Path) -> None:
    write_score(tmp_path / "out", draws=True)
    assert run("report", "out", "-o", "report.html").code == 0
    words = Page((tmp_path / "report.html").read_text(encoding="utf-8")).words
    cells = [word for word in words if word.strip()]
    at = cells.index("Suwa")
    score = score_of(0)
    expected = [f"{score:.1f}", f"{score - 3:.0f}–{score + 2:.0f}", "1–2", "2/2", "90.0", "90"]
    assert cells[at + 1 : at + 7] == expected
    assert any("best in 90 % of 20 draws" in one for one in cells)
    assert "06:30" in cells
    assert any("no prediction of innovation" in one for one in cells)


def test_sites_named_are_looked_at_and_figures_stand_alone(run: Run, tmp_path: Path) -> None:
    write_score(tmp_path / "out", draws=False)
    done = run(
        "report", "out", "-o", "r.html", "--site", "那覇", "--figures", "figures", "--lang", "ja",
        "--paper", "a3",
    )  # fmt: skip
    assert done.code == 0
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "size: A3" in text
    assert "那覇の評点の内訳" in text
    assert "諏訪の評点の内訳" not in text
    found = sorted(path.name for path in (tmp_path / "figures").iterdir())
    stems = {name.rsplit(".", 1)[0] for name in found}
    assert {name[3:] for name in stems} == {"ranking", "map-score", "minutes", "score-of-naha"}
    assert len(found) == 3 * len(stems)
    page = PdfReader(tmp_path / "figures" / "01-ranking.pdf").pages[0]
    told = re.sub(r"\s", "", page.extract_text())
    assert "06:00〜22:00" in told
    assert "国土数値情報（○○）を加工して作成" in told
    assert "0123456789ab" in told
    assert float(page.mediabox.width) == pytest.approx(261 / 25.4 * 72, abs=1)


def test_a_long_table_says_what_it_leaves_out(run: Run, tmp_path: Path) -> None:
    folder = write_score(tmp_path / "out", draws=False)
    for name in ("scores.csv", "contacts.csv"):
        text = (folder / name).read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(text.splitlines()))
        more = [
            {**row, "site_id": f"{row['site_id']}-{k}"} for k in range(40) for row in rows
        ]  # fmt: skip
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(more)
    assert run("report", "out", "-o", "r.html").code == 0
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "The first 60 of 120; all stand in scores.csv." in text
    assert "(the first 44)" in text
    assert "(first 40 sites, largest 2 hubs)" in text


def _spoil(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8-sig")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8-sig")

    return change


def _record(**changes: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "run.json"
        record = json.loads(path.read_text(encoding="utf-8"))
        for name, value in changes.items():
            if value is None:
                del record[name]
            else:
                record[name] = value
        path.write_text(json.dumps(record), encoding="utf-8")

    return change


WRONG: list[tuple[str, Callable[[Path], object], str]] = [
    ("gone", shutil.rmtree, "out: is not there"),
    ("no record", lambda f: (f / "run.json").unlink(), "out: has no run.json"),
    ("cut record", lambda f: (f / "run.json").write_text("{"), "run.json: cannot be read"),
    ("a list", lambda f: (f / "run.json").write_text("[]"), "does not say which command"),
    ("early format", _record(command=None), "early versions; run the command again"),
    ("no report", _record(command="surface"), "holds results of geoaccess surface; give those of"),
    ("no digest", _record(digest=None), "lacks digest"),
    ("odd network", _record(network={"name": "x"}), "lacks network.edition, network.service_date"),
    ("no day", _record(parameters={"indicators": {}}), "lacks parameters.day"),
    ("no table", lambda f: (f / "contacts.csv").unlink(), "lacks contacts.csv of geoaccess score"),
    (
        "no rows",
        lambda f: (f / "scores.csv").write_text("site_id,name\n"),
        "scores.csv has no rows",
    ),
    ("no column", _spoil("scores.csv", "hubs_met", "met"), "scores.csv lacks the columns hubs_met"),
    ("no number", _spoil("scores.csv", "36.0391", "36,0391x"), "rows 2 have too few or too many"),
    ("words", _spoil("scores.csv", "36.0391", "north"), "no numbers (row 2: lat 'north')"),
    ("infinite", _spoil("contacts.csv", "900.0", "inf"), "row 2: hub_mass 'inf'"),
    (
        "not utf-8",
        lambda f: (f / "scores.csv").write_bytes("諏訪".encode("cp932")),
        "cannot be read",
    ),
]


@pytest.mark.parametrize(("spoil", "told"), [one[1:] for one in WRONG], ids=[o[0] for o in WRONG])
def test_wrong_folders_are_one_line(
    run: Run, tmp_path: Path, spoil: Callable[[Path], object], told: str
) -> None:
    spoil(write_score(tmp_path / "out", draws=False))
    done = run("report", "out", "-o", "r.html")
    assert done.code == 1
    assert told in done.err
    assert len(done.err.splitlines()) == 1
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("-o", "r.docx"), "r.docx: give a file that ends in .html or .pdf"),
        (("-o", "r.html", "--format", "pdf"), "--format pdf does not fit r.html"),
        (("-o", "out"), "out: is a folder"),
        (("-o", "r.html", "--site", "nowhere"), "'nowhere' is no site of this run"),
        (("-o", "r.html", "--figures", "out/run.json"), "run.json: is a file; give a folder"),
    ],
)
def test_wrong_options_are_one_line(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    write_score(tmp_path / "out", draws=False)
    done = run("report", "out", *arguments)
    assert (done.code, told in done.err, len(done.err.splitlines())) == (1, True, 1)


def test_a_site_is_asked_of_a_score_only(run: Run, tmp_path: Path) -> None:
    write_run(tmp_path / "out", make_record("robustness"), {})
    WRITERS["history"](tmp_path / "past")
    assert (
        "--site is for reports of a score"
        in run("report", "past", "-o", "r.html", "--site", "x").err
    )
    assert "lacks sites.csv, links.csv" in run("report", "out", "-o", "r.html").err


def test_without_the_extra_it_says_which(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_score(tmp_path / "out", draws=False)
    real = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda n: None if n == "reportlab" else real(n))
    done = run("report", "out", "-o", "r.html")
    assert done.code == 1
    assert "no reportlab: install it with pip install 'geoaccess[report]'" in done.err
