"""R5 in a process of its own, with a stand-in for r5py."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from geoaccess.engine.r5.process import R5Answer, R5Process
from geoaccess.engine.r5.question import R5Network, R5Question
from geoaccess.errors import GeoaccessError
from tests.engine.r5.conftest import Computer, make_computer
from tests.engine.r5.fakes import read_log
from tests.engine.r5.questions import points, question, settings


def _network(folder: Path, *, feeds: int = 0, content: bytes = b"streets") -> R5Network:
    """Return files of any content; all feeds have the same name in folders of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    roads = folder / "city.osm.pbf"
    roads.write_bytes(content)
    paths = []
    for i in range(feeds):
        (folder / str(i)).mkdir(exist_ok=True)
        paths.append(folder / str(i) / "GTFS.zip")
        paths[-1].write_bytes(b"feed %d" % i)
    return R5Network(roads=roads, feeds=tuple(paths))


@dataclass(frozen=True)
class Asked:
    """One question, its answer, and where it was asked."""

    question: R5Question
    answer: R5Answer
    computer: Computer
    folder: Path


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """Return a question that was asked once for all tests: starting a process takes a second."""
    folder = tmp_path_factory.mktemp("asked")
    with pytest.MonkeyPatch.context() as monkeypatch:
        computer = make_computer(folder / "computer", monkeypatch)
        (folder / "home").mkdir()
        monkeypatch.setenv("HOME", str(folder / "home"))
        wanted = question(settings=settings("walk,transit", max_time_min=20, max_rides=3))
        process = R5Process(installation=computer.installation, store=folder / "store")
        answer = process.ask(_network(folder / "data", feeds=2), wanted)
        yield Asked(question=wanted, answer=answer, computer=computer, folder=folder)


def test_a_question_is_answered_pair_by_pair(asked: Asked) -> None:
    minutes = asked.answer.minutes
    assert minutes.shape == (2, 2, 3)
    for i in range(2):
        for j in range(3):
            metres = math.hypot((i - j) * 0.011 * 91_000, 0.01 * 111_000)
            walked = math.floor(metres / 80)
            expected = math.nan if walked > 20 else walked
            assert np.array_equal(minutes[:, i, j], [expected, expected + 1], equal_nan=True)
    assert np.isnan(minutes).any()


def test_r5py_is_asked_in_its_own_words(asked: Asked) -> None:
    network, matrix = read_log(asked.computer.log)
    assert asked.answer.remarks == (
        "R5 reported the following issues with GTFS file feed0.zip: \n- x",
    )
    assert network["argv"][1:5] == [
        "--r5-classpath", str(asked.computer.jar), "--max-memory", str(2 << 30)
    ]  # fmt: skip
    assert network["java"] == str(asked.computer.java)
    assert len({Path(file).name for file in network["files"]}) == 3
    assert matrix["departure"] == "2019-05-13 08:00:00"
    assert matrix["departure_time_window"] == "2:00:00"
    assert matrix["percentiles"] == [5, 50]
    assert sorted(matrix["transport_modes"]) == ["TRANSIT", "WALK"]
    assert matrix["access_modes"] == ["WALK"]
    assert matrix["egress_modes"] == ["WALK"]
    assert matrix["max_time"] == "0:20:00"
    assert matrix["max_public_transport_rides"] == 3
    assert (matrix["speed_walking"], matrix["speed_cycling"]) == (4.8, 12.0)


def test_nothing_is_left_behind_but_the_built_network(asked: Asked) -> None:
    data = [file for file in (asked.folder / "data").rglob("*") if file.is_file()]
    assert sorted(file.name for file in data) == ["GTFS.zip", "GTFS.zip", "city.osm.pbf"]
    assert not list((asked.folder / "home").iterdir())
    kept = [file for file in (asked.folder / "store").rglob("*") if file.is_file()]
    assert sorted(file.suffix for file in kept) == [".transport_network", ".warnings"]


def test_a_network_is_built_once_for_the_same_content_and_anew_for_another(
    computer: Computer, tmp_path: Path
) -> None:
    process = R5Process(installation=computer.installation, store=tmp_path / "store")
    median = question(percentiles=(50,), origins=points("a", 1), targets=points("b", 1))
    assert process.ask(_network(tmp_path / "data"), median).minutes.tolist() == [[[0]]]
    process.ask(_network(tmp_path / "elsewhere"), median)
    process.ask(_network(tmp_path / "data", content=b"new streets, same name"), median)
    built = [call["kept"] for call in read_log(computer.log) if call["what"] == "network"]
    assert built == [False, True, False]


FAULTS = {
    "memory": "R5 ran out of memory (2.1 GB were allowed); give more with --max-memory",
    "killed": "R5 ran out of memory",
    "import": "r5py 1.1.7 cannot use r5-v7.5.1-r5py-all.jar (ImportError: Failed to import",
    "extent": "the extract is too large for it",
    "stack": "R5 could not answer (RuntimeError: java.lang.NullPointerException)",
    "exit": "exit code 134: A fatal error has been detected",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_of_r5_shows_a_java_stack_trace(
    computer: Computer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setenv("FAKE_R5PY_FAULT", fault)
    process = R5Process(installation=computer.installation, store=tmp_path / "store")
    with pytest.raises(GeoaccessError) as raised:
        process.ask(_network(tmp_path / "data"), question())
    message = str(raised.value)
    assert FAULTS[fault] in message
    assert "\n" not in message
    assert "\tat " not in message
    assert ".java:" not in message
    assert not list((tmp_path / "store").iterdir())


def test_a_jar_that_vanished_is_not_downloaded(computer: Computer, tmp_path: Path) -> None:
    installation = computer.installation
    computer.jar.unlink()
    process = R5Process(installation=installation, store=tmp_path / "store")
    with pytest.raises(GeoaccessError, match="the R5 jar is no longer there"):
        process.ask(_network(tmp_path / "data"), question())
    assert not computer.log.exists()
