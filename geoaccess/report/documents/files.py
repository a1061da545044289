"""Reports and figures as files, each whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from geoaccess.errors import FileError, InputError
from geoaccess.report.files import replaced_file

_FORMS: Final[Mapping[str, Literal["html", "pdf"]]] = {
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
}
_FIGURES: Final[Mapping[str, Literal["png", "svg", "pdf"]]] = {
    ".png": "png",
    ".svg": "svg",
    ".pdf": "pdf",
}


def check_report_file(path: Path, form: str | None) -> Literal["html", "pdf"]:
    """Return the form of a report to be written to a file.

    Raises
    ------
    FileError, InputError
        When the file is a folder, its ending is no form of reports, or another form is wanted.
    """
    if path.is_dir():
        raise FileError(f"{path}: is a folder; give a file with -o, as report.html")
    by_name = _FORMS.get(path.suffix.lower())
    if by_name is None:
        raise FileError(f"{path.name}: give a file that ends in .html or .pdf")
    if form is not None and form != by_name:
        raise InputError(f"--format {form} does not fit {path.name}; let it end in .{form}")
    return by_name


def check_figure_file(path: Path) -> Literal["png", "svg", "pdf"]:
    """Return the form of a figure to be written to a file.

    Raises
    ------
    FileError
        When the file is a folder, or its ending is no form of figures.
    """
    if path.is_dir():
        raise FileError(f"{path}: is a folder; give a file with -o, as map.pdf")
    form = _FIGURES.get(path.suffix.lower())
    if form is None:
        raise FileError(f"{path.name}: give a file that ends in {', '.join(_FIGURES)}")
    return form


def write_bytes(content: bytes, path: Path) -> None:
    """Write a file whole, or not at all.

    Raises
    ------
    FileError
        When it cannot be written.
    """
    with replaced_file(path) as fresh:
        fresh.write_bytes(content)


def check_figures_folder(folder: Path | None) -> None:
    """Raise a FileError when what is to become a folder of figures is a file."""
    if folder is not None and folder.exists() and not folder.is_dir():
        raise FileError(f"{folder}: is a file; give a folder with --figures")


def write_figures(files: Mapping[str, bytes], folder: Path) -> None:
    """Write figures, by name, into a folder; those of other names in it stay.

    Raises
    ------
    FileError
        When the folder is a file, or one of them cannot be written.
    """
    check_figures_folder(folder)
    for name, content in files.items():
        write_bytes(content, folder / name)
