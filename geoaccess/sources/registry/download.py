"""One file from one address: resumed where it broke off, tried again, never half taken."""

from __future__ import annotations

import errno
import http.client
import json
import shutil
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

from geoaccess.sources.registry.answers import Version, check_rest, read_version
from geoaccess.sources.registry.connect import build_request, describe_break, open_address
from geoaccess.sources.registry.faults import FinalFault, PassingFault, StaleFault
from geoaccess.sources.registry.opener import build_opener, check_address

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are here and the bytes of the whole (None where unknown)."""
Tell = Callable[[str], None]

_CHUNK_BYTES: Final = 1 << 16
_SPARE_BYTES: Final = 64 * 2**20
"""Room left on the disk beyond the file itself."""
_PACKED: Final = ("gzip", "x-gzip", "deflate", "compress", "br", "zstd")
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long and how often a download is tried.

    Attributes
    ----------
    timeout_s
        Silence of the server that ends an attempt.
    retries
        Attempts after the first.
    backoff_s
        Wait before the second attempt; it doubles each time.
    longest_wait_s
        Where a server asks for a longer wait, the download ends and says so.
    stall_s, stall_bytes
        An attempt that brings less than this in that time ends.
    max_bytes
        Largest file that is taken.
    """

    timeout_s: float = 30.0
    retries: int = 4
    backoff_s: float = 1.0
    longest_wait_s: float = 120.0
    stall_s: float = 60.0
    stall_bytes: int = 16 * 2**10
    max_bytes: int = 4 * 2**30


@dataclass(frozen=True, kw_only=True, eq=False)
class Download:
    """The way of one file from an address into a file `part`, which may hold its beginning.

    What was got stays in `part`, with the state of the server's file in `part` + ``.json``,
    so that the next run goes on from there.

    Attributes
    ----------
    address
        https or http.
    part
        File to write.
    patience
        Limits of time and size.
    progress, tell
        Called with what is here, and with a line for each further attempt.
    """

    address: str
    part: Path
    patience: Patience
    progress: Progress
    tell: Tell

    def run(self) -> None:
        """Fetch the file; raises a FinalFault whose text says why it cannot be had."""
        check_address(self.address)
        opener = build_opener()
        for attempt in range(self.patience.retries + 1):
            try:
                self._try_once(opener)
            except PassingFault as fault:
                if isinstance(fault, StaleFault):
                    self.discard()
                self._wait(fault, attempt)
            else:
                return

    def discard(self) -> None:
        """Delete the part and what is known of it."""
        self.part.unlink(missing_ok=True)
        self._state.unlink(missing_ok=True)

    @property
    def is_begun(self) -> bool:
        """Whether there is a beginning that can be gone on with."""
        return self._find_version() is not None

    @property
    def _state(self) -> Path:
        return self.part.with_name(f"{self.part.name}.json")

    def _wait(self, fault: PassingFault, attempt: int) -> None:
        """Wait for the next attempt; raise a FinalFault when there is none."""
        attempts = self.patience.retries + 1
        if attempt + 1 == attempts:
            raise FinalFault(self._give_up(fault)) from fault
        wait_s = self.patience.backoff_s * 2**attempt if fault.wait_s is None else fault.wait_s
        if wait_s > self.patience.longest_wait_s:
            raise FinalFault(
                f"{fault} and asks to wait {wait_s / 60:.0f} minutes; try again then"
            ) from fault
        self.tell(f"{fault}; attempt {attempt + 2} of {attempts} in {wait_s:.0f} s")
        time.sleep(wait_s)

    def _try_once(self, opener: urllib.request.OpenerDirector) -> None:
        """Fetch what is missing, in one request."""
        version = self._find_version()
        have_bytes = self.part.stat().st_size if version else 0
        request = build_request(self.address, version, have_bytes)
        with open_address(opener, request, self.patience.timeout_s) as answer:
            _check_plain(answer)
            if answer.status != http.client.PARTIAL_CONTENT:
                have_bytes, version = 0, read_version(answer, self.address)
                self.part.write_bytes(b"")  # before the state: an old beginning is no new one
                self._state.write_text(json.dumps(version.to_record()), encoding="utf-8")
            elif version is None:
                raise FinalFault("the server sent a piece where the whole file was asked for")
            else:
                check_rest(answer, version, have_bytes)
            total = version.total_bytes
            self._check_room(total, have_bytes)
            with self.part.open("ab") as file:
                have_bytes = self._copy(answer, file, have_bytes=have_bytes, total=total)
        if total is not None and have_bytes != total:
            raise PassingFault(f"the download broke off at {have_bytes:,} of {total:,} bytes")

    def _find_version(self) -> Version | None:
        """Return the state of the part that is here, None where it cannot be gone on with."""
        try:
            version = Version(**json.loads(self._state.read_text(encoding="utf-8")))
            is_begun = self.part.stat().st_size > 0
        except (OSError, ValueError, TypeError):
            return None
        is_same = bool(version.validator) and version.address == self.address
        return version if is_begun and is_same else None

    def _check_room(self, total: int | None, have_bytes: int) -> None:
        if total is None:
            return
        if total > self.patience.max_bytes:
            raise FinalFault(f"the server offers {total:,} bytes: larger than any official file")
        if shutil.disk_usage(self.part.parent).free < total - have_bytes + _SPARE_BYTES:
            raise FinalFault(
                f"the disk of {self.part.parent} has no room for {total / 2**20:.0f} MB; give "
                "another folder with --to"
            )

    def _copy(
        self,
        answer: http.client.HTTPResponse,
        file: IO[bytes],
        *,
        have_bytes: int,
        total: int | None,
    ) -> int:
        """Append the body to the part, and return how many bytes are there."""
        since_s, since_bytes = time.monotonic(), have_bytes
        self.progress(have_bytes, total)
        while chunk := _read_chunk(answer):
            _write_chunk(file, chunk)
            have_bytes += len(chunk)
            if have_bytes > self.patience.max_bytes:
                raise FinalFault("the server sends more than any official file holds")
            self.progress(have_bytes, total)
            if time.monotonic() - since_s > self.patience.stall_s:
                if have_bytes - since_bytes < self.patience.stall_bytes:
                    raise PassingFault(f"the download crawls: {have_bytes:,} bytes so far")
                since_s, since_bytes = time.monotonic(), have_bytes
        return have_bytes

    def _give_up(self, fault: PassingFault) -> str:
        kept = self.part.stat().st_size if self.is_begun else 0
        rest = f"; {kept / 2**20:.1f} MB are kept and the next fetch goes on from there"
        return (
            f"{fault} ({self.patience.retries + 1} attempts at "
            f"{urlsplit(self.address).hostname}){rest if kept else ''}; try again later, or fetch "
            "it with a browser and carry it in with --from"
        )


def _check_plain(answer: http.client.HTTPResponse) -> None:
    encoding = answer.headers.get("Content-Encoding", "").strip().casefold()
    if encoding in _PACKED:
        raise FinalFault(
            f"the server packs the file ({encoding}) though it was asked not to; fetch it with a "
            "browser and carry it in with --from"
        )


def _read_chunk(answer: http.client.HTTPResponse) -> bytes:
    """Return what has arrived; a fault where the connection ends before its time."""
    try:
        return answer.read1(_CHUNK_BYTES)
    except (http.client.HTTPException, OSError) as error:
        raise PassingFault(describe_break(error, None)) from error


def _write_chunk(file: IO[bytes], chunk: bytes) -> None:
    try:
        file.write(chunk)
    except OSError as error:
        what = "the disk is full" if error.errno in _FULL else error.strerror
        raise FinalFault(f"cannot be written ({what}); give another folder with --to") from error
