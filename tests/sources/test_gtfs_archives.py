"""Feeds as folders and zip files, one or several together."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from geoaccess.errors import FileError, GeoaccessError
from geoaccess.sources.gtfs import find_service_dates, load_gtfs
from geoaccess.sources.gtfs.archive import read_feeds
from tests.sources.gtfsfeeds import (
    CALENDAR,
    STOP_TIMES,
    STOPS,
    TUESDAY,
    calls_of,
    english,
    load,
    write_feed,
    zip_feed,
)

AS_WRITTEN = {"t": "A 08:00, B 08:10/08:12, C 08:30"}


def test_folder(tmp_path: Path) -> None:
    feed = load(tmp_path)
    assert calls_of(feed.timetable) == AS_WRITTEN
    assert feed.stop_name == ("Alpha", "Beta", "Gamma", "Delta")
    assert feed.timetable.call_lines == (("r",), ("r",), ())
    assert feed.timetable.trips[0].service == "R"
    assert english(feed) == ()


def test_zip_file(tmp_path: Path) -> None:
    path = zip_feed(write_feed(tmp_path), tmp_path / "feed.zip")
    assert calls_of(load_gtfs([path], TUESDAY).timetable) == AS_WRITTEN


def test_nothing_is_unpacked(tmp_path: Path) -> None:
    path = zip_feed(write_feed(tmp_path), tmp_path / "feed.zip")
    before = sorted(tmp_path.rglob("*"))
    load_gtfs([path], TUESDAY)
    assert sorted(tmp_path.rglob("*")) == before


def test_zip_file_with_one_folder(tmp_path: Path) -> None:
    path = zip_feed(write_feed(tmp_path), tmp_path / "feed.zip", under="gtfs/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/gtfs/stops.txt", b"\0\0")
    assert calls_of(load_gtfs([path], TUESDAY).timetable) == AS_WRITTEN


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    data = {
        name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
        for name, text in {"stops": STOPS, "stop_times": STOP_TIMES, "calendar": CALENDAR}.items()
    }
    assert calls_of(load(tmp_path, **data).timetable) == AS_WRITTEN


def test_columns_by_name_in_any_order_with_blanks(tmp_path: Path) -> None:
    stops = '"stop_lon" ,stop_lat,,"stop_id",x\n139, 35.0,,A,\n"139","35.1",,"B",\n139,35.2,,C,"a,\nb"\n'
    timetable = load(tmp_path, stops=stops).timetable
    assert timetable.stop_id == ("A", "B", "C")
    assert timetable.stop_lat.tolist() == [35.0, 35.1, 35.2]


def test_blank_lines_are_no_records(tmp_path: Path) -> None:
    assert load(tmp_path, stops=f"{STOPS}\n,,,\n\n").timetable.n_stops == 4


def test_no_line_end_after_the_last_record(tmp_path: Path) -> None:
    assert calls_of(load(tmp_path, stop_times=STOP_TIMES.rstrip()).timetable) == AS_WRITTEN


def test_files_of_gtfs_jp_are_ignored(tmp_path: Path) -> None:
    feed = load(tmp_path, agency_jp="これは\x00読まない", office_jp=b"\xff\xfe", routes_jp="")
    assert calls_of(feed.timetable) == AS_WRITTEN


def test_missing_routes_are_labelled_by_their_id(tmp_path: Path) -> None:
    feed = load(tmp_path, routes=None)
    assert feed.timetable.trips[0].service == "r"
    assert english(feed) == ("feed: trips.txt: 1 trips of routes that routes.txt does not name",)


def test_route_without_short_name_has_its_long_name(tmp_path: Path) -> None:
    feed = load(tmp_path, routes="route_id,route_short_name,route_long_name\nr,,中央線\n")
    assert feed.timetable.trips[0].service == "中央線"


def test_several_feeds_have_prefixed_ids(tmp_path: Path) -> None:
    paths = [write_feed(tmp_path, "east"), write_feed(tmp_path, "west")]
    timetable = load_gtfs(paths, TUESDAY).timetable
    assert timetable.stop_id[:1] + timetable.stop_id[4:5] == ("east:A", "west:A")
    assert calls_of(timetable) == {
        "east:t": "east:A 08:00, east:B 08:10/08:12, east:C 08:30",
        "west:t": "west:A 08:00, west:B 08:10/08:12, west:C 08:30",
    }
    assert timetable.call_lines == (("east:r",), ("east:r",), (), ("west:r",), ("west:r",), ())
    assert timetable.walk_s.size == 0


def test_feeds_of_one_file_name_are_numbered(tmp_path: Path) -> None:
    paths = [write_feed(tmp_path / one, "gtfs") for one in ("east", "west")]
    assert load_gtfs(paths, TUESDAY).timetable.stop_id[::4] == ("gtfs-1:A", "gtfs-2:A")


def test_dates_of_several_feeds_are_those_they_share(tmp_path: Path) -> None:
    early = CALENDAR.replace("20261231", "20260630")
    late = CALENDAR.replace("20260101", "20260401").replace("1,1,2026", "0,0,2026")
    paths = [write_feed(tmp_path, "a", calendar=early), write_feed(tmp_path, "b", calendar=late)]
    dates = find_service_dates(paths)
    assert (dates.first.isoformat(), dates.last.isoformat()) == ("2026-04-01", "2026-06-30")
    assert dates.busiest.isoformat() == "2026-04-01"


def zip_of(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({}, "feed.zip: the zip file is empty"),
        ({"readme.md": b"x"}, "holds no GTFS file"),
        ({"../stops.txt": b"x"}, r"1 entries point outside the zip file (../stops.txt)"),
        ({"/etc/stops.txt": b"x"}, "point outside the zip file"),
        ({"a\\..\\..\\stops.txt": b"x"}, "point outside the zip file"),
        ({"C:/stops.txt": b"x"}, "point outside the zip file"),
        ({"a/stops.txt": b"x", "b/trips.txt": b"x"}, "lie in 2 folders (a, b)"),
        ({"stop_times.txt": bytes(20 * 2**20)}, "larger than any timetable"),
    ],
)
def test_wrong_zip_files(tmp_path: Path, entries: dict[str, bytes], words: str) -> None:
    path = zip_of(tmp_path / "feed.zip", entries)
    with pytest.raises(FileError) as caught:
        load_gtfs([path], TUESDAY)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_entry_that_is_twice_in_the_zip_file(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("stops.txt", STOPS)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("stops.txt", STOPS)
    with pytest.raises(FileError, match=r"stops\.txt is in the zip file twice; keep one"):
        load_gtfs([path], TUESDAY)


def test_not_a_zip_file(tmp_path: Path) -> None:
    path = tmp_path / "stops.txt"
    path.write_text(STOPS)
    with pytest.raises(FileError, match=r"stops\.txt: not a zip file, or a broken one"):
        load_gtfs([path], TUESDAY)


def test_truncated_zip_file(tmp_path: Path) -> None:
    path = zip_feed(write_feed(tmp_path), tmp_path / "feed.zip")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(FileError, match="broken one"):
        load_gtfs([path], TUESDAY)


def test_damaged_entry(tmp_path: Path) -> None:
    path = zip_feed(write_feed(tmp_path), tmp_path / "feed.zip")
    data = bytearray(path.read_bytes())
    data[60:70] = b"\xff" * 10
    path.write_bytes(data)
    with pytest.raises(FileError, match="broken one"):
        load_gtfs([path], TUESDAY)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"no\.zip: no such file or folder; check the path"):
        load_gtfs([tmp_path / "no.zip"], TUESDAY)


def test_folder_without_a_feed(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="the folder holds no GTFS file"):
        load_gtfs([tmp_path], TUESDAY)


def test_no_feed_and_one_feed_twice(tmp_path: Path) -> None:
    with pytest.raises(GeoaccessError, match="no GTFS feed is given"):
        read_feeds([])
    feed = write_feed(tmp_path)
    with pytest.raises(GeoaccessError, match="1 feeds are given twice"):
        read_feeds([feed, tmp_path / "x" / ".." / "feed"])
