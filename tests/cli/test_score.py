"""`geoaccess score`: the contract of its outputs, and wrong inputs."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pyogrio
import pytest

from tests.cli.conftest import MAPPED, ROOT, Run, run_process

INDICATORS = {
    "reach_pct", "nearness_min", "robustness", "meeting_hours", "cost_yen", "round_trips",
    "compactness",
}  # fmt: skip
SITE_KEYS = {
    "site_id", "name", "name_ja", "lat", "lon", "score", "score_p05", "score_p95", "rank",
    "rank_best", "rank_worst", "p_best", "indicators", "missing", "contacts",
}  # fmt: skip
CONTACT_KEYS = {
    "hub_id", "contactable", "probability", "depart", "arrive", "stay_min", "return_depart",
    "home", "out_min", "back_min", "round_trips", "transfers", "fare_yen",
}  # fmt: skip


def minutes(clock: str) -> int:
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)


@pytest.fixture
def sites(tmp_path: Path) -> str:
    (tmp_path / "sites.csv").write_bytes(MAPPED.encode("cp932"))
    return "sites.csv"


def test_json_follows_the_contract(run: Run, sites: str) -> None:
    found = run("score", sites, "--format", "json")
    assert found.code == 0
    document = json.loads(found.out)
    assert set(document) == {"run", "sites", "warnings"}
    assert [site["rank"] for site in document["sites"]] == [1, 2]
    for site in document["sites"]:
        assert set(site) >= SITE_KEYS
        assert set(site["indicators"]) == INDICATORS
        assert site["missing"] == []
        assert 0 <= site["score"] <= 100
        assert 0 <= site["indicators"]["robustness"] <= 1
        assert site["worst_link"]
        assert site["worst_link_ja"]
        for contact in site["contacts"]:
            assert set(contact) >= CONTACT_KEYS


def test_clock_times_are_consistent_and_inside_the_window(run: Run, sites: str) -> None:
    document = json.loads(run("score", sites, "--format", "json", "--window", "06:30-21:00").out)
    contacts = [contact for site in document["sites"] for contact in site["contacts"]]
    met = [contact for contact in contacts if contact["contactable"]]
    assert met
    for contact in met:
        out, back = contact["depart"], contact["return_depart"]
        assert minutes("06:30") <= minutes(out) < minutes(contact["arrive"])
        assert minutes(back) < minutes(contact["home"]) <= minutes("21:00")
        assert contact["stay_min"] >= 240
        assert contact["stay_min"] == minutes(back) - minutes(contact["arrive"])
        assert contact["out_min"] == minutes(contact["arrive"]) - minutes(out)
        assert contact["back_min"] == minutes(contact["home"]) - minutes(back)
        assert contact["round_trips"] >= 1
    for contact in contacts:
        if not contact["contactable"]:
            assert contact["depart"] is None
            assert contact["stay_min"] is None
            assert contact["round_trips"] == 0


def test_results_folder_holds_every_table(mapped: Path) -> None:
    folder = mapped
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "scores.csv", "contacts.csv", "scores.parquet", "scores.gpkg", "map.html", "map.data",
        "run.json",
    }  # fmt: skip
    assert (folder / "scores.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (folder / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["name_ja"] for row in rows} == {"諏訪市役所", "<b>燕三条</b>"}
    assert pq.read_table(folder / "scores.parquet").num_rows == 2
    assert pyogrio.read_info(folder / "scores.gpkg")["features"] == 2
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((folder.parent / "sites.csv").read_bytes()).hexdigest()
    assert digest in {one["sha256"] for one in record["inputs"]}
    assert all(source["licence"] for source in record["sources"])
    assert "<b>燕三条" not in (folder / "map.html").read_text(encoding="utf-8")


def test_the_same_run_gives_the_same_bytes(
    run: Run, sites: str, tmp_path: Path, mapped: Path
) -> None:
    run("score", sites, "-o", "again")
    assert {path.name for path in (tmp_path / "again").iterdir()} == {
        path.name for path in mapped.iterdir()
    }
    for path in mapped.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_earlier_results_are_replaced_and_other_folders_are_not(
    run: Run, sites: str, tmp_path: Path
) -> None:
    assert run("score", sites, "-o", "out", "--no-map").code == 0
    assert run("score", sites, "-o", "out", "--no-map").code == 0
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("keep", encoding="utf-8")
    (tmp_path / "out" / "minutes.docx").write_text("keep", encoding="utf-8")
    for folder, kept in (("mine", "thesis.txt"), ("out", "minutes.docx")):
        found = run("score", sites, "-o", folder)
        assert found.code == 1
        assert kept in found.err
        assert (tmp_path / folder / kept).read_text(encoding="utf-8") == "keep"


def test_a_foreign_record_is_not_replaced(run: Run, sites: str, tmp_path: Path) -> None:
    (tmp_path / "proj").mkdir()
    (tmp_path / "proj" / "run.json").write_text("{}", encoding="utf-8")
    assert run("score", sites, "-o", "proj").code == 1
    assert (tmp_path / "proj" / "run.json").read_text(encoding="utf-8") == "{}"


def test_the_working_folder_is_not_replaced(run: Run, sites: str) -> None:
    found = run("score", sites, "-o", ".")
    assert found.code == 1
    assert "working folder" in found.err


def test_without_a_folder_json_and_csv_write_nothing(run: Run, sites: str, tmp_path: Path) -> None:
    assert json.loads(run("score", sites, "--format", "json").out)
    assert run("score", sites, "--format", "csv").out.startswith("rank,site_id,name,name_ja")
    assert not (tmp_path / "geoaccess-results").exists()


def test_the_table_shows_ranks_and_clock_times_in_both_languages(run: Run, sites: str) -> None:
    english = run("score", sites, "--no-map").out
    assert "A day at the largest hub" in english
    assert "Tokyo (Otemachi): 0" in english
    japanese = run("score", sites, "--no-map", "--lang", "ja").out
    assert "順位" in japanese
    assert "東京（大手町）: 0" in japanese


def test_a_longer_stay_never_reaches_more(run: Run, sites: str) -> None:
    reach = []
    for stay in ("2h", "4h", "8h", "12h"):
        document = json.loads(run("score", sites, "--stay", stay, "--format", "json").out)
        reach.append(sum(site["indicators"]["reach_pct"] for site in document["sites"]))
    assert reach == sorted(reach, reverse=True)
    assert reach[-1] < reach[0]


def test_okinawa_is_unreachable_by_rail_not_dropped(run: Run) -> None:
    document = json.loads(run("score", "municipality:47201", "--format", "json").out)
    (site,) = document["sites"]
    assert site["name_ja"] == "那覇市"
    # how near its own jobs lie to each other is all it has
    weight, compactness = (
        document["run"]["weights_used"]["compactness"],
        site["indicators"]["compactness"],
    )
    assert site["score"] == pytest.approx(100 * weight * compactness, abs=1e-3)
    assert site["indicators"]["reach_pct"] == 0
    assert site["indicators"]["nearness_min"] is None
    assert "nearness_min" not in site["missing"]
    assert not any(contact["contactable"] for contact in site["contacts"])
    assert any("No station within" in warning for warning in document["warnings"])


def test_as_of_gives_the_network_of_that_day(run: Run) -> None:
    """Before 2015 the way from Kanazawa to Tokyo led over Echigo-Yuzawa, with a change."""

    def reach(*extra: str) -> float:
        arguments = ("score", "hub:kanazawa", "--format", "json", *extra)
        return float(json.loads(run(*arguments).out)["sites"][0]["indicators"]["reach_pct"])

    assert reach("--as-of", "2015-03-13") < reach("--as-of", "2015-03-14")


WRONG = {
    "an unknown place": (["score", "Atlantis"], "Atlantis"),
    "a missing file": (["score", "nothing.csv"], "nothing.csv"),
    "a date in words": (["score", "--date", "tomorrow"], "--date: 'tomorrow'"),
    "a date outside the edition": (["score", "--date", "2031-04-01"], "2025-03-15 to 2026-03-13"),
    "a window backwards": (["score", "--window", "22:00-06:00"], "ends before it begins"),
    "a window in words": (["score", "--window", "all day"], "06:00-22:00"),
    "a window of half a minute": (["score", "--window", "06:00-06:00:30"], "at least a minute"),
    "a window over the night": (["score", "--window", "06:00-47:00"], "ends by 28:00"),
    "a stay beyond all days": (["score", "--stay", "99999999999999h"], "stay_min"),
    "as-of too late": (["score", "--as-of", "2999-01-01"], "2026-03-13"),
    "a stay in words": (["score", "--stay", "long"], "'long' is not a duration"),
    "a network that is none": (
        ["score", "--network", "mars"],
        "mars: there is no such file or folder; give japan",
    ),
    "a missing config": (["score", "--config", "none.yaml"], "none.yaml"),
    "as-of too early": (["score", "--as-of", "1950-01-01"], "1960-06-01"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG.keys())
def test_wrong_inputs_are_one_line_and_exit_1(
    run: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    found = run(*arguments)
    assert found.code == 1
    assert message in found.err
    assert len(found.err.strip().splitlines()) <= 2
    assert "Traceback" not in found.err
    assert not (tmp_path / "geoaccess-results").exists()


def test_bad_rows_are_one_message_with_row_numbers(run: Run, tmp_path: Path) -> None:
    rows = 'name,lat,lon\nA,35.1,139.0\nB,"35,68",139.7\nC,139.7,35.6\n'
    (tmp_path / "bad.csv").write_text(rows, encoding="utf-8")
    found = run("score", "bad.csv")
    assert found.code == 1
    assert "row 3" in found.err
    assert "row 4" in found.err
    assert not (tmp_path / "geoaccess-results").exists()


def test_config_faults_are_named_at_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("day: {stay_min: -5, sleep: 8}\nmass: heavy\n")
    found = run("score", "--config", "mine.yaml")
    assert found.code == 1
    for part in ("day.stay_min", "day.sleep", "mass", "access", "indicators"):
        assert part in found.err


SHIPPED = (ROOT / "configs" / "score.yaml").read_text(encoding="utf-8")
WRONG_CONFIGS = {
    "an unquoted clock time": ('["09:00", "18:00"]', "[10:00, 18:00]", "in quotes"),
    "hours for clock times": ('["09:00", "18:00"]', "[9, 18]", "in quotes"),
    "an endless stay": ("stay_min: 240", "stay_min: .inf", "day.stay_min"),
    "a goalpost that is no number": ("zero_at: 240", "zero_at: .nan", "nearness_min.zero_at"),
    "an endless weight": ("weight: 0.30", "weight: .inf", "reach_pct.weight"),
    "a day's drive": ("max_min: 90  ", "max_min: 9000  ", "access.max_min"),
    "equal goalposts": ("zero_at: 240, one_at: 30", "zero_at: 30, one_at: 30", "are equal"),
    "bands out of order": ("up_to_km: 20,", "up_to_km: 2,", "must rise"),
    "a key twice": ("mass: raw", "mass: raw\nmass: equal", "'mass' stands twice"),
    "an indicator too few": (
        "  compactness: {zero_at: 0, one_at: 1, weight: 0.10}\n", "", "needs exactly",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), WRONG_CONFIGS.values(), ids=WRONG_CONFIGS)
def test_wrong_configs_are_one_line(
    run: Run, tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in SHIPPED
    (tmp_path / "mine.yaml").write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    found = run("score", "--config", "mine.yaml")
    assert found.code == 1
    assert message in found.err
    assert "mine.yaml" in found.err


def test_usage_errors_exit_2(run: Run) -> None:
    assert run("score", "--no-such-option").code == 2
    assert run("score", "--format", "pdf").code == 2


def test_a_real_process_prints_one_line_and_exits_1(tmp_path: Path) -> None:
    found = run_process("score", "Atlantis", cwd=tmp_path)
    assert found.code == 1
    assert "geoaccess: " in found.err
    assert "Traceback" not in found.err
