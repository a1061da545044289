"""Where the shipped facts (`data/`, `configs/`) lie, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from geoaccess.errors import FileError

_PACKAGE = Path(__file__).resolve().parents[1]


def data_path(*parts: str) -> Path:
    """Return the path of a shipped data file.

    Raises
    ------
    FileError
        When it is missing: the installation is broken.
    """
    return _shipped("data", parts)


def config_path(*parts: str) -> Path:
    """Return the path of a shipped configuration file; raises like `data_path`."""
    return _shipped("configs", parts)


def _shipped(folder: str, parts: tuple[str, ...]) -> Path:
    for root in (_PACKAGE / f"_{folder}", _PACKAGE.parent / folder):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileError(
        f"{folder}/{'/'.join(parts)}: this shipped file is missing; reinstall geoaccess"
    )
