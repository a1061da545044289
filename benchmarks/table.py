"""The table a benchmark prints."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.machine import Timing

OURS = "geoaccess"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One timed piece of work; the first row of a task by geoaccess is what others are held to."""

    task: str
    engine: str
    what: str
    timing: Timing


def render_rows(rows: list[Row]) -> str:
    """Return the timings as a table in Markdown: medians, and how many times longer than ours."""
    base: dict[str, float] = {}
    for row in rows:
        if row.engine == OURS:
            base.setdefault(row.task, row.timing.median_s)
    lines = [
        "| work | engine | what was timed | median | runs | times ours |",
        "|---|---|---|--:|--:|--:|",
    ]
    for row in rows:
        median = row.timing.median_s
        ratio = f"{median / base[row.task]:.1f}" if row.task in base else ""
        lines.append(
            f"| {row.task} | {row.engine} | {row.what} | {_duration(median)} "
            f"| {len(row.timing.seconds)} | {ratio} |"
        )
    return "\n".join(lines)


def _duration(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
