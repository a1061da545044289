"""Compile the municipality codes valid since 2000 and their changes.

Run it as ``python data/areas/build.py GEOSHAPE_CITY.csv N03-21.topojson`` from the root of the
repository. The first file is 歴史的行政区域データセットβ版地名辞書 (``base_data/geoshape-city.csv``
of the package pygeonlp 1.2.5), the second N03 of 2021-01-01 as TopoJSON with wards. It needs
shapely and pyogrio, takes two seconds, and writes the same bytes every time.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio.raw
import shapely

HERE = Path(__file__).resolve().parent
START = "2000-01-01"
EDITION = "2021-01-04"
SOURCE = "codh-historical-municipalities"
LEFT_OVER = {"01435", "13100", "20344", "23542", "32461", "33206", "34443"}
"""Six municipalities that ended before 1975 and have no closing date in the source, and the 23
special wards taken together, which are no municipality."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """A municipality or ward during the time in which its code and name did not change."""

    code: str
    ja: str
    county: str
    city: str = ""
    valid_from: str = ""
    valid_to: str = ""
    lon: float = float("nan")
    lat: float = float("nan")
    address: str = ""
    source: str = SOURCE
    edition: str = EDITION
    confidence: str = "high"

    @property
    def prefecture(self) -> str:
        """Return the code of the prefecture."""
        return self.code[:2]

    def holds(self, date: str) -> bool:
        """Return whether the code is valid on a date."""
        return self.valid_from <= date and (not self.valid_to or date < self.valid_to)


@dataclass(frozen=True, kw_only=True)
class Change:
    """An old code and what follows it on a date."""

    date: str
    kind: str
    old: Body
    new: Body
    wards: tuple[str, ...] = ()
    share: str = ""
    source: str = SOURCE
    edition: str = EDITION
    confidence: str = "medium"


_KNOWN = {"source": "general-knowledge", "confidence": "low"}
ADDED = (
    Body(code="11244", ja="さいたま市", county="", valid_from="2001-05-01",
         valid_to="2003-04-01", lon=139.6489, lat=35.8617, edition="2001-05", **_KNOWN),
    Body(code="03308", ja="安代町", county="岩手郡", valid_from="2002-04-01",
         valid_to="2005-09-01", lon=141.0480, lat=40.0840, edition="2002-04", **_KNOWN),
)  # fmt: skip
"""Two short-lived codes that lie between the source's editions of 2000-10-01 and 2005-01-01."""

HAMAMATSU = ("22131", "22132", "22133", "22134", "22135", "22136", "22137")
NEW_WARDS = {"22138": "中央区", "22139": "浜名区", "22140": "天竜区"}
WARD_CHANGES = (
    ("22131", "22138", ""), ("22132", "22138", ""), ("22133", "22138", ""),
    ("22134", "22138", ""), ("22135", "22138", "0.38"), ("22135", "22139", "0.62"),
    ("22136", "22139", ""), ("22137", "22140", ""),
)  # fmt: skip
"""Wards of Hamamatsu, 2024-01-01. 三方原 (about 35,000 of the 92,000 of 北区) went to 中央区."""

SPLITS = {"19341": (("19201", "0.5"), ("19430", "0.5"))}
"""上九一色村: its north went to 甲府市, its south to 富士河口湖町; equal parts are assumed."""


def main(history: Path, boundaries: Path) -> None:
    """Write codes.csv and code_changes.csv."""
    bodies = load_bodies(history)
    places = locate(bodies, boundaries)
    changes = sorted(
        [*build_changes(bodies, places), *build_ward_changes(bodies)],
        key=lambda one: (one.date, one.old.code, one.new.code),
    )
    bodies.sort(key=lambda one: (one.code, one.valid_from))
    write_rows(HERE / "codes.csv", [code_row(one) for one in bodies])
    write_rows(HERE / "code_changes.csv", [change_row(one) for one in changes])


def load_bodies(path: Path) -> list[Body]:
    """Return every municipality and ward whose code was valid at some time since START."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if is_meant(row)]
    cities = {
        (row["prefname"], row["body"] + row["suffix"]): row["code"]
        for row in rows
        if "政令指定都市" in row["ne_class"]
    }
    bodies = [read_body(row, cities) for row in rows] + list(ADDED)
    return redraw_hamamatsu(bodies)


def is_meant(row: Mapping[str, str]) -> bool:
    """Return whether a row of the source is a municipality or ward with a code since START."""
    code = row["entry_id"][:5]
    late = not row["valid_to"] or row["valid_to"] >= START
    return bool(re.fullmatch(r"\d{5}", code)) and code not in LEFT_OVER and late


def read_body(row: Mapping[str, str], cities: Mapping[tuple[str, str], str]) -> Body:
    """Return a row of the source as a body; dates before START are left out."""
    ja, county = row["body"] + row["suffix"], row["countyname"].split("/")[0]
    is_ward = row["suffix"] == "区" and row["prefname"] != "東京都"
    return Body(
        code=row["entry_id"][:5],
        ja=ja,
        county="" if county == ja else county,
        city=cities[row["prefname"], county] if is_ward else "",
        valid_from=row["valid_from"] if row["valid_from"] >= START else "",
        valid_to=row["valid_to"],
        lon=float(row["longitude"]),
        lat=float(row["latitude"]),
        address=re.sub(r"^.+?郡", "", [*row["source"].split("/"), "", ""][2]),
    )


def redraw_hamamatsu(bodies: list[Body]) -> list[Body]:
    """Return the bodies with the wards of Hamamatsu that replaced the seven on 2024-01-01."""
    known: dict[str, str] = {"edition": "2024-01-01", **_KNOWN}
    closed = [
        Body(**{**vars(one), "valid_to": "2024-01-01"}) if one.code in HAMAMATSU else one
        for one in bodies
    ]
    opened = [
        Body(code=code, ja=ja, county="浜松市", city="22130", valid_from="2024-01-01", **known)
        for code, ja in NEW_WARDS.items()
    ]
    return closed + opened


def locate(bodies: Iterable[Body], boundaries: Path) -> dict[Body, str]:
    """Return the code of 2021 of the polygon in which the hall of each ended body stands."""
    meta, _, wkb, columns = pyogrio.raw.read(boundaries, columns=["N03_007"])
    codes = columns[list(meta["fields"]).index("N03_007")]
    coded = np.array([code is not None for code in codes])
    tree = shapely.STRtree(shapely.make_valid(shapely.from_wkb(wkb, on_invalid="fix"))[coded])
    ended = [one for one in bodies if one.valid_to and one.valid_to < "2021"]
    points = shapely.points([one.lon for one in ended], [one.lat for one in ended])
    found = tree.query_nearest(points, all_matches=False)
    return {ended[i]: codes[coded][j] for i, j in found.T.tolist()}


def build_changes(bodies: list[Body], places: Mapping[Body, str]) -> list[Change]:
    """Return what followed each municipality that ended."""
    cities = {one.code: one.city for one in bodies if one.city}
    final = {one: cities.get(code := places.get(one, one.code), code) for one in bodies}
    at = defaultdict(list)
    for one in bodies:
        if not one.city:
            at[final[one]].append(one)
    names = {one.code: one.ja for one in bodies if not one.valid_to}
    changes: list[Change] = []
    for old in places:
        follower = choose([one for one in at[final[old]] if one.holds(old.valid_to)], old, names)
        born = [one for one in bodies if one.city == follower.code and one.valid_from]
        wards = tuple(sorted(one.code for one in born if one.valid_from == follower.valid_from))
        if follower.valid_from != old.valid_to:
            ward = places[old]
            wards = (ward,) if follower.code in set(cities.values()) and ward in cities else ()
        for code, share in SPLITS.get(old.code, ((follower.code, ""),)):
            new = next(one for one in bodies if one.code == code and one.holds(old.valid_to))
            changes.append(judge(old, new, wards, share))
    followers = defaultdict(list)
    for change in changes:
        followers[change.new, change.date].append(change)
    return [name_kind(one, followers[one.new, one.date]) for one in changes]


def choose(candidates: list[Body], old: Body, names: Mapping[str, str]) -> Body:
    """Return the one of the later municipalities of the same area that followed on the day."""
    born = [one for one in candidates if one.valid_from == old.valid_to]
    same_area = born or candidates
    if len(same_area) > 1:
        same_area = [one for one in same_area if one.ja in names.values()] or same_area
    cities = [one for one in same_area if one.ja.endswith("市")]
    best = same_area if len(same_area) == 1 else cities
    if len(best) != 1:
        raise ValueError(f"{old.code} {old.ja}: {len(best)} municipalities may have followed")
    return best[0]


def judge(old: Body, new: Body, wards: tuple[str, ...], share: str) -> Change:
    """Return the change, sure where the position and the address of the old hall agree."""
    if "general-knowledge" in (old.source, new.source):
        sources = sorted({old.source, new.source})
        confidence = "low" if sources == ["general-knowledge"] else "medium"
        source = " ".join(sources)
    else:
        source = f"{SOURCE} mlit-n03-2021"
        same_name = old.ja[:-1] == new.ja[:-1] and old.valid_to == new.valid_from
        confidence = "high" if same_name or old.address.startswith(new.ja) else "medium"
    return Change(
        date=old.valid_to,
        kind="split" if share else "",
        old=old,
        new=new,
        wards=wards,
        share=share,
        source=f"{SOURCE} general-knowledge" if share else source,
        confidence="low" if share else confidence,
    )


def name_kind(change: Change, together: list[Change]) -> Change:
    """Return the change with its kind."""
    old, new = change.old, change.new
    if change.kind:
        kind = change.kind
    elif len(together) > 1 or new.valid_from != change.date:
        kind = "merger"
    elif new.code.endswith("0") and new.code[2] == "1" and old.ja == new.ja:
        kind = "designation"
    elif old.ja == new.ja:
        kind = "recode"
    else:
        kind = "status" if old.ja[:-1] == new.ja[:-1] else "rename"
    return Change(**{**vars(change), "kind": kind})


def build_ward_changes(bodies: list[Body]) -> list[Change]:
    """Return the changes of wards that were redrawn."""
    wards = {one.code: one for one in bodies}
    return [
        Change(
            date="2024-01-01",
            kind="wards",
            old=wards[old],
            new=wards[new],
            share=share,
            source="general-knowledge",
            edition="2024-01-01",
            confidence="low",
        )
        for old, new, share in WARD_CHANGES
    ]


def code_row(one: Body) -> dict[str, str]:
    """Return a row of codes.csv."""
    names = ("code", "ja", "prefecture", "county", "city", "valid_from", "valid_to")
    return {name: getattr(one, name) for name in (*names, "source", "edition", "confidence")}


def change_row(one: Change) -> dict[str, str]:
    """Return a row of code_changes.csv."""
    return {
        "date": one.date,
        "kind": one.kind,
        "old_code": one.old.code,
        "old_ja": one.old.ja,
        "new_code": one.new.code,
        "new_ja": one.new.ja,
        "wards": " ".join(one.wards),
        "share": one.share,
        "source": one.source,
        "edition": one.edition,
        "confidence": one.confidence,
    }


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a shipped table (UTF-8, LF)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
