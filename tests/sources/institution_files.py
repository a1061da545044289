"""Lists of institutions as published, cut down to a few rows, and the offices beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CODES_HEADER = (
    '学校コード,学校種,都道府県番号,"設置\n区分",本分校,学校名,学校所在地,郵便番号,"属性情報\n設定年月日",'
    '"属性情報\n廃止年月日","旧学校\n調査番号",移行後の学校コード'
)
CODES_ROWS = (
    (
        "F101110100010,F1(大学),01(北海道),1(国),1(本),北海道大学,北海道札幌市北区北８条西５丁目,0600808,"
        "2021-01-20,,0100,"
    ),
    (
        "F101310100221,F1(大学),01(北海道),3(私),9(廃),旭川大学,北海道旭川市永山３条２３－１－９,0798413,"
        "2021-01-20,2023-05-01,2009,F101210100143"
    ),
    (
        "F210310102010,F2(短大),10(群馬),3(私),1(本),関東短期大学,館林市大谷町６２５,3748555,"
        "2021-01-20,,5310,"
    ),
    (
        "G120110100011,G1(高専),20(長野),1(国),1(本),長野工業高等専門学校,長野県長野市徳間７１６,3818550,"
        "2021-01-20,,8023,"
    ),
)
AT_OFFICES = """\
mext_code,name_ja,name_en,type,address,muni_code,muni_office_lat,muni_office_lon
F101110100010,北海道大学,Hokkaido University,国立,〒060－0808 北海道札幌市北区北8条西5丁目,01102,43.0908,141.3409
F113310104036,グロービス経営大学院大学,GLOBIS,私立,〒令和8年3月31日 102－0084,,,
"""
OFFICES = """\
pid,pref,cid,city,citykana,lat,lng,url,phrase,lgcode
1,北海道,1100,札幌市,さっぽろし,43.06208877,141.3543886,https://example.org/,,011002
1,北海道,1102,札幌市 北区,さっぽろし きたく,43.09079296,141.3408807,https://example.org/,,011029
20,長野県,20201,長野市,ながのし,36.6485,138.1947,https://example.org/,,202011
22,静岡県,22131,浜松市 中区,はままつし なかく,34.7111,137.7267,https://example.org/,,221317
"""
PREFECTURES = """\
pid,pref,prefkana,prefshort,prefshortkana,pref_en,pref3code,url,lgcode,ISO3166-2,capital,lat,lng
1,北海道,ほっかいどう,北海道,ほっかいどう,Hokkaido,HKD,https://example.org/,10006,JP-01,札幌市,43.063968,141.347899
13,東京都,とうきょうと,東京,とうきょう,Tokyo,TKY,https://example.org/,130001,JP-13,新宿区,35.689521,139.691704
"""


def campus(name: str, post: str, addr: str) -> dict[str, str]:
    """Return a campus as the list of universities writes it."""
    return {"name": name, "post": post, "addr": addr, "tel": "000－000－0000"}


def university(code: str, name: str, addr: str, *campuses: dict[str, str]) -> dict[str, Any]:
    """Return an entry of the list of universities."""
    return {
        "name": name, "name_eng": f"{name} (en)", "type": "国立", "mext_code": code, "addr": addr,
        "campus": {"name": "学部・研究科所在地（キャンパス名など）", "rows": list(campuses)},
    }  # fmt: skip


UNIVERSITIES = (
    university(
        "F101110100010",
        "北海道大学",
        "〒060－0808 北海道札幌市北区北8条西5丁目",
        campus("－", "060－0808", "北海道札幌市北区北8条西5丁目"),
        campus("函館キャンパス", "041-8611", "北海道函館市港町3－1－1"),
    ),
    university(
        "F114210104508",
        "横浜市立大学",
        "〒236－0027 神奈川県横浜市金沢区瀬戸22－2",
        campus("鶴見キャンパス", "230－0045", "神奈川県横浜鶴見区末広町1－7－29"),
    ),
)


def write_universities(folder: Path, content: Any = UNIVERSITIES) -> Path:
    """Write the list of universities and return its path."""
    return write(folder, "universities.json", json.dumps(content, ensure_ascii=False))


def write_codes(folder: Path, rows: tuple[str, ...] = CODES_ROWS) -> Path:
    """Write the table of school codes as published: with mark and lines in header cells."""
    return write(folder, "scode.csv", "\ufeff" + "\r\n".join((CODES_HEADER, *rows, "")))


def write(folder: Path, name: str, text: str) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(text.encode())
    return path
