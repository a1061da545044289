"""Files that were carried in by hand: found, held against the registry, kept like any other."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from geoaccess.errors import FileError
from geoaccess.sources.registry.entries import Registry
from geoaccess.sources.registry.store import Store, open_store
from geoaccess.sources.registry.verify import check_kept, list_kept, verify_files
from tests.sources.registry.fileserver import FileServer, broken, status, whole
from tests.sources.registry.officials import (
    SHAPES,
    carry,
    digest,
    fetch,
    left_in,
    official,
    zip_bytes,
)

KNOWN = official("https://example.org/shapes.zip", sha256=digest(SHAPES))
UNKNOWN = official("https://example.org/shapes.zip")


@pytest.mark.parametrize("name", ["shapes.zip", "shapes (1).zip", "shapes(2).zip", "Shapes.ZIP"])
def test_a_file_by_its_name_or_as_a_second_copy(tmp_path: Path, store: Store, name: str) -> None:
    carried = carry(tmp_path / "usb", name, SHAPES)
    found = fetch(KNOWN, store, carried=carried, is_offline=True)
    assert found.how == "carried in"
    assert found.path.read_bytes() == SHAPES
    assert (carried / name).read_bytes() == SHAPES
    receipt = store.find_receipt(KNOWN)
    assert receipt is not None
    assert receipt.origin == f"carried in: {name}"


def test_a_file_in_a_folder_of_its_id(tmp_path: Path, store: Store) -> None:
    carry(tmp_path / "usb" / "shapes", "shapes.zip", SHAPES)
    assert fetch(KNOWN, store, carried=tmp_path / "usb").how == "carried in"


def test_the_cache_of_another_computer_is_a_folder_to_carry_from(
    tmp_path: Path, server: FileServer
) -> None:
    there = Store(root=tmp_path / "there")
    fetch(official(server.put("/shapes.zip", whole(SHAPES))), there)
    here = Store(root=tmp_path / "here")
    assert fetch(KNOWN, here, carried=there.root, is_offline=True).how == "carried in"


WRONG = {
    "another content": (SHAPES[:-1] + b"x", KNOWN, "another content than registered"),
    "cut": (SHAPES[:-50], UNKNOWN, "it breaks off before its end"),
    "damaged": (SHAPES.replace(b"2" * 99, b"3" * 99), UNKNOWN, "not a zip file, or a broken one"),
    "web page": (b"<html><body>403", UNKNOWN, "the content is a web page"),
    "empty": (b"", UNKNOWN, "the file is empty"),
    "other files in it": (zip_bytes(a_shp=b"1"), UNKNOWN, "holds no .dbf (but a.shp)"),
    "escape in it": (zip_bytes(**{"../a_shp": b"1"}), UNKNOWN, "point outside the zip file"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_files_are_refused_and_not_kept(tmp_path: Path, store: Store, case: str) -> None:
    data, entry, words = WRONG[case]
    carried = carry(tmp_path / "usb", "shapes.zip", data)
    with pytest.raises(FileError) as caught:
        fetch(entry, store, carried=carried)
    assert words in str(caught.value)
    assert str(caught.value).startswith("shapes.zip: ")
    assert left_in(store) == []
    assert (carried / "shapes.zip").read_bytes() == data


def test_a_table_that_breaks_off_does_not_take_the_place_of_a_whole_one(
    tmp_path: Path, store: Store
) -> None:
    entry = official(file_name="table.csv", kind="csv", holds=())
    table = "コード,人口\r\n01100,1973395\r\n01202,251084\r\n".encode("cp932")
    found = fetch(entry, store, carried=carry(tmp_path / "whole", "table.csv", table))
    cut = carry(tmp_path / "cut", "table.csv", table[:-5])
    with pytest.raises(FileError, match=r"table\.csv: the last row does not end: the download"):
        fetch(entry, store, carried=cut, is_anew=True)
    assert found.path.read_bytes() == table


def test_no_such_file_in_the_folder(tmp_path: Path, store: Store) -> None:
    carried = carry(tmp_path / "usb", "shapes_old.zip", SHAPES)
    with pytest.raises(FileError, match=r"there is no shapes\.zip \(there are shapes_old\.zip\)"):
        fetch(KNOWN, store, carried=carried)
    with pytest.raises(FileError, match="nothing there has a name like it"):
        fetch(KNOWN, store, carried=carry(tmp_path / "other", "x", b""))


def test_the_folder_is_none(tmp_path: Path, store: Store) -> None:
    carried = carry(tmp_path / "usb", "shapes.zip", SHAPES)
    with pytest.raises(FileError, match="is a file; give with --from the folder"):
        fetch(KNOWN, store, carried=carried / "shapes.zip")
    with pytest.raises(FileError, match="is not there; give with --from the folder"):
        fetch(KNOWN, store, carried=tmp_path / "none")


def test_offline_asks_no_network(store: Store, server: FileServer) -> None:
    entry = official(server.put("/shapes.zip", whole(SHAPES)))
    with pytest.raises(FileError, match="--offline asks no network; fetch http"):
        fetch(entry, store, is_offline=True)
    assert server.asked == []
    fetch(entry, store)
    assert fetch(entry, store, is_offline=True).how == "kept"


def test_without_an_address_the_page_is_named(store: Store) -> None:
    words = r"no certain address is registered; fetch it from https://example\.org/shapes\.html"
    with pytest.raises(FileError, match=words):
        fetch(official(), store)


# --- what is kept


def test_a_file_that_changed_is_never_served(tmp_path: Path, store: Store) -> None:
    found = fetch(UNKNOWN, store, carried=carry(tmp_path / "usb", "shapes.zip", SHAPES))
    check_kept(UNKNOWN, store)
    data = bytearray(SHAPES)
    data[500] ^= 1
    found.path.write_bytes(data)
    for _ in range(2):
        with pytest.raises(FileError, match="the file has changed since it was fetched on 2"):
            fetch(UNKNOWN, store, is_offline=True)
    assert found.path.read_bytes() == data


def test_a_file_is_fetched_again_on_request(server: FileServer, store: Store) -> None:
    """The old file stays until the new one is good."""
    newer = zip_bytes(a_shp=b"new", a_dbf=b"2")
    address = server.put("/a", whole(SHAPES), whole(SHAPES[:-9], etag='"v2"'), whole(newer))
    entry = official(address)
    found = fetch(entry, store)
    assert fetch(entry, store).how == "kept"
    with pytest.raises(FileError, match="broken one"):
        fetch(entry, store, is_anew=True)
    assert found.path.read_bytes() == SHAPES
    check_kept(entry, store)
    assert fetch(entry, store, is_anew=True).how == "downloaded"
    assert found.path.read_bytes() == newer
    check_kept(entry, store)


def test_a_carried_file_is_no_beginning_of_a_download(
    tmp_path: Path, server: FileServer, store: Store
) -> None:
    address = server.put("/a", broken(SHAPES, 9_000), status(404), whole(SHAPES))
    entry = official(address)
    with pytest.raises(FileError, match="404"):
        fetch(entry, store)
    with pytest.raises(FileError, match="web page"):
        fetch(entry, store, carried=carry(tmp_path / "usb", "shapes.zip", b"<html>"))
    assert fetch(entry, store).path.read_bytes() == SHAPES
    assert server.ranges == ["", "bytes=9000-", ""]


def test_a_checksum_that_is_registered_later_is_held_against(tmp_path: Path, store: Store) -> None:
    other = zip_bytes(a_shp=b"1", a_dbf=b"2")
    fetch(UNKNOWN, store, carried=carry(tmp_path / "usb", "shapes.zip", other))
    with pytest.raises(FileError, match="another content than registered"):
        check_kept(KNOWN, store)


def test_a_file_put_in_its_place_by_hand_is_checked(tmp_path: Path) -> None:
    store = open_store(tmp_path / "mine")
    carry(tmp_path / "mine", "shapes.zip", SHAPES)
    assert fetch(UNKNOWN, store, is_offline=True).how == "kept"
    assert store.find_receipt(UNKNOWN) is not None
    carry(tmp_path / "mine", "shapes.zip", b"%PDF")
    with pytest.raises(FileError, match="the file has changed"):
        check_kept(UNKNOWN, store)


def test_verdicts(tmp_path: Path, store: Store) -> None:
    usb = carry(tmp_path / "usb", "shapes.zip", SHAPES)
    other = official(id="other", file_name="other.zip")
    wrong = official(id="wrong", file_name="wrong.zip")
    missing = official(id="missing", file_name="missing.zip")
    registry = Registry(files=(KNOWN, other, wrong, missing))
    fetch(KNOWN, store, carried=usb)
    fetch(other, store, carried=carry(tmp_path / "usb", "other.zip", SHAPES))
    carry(store.root / "wrong", "wrong.zip", b"PK\x03\x04 and nothing more")
    carry(store.root / "unregistered", "x.zip", b"x")
    assert [one.id for one in list_kept(registry, store)] == ["other", "shapes", "wrong"]
    states = {one.entry.id: one.state for one in verify_files(registry, store)}
    assert states == {"shapes": "as registered", "other": "as fetched", "wrong": "wrong"}
    store.path_of(other).write_bytes(b"PK")
    verdicts = verify_files(registry, store, ["other", "missing"])
    assert [one.state for one in verdicts] == ["changed", "missing"]
    assert not any(one.is_good for one in verdicts)
    assert "`geoaccess data fetch missing` gets it" in verdicts[1].fault


def test_an_empty_store_has_nothing(tmp_path: Path) -> None:
    assert verify_files(Registry(files=(KNOWN,)), Store(root=tmp_path / "none")) == []
    assert open_store().root.name == "official"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "ro").mkdir(mode=0o500)
    with pytest.raises(FileError, match="cannot be written"):
        fetch(KNOWN, open_store(tmp_path / "ro"), is_offline=True)


def test_a_store_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError, match="cannot be written .*; give another folder with --to"):
        fetch(KNOWN, open_store(tmp_path / "file" / "sub"), is_offline=True)
