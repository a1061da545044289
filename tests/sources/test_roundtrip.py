"""A table of good sites reads back equal from every encoding and kind of file."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaccess.sources.tables import load_places
from tests.sources.gazetteers import build_gazetteer

GAZETTEER = build_gazetteer()
HEADER = ("識別子", "名称", "緯度", "経度", "従業者数", "備考")
Site = tuple[str, str, float, float, int, str]

NAMES = st.text(
    alphabet="諏訪製作所東京あいうアイウabcXYZ&-・、,'\"1234567890", min_size=1, max_size=12
)
NOTES = st.text(alphabet="候補地;, \t\n\"'表予能十ソ", max_size=12).map(lambda text: text.strip())
SITES = st.tuples(
    st.uuids().map(str),
    NAMES,
    st.floats(35.0, 36.9).map(lambda value: round(value, 6)),
    st.floats(132.0, 140.9).map(lambda value: round(value, 6)),
    st.integers(0, 10_000_000),
    NOTES,
)
TABLES = st.lists(
    SITES, min_size=1, max_size=8, unique_by=(lambda site: site[0], lambda site: site[2:4])
)


def write_csv(path: Path, sites: list[Site], encoding: str, delimiter: str) -> None:
    """Write the sites as Excel would, with quotes where they are needed."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([HEADER, *sites])
    path.write_bytes(text.getvalue().encode(encoding))


def write_workbook(path: Path, sites: list[Site]) -> None:
    """Write the sites to a sheet, numbers as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate([HEADER, *sites], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)


def write_geojson(path: Path, sites: list[Site]) -> None:
    """Write the sites as points with properties."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"id": one_id, "name": name, "mass": mass, "note": note},
        }
        for one_id, name, lat, lon, mass, note in sites
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


def check_equal(path: Path, sites: list[Site]) -> None:
    """Compare what is read with what was written."""
    places = load_places(path, role="hub", gazetteer=GAZETTEER)
    assert places.id == tuple(site[0] for site in sites)
    assert places.name_ja == places.name == tuple(site[1] for site in sites)
    assert places.lat.tolist() == [site[2] for site in sites]
    assert places.lon.tolist() == [site[3] for site in sites]
    assert places.mass.tolist() == [site[4] for site in sites]
    assert places.note == tuple(site[5] for site in sites)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@settings(max_examples=40)
@given(sites=TABLES)
def test_csv(encoding: str, delimiter: str, sites: list[Site]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hubs.csv"
        write_csv(path, sites, encoding, delimiter)
        check_equal(path, sites)


@settings(max_examples=40)
@given(sites=TABLES)
def test_workbook(sites: list[Site]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hubs.xlsx"
        write_workbook(path, sites)
        check_equal(path, sites)


@settings(max_examples=40)
@given(sites=TABLES)
def test_geojson(sites: list[Site]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hubs.geojson"
        write_geojson(path, sites)
        check_equal(path, sites)
