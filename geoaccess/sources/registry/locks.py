"""One fetch of a file at a time: a lock that the system frees when its holder ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from geoaccess.errors import FileError

_POLL_S: Final = 0.1


@contextmanager
def hold_lock(path: Path, *, wait_s: float, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a path while the block runs.

    Parameters
    ----------
    path
        File of the lock; it stays, empty.
    wait_s
        How long to wait for another holder.
    tell
        Called once when there is one.

    Raises
    ------
    FileError
        When another holds it for longer.
    """
    until = time.monotonic() + wait_s
    with path.open("ab") as file:
        told = False
        while not _try_lock(file):
            if time.monotonic() > until:
                raise FileError(
                    f"{path.stem}: another geoaccess is fetching this file; wait until it is done"
                )
            if not told:
                tell("another geoaccess is fetching this file; waiting")
                told = True
            time.sleep(_POLL_S)
        try:
            yield
        finally:
            _unlock(file)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)
