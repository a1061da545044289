"""Zip files of others: what is read of them, and what is refused before anything is read."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.errors import FileError
from geoaccess.sources.safezip import open_zip
from geoaccess.sources.zipentries import ZipLimits

SMALL = ZipLimits(entries=3, file_bytes=2000, total_bytes=3000, ratio=20, small_bytes=100)


def zip_of(path: Path, entries: dict[str, bytes], *, packed: bool = True) -> Path:
    """Write a zip file with these entries, names as they are (no slashes put right)."""
    kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            archive.writestr(entry, data, kind)
    return path


def read_all(path: Path, limits: ZipLimits | None = None, *, read: bool = True) -> None:
    """Open a zip file and read all of it."""
    with open_zip(path, what="feed", **({"limits": limits} if limits else {})) as files:
        assert read, "opened, though it should be refused before it is read"
        files.test()


def refused(path: Path, *, limits: ZipLimits | None = None, read: bool = False) -> str:
    """Return the line with which a zip file is refused, when opened or when read."""
    with pytest.raises(FileError) as caught:
        read_all(path, limits, read=read)
    message = str(caught.value)
    assert message.startswith(path.name)
    assert "\n" not in message
    return message


# --- what is read


def test_names_and_bytes(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"data/b.shp": b"1", "data/B.DBF": b"22", "c.txt": b""})
    with open_zip(path) as files:
        assert files.names == ("data/b.shp", "data/B.DBF", "c.txt")
        assert files.find(".shp", ".dbf") == ("data/b.shp", "data/B.DBF")
        assert files.read("data/B.DBF") == b"22"
        with files.open("data/b.shp") as file:
            assert file.read(10) == b"1"
        files.test()


def test_folders_and_the_double_files_of_macos_are_no_files(tmp_path: Path) -> None:
    entries = {"d/": b"", "d\\": b"", "d/a.txt": b"1", "__MACOSX/d/._a.txt": b"2"}
    with open_zip(zip_of(tmp_path / "a.zip", entries)) as files:
        assert files.names == ("d/a.txt",)


def test_backslashes_of_windows_are_slashes(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"N03-20200101_GML\\N03-20_200101.shp": b"1"})
    with open_zip(path) as files:
        assert files.names == ("N03-20200101_GML/N03-20_200101.shp",)
        assert files.read(files.names[0]) == b"1"


@pytest.mark.parametrize("name", ["統計表.csv", "表\\ソ能.txt", "①㈱髙.txt"])
def test_names_in_cp932_without_the_flag_of_utf8(tmp_path: Path, name: str) -> None:
    """表, ソ and 能 have a backslash as their second byte."""
    raw = name.encode("cp932")
    path = zip_of(tmp_path / "a.zip", {"z" * len(raw): b"1"})
    path.write_bytes(path.read_bytes().replace(b"z" * len(raw), raw))
    with open_zip(path) as files:
        assert files.names == (name.replace("\\", "/"),)
        assert files.read(files.names[0]) == b"1"


def test_names_in_utf8(tmp_path: Path) -> None:
    with open_zip(zip_of(tmp_path / "a.zip", {"統計/表.csv": b"1"})) as files:
        assert files.names == ("統計/表.csv",)


def test_extract_writes_into_the_folder_without_folders_of_the_zip(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"x/y/a.shp": b"1", "x/a.dbf": b"2", "x/note.txt": b"3"})
    (tmp_path / "out").mkdir()
    with open_zip(path) as files:
        found = files.extract(files.find(".shp", ".dbf"), tmp_path / "out")
    assert [one.relative_to(tmp_path).as_posix() for one in found] == ["out/a.shp", "out/a.dbf"]
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == ["a.dbf", "a.shp"]


# --- what is refused


def test_other_methods_of_packing(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.txt", "1")
    assert "a method other than deflate (bzip2); unpack it and pack it again" in refused(path)


ESCAPES = (
    "../a",
    "a/../../b",
    "a\\..\\..\\b",
    "/etc/passwd",
    "\\\\server\\a",
    "C:\\a",
    "c:/a",
    "..",
)


@pytest.mark.parametrize("name", ESCAPES)
def test_escapes(tmp_path: Path, name: str) -> None:
    path = zip_of(tmp_path / "a.zip", {"good.txt": b"1", name: b"2"})
    assert "1 entries point outside the zip file" in refused(path)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices(tmp_path: Path, kind: int) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("link.txt")
        entry.create_system = 3
        entry.external_attr = (kind | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "1 entries are links or devices, not files (link.txt)" in refused(path)


def test_password(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.txt": b"1"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "protected by a password (a.txt); pack it without a password" in refused(path)


@pytest.mark.parametrize("names", [("a.txt", "a.txt"), ("a.txt", "A.TXT"), ("d/a", "d\\a")])
def test_one_name_twice(tmp_path: Path, names: tuple[str, str]) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("x.x.x", "y.y.y"):
            archive.writestr(name, "1")
    data = path.read_bytes()
    for placeholder, name in zip((b"x.x.x", b"y.y.y"), names, strict=True):
        data = data.replace(placeholder, name.ljust(5, ".").encode())
    path.write_bytes(data)
    assert "is in the zip file twice; keep one" in refused(path)


def test_two_folders_with_one_name_are_not_extracted(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"utf-8/a.shp": b"1", "shift-jis/a.shp": b"2"})
    with open_zip(path) as files, pytest.raises(FileError, match="1 names are in several"):
        files.extract(files.names, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize("name", ["a/x:y.txt", "a/con.txt", "a/NUL", "a/x\x07.txt", "a/what?"])
def test_names_that_no_folder_can_hold_are_not_extracted(tmp_path: Path, name: str) -> None:
    path = zip_of(tmp_path / "a.zip", {name: b"1"})
    with open_zip(path) as files, pytest.raises(FileError, match="none that a folder can hold"):
        files.extract(files.names, tmp_path)


def test_extract_replaces_nothing_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.txt": b"1", "b.txt": b"2"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "b.txt").write_text("mine")
    with open_zip(path) as files, pytest.raises(FileError, match="cannot be unpacked into"):
        files.extract(files.names, tmp_path / "out")
    assert (tmp_path / "out" / "b.txt").read_text() == "mine"
    assert not (tmp_path / "out" / "a.txt").exists()


BOMBS = {
    "too many entries": ({f"{i}.txt": b"" for i in range(4)}, "more than 3 entries"),
    "one file too large": ({"a.txt": bytes(range(256)) * 8}, "a.txt is larger than any feed"),
    "too large together": (
        {f"{i}.txt": bytes(range(256)) * 5 for i in range(3)},
        "what it unpacks to is larger than any feed",
    ),
    "packed too tightly": ({"a.txt": bytes(1999)}, "packed more than 20 to 1"),
}


@pytest.mark.parametrize("case", BOMBS)
def test_bombs(tmp_path: Path, case: str) -> None:
    entries, words = BOMBS[case]
    path = zip_of(tmp_path / "a.zip", entries)
    assert words in refused(path, limits=SMALL, read=True)


def test_an_entry_never_yields_more_than_it_states(tmp_path: Path) -> None:
    """A size that lies (small) ends the reading there, and the checksum fails."""
    path = zip_of(tmp_path / "a.zip", {"a.txt": bytes(100_000)})
    data = bytearray(path.read_bytes())
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.index(magic) + at, 10)
    path.write_bytes(data)
    assert "broken one" in refused(path, read=True)


def test_a_list_of_entries_too_long_to_read_is_not_read(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.txt": b"1"})
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.index(b"PK\x05\x06") + 12, 2**30)
    path.write_bytes(data)
    assert "more than 20,000 entries" in refused(path)


def test_entries_that_overlap(tmp_path: Path) -> None:
    """Two entries share the bytes of one file: how small bombs unpack to petabytes."""
    path = zip_of(tmp_path / "a.zip", {"a.txt": b"1" * 50, "b.txt": b"1" * 50}, packed=False)
    data = bytearray(path.read_bytes())
    second = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, second + 42, 0)
    path.write_bytes(data)
    assert "broken one" in refused(path, read=True)


@given(cut=st.integers(min_value=1, max_value=400))
def test_a_download_that_broke_off(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder = tmp_path_factory.mktemp("cut")
    path = zip_of(folder / "a.zip", {f"{i}.txt": bytes(range(100)) for i in range(4)})
    data = path.read_bytes()
    path.write_bytes(data[: max(4, len(data) - cut)])
    assert "it breaks off before its end: the download was not complete" in refused(path)


@settings(max_examples=400)
@given(at=st.integers(min_value=0, max_value=10_000), value=st.integers(0, 255))
def test_any_damaged_byte_is_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: int
) -> None:
    folder = tmp_path_factory.mktemp("damage")
    path = zip_of(folder / "a.zip", {"a/b.txt": bytes(range(200)), "c.txt": b"2" * 300})
    data = bytearray(path.read_bytes())
    data[at % len(data)] = value
    path.write_bytes(data)
    message = "a.zip: "
    try:
        read_all(path)
    except FileError as error:
        message = str(error)
    assert message.startswith("a.zip: ")
    assert "\n" not in message
