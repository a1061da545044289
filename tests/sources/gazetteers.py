"""A gazetteer of a dozen places, small enough to check by eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from geoaccess.model.land import LandGrid
from geoaccess.model.places import Places, Role
from geoaccess.sources.gazetteer import Gazetteer

MUNICIPALITIES = (
    # code, ja, en, lat, lon
    ("01100", "札幌市", "Sapporo", 43.0621, 141.3544),
    ("01202", "函館市", "Hakodate", 41.7687, 140.7288),
    ("01222", "三笠市", "Mikasa", 43.2456, 141.8756),
    ("01644", "池田町", "Ikeda", 42.9226, 143.4484),
    ("12100", "千葉市", "Chiba", 35.6073, 140.1064),
    ("12220", "流山市", "Nagareyama", 35.8563, 139.9027),
    ("13206", "府中市", "Fuchu", 35.6690, 139.4777),
    ("14100", "横浜市", "Yokohama", 35.4503, 139.6343),
    ("20201", "長野市", "Nagano", 36.6485, 138.1947),
    ("20206", "諏訪市", "Suwa", 36.0392, 138.1142),
    ("20361", "下諏訪町", "Shimosuwa", 36.0695, 138.0802),
    ("20481", "池田町", "Ikeda", 36.4215, 137.8747),
    ("34208", "府中市", "Fuchu", 34.5683, 133.2363),
    ("34302", "府中町", "Fuchu", 34.3925, 132.5044),
)
PREFECTURES = {
    "01": ("北海道", "Hokkaido"),
    "12": ("千葉県", "Chiba"),
    "13": ("東京都", "Tokyo"),
    "14": ("神奈川県", "Kanagawa"),
    "20": ("長野県", "Nagano"),
    "34": ("広島県", "Hiroshima"),
}
AGGLOMERATIONS = (
    ("suwa", "諏訪", "Suwa", 36.0392, 138.1142),
    ("ota-gunma", "太田（群馬）", "Ota (Gunma)", 36.2917, 139.3758),
    ("chiba", "千葉", "Chiba", 35.5000, 140.1000),
)
HUBS = (
    ("tokyo-hongo", "東京（本郷）", "Tokyo (Hongo)", 35.7134, 139.7620),
    ("tokyo-otemachi", "東京（大手町）", "Tokyo (Otemachi)", 35.6860, 139.7640),
    ("tsukuba", "つくば（梅園）", "Tsukuba (Umezono)", 36.0613, 140.1343),
)
STATIONS = (
    ("kami-suwa", "上諏訪", "Kami-Suwa", 36.0471, 138.1170),
    ("fukushima", "福島", "Fukushima", 37.7544, 140.4590),
    ("fukushima-osaka", "福島", "Fukushima", 34.6972, 135.4866),
)
Rows = Sequence[tuple[str, str, str, float, float]]


def build_land() -> LandGrid:
    """Return land in cells of one degree: two at Suwa and Chiba, the rest a sheet of Honshu.

    Land lies between 35 and 37 N and between 132 and 142 E; the cell of Suwa (36-37 N,
    138-139 E) has its code, that of 35-36 N, 139-141 E the code of Chiba.
    """
    codes = ("34208", "12100", "34208", "20206", "34208")
    first_row, second_row = (35 - 20) * 32, (36 - 20) * 32
    runs = (
        (first_row + 10, first_row + 17),
        (first_row + 17, first_row + 19),
        (second_row + 10, second_row + 16),
        (second_row + 16, second_row + 17),
        (second_row + 17, second_row + 20),
    )
    return LandGrid(
        lat0=20,
        lon0=122,
        rows_per_degree=1,
        cols_per_degree=1,
        n_rows=26,
        n_cols=32,
        run_start=np.array([start for start, _ in runs], dtype=np.int32),
        run_end=np.array([end for _, end in runs], dtype=np.int32),
        run_part=np.arange(5, dtype=np.int32),
        part_code=np.array(codes),
        part_landmass=np.zeros(5, dtype=np.int32),
    )


def build_places(rows: Rows, role: Role = "site", *, are_stations: bool = False) -> Places:
    """Return rows of (id, ja, en, lat, lon) as places."""
    ids = tuple(row[0] for row in rows)
    return Places(
        id=ids,
        name=tuple(row[2] for row in rows),
        name_ja=tuple(row[1] for row in rows),
        lat=np.array([row[3] for row in rows]),
        lon=np.array([row[4] for row in rows]),
        mass=np.arange(len(rows), dtype=np.float64) + 100,
        role=role,
        municipality_code=ids if rows is MUNICIPALITIES else (),
        station_id=ids if are_stations else (),
    )


def build_gazetteer() -> Gazetteer:
    """Return the small gazetteer; its sets are loaded when first asked."""
    return Gazetteer(
        agglomerations=lambda: build_places(AGGLOMERATIONS),
        hubs=lambda: build_places(HUBS, "hub"),
        seats=lambda: replace(
            build_places([("20", "長野県", "Nagano", 36.6513, 138.1810)]),
            municipality_code=("20201",),
        ),
        municipalities=lambda: build_places(MUNICIPALITIES, "zone"),
        stations=lambda: build_places(STATIONS, are_stations=True),
        land=build_land,
        prefectures=PREFECTURES,
    )
