"""Scenario files: what is read, and where faults are."""

from __future__ import annotations

import codecs
import datetime as dt
import json
import re
from pathlib import Path

import pytest

from geoaccess.errors import FileError, GeoaccessError, InputError, UnknownNameError
from geoaccess.model.scenario import (
    AddLine,
    AddService,
    AddStop,
    AddTransfer,
    CloseLine,
    CloseSection,
    CloseStop,
    NetworkYear,
    Opening,
    PlannedStation,
    RemoveTrips,
    SetHeadway,
    SetRunTime,
    SetSpan,
)
from geoaccess.model.text import Text
from geoaccess.sources.scenariofile import choose, find_scenario, load_scenario

HEAD = "name: plan\ntitle: {ja: 計画, en: Plan}\n"

LINE = """
operations:
  - add_line:
      id: chuo
      ja: 中央新幹線
      en: Chuo Shinkansen
      class: maglev                      # run times by class where run_min is absent
      stations:
        - shinagawa                      # an existing station id
        - {id: chuo-kanagawa, ja: 神奈川県駅, en: Kanagawa, lat: 35.5927, lon: 139.3441,
           certainty_km: 0.3}
        - nagoya
      services:
        - {name: fast, calls: [shinagawa, nagoya], run_min: [40], headway_min: 15,
           first: 6:00, last: "22:00"}
        - {name: {ja: 各駅, en: all stops}, headway_min: 60, first: "06:10", last: 24:10}
      transfers_min: {shinagawa: 10, nagoya: 9}
"""


def write(folder: Path, text: str, name: str = "plan.yaml") -> Path:
    """Return a scenario file of a text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_line_is_read_as_written(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, HEAD + LINE))
    (line,) = scenario.operations
    assert isinstance(line, AddLine)
    assert (line.id, line.ja, line.category) == ("chuo", "中央新幹線", "maglev")
    assert line.stations[1] == PlannedStation(
        id="chuo-kanagawa",
        ja="神奈川県駅",
        en="Kanagawa",
        lat=35.5927,
        lon=139.3441,
        certainty_km=0.3,
    )
    fast, slow = line.services
    assert (fast.first_min, fast.last_min) == (360, 1320)  # 6:00 without quotes is six o'clock
    assert fast.run_min == (40.0,)
    assert (slow.name, slow.name_ja, slow.run_min) == ("all stops", "各駅", None)
    assert slow.calls == ("shinagawa", "chuo-kanagawa", "nagoya")
    assert slow.last_min == 1450
    assert line.transfer_min == {"shinagawa": 10.0, "nagoya": 9.0}


def test_each_operation_is_read(tmp_path: Path) -> None:
    text = """
operations:
  - add_service: {name: x, lines: [a, b], calls: [p, q], headway_min: 30, first: 6:00, last: 9:00}
  - close_line: a
  - close_section: {line: sanin, from: hamada, to: masuda}
  - close_stop: {station: p, line: a}
  - set_run_time: {service: Nozomi, between: [p, q], minutes: 30}
  - set_headway: {service: Nozomi, between: [p, q], headway_min: 12, first: 07:00, direction: up}
  - set_span: {service: Nozomi, last: 23:00}
  - add_stop: {service: Nozomi, station: {id: n, lat: 35, lon: 136}, line: a, after: p}
  - add_transfer: {station: p, to: q, minutes: 7}
  - remove_trips: {service: Nozomi, share: 0.5}
  - network_year: 2015-03-13
"""
    scenario = load_scenario(write(tmp_path, HEAD + text))
    assert [type(one) for one in scenario.operations] == [
        AddService,
        CloseLine,
        CloseSection,
        CloseStop,
        SetRunTime,
        SetHeadway,
        SetSpan,
        AddStop,
        AddTransfer,
        RemoveTrips,
        NetworkYear,
    ]
    assert scenario.operations[5] == SetHeadway(
        service="Nozomi", between=("p", "q"), headway_min=12, first_min=420, direction="up"
    )
    assert scenario.operations[7] == AddStop(
        service="Nozomi",
        station=PlannedStation(id="n", ja="n", en="n", lat=35, lon=136),
        line="a",
        after="p",
    )
    assert scenario.operations[10] == NetworkYear(as_of=dt.date(2015, 3, 13))


def test_marks_say_where_each_part_stands(tmp_path: Path) -> None:
    (line,) = load_scenario(write(tmp_path, HEAD + LINE)).operations
    assert line.mark is not None
    assert line.mark.find(("stations", 2)) == (14, 11)
    assert line.mark.find(("services", 0, "run_min", 0)) == (16, 62)
    assert line.mark.find(("services", 1, "run_min", 0)) == (18, 11)  # not written: its service


OPTIONS = """
opening: {from: 2035, to: 2040}
sources: [{figure: 40 min, source: JR Central, confidence: high}]
assumptions: [{ja: 仮定, en: Assumed}, Both]
operations: []
options:
  tokaido:
    title: Tokaido trains
    default: as-today
    choices:
      as-today: {title: As today, operations: []}
      fewer:
        title: Fewer
        operations: [remove_trips: {service: Nozomi, share: 0.5}]
"""


def test_options_and_sources_are_read(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, HEAD + OPTIONS))
    assert scenario.opening == Opening(first_year=2035, last_year=2040)
    assert scenario.assumptions == (Text(en="Assumed", ja="仮定"), Text(en="Both", ja="Both"))
    assert scenario.all_operations == ()
    fewer = choose(scenario, {"tokaido": "fewer"})
    assert fewer.all_operations == (RemoveTrips(service="Nozomi", share=0.5),)


def test_choices_are_taken_by_name(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + OPTIONS)
    assert find_scenario(f"{path}:tokaido=fewer").chosen == {"tokaido": "fewer"}
    assert find_scenario(str(path)).chosen == {}
    with pytest.raises(UnknownNameError, match="option tokaido has no choice 'none'; it has as-to"):
        find_scenario(f"{path}:tokaido=none")
    with pytest.raises(UnknownNameError, match="no option 'sanyo'; it has tokaido"):
        find_scenario(f"{path}:sanyo=none")


def test_an_unknown_scenario_is_named() -> None:
    with pytest.raises(UnknownNameError, match="no scenario 'chuoo-nagoya'"):
        find_scenario("chuoo-nagoya")
    with pytest.raises(FileError, match="no such file"):
        find_scenario("nowhere/plan.yaml")


def test_a_scenario_uses_others_in_order(tmp_path: Path) -> None:
    write(tmp_path, HEAD + OPTIONS.replace("operations: []", "operations: [close_line: a]", 1))
    both = write(
        tmp_path,
        "name: both\ntitle: Both\noperations:\n  - close_line: first\n"
        "  - use: plan.yaml:tokaido=fewer\n  - close_line: last\n",
        "both.yaml",
    )
    scenario = load_scenario(both)
    assert scenario.operations == (
        CloseLine(line="first"),
        CloseLine(line="a"),
        RemoveTrips(service="Nozomi", share=0.5),
        CloseLine(line="last"),
    )
    assert [one.source for one in scenario.sources] == ["JR Central"]
    assert len(scenario.assumptions) == 2


def test_a_scenario_that_uses_itself_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "name: a\ntitle: A\noperations: [use: b.yaml]\n", "a.yaml")
    write(tmp_path, "name: b\ntitle: B\noperations: [use: a.yaml]\n", "b.yaml")
    with pytest.raises(InputError, match="a.yaml uses itself, over 2 files"):
        load_scenario(tmp_path / "a.yaml")


def test_faults_of_a_used_scenario_name_its_file(tmp_path: Path) -> None:
    write(tmp_path, "name: b\ntitle: B\noperations: [close_lin: a]\n", "b.yaml")
    path = write(tmp_path, "name: a\ntitle: A\noperations:\n  - use: b.yaml\n", "a.yaml")
    with pytest.raises(InputError, match=r"a.yaml: line 4, column 10: b.yaml: line 3, column 14"):
        load_scenario(path)


@pytest.mark.parametrize("geometry", ["way.geojson", "[[139.74, 35.63], [136.88, 35.17]]"])
def test_a_drawn_line_is_read(tmp_path: Path, geometry: str) -> None:
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "LineString", "coordinates": [[139.74, 35.63, 8], [136.88, 35.17, 9]]},
    }
    content = {"type": "FeatureCollection", "features": [feature]}
    (tmp_path / "way.geojson").write_text(json.dumps(content), encoding="utf-8")
    text = LINE.replace("      services:", f"      geometry: {geometry}\n      services:")
    (line,) = load_scenario(write(tmp_path, HEAD + text)).operations
    assert isinstance(line, AddLine)
    assert line.path == ((139.74, 35.63), (136.88, 35.17))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_encodings_of_planners_are_read(tmp_path: Path, encoding: str) -> None:
    text = HEAD + "assumptions: [東海道新幹線の列車は現行どおり]\noperations: []\n"
    path = tmp_path / "plan.yaml"
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert load_scenario(path).title.ja == "計画"


def _line(**changes: str) -> str:
    text = LINE
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD, "line 1, column 1: a scenario needs operations"),
        ("", "the file is empty"),
        ("- a\n", "a scenario is written as `key: value`, not as a list"),
        (HEAD + "operation: []\n", "line 3, column 1: a scenario has no 'operation'; did you mean"),
        (HEAD + "operations: []\nname: b\n", "line 4, column 1: 'name' is given twice"),
        (HEAD + "operations:\n\t- close_line: a\n", "line 4, column 1: a tab; indent with spaces"),
        (
            HEAD + "operations: [close_lin: a]\n",
            "no operation 'close_lin'; did you mean close_line",
        ),
        (HEAD + "operations: [close_line: a, b]\n", "line 3, column 29: an operation is written"),
        (HEAD + "operations:\n  - {close_line: a, close_stop: b}\n", "an operation has one name"),
        (HEAD + "operations: close\n", "operations is a list"),
        (HEAD + "operations: &x []\n", "line 3, column 13: anchor 'x'"),
        (HEAD + "operations: [a: *x]\n", "anchor 'x' (& and *) is not read here"),
        (HEAD + "operations: [\n", "the file ends inside a bracket"),
        (HEAD + "operations: []\n---\nname: x\n", "a second document"),
        (HEAD + "operations: " + "[" * 99, "too many levels"),
        (HEAD + "operations: []\nopening: {from: 2040, to: 2035}\n", "give the earlier year first"),
        (HEAD + "operations: []\nopening: 20355\n", "year 20355 is not from 1960"),
        (
            HEAD
            + "operations: [add_line: {id: a, class: maglev, stations: [b], fares: {like: c}}]\n",
            "like is a list",
        ),
        (
            HEAD + "operations: [add_line: {id: a, class: maglev, stations: [b], "
            "fares: {like: [c, d], yen: 3}}]\n",
            "fares has no 'yen'; known: like, supplement_yen",
        ),
        (
            HEAD + "operations: [add_line: {id: a, class: maglev, stations: [b], "
            "fares: {like: [c]}}]\n",
            "like names two stations of today's Shinkansen, not 1",
        ),
        (HEAD + "operations: []\nopening: soon\n", "a year such as 2035 is needed, not 'soon'"),
        ("name: 計画\ntitle: x\noperations: []\n", "line 1, column 7: '計画' is no name"),
        (
            HEAD + "operations: []\nsources: [{figure: a, source: b, confidence: sure}]\n",
            "'sure' is none of high, medium, low",
        ),
        (HEAD + _line(maglev="''"), "line 9, column 14: a text is needed, but nothing is written"),
        (HEAD + _line(headway_min="headway"), "a service has no 'headway'; did you mean headway_m"),
        (HEAD + _line(**{"lat: 35.5927": "lat: 35,5927"}), "has no '5927'"),
        (HEAD + _line(**{"35.5927": "N35"}), "line 12, column 61: a number is needed, not 'N35'"),
        (HEAD + _line(**{"first: 6:00": "first: 6時"}), "a clock time such as 06:30"),
        (HEAD + _line(**{"[40]": "[forty]"}), "a number is needed, not 'forty'"),
        (HEAD + _line(**{"[40]": "[.inf]"}), "a number is needed, not '.inf'"),
        (
            HEAD + _line(**{"      services:": "      geometry: gone.geojson\n      services:"}),
            "gone.geojson cannot be read",
        ),
        (
            HEAD
            + _line(**{"services:": "geometry: [[35.6, 139.7], [35.2, 136.9]]\n      services:"}),
            "points are (lon, lat), not (lat, lon)",
        ),
        (HEAD + "operations: [set_headway: {service: a, between: [b], headway_min: 5}]\n", "not 1"),
        (HEAD + "operations: [network_year: 2015]\n", "a date such as 2015-03-13"),
        (
            HEAD + "operations: []\noptions: {a: {title: t, default: c, choices: {b: "
            "{title: t, operations: []}}}}\n",
            "'c' is none of b",
        ),
        (
            HEAD + "operations: []\noptions: {a: {title: t, default: b, choices: {b: "
            "{title: t, operations: [use: x]}}}}\n",
            "not of a choice",
        ),
    ],
)
def test_faults_name_line_column_and_remedy(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        load_scenario(write(tmp_path, text))
    assert str(caught.value).startswith("plan.yaml: ")
    assert "\n" not in str(caught.value)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    text = "title: {ja: 計画, fr: Plan}\noperations:\n  - close_lin: a\n  - set_span: {last: 9}\n"
    with pytest.raises(InputError, match=r"5 faults: line 1.*line 1.*line 3.*line 4.*line 4"):
        load_scenario(write(tmp_path, text))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7", "the content is a PDF, not text"),
        (b"PK\x03\x04", "an Excel workbook or another zip file"),
        (b"name: \xff\xfe\x00", "not text"),
        (codecs.BOM_UTF16_LE + b"a", "not text"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)
    with pytest.raises(GeoaccessError, match=message):
        load_scenario(path)


def test_a_bomb_of_aliases_is_refused_at_once(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x]"]
    rows += [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40)]
    with pytest.raises(InputError, match="anchor 'a0'"):
        load_scenario(write(tmp_path, "\n".join(rows)))
