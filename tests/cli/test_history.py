"""`geoaccess history`: equal to as-of runs of every year, files, notes, wrong inputs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from geoaccess.cli import app
from geoaccess.model.history import MEASURES
from tests.cli.conftest import Run
from tests.sources.gtfsfeeds import write_feed, zip_feed

SITES = "name,lat,lon,municipality_code\nSuwa,36.0392,138.1142,20206\nHamamatsu,34.7108,137.7261,22130\n"
HUBS = (
    "id,name,lat,lon,mass\ntokyo,Tokyo,35.6812,139.7671,50\nsendai,Sendai,38.2536,140.8733,10\n"
    "kyoto,Kyoto,35.0262,135.7808,20\nkanazawa,Kanazawa,36.5463,136.7086,5\n"
)
ASKED = ("sites.csv", "--hubs", "hubs.csv")
YEARS = range(1981, 1987)
COMPARED = (1981, 1982, 1986)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "sites.csv").write_text(SITES, encoding="utf-8")
    (tmp_path / "hubs.csv").write_text(HUBS, encoding="utf-8")
    return tmp_path


def rows_of(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Folder of a history over six years, and what was printed."""
    folder = tmp_path_factory.mktemp("history")
    (folder / "sites.csv").write_text(SITES, encoding="utf-8")
    (folder / "hubs.csv").write_text(HUBS, encoding="utf-8")
    arguments = [str(folder / "sites.csv"), "--hubs", str(folder / "hubs.csv")]
    span = ["--years", f"{YEARS[0]}-{YEARS[-1]}", "-o", str(folder / "out")]
    return folder / "out", CliRunner().invoke(app, ["history", *arguments, *span])


@pytest.mark.parametrize("year", COMPARED)
def test_a_year_equals_an_as_of_run_of_score(
    run: Run, files: Path, written: tuple[Path, Result], year: int
) -> None:
    history = rows_of(written[0] / "history.csv")
    assert len(history) == 2 * len(YEARS)
    scored = run("score", *ASKED, "--as-of", f"{year}-12-31", "--format", "json")
    sites = json.loads(scored.out)["sites"]
    rows = {row["site_name"]: row for row in history if row["year"] == str(year)}
    assert len(sites) == len(rows) == 2
    for site in sites:
        row = rows[site["name"]]
        for name in MEASURES:
            assert (float(row[name]) if row[name] else None) == site["indicators"][name]
        assert int(row["hubs_met"]) == sum(one["contactable"] for one in site["contacts"])


def test_files_agree_with_each_other(written: tuple[Path, Result]) -> None:
    out, found = written
    assert found.exit_code == 0, found.stderr
    assert "Suwa" in found.stdout
    for part in ("modelled", "Hubs, their masses", "not why"):
        assert part in found.stderr
    history = rows_of(out / "history.csv")
    by_year = {(row["site_id"], int(row["year"])): row for row in history}
    for (site, year), row in by_year.items():
        before = by_year.get((site, year - 1))
        if before and before["network_state"] == row["network_state"]:
            assert {**row, "year": ""} == {**before, "year": ""}
    assert by_year["site-1", 1983]["network_state"] == by_year["site-1", 1984]["network_state"]

    openings = rows_of(out / "openings.csv")
    assert list(dict.fromkeys(row["opening_date"] for row in openings)) == [
        "1982-06-23", "1982-11-15", "1985-03-14",
    ]  # fmt: skip
    assert openings[0]["sections_ja"] == "東北新幹線 大宮-盛岡"
    for row in openings:
        change = float(row["reach_pct_after"]) - float(row["reach_pct_before"])
        assert float(row["reach_change"]) == pytest.approx(change, abs=2e-4)

    events = rows_of(out / "events.csv")
    hamamatsu = [row for row in events if row["event_id"] == "technopolis-hamamatsu"]
    served = {row["municipality_code"]: row["served"] for row in hamamatsu}
    assert served == {"20206": "False", "22130": "True"}
    for row in events:
        site, year, base = row["site_id"], int(row["year"]), int(row["event_year"]) - 1
        assert int(row["relative_year"]) == year - int(row["event_year"])
        assert row["reach_pct"] == by_year[site, year]["reach_pct"]
        change = float(row["reach_pct"]) - float(by_year[site, base]["reach_pct"])
        assert float(row["reach_change"]) == pytest.approx(change, abs=2e-4)

    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["command"] == "history"
    assert record["states_computed"] < 2 * len(YEARS)
    assert any("modelled" in warning for warning in record["warnings"])


def test_the_shinkansen_of_1964_has_a_before(run: Run, files: Path) -> None:
    found = run("history", *ASKED, "--years", "1963-1964", "--format", "json")
    document = json.loads(found.out)
    (row,) = [row for row in document["openings"] if row["site_name"] == "Hamamatsu"]
    assert (row["served"], row["opening_date"]) == (True, "1964-10-01")
    assert row["meeting_hours_after"] > row["meeting_hours_before"]
    assert document["warnings"]


def test_one_year_without_an_event_has_a_history_only_and_the_same_bytes_again(
    run: Run, files: Path
) -> None:
    bytes_of = []
    for _ in range(2):
        found = run("history", *ASKED, "--years", "2018", "-o", "out", "--lang", "ja")
        assert found.code == 0, found.err
        assert "過去の時刻表はモデルによる" in found.err
        assert "到達率% 2018年" in found.out
        bytes_of.append({path.name: path.read_bytes() for path in (files / "out").iterdir()})
    assert sorted(bytes_of[0]) == ["history.csv", "run.json"]
    assert bytes_of[0] == bytes_of[1]


WRONG = {
    "years backwards": (["--years", "2025-1964"], "runs backwards; write it as 1964-2025"),
    "before the tables": (["--years", "1955-1970"], "1955 is before 1960"),
    "a year in words": (["--years", "long ago"], "'long ago' is no span of years"),
    "two digits": (["--years", "64-25"], "write it as 1964-2025"),
    "an open span": (["--years", "1964-"], "is no span of years"),
    "three years": (["--years", "1964-1975-1985"], "is no span of years"),
    "no years": (["--years", ""], "is no span of years"),
    "a year that has not ended": (
        ["--years", "2020-2026"], "2026 ends after 2026-03-13, where japan ends; give 2025",
    ),
    "a date outside the edition": (["--date", "2031-04-01"], "2025-03-15 to 2026-03-13"),
    "an unknown programme": (
        ["programme:tecnopolis"], "no programme is called 'tecnopolis'; the nearest are "
        "programme:technopolis",
    ),
    "an unknown place": (["Atlantis"], "no place is called 'Atlantis'"),
    "a feed": (["--network", "japan", "--network", "bus.zip"], "bus.zip); give network tables"),
    "a network that is none": (["--network", "mars"], "mars: there is no such file or folder"),
    "a folder of other things": (["-o", "mine"], "holds what is no earlier result (notes.txt)"),
    "a window backwards": (["--window", "22:00-06:00"], "ends before it begins"),
    "a hub file without masses": (["--hubs", "sites.csv"], "mass"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG.keys())
def test_wrong_inputs_are_one_line_and_exit_1(
    run: Run, files: Path, arguments: list[str], message: str
) -> None:
    (files / "mine").mkdir()
    (files / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    zip_feed(write_feed(files / "raw", "bus"), files / "bus.zip")
    found = run("history", *arguments)
    assert found.code == 1
    last = found.err.splitlines()[-1]
    assert last.startswith("geoaccess: ")
    assert message in last
    assert "Traceback" not in found.err
    assert found.out == ""
