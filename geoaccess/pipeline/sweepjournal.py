"""The journal of a sweep: what was computed so far, so that it can be taken up again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoaccess.errors import FileError, InputError
from geoaccess.model.sweep import VariantFigures
from geoaccess.report.files import replaced_file
from geoaccess.units import FloatArray

FORMAT: Final = 1
_DECIMALS: Final = 9
"""Of a figure that is kept: beyond any meaning, and the same after it was read again."""


@dataclass(frozen=True, kw_only=True)
class Journal:
    """A file with a line for the sweep, and one for each variant that was computed.

    A line is written whole and forced to the disk before the next; one that an interruption cut
    short is dropped when the file is read again.
    """

    path: Path
    digest: str
    n_variants: int
    n_sites: int

    def begin(self) -> dict[str, VariantFigures]:
        """Return the variants that are there by their keys; write the first line where none are.

        Raises
        ------
        InputError
            When the journal is of another sweep, or is none.
        FileError
            When it cannot be read or written.
        """
        try:
            if not self.path.exists():
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._append(self._header)
                return {}
            found, length = self._read()
            if length < self.path.stat().st_size:
                with self.path.open("r+b") as file:
                    file.truncate(length)
            if not length:
                self._append(self._header)
        except OSError as error:
            raise FileError(f"{self.path}: cannot be used ({error.strerror or error})") from None
        return found

    def add(self, key: str, figures: VariantFigures) -> None:
        """Append one variant."""
        try:
            self._append({"variant": key, **_to_plain(figures)})
        except OSError as error:
            raise FileError(f"{self.path}: cannot be written ({error.strerror or error})") from None

    def finish(self, found: Mapping[str, VariantFigures], keys: Iterable[str]) -> None:
        """Write the whole journal anew in the order of the variants, in place of the old one."""
        lines = [self._header, *({"variant": key, **_to_plain(found[key])} for key in keys)]
        with replaced_file(self.path) as fresh:
            fresh.write_bytes(b"".join(map(_line, lines)))

    @property
    def _header(self) -> dict[str, Any]:
        return {
            "geoaccess_sweep": self.digest,
            "format": FORMAT,
            "variants": self.n_variants,
            "sites": self.n_sites,
        }

    def _append(self, content: Mapping[str, Any]) -> None:
        with self.path.open("ab") as file:
            file.write(_line(content))
            file.flush()
            os.fsync(file.fileno())

    def _read(self) -> tuple[dict[str, VariantFigures], int]:
        """Return the variants of the whole lines, and how many bytes these are."""
        content = self.path.read_bytes()
        length = content.rfind(b"\n") + 1
        lines = content[:length].split(b"\n")[:-1]
        if not lines:
            if content and not content.startswith(b'{"geoaccess_sweep"'):
                self._refuse("is no journal of a sweep")
            return {}, 0
        first = self._load(lines[0], 1)
        if "geoaccess_sweep" not in first:
            self._refuse("is no journal of a sweep")
        if first != self._header:
            self._refuse("is of another sweep, network or version")
        found = {}
        for number, line in enumerate(lines[1:], 2):
            row = self._load(line, number)
            figures = _find_figures(row, self.n_sites)
            if figures is None:
                self._refuse(f"line {number} is damaged")
            else:
                found[str(row["variant"])] = figures
        return found, length

    def _load(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            self._refuse(f"line {number} is damaged" if number > 1 else "is no journal of a sweep")
            return {}
        return row

    def _refuse(self, what: str) -> None:
        raise InputError(
            f"{self.path}: {what}; give another folder with -o, or remove the file to begin anew"
        )


def round_figures(figures: VariantFigures) -> VariantFigures:
    """Return figures as a journal keeps them: the same before and after they were written."""
    return _from_plain(_to_plain(figures))


def _line(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode() + b"\n"


def _to_plain(figures: VariantFigures) -> dict[str, Any]:
    population = None if np.isnan(figures.population) else round(figures.population, _DECIMALS)
    return {
        "score": _rounded(figures.score),
        "reach_pct": _rounded(figures.reach_pct),
        "meeting_hours": _rounded(figures.meeting_hours),
        "new_pairs": figures.new_pairs.tolist(),
        "lost_pairs": figures.lost_pairs.tolist(),
        "population": population,
    }


def _from_plain(row: Mapping[str, Any]) -> VariantFigures:
    population = row["population"]
    return VariantFigures(
        score=np.array(row["score"], dtype=np.float64),
        reach_pct=np.array(row["reach_pct"], dtype=np.float64),
        meeting_hours=np.array(row["meeting_hours"], dtype=np.float64),
        new_pairs=np.array(row["new_pairs"], dtype=np.int64),
        lost_pairs=np.array(row["lost_pairs"], dtype=np.int64),
        population=float("nan") if population is None else float(population),
    )


def _find_figures(row: Mapping[str, Any], n_sites: int) -> VariantFigures | None:
    """Return the figures of a line, None where it has not all of every site."""
    try:
        figures = _from_plain(row)
    except (KeyError, TypeError, ValueError):
        return None
    columns = (figures.score, figures.reach_pct, figures.meeting_hours)
    counts = (figures.new_pairs, figures.lost_pairs)
    whole = all(one.shape == (n_sites,) for one in (*columns, *counts))
    return figures if whole and "variant" in row else None


def _rounded(values: FloatArray) -> list[float]:
    """Return values rounded, with no minus before a zero."""
    rounded: list[float] = (np.round(np.asarray(values), _DECIMALS) + 0.0).tolist()
    return rounded
