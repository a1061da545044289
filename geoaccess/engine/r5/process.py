"""R5 asked in a process of its own: what goes in, what comes out, and what can go wrong."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from geoaccess.engine.r5.faults import explain_crash, explain_error
from geoaccess.engine.r5.installation import Installation
from geoaccess.engine.r5.question import R5Network, R5Question
from geoaccess.engine.r5.worker import ANSWER, MINUTES, QUESTION
from geoaccess.units import FloatArray

_BLOCK: Final = 1 << 20
_KEPT: Final = ("*.transport_network", "*.warnings")
"""What r5py keeps of a built network, named by the digest of the files."""


@dataclass(frozen=True, kw_only=True, eq=False)
class R5Answer:
    """What R5 found.

    Attributes
    ----------
    minutes
        Shape (n_percentiles, n_origins, n_targets): whole minutes, cut off, NaN where there is
        no trip within the longest time.
    remarks
        What R5 says of the feeds and the window, as it says it.
    """

    minutes: FloatArray
    remarks: tuple[str, ...]


class R5Backend(Protocol):
    """Answers questions about one network."""

    def ask(self, network: R5Network, question: R5Question) -> R5Answer:
        """Return the travel times of a question."""


@dataclass(frozen=True, kw_only=True)
class R5Process:
    """R5 in a process of its own, which ends with the answer.

    Java can be started once in a process, keeps its memory, and ends the process when it
    fails: none of this touches the process that asks. r5py keeps files by name, not by content,
    and copies its settings into the user's folders: every run gets an empty cache and settings
    folder of its own, into which only networks built earlier by the same jar from the same
    content are put.

    Attributes
    ----------
    store
        Folder in which built networks are kept from one run to the next.
    """

    installation: Installation
    store: Path

    def ask(self, network: R5Network, question: R5Question) -> R5Answer:
        """Return the travel times of a question.

        Raises
        ------
        GeoaccessError
            When R5 cannot answer; one line says why.
        """
        self.store.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix="run-", dir=self.store, ignore_cleanup_errors=True
        ) as name:
            run = Path(name)
            kept = self.store / self._key(network)
            _prepare(run, kept)
            self._write(run, network, question)
            done = _start(run, self._environment(run))
            answer = _read_answer(run)
            if answer is None:
                raise explain_crash(done.returncode, done.stderr, self.installation)
            if "error" in answer:
                raise explain_error(answer["error"], self.installation)
            minutes = np.load(run / MINUTES)
            _keep(run, kept)
        return R5Answer(minutes=minutes, remarks=tuple(answer["remarks"]))

    def _key(self, network: R5Network) -> str:
        digest = hashlib.sha256(self.installation.jar.sha256.encode())
        digest.update(self.installation.r5py_version.encode())
        for file in (network.roads, *network.feeds):
            digest.update(compute_digest(file).encode())
        return digest.hexdigest()[:24]

    def _write(self, run: Path, network: R5Network, question: R5Question) -> None:
        """Write the question, and put the files under names of their own beside it."""
        feeds = [
            _placed(feed, run / "inputs" / f"feed{i}.zip") for i, feed in enumerate(network.feeds)
        ]
        document = {
            "question": question.to_document(),
            "jar": str(self.installation.jar.path.resolve()),
            "heap_bytes": self.installation.heap_bytes,
            "temporary": str(run / "temporary"),
            "roads": str(_placed(network.roads, run / "inputs" / "roads.osm.pbf")),
            "feeds": [str(feed) for feed in feeds],
        }
        text = json.dumps(document, ensure_ascii=False)
        (run / QUESTION).write_text(text, encoding="utf-8")

    def _environment(self, run: Path) -> Mapping[str, str]:
        """Return the variables of the process: its own Java, cache and settings."""
        folders = {name: str(run / "cache") for name in ("LOCALAPPDATA", "XDG_CACHE_HOME")}
        folders |= {name: str(run / "settings") for name in ("APPDATA", "XDG_CONFIG_HOME")}
        return os.environ | folders | {"JAVA_HOME": str(self.installation.java.home)}


def find_store() -> Path:
    """Return the folder for built networks in the user's cache directory."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("geoaccess")) / "r5"


def compute_digest(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _prepare(run: Path, kept: Path) -> None:
    """Make the folders of a run, and put into its cache what was built earlier."""
    for name in ("inputs", "temporary", "settings", "cache/r5py"):
        (run / name).mkdir(parents=True)
    for file in kept.iterdir() if kept.is_dir() else ():
        shutil.copyfile(file, run / "cache" / "r5py" / file.name)  # r5py may write over it


def _keep(run: Path, kept: Path) -> None:
    """Keep a network that was built in a run, whole or not at all; it may be kept already."""
    built = [file for pattern in _KEPT for file in (run / "cache" / "r5py").glob(pattern)]
    if not built or kept.is_dir():
        return
    with contextlib.suppress(OSError):  # another run may be quicker, the disk may be full
        whole = run / "kept"
        whole.mkdir()
        for file in built:
            file.rename(whole / file.name)
        whole.rename(kept)


def _placed(file: Path, place: Path) -> Path:
    """Return `place`, which now is the file: a link where links can be made, else a copy."""
    try:
        place.symlink_to(file.resolve())
    except OSError:
        shutil.copyfile(file, place)
    return place


def _start(run: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - this package itself
        [sys.executable, "-m", "geoaccess.engine.r5.worker", str(run)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
    )


def _read_answer(run: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((run / ANSWER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found
