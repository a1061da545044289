"""Rules of fares from tables: what is read, and wrong tables and parameters."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from geoaccess.config import load_config
from geoaccess.errors import FileError, InputError
from geoaccess.sources.farebook import load_farebook
from geoaccess.sources.shipped import config_path

TABLES = {
    "base_fares": """tariff,from_km,to_km,yen,yen_per_km
honshu,1,10,200,
honshu,1,300,,16.20
honshu,301,,,12.85
""",
    "line_tariffs": """line,from,to,tariff,kind,charge,extra_km
trunk,,,honshu,main,,
trunk,a,b,honshu,local,,0.4
fast,,,honshu,main,pairs,
""",
    "zones": """zone,station,centre,km_to_centre,towards,least_km
city,s,c,3.6,,200
""",
    "special_fares": "from,to,yen\na,b,180\n",
    "express_pairs": """from,to,reserved_yen,fast_extra_yen,unreserved_yen
a,b,2400,,1870
a,c,2400,210,1870
""",
    "express_bands": "charge,from_km,to_km,reserved_yen\nx,1,50,760\nx,51,,1020\n",
    "service_charges": "service_ja,charge,fast,reserved_only\nこだま,shinkansen,,\n快速,none,,\n",
}


def write(folder: Path, **changed: str) -> Path:
    for name, text in (TABLES | changed).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_small_tables_are_read(tmp_path: Path) -> None:
    book = load_farebook(write(tmp_path))
    assert book.pieces["trunk", frozenset("ab")].extra_km == 0.4
    assert book.lines["fast"].charge == "pairs"
    assert book.pairs[frozenset("ca")].fast_extra_yen == 210
    assert [band.yen for band in book.bands["x"]] == [760, 1020]
    assert len(book.tariffs["honshu"].fixed) == 1


def added(table: str, *rows: str) -> dict[str, str]:
    return {table: TABLES[table] + "".join(f"{row}\n" for row in rows)}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (added("base_fares", "honshu,11,15,240,16.2"), "without one of yen and yen_per_km"),
        (added("base_fares", "honshu,11,15,,"), "without one of yen and yen_per_km"),
        (added("base_fares", "honshu,5,15,240,"), "bands that overlap.*honshu at 5 km"),
        (added("base_fares", "honshu,20,15,240,"), "end before they begin"),
        (added("base_fares", "honshu,11,15,two,"), "yen is no number.*row 5: 'two'"),
        (added("base_fares", "honshu,0,15,,2"), "begin below 1 km"),
        (
            {"base_fares": TABLES["base_fares"].replace("301", "305")},
            "bands with a gap between them.*305 km",
        ),
        ({"base_fares": "tariff,from_km\n"}, "column .*to_km.* is missing"),
        (
            {"base_fares": "tariff,from_km,to_km,yen,yen_per_km\n"},
            "base_fares.csv: no rows",
        ),
        (added("line_tariffs", "trunk,,,honshu,main,,"), "stand twice.*trunk"),
        (added("line_tariffs", "new,,,honshu,branch,,"), "none of main, local"),
        (added("line_tariffs", "new,a,,honshu,main,,"), "pieces without two ends"),
        (added("line_tariffs", "new,,,mars,main,,"), "base_fares.csv does not have .new"),
        (added("line_tariffs", "new,,,honshu,main,warp,"), "express_bands.csv does not have .new"),
        (added("line_tariffs", "new,,,honshu,main,,-3"), "extra_km is no number"),
        (added("zones", "city,s,d,4,,200"), "stand twice in a zone.*s city"),
        (added("special_fares", "b,a,190"), "pairs that stand twice.*b-a"),
        (added("express_pairs", "d,d,1,,1"), "pairs of one station"),
        (added("express_pairs", "d,e,2400.5,,1"), "reserved_yen is no whole number"),
        (added("express_bands", "x,40,60,900"), "bands that overlap.*x at 40 km"),
        (added("service_charges", "快速,none,,"), "trains that stand twice.*快速"),
        (added("service_charges", "特急,warp,,"), "express_bands.csv does not have .特急"),
        (added("service_charges", "特急,none,maybe,"), "fast that is neither yes nor empty"),
    ],
)
def test_wrong_tables_are_refused_in_one_line(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        load_farebook(write(tmp_path, **changed))
    assert "\n" not in str(caught.value)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "zones.csv").unlink()
    with pytest.raises(FileError, match=r"zones\.csv"):
        load_farebook(tmp_path)


@pytest.mark.parametrize(
    ("section", "given", "said"),
    [
        ("cost", {"value_of_time_yen_h": 0}, "greater than 0"),
        ("cost", {"value_of_time_yen_h": "much"}, "valid number"),
        ("cost", {"transfer_min": -1}, "greater than or equal to 0"),
        ("cost", {"seat": "green"}, "'reserved' or 'unreserved'"),
        ("cost", {"fuel": 1}, "cost.fuel: Extra inputs"),
        ("cost", {"value_of_time_yen_h": 9000}, "draws.value_of_time_yen_h: widen it"),
        ("draws", {"value_of_time_yen_h": [6000, 3000]}, "ends below its beginning"),
        ("draws", {"transfer_min": [-5, 20]}, "greater than or equal to 0"),
    ],
)
def test_wrong_parameters_are_refused(
    tmp_path: Path, section: str, given: dict[str, object], said: str
) -> None:
    content = yaml.safe_load(config_path("score.yaml").read_text(encoding="utf-8"))
    content[section] |= given
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        load_config(tmp_path / "own.yaml")
