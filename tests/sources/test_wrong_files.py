"""Wrong files, given as official files, feeds or places: one line each, and nothing written."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from geoaccess.errors import GeoaccessError
from geoaccess.sources.gtfs.archive import read_feeds
from geoaccess.sources.registry.checks import check_file
from geoaccess.sources.registry.entries import Content
from geoaccess.sources.registry.fetch import Means, fetch_file
from geoaccess.sources.registry.store import open_store
from geoaccess.sources.registry.tables import load_registry
from geoaccess.sources.safezip import open_zip
from geoaccess.sources.tables import load_places
from tests.sources.gazetteers import build_gazetteer

HTML = b"<!DOCTYPE html>\n<html><head><title>403 Forbidden</title></head></html>\n"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
GAZETTEER = build_gazetteer()
Given = Callable[[Path], object]


def bytes_as(name: str, data: bytes) -> Callable[[Path], Path]:
    """Return what writes bytes under a name."""

    def write(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return write


def zip_as(name: str, *files: str, cut: int = 0, data: bytes = b"1") -> Callable[[Path], Path]:
    """Return what writes a zip file of these files, perhaps cut short."""

    def write(folder: Path) -> Path:
        path = folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                entry = zipfile.ZipInfo("x")
                entry.filename = file
                if file.endswith(".link"):
                    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
                archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
        path.write_bytes(path.read_bytes()[: -cut or None])
        return path

    return write


def folder_as(name: str) -> Callable[[Path], Path]:
    """Return what makes a folder of a name."""

    def write(folder: Path) -> Path:
        (folder / name).mkdir()
        return folder / name

    return write


def official(
    wanted: str, folder_of: Callable[[Path], Path] = lambda path: path.parent
) -> Callable[[Path], None]:
    """Return what takes the file for an official one carried in by hand."""

    def use(path: Path) -> None:
        means = Means(carried=folder_of(path), is_offline=True)
        store = open_store(path.parent / "store")
        entry = load_registry().get(wanted)
        try:
            fetch_file(entry, store, means=means, progress=lambda *_: None, tell=str)
        finally:
            kept = [one for one in store.root.iterdir() if one.suffix != ".lock"]
            assert kept == []

    return use


def checked(wanted: str, content: Content | None = None) -> Callable[[Path], None]:
    """Return what holds the file against an entry of the registry."""

    def use(path: Path) -> None:
        entry = load_registry().get(wanted)
        check_file(path, replace(entry, content=content or entry.content), shown=path.name)

    return use


def feed(path: Path) -> None:
    read_feeds([path])


def places(path: Path) -> None:
    load_places(path, role="site", gazetteer=GAZETTEER)


def unzipped(path: Path) -> None:
    with open_zip(path) as files:
        files.extract(files.names, path.parent)


N02, N02_ZIP = "n02-2024", "N02-24_GML.zip"
SHAPE = ("a.shp", "a.dbf", "a.shx")
CASES: dict[str, tuple[Callable[[Path], Path], Callable[[Path], object], str]] = {
    # official files carried in by hand
    "PDF named .zip": (
        bytes_as(N02_ZIP, PDF), official(N02), "the content is a PDF, whatever the name says",
    ),
    "error page saved as .zip": (
        bytes_as(N02_ZIP, HTML), official(N02), "the content is a web page, not the file",
    ),
    "picture named .zip": (bytes_as(N02_ZIP, JPEG), official(N02), "the content is a picture"),
    "empty zip file of 0 bytes": (bytes_as(N02_ZIP, b""), official(N02), "the file is empty"),
    "zip file without entries": (zip_as(N02_ZIP), official(N02), "the zip file is empty"),
    "truncated download": (
        zip_as(N02_ZIP, *SHAPE, cut=30), official(N02), "it breaks off before its end",
    ),
    "half of a browser's download": (
        bytes_as("N02-24_GML.zip.crdownload", b"PK"), official(N02), "there is no N02-24_GML.zip (",
    ),
    "another dataset": (
        zip_as(N02_ZIP, *SHAPE), official(N02), "holds no _Station.geojson and no _RailroadSect",
    ),
    "Shapefile without .shp": (
        zip_as("N03-20240101_20_GML.zip", "a.dbf", "a.shx"),
        official("n03-2024-20"),
        "the zip file holds no .shp (but a.dbf, a.shx)",
    ),
    "another edition under the registered name": (
        zip_as("N02-25_GML.zip", "N02-24_Station.geojson"),
        checked("n02-2025", Content(sha256="0" * 64)),
        "another content than registered",
    ),
    "shorter than registered": (
        zip_as("N02-25_GML.zip", "a"), checked("n02-2025"), "of 14,903,774 bytes: the file breaks",
    ),
    "empty CSV": (bytes_as("SSDSE-A-2026.csv", b""), official("ssdse-a-2026"), "the file is empty"),
    "workbook named .csv": (
        bytes_as("SSDSE-A-2026.csv", b"PK\x03\x04\x14\x00"), official("ssdse-a-2026"),
        "the content is an Excel workbook or another zip file, not a table of text",
    ),
    "error page named .csv": (
        bytes_as("SSDSE-A-2026.csv", HTML), official("ssdse-a-2026"), "a login page of your network",
    ),
    "binary named .csv": (
        bytes_as("SSDSE-A-2026.csv", b"a,b\x00\x01"), official("ssdse-a-2026"), "content is binary",
    ),
    "CSV named .xlsx": (
        bytes_as("000925835.xlsx", b"a,b\n1,2\n"), official("municipality-codes-2024"),
        "not a zip file, or a broken one",
    ),
    "zip file named .xlsx": (
        zip_as("000925835.xlsx", "a.txt"), official("municipality-codes-2024"),
        "holds no xl/workbook.xml",
    ),
    "folder given where the file is wanted": (
        folder_as(N02_ZIP), official(N02), "there is no N02-24_GML.zip",
    ),
    "file given where the folder is wanted": (
        bytes_as(N02_ZIP, b"x"),
        official(N02, lambda path: path),
        "is a file; give with --from the folder that holds the files",
    ),
    "file for another id": (
        bytes_as("N02-25_GML.zip", b"x"), official(N02), "(there are N02-25_GML.zip)",
    ),
    "unknown id": (
        bytes_as("x", b"x"), official("n02-2023"), "the nearest are n02-2025, n02-2024, n02-202",
    ),
    "id of a series without its part": (
        bytes_as("x", b"x"), official("mesh-1km-2020"), "mesh-1km-2020-NN: a prefecture code",
    ),
    # zip files
    "zip with ../": (zip_as("a.zip", "../a"), unzipped, "1 entries point outside the zip file"),
    "zip with an absolute path": (zip_as("a.zip", "/a"), unzipped, "point outside the zip file"),
    "zip with a drive": (zip_as("a.zip", "C:\\a"), unzipped, "point outside the zip file"),
    "zip with a link": (zip_as("a.zip", "a.link"), unzipped, "are links or devices, not files"),
    "zip with a name of Windows": (zip_as("a.zip", "aux.shp"), unzipped, "none that a folder can"),
    "RAR named .zip": (bytes_as("a.zip", b"Rar!\x1a\x07\x00"), unzipped, "is a RAR archive"),
    "7-Zip named .zip": (bytes_as("a.zip", b"7z\xbc\xaf\x27\x1c"), unzipped, "is a 7-Zip archive"),
    "gzip named .zip": (bytes_as("a.zip", b"\x1f\x8b\x08"), unzipped, "content is a gzip file"),
    "text named .zip": (bytes_as("a.zip", b"hello"), unzipped, "not a zip file, or a broken one"),
    "folder named .zip": (folder_as("a.zip"), unzipped, "this is a folder, not a zip file"),
    # feeds
    "error page saved as a feed": (bytes_as("gtfs.zip", HTML), feed, "the content is a web page"),
    "Shapefile as a feed": (zip_as("gtfs.zip", *SHAPE), feed, "holds no GTFS file; stops.txt"),
    "truncated feed": (zip_as("gtfs.zip", "stops.txt", cut=9), feed, "breaks off before its end"),
    "feed with a bomb": (
        zip_as("gtfs.zip", "stops.txt", data=bytes(20 << 20)), feed, "stops.txt is larger than any",
    ),
    # places
    "error page as a table of places": (
        bytes_as("sites.csv", HTML), places, "the content is a web page, not text; save the table",
    ),
    "zip file as a table of places": (zip_as("sites.zip", "a"), places, "of kind '.zip' are not"),
    "7-Zip as a workbook": (
        bytes_as("sites.xlsx", b"7z\xbc\xaf\x27\x1c"), places, "the content is a 7-Zip archive",
    ),
    "error page as a workbook": (bytes_as("sites.xlsx", HTML), places, "content is a web page, wh"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_wrong_files(case: str, tmp_path: Path) -> None:
    write, use, words = CASES[case]
    path = write(tmp_path)
    before = sorted(one.name for one in tmp_path.iterdir())
    with pytest.raises(GeoaccessError) as caught:
        use(path)
    message = str(caught.value)
    assert words in message
    assert "\n" not in message
    assert "Traceback" not in message
    after = sorted(one.name for one in tmp_path.iterdir() if one.name != "store")
    assert after == before


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40


def test_no_permission_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown by a file system that refuses, since root may read everything."""
    path = zip_as("a.zip", "a.txt")(tmp_path)
    opened = Path.open

    def refuse(self: Path, *arguments: object, **options: object) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(GeoaccessError, match=r"a\.zip: no permission to read"):
        unzipped(path)
    with pytest.raises(GeoaccessError, match=r"a\.zip: the file cannot be read \(Permission"):
        checked("n02-2024")(path)
    with pytest.raises(GeoaccessError, match=r"a\.zip: no permission to read"):
        feed(path)
