"""The shipped registry: complete, of official addresses, and every fault of a file named."""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from geoaccess.errors import FileError, GeoaccessError, InputError, UnknownNameError
from geoaccess.sources.registry.checks import check_file
from geoaccess.sources.registry.entries import OfficialFile, strip_copy_number
from geoaccess.sources.registry.identify import identify_file
from geoaccess.sources.registry.listing import list_official, list_rows
from geoaccess.sources.registry.store import Store
from geoaccess.sources.registry.tables import load_registry, read_registry

REGISTRY = load_registry()
ROOT = Path(__file__).resolve().parents[3]
PUBLISHERS = {
    "nlftp.mlit.go.jp",
    "www.nstac.go.jp",
    "www.e-stat.go.jp",
    "www.soumu.go.jp",
    "www.gsi.go.jp",
    "www1.gsi.go.jp",
    "www.naturalearthdata.com",
    "naciscdn.org",
    "gtfs-data.jp",
    "api.gtfs-data.jp",
    "www.city.toyota.aichi.jp",
}


def examples() -> list[OfficialFile]:
    return [REGISTRY.get(entry.example_id) for entry in REGISTRY.files]


@pytest.mark.parametrize("entry", examples(), ids=lambda entry: entry.id)
def test_addresses_are_the_publishers_own(entry: OfficialFile) -> None:
    for address in filter(None, (entry.page, entry.address)):
        assert urlsplit(address).hostname in PUBLISHERS
        assert "{" not in address
    assert "{" not in entry.file_name + entry.title_ja + entry.title_en
    assert entry.address or "no certain address" in entry.note or "no lasting" in entry.note


def test_the_issues_files_are_there() -> None:
    ids = {entry.shown_id for entry in REGISTRY.files}
    assert ids >= {"n03-2021", "n03-2021-NN", "n02-2020", "ssdse-a-2026", "mesh-1km-2020-NN"}
    assert any(one.startswith("gtfs-") for one in ids)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("n03-2026", "N03-20260101_GML.zip"),
        (" N03-2026-20 ", "N03-20260101_20_GML.zip"),
        ("mesh-1km-2020-30", "tblT001100S30.zip"),
        ("mesh-1km-cells-5135", "MESH05135.zip"),
        ("ssdse-a-2026", "SSDSE-A-2026.csv"),
    ],
)
def test_ids_lead_to_files_and_names_to_ids(wanted: str, name: str) -> None:
    found = REGISTRY.get(wanted)
    assert found.file_name == name
    for one in (name, name.upper(), name.replace(".", " (2).")):
        assert REGISTRY.find_by_name(one) == found
    assert REGISTRY.find_by_name(f"my {name}") is None


def test_a_part_has_its_own_checksum() -> None:
    assert REGISTRY.get("n03-2026-13").content.size_bytes == 13_153_227
    assert REGISTRY.get("n03-2026-20").content.sha256 == ""
    assert REGISTRY.get("n03-2026").content.sha256 != REGISTRY.get("n03-2026-13").content.sha256


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("n03-2026-48", "n03-2026-NN: a prefecture code, 01 to 47, such as n03-2026-20"),
        ("n03-2026-00", "a prefecture code, 01 to 47"),
        ("n03-2026-{part}", "a prefecture code, 01 to 47"),
        ("mesh-1km-cells-9999", "a first-level mesh code of four digits, such as"),
        ("mesh-1km-2020", "mesh-1km-2020-NN: a prefecture code"),
        ("ssdse", "the nearest are ssdse-a-2026"),
        ("../etc", "`geoaccess data list` shows all"),
        ("", "`geoaccess data list` shows all"),
    ],
)
def test_unknown_ids(wanted: str, words: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        REGISTRY.get(wanted)
    assert words in str(caught.value)


def test_copy_numbers() -> None:
    assert strip_copy_number("a (12).zip") == "a.zip"
    assert strip_copy_number("GTFS (2).tar.gz") == "GTFS (2).tar.gz"
    assert strip_copy_number("2019 (1000).zip") == "2019 (1000).zip"


def test_credits_agree_with_the_shipped_sources() -> None:
    """One publisher's wording of one thing is one text in the registry and in sources.csv."""
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        shipped = {row["id"]: row["credit"] for row in csv.DictReader(file)}
    assert REGISTRY.get("n02-2020").credit == shipped["mlit-n02-2020"]
    assert REGISTRY.get("ssdse-a-2026").credit == shipped["ssdse-a-2026"]
    n03 = "国土数値情報（行政区域データ）（国土交通省）を加工して作成"
    assert {e.credit for e in REGISTRY.files if e.id.startswith("n03")} == {n03}
    mesh = {e.credit for e in REGISTRY.files if e.id.startswith("mesh")}
    assert all("政府統計の総合窓口(e-Stat)" in credit for credit in mesh)
    assert all("\n" not in e.credit and len(e.credit) <= 80 for e in REGISTRY.files)


def test_the_list_in_both_languages(tmp_path: Path) -> None:
    store = Store(root=tmp_path)
    (tmp_path / "n03-2026-20").mkdir()
    (tmp_path / "n03-2026-20" / "N03-20260101_20_GML.zip").write_bytes(b"x")
    english, japanese = (list_rows(REGISTRY, store, lang) for lang in ("en", "ja"))
    assert len(english) == len(japanese) == len(REGISTRY.files)
    row = next(one for one in english if one["file"] == "n03-2026-NN")
    assert row["here"] == "1"
    assert "prefecture NN" in row["what it is"]
    assert japanese[0]["内容"] == "国土数値情報（行政区域データ）2026年 全国"
    records = {one["id"]: one for one in list_official(REGISTRY, store)}
    assert list(records["n03-2026-NN"]["here"]) == ["n03-2026-20"]
    assert records["n03-2026"]["here"] == {}
    assert records["ssdse-a-2022"]["address"] is None


def test_registered_checksums_against_real_files(shared_data: Path) -> None:
    feed = REGISTRY.get("gtfs-toyota-kikan-2019")
    path = shared_data / "gtfs" / feed.file_name
    assert check_file(path, feed, shown="x") == hashlib.sha256(path.read_bytes()).hexdigest()
    assert path.stat().st_size == feed.content.size_bytes


@pytest.mark.parametrize("name", ["SSDSE-A-2026.csv", "SSDSE-A-2022.csv"])
def test_real_tables_are_what_they_should_be(shared_data: Path, name: str) -> None:
    entry = REGISTRY.find_by_name(name)
    assert entry is not None
    assert len(check_file(shared_data / "municipalities" / name, entry, shown=name)) == 64


# --- a registry that is wrong

GOOD = """
[[file]]
id = "a"
title = {ja = "あ", en = "A"}
purpose = {ja = "あ", en = "A"}
publisher = "P"
licence = "L"
credit = "C"
edition = "2026"
page = "https://example.org/"
file = "a.zip"
kind = "zip"
confidence = "high"
"""
WRONG = {
    "no TOML": ("[[file", FileError, "not TOML in UTF-8"),
    "nothing": ("", InputError, "there is no [[file]]"),
    "file is a text": ("file = 'x'", InputError, "there is no [[file]]"),
    "no credit": (GOOD.replace('credit = "C"', ""), InputError, "1 faults (a: no credit)"),
    "blank credit": (GOOD.replace('"C"', '" "'), InputError, "a: no credit"),
    "title without Japanese": (GOOD.replace('ja = "あ", en', "en"), InputError, "title is not {ja"),
    "unknown key": (f"{GOOD}\nlicense = 'x'", InputError, "a: unknown key license"),
    "unknown kind": (GOOD.replace('"zip"', '"rar"'), InputError, "kind is not one of zip, csv"),
    "twice": (GOOD + GOOD, InputError, "a: stands twice"),
    "http": (f"{GOOD}\naddress = 'http://x.org/a'", InputError, "address is not an https addr"),
    "file address": (f"{GOOD}\naddress = 'file:///a'", InputError, "address is not an https"),
    "login": (f"{GOOD}\naddress = 'https://u:p@x.org/'", InputError, "address is not an https"),
    "path": (GOOD.replace("a.zip", "../a.zip"), InputError, "file is not a plain file name"),
    "id": (GOOD.replace('id = "a"', 'id = "A b"'), InputError, "not lower-case words"),
    "digest": (f"{GOOD}\nsha256 = 'abc'", InputError, "sha256 is not 64 hexadecimal digits"),
    "size": (f"{GOOD}\nsize_bytes = 0", InputError, "size_bytes is not above 0"),
    "series": (f"{GOOD}\nparts = 'prefectures'", InputError, "{part} stands in the file name"),
    "parts": (f"{GOOD}\nparts = 'cities'", InputError, "parts is not one of prefectures, mesh1"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_registries(tmp_path: Path, case: str) -> None:
    text, kind, words = WRONG[case]
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(kind) as caught:
        read_registry(path)
    assert isinstance(caught.value, GeoaccessError)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_registry(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none\.toml: cannot be read"):
        read_registry(tmp_path / "none.toml")


def test_a_good_registry(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_registry(path).get("A").credit == "C"


# --- the guide


def test_the_guide_names_every_file() -> None:
    guide = (ROOT / "docs" / "official-data.md").read_text(encoding="utf-8")
    registered = guide.partition("## What is registered")[2].partition("## Without")[0]
    named = re.findall(r"`([a-z0-9-]+)`", registered.partition("`geoaccess data list")[0])
    found = [REGISTRY.get(one) for one in named]
    series = [entry for entry in REGISTRY.files if entry.parts]
    ids = {next((s.id for s in series if s.find_part(one.id)), one.id) for one in found}
    assert ids == {entry.id for entry in REGISTRY.files}


# --- which official file is this?


def test_a_file_is_identified_by_its_name_or_its_content(shared_data: Path, tmp_path: Path) -> None:
    feed = shared_data / "gtfs" / "toyota_kikan_GTFS.zip"
    renamed, spoilt = tmp_path / "bus.zip", tmp_path / feed.name
    renamed.write_bytes(feed.read_bytes())
    spoilt.write_bytes(feed.read_bytes()[:-1] + b"\1")
    for path in (feed, renamed):
        found = identify_file(path)
        assert found is not None
        assert found.credit == "豊田市基幹バス GTFS-JP（豊田市）を加工して作成"
    assert identify_file(spoilt) is None
    found = identify_file(shared_data / "municipalities" / "SSDSE-A-2026.csv")
    assert found is not None
    assert found.id == "ssdse-a-2026"
    assert identify_file(shared_data / "municipalities" / "prefjp-utf8.csv") is None
    with pytest.raises(FileError, match=r"none\.zip: cannot be read"):
        identify_file(tmp_path / "none.zip")
